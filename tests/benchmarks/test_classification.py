from collections import Counter

import pytest

from benchmarks.classification import (
    SIZE_BANDS,
    UnknownCode,
    countries,
    country,
    divisions,
    geography_name,
    industry,
    regions,
    section_of,
    sections,
    size_band,
    subregions,
    versions,
    widening,
)


def test_the_editions_of_the_code_lists_are_named():
    assert "ISIC Rev. 4" in versions()["industry"]
    assert "pycountry" in versions()["geography"]


def test_there_are_as_many_codes_as_the_classifications_have():
    assert [section.code for section in sections()] == list("ABCDEFGHIJKLMNOPQRSTU")
    assert len(divisions()) == 88
    assert len(subregions()) == 22
    assert [region.code for region in regions()] == ["002", "009", "019", "142", "150"]


@pytest.mark.parametrize(
    ("code", "section"), [("01", "A"), ("10", "C"), ("33", "C"), ("47", "G"), ("64", "K"), ("99", "U")]
)
def test_a_division_belongs_to_its_section(code, section):
    assert section_of(code) == section
    assert section_of(section) == section


def test_every_division_has_a_section():
    assert {section_of(division.code) for division in divisions()} == {section.code for section in sections()}


@pytest.mark.parametrize(
    ("code", "subregion", "region"),
    [
        ("CN", "030", "142"),
        ("FR", "155", "150"),
        ("KE", "014", "002"),  # intermediate region of Sub-Saharan Africa
        ("BR", "005", "019"),  # intermediate region of Latin America
        ("US", "021", "019"),
        ("GG", "154", "150"),  # Northern Europe, not the Channel Islands
        ("FJ", "054", "009"),
    ],
)
def test_a_country_lies_in_one_of_the_22_sub_regions(code, subregion, region):
    assert (country(code).subregion, country(code).region) == (subregion, region)
    assert widening(code) == (code, subregion, region, None)


def test_hong_kong_macao_and_taiwan_are_counted_once_each_in_eastern_asia():
    places = Counter(place.code for place in countries())

    for code in ("CN", "HK", "MO", "TW"):
        assert places[code] == 1
        assert country(code).subregion == "030"
        assert "CN" not in widening(code)[1:], "nowhere is part of another country"


@pytest.mark.parametrize(
    ("subdivision", "meant"), [("CN-HK", "HK"), ("CN-MO", "MO"), ("CN-TW", "TW"), ("CN-GD", "CN")]
)
def test_a_subdivision_is_no_country_and_is_refused_with_the_code_to_use(subdivision, meant):
    with pytest.raises(UnknownCode) as refused:
        country(subdivision)

    assert refused.value.found == subdivision
    assert refused.value.meant[0].startswith(f"{meant} (")


def test_antarctica_has_no_region_and_is_not_in_the_list():
    with pytest.raises(UnknownCode, match="'AQ'"):
        country("AQ")


@pytest.mark.parametrize(
    ("ask", "found", "meant"),
    [
        (country, "DEU", "DE (Germany)"),
        (country, "Germny", "DE (Germany)"),
        (country, "Japan", "JP (Japan)"),
        (country, "??", "an ISO 3166-1 alpha-2 code"),
        (industry, "manufacturing", "C (Manufacturing)"),
        (industry, "34", "a division 01 to 99"),
        (section_of, "V", "a section A to U"),
        (widening, "Eastern Asia", "030 (Eastern Asia)"),
        (widening, "30", "a country, an M49 sub-region or an M49 region"),
        (geography_name, "001", "a country, an M49 sub-region or an M49 region"),
    ],
)
def test_an_unknown_code_says_what_was_found_and_what_may_be_meant(ask, found, meant):
    with pytest.raises(UnknownCode) as refused:
        ask(found)

    assert meant in refused.value.meant
    assert repr(found) in str(refused.value)
    assert meant in str(refused.value)


def test_codes_are_read_in_either_case():
    assert country(" cn ").code == "CN"
    assert industry("c").code == "C"


@pytest.mark.parametrize(
    ("employees", "band"),
    [
        (1, "micro"),
        (9, "micro"),
        (10, "small"),
        (49, "small"),
        (50, "medium"),
        (249, "medium"),
        (250, "large"),
    ],
)
def test_size_bands_begin_at_their_least_head_count(employees, band):
    assert size_band(employees) == band


@pytest.mark.parametrize("employees", [0, -5, 12.5, True, None, "40"])
def test_a_head_count_is_a_whole_number_from_one(employees):
    with pytest.raises(ValueError, match="employees: found"):
        size_band(employees)


def test_there_are_four_size_bands():
    assert list(SIZE_BANDS) == ["micro", "small", "medium", "large"]
