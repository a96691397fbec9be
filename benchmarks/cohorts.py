"""Cohorts: who is compared with whom. Industry x geography x size, their roll-ups and the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks import classification
from benchmarks.classification import Language, Province, UnknownCode

ANY = "*"
"""Stands in a cohort's key for a dimension that is not restricted."""

STEPS_OUT = 4
"""How many geographies short of the world one can be in: province, country, sub-region, region."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an organisation belongs: ISIC section, ISO 3166 country or Chinese province, size band.

    >>> Cell("C", "CN-GD", "large").cohort.key
    'C|CN-GD|large'
    """

    industry: str
    place: str
    size: str

    def __post_init__(self) -> None:
        _require_cell(self.industry, self.place, self.size)

    @classmethod
    def of(cls, industry: str, place: str, employees: int) -> "Cell":
        """Place an organisation by its ISIC section or division, country or Chinese province, and head count.

        >>> Cell.of("25", "cn", 400), Cell.of("C", "CN-GD", 9)
        (Cell(industry='C', place='CN', size='large'), Cell(industry='C', place='CN-GD', size='micro'))
        """
        return cls(
            classification.section_of(industry),
            classification.place(place).code,
            classification.size_band(employees),
        )

    @property
    def country(self) -> str:
        """The ISO 3166-1 alpha-2 code of the country that the place is or lies in.

        >>> Cell("C", "CN-GD", "large").country
        'CN'
        """
        place = classification.place(self.place)
        return place.country if isinstance(place, Province) else place.code

    @property
    def cohort(self) -> "Cohort":
        """The cohort of exactly this cell."""
        return Cohort(self.industry, self.place, self.size)


@lru_cache(maxsize=65_536)
def _require_cell(industry: str, place: str, size: str) -> None:
    """Raise `UnknownCode` unless all three are codes in their canonical form."""
    if classification.section_of(industry) != industry:
        raise UnknownCode("industry of a cell", industry, [classification.section_of(industry)])
    if classification.place(place).code != place:
        raise UnknownCode("place of a cell", place, [classification.place(place).code])
    classification.require_size(size)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A set of cells: those of an industry, a geography and a size, each None where it is not restricted.

    `geography` is a Chinese province (ISO 3166-2), a country (ISO 3166-1), an M49 sub-region or region, or
    None for the world.

    >>> Cohort("C", "030", None).covers(Cohort("C", "CN", "large"))
    True
    >>> Cohort.parse("C|030|*").title
    'Manufacturing · Eastern Asia'
    """

    industry: str | None = None
    geography: str | None = None
    size: str | None = None

    @classmethod
    def parse(cls, key: str) -> "Cohort":
        """Return the cohort with this key; raise `UnknownCode` or `ValueError` saying what is wrong in it."""
        parts = key.split("|")
        if len(parts) != 3:
            raise ValueError(f"cohort: found {key!r}, allowed is industry|geography|size with * for any")
        industry, geography, size = (None if part == ANY else part for part in parts)
        if industry is not None and classification.section_of(industry) != industry:
            raise UnknownCode("industry of a cohort", industry, [classification.section_of(industry)])
        classification.widening(geography)
        return cls(industry, geography, size if size is None else classification.require_size(size))

    @property
    def key(self) -> str:
        """The cohort as one string that `parse` reads back, such as `C|CN|large` or `C|030|*`."""
        return "|".join(part or ANY for part in (self.industry, self.geography, self.size))

    @property
    def title(self) -> str:
        """The cohort in English words, most telling first; the widest is `All industries · World`."""
        return self.titled("en")

    def titled(self, language: Language) -> str:
        """Return the cohort in words of a language, most telling first.

        >>> Cohort("C", "CN-GD", "large").titled("zh-Hans")
        '制造业 · 广东省 · 250 人以上'
        """
        parts = [
            classification.industry_name(self.industry, language),
            classification.geography_name(self.geography, language),
        ]
        return " · ".join(parts + ([classification.size_name(self.size, language)] if self.size else []))

    def covers(self, other: "Cohort") -> bool:
        """Say whether every cell of `other` is a cell of this cohort."""
        return (
            self.industry in (None, other.industry)
            and self.size in (None, other.size)
            and self.geography in classification.widening(other.geography)
        )

    def contains(self, cell: Cell) -> bool:
        """Say whether this cell belongs to the cohort."""
        return self.covers(cell.cohort)

    def rollups(self) -> tuple["Cohort", ...]:
        """Return every cohort that covers this one, itself first, all organisations last.

        >>> [len(cohort.rollups()) for cohort in (Cohort("C", "CN-GD", "large"), Cohort("C", "CN"), Cohort())]
        [20, 8, 1]
        """
        industries = dict.fromkeys((self.industry, None))
        sizes = dict.fromkeys((self.size, None))
        geographies = classification.widening(self.geography)
        return tuple(Cohort(*parts) for parts in product(industries, geographies, sizes))


EVERYONE = Cohort()
"""All organisations: every industry, the world, every size."""


@lru_cache(maxsize=65_536)
def ladder(cell: Cell) -> tuple[Cohort, ...]:
    """Return the cohorts an organisation of this cell may be counted in and compared with, narrowest first.

    >>> [cohort.key for cohort in ladder(Cell("C", "CN", "large"))]
    ['C|CN|large', 'C|CN|*', 'C|030|*', 'C|*|*', '*|*|*']
    >>> [cohort.key for cohort in ladder(Cell("C", "CN-GD", "large"))]
    ['C|CN-GD|large', 'C|CN|large', 'C|CN|*', 'C|030|*', 'C|*|*', '*|*|*']
    """
    industry, country = cell.industry, cell.country
    province = (cell.cohort,) if cell.place != country else ()
    return (
        *province,
        Cohort(industry, country, cell.size),
        Cohort(industry, country),
        Cohort(industry, classification.country(country).subregion),
        Cohort(industry),
        EVERYONE,
    )


class CohortColumns:
    """Many cohorts as columns, to find at once which of them lie inside another.

    >>> columns = CohortColumns([Cohort("C", "CN", "large"), Cohort("C", "030"), Cohort("G", "CN")])
    >>> columns.inside(Cohort("C", "030")).tolist()
    [True, True, False]
    """

    def __init__(self, cohorts: Sequence[Cohort]) -> None:
        self.cohorts = tuple(cohorts)
        self._industry = np.array([cohort.industry or ANY for cohort in cohorts], dtype="U1")
        self._size = np.array([cohort.size or ANY for cohort in cohorts], dtype="U6")
        widened = [classification.widening(cohort.geography) for cohort in cohorts]
        # one column for each step out, so that a geography is looked for at every step
        self._geography = [
            np.array([(steps[step] if step < len(steps) else None) or ANY for steps in widened], dtype="U5")
            for step in range(STEPS_OUT)
        ]

    def inside(self, cohort: Cohort) -> NDArray[np.bool_]:
        """Return for each of the columns' cohorts whether `cohort` covers it."""
        mask = np.ones(len(self.cohorts), dtype=np.bool_)
        if cohort.industry is not None:
            mask &= self._industry == cohort.industry
        if cohort.size is not None:
            mask &= self._size == cohort.size
        if cohort.geography is not None:
            mask &= np.logical_or.reduce([column == cohort.geography for column in self._geography])
        return mask
