from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from benchmarks import Cell, Cohort, ContributionsRefused
from benchmarks.cohorts import EVERYONE
from benchmarks.contributions import Contributions, coded, latest_in_window, months_before
from benchmarks.editions import Reach
from tests.benchmarks.worlds import DAY, bytes_of, contribution, crowd, edition, labels_of


def latest_of(given):
    """The latest assessment of each organisation, as an edition of this day would count it."""
    columns = Contributions.of(given, ("total",))
    _, (organisation,) = coded(columns.organisations)
    chosen = columns.take(latest_in_window(columns, organisation, DAY))
    return {one.organisation_id: one.assessment_id for one in chosen}


def counted_versions(edition):
    return {stay.organisation: stay.assessment for stay in edition.history if stay.counted}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 1), 36, date(2023, 6, 1)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day, months, expected):
    assert months_before(day, months) == expected


def test_the_latest_assessment_within_36_months_counts():
    days = {1: date(2023, 6, 1), 2: date(2026, 6, 1), 3: date(2026, 6, 2), 4: date(2023, 5, 31)}
    given = [contribution("firm", version=version, decided_on=day) for version, day in days.items()]

    assert latest_of(given) == {"firm": "firm-2"}
    assert latest_of(given[:1]) == {"firm": "firm-1"}
    assert latest_of(given[2:]) == {}


def test_of_two_assessments_decided_on_one_day_the_choice_does_not_depend_on_order():
    given = [contribution("firm", version=version) for version in (1, 2)]

    assert latest_of(given) == latest_of(given[::-1]) == {"firm": "firm-2"}


def test_the_order_of_contributions_changes_no_byte():
    given = [
        *crowd(40, nodes=3),
        *crowd(7, cell=("G", "FR", "small"), nodes=3),
        *crowd(3, nodes=3, prefix="late"),
    ]
    shuffled = list(given)
    Random(1).shuffle(shuffled)
    nodes = ("total", "people", "results")

    assert bytes_of(edition(given, nodes=nodes)) == bytes_of(edition(shuffled, nodes=nodes))


def test_editions_are_numbered_and_cite_the_one_before():
    first = edition(crowd(8))
    second = edition(crowd(8), previous=first)
    fifth = edition(crowd(8), previous=second, number=5)

    assert [one.number for one in (first, second, fifth)] == [1, 2, 5]
    assert (first.previous, second.previous, fifth.previous) == (None, first.digest, second.digest)


