"""Where and when the rows of a file belong: industry, country, size and day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from benchmarks import classification
from benchmarks.cohorts import Cell
from benchmarks.contributions import Codes, Days, texts
from benchmarks.importing.faults import PeerFault, by_value
from benchmarks.importing.mapping import Industry, PeerMapping, Size, Source
from benchmarks.importing.numbers import Coded, Wrong, codes_of, days_of, head_counts
from benchmarks.importing.tables import PeerTable

PLACES = "a country by name or ISO 3166 code, or a province of China as CN-GD"
NOWHERE = -1
"""The code of a row that has no place; it never leaves this package."""


@dataclass(frozen=True, eq=False)
class Placing:
    """The cell and the day of each row: `cell` has places in `cells`, `NOWHERE` where something is unknown.

    `unplaced` says what is unknown; `faults` has days that cannot be.
    """

    cells: tuple[Cell, ...]
    cell: Codes
    days: Days
    unplaced: tuple[PeerFault, ...]
    faults: tuple[PeerFault, ...]


def placing(table: PeerTable, mapping: PeerMapping, today: date) -> Placing:
    """Find the place of every row."""
    industry, country = _industry(table, mapping.industry), _country(table, mapping.country)
    size = _size(table, mapping.size, mapping.file.decimal)
    days, undated, faults = _days(table, mapping, today)
    cells, cell = _cells((industry, country, size))
    cell[days == 0] = NOWHERE
    unplaced = (*industry.unknown, *country.unknown, *size.unknown, *undated)
    return Placing(cells, cell, days, unplaced, faults)


def place_code(text: str) -> str:
    """Return the ISO 3166 code of a country, by any of its names, or of a province of China, by that code.

    Raises `UnknownCode`.

    >>> place_code("Viet Nam"), place_code("cn-gd")
    ('VN', 'CN-GD')
    """
    return classification.place(text).code if "-" in text[:3] else classification.country_named(text).code


@dataclass(frozen=True, eq=False)
class _Known:
    """One part of a place: the differing codes, which of them each row has, and what is unknown."""

    codes: tuple[str, ...]
    rows: NDArray[np.int64]
    unknown: tuple[PeerFault, ...]


def _industry(table: PeerTable, industry: Industry) -> _Known:
    def section(text: str) -> str:
        return classification.section(industry.scheme, text)

    return _looked_up(
        table, "industry", industry.source, section, f"a code of {classification.SCHEMES[industry.scheme]}"
    )


def _country(table: PeerTable, source: Source) -> _Known:
    return _looked_up(table, "country", source, place_code, PLACES)


def _size(table: PeerTable, size: Size, decimal: str) -> _Known:
    if size.measure == "bands":
        bands = ", ".join(classification.SIZE_BANDS)
        return _looked_up(table, "size", size.source, classification.require_size, f"one of {bands}")
    coded = _coded(table, size.source)
    meant = texts(size.source.values.get(text, text) for text in coded.values.to_pylist())
    persons, wrong = head_counts(meant, size, decimal)
    found = [classification.size_band(one) if one else None for one in persons.tolist()]
    return _known(table, "size", size.source, coded, (found, wrong), "a number of persons")


def _looked_up(
    table: PeerTable, what: str, source: Source, read: Callable[[str], str], allowed: str
) -> _Known:
    coded = _coded(table, source)
    found, wrong = codes_of(coded.values, lambda text: read(source.values.get(text, text)), allowed)
    return _known(table, what, source, coded, (found, wrong), allowed)


def _known(
    table: PeerTable,
    what: str,
    source: Source,
    coded: Coded,
    read: tuple[Sequence[str | None], Wrong],
    allowed: str,
) -> _Known:
    found, wrong = read
    codes = tuple(dict.fromkeys(code for code in found if code is not None))
    place = {code: n for n, code in enumerate(codes)}
    by_text = np.array([NOWHERE if code is None else place[code] for code in found], dtype=np.int64)
    unknown = by_value(
        table.file, _named(what, source), coded.codes, wrong | _empty(coded, allowed), table.rows
    )
    return _Known(codes, by_text[coded.codes], tuple(unknown))


def _days(
    table: PeerTable, mapping: PeerMapping, today: date
) -> tuple[Days, tuple[PeerFault, ...], tuple[PeerFault, ...]]:
    """The day of each row, rows without one, and days that cannot be."""
    coded = _coded(table, mapping.date.source)
    days, wrong = days_of(coded.values, mapping.date, today)
    missing = {} if mapping.date.otherwise else _empty(coded, "a date")
    named = _named("date", mapping.date.source)
    unknown, faults = (
        tuple(by_value(table.file, named, coded.codes, own, table.rows)) for own in (missing, wrong)
    )
    return days[coded.codes], unknown, faults


def _coded(table: PeerTable, source: Source) -> Coded:
    if source.column is None:
        return Coded(texts([source.value or ""]), np.zeros(len(table.rows), dtype=np.int32))
    return Coded.of(table.columns[source.column])


def _empty(coded: Coded, allowed: str) -> Wrong:
    return {n: ("nothing", allowed) for n, text in enumerate(coded.values.to_pylist()) if not text}


def _named(what: str, source: Source) -> str:
    """How a message names a part of a place: the column, and what it is taken for."""
    return what if source.column in (None, what) else f"{source.column} ({what})"


def _cells(parts: tuple[_Known, _Known, _Known]) -> tuple[tuple[Cell, ...], Codes]:
    """The differing cells, and which of them each row has."""
    industry, country, size = parts
    together = (industry.rows * len(country.codes) + country.rows) * len(size.codes) + size.rows
    together[np.any([part.rows == NOWHERE for part in parts], axis=0)] = NOWHERE
    found, cell = np.unique(together, return_inverse=True)
    first = 1 if len(found) and found[0] == NOWHERE else 0
    cells = [_cell(parts, one) for one in found[first:].tolist()]
    return tuple(cells), (cell - first).astype(np.int32)


def _cell(parts: tuple[_Known, _Known, _Known], together: int) -> Cell:
    industry, country, size = parts
    rest, band = divmod(together, len(size.codes))
    section, place = divmod(rest, len(country.codes))
    return Cell(industry.codes[section], country.codes[place], size.codes[band])
