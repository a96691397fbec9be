import json
from dataclasses import asdict, replace
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import Cell, NoCohort, Standing, TooFewPeers, published, stand
from benchmarks.standing import interval_ranks, wilson
from tests.benchmarks.worlds import contribution, crowd, edition

LARGE = Cell("C", "CN", "large")


def verdicts(found):
    return {rung.cohort: rung.verdict for rung in found.rungs}


def firms(scores, cell=("C", "CN", "large"), prefix="firm"):
    return [
        contribution(f"{prefix}-{row:03d}", cell=cell, scores=[score]) for row, score in enumerate(scores)
    ]


def test_position_is_the_share_below_and_half_of_those_equal():
    peers = edition(firms([100, 200, 300, 300, 300, 400, 500, 600, 700, 800]))

    found = stand(peers, LARGE, {"total": 30})

    assert found.nodes[0].position == (2 + 3 / 2) / 10
    assert found.nodes[0].n == 10
    assert stand(peers, LARGE, {"total": 90}).nodes[0].position == 1
    assert stand(peers, LARGE, {"total": 5}).nodes[0].position == 0


@given(st.lists(st.integers(0, 1000), min_size=10, max_size=60), st.integers(0, 1000))
def test_standing_agrees_with_counting_by_hand(scores, own):
    found = stand(edition(firms(scores)), LARGE, {"total": own / 10})
    node = found.nodes[0]

    assert node.score == own / 10
    # not about: exactly the double nearest to the fraction
    assert node.position == float(Fraction(sum(2 * (s < own) + (s == own) for s in scores), 2 * len(scores)))
    assert (node.low, node.high) == _wilson_by_hand(node.position, len(scores))
    assert 0 <= node.low <= node.position <= node.high <= 1
    for quantile, p in zip(node.quantiles, _shares(len(scores)), strict=True):
        assert quantile.value == pytest.approx(np.quantile(scores, p) / 10, abs=1e-9)
        assert quantile.low is None or min(scores) / 10 <= quantile.low <= quantile.value
        assert quantile.high is None or quantile.value <= quantile.high <= max(scores) / 10


