import random
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import Cohort, EditionDamaged, build, read, verify, write
from benchmarks.cohorts import EVERYONE
from benchmarks.counts import ABSENT
from benchmarks.trends import trend
from tests.benchmarks.worlds import DAY, bytes_of, crowd, edition, years

NODES = ("total", "people")


def moved(contributions, by, *, digest=""):
    """The same assessments with other scores, as another version of the model or a better year gives them."""
    return [
        replace(
            one,
            scores=tuple(None if s is None else min(1000, s + by) for s in one.scores),
            digest=one.digest + digest,
        )
        for one in contributions
    ]


def renewed(contributions, by):
    """A new assessment of everyone, with scores moved."""
    return [
        replace(one, assessment_id=f"{one.assessment_id}-new", decided_on=DAY + timedelta(days=30))
        for one in moved(contributions, by, digest="-new")
    ]


def middling(size, **place):
    return [
        replace(one, scores=tuple(300 + s % 400 for s in one.scores)) for one in crowd(size, nodes=2, **place)
    ]


def next_edition(previous, contributions, *, days=60, **changed):
    return edition(
        contributions, nodes=NODES, previous=previous, built_on=DAY + timedelta(days=days), **changed
    )


def test_a_change_without_a_new_version_is_all_real():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, renewed(middling(60), 50), version="1")

    found = trend([second, first], EVERYONE, "total")

    assert [point.number for point in found.points] == [1, 2]
    assert [point.n for point in found.points] == [60, 60]
    (step,) = found.steps
    assert step.total == pytest.approx(5.0)
    assert (step.real, step.of_version) == (step.total, 0.0)


def test_a_change_by_the_version_alone_is_not_real():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60), 80, digest="v2"), version="2")

    (step,) = trend([first, second], EVERYONE, "people").steps

    assert (step.total, step.real, step.of_version) == (8.0, 0.0, 8.0)


def test_both_parts_of_a_change_are_kept_apart():
    first = edition(middling(60), nodes=NODES, version="1")
    newcomers = moved(middling(40, prefix="new"), 200)
    second = next_edition(first, [*moved(middling(60), 30), *newcomers], version="2")

    (step,) = trend([first, second], EVERYONE, "total").steps

    assert step.of_version == 3.0
    assert step.total == pytest.approx(step.real + step.of_version)
    assert step.real > 5
    assert len(second.evidence) == 100
    assert second.bridge.before.of([0]).n.tolist() == [60, 60]


def test_what_cannot_be_separated_is_not():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, renewed(middling(60), 50), version="2")

    (step,) = trend([first, second], EVERYONE, "total").steps

    assert step.total == pytest.approx(5.0)
    assert (step.real, step.of_version) == (None, None)


def test_an_edition_that_was_left_out_leaves_the_version_open():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60), 30), version="2")
    third = next_edition(second, moved(middling(60), 40), version="3")

    (step,) = trend([first, third], EVERYONE, "total").steps

    assert step.total == 4.0
    assert step.of_version is None


def test_nothing_is_said_of_what_is_not_published():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60), 30), version="2")

    few = trend([first, second], Cohort("G"), "total")
    ninety = trend([edition(middling(40), nodes=NODES)], EVERYONE, "total", "p90")

    assert [point.value for point in (*few.points, *ninety.points)] == [None, None, None]
    assert (few.steps[0].total, few.steps[0].real, few.steps[0].of_version) == (None, None, None)


def test_a_node_that_only_one_version_has_has_points_where_it_is():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, middling(60), version="1")
    other = build(
        line="cmc", track="declared", nodes=("total", "results"), contributions=middling(60), version="2",
        built_on=second.built_on, previous=second,
    )  # fmt: skip

    assert [point.value is None for point in trend([second, other], EVERYONE, "results").points] == [
        True,
        False,
    ]
    assert [point.value is None for point in trend([second, other], EVERYONE, "people").points] == [
        False,
        True,
    ]
    assert other.bridge.before.of([0]).n.tolist() == [60, 0]


