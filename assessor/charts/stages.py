"""The life cycle: its stages as a chain of chevrons, each with its score and a short scale beneath."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assessor.charts import drawing, readings
from assessor.charts.drawing import BODY, WIDTH, Chart
from assessor.charts.lettering import width, wrap
from assessor.charts.palette import INK, MUTED, SUBJECT, SUBJECT_TINT, TRACK
from assessor.charts.readings import Axis, ChartTable

MOST_IN_ROW = 6
POINT = 14.0
GAP = 6.0
FIGURE = 22.0
WIDEST = 240.0


class _Place(NamedTuple):
    x: float
    y: float
    wide: float
    high: float


class _Figure(NamedTuple):
    lines: Sequence[str]
    size: float


def stages(
    id: str,
    title: str,
    items: Sequence[Axis],
    top: float = 100,
    *,
    headers: Sequence[str],
    language: str = "en",
    summary: str = "",
) -> Chart:
    """Stages in their order as chevrons; a stage without a value is hatched.

    `headers` name the stage and the score. Raises ChartError on values outside 0 to `top`.
    """
    items = [Axis(*item) for item in items]
    readings.require_within(id, top, [(item.label, item.value) for item in items])
    names = readings.checked_headers(id, headers, 2)
    parts: list[str] = []
    y = 0.0
    for row in _shared_out(items):
        drawn, height = _row(row, top, y)
        parts.append(drawn)
        y += height
    description = drawing.described(summary, ((item.label, item.shown) for item in items))
    svg = drawing.picture(id, title, description, (-1, -1, WIDTH + 2, y + 2), parts, language)
    return Chart(svg, ChartTable(title, names, tuple((item.label, item.shown) for item in items)))


def _shared_out(items: Sequence[Axis]) -> Iterator[Sequence[Axis]]:
    """Rows of nearly equal length, none over the most that are legible."""
    rows = -(-len(items) // MOST_IN_ROW)
    length = -(-len(items) // rows)
    for first in range(0, len(items), length):
        yield items[first : first + length]


def _row(items: Sequence[Axis], top: float, y: float) -> tuple[str, float]:
    wide = min((WIDTH - GAP * (len(items) - 1)) / len(items), WIDEST)
    labels = [wrap(item.label, wide - 2 * POINT - 8, BODY, bold=True) for item in items]
    figures = [_figure(item, wide - POINT - 10) for item in items]
    high = max(drawing.height_of(label) for label in labels) + 18
    tall = max(drawing.height_of(figure.lines, figure.size) for figure in figures)
    parts = [
        _stage(item, label, figure, top, _Place(index * (wide + GAP), y, wide, high), tall)
        for index, (item, label, figure) in enumerate(zip(items, labels, figures, strict=True))
    ]
    return "".join(parts), high + tall + 38


def _figure(item: Axis, room: float) -> _Figure:
    """A score in large type; words in its place, or a score too long for that, in that of the text."""
    fits = width(item.shown, FIGURE, bold=True) <= room
    size = FIGURE if fits and item.value is not None else BODY
    return _Figure(wrap(item.shown, room, size, bold=True), size)


def _stage(item: Axis, label: Sequence[str], figure: _Figure, top: float, place: _Place, tall: float) -> str:
    x, y, wide, high = place
    floor = y + high + tall + 10
    ink = MUTED if item.value is None else INK
    return (
        drawing.shape(_chevron(place), fill=SUBJECT_TINT, stroke=SUBJECT, width=0.8)
        + drawing.block(x + wide / 2, y + high / 2, label, anchor="middle", bold=True)
        + drawing.block(x + POINT, floor - tall / 2 - 4, figure.lines, figure.size, fill=ink, bold=True)
        + _meter(item.value, top, _Place(x + POINT, floor, wide - POINT - 10, 6))
    )


def _chevron(place: _Place) -> list[tuple[float, float]]:
    x, y, wide, high = place
    tip, middle = x + wide, y + high / 2
    return [
        (x, y),
        (tip - POINT, y),
        (tip, middle),
        (tip - POINT, y + high),
        (x, y + high),
        (x + POINT, middle),
    ]


def _meter(value: float | None, top: float, place: _Place) -> str:
    if value is None:
        return drawing.hatched(*place)
    x, y, wide, high = place
    return drawing.box(x, y, wide, high, TRACK) + drawing.box(x, y, wide * value / top, high, SUBJECT)