def _wilson_by_hand(p, n):
    """Wilson 1927, the two roots of the quadratic, one at a time in plain floats."""
    z = NormalDist().inv_cdf(0.975)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    ends = [(p + z * z / (2 * n) + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
    return min(p, max(0, ends[0])), max(p, min(1, ends[1]))


def _shares(n):
    return [p for p, least in ((0.1, 50), (0.25, 20), (0.5, 10), (0.75, 20), (0.9, 50)) if n >= least]


def test_the_subject_is_taken_out_of_its_own_cohort():
    peers = firms([100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 1000])
    subject = peers[4]

    found = stand(edition(peers), LARGE, {"total": 55}, excluding=subject.organisation_id)
    others = stand(edition([one for one in peers if one is not subject]), LARGE, {"total": 55})

    assert found.nodes == others.nodes
    assert found.chosen.n == 10
    assert found.nodes[0].position == 4 / 10
    assert stand(edition(peers), LARGE, {"total": 55}).nodes[0].position == 5 / 11


def test_with_the_subject_out_of_ten_there_are_too_few():
    peers = firms(range(10))

    found = stand(edition(peers), LARGE, {"total": 55}, excluding=peers[0].organisation_id)

    assert isinstance(found, NoCohort)
    assert set(verdicts(found).values()) == {"too-few-peers"}
    assert isinstance(stand(edition(peers), LARGE, {"total": 55}, excluding="stranger"), Standing)


def test_with_the_subject_out_of_ten_counted_the_rest_are_too_few_to_show():
    peers = firms(range(10))
    late = contribution("late")
    subject = peers[0].organisation_id

    found = stand(edition([*peers, late], previous=edition(peers)), LARGE, {"total": 55}, excluding=subject)

    assert isinstance(found, NoCohort)
    assert set(verdicts(found).values()) == {"withheld-by-disclosure"}
    assert {rung.n for rung in found.rungs} == {5}


def test_the_counted_score_is_taken_out_even_when_the_subject_has_a_newer_one():
    peers = firms([500] * 11)

    found = stand(edition(peers), LARGE, {"total": 80}, excluding=peers[0].organisation_id)

    assert found.nodes[0].position == 1
    assert found.chosen.n == 10


def test_the_subject_counted_elsewhere_takes_nobody_out():
    elsewhere = firms(range(6), cell=("G", "FR", "small"), prefix="shop")
    peers = edition([*firms(range(10)), *elsewhere])

    found = stand(peers, LARGE, {"total": 55}, excluding=elsewhere[0].organisation_id)

    assert found.chosen.cohort == "C|CN|large"
    assert found.nodes[0].position == 1


def test_the_coverage_is_the_published_one_whoever_asks():
    first = edition(crowd(20))
    peers = edition([*crowd(20), *crowd(4, prefix="new")], previous=first)
    subject = crowd(20)[0].organisation_id
    without, anybody = (stand(peers, LARGE, {"total": 50}, excluding=who) for who in (subject, None))

    # of the others 19 of 23 are counted, but that would be a second figure to subtract
    assert [rung.coverage for rung in without.rungs] == [rung.coverage for rung in anybody.rungs]
    assert {row.coverage for row in published(peers).itertuples()} == {83}
    assert (without.chosen.coverage, without.chosen.n, anybody.chosen.n) == (0.83, 15, 20)


def test_a_subject_learns_nothing_that_tells_two_others_of_its_class_apart():
    """Whoever knows its own score sees the others: they must not be told apart from each other either."""
    firms = [*crowd(12, nodes=3), *crowd(3, cell=("C", "CN", "small"), nodes=3)]
    nodes = ("total", "people", "results")
    peers = edition(firms, nodes=nodes)
    subject, *others = [
        firm
        for firm in firms
        if peers.evidence.counted_as(firm.organisation_id).label
        == peers.evidence.counted_as(firms[0].organisation_id).label
    ]
    one, other = others[0], others[-1]
    exchanged = {one.organisation_id: other.scores, other.organisation_id: one.scores}
    after = edition(
        [replace(f, scores=exchanged.get(f.organisation_id, f.scores)) for f in firms], nodes=nodes
    )
    own = dict(zip(nodes, (score / 10 for score in subject.scores), strict=True))

    def seen(which):
        return replace(stand(which, subject.cell, own, subject.organisation_id), edition=None)

    assert one.scores != other.scores
    assert isinstance(stand(peers, subject.cell, own, subject.organisation_id), Standing)
    assert seen(after) == seen(peers)


def test_a_second_standing_is_the_first_one_again():
    peers = edition([*crowd(40, nodes=2), *crowd(30, cell=("C", "CN", "small"), nodes=2)], nodes=("a", "b"))
    cells = (LARGE, Cell("C", "CN", "small"), Cell("G", "FR", "micro"))
    asked = [(cell, {"b": own}) for cell in cells for own in (0, 33.3, 100)]
    first = [stand(peers, *one) for one in asked]

    assert [stand(peers, *one) for one in reversed(asked)] == first[::-1]
    assert [stand(peers, cell, {"a": 12.3, **own}).nodes[1] for cell, own in asked] == [
        found.nodes[0] for found in first
    ]


def test_the_narrowest_cohort_is_chosen_and_every_rung_has_its_verdict():
    found = stand(edition([*crowd(30), *crowd(30, cell=("C", "CN", "small"))]), LARGE, {"total": 50})

    assert found.chosen.cohort == "C|CN|large"
    assert verdicts(found) == {
        "C|CN|large": "chosen",
        "C|CN|*": "wider-than-chosen",
        "C|030|*": "wider-than-chosen",
        "C|*|*": "wider-than-chosen",
        "*|*|*": "wider-than-chosen",
    }


def test_too_few_peers_near_by_are_found_further_out():
    found = stand(edition([*crowd(7), *crowd(20, cell=("C", "JP", "small"))]), LARGE, {"total": 50})

    assert found.chosen.cohort == "C|030|*"
    assert (found.chosen.n, found.chosen.coverage) == (25, 1.0)
    assert verdicts(found)["C|CN|large"] == "too-few-peers"
    assert found.rungs[0].n == 5


def test_a_cohort_that_went_into_a_wider_label_is_withheld_by_disclosure():
    # two small firms alone would be told apart, so the smaller of the kept groups joins them
    peers = [*crowd(12), *crowd(30, cell=("C", "CN", "medium")), *crowd(2, cell=("C", "CN", "small"))]

    found = stand(edition(peers), LARGE, {"total": 50})

    assert verdicts(found)["C|CN|large"] == "withheld-by-disclosure"
    assert found.rungs[0].n == 0
    assert found.chosen.cohort == "C|CN|*"


def test_a_cohort_of_which_too_little_is_counted_is_passed_over():
    first = edition(crowd(20))
    waiting = [*crowd(20), *crowd(4, prefix="new"), *crowd(4, cell=("C", "JP", "small"))]
    narrow = edition([*crowd(12), *crowd(4, prefix="new")], previous=edition(crowd(12)))

    assert verdicts(stand(narrow, LARGE, {"total": 50}))["C|CN|large"] == "low-coverage"
    assert stand(narrow, LARGE, {"total": 50}).rungs[0].coverage == 0.75
    # eight newcomers of the same industry come together under a label that the narrow cohort does not hold
    found = stand(edition(waiting, previous=first), LARGE, {"total": 50})
    assert found.chosen.cohort == "C|CN|large"
    assert found.chosen.coverage == 0.83


def test_no_cohort_is_a_result_that_says_why():
    found = stand(edition(crowd(6)), Cell("G", "FR", "small"), {"total": 50})

    assert isinstance(found, NoCohort)
    assert [rung.verdict for rung in found.rungs] == ["too-few-peers"] * 5
    assert [rung.n for rung in found.rungs] == [0, 0, 0, 0, 5]


def test_a_node_that_too_few_peers_have_is_a_result_of_its_own():
    given = [
        replace(one, scores=(one.scores[0], None if row < 6 else 500))
        for row, one in enumerate(crowd(15, nodes=2))
    ]

    found = stand(edition(given, nodes=("total", "people")), LARGE, {"people": 40, "total": 40})

    assert [type(node).__name__ for node in found.nodes] == ["NodeStanding", "TooFewPeers"]
    assert found.nodes[1] == TooFewPeers("people", 40.0)


def test_nodes_come_in_the_order_of_the_edition_and_only_those_asked_for():
    peers = edition(crowd(12, nodes=3), nodes=("total", "people", "results"))

    assert [node.node for node in stand(peers, LARGE, {"results": 1, "total": 2}).nodes] == [
        "total",
        "results",
    ]


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({"people": 50}, "nodes: found people, which the edition has not; allowed are total"),
        ({"total": 100.5}, "score: found 100.5, allowed are 0 to 100 points"),
    ],
)
def test_a_score_the_edition_cannot_place_is_refused(scores, message):
    for size in (12, 0):  # with peers or without
        with pytest.raises(ValueError, match=f"^{message}"):
            stand(edition(crowd(size)), LARGE, scores)


