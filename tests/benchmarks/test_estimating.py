import gc
import random
from collections import defaultdict
from dataclasses import replace
from weakref import ref

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import Cell, NoCohort, published, stand
from benchmarks.cohorts import ladder
from benchmarks.estimating import LEAST_SIBLINGS, Unsure, estimates, prior_variance, released, shrunk
from benchmarks.publishing import publishable, published_cohorts
from benchmarks.remembering import remembered
from tests.benchmarks.worlds import contribution, crowd, edition, editions_of, years

# one country in each of twelve sub-regions, so that every country is a cohort of its own up to the world
COUNTRIES = ("CN", "IN", "VN", "TR", "DE", "IT", "SE", "PL", "US", "BR", "ZA", "AU")
POINTS = st.floats(0, 100)


def places(sizes, *, nodes=1, seed=0, between=5.0, within=9.0, countries=COUNTRIES):
    """Manufacturers in several countries, each country with a true median of its own, for every node."""
    drawn = np.random.default_rng(seed)
    true = np.clip(drawn.normal(45, between, (len(countries), nodes)), 10, 90)
    firms = [
        contribution(f"{country}-{row:03d}", cell=("C", country, "large"), scores=scores)
        for country, centre, size in zip(countries, true, sizes, strict=True)
        for row, scores in enumerate(_tenths(drawn.normal(centre, within, (size, nodes))))
    ]
    return firms, true


def _tenths(points):
    return np.rint(10 * np.clip(points, 0, 100)).astype(int).tolist()


def names(count):
    return tuple(f"node-{row:02d}" for row in range(count))


def estimated(peers, cell=("C", "CN", "large")):
    return stand(peers, Cell(*cell), {}).estimates


# --- the formulas -----------------------------------------------------------------------------------------


def test_equal_cohorts_give_the_estimate_of_james_and_stein():
    medians, centre, variance = np.array([30.0, 34, 38, 44, 47, 53, 58, 40]), 42.0, 9.0
    spread = float(((medians - centre) ** 2).sum())
    kept = 1 - (medians.size - 2) * variance / spread

    prior = prior_variance(medians, np.full(medians.size, variance), centre)

    for median in medians.tolist():
        value, _, _ = shrunk(Unsure(median, variance), Unsure(centre, 1.0), prior, medians.size)
        assert value == pytest.approx(centre + kept * (median - centre), abs=1e-12)


def test_a_known_spread_gives_the_normal_posterior_by_hand():
    # prior N(40, 12), median 50 with variance 4: precision 1/12 + 1/4 = 1/3, mean (40/12 + 50/4) * 3
    value, low, high = shrunk(Unsure(50.0, 4.0), Unsure(40.0, 0.0), 12.0, cohorts=10**9)

    assert value == pytest.approx(47.5)
    assert (high - low) / 2 == pytest.approx(1.959964 * 3**0.5, rel=1e-6)


def test_a_withheld_cohort_is_the_limit_of_one_that_hardly_anybody_is_in():
    parent = Unsure(40.0, 2.0)
    few = shrunk(Unsure(90.0, 1e12), parent, 12.0, cohorts=10**9)

    assert few == pytest.approx(shrunk(None, parent, 12.0, cohorts=10**9), abs=1e-4)


@given(own=POINTS, centre=POINTS, sampling=st.floats(0.01, 400), prior=st.floats(0.01, 400))
def test_an_estimate_lies_between_both_and_nearer_to_the_parent_the_thinner(own, centre, sampling, prior):
    thick, low, high = shrunk(Unsure(own, sampling), Unsure(centre, 1.0), prior, cohorts=5)
    thin, _, _ = shrunk(Unsure(own, 2 * sampling), Unsure(centre, 1.0), prior, cohorts=5)

    assert min(own, centre) - 1e-9 <= thick <= max(own, centre) + 1e-9
    assert abs(thin - centre) <= abs(thick - centre) + 1e-9
    assert 0 <= low <= thick <= high <= 100


def test_cohorts_that_are_all_alike_still_leave_a_doubt():
    assert prior_variance(np.full(5, 40.0), np.full(5, 3.0), 40.0) == 2.0


def test_two_cohorts_do_not_say_how_far_cohorts_lie_apart():
    with pytest.raises(ValueError, match="cohorts: found 2, allowed from 3"):
        prior_variance(np.array([1.0, 2.0]), np.array([1.0, 1.0]), 1.0)


# --- from an edition --------------------------------------------------------------------------------------


