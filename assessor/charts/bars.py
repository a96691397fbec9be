"""Horizontal bars: one figure a row, its interval, the peers' median, and the thresholds that matter."""

from collections.abc import Iterator, Sequence

from assessor.charts import drawing, legend, readings, scale
from assessor.charts.drawing import WIDTH, Chart
from assessor.charts.palette import INK, MUTED, PAPER, PEERS, SUBJECT, TRACK
from assessor.charts.readings import Bar, ChartTable, Threshold
from assessor.charts.scale import Line, Scale

THICK = 14.0


def bars(
    id: str,
    title: str,
    rows: Sequence[Bar],
    top: float = 100,
    thresholds: Sequence[Threshold] = (),
    *,
    headers: Sequence[str],
    language: str = "en",
    summary: str = "",
    synthetic: str = "",
) -> Chart:
    """One bar a row on a common scale; a missing value is hatched, never an empty bar.

    `headers` name the row, the score, its interval and the marker; the last two are columns of the table and
    signs of the key only where some row has them. Raises ChartError on values outside 0 to `top`, or a low
    above its high.
    """
    rows = [Bar(*row) for row in rows]
    _check(id, rows, thresholds, top)
    names = readings.checked_headers(id, headers, 4)
    lines = [scale.lined(row.label, row.shown) for row in rows]
    plot = scale.fitted(lines, top)
    foot = sum(line.height for line in lines)
    marks, above = scale.thresholds(plot, thresholds, foot)
    keys, below = legend.key(0, foot + 26, _keys(rows, names))
    notice, room = legend.notice(0, -above, synthetic)
    parts = [*_tracks(rows, lines, plot), marks, *_marks(rows, lines, plot), *scale.axis(plot, foot), keys]
    parts.append(drawing.moved(notice, -room))
    bounds = (0, -above - room - 4, WIDTH, above + room + 4 + foot + 26 + below)
    description = drawing.described(summary, ((row.label, _spoken(row)) for row in rows))
    return Chart(drawing.picture(id, title, description, bounds, parts, language), _table(title, rows, names))


def _check(chart: str, rows: Sequence[Bar], thresholds: Sequence[Threshold], top: float) -> None:
    named = [(row.label, row.value) for row in rows]
    named += [(f"{row.label} (low)", row.low) for row in rows]
    named += [(f"{row.label} (high)", row.high) for row in rows]
    named += [(f"{row.label} (marker)", row.marker) for row in rows]
    readings.require_within(chart, top, named)
    readings.require_within(
        chart, top, [("thresholds", 0.0), *((label, value) for value, label in thresholds)]
    )
    crossed = [row.label for row in rows if (row.low is None) != (row.high is None) or _span(row) < 0]
    if crossed:
        raise readings.ChartError(
            f"chart {chart!r}: interval of {'; '.join(crossed)}: "
            "allowed: both ends, low not above high, or neither"
        )


def _spoken(row: Bar) -> str:
    return row.shown if row.interval_shown in ("", row.shown) else f"{row.shown} ({row.interval_shown})"


def _span(row: Bar) -> float:
    return 0.0 if row.low is None or row.high is None else row.high - row.low


def _tracks(rows: Sequence[Bar], lines: Sequence[Line], plot: Scale) -> Iterator[str]:
    for row, line, middle in _placed(rows, lines):
        y = middle - THICK / 2
        yield scale.lettered(line, middle, plot, MUTED if row.value is None else INK)
        if row.value is None:
            yield drawing.hatched(plot.left, y, plot.right - plot.left, THICK)
            continue
        yield drawing.box(plot.left, y, plot.right - plot.left, THICK, TRACK)
        yield drawing.box(plot.left, y, plot.at(row.value) - plot.left, THICK, SUBJECT)


def _marks(rows: Sequence[Bar], lines: Sequence[Line], plot: Scale) -> Iterator[str]:
    for row, _, middle in _placed(rows, lines):
        if row.low is not None and row.high is not None and row.low != row.high:
            yield drawing.whisker(plot.at(row.low), plot.at(row.high), middle)
        if row.marker is not None:
            yield drawing.diamond(plot.at(row.marker), middle, 6, PAPER, PEERS)


def _placed(rows: Sequence[Bar], lines: Sequence[Line]) -> Iterator[tuple[Bar, Line, float]]:
    y = 0.0
    for row, line in zip(rows, lines, strict=True):
        yield row, line, y + line.height / 2
        y += line.height


def _keys(rows: Sequence[Bar], names: Sequence[str]) -> Iterator[legend.Key]:
    yield legend.Key(legend.swatch(SUBJECT), names[1])
    if any(_span(row) for row in rows):
        yield legend.Key(lambda x, y: drawing.whisker(x + 1, x + legend.SIGN - 9, y), names[2])
    if any(row.marker is not None for row in rows):
        yield legend.Key(lambda x, y: drawing.diamond(x + 9, y, 6, PAPER, PEERS), names[3])


def _table(title: str, rows: Sequence[Bar], names: Sequence[str]) -> ChartTable:
    columns = [0, 1]
    columns += [2] if any(row.interval_shown for row in rows) else []
    columns += [3] if any(row.marker_shown for row in rows) else []
    every = [(row.label, row.shown, row.interval_shown, row.marker_shown) for row in rows]
    return ChartTable(
        title, tuple(names[at] for at in columns), tuple(tuple(row[at] for at in columns) for row in every)
    )
