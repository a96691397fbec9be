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
POINTER_ROOM = 62.0


class _Step(NamedTuple):
    rung: Rung
    left: float
    right: float
    fill: str
    lines: tuple[str, ...]


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

    `held` is the number of the level that holds, which gates may keep below the one the total alone would reach: steps
    up to it are filled, those above stay white. `headers` name the level, its title, the total it takes, and the column
    that marks the level held with the total. Raises ChartError on a total outside 0 to `top` or thresholds that fall.
    """
    levels = [Rung(*level) for level in levels]
    _check(id, total, levels, top, interval)
    names = readings.checked_headers(id, headers, 4)
    edges = _edges(levels, top)
    places = _places(edges)
    steps = _steps(levels, places, held)
    floor = POINTER_ROOM + _height(steps, len(steps) - 1)
    parts = [*_staircase(steps, floor), *_axis(steps, floor, top_shown)]
    if total is not None:
        span = None if interval is None else tuple(_at(end, edges, places) for end in interval)
        parts.append(_pointer(_at(total, edges, places), shown, interval_shown, span, floor))
    else:
        parts.append(drawing.text(LEFT, FIGURE, shown, BODY, fill=MUTED, bold=True))
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


def _edges(levels: Sequence[Rung], top: float) -> list[float]:
    """Where each level begins, and the end of the scale; a level without a threshold takes nothing to begin."""
    starts: list[float] = []
    for rung in levels:
        starts.append(rung.threshold if rung.threshold is not None else (starts[-1] if starts else 0.0))
    return [0.0, *starts[1:], top]


def _places(edges: Sequence[float]) -> list[float]:
    """Each edge on the page: true to scale where every step has room for its words, else all steps equal."""
    span = RIGHT - LEFT
    true = [LEFT + span * edge / edges[-1] for edge in edges]
    if all(after - before >= NARROWEST for before, after in pairwise(true)):
        return true
    return [LEFT + span * index / (len(edges) - 1) for index in range(len(edges))]


def _at(value: float, edges: Sequence[float], places: Sequence[float]) -> float:
    step = max(index for index, edge in enumerate(edges[:-1]) if edge <= value)
    share = (value - edges[step]) / ((edges[step + 1] - edges[step]) or 1.0)
    return places[step] + share * (places[step + 1] - places[step])


def _steps(levels: Sequence[Rung], places: Sequence[float], held: int | None) -> list[_Step]:
    fills = ramp(len(levels))
    return [
        _Step(
            rung,
            left,
            right,
            fill if held is not None and rung.number <= held else PAPER,
            wrap(rung.title, right - left - 12, SMALL),
        )
        for rung, fill, (left, right) in zip(levels, fills, pairwise(places), strict=True)
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
    for step in steps:
        yield drawing.text(step.left, floor + 16, step.rung.shown, SMALL, anchor="middle", fill=MUTED)
    yield drawing.text(WIDTH, floor + 16, top_shown, SMALL, anchor="end", fill=MUTED)


def _pointer(x: float, shown: str, interval_shown: str, span: Sequence[float] | None, floor: float) -> str:
    figure = width(shown, FIGURE, bold=True)
    wide = figure + (8 + width(interval_shown, SMALL) if interval_shown else 0)
    left = min(max(x - figure / 2, 0.0), WIDTH - wide)
    base = 44.0
    parts = [
        drawing.text(left, 24, shown, FIGURE, bold=True),
        drawing.text(left + figure + 8, 24, interval_shown, SMALL, fill=MUTED),
        drawing.line(x, base, x, floor, PAPER, 4),
        drawing.line(x, base, x, floor, INK, 1.6),
    ]
    if span and span[0] != span[1]:
        parts.append(drawing.whisker(span[0], span[1], base))
    parts.append(drawing.shape([(x - 6, base - 9), (x + 6, base - 9), (x, base)], fill=INK))
    return "".join(parts)