def test_the_digest_is_of_everything_in_the_edition():
    first = edition(crowd(8))

    others = [
        edition(crowd(9)),
        edition(crowd(8, seed=1)),
        edition(crowd(8), synthetic=True),
        edition(crowd(8), k=6),
        edition(crowd(8), line="other"),
        edition(crowd(8), track="verified"),
        edition(crowd(8), nodes=("sum",)),
        edition(crowd(8), built_on=DAY + timedelta(days=1)),
        edition([replace(one, digest="other") for one in crowd(8)]),
    ]

    assert len({one.digest for one in (first, *others)}) == 10
    assert edition(crowd(8)).digest == first.digest


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"line": "other"}, "line: found 'other', but edition 1 has 'cmc'"),
        ({"track": "verified"}, "track: found 'verified', but edition 1 has 'declared'"),
        ({"track": "peer"}, "track: found 'peer', allowed are declared and verified"),
        ({"nodes": ("sum",)}, "nodes: found"),
        ({"nodes": ("total", "total")}, "nodes: at least one is needed, each named once"),
        ({"k": 4}, "k: found 4, but edition 1 has 5"),
        ({"k": 1}, "k: found 1"),
        ({"number": 1}, "number: found 1, allowed from 2"),
        ({"synthetic": True}, "synthetic: found True, but edition 1 has False"),
    ],
)
def test_an_edition_continues_the_one_before(changed, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        edition(crowd(8), previous=edition(crowd(8)), **changed)


def test_every_fault_of_the_contributions_is_named_at_once():
    good = crowd(6, nodes=2)
    name = good[0].organisation_id
    bad = [
        contribution("high", scores=(1001, 5)),
        contribution("low", scores=(5, -1)),
        contribution("float", scores=(5, 63.4)),
        contribution("short", scores=(5,)),
        contribution("truth", scores=(True, 5)),
        good[0],
    ]

    with pytest.raises(ContributionsRefused) as refused:
        edition([*good, *bad], nodes=("total", "people"))

    assert refused.value.problems == (
        f"organisation {name}, assessment {name}-1: given 2 times, allowed once",
        "organisation high, assessment high-1, total: found 1001, allowed are 0 to 1000 tenths or None",
        "organisation low, assessment low-1, people: found -1, allowed are 0 to 1000 tenths or None",
        "organisation float, assessment float-1, people: found 63.4, allowed are 0 to 1000 tenths or None",
        "organisation short, assessment short-1: found 1 scores, allowed are 2, one a node",
        "organisation truth, assessment truth-1, total: found True, allowed are 0 to 1000 tenths or None",
    )


def test_a_counted_assessment_may_not_change():
    first = edition(crowd(8))
    altered = [replace(one, digest="another") if row == 3 else one for row, one in enumerate(crowd(8))]

    with pytest.raises(
        ContributionsRefused, match=r"0003-1: counted with digest .* found another; it may not change"
    ):
        edition(altered, previous=first)


def test_what_was_counted_stays_as_it_was_when_the_organisation_moves():
    first = edition(crowd(8))
    moved = [replace(one, cell=Cell("G", "FR", "small")) for one in crowd(8)]

    second = edition(moved, previous=first)

    assert labels_of(second) == labels_of(first)
    assert list(second.evidence.contributions) == list(first.evidence.contributions)
    assert second.population == first.population


def test_an_organisation_that_is_merely_missing_stays_counted():
    first = edition(crowd(8))
    second = edition(crowd(8)[1:], previous=first)

    assert counted_versions(second) == counted_versions(first)
    assert list(second.evidence.contributions) == list(first.evidence.contributions)
    assert second.reach(EVERYONE) == Reach(counted=8, population=8)


def test_a_withdrawal_leaves_at_once_with_enough_others():
    everyone = crowd(20)
    name = everyone[7].organisation_id

    second = edition(everyone, previous=edition(everyone), withdrawn=[name])

    assert name not in counted_versions(second)
    assert len(counted_versions(second)) == 15
    assert second.evidence.counted_as(name) is None
    assert second.evidence.counted_as(everyone[-1].organisation_id).label == "C|CN|large"
    assert second.reach(EVERYONE) == Reach(counted=15, population=19)
    third = edition(everyone, previous=second)
    assert counted_versions(third) == counted_versions(second), "what left does not return"
    assert third.reach(EVERYONE) == Reach(counted=15, population=20)


def test_a_new_assessment_brings_back_those_who_left_with_a_withdrawal():
    everyone = crowd(20)
    second = edition(everyone, previous=edition(everyone), withdrawn=[everyone[0].organisation_id])
    renewed = [replace(one, assessment_id=f"{one.organisation_id}-2", digest="new") for one in everyone]

    third = edition(renewed, previous=second)

    assert len(counted_versions(third)) == 20


def test_newcomers_wait_until_there_are_k_of_them():
    first = edition(crowd(10))
    four = edition([*crowd(10), *crowd(4, prefix="new")], previous=first)
    five = edition([*crowd(10), *crowd(5, prefix="new")], previous=four)

    assert [len(counted_versions(one)) for one in (first, four, five)] == [10, 10, 15]
    assert four.reach(Cohort("C", "CN", "large")) == Reach(counted=10, population=14)


def test_reach_compares_what_labels_count_with_who_is_known():
    thin = crowd(2, cell=("C", "CN", "small"))
    found = edition([*crowd(20), *crowd(6, cell=("C", "CN", "medium")), *thin])

    assert set(found.counts.labels) == {"C|CN|large", "C|CN|*"}
    assert found.reach(Cohort("C", "CN", "large")) == Reach(20, 20)
    assert found.reach(Cohort("C", "CN", "small")) == Reach(0, 2)
    assert found.reach(Cohort("C", "CN")) == Reach(28, 28)
    assert found.reach(Cohort("G")) == Reach(0, 0)
    assert found.reach(Cohort("G")).coverage == 0


def test_a_node_that_does_not_apply_is_not_counted():
    given = [
        replace(one, scores=(one.scores[0], None if row < 3 else 500))
        for row, one in enumerate(crowd(9, nodes=2))
    ]
    found = edition(given, nodes=("total", "people"))

    assert found.distributions(EVERYONE).n.tolist() == [9, 6]


def test_an_edition_of_nobody_is_an_edition():
    empty = edition([])

    assert empty.reach(EVERYONE) == Reach(0, 0)
    assert empty.distributions(EVERYONE).n.tolist() == [0]
    assert len(counted_versions(edition(crowd(6), previous=empty))) == 6


def test_an_edition_cannot_be_written_to():
    found = edition(crowd(8))

    with pytest.raises(ValueError, match="read-only"):
        found.evidence.contributions.scores[0][0] = 1
    with pytest.raises(TypeError):
        found.population[Cell("C", "CN", "large")] = 1
