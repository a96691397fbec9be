import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.classification import (
    Country,
    Province,
    UnknownCode,
    countries,
    country,
    country_named,
    geography_name,
    place,
    provinces,
    regions,
    subregions,
    widening,
)

SURVEY = Path(__file__).parents[3] / "shared/data/wms-manufacturing.csv"
EVERYWHERE = (*provinces(), *countries(), *subregions(), *regions())
everywhere = st.sampled_from([one.code for one in EVERYWHERE])


@given(everywhere)
def test_widening_is_a_chain_that_ends_in_the_world(code):
    chain = widening(code)

    assert chain[0] == code
    assert chain[-1] is None
    assert len(set(chain)) == len(chain) <= 5
    for step, wider in enumerate(chain):
        assert widening(wider) == chain[step:]


def test_no_code_is_used_at_two_levels():
    codes = [one.code for one in EVERYWHERE]

    assert len(codes) == len(set(codes)) == 31 + 248 + 22 + 5


def test_there_are_31_provinces_all_in_china():
    assert len(provinces()) == 31
    for province in provinces():
        assert province.country == "CN"
        assert widening(province.code) == (province.code, "CN", "030", "142", None)


@pytest.mark.parametrize("code", ["CN-GD", " cn-gd ", "ＣＮ-ＧＤ"])
def test_a_province_is_a_place_in_its_canonical_code(code):
    assert place(code) == Province("CN-GD", "Guangdong", "CN")


def test_a_country_is_a_place():
    assert place("hk") == country("HK")
    assert isinstance(place("TW"), Country)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("CN-HK", "HK (Hong Kong SAR China)"),
        ("CN-MO", "MO (Macao SAR China)"),
        ("CN-TW", "TW (Taiwan)"),
        ("CN-XX", "CN (China)"),
        ("US-CA", "US (United States)"),
        ("广东省", "CN-GD (Guangdong)"),
        ("Zhejang", "CN-ZJ (Zhejiang)"),
        ("030", "a province such as CN-GD"),
    ],
)
def test_what_is_no_place_is_refused_with_the_code_to_use(code, meant):
    with pytest.raises(UnknownCode, match=r"^place: found") as refused:
        place(code)

    assert meant in refused.value.meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("deu", "DE"),
        ("276", "DE"),
        ("4", "AF"),
        ("United States", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Northern Ireland", "GB"),
        ("Republic of Ireland", "IE"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("Turkey", "TR"),
        ("Turkiye", "TR"),
        ("Russia", "RU"),
        ("the Netherlands", "NL"),
        ("Cote d'Ivoire", "CI"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Trinidad & Tobago", "TT"),
        ("Czech Republic", "CZ"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("台湾", "TW"),
        ("台灣", "TW"),
        ("臺灣", "TW"),
        ("中国台湾", "TW"),
        ("Hong Kong", "HK"),
        ("Hong Kong, China", "HK"),
        ("中国香港", "HK"),
        ("Macau", "MO"),
        ("澳門", "MO"),
        ("中国", "CN"),
        ("中國", "CN"),
        ("中华人民共和国", "CN"),
        ("美国", "US"),
        ("韩国", "KR"),
        ("南韓", "KR"),
        ("纽西兰", None),
        ("新西兰", "NZ"),
        ("紐西蘭", "NZ"),
    ],
)
def test_countries_are_read_by_what_people_write(text, code):
    if code is None:
        with pytest.raises(UnknownCode, match=r"^country: found"):
            country_named(text)
    else:
        assert country_named(text).code == code


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_country_is_read_back_by_its_name(language):
    for one in countries():
        assert country_named(geography_name(one.code, language)) == one


@given(st.sampled_from(countries()), st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower]))
def test_a_name_is_read_in_either_case_and_form(one, form, cased):
    assert country_named(f"  {unicodedata.normalize(form, cased(one.name))} ") == one


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Germny", "DE (Germany)"),
        ("Frnace", "FR (France)"),
        ("CN-TW", "TW (Taiwan)"),
        ("Atlantis", "an ISO 3166-1 code or a country's name"),
        ("", "an ISO 3166-1 code or a country's name"),
        ("999", "an ISO 3166-1 code or a country's name"),
        ("²", "an ISO 3166-1 code or a country's name"),
    ],
)
def test_a_country_nobody_knows_is_refused_with_near_names(text, meant):
    with pytest.raises(UnknownCode, match=r"^country: found") as refused:
        country_named(text)

    assert meant in refused.value.meant
    assert repr(text) in str(refused.value)


@pytest.mark.skipif(not SURVEY.is_file(), reason="the survey of real manufacturers is not here")
def test_every_country_of_a_real_survey_is_read():
    with SURVEY.open(encoding="utf-8-sig", newline="") as file:
        named = {row["country"] for row in csv.DictReader(file)}
    found = {text: country_named(text).code for text in named}

    assert len(set(found.values())) == len(named)
    assert {found["UK"], found["United States"], found["Republic of Ireland"]} == {"GB", "US", "IE"}
