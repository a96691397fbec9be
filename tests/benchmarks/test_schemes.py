import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.classification import (
    SCHEMES,
    Correspondence,
    NoSection,
    UnknownCode,
    correspondence,
    divisions,
    industry_name,
    section,
    section_of,
    sections,
)
from benchmarks.classification.lists import FOLDER

LETTERS = {one.code for one in sections()}
DIVISIONS = {one.code for one in divisions()}
DRAWN = json.loads((FOLDER / "industry_schemes.json").read_text(encoding="utf-8"))
CODES = {
    key: [c for listed in table["codes"].values() for c in listed.split()] for key, table in DRAWN.items()
}
SURVEY = Path(__file__).parents[3] / "shared/data/wms-manufacturing.csv"

codes = st.sampled_from(sorted(CODES)).flatmap(
    lambda key: st.tuples(st.just(key), st.sampled_from(CODES[key]))
)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_code_corresponds_to_a_section_that_exists(scheme):
    found = [correspondence(scheme, code) for code in CODES[scheme]]

    assert {one.section for one in found} <= LETTERS
    assert {one.division for one in found} <= {*DIVISIONS, None}
    assert all(section_of(one.division) == one.section for one in found if one.division)
    assert all(set(one.also) <= LETTERS - {one.section} for one in found)
    assert all(one.share == 100 for one in found if not one.is_ambiguous)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_section_is_reached_from_every_scheme_that_has_it(scheme):
    missing = LETTERS - {section(scheme, code) for code in CODES[scheme]}

    # GB/T has households within other services; the American schemes have nothing outside their territory
    assert missing == {"gbt4754": {"T"}, "us-sic-1987": {"U"}, "naics2017": {"U"}, "naics2022": {"U"}}.get(
        scheme, set()
    )


@given(codes)
def test_a_code_is_read_in_either_case_with_spaces_and_dots(code):
    scheme, listed = code
    dotted = f" {listed[:2]}.{listed[2:]} ".lower() if listed.isdigit() else f" {listed.lower()} "

    assert correspondence(scheme, dotted) == correspondence(scheme, listed)


@given(codes, st.text("0123456789ABKZ", max_size=7))
def test_any_text_gets_a_section_or_a_clear_refusal(code, text):
    scheme = code[0]
    try:
        said = section(scheme, text)
    except UnknownCode as refused:
        said = str(refused)

    assert said in LETTERS or (repr(text) in said and SCHEMES[scheme] in said)


def test_sections_and_divisions_of_isic_4_are_themselves():
    for one in (*sections(), *divisions()):
        for language in ("en", "zh-Hans", "zh-Hant"):
            assert section("isic4", industry_name(one.code, language)) == section_of(one.code)
        assert section("isic4", one.code) == section_of(one.code)


@pytest.mark.parametrize(
    "code", ["C25", "25.1", "2511", "C25.11", "c 25.11", "25", "C", "ＭＡＮＵＦＡＣＴＵＲＩＮＧ"]
)
def test_nace_is_read_in_the_forms_that_people_write(code):
    assert section("nace2", code) == "C"


# what each letter of GB/T 4754-2017 is; 12 of the 20 are another letter of ISIC
GBT = {
    "A": "A",
    "B": "B",
    "C": "C",
    "D": "D",
    "E": "F",
    "F": "G",
    "G": "H",
    "H": "I",
    "I": "J",
    "J": "K",
    "K": "L",
    "L": "N",
    "M": "M",
    "N": "E",
    "O": "S",
    "P": "P",
    "Q": "Q",
    "R": "R",
    "S": "O",
    "T": "U",
}


def test_the_letters_of_gbt_4754_are_mapped_and_not_taken_over():
    assert {letter: section("gbt4754", letter) for letter in GBT} == GBT


@pytest.mark.parametrize(
    ("code", "letter"),
    [
        ("65", "J"),
        ("I65", "J"),
        ("I6510", "J"),
        ("6110", "I"),
        ("住宿和餐饮业", "I"),
        ("信息传输、软件和信息技术服务业", "J"),
        ("47", "F"),
        ("97", "U"),
    ],
)
def test_gbt_divisions_are_read_by_their_letter(code, letter):
    assert section("gbt4754", code) == letter


