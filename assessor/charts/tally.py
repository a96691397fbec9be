"""How many gave each answer: groups below one another, the answers side by side, a number in every cell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assessor.charts import drawing, legend
from assessor.charts.drawing import BODY, SMALL, WIDTH, Chart
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, MUTED, RAMP, RULE, TRACK, text_on
from assessor.charts.readings import ChartError, ChartTable, Tally

LABEL_ROOM = 170.0
GAP = 2.0
LOW = 24.0
"""The least height of a row."""


class _Grid(NamedTuple):
    left: float
    cell: float


def tally(
    id: str,
    title: str,
    rows: Sequence[Tally],
    answers: Sequence[str],
    *,
    header: str,
    marked: int | None = None,
    mark: str = "",
    language: str = "en",
    summary: str = "",
) -> Chart:
    """Counts of answers, a row for each group, the fuller a cell the darker; zero is written and not filled.

    `answers` name the columns and `header` the groups. `marked` is the column that is framed in the first
    row, which `mark` explains below. Raises ChartError on counts below 0, rows with another number of counts
    than there are answers, no rows, or a marked column that there is not.
    """
    rows = [Tally(*row) for row in rows]
    _check(id, rows, answers, marked)
    left = widest((line for row in rows for line in wrap(row.label, LABEL_ROOM, BODY)), BODY) + 10
    grid = _Grid(left, (WIDTH - left) / len(answers))
    heads = [wrap(answer, grid.cell - 6, SMALL) for answer in answers]
    above = max(drawing.height_of(head, SMALL) for head in heads) + 6
    parts = list(_heads(heads, grid, above))
    y = above
    for number, row in enumerate(rows):
        drawn, height = _row(row, grid, y, marked if number == 0 else None)
        parts.append(drawn)
        y += height + GAP
    keys, below = legend.key(grid.left, y + 2, [legend.Key(_frame, mark)] if marked is not None else [])
    spoken = drawing.described(summary, ((row.label, _spoken(row, answers)) for row in rows))
    bounds = (-0.5, -0.5, WIDTH + 1, y + below + 3)
    svg = drawing.picture(id, title, spoken, bounds, [*parts, keys], language)
    return Chart(svg, _table(title, rows, (header, *answers)))


def _check(chart: str, rows: Sequence[Tally], answers: Sequence[str], marked: int | None) -> None:
    faults = [
        f"{row.label}: found {len(row.counts)} counts, allowed: {len(answers)}"
        for row in rows
        if len(row.counts) != len(answers)
    ]
    faults += [
        f"{row.label}: found {count}, allowed: 0 or more" for row in rows for count in row.counts if count < 0
    ]
    if not rows or not answers:
        faults.append(f"found {len(rows)} rows and {len(answers)} answers, allowed: 1 or more of each")
    if marked is not None and not 0 <= marked < len(answers):
        faults.append(f"marked: found {marked}, allowed: 0 to {len(answers) - 1}, or None")
    if faults:
        raise ChartError(f"chart {chart!r}: " + "; ".join(faults))


def _heads(heads: Sequence[tuple[str, ...]], grid: _Grid, room: float) -> Iterator[str]:
    for number, head in enumerate(heads):
        middle = room - 6 - drawing.height_of(head, SMALL) / 2
        yield drawing.block(
            grid.left + (number + 0.5) * grid.cell, middle, head, SMALL, anchor="middle", fill=MUTED
        )


def _row(row: Tally, grid: _Grid, top: float, marked: int | None) -> tuple[str, float]:
    label = wrap(row.label, LABEL_ROOM, BODY)
    height = max(LOW, drawing.height_of(label) + 4)
    middle = top + height / 2
    parts = [drawing.block(0, middle, label), drawing.box(grid.left, top, WIDTH - grid.left, height, TRACK)]
    for number, count in enumerate(row.counts):
        x, fill = grid.left + number * grid.cell, _fill(count, sum(row.counts))
        if count:
            parts.append(drawing.box(x, top, grid.cell - GAP, height, fill))
        parts.append(_count(x + (grid.cell - GAP) / 2, middle, count, fill))
        if number == marked:
            parts.append(_framed(x, top, grid.cell - GAP, height))
    return "".join(parts), height


def _fill(count: int, among: int) -> str:
    """By the share of the row: up to a fifth the lightest, from four fifths on the darkest."""
    if not count:
        return TRACK
    return RAMP[min(len(RAMP) * count // among, len(RAMP) - 1)]


def _count(x: float, middle: float, count: int, fill: str) -> str:
    ink = text_on(fill) if count else MUTED
    return drawing.block(x, middle, (str(count),), anchor="middle", fill=ink, bold=bool(count))


def _framed(x: float, y: float, wide: float, high: float) -> str:
    corners = ((x + 1, y + 1), (x + wide - 1, y + 1), (x + wide - 1, y + high - 1), (x + 1, y + high - 1))
    return drawing.shape(corners, stroke=INK, width=2.5)


def _frame(x: float, y: float) -> str:
    return drawing.box(x, y - 6, legend.SIGN - 8, 12, TRACK, RULE) + _framed(x, y - 6, legend.SIGN - 8, 12)


def _spoken(row: Tally, answers: Sequence[str]) -> str:
    return ", ".join(f"{answer} {count}" for answer, count in zip(answers, row.counts, strict=True) if count)


def _table(title: str, rows: Sequence[Tally], names: tuple[str, ...]) -> ChartTable:
    return ChartTable(title, names, tuple((row.label, *map(str, row.counts)) for row in rows))
