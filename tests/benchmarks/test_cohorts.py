from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import classification
from benchmarks.classification import UnknownCode
from benchmarks.cohorts import EVERYONE, Cell, Cohort, CohortColumns, ladder

INDUSTRIES = [section.code for section in classification.sections()]
COUNTRIES = [country.code for country in classification.countries()]
WIDER = [region.code for region in (*classification.subregions(), *classification.regions())]
SIZES = list(classification.SIZE_BANDS)

cells = st.builds(Cell, st.sampled_from(INDUSTRIES), st.sampled_from(COUNTRIES), st.sampled_from(SIZES))
cohorts = st.builds(
    Cohort,
    st.sampled_from([*INDUSTRIES[:4], None]),
    st.sampled_from([*COUNTRIES, *WIDER, None]),
    st.sampled_from([*SIZES, None]),
)


def test_a_cell_is_placed_by_division_country_and_head_count():
    assert Cell.of("64", "hk", 12) == Cell("K", "HK", "small")


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (("25", "CN", "large"), "industry of a cell"),
        (("C", "cn", "large"), "country of a cell"),
        (("C", "030", "large"), "country"),
        (("C", "CN", "huge"), "size"),
    ],
)
def test_a_cell_takes_canonical_codes_only(parts, kind):
    with pytest.raises(UnknownCode, match=f"^{kind}: found"):
        Cell(*parts)


@pytest.mark.parametrize(
    "key", ["C|CN", "C|CN|large|x", "X|CN|*", "C|ZZ|*", "C|CN|huge", "25|CN|*", "", "C|cn|*"]
)
def test_a_key_that_names_no_cohort_is_refused(key):
    with pytest.raises(ValueError, match="found"):
        Cohort.parse(key)


@given(cohorts)
def test_a_cohort_is_read_back_from_its_key(cohort):
    assert Cohort.parse(cohort.key) == cohort


@given(cells)
def test_each_rung_of_the_ladder_covers_the_one_below_and_contains_the_cell(cell):
    rungs = ladder(cell)

    assert rungs[0] == cell.cohort
    assert rungs[-1] == EVERYONE
    assert len(set(rungs)) == 5
    assert all(wider.covers(narrower) for narrower, wider in pairwise(rungs))
    assert not any(narrower.covers(wider) for narrower, wider in pairwise(rungs))
    assert all(rung.contains(cell) for rung in rungs)


@given(cohorts, cohorts)
def test_covering_means_being_among_the_rollups(one, other):
    assert one.covers(other) == (one in other.rollups())


@given(cohorts, cells)
def test_a_cohort_contains_a_cell_when_each_of_its_parts_holds(cohort, cell):
    place = classification.country(cell.country)
    expected = (
        cohort.industry in (None, cell.industry)
        and cohort.geography in (None, cell.country, place.subregion, place.region)
        and cohort.size in (None, cell.size)
    )

    assert cohort.contains(cell) == expected


@given(st.lists(cohorts, max_size=30), cohorts)
def test_columns_find_what_covers_finds(many, cohort):
    assert CohortColumns(many).inside(cohort).tolist() == [cohort.covers(one) for one in many]


@given(cells)
def test_rollups_are_distinct_and_go_from_the_cell_to_everyone(cell):
    rollups = cell.cohort.rollups()

    assert (rollups[0], rollups[-1]) == (cell.cohort, EVERYONE)
    assert len(set(rollups)) == len(rollups) == 16
    assert set(ladder(cell)) <= set(rollups)


def test_titles_are_words():
    assert Cohort("C", "CN", "large").title == "Manufacturing · China · large"
    assert EVERYONE.title == "All industries · World"
