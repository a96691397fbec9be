"""Geography: UN M49 world > region > sub-region > ISO 3166-1 country > ISO 3166-2 province of China.

An organisation has exactly one place: the ISO 3166-1 code of the country or area where it is established, or
the ISO 3166-2 code of its province where that is in China. Hong Kong (HK), Macao (MO) and Taiwan (TW) have
ISO 3166-1 codes of their own, so an organisation there is counted under that code and under Eastern Asia
(030), and never under CN as well; the same places written as subdivisions (CN-HK, CN-MO, CN-TW) are refused,
because they would be a second way to count them.
"""

import json
from functools import lru_cache

from benchmarks.classification.faults import UnknownCode
from benchmarks.classification.lists import FOLDER, Country, Province, Region, place_lists
from benchmarks.classification.reading import folded, near, tidied

OWN_CODE_IN_CHINA = ("CN-HK", "CN-MO", "CN-TW")
"""Subdivisions in ISO 3166-2 whose organisations are counted under an ISO 3166-1 code instead."""


def countries() -> tuple[Country, ...]:
    """Return every country and area of ISO 3166-1 that has an M49 region, by code.

    >>> len(countries())
    248
    """
    return tuple(place_lists().countries.values())


def provinces() -> tuple[Province, ...]:
    """Return the 31 provinces, municipalities and autonomous regions of ISO 3166-2:CN, by code.

    >>> provinces()[4]
    Province(code='CN-GD', name='Guangdong', country='CN')
    """
    return tuple(place_lists().provinces.values())


def regions() -> tuple[Region, ...]:
    """Return the five M49 regions.

    >>> [region.name for region in regions()]
    ['Africa', 'Oceania', 'Americas', 'Asia', 'Europe']
    """
    return tuple(place_lists().regions.values())


def subregions() -> tuple[Region, ...]:
    """Return the 22 sub-regions: M49 intermediate regions where they divide a sub-region, else sub-regions.

    >>> len(subregions()), subregions()[9]
    (22, Region(code='030', name='Eastern Asia', parent='142'))
    """
    return tuple(place_lists().subregions.values())


def country(code: str) -> Country:
    """Return the country with this ISO 3166-1 alpha-2 code; raise `UnknownCode` for any other.

    >>> country("HK").subregion
    '030'
    >>> country("DEU")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    benchmarks.classification.faults.UnknownCode: country: found 'DEU', ... did you mean DE (Germany)?
    """
    found = place_lists().countries.get(tidied(code))
    if found is None:
        raise UnknownCode("country", code, _countries_like(code) or ["an ISO 3166-1 alpha-2 code"])
    return found


def country_named(text: str) -> Country:
    """Return the country that a text names: by ISO 3166-1 alpha-2 or alpha-3, M49 number, or name.

    Names are read in English, Simplified and Traditional Chinese, as the United Nations, ISO and CLDR write
    them, and in a few usual forms that none of them lists. Raises `UnknownCode` with names that resemble it.

    >>> [country_named(text).code for text in ("Republic of Ireland", "GBR", "156", "越南", "臺灣")]
    ['IE', 'GB', 'CN', 'VN', 'TW']
    """
    known, wanted = place_lists(), tidied(text)
    number = wanted.zfill(3) if wanted.isascii() and wanted.isdigit() else wanted
    code = wanted if wanted in known.countries else known.other_code.get(number)
    code = code or _country_names().get(folded(text))
    if code is None:
        meant = _countries_like(text) or ["an ISO 3166-1 code or a country's name"]
        raise UnknownCode("country", text, meant)
    return known.countries[code]


def place(code: str) -> Country | Province:
    """Return the country or the Chinese province with this ISO 3166 code; raise `UnknownCode` for any other.

    >>> place("cn-gd"), place("FR").name
    (Province(code='CN-GD', name='Guangdong', country='CN'), 'France')
    >>> place("CN-HK")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    benchmarks.classification.faults.UnknownCode: place: found 'CN-HK', ... you mean HK (Hong Kong SAR China)?
    """
    known, wanted = place_lists(), tidied(code)
    found = known.countries.get(wanted) or known.provinces.get(wanted)
    if found is None:
        meant = _provinces_like(code) or _countries_like(code)
        raise UnknownCode("place", code, meant or ["an ISO 3166-1 alpha-2 code", "a province such as CN-GD"])
    return found


def widening(geography: str | None) -> tuple[str | None, ...]:
    """Return a geography and the wider ones that hold it, narrowest first; None is the world.

    `geography` is a province, a country, an M49 sub-region or region, or None. Raises `UnknownCode`.

    >>> widening("FR"), widening("CN-GD"), widening(None)
    (('FR', '155', '150', None), ('CN-GD', 'CN', '030', '142', None), (None,))
    """
    chain: list[str | None] = []
    while geography is not None:
        chain.append(geography)
        geography = _wider(geography)
    return (*chain, None)


def _wider(geography: str) -> str | None:
    known = place_lists()
    if geography in known.countries:
        return known.countries[geography].subregion
    if geography in known.provinces:
        return known.provinces[geography].country
    if geography in known.subregions:
        return known.subregions[geography].parent
    if geography in known.regions:
        return None
    raise UnknownCode("geography", geography, _geographies_like(geography))


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Return alpha-2 codes by folded name; read from its file when a name is first asked for."""
    drawn: dict[str, list[str]] = json.loads((FOLDER / "country_names.json").read_text(encoding="utf-8"))
    return {name: code for code, names in drawn.items() for name in names}


def _countries_like(found: str) -> list[str]:
    """Read what was probably meant: an alpha-3 code, a subdivision of a country, or a name."""
    known, code = place_lists(), tidied(found)
    prefix, _, subdivision = code.partition("-")
    codes = [known.other_code.get(code, ""), subdivision if code in OWN_CODE_IN_CHINA else prefix]
    meant = next((known.countries[code] for code in codes if code in known.countries), None)
    if meant:
        return [_shown(meant)]
    return near(found, {name: _shown(known.countries[code]) for name, code in _country_names().items()})


def _provinces_like(found: str) -> list[str]:
    known = place_lists()
    return near(found, {folded(name): _shown(one) for one in provinces() for name in known.names[one.code]})


def _geographies_like(found: str) -> list[str]:
    names = place_lists().names
    wider = (*subregions(), *regions())
    meant = near(found, {folded(name): _shown(one) for one in wider for name in names[one.code]})
    meant = meant or _provinces_like(found) or _countries_like(found)
    return meant or ["a country, an M49 sub-region or an M49 region"]


def _shown(entry: Country | Province | Region) -> str:
    return f"{entry.code} ({entry.name})"
