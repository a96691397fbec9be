"""A swarm: many readings of the same number as dots on one line, near the bars that matter."""

from collections.abc import Callable, Iterator, Sequence

from assessor.charts import drawing, legend, readings
from assessor.charts.drawing import BODY, SMALL, WIDTH, Chart
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, MUTED, PAPER, RULE, SUBJECT, TRACK
from assessor.charts.readings import ChartTable, Reading, Spot, Threshold

RADIUS = 3.6
APART = 2 * RADIUS + 0.6
FLOOR = 10.0  # from the lowest row of dots to the axis
SIDE = 60.0  # room for words beside the outermost bars
LABEL_ROOM = 150.0

At = Callable[[float], float]


def swarm(
    id: str,
    title: str,
    spots: Sequence[Spot],
    held: Reading,
    bars: Sequence[Threshold],
    *,
    headers: Sequence[str],
    top: float = 1000,
    language: str = "en",
    summary: str = "",
) -> Chart:
    """Dots over the part of the scale between the bars next to them; dots that would meet are stacked.

    A spot that stands for another outcome is a diamond, never told by colour alone; `held` is the number
    itself, a line with its figure. `headers` name a spot, its value, its outcome, the sign of an ordinary
    spot, of one with another outcome, and of the number itself. Raises ChartError on values outside 0 to
    `top`, or no spots.
    """
    spots = [Spot(*spot) for spot in spots]
    names = readings.checked_headers(id, headers, 6)
    readings.require_within(id, top, [(spot.label, spot.value) for spot in spots])
    readings.require_within(id, top, [(names[5], held.value), *((bar.label, bar.value) for bar in bars)])
    assert held.value is not None
    low, high = _bounds([held.value, *(spot.value for spot in spots)], bars, top)
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return SIDE + (WIDTH - 2 * SIDE) * (value - low) / span

    rows = _stacked([at(spot.value) for spot in spots])
    above = BODY * drawing.LEADING + 10
    foot = above + (max(rows) + 1) * APART + FLOOR
    marks = [bar for bar in bars if low <= bar.value <= high]
    words, below = _bars(marks, at, above, foot)
    keys, under = legend.key(0, foot + below + 8, _keys(spots, names))
    parts = [drawing.box(SIDE, above, WIDTH - 2 * SIDE, foot - above, TRACK), words]
    parts += _held(held.shown, at(held.value), above, foot)
    parts += _dots(spots, rows, at, foot)
    parts += [drawing.line(SIDE, foot, WIDTH - SIDE, foot, RULE, 0.8), keys]
    spoken = drawing.described(summary, [(names[5], held.shown), *((s.label, s.shown) for s in spots)])
    svg = drawing.picture(id, title, spoken, (0, 0, WIDTH, foot + below + 8 + under), parts, language)
    return Chart(svg, ChartTable(title, names[:3], tuple((s.label, s.shown, s.outcome) for s in spots)))


def _bounds(values: Sequence[float], bars: Sequence[Threshold], top: float) -> tuple[float, float]:
    """From the last bar at or below every value to the first at or above them all; the ends of the scale."""
    low, high = min(values), max(values)
    return (
        max((bar.value for bar in bars if bar.value <= low), default=0.0),
        min((bar.value for bar in bars if bar.value >= high), default=top),
    )


def _stacked(places: Sequence[float]) -> list[int]:
    """The row of every dot: the lowest in which it meets none that was placed before, from left to right."""
    rows = [0] * len(places)
    ends: list[float] = []
    for n in sorted(range(len(places)), key=lambda n: (places[n], n)):
        row = next((r for r, end in enumerate(ends) if places[n] - end >= APART), len(ends))
        if row == len(ends):
            ends.append(places[n])
        ends[row], rows[n] = places[n], row
    return rows


def _bars(marks: Sequence[Threshold], at: At, above: float, foot: float) -> tuple[str, float]:
    """Dashed lines with their labels below, on as many shelves as keep them apart; and how high these are."""
    parts: list[str] = []
    ends: list[float] = []
    shelf = max((drawing.height_of(_label(mark), SMALL) for mark in marks), default=0.0) + 4
    for mark in sorted(marks):
        lines = _label(mark)
        x, half = at(mark.value), widest(lines, SMALL) / 2
        middle = min(max(x, half), WIDTH - half)
        level = next((n for n, end in enumerate(ends) if middle - half > end + 8), len(ends))
        ends[level:] = [middle + half, *ends[level + 1 :]]
        top = foot + 6 + level * shelf
        tall = drawing.height_of(lines, SMALL)
        parts.append(drawing.line(x, above, x, foot + 4, INK, 0.9, "2 3"))
        parts.append(drawing.block(middle, top + tall / 2, lines, SMALL, anchor="middle", fill=MUTED))
    return "".join(parts), 2 + len(ends) * shelf


def _label(mark: Threshold) -> tuple[str, ...]:
    return wrap(mark.label, LABEL_ROOM, SMALL)


def _held(shown: str, x: float, above: float, foot: float) -> Iterator[str]:
    half = widest([shown], BODY, bold=True) / 2
    yield drawing.text(min(max(x, half), WIDTH - half), above - 8, shown, BODY, anchor="middle", bold=True)
    yield drawing.line(x, above - 4, x, foot, INK, 2)


def _dots(spots: Sequence[Spot], rows: Sequence[int], at: At, foot: float) -> Iterator[str]:
    for spot, row in zip(spots, rows, strict=True):
        y = foot - FLOOR + APART / 2 - row * APART - RADIUS
        yield _mark(at(spot.value), y, spot.changes)


def _mark(x: float, y: float, changes: bool) -> str:
    if changes:
        return drawing.diamond(x, y, RADIUS + 1, PAPER, INK)
    return drawing.dot(x, y, RADIUS, SUBJECT)


def _keys(spots: Sequence[Spot], names: Sequence[str]) -> Iterator[legend.Key]:
    yield legend.Key(lambda x, y: drawing.line(x + 9, y - 8, x + 9, y + 8, INK, 2), names[5])
    if any(not spot.changes for spot in spots):
        yield legend.Key(lambda x, y: _mark(x + 9, y, False), names[3])
    if any(spot.changes for spot in spots):
        yield legend.Key(lambda x, y: _mark(x + 9, y, True), names[4])