def test_a_thin_cohort_is_moved_towards_its_parent_and_says_from_what():
    firms, _ = places([15] * 12)
    peers = edition(firms)
    (found,) = estimated(peers)
    raw = {row.cohort: row.p50 for row in published(peers).itertuples()}

    # the country holds the same organisations: only the whole industry has siblings enough
    assert (found.cohort, found.parent, found.n, found.siblings) == ("C|CN|large", "C|*|*", 15, 12)
    (node,) = found.nodes
    low, high = sorted((raw["C|CN|large"], raw["C|*|*"]))
    assert low < node.median < high
    assert node.low < node.median < node.high


def test_a_thicker_cohort_keeps_more_of_its_own():
    """The country's scores are the same ones, repeated, so that only their number differs."""
    firms, _ = places([10] * 12, seed=3)
    own = [firm for firm in firms if firm.cell.country == "CN"]
    kept = []
    for times in (1, 2, 4):
        more = [
            replace(one, organisation_id=f"{one.organisation_id}-{copy}", assessment_id=f"a-{copy}")
            for one in own
            for copy in range(times)
        ]
        peers = edition([*more, *(firm for firm in firms if firm not in own)])
        (found,) = estimated(peers)
        raw = {row.cohort: row.p50 for row in published(peers).itertuples()}
        centre = raw[found.parent]
        kept.append((found.nodes[0].median - centre) / (raw["C|CN|large"] - centre))

    assert kept == sorted(kept)
    assert 0 < kept[0] < kept[-1] < 1


def test_a_withheld_cohort_is_estimated_from_its_parent_and_siblings_alone():
    firms, _ = places([4] + [60] * 11)
    peers = edition(firms)
    standing = stand(peers, Cell("C", "CN", "large"), {"total": 50})
    (found,) = standing.estimates

    assert standing.rungs[0].verdict == "too-few-peers"
    assert (found.cohort, found.n, found.siblings) == ("C|CN|large", 0, 11)
    assert found.parent == standing.chosen.cohort
    (node,) = found.nodes
    assert node.median == next(q.value for q in standing.nodes[0].quantiles if q.name == "p50")
    assert node.high - node.low > 4  # the countries differ by five points, and that is what it says


@pytest.mark.parametrize("countries", [1, 2])
def test_without_siblings_there_is_nothing_to_estimate_from(countries):
    firms, _ = places([15] * countries, countries=COUNTRIES[:countries])

    assert estimated(edition(firms)) == ()


def test_a_cohort_that_speaks_for_itself_is_not_estimated():
    firms, _ = places([50] * 12)

    assert estimated(edition(firms)) == ()


def test_nobody_to_compare_with_is_nothing_to_estimate():
    assert isinstance(stand(edition(crowd(6)), Cell("G", "FR", "small"), {"total": 50}), NoCohort)


def test_a_node_that_too_few_siblings_have_is_left_out():
    firms, _ = places([15] * 12, nodes=2)
    only = COUNTRIES[: LEAST_SIBLINGS - 1]
    given = [replace(f, scores=(f.scores[0], f.scores[1] if f.cell.country in only else None)) for f in firms]
    (found,) = estimated(edition(given, nodes=("total", "people")))

    assert [node.node for node in found.nodes] == ["total"]


def test_peers_that_all_score_the_same_are_not_estimated_to_a_hair():
    firms = [replace(firm, scores=(500,)) for firm in places([15] * 12)[0]]
    (found,) = estimated(edition(firms))

    assert found.nodes == ()


def test_a_cohort_beside_the_ladder_is_refused():
    firms, _ = places([15] * 12)

    with pytest.raises(ValueError, match=r"cohort: found 'G\|FR\|\*', allowed are C\|CN\|large, "):
        estimates(edition(firms), Cell("C", "CN", "large"), "G|FR|*")


# --- nothing but what is published ------------------------------------------------------------------------


def test_what_is_used_of_a_cohort_is_what_the_published_table_says_of_it():
    peers = editions_of(years(11, 60, 5), k=5)[-1]
    table = {(row.cohort, row.node): row for row in published(peers).itertuples()}
    allowed = set(published_cohorts(peers))
    every = {one for cell in peers.population for one in cell.cohort.rollups()}

    assert allowed < every
    for cohort in every:
        found = released(peers, cohort)
        assert (found is None) == (cohort not in allowed)
        for row, node in enumerate(peers.nodes if found else ()):
            said = table.get((cohort.key, node))
            assert found.n[row] == (said.n if said else found.n[row] if found.n[row] < 10 else None)
            for ours, name in ((found.low, "p25"), (found.median, "p50"), (found.high, "p75")):
                theirs = getattr(said, name) if said else float("nan")
                assert ours[row] == theirs or (np.isnan(ours[row]) and pd.isna(theirs))