def test_those_who_have_no_score_in_the_new_version_leave_together():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60)[:40], 30), version="2")

    assert len(second.evidence) == 40
    assert second.bridge.after.of([0]).n.tolist() == [40, 40]


@pytest.mark.parametrize("known", [56, 3])
def test_a_few_who_would_be_told_apart_by_the_version_are_not_compared(known):
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60)[:known], 30), version="2")

    assert second.distributions(EVERYONE).n.tolist() == [0, 0]
    assert second.bridge.before.of([0]).n.tolist() == [0, 0]


def test_a_version_is_bridged_once():
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60), 30), version="2")
    third = next_edition(second, moved(middling(60), 30), days=90, version="2")

    assert second.bridge.version == "1"
    assert third.bridge is None
    assert third.evidence.earlier == ()


def test_an_edition_with_a_bridge_is_stored_whole(tmp_path):
    first = edition(middling(60), nodes=NODES, version="1")
    second = next_edition(first, moved(middling(60), 30), version="2")

    folder = write(second, tmp_path / "2")
    found = verify(folder)

    assert found.digest == second.digest
    assert bytes_of(found) == bytes_of(second)
    assert trend([first, found], EVERYONE, "total") == trend([first, second], EVERYONE, "total")
    (folder / "bridge.arrow").write_bytes((folder / "bridge.arrow").read_bytes()[:-8])
    with pytest.raises(EditionDamaged, match=r"^2/bridge.arrow: found"):
        read(folder)


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"statistic": "mean"}, "statistic: found 'mean'"), ({"node": "sum"}, "node: found 'sum', allowed are")],
)
def test_what_is_asked_for_must_be_there(changed, message):
    asked = {"node": "total", "statistic": "p50"} | changed
    with pytest.raises(ValueError, match=message):
        trend([edition(middling(20), nodes=NODES)], EVERYONE, **asked)


def test_editions_of_two_lines_are_no_trend():
    with pytest.raises(ValueError, match="one line and track"):
        trend([edition(crowd(20)), edition(crowd(20), line="other")], EVERYONE, "total")


def versioned(seed, size, k):
    """Two editions of one version and one of the next, in which not everyone has every score."""
    chance = random.Random(seed)
    built, given = [], {}
    for year, (contributions, withdrawn) in enumerate(years(seed, size, 3)):
        for one in contributions:
            key = one.assessment_id, year == 2
            if chance.random() < 0.9:  # not all are scored by the new version
                some = tuple(score if chance.random() < 0.9 else None for score in one.scores)
                given.setdefault(key, replace(one, scores=some))
        built.append(
            edition(
                [given[key] for one in contributions if (key := (one.assessment_id, year == 2)) in given],
                nodes=NODES,
                built_on=DAY + timedelta(days=year),
                withdrawn=withdrawn,
                k=k,
                previous=built[-1] if built else None,
                version="2" if year == 2 else "1",
            )
        )
    return built


def who_is_where(editions, node):
    """Of each score, in which counts of which editions it is on a node."""
    seen = defaultdict(set)
    for one in editions:
        evidence = one.evidence
        for row, member in enumerate(evidence.contributions):
            score = member.organisation_id, member.assessment_id
            if evidence.contributions.scores[node][row] != ABSENT:
                seen[score].add((one.number, "now", evidence.label[row]))
            if evidence.earlier and evidence.earlier[node][row] != ABSENT:
                seen[score].add((one.number, "both", evidence.label[row]))
    return seen


@given(st.integers(0, 10**9), st.integers(10, 60), st.integers(2, 5))
@settings(deadline=None, max_examples=80)
def test_whoever_knows_who_has_which_scores_tells_nobody_apart(seed, size, k):
    editions = versioned(seed, size, k)

    for node in range(len(NODES)):
        groups = defaultdict(set)
        for (organisation, _), where in who_is_where(editions, node).items():
            groups[frozenset(where)].add(organisation)
        assert all(len(group) >= k for group in groups.values())
