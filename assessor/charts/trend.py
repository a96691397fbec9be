"""A statistic of a cohort over editions: a line, and what a new version of the model did to it kept apart."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Literal, NamedTuple

from assessor.charts import drawing, legend, readings
from assessor.charts.drawing import BODY, LEADING, SMALL, WIDTH, Chart
from assessor.charts.lettering import width
from assessor.charts.palette import GRID, INK, MUTED, PAPER, PEERS, PEERS_SPREAD, RULE
from assessor.charts.readings import ChartError, ChartTable, Reading

HIGH = 220.0  # of the plot
MARGIN = 44.0  # at the right, for what a version changed in the last edition
HEADROOM = 22.0  # for the figure above the highest point
MARK = 5.5
THICK = 2.5
OF_VERSION, NOT_KNOWN = "5 3", "1.5 4"
LEAST_SPAN = 0.1  # of the whole scale, so that a change of a hair does not fill the picture
MOST_TICKS = 6
PLACE = 10.0  # font size of the ticks


class Edition(NamedTuple):
    """A median in one edition, and how it came there from the edition before.

    `label` names the edition and `under` its version, a line each. `version` says whether the version of the
    model is that of the edition before: `same`, `new` with `before` as the value that the old version would
    have given, or `unknown` where too few can be compared. Changes are as they are printed.
    """

    label: Sequence[str]
    under: str
    organisations: str
    median: Reading
    quartiles: tuple[Reading, Reading] | None = None
    version: Literal["same", "new", "unknown"] = "same"
    before: float | None = None
    change: str = ""
    real: str = ""
    of_version: str = ""


class _Plot(NamedTuple):
    """Where editions and values lie; `ticks` are the ends of the scale and the steps between."""

    left: float
    step: float
    top: float
    ticks: Sequence[float]

    def x(self, index: int) -> float:
        return self.left + (index + 0.5) * self.step

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.top + HIGH * (high - value) / (high - low)

    @property
    def foot(self) -> float:
        return self.top + HIGH

    @property
    def right(self) -> float:
        return WIDTH - MARGIN


def trend(
    id: str,
    title: str,
    editions: Sequence[Edition],
    *,
    headers: Sequence[str],
    unknown: str,
    top: float = 100,
    language: str = "en",
    summary: str = "",
    synthetic: str = "",
) -> Chart:
    """A line through the medians of editions, the earliest first, with the quartiles where they are known.

    Where the version changes, the line goes to what the old version would have given, and a dashed step from
    there to what the new one gave. `headers` name edition, version, organisations, median, lower and upper
    quartile, change, real change and part of the version, in this order; `unknown` names a change whose parts
    are not known. Raises ChartError for values outside 0 to `top` and where fewer than two are given.
    """
    rows = [Edition(*row) for row in editions]
    _require(id, rows, top)
    names = readings.checked_headers(id, headers, 9)
    notice, above = legend.notice(0, 0, synthetic)
    plot = _plot(rows, above + HEADROOM, top)
    lettered = _every(rows, plot)
    lines, foot = _labels(rows, plot, lettered)
    keys, below = legend.key(0, foot + 10, _keys(rows, names, unknown))
    parts = [notice, *_grid(plot), *_bands(rows, plot), *_line(rows, plot), *_figures(rows, plot, lettered)]
    spoken = drawing.described(summary, ((" ".join(row.label), row.median.shown) for row in rows))
    picture = drawing.picture(
        id, title, spoken, (0, 0, WIDTH, foot + 10 + below), [*parts, *lines, keys], language
    )
    return Chart(picture, _table(title, rows, names))


def _require(chart: str, rows: Sequence[Edition], top: float) -> None:
    found = [(" ".join(row.label), value) for row in rows for value in _values(row)]
    readings.require_within(chart, top, found or [("", None)])
    if sum(row.median.value is not None for row in rows) < 2:
        raise ChartError(f"chart {chart!r}: editions with a value: found fewer than 2, allowed: 2 or more")


def _values(row: Edition) -> list[float]:
    quartiles = [reading.value for reading in row.quartiles or ()]
    return [value for value in (row.median.value, row.before, *quartiles) if value is not None]


def _plot(rows: Sequence[Edition], above: float, top: float) -> _Plot:
    ticks = _ticks([value for row in rows for value in _values(row)], top)
    left = max(width(f"{tick:g}", PLACE) for tick in ticks) + 8
    return _Plot(left, (WIDTH - MARGIN - left) / len(rows), above, ticks)


def _ticks(values: Sequence[float], top: float) -> list[float]:
    """Round steps around the values, with a tenth of the whole scale at least between the ends."""
    low, high = min(values), max(values)
    spare = max(LEAST_SPAN * top - (high - low), 0) / 2
    low, high = max(low - spare, 0), min(high + spare, top)
    step = next(step for step in _steps(top) if (ceil(high / step) - floor(low / step)) < MOST_TICKS)
    return [tick * step for tick in range(floor(low / step), ceil(min(high, top) / step) + 1)]


def _steps(top: float) -> Iterator[float]:
    """1, 2, 5, 10 … from a thousandth of the scale on.

    >>> [round(step, 1) for step, _ in zip(_steps(100), range(4))]
    [0.1, 0.2, 0.5, 1.0]
    """
    power = floor(log10(top)) - 3
    while True:
        yield from (step * 10.0**power for step in (1, 2, 5))
        power += 1


def _grid(plot: _Plot) -> Iterator[str]:
    for tick in plot.ticks:
        yield drawing.line(plot.left, plot.y(tick), plot.right, plot.y(tick), GRID, 0.8)
        yield drawing.text(plot.left - 6, plot.y(tick) + 3.5, f"{tick:g}", PLACE, anchor="end", fill=MUTED)
    yield drawing.line(plot.left, plot.foot, plot.right, plot.foot, RULE, 0.8)


def _bands(rows: Sequence[Edition], plot: _Plot) -> Iterator[str]:
    """The quartiles as an area; it ends where one of them is not published, or the version is another."""
    runs: list[list[int]] = []
    for index, row in enumerate(rows):
        if row.quartiles is None:
            continue
        if runs and runs[-1][-1] == index - 1 and row.version == "same":
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        yield _band([(plot.x(index), rows[index].quartiles) for index in run], plot)


def _band(run: Sequence[tuple[float, tuple[Reading, Reading] | None]], plot: _Plot) -> str:
    ends = [(x, plot.y(both[0].value or 0), plot.y(both[1].value or 0)) for x, both in run if both]
    if len(ends) == 1:
        ((x, low, high),) = ends
        return drawing.box(x - 9, high, 18, low - high, PEERS_SPREAD, RULE)
    upper = [(x, high) for x, _, high in ends]
    lower = [(x, low) for x, low, _ in reversed(ends)]
    return drawing.shape([*upper, *lower], fill=PEERS_SPREAD, stroke=RULE, width=0.8)


def _line(rows: Sequence[Edition], plot: _Plot) -> Iterator[str]:
    """No line runs over an edition that publishes no median: nobody knows what it was."""
    places = [
        (plot.x(index), plot.y(row.median.value)) if row.median.value is not None else None
        for index, row in enumerate(rows)
    ]
    for (start, end), row in zip(pairwise(places), rows[1:], strict=True):
        if start and end:
            yield from _change(plot, start, end, row)
    yield from (drawing.diamond(*place, MARK, PEERS, PAPER) for place in places if place)


def _change(plot: _Plot, start: tuple[float, float], end: tuple[float, float], row: Edition) -> Iterator[str]:
    if row.before is None:
        same = row.version == "same"
        yield drawing.line(*start, *end, PEERS if same else INK, THICK, "" if same else NOT_KNOWN)
        return
    turn = end[0], plot.y(row.before)
    yield drawing.line(*start, *turn, PEERS, THICK)
    yield drawing.line(*turn, *end, INK, THICK, OF_VERSION)
    yield drawing.diamond(*turn, MARK, PAPER, PEERS)


def _every(rows: Sequence[Edition], plot: _Plot) -> set[int]:
    """Which editions are lettered: all where they fit, else every so manieth, the last always."""
    widest = max(width(words, SMALL) for row in rows for words in (*row.label, row.under, row.median.shown))
    stride = max(1, ceil((widest + 8) / plot.step))
    return set(range(len(rows) - 1, -1, -stride))


def _labels(rows: Sequence[Edition], plot: _Plot, lettered: set[int]) -> tuple[list[str], float]:
    """Editions and versions under the plot, and where they end."""
    parts, tallest = [], 0.0
    for index in sorted(lettered):
        words = [line for line in (*rows[index].label, rows[index].under) if line]
        tall = drawing.height_of(words, SMALL)
        middle, x = plot.foot + 8 + tall / 2, _inside(words, plot.x(index), plot)
        parts.append(drawing.block(x, middle, words, SMALL, anchor="middle", fill=MUTED))
        tallest = max(tallest, tall)
    return parts, plot.foot + 8 + tallest


def _inside(words: Sequence[str], x: float, plot: _Plot) -> float:
    """The middle of words so that they stay in the picture."""
    half = max(width(line, SMALL) for line in words) / 2
    return min(max(x, half), WIDTH - half)


def _figures(rows: Sequence[Edition], plot: _Plot, lettered: set[int]) -> Iterator[str]:
    """The median at its mark, and beside a dashed step what the version changed."""
    for index in sorted(lettered):
        row, x = rows[index], plot.x(index)
        value = row.median.value
        if value is None:
            yield drawing.text(x, plot.foot - 8, row.median.shown, SMALL, anchor="middle", fill=INK)
            continue
        y, before = plot.y(value), plot.y(row.before) if row.before is not None else None
        down = before is not None and before < y  # the step comes from above, so its figure goes below
        base = y + MARK + BODY if down else y - MARK - 5
        yield _haloed(x, base, row.median.shown)
        if before is not None:
            yield _beside(x, (y + before) / 2, row.of_version)


def _haloed(x: float, base: float, words: str) -> str:
    """A figure on paper of its own: it may lie on a band, a line or a rule."""
    half = width(words, SMALL, bold=True) / 2 + 2
    paper = drawing.box(x - half, base - SMALL * 0.9, 2 * half, SMALL * LEADING * 0.9, PAPER)
    return paper + drawing.text(x, base, words, SMALL, anchor="middle", fill=INK, bold=True)


def _beside(x: float, middle: float, words: str) -> str:
    wide, base = width(words, SMALL) + 4, middle + SMALL * drawing.DROP
    paper = drawing.box(x + 9, base - SMALL * 0.9, wide, SMALL * LEADING * 0.9, PAPER)
    return paper + drawing.text(x + 11, base, words, SMALL, fill=INK)


def _keys(rows: Sequence[Edition], names: Sequence[str], unknown: str) -> Iterator[legend.Key]:
    """The signs that some edition has."""
    mark = legend.stroke(PEERS, "", lambda x, y: drawing.diamond(x, y, MARK, PEERS, PAPER))
    yield legend.Key(mark, names[3])
    if any(row.quartiles for row in rows):
        yield legend.Key(legend.swatch(PEERS_SPREAD, RULE), f"{names[4]} – {names[5]}")
    if any(row.before is not None for row in rows):
        yield legend.Key(legend.stroke(INK, OF_VERSION, lambda _x, _y: ""), names[8])
    if any(row.version == "unknown" and row.before is None for row in rows):
        yield legend.Key(legend.stroke(INK, NOT_KNOWN, lambda _x, _y: ""), unknown)


def _table(title: str, rows: Sequence[Edition], names: Sequence[str]) -> ChartTable:
    """Every edition with its figures; columns that no row fills are left out."""
    cells = [
        (
            " ".join(row.label),
            row.under,
            row.organisations,
            row.median.shown,
            *(reading.shown for reading in row.quartiles or (Reading(None, ""),) * 2),
            row.change,
            row.real,
            row.of_version,
        )
        for row in rows
    ]
    kept = [column for column in range(9) if column == 0 or any(row[column] for row in cells)]
    return ChartTable(
        title,
        tuple(names[column] for column in kept),
        tuple(tuple(row[column] for column in kept) for row in cells),
    )