def every_estimate(peers):
    """What anybody could be shown: each cell of the population, whatever rung was chosen."""
    return repr(
        [
            estimates(peers, cell, rung.key)
            for cell in sorted(peers.population, key=str)
            for rung in ladder(cell)
            if publishable(peers, rung)
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_exchanging_scores_inside_a_disclosure_class_changes_no_byte(seed):
    """One edition: its classes are its labels, and a label holds cells that are withheld one by one."""
    chance = random.Random(seed)
    firms, _ = places([chance.randrange(2, 30) for _ in COUNTRIES], seed=seed)
    firms += crowd(4, cell=("C", "JP", "small")) + crowd(3, cell=("C", "KR", "small"), prefix="new")
    peers = edition(firms)
    under = defaultdict(list)
    for firm in firms:
        under[peers.evidence.counted_as(firm.organisation_id).label].append(firm)
    mixed = [members for members in under.values() if len({firm.cell for firm in members}) > 1]
    assert mixed, "some label must hold organisations of several cells, each withheld"

    for members in mixed:
        one = members[0]
        other = next(firm for firm in members if firm.cell != one.cell and firm.scores != one.scores)
        exchanged = {one.organisation_id: other.scores, other.organisation_id: one.scores}
        after = edition([replace(f, scores=exchanged.get(f.organisation_id, f.scores)) for f in firms])
        assert every_estimate(after) == every_estimate(peers)
    assert "NodeEstimate" in every_estimate(peers)


def test_the_scores_of_no_unpublished_cohort_are_looked_at(monkeypatch):
    firms, _ = places([4, 12, 7, 30, 15, 60, 22, 9, 18, 11, 40, 13])
    peers = edition(firms)
    asked = []
    real = type(peers).distributions
    monkeypatch.setattr(
        type(peers), "distributions", lambda self, cohort: asked.append(cohort) or real(self, cohort)
    )

    assert "NodeEstimate" in every_estimate(peers)
    assert asked
    assert all(publishable(peers, cohort) for cohort in asked)


# --- what it is good for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("between", "at_most"), [(2.0, 0.5), (4.0, 0.85), (8.0, 1.0)])
def test_estimates_of_thin_cohorts_are_nearer_to_the_truth_than_their_medians(between, at_most):
    """480 thin cohorts whose true medians are known: the squared error falls, and the intervals hold."""
    raw, better, held = [], [], []
    for seed in range(2):
        sizes = np.random.default_rng(seed).integers(10, 26, 12).tolist()
        firms, true = places(sizes, nodes=20, seed=seed, between=between)
        peers = edition(firms, nodes=names(20))
        for country, medians in zip(COUNTRIES, true, strict=True):
            standing = stand(peers, Cell("C", country, "large"), dict.fromkeys(peers.nodes, 50))
            (found,) = standing.estimates
            for node, shown, truth in zip(found.nodes, standing.nodes, medians.tolist(), strict=True):
                median = next(q.value for q in shown.quantiles if q.name == "p50")
                raw.append((median - truth) ** 2)
                better.append((node.median - truth) ** 2)
                held.append(node.low <= truth <= node.high)

    assert len(raw) == 480
    assert np.mean(better) < at_most * np.mean(raw)
    assert np.mean(held) > 0.92


def test_intervals_of_withheld_cohorts_hold_their_true_median():
    held = []
    for seed in range(6):
        firms, true = places([4] + [20] * 11, nodes=40, seed=seed)
        (found,) = estimated(edition(firms, nodes=names(40)))
        held += [node.low <= truth <= node.high for node, truth in zip(found.nodes, true[0], strict=True)]

    assert len(held) == 240
    assert np.mean(held) > 0.92


# --- remembering ------------------------------------------------------------------------------------------


def test_what_is_remembered_of_an_edition_goes_with_it():
    times = []

    @remembered(4)
    def counted(one, key):
        times.append(key)
        return len(times)

    peers, other = edition(crowd(12)), edition(crowd(12))
    assert [counted(peers, "a"), counted(peers, "a"), counted(peers, "b"), counted(other, "a")] == [
        1,
        1,
        2,
        3,
    ]
    stand(peers, Cell("C", "CN", "large"), {"total": 50})
    gone = ref(peers)
    del peers
    gc.collect()
    assert gone() is None
    assert counted(other, "a") == 3
