from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import Cell, Cohort, Contributions
from benchmarks.classification import country
from benchmarks.coverage import Freshness, Kind, Labelled, Published, coverage
from benchmarks.disclosure import guard
from benchmarks.editions import Reach
from benchmarks.publishing import published_cohorts
from tests.benchmarks.worlds import (
    DAY,
    contribution,
    crowd,
    edition,
    labels_of,
    restless_editions,
    restless_years,
)

restless = st.builds(restless_years, st.integers(0, 10**9), st.integers(1, 40), st.integers(1, 4))
unhurried = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def columns(told, found):
    """What an edition was built from, as columns, without those who withdrew."""
    given_, withdrawn = told
    kept = [one for one in given_ if one.organisation_id not in withdrawn]
    return Contributions.of(kept, found.nodes)


def latest_of(told, built_on):
    """The latest score of everyone within two years, one by one; of two on a day the greater id."""
    given_, withdrawn = told
    latest = {}
    for one in sorted(given_, key=lambda one: (one.decided_on, one.assessment_id)):
        if (
            one.organisation_id not in withdrawn
            and date(built_on.year - 2, 6, 1) <= one.decided_on <= built_on
        ):
            latest[one.organisation_id] = one
    return latest


@given(restless)
@unhurried
def test_figures_are_those_of_counting_one_by_one(told):
    *_, last = restless_editions(told, k=4)
    latest = latest_of(told[-1], last.built_on)
    counted = {one.organisation_id: one for one in last.evidence.contributions}
    left = {(stay.organisation, stay.assessment) for stay in last.history if not stay.counted}

    found = coverage(last, columns(told[-1], last))

    waiting = latest.keys() - counted.keys()
    assert found.waiting == len(waiting)
    assert found.whole == Reach(len(counted), len(counted) + len(waiting))
    later = [
        (latest[name].decided_on - one.decided_on).days
        for name, one in counted.items()
        if name in latest and latest[name].assessment_id != one.assessment_id
    ]
    ages = sorted((last.built_on - one.decided_on).days for one in latest.values())
    assert found.freshness == Freshness(
        superseded=len(later),
        behind_days=sorted(later)[(len(later) - 1) // 2] if later else None,
        lapsed=len(counted.keys() - latest.keys()),
        barred=sum((name, latest[name].assessment_id) in left for name in waiting),
        latest_age_days=ages[(len(ages) - 1) // 2] if ages else None,
    )
    assert found.smallest_class == guard(last.history, 4)


@given(restless)
@unhurried
def test_every_level_counts_every_organisation_once(told):
    *_, last = restless_editions(told, k=4)

    found = coverage(last)

    for reaches in found.levels.values():
        assert sum(reach.counted for reach in reaches.values()) == found.whole.counted
        assert sum(reach.population for reach in reaches.values()) == found.whole.population
    assert sum(one.organisations for one in found.labels.values()) == found.whole.counted
    assert sum(one.published for one in found.cohorts.values()) == len(published_cohorts(last))


def test_levels_say_who_is_counted_and_who_waits():
    found = coverage(
        edition([*crowd(12), *crowd(3, cell=("G", "FR", "small")), *crowd(6, cell=("C", "CN-GD", "large"))])
    )

    assert found.whole == Reach(18, 21)
    assert found.levels["country"] == {"CN": Reach(18, 18), "FR": Reach(0, 3)}
    assert found.levels["industry"] == {"C": Reach(18, 18), "G": Reach(0, 3)}
    assert found.levels["subregion"] == {"030": Reach(18, 18), country("FR").subregion: Reach(0, 3)}
    assert found.levels["region"] == {"142": Reach(18, 18), "150": Reach(0, 3)}
    assert found.levels["size"] == {"large": Reach(18, 18), "small": Reach(0, 3)}


def test_labels_and_cohorts_are_told_by_what_they_restrict():
    found = coverage(
        edition([*crowd(12), *crowd(3, cell=("C", "CN", "small")), *crowd(6, cell=("G", "CN", "small"))])
    )

    # the three small ones come under C|CN|* with the twelve; the six keep their cell
    assert found.labels == {
        Kind("country", industry=True, size=False): Labelled(1, 15),
        Kind("country", industry=True, size=True): Labelled(1, 6),
    }
    assert found.cohorts[Kind("country", industry=True, size=True)] == Published(0, 1)
    assert found.cohorts[Kind("country", industry=True, size=False)] == Published(1, 1)
    assert found.cohorts[Kind("world", industry=False, size=False)] == Published(1, 1)
    assert next(iter(found.cohorts)) == Kind("world", industry=False, size=False)
    assert list(found.cohorts)[-1] == Kind("country", industry=True, size=True)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("*|*|*", Kind("world", False, False)),
        ("C|142|*", Kind("region", True, False)),
        ("*|030|large", Kind("subregion", False, True)),
        ("C|CN|large", Kind("country", True, True)),
        ("C|CN-GD|*", Kind("province", True, False)),
    ],
)
def test_kinds_of_cohorts(key, kind):
    assert Kind.of(Cohort.parse(key)) == kind


def test_a_superseded_score_and_a_lapsed_one_are_counted_until_their_block_may_go():
    old = DAY - timedelta(days=1000)
    firms = [contribution(f"firm-{row:02d}", decided_on=old if row == 11 else DAY) for row in range(12)]
    first = edition(firms)
    again = replace(contribution("firm-00", version=2), decided_on=DAY + timedelta(days=200))
    now = [again, *firms[1:]]

    second = edition(now, previous=first, built_on=DAY + timedelta(days=300))
    found = coverage(second, Contributions.of(now, ("total",)))

    assert (found.whole, found.waiting) == (Reach(12, 12), 0)
    assert found.freshness == Freshness(1, behind_days=200, lapsed=1, barred=0, latest_age_days=300)
    assert (found.median_age_days, found.oldest_age_days) == (300, 1300)


def test_who_left_with_a_withdrawal_waits_for_a_new_assessment():
    firms = crowd(12)
    first = edition(firms)
    second = edition(firms, previous=first, withdrawn=[firms[0].organisation_id])

    found = coverage(second, Contributions.of(firms[1:], ("total",)))

    # five left: who withdrew, and four who may not return with the same score
    assert (found.whole, found.waiting) == (Reach(7, 11), 4)
    assert found.freshness is not None
    assert found.freshness.barred == 4
    assert Counter(labels_of(second).values()) == {"C|CN|large": 7}


def test_an_edition_that_counts_nobody_has_no_ages():
    found = coverage(edition(crowd(3)), Contributions.of([], ("total",)))

    assert (found.whole, found.smallest_class, found.median_age_days) == (Reach(0, 3), None, None)
    assert found.freshness == Freshness(0, None, 0, 0, None)
    assert coverage(edition(crowd(3))).freshness is None
    assert coverage(edition(crowd(12))).levels["country"][Cell("C", "CN", "large").country] == Reach(12, 12)
