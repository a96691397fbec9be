"""Dumbbells: several values of one thing on one line, each with a mark of its own shape."""

from collections.abc import Callable, Iterator, Sequence

from assessor.charts import drawing, legend, readings, scale
from assessor.charts.drawing import SMALL, WIDTH, Chart
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import GRID, INK, MUTED, PAPER, RULE, SUBJECT
from assessor.charts.readings import ChartTable, Dumbbell, Reading
from assessor.charts.scale import Line, Scale

RADIUS = 5.5
FIGURE_ROOM = 64.0
"""For the value beside a mark; a longer one is broken into lines."""

APART = 14.0
"""Marks nearer than this would cover each other and stand below one another instead."""

Mark = Callable[[float, float], str]


def dumbbell(
    id: str,
    title: str,
    rows: Sequence[Dumbbell],
    series: Sequence[str],
    *,
    headers: Sequence[str],
    top: float = 100,
    language: str = "en",
    summary: str = "",
) -> Chart:
    """A line a row from its lowest to its highest value, with a mark for each of the `series`.

    Shapes and filling tell the series apart, never colour alone; the lowest and the highest value of a row
    stand beside their marks, and what has no value is not drawn. `headers` name the row and its figure.
    Raises ChartError on values outside 0 to `top`, rows with another number of marks than there are series,
    or more series than there are shapes.
    """
    rows = [Dumbbell(*row) for row in rows]
    _check(id, rows, series, top)
    names = readings.checked_headers(id, headers, 2)
    lines = [_lined(row) for row in rows]
    plot = _plot(rows, lines, top)
    lines = [_roomy(row, line, plot) for row, line in zip(rows, lines, strict=True)]
    heading, above = _heading(names)
    foot = above + sum(line.height for line in lines)
    keys, below = legend.key(0, foot + 26, _keys(series))
    parts = [heading, *_grid(plot, above, foot), *_rows(rows, lines, plot, above), *scale.axis(plot, foot)]
    parts.append(keys)
    spoken = drawing.described(summary, ((row.label, _spoken(row, series)) for row in rows))
    picture = drawing.picture(id, title, spoken, (0, 0, WIDTH, foot + 26 + below), parts, language)
    return Chart(picture, _table(title, rows, series, names))


def tallest(series: int) -> float:
    """The height of a row in which the marks of so many series stand below one another.

    >>> tallest(8) > tallest(3)
    True
    """
    return series * APART + 10


def _check(chart: str, rows: Sequence[Dumbbell], series: Sequence[str], top: float) -> None:
    readings.require_within(
        chart, top, [(row.label, mark[0]) for row in rows for mark in row.marks] or [("no marks", None)]
    )
    faults = [
        f"{row.label}: found {len(row.marks)} marks, allowed: {len(series)}"
        for row in rows
        if len(row.marks) != len(series)
    ]
    if not rows:
        faults.append("found no rows, allowed: 1 or more")
    if not 1 <= len(series) <= len(MARKS):
        faults.append(f"series: found {len(series)}, allowed: 1 to {len(MARKS)}")
    if faults:
        raise readings.ChartError(f"chart {chart!r}: " + "; ".join(faults))


def _lined(row: Dumbbell) -> Line:
    return scale.lined(row.label, row.shown)


def _plot(rows: Sequence[Dumbbell], lines: Sequence[Line], top: float) -> Scale:
    """The scale between labels and figures, with room for a value outside the first and the last tick."""
    fitted = scale.fitted(lines, top)
    told = [line for row in rows for mark in row.marks if mark.value is not None for line in _told(mark)]
    figure = widest(told, SMALL) + RADIUS + 5
    return Scale(fitted.left + figure, fitted.right - figure, top)


def _told(mark: Reading) -> tuple[str, ...]:
    return wrap(mark.shown, FIGURE_ROOM, SMALL)


def _roomy(row: Dumbbell, line: Line, plot: Scale) -> Line:
    """A row as high as its figures and the marks that stand below one another need."""
    deepest = max((len(near) for near in _clusters(row, plot)), default=1)
    letters = max((drawing.height_of(_told(mark), SMALL) for mark in row.marks), default=0.0)
    return line._replace(height=max(line.height, letters + 10, tallest(deepest)))


