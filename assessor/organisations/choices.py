"""What the pages offer to choose from: industries and places by name, roles with what they mean."""

from dataclasses import dataclass
from functools import lru_cache

from assessor.languages import Language, wording
from benchmarks.classification import (
    countries,
    divisions,
    geography_name,
    industry_name,
    provinces,
    section_of,
    sections,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Codes with their names, under a title."""

    title: str
    options: tuple[tuple[str, str], ...]


@lru_cache(maxsize=3)
def industries(language: Language) -> tuple[Group, ...]:
    """The sections of ISIC, each with its divisions; a section can be chosen as a whole."""
    return tuple(_section(section.code, language) for section in sections())


def _section(code: str, language: Language) -> Group:
    within = [part.code for part in divisions() if section_of(part.code) == code]
    named = tuple((part, f"{part} {industry_name(part, language)}") for part in (code, *within))
    return Group(f"{code} {industry_name(code, language)}", named)


@lru_cache(maxsize=3)
def places(language: Language) -> tuple[Group, ...]:
    """The provinces of China, and all countries by name."""
    of_china = [province.code for province in provinces()]
    return (
        Group(geography_name("CN", language), _named(of_china, language)),
        Group("", _named([country.code for country in countries()], language)),
    )


def _named(codes: list[str], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((code, geography_name(code, language)) for code in codes), key=lambda pair: pair[1]))


def industry_in_full(code: str, language: Language) -> str:
    """An industry with its section: what a code means to a reader."""
    section = section_of(code)
    whole = f"{section} {industry_name(section, language)}"
    if code == section:
        return whole
    return f"{code} {industry_name(code, language)}" + wording(language)(" (%(what)s)", what=whole)


def place_in_full(code: str, language: Language) -> str:
    """A place with the country that it lies in."""
    name = geography_name(code, language)
    return wording(language)(", ").join((name, geography_name(code[:2], language))) if "-" in code else name
