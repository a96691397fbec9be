"""A path upwards: a total at a few stops, one after the other, against the bars of the levels."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assessor.charts import drawing, readings
from assessor.charts.drawing import BODY, SMALL, WIDTH, Chart
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, MUTED, PAPER, RULE, SUBJECT, TRACK
from assessor.charts.readings import ChartTable, Stop, Threshold

HEIGHT = 150.0
MARGIN = 34.0  # above the highest and below the lowest of what is drawn
LABEL_ROOM = 170.0
FIGURE = BODY + 4
DOT = 6.5


def path(
    id: str,
    title: str,
    stops: Sequence[Stop],
    bars: Sequence[Threshold],
    *,
    headers: Sequence[str],
    top: float = 1000,
    language: str = "en",
    summary: str = "",
) -> Chart:
    """Stops side by side, each as high as its total, joined by a line, over dashed lines for the bars.

    The scale runs between the stops and the bars next to them, and says so by naming these; it need not
    begin at 0. `headers` name the stop, what is done by then, and the total. Raises ChartError on fewer than
    two stops, or values outside 0 to `top`.
    """
    stops = [Stop(*stop) for stop in stops]
    _check(id, stops, bars, top)
    names = readings.checked_headers(id, headers, 3)
    marks = _near(stops, bars)
    labels = [wrap(mark.label, LABEL_ROOM, SMALL) for mark in marks]
    left = max((widest(lines, SMALL) for lines in labels), default=0.0) + 14
    heights = _heights([stop.value for stop in stops], [mark.value for mark in marks])
    room = (WIDTH - left) / len(stops)
    places = [left + room * (n + 0.5) for n in range(len(stops))]
    parts = [drawing.box(left, 0, WIDTH - left, HEIGHT, TRACK)]
    parts += _bars(marks, labels, heights[len(stops) :], left)
    parts += _line(places, heights)
    parts += _stops(stops, places, heights)
    words, below = _feet(stops, places, room - 12)
    spoken = drawing.described(summary, ((stop.label, f"{stop.shown} ({stop.under})") for stop in stops))
    svg = drawing.picture(id, title, spoken, (0, 0, WIDTH, HEIGHT + below), [*parts, words], language)
    return Chart(svg, ChartTable(title, names, tuple((s.label, s.under, s.shown) for s in stops)))


def _check(chart: str, stops: Sequence[Stop], bars: Sequence[Threshold], top: float) -> None:
    named = [(stop.label, stop.value) for stop in stops]
    readings.require_within(chart, top, [*named, *((label, value) for value, label in bars)])
    if len(stops) < 2:
        raise readings.ChartError(f"chart {chart!r}: found {len(stops)} stops, allowed: 2 or more")


def _near(stops: Sequence[Stop], bars: Sequence[Threshold]) -> list[Threshold]:
    """The bars that the path passes and the last one below it; the next above where it passes none."""
    low, high = min(stop.value for stop in stops), max(stop.value for stop in stops)
    below = max((bar.value for bar in bars if bar.value <= low), default=low)
    passed = [bar.value for bar in bars if low < bar.value <= high]
    above = max(passed) if passed else min((bar.value for bar in bars if bar.value > high), default=high)
    return sorted((bar for bar in bars if below <= bar.value <= above), reverse=True)


def _heights(stops: Sequence[float], bars: Sequence[float]) -> list[float]:
    """Where every value lies on the page, the stops first."""
    values = [*stops, *bars]
    low, span = min(values), (max(values) - min(values)) or 1.0
    return [HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / span for value in values]


def _bars(
    marks: Sequence[Threshold], labels: Sequence[Sequence[str]], heights: Sequence[float], left: float
) -> Iterator[str]:
    lowest = 0.0
    for lines, height in zip(labels, heights, strict=True):
        tall = drawing.height_of(lines, SMALL)
        middle = max(height, lowest + tall / 2)  # labels of bars that lie close stand below one another
        lowest = middle + tall / 2
        yield drawing.line(left, height, WIDTH, height, INK, 0.9, "2 3")
        yield drawing.block(left - 8, middle, lines, SMALL, anchor="end", fill=MUTED)


def _line(places: Sequence[float], heights: Sequence[float]) -> Iterator[str]:
    points = list(zip(places, heights, strict=False))
    for (x1, y1), (x2, y2) in pairwise(points):
        yield drawing.line(x1, y1, x2, y2, SUBJECT, 3)


def _stops(stops: Sequence[Stop], places: Sequence[float], heights: Sequence[float]) -> Iterator[str]:
    for stop, x, y in zip(stops, places, heights, strict=False):
        wide = widest([stop.shown], FIGURE, bold=True) + 8
        yield drawing.box(x - wide / 2, y - 30, wide, 20, TRACK)
        yield drawing.text(x, y - 14, stop.shown, FIGURE, anchor="middle", bold=True)
        yield drawing.dot(x, y, DOT, SUBJECT, PAPER)


def _feet(stops: Sequence[Stop], places: Sequence[float], room: float) -> tuple[str, float]:
    """What each stop is and what is done by then, under its place; and the height of the tallest."""
    parts = [drawing.line(places[0] - room / 2, HEIGHT, places[-1] + room / 2, HEIGHT, RULE, 0.8)]
    tallest = 0.0
    for stop, x in zip(stops, places, strict=True):
        name, under = wrap(stop.label, room, BODY, bold=True), wrap(stop.under, room, SMALL)
        first, second = drawing.height_of(name), drawing.height_of(under, SMALL)
        parts.append(drawing.block(x, HEIGHT + 8 + first / 2, name, anchor="middle", bold=True))
        parts.append(
            drawing.block(x, HEIGHT + 10 + first + second / 2, under, SMALL, anchor="middle", fill=MUTED)
        )
        tallest = max(tallest, first + second + 14)
    return "".join(parts), tallest
