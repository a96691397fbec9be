"""What charts are given: plain values with the words to print for them, and what is wrong with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple


class ChartError(ValueError):
    """Values that no honest picture can be drawn from; names every one of them."""


class Reading(NamedTuple):
    """A value and how the report prints it; None where there is no value, and `shown` says so in words."""

    value: float | None
    shown: str


class Axis(NamedTuple):
    """One spoke of a radar or one stage of the life cycle."""

    label: str
    value: float | None
    shown: str


class Bar(NamedTuple):
    """One horizontal bar, with its interval and the peers' median where they are known."""

    label: str
    value: float | None
    shown: str
    low: float | None = None
    high: float | None = None
    marker: float | None = None
    interval_shown: str = ""
    marker_shown: str = ""


class Threshold(NamedTuple):
    """A value on a scale that means something, and what it means."""

    value: float
    label: str


class Cell(NamedTuple):
    """One cell of a heat map; without a value it does not apply, or where `unfinished` has none yet."""

    label: str
    value: float | None
    shown: str
    unfinished: bool = False


class HeatRow(NamedTuple):
    """One dimension and its criteria."""

    label: str
    cells: Sequence[Axis | Cell]


class Band(NamedTuple):
    """The values from `start` up to the next band's start, and their fill (#rrggbb)."""

    start: float
    label: str
    fill: str


class Stop(NamedTuple):
    """One stop of a path: what it is, what is done by then, and the total it stands at."""

    label: str
    under: str
    value: float
    shown: str


class Spot(NamedTuple):
    """One reading of a number, with the outcome it stands for; `changes` where that is another one."""

    label: str
    value: float
    shown: str
    outcome: str
    changes: bool = False


class Rung(NamedTuple):
    """One level of the ladder; `threshold` is the total it takes, None where it takes none."""

    number: int
    title: str
    threshold: float | None
    shown: str = ""


class Standing(NamedTuple):
    """One number among its peers, with its place among them in words.

    Quantiles that may not be published are left out or have no value; `intervals` has those of quantiles, as
    they are printed.
    """

    label: str
    value: float | None
    shown: str
    quantiles: Mapping[str, Reading]
    place: str = ""
    intervals: Mapping[str, str] = MappingProxyType({})


class Dumbbell(NamedTuple):
    """One thing with a value for each of several series, None where one has none; `shown` is its figure."""

    label: str
    shown: str
    marks: Sequence[Reading]


class Tally(NamedTuple):
    """How many of a group gave each answer."""

    label: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a chart as a table: the first column heads each row."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        uneven = [row for row in self.rows if len(row) != len(self.headers)]
        if uneven:
            raise ChartError(f"table {self.caption!r}: {len(self.headers)} headers, but row {uneven[0]!r}")


def checked_headers(chart: str, headers: Sequence[str], count: int) -> tuple[str, ...]:
    """The headings of a table's columns, or an error that names how many it has."""
    if len(headers) != count:
        raise ChartError(f"chart {chart!r}: headers: found {len(headers)}, allowed: exactly {count}")
    return tuple(headers)


def require_within(chart: str, top: float, values: Iterable[tuple[str, float | None]]) -> None:
    """Refuse a scale or values that cannot be placed on it: ChartError names every one of them at once."""
    if not (isfinite(top) and top > 0):
        raise ChartError(f"chart {chart!r}: top: found {top}, allowed: above 0")
    given = list(values)
    faults = [
        f"{name}: found {value}, allowed: 0 to {top:g}, or None"
        for name, value in given
        if value is not None and not (isfinite(value) and 0 <= value <= top)
    ]
    if not given:
        faults.append("found no rows, allowed: 1 or more")
    if faults:
        raise ChartError(f"chart {chart!r}: " + "; ".join(faults))
