"""The ladder: the levels as rising steps over the scale of the total, and where this total stands."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assessor.charts import drawing, readings
from assessor.charts.drawing import BODY, SMALL, WIDTH, Chart
from assessor.charts.lettering import width, wrap
from assessor.charts.palette import INK, MUTED, PAPER, RULE, ramp, text_on
from assessor.charts.readings import ChartError, ChartTable, Rung

LEFT = 12.0
RIGHT = WIDTH - 12.0
NARROWEST = 62.0  # a step must hold its title; under this all steps are drawn equally wide
RISE = 16.0
FIGURE = 24.0
POINTER = 44.0  # the height its interval is drawn at
POINTER_ROOM = 62.0


class _Step(NamedTuple):
    rung: Rung
    left: float
    right: float
    fill: str
    lines: tuple[str, ...]


class _Flight(NamedTuple):
    """Where each level begins and the last one ends: on the scale, and on the page."""

    edges: Sequence[float]
    places: Sequence[float]

    def step(self, value: float) -> int:
        return max(index for index, edge in enumerate(self.edges[:-1]) if edge <= value)

    def at(self, value: float) -> float:
        step = self.step(value)
        (low, high), (left, right) = self.edges[step : step + 2], self.places[step : step + 2]
        return left + (right - left) * (value - low) / ((high - low) or 1.0)


def ladder(
    id: str,
    title: str,
    total: float | None,
    shown: str,
    levels: Sequence[Rung],
    top: float = 1000,
    interval: tuple[float, float] | None = None,
    *,
    headers: Sequence[str],
    held: int | None = None,
    interval_shown: str = "",
    top_shown: str = "",
    language: str = "en",
    summary: str = "",
) -> Chart:
    """The level scale with a pointer at the total, and its interval.

    `held` is the number of the level that holds, which gates may keep below the one the total alone would
    reach: steps up to it are filled, those above stay white. `headers` name the level, its title, the total
    it takes, and the column that marks the level held with the total. Raises ChartError on a total outside 0
    to `top`, or thresholds that do not rise.
    """
    levels = [Rung(*level) for level in levels]
    _check(id, total, levels, top, interval)
    names = readings.checked_headers(id, headers, 4)
    flight = _flight(levels, top)
    steps = _steps(levels, flight, held)
    floor = POINTER_ROOM + _height(steps, len(steps) - 1)
    parts = [*_staircase(steps, floor), *_axis(steps, floor, top_shown)]
    parts += _standing(flight, total, shown, interval_shown)
    parts += _interval(flight, interval)
    if total is not None:
        parts.append(_pointer(flight.at(total), _ground(flight, steps, total, floor)))
    description = drawing.described(summary, [(title, f"{shown} {interval_shown}".strip())])
    svg = drawing.picture(id, title, description, (0, 0, WIDTH, floor + 24), parts, language)
    return Chart(svg, ChartTable(title, names, tuple(_rows(levels, held, shown, total))))


def _check(
    chart: str, total: float | None, levels: Sequence[Rung], top: float, interval: tuple[float, float] | None
) -> None:
    low, high = interval or (None, None)
    named = [("total", total), ("interval low", low), ("interval high", high)]
    readings.require_within(chart, top, [*named, *((rung.title, rung.threshold) for rung in levels)])
    known = [rung.threshold for rung in levels if rung.threshold is not None]
    if not levels or any(a >= b for a, b in pairwise(known)):
        raise ChartError(
            f"chart {chart!r}: levels: found thresholds {known}, allowed: 1 or more levels, rising"
        )
    if low is not None and high is not None and low > high:
        raise ChartError(f"chart {chart!r}: interval: found {low} to {high}, allowed: low not above high")


def _rows(
    levels: Sequence[Rung], held: int | None, shown: str, total: float | None
) -> Iterator[tuple[str, ...]]:
    for rung in levels:
        yield (
            str(rung.number),
            rung.title,
            rung.shown,
            shown if rung.number == held and total is not None else "",
        )


def _flight(levels: Sequence[Rung], top: float) -> _Flight:
    """True to scale where every step has room for its words, else all steps equally wide."""
    starts = _starts(levels)
    edges = [*([0.0] if starts[0] > 0 else []), *starts, top]
    span, steps = RIGHT - LEFT, len(edges) - 1
    true = [LEFT + span * edge / top for edge in edges]
    if all(after - before >= NARROWEST for before, after in pairwise(true)):
        return _Flight(edges, true)
    return _Flight(edges, [LEFT + span * index / steps for index in range(steps + 1)])


def _starts(levels: Sequence[Rung]) -> list[float]:
    """Where each level begins: without a threshold where the one before it does, the first at 0."""
    starts: list[float] = []
    for rung in levels:
        below = starts[-1] if starts else 0.0
        starts.append(below if rung.threshold is None else rung.threshold)
    return starts


def _steps(levels: Sequence[Rung], flight: _Flight, held: int | None) -> list[_Step]:
    # Under a first level that takes something there is bare ground, and no step.
    sides = pairwise(flight.places[-len(levels) - 1 :])
    return [
        _Step(
            rung,
            left,
            right,
            fill if held is not None and rung.number <= held else PAPER,
            wrap(rung.title, right - left - 12, SMALL),
        )
        for rung, fill, (left, right) in zip(levels, ramp(len(levels)), sides, strict=True)
    ]


def _height(steps: Sequence[_Step], index: int) -> float:
    """Every step rises over the one before, and all are high enough for the longest title."""
    letters = max(drawing.height_of(step.lines, SMALL) for step in steps)
    return letters + BODY * 1.5 + 14 + index * RISE


def _staircase(steps: Sequence[_Step], floor: float) -> Iterator[str]:
    for index, step in enumerate(steps):
        height = _height(steps, index)
        ink = text_on(step.fill)
        yield drawing.box(step.left, floor - height, step.right - step.left, height, step.fill, RULE)
        titles = drawing.height_of(step.lines, SMALL)
        yield drawing.text(
            step.left + 6, floor - titles - 11, str(step.rung.number), BODY + 3, fill=ink, bold=True
        )
        yield drawing.block(step.left + 6, floor - 6 - titles / 2, step.lines, SMALL, fill=ink)


def _axis(steps: Sequence[_Step], floor: float, top_shown: str) -> Iterator[str]:
    yield drawing.line(LEFT, floor, RIGHT, floor, RULE, 0.8)
    for step in steps:
        middle = max(step.left, width(step.rung.shown, SMALL) / 2)
        yield drawing.text(middle, floor + 16, step.rung.shown, SMALL, anchor="middle", fill=MUTED)
    yield drawing.text(WIDTH, floor + 16, top_shown, SMALL, anchor="end", fill=MUTED)


def _standing(flight: _Flight, total: float | None, shown: str, interval_shown: str) -> Iterator[str]:
    """The total in large type over its place and the interval in words behind it; words alone at the left."""
    size = BODY if total is None else FIGURE
    figure = width(shown, size, bold=True)
    wide = figure + (8 + width(interval_shown, SMALL) if interval_shown else 0)
    left = 0.0 if total is None else min(max(flight.at(total) - figure / 2, 0.0), WIDTH - wide)
    yield drawing.text(left, 24, shown, size, fill=MUTED if total is None else INK, bold=True)
    yield drawing.text(left + figure + 8, 24, interval_shown, SMALL, fill=MUTED)


def _interval(flight: _Flight, interval: tuple[float, float] | None) -> Iterator[str]:
    if interval and interval[0] != interval[1]:
        yield drawing.whisker(flight.at(interval[0]), flight.at(interval[1]), POINTER)


def _ground(flight: _Flight, steps: Sequence[_Step], total: float, floor: float) -> float:
    """The top of the step that the total reaches, or the floor under the first."""
    index = flight.step(total) - (len(flight.edges) - 1 - len(steps))
    return floor - _height(steps, index) if index >= 0 else floor


def _pointer(x: float, ground: float) -> str:
    """An arrow that stands on the step the total reaches."""
    return (
        drawing.line(x, POINTER, x, ground, INK, 1.6)
        + drawing.dot(x, ground, 4, INK)
        + drawing.shape([(x - 6, POINTER - 9), (x + 6, POINTER - 9), (x, POINTER)], fill=INK)
    )