@pytest.mark.parametrize("size", [6, 12, 60])
def test_a_standing_is_plain_values_and_cites_its_edition(size):
    peers = edition(crowd(size), synthetic=True)
    found = stand(peers, LARGE, {"total": 50})

    assert json.loads(json.dumps(asdict(found)))["edition"] == {
        "line": "cmc",
        "track": "declared",
        "number": 1,
        "built_on": "2026-06-01",
        "digest": peers.digest,
        "synthetic": True,
    }


def test_no_number_of_organisations_is_shown_exactly():
    found = stand(edition(crowd(33)), LARGE, {"total": 50})

    assert {rung.n for rung in found.rungs} == {30}
    assert found.nodes[0].n == 30


@pytest.mark.parametrize(
    ("position", "n", "low", "high"),
    # Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29
    [
        (81 / 263, 263, 0.2553, 0.3662),
        (15 / 148, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1 / 29, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_the_published_ones(position, n, low, high):
    assert wilson(position, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 10), (1, 4), (1, 2), (3, 4), (9, 10)])
@pytest.mark.parametrize("n", [10, 11, 20, 37, 50, 120, 1000])
def test_intervals_of_quantiles_cover_95_percent_and_no_rank_less_would(n, numerator, denominator):
    low, high = interval_ranks(n, numerator, denominator)

    def at_most(rank):
        """Probability, exactly, that this many scores or fewer lie below the population's quantile."""
        other = denominator - numerator
        ways = sum(comb(n, k) * numerator**k * other ** (n - k) for k in range(rank + 1))
        return ways / denominator**n

    if low is not None:
        assert low > 0, "the lowest score is never shown"
        assert at_most(low) <= 0.025 < at_most(low + 1)
    else:
        assert at_most(1) > 0.025
    if high is not None:
        assert high < n - 1, "the highest score is never shown"
        assert at_most(high) >= 0.975 > at_most(high - 1)
    else:
        assert at_most(n - 2) < 0.975


def test_intervals_of_quantiles_are_found_among_ten_million():
    low, high = interval_ranks(10_000_000, 1, 2)

    # the normal approximation: 1.96 standard deviations of 1581 on either side
    assert low == pytest.approx(5_000_000 - 3099, abs=2)
    assert high == pytest.approx(5_000_000 + 3099, abs=2)