def _clusters(row: Dumbbell, plot: Scale) -> list[list[tuple[float, int]]]:
    """The marks of a row from left to right, those that would cover each other together."""
    placed = sorted((plot.at(mark.value), n) for n, mark in enumerate(row.marks) if mark.value is not None)
    clusters: list[list[tuple[float, int]]] = []
    for place, n in placed:
        if clusters and place - clusters[-1][-1][0] < APART:
            clusters[-1].append((place, n))
        else:
            clusters.append([(place, n)])
    return clusters


def _heading(names: Sequence[str]) -> tuple[str, float]:
    """What the labels and the figures at the end of the rows are, and its height."""
    lines = [wrap(name, WIDTH / 2 - scale.GUTTER, SMALL) for name in names]
    high = max(drawing.height_of(name, SMALL) for name in lines)
    first = drawing.block(0, high / 2, lines[0], SMALL, fill=MUTED)
    return first + drawing.block(WIDTH, high / 2, lines[1], SMALL, anchor="end", fill=MUTED), high + 6


def _grid(plot: Scale, top: float, foot: float) -> Iterator[str]:
    for step in range(scale.STEPS + 1):
        place = plot.at(plot.top * step / scale.STEPS)
        yield drawing.line(place, top, place, foot, GRID, 0.8)


def _rows(rows: Sequence[Dumbbell], lines: Sequence[Line], plot: Scale, top: float) -> Iterator[str]:
    y = top
    for row, line in zip(rows, lines, strict=True):
        middle = y + line.height / 2
        yield scale.lettered(line, middle, plot, INK)
        yield from _marks(row, plot, middle)
        y += line.height


def _marks(row: Dumbbell, plot: Scale, middle: float) -> Iterator[str]:
    clusters = _clusters(row, plot)
    if not clusters:
        return
    (left, lowest), (right, highest) = clusters[0][0], clusters[-1][-1]
    yield drawing.line(left, middle, right, middle, RULE, 2.5)
    for near in clusters:
        for depth, (place, n) in enumerate(near):
            yield MARKS[n](place, middle + (depth - (len(near) - 1) / 2) * APART)
    reach = RADIUS + 4
    yield drawing.block(left - reach, middle, _told(row.marks[lowest]), SMALL, anchor="end", fill=MUTED)
    if right > left:
        yield drawing.block(right + reach, middle, _told(row.marks[highest]), SMALL, fill=MUTED)


def _keys(series: Sequence[str]) -> Iterator[legend.Key]:
    for name, mark in zip(series, MARKS, strict=False):
        yield legend.Key(_sign(mark), name)


def _sign(mark: Mark) -> legend.Draw:
    return lambda x, y: mark(x + 9, y)


def _spoken(row: Dumbbell, series: Sequence[str]) -> str:
    each = ", ".join(f"{name} {mark.shown}" for name, mark in zip(series, row.marks, strict=True))
    return f"{row.shown} ({each})"


def _table(title: str, rows: Sequence[Dumbbell], series: Sequence[str], names: Sequence[str]) -> ChartTable:
    return ChartTable(
        title,
        (*names, *series),
        tuple((row.label, row.shown, *(mark.shown for mark in row.marks)) for row in rows),
    )


# --- marks ------------------------------------------------------------------------------------------


def _round(fill: str) -> Mark:
    if fill == PAPER:
        return lambda x, y: drawing.dot(x, y, RADIUS, fill, INK)
    return lambda x, y: drawing.dot(x, y, RADIUS + 1, fill)  # the pale rim takes some of it


def _polygon(corners: Sequence[tuple[float, float]], fill: str) -> Mark:
    return lambda x, y: drawing.shape(
        [(x + dx * RADIUS, y + dy * RADIUS) for dx, dy in corners], fill, INK, 1.5
    )


_DIAMOND = ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))
_SQUARE = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
_UP = ((0, -1.1), (1.1, 0.9), (-1.1, 0.9))
_DOWN = ((0, 1.1), (1.1, -0.9), (-1.1, -0.9))

MARKS: tuple[Mark, ...] = (
    _round(SUBJECT),
    _polygon(_DIAMOND, PAPER),
    _polygon(_SQUARE, INK),
    _polygon(_UP, PAPER),
    _polygon(_DOWN, RULE),
    _round(PAPER),
    _polygon(_SQUARE, PAPER),
    _polygon(_DIAMOND, INK),
)
"""One mark a series; neighbours differ in shape and in filling."""
