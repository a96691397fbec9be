import numpy as np
import pytest

from benchmarks import published
from benchmarks.cohorts import Cohort
from benchmarks.publishing import STATISTICS, publishable, published_cohorts, rounded
from tests.benchmarks.worlds import crowd, edition

ALL = [statistic.name for statistic in STATISTICS]


def row_of(size):
    table = published(edition(crowd(size)))
    return table[table["cohort"] == "C|CN|large"].iloc[0]


def test_nothing_is_published_of_nine():
    assert published(edition(crowd(9))).empty


@pytest.mark.parametrize(
    ("size", "n", "shown"),
    [
        (10, 10, ["p50"]),
        (19, 15, ["p50"]),
        (20, 20, ["p25", "p50", "p75"]),
        (49, 45, ["p25", "p50", "p75"]),
        (50, 50, ALL),
    ],
)
def test_each_statistic_takes_its_number_of_organisations(size, n, shown):
    row = row_of(size)

    assert row["n"] == n
    assert [name for name in ALL if not np.isnan(row[name])] == shown


def test_published_quantiles_are_numpys_of_the_points():
    scores = [one.scores[0] for one in crowd(137)]
    row = row_of(137)

    for statistic in STATISTICS:
        expected = np.quantile(scores, statistic.numerator / statistic.denominator) / 10
        assert row[statistic.name] == pytest.approx(expected, abs=1e-9)


def test_the_lowest_and_the_highest_score_are_never_published():
    for size in (10, 20, 50, 51, 99):
        scores = sorted({one.scores[0] / 10 for one in crowd(size)})
        shown = row_of(size)[ALL].dropna().tolist()
        assert scores[0] < min(shown)
        assert max(shown) < scores[-1]


def test_the_table_has_no_more_columns_than_may_be_published():
    assert list(published(edition(crowd(12))).columns) == [
        *("cohort", "industry", "geography", "size", "node", "n", "coverage"),
        *ALL,
    ]


@pytest.mark.parametrize(("counted", "waiting", "expected"), [(16, 4, True), (15, 4, False), (12, 4, False)])
def test_a_cohort_is_published_only_when_four_fifths_of_it_are_counted(counted, waiting, expected):
    known = crowd(counted)
    cohort = Cohort("C", "CN", "large")

    found = edition([*known, *crowd(waiting, prefix="new")], previous=edition(known))

    assert publishable(edition(known), cohort)
    assert publishable(found, cohort) is expected
    assert published(found).empty is not expected


def test_cohorts_are_listed_once_by_key():
    found = published_cohorts(edition([*crowd(30), *crowd(30, cell=("C", "JP", "small"))]))
    keys = [cohort.key for cohort in found]

    assert keys == sorted(set(keys))
    assert {"C|CN|large", "C|JP|small", "C|030|*", "C|142|*", "*|*|*", "*|CN|*", "*|030|small"} <= set(keys)


def test_the_table_is_the_same_however_often_it_is_made():
    made = edition([*crowd(60), *crowd(25, cell=("G", "FR", "small"))])

    assert published(made).to_csv() == published(made).to_csv()


def test_a_node_with_too_few_scores_has_no_row():
    given = crowd(15, nodes=2)
    thin = [
        type(one)(
            one.organisation_id,
            one.assessment_id,
            one.cell,
            one.decided_on,
            (one.scores[0], None),
            one.digest,
        )
        for one in given[:6]
    ]
    table = published(edition([*thin, *given[6:]], nodes=("total", "people")))

    assert set(table["node"]) == {"total"}


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (10_944, 10_940)])
def test_numbers_of_organisations_are_rounded_down_to_five(n, shown):
    assert rounded(n) == shown
