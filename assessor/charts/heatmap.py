"""The heat map: every criterion as a cell with its name and score, filled by its band."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assessor.charts import drawing, legend, readings
from assessor.charts.drawing import BODY, SMALL, WIDTH, Chart
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, PAPER, RULE, is_colour, text_on
from assessor.charts.readings import Band, Cell, ChartError, ChartTable, HeatRow

LABEL_ROOM = 120.0
GAP = 4.0
PADDING = 6.0
MOST_COLUMNS = 6
WIDEST_CELL = 150.0
SCORE = 15.0


class _Grid(NamedTuple):
    left: float
    cell: float
    columns: int


class _Row(NamedTuple):
    label: str
    cells: list[Cell]


class _Strip(NamedTuple):
    """Cells that stand side by side, and how high the fullest of them is."""

    cells: list[tuple[Cell, tuple[str, ...], tuple[str, ...]]]
    height: float


def heatmap(
    id: str,
    title: str,
    rows: Sequence[HeatRow],
    bands: Sequence[Band],
    *,
    headers: Sequence[str],
    top: float = 100,
    language: str = "en",
    summary: str = "",
    not_applicable: str = "",
    unfinished: str = "",
) -> Chart:
    """Criteria as cells, a dimension a row, filled by the band their value falls in.

    What does not apply is hatched, what is unfinished has a dashed edge. `headers` name the dimension, the
    criterion, the score and the band; `not_applicable` and `unfinished` name those cells in the key. Raises
    ChartError on values outside 0 to `top`, or bands that do not begin at 0 and rise.
    """
    table = [_Row(label, [Cell(*cell) for cell in cells]) for label, cells in rows]
    bands = [Band(*band) for band in bands]
    _check(id, table, bands, top)
    names = readings.checked_headers(id, headers, 4)
    grid = _grid(table)
    parts: list[str] = []
    y = 0.0
    for row in table:
        drawn, height = _row(row, grid, bands, y)
        parts.append(drawn)
        y += height + 2 * GAP
    cells = [cell for row in table for cell in row.cells]
    keys, below = legend.key(0, y + 4, _keys(bands, cells, not_applicable, unfinished))
    description = drawing.described(summary, ((cell.label, cell.shown) for cell in cells))
    bounds = (-0.5, -0.5, WIDTH + 1, y + 4 + below + 1)
    svg = drawing.picture(id, title, description, bounds, [*parts, keys], language)
    return Chart(svg, ChartTable(title, names, tuple(_rows(table, bands))))


def _check(chart: str, rows: Sequence[_Row], bands: Sequence[Band], top: float) -> None:
    named = [(f"{row.label} / {cell.label}", cell.value) for row in rows for cell in row.cells]
    readings.require_within(chart, top, named)
    starts = [band.start for band in bands]
    if not starts or starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
        raise ChartError(f"chart {chart!r}: bands: found starts {starts}, allowed: 0 first, then rising")
    wrong = [f"{band.label}: found {band.fill!r}" for band in bands if not is_colour(band.fill)]
    if wrong:
        raise ChartError(f"chart {chart!r}: fill of {'; '.join(wrong)}, allowed: #rrggbb")


def band_of(bands: Sequence[Band], value: float) -> Band:
    """The band that a value falls in: the last one that starts at or below it.

    >>> band_of([Band(0, "low", "#ffffff"), Band(50, "high", "#000000")], 50).label
    'high'
    """
    return max((band for band in bands if band.start <= value), key=lambda band: band.start)


def _rows(rows: Sequence[_Row], bands: Sequence[Band]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        for cell in row.cells:
            band = "" if cell.value is None else band_of(bands, cell.value).label
            yield row.label, cell.label, cell.shown, band


def _grid(rows: Sequence[_Row]) -> _Grid:
    columns = max(1, min(MOST_COLUMNS, max(len(row.cells) for row in rows)))
    left = widest(
        (line for row in rows for line in wrap(row.label, LABEL_ROOM, BODY, bold=True)), BODY, bold=True
    )
    room = (WIDTH - left - 10 + GAP) / columns - GAP
    return _Grid(left + 10, min(room, WIDEST_CELL), columns)


def _row(row: _Row, grid: _Grid, bands: Sequence[Band], top: float) -> tuple[str, float]:
    label = wrap(row.label, LABEL_ROOM, BODY, bold=True)
    parts: list[str] = []
    y = top
    for first in range(0, len(row.cells), grid.columns):
        strip = _strip(row.cells[first : first + grid.columns], grid)
        for column, cell in enumerate(strip.cells):
            x = grid.left + column * (grid.cell + GAP)
            parts.append(_cell(*cell, bands, (x, y, grid.cell, strip.height)))
        y += strip.height + GAP
    height = max(y - GAP - top, drawing.height_of(label))
    middle = top + height / 2
    return drawing.block(0, middle, label, bold=True) + "".join(parts), height


def _strip(cells: Sequence[Cell], grid: _Grid) -> _Strip:
    room = grid.cell - 2 * PADDING
    lettered = [
        (cell, wrap(cell.label, room, SMALL), wrap(cell.shown, room, SCORE, bold=True)) for cell in cells
    ]
    tallest = max(
        drawing.height_of(label, SMALL) + drawing.height_of(shown, SCORE) for _, label, shown in lettered
    )
    return _Strip(lettered, tallest + 2 * PADDING + 2)


def _cell(
    cell: Cell,
    label: Sequence[str],
    shown: Sequence[str],
    bands: Sequence[Band],
    place: tuple[float, float, float, float],
) -> str:
    x, y, wide, high = place
    if cell.value is None and cell.unfinished:
        return drawing.dashed(*place) + _letters(x, y, high, label, shown, INK)
    if cell.value is None:
        return (
            drawing.hatched(*place)
            + _plates(x, y, high, label, shown)
            + _letters(x, y, high, label, shown, INK)
        )
    fill = band_of(bands, cell.value).fill
    return drawing.box(x, y, wide, high, fill, RULE) + _letters(x, y, high, label, shown, text_on(fill))


def _letters(x: float, y: float, high: float, label: Sequence[str], shown: Sequence[str], ink: str) -> str:
    """The name from the top down and the score on the floor, so that scores of a row stand in line."""
    upper = y + PADDING + drawing.height_of(label, SMALL) / 2
    lower = y + high - PADDING - drawing.height_of(shown, SCORE) / 2
    return drawing.block(x + PADDING, upper, label, SMALL, fill=ink) + drawing.block(
        x + PADDING, lower, shown, SCORE, fill=ink, bold=True
    )


def _plates(x: float, y: float, high: float, label: Sequence[str], shown: Sequence[str]) -> str:
    """White behind the words of a hatched cell."""
    upper, lower = drawing.height_of(label, SMALL), drawing.height_of(shown, SCORE)
    return drawing.box(
        x + PADDING - 3, y + PADDING - 1, widest(label, SMALL) + 6, upper + 2, PAPER
    ) + drawing.box(
        x + PADDING - 3, y + high - PADDING - lower, widest(shown, SCORE, bold=True) + 6, lower, PAPER
    )


def _keys(
    bands: Sequence[Band], cells: Sequence[Cell], not_applicable: str, unfinished: str
) -> Iterator[legend.Key]:
    for band in bands:
        yield legend.Key(legend.swatch(band.fill, RULE), band.label)
    blank = {cell.unfinished for cell in cells if cell.value is None}
    if unfinished and True in blank:
        yield legend.Key(legend.dashing(), unfinished)
    if not_applicable and False in blank:
        yield legend.Key(legend.hatching(), not_applicable)
