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

PROVINCES = [province.code for province in classification.provinces()]
# half of the drawn places lie in China, where a place can be finer than a country
places = st.sampled_from(COUNTRIES) | st.sampled_from([*PROVINCES, "CN", "HK", "TW"])

cells = st.builds(Cell, st.sampled_from(INDUSTRIES), places, st.sampled_from(SIZES))
cohorts = st.builds(
    Cohort,
    st.sampled_from([*INDUSTRIES[:4], None]),
    places | st.sampled_from([*WIDER, None]),
    st.sampled_from([*SIZES, None]),
)


def test_a_cell_is_placed_by_division_country_and_head_count():
    assert Cell.of("64", "hk", 12) == Cell("K", "HK", "small")
    assert Cell.of("C", "cn-gd", 250) == Cell("C", "CN-GD", "large")


def test_a_cell_lies_in_one_country():
    assert Cell("C", "CN-GD", "large").country == Cell("C", "CN", "large").country == "CN"
    assert Cell("C", "TW", "large").country == "TW"


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (("25", "CN", "large"), "industry of a cell"),
        (("C", "cn", "large"), "place of a cell"),
        (("C", "cn-gd", "large"), "place of a cell"),
        (("C", "030", "large"), "place"),
        (("C", "CN-HK", "large"), "place"),
        (("C", "US-CA", "large"), "place"),
        (("C", "CN", "huge"), "size"),
    ],
)
def test_a_cell_takes_canonical_codes_only(parts, kind):
    with pytest.raises(UnknownCode, match=f"^{kind}: found"):
        Cell(*parts)


@pytest.mark.parametrize(
    "key", ["C|CN", "C|CN|large|x", "X|CN|*", "C|ZZ|*", "C|CN|huge", "25|CN|*", "", "C|cn|*", "C|CN-TW|*"]
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
    assert len(set(rungs)) == (6 if "-" in cell.place else 5)
    assert all(wider.covers(narrower) for narrower, wider in pairwise(rungs))
    assert not any(narrower.covers(wider) for narrower, wider in pairwise(rungs))
    assert all(rung.contains(cell) for rung in rungs)


@given(cohorts, cohorts)
def test_covering_means_being_among_the_rollups(one, other):
    assert one.covers(other) == (one in other.rollups())


@given(cohorts, cells)
def test_a_cohort_contains_a_cell_when_each_of_its_parts_holds(cohort, cell):
    country = classification.country(cell.country)
    expected = (
        cohort.industry in (None, cell.industry)
        and cohort.geography in (None, cell.place, country.code, country.subregion, country.region)
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
    assert len(set(rollups)) == len(rollups) == (20 if "-" in cell.place else 16)
    assert set(ladder(cell)) <= set(rollups)


def test_a_province_is_compared_with_the_country_by_size_before_the_country_at_large():
    assert [rung.key for rung in ladder(Cell("J", "CN-ZJ", "small"))] == [
        "J|CN-ZJ|small",
        "J|CN|small",
        "J|CN|*",
        "J|030|*",
        "J|*|*",
        "*|*|*",
    ]


def test_a_country_holds_its_provinces_and_hong_kong_holds_none():
    assert Cohort("C", "CN").contains(Cell("C", "CN-GD", "large"))
    assert not Cohort("C", "CN").contains(Cell("C", "HK", "large"))
    assert not Cohort("C", "CN-GD").covers(Cohort("C", "CN"))


@pytest.mark.parametrize(
    ("language", "title", "widest"),
    [
        ("en", "Manufacturing · Guangdong · 250 employees or more", "All industries · World"),
        ("zh-Hans", "制造业 · 广东省 · 250 人以上", "所有行业 · 世界"),
        ("zh-Hant", "製造業 · 廣東省 · 250 人以上", "所有行業 · 世界"),
    ],
)
def test_titles_are_words(language, title, widest):
    assert Cohort("C", "CN-GD", "large").titled(language) == title
    assert EVERYONE.titled(language) == widest


def test_a_title_is_english_where_no_language_is_asked_for():
    assert Cohort("C", "CN", "large").title == "Manufacturing · China · 250 employees or more"