@pytest.mark.parametrize("code", ["C65", "98", "U", "65101", "00"])
def test_what_gbt_does_not_have_is_refused(code):
    with pytest.raises(UnknownCode, match="GB/T 4754-2017"):
        section("gbt4754", code)


@pytest.mark.parametrize(
    ("scheme", "code", "letter"),
    [
        ("isic5", "J", "J"),  # publishing and broadcasting: half of the old J
        ("isic5", "K", "J"),  # telecommunications and programming: the other half
        ("isic5", "L", "K"),
        ("isic5", "V", "U"),
        ("nace2.1", "K62", "J"),
        ("nace2.1", "46.89", "G"),  # corresponds to nothing itself: its group decides
        ("naics2017", "211130", "B"),  # natural gas, which the table holds without its zero
        ("naics2022", "31-33", "C"),
        ("naics2022", "336000", "C"),
        ("naics2022", "52", "K"),
        ("us-sic-1987", "D", "C"),
        ("us-sic-1987", "2711", "J"),
        ("us-sic-1987", "371", "C"),
        ("us-sic-1987", "3700", "C"),
        ("us-sic-1987", "4941", "E"),
        ("us-sic-1987", "6022", "K"),
        ("us-sic-1987", "7011", "I"),
        ("us-sic-1987", "9999", None),
        ("us-sic-1987", "I", None),
    ],
)
def test_other_schemes_are_read_as_isic_4(scheme, code, letter):
    if letter is None:
        with pytest.raises(NoSection, match=r"no one section of ISIC Rev\. 4"):
            section(scheme, code)
    else:
        assert section(scheme, code) == letter


def test_an_ambiguous_code_says_so():
    aircraft = correspondence("us-sic-1987", "3721")

    assert aircraft == Correspondence("us-sic-1987", "3721", "C", None, ("M",), 50)
    assert aircraft.is_ambiguous
    assert not correspondence("us-sic-1987", "2011").is_ambiguous


def test_how_much_of_a_letter_of_gbt_is_elsewhere_is_not_known():
    assert correspondence("gbt4754", "L").share is None
    assert correspondence("gbt4754", "L").also == ("M",)
    assert correspondence("gbt4754", "P").share == 100


@pytest.mark.parametrize(
    ("scheme", "code", "meant"),
    [
        ("isic4", "111", "0111 ("),
        ("isic4", "G25", "25 (Manufacture of fabricated metal"),
        ("isic4", "manufactoring", "C (Manufacturing)"),
        ("nace2", "Educatoin", "P (Education)"),
        ("us-sic-1987", "307", "30 (Rubber and miscellaneous plastics products)"),
        ("naics2022", "336119", "33611 (Manufacturing)"),
        ("isic4", "", "a code of ISIC Rev. 4"),
        ("naics", "33", "naics2022"),
    ],
)
def test_an_unknown_code_names_scheme_and_what_may_be_meant(scheme, code, meant):
    with pytest.raises(UnknownCode) as refused:
        section(scheme, code)

    assert meant in str(refused.value)
    assert SCHEMES.get(scheme, scheme) in str(refused.value)


@pytest.mark.skipif(not SURVEY.is_file(), reason="the survey of real manufacturers is not here")
def test_a_real_survey_of_manufacturers_is_placed():
    with SURVEY.open(encoding="utf-8-sig", newline="") as file:
        found: Counter[str] = Counter()
        for row in csv.DictReader(file):
            try:
                found[section("us-sic-1987", row["sic"])] += 1
            except UnknownCode:
                found[f"refused {row['sic']}"] += 1

    # 27 printing and publishing is also J, 24 lumber also logging; 307 is of an older SIC, 999 unclassified
    assert found == {"C": 9111, "J": 76, "A": 5, "refused 307": 2, "refused 999": 13}
