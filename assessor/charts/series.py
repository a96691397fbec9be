"""A measure over its periods: a small line with every value it has room for, and what it is held against."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, isfinite
from typing import NamedTuple

from assessor.charts import drawing, readings
from assessor.charts.drawing import SMALL, Chart
from assessor.charts.lettering import widest, width, wrap
from assessor.charts.palette import INK, MUTED, PAPER, PEERS, RULE, SUBJECT
from assessor.charts.readings import Axis, ChartError, ChartTable, Threshold

WIDE, HIGH = 440.0, 52.0  # of the picture, and of the plot
HEADROOM, FOOTROOM = 24.0, 20.0  # for figures above and below the line
SIDE = 120.0  # for the names of what the values are held against
LABEL_ROOM = 92.0  # for the name of a period
INSET = 22.0  # from the edge of the plot to the first and the last value
MARK, THICK = 3.8, 2.2
TARGET_DASH, COMPARATOR_DASH = "7 4", "1.5 3.5"
GAP = 3.0  # between the names of two lines


class _Rule(NamedTuple):
    """A line that values are held against, with its name in lines."""

    value: float
    lines: tuple[str, ...]
    stroke: str
    dash: str


class _Plot(NamedTuple):
    """Where periods and values lie."""

    left: float
    right: float
    top: float
    low: float
    high: float
    periods: int

    def x(self, index: int) -> float:
        if self.periods == 1:
            return (self.left + self.right) / 2
        return self.left + INSET + index * (self.right - self.left - 2 * INSET) / (self.periods - 1)

    def y(self, value: float) -> float:
        if self.high == self.low:
            return self.top + HIGH / 2
        return self.top + HIGH * (self.high - value) / (self.high - self.low)

    @property
    def foot(self) -> float:
        return self.top + HIGH + FOOTROOM


def series(
    id: str,
    title: str,
    points: Sequence[Axis],
    *,
    headers: Sequence[str],
    target: Threshold | None = None,
    comparator: Threshold | None = None,
    language: str = "en",
    summary: str = "",
) -> Chart:
    """A line through the values of a measure, the earliest period first, on a scale of their own.

    `target` and `comparator` are dashed and dotted lines across, each with its label, which says its value.
    The scale runs from the lowest of all these values to the highest, and need not begin at 0. Values stand
    beside their marks where they have room, the last always; the table has all. `headers` name the period and
    the value. Raises ChartError where there are no points, or values that are absent or not finite.
    """
    points = [Axis(*point) for point in points]
    names = readings.checked_headers(id, headers, 2)
    rules = [_Rule(t.value, wrap(t.label, SIDE, SMALL), INK, TARGET_DASH) for t in [target] if t]
    rules += [_Rule(t.value, wrap(t.label, SIDE, SMALL), PEERS, COMPARATOR_DASH) for t in [comparator] if t]
    values = _checked(id, points, rules)
    plot = _plot(values, rules, len(points))
    lettered = _lettered(points, plot)
    labels, foot = _labels(points, plot, lettered)
    sides, above, below = _sides(rules, plot)
    parts = [*_rules(rules, plot), *_line(values, plot), *_figures(points, values, plot, lettered)]
    spoken = drawing.described(summary, [*((p.label, p.shown) for p in points), *_spoken(target, comparator)])
    bounds = (0.0, min(above, 0.0), WIDE, max(foot, below) - min(above, 0.0))
    picture = drawing.picture(id, title, spoken, bounds, [*parts, *labels, *sides], language)
    return Chart(picture, ChartTable(title, names, tuple((p.label, p.shown) for p in points)))


def _spoken(*held: Threshold | None) -> list[tuple[str, str]]:
    return [("–", threshold.label) for threshold in held if threshold]


def _checked(chart: str, points: Sequence[Axis], rules: Sequence[_Rule]) -> list[float]:
    """The values of the points; ChartError names everything that is none."""
    if not points:
        raise ChartError(f"chart {chart!r}: found no rows, allowed: 1 or more")
    named = [*((p.label, p.value) for p in points), *((" ".join(r.lines), r.value) for r in rules)]
    wrong = [f"{name}: found {value}, allowed: a number" for name, value in named if not _finite(value)]
    if wrong:
        raise ChartError(f"chart {chart!r}: " + "; ".join(wrong))
    return [p.value for p in points if p.value is not None]


def _finite(value: float | None) -> bool:
    return value is not None and isfinite(value)


def _plot(values: Sequence[float], rules: Sequence[_Rule], count: int) -> _Plot:
    every = [*values, *(rule.value for rule in rules)]
    names = widest((line for rule in rules for line in rule.lines), SMALL)
    right = WIDE - (names + 10 if rules else 0)
    return _Plot(0, right, HEADROOM, min(every), max(every), count)


def _lettered(points: Sequence[Axis], plot: _Plot) -> set[int]:
    """Which points are lettered: all where they fit, else every so manieth, the last always."""
    if len(points) == 1:
        return {0}
    words = max(widest(_name(point), SMALL) for point in points)
    widest_ = max(words, widest((point.shown for point in points), SMALL, bold=True))
    stride = max(1, ceil((widest_ + 8) / (plot.x(1) - plot.x(0))))
    return set(range(len(points) - 1, -1, -stride))


def _name(point: Axis) -> tuple[str, ...]:
    return wrap(point.label, LABEL_ROOM, SMALL)


def _rules(rules: Sequence[_Rule], plot: _Plot) -> Iterator[str]:
    for rule in rules:
        y = plot.y(rule.value)
        yield drawing.line(plot.left, y, plot.right + 2, y, rule.stroke, 1.4, rule.dash)


def _line(values: Sequence[float], plot: _Plot) -> Iterator[str]:
    places = [(plot.x(index), plot.y(value)) for index, value in enumerate(values)]
    for start, end in pairwise(places):
        yield drawing.line(*start, *end, SUBJECT, THICK)
    yield from (drawing.dot(*place, MARK, SUBJECT, PAPER) for place in places)
    yield drawing.line(plot.left, plot.foot, plot.right, plot.foot, RULE, 0.8)


def _figures(
    points: Sequence[Axis], values: Sequence[float], plot: _Plot, lettered: set[int]
) -> Iterator[str]:
    """The figure above its mark, or below it where the line comes down to it from both sides."""
    for index in sorted(lettered):
        around = [values[n] for n in (index - 1, index + 1) if 0 <= n < len(values)]
        valley = bool(around) and sum(around) / len(around) > values[index]
        y = plot.y(values[index])
        base = y + MARK + SMALL + 2 if valley else y - MARK - 4
        half = width(points[index].shown, SMALL, bold=True) / 2
        x = min(max(plot.x(index), half), max(plot.right - half, half))
        paper = drawing.box(x - half - 1, base - SMALL * 0.85, 2 * half + 2, SMALL * 1.1, PAPER)
        yield paper + drawing.text(x, base, points[index].shown, SMALL, anchor="middle", bold=True)


def _labels(points: Sequence[Axis], plot: _Plot, lettered: set[int]) -> tuple[list[str], float]:
    """The periods under the plot, and where they end."""
    parts, tallest = [], 0.0
    for index in sorted(lettered):
        lines = _name(points[index])
        tall, half = drawing.height_of(lines, SMALL), widest(lines, SMALL) / 2
        x = min(max(plot.x(index), half), max(plot.right - half, half))
        parts.append(drawing.block(x, plot.foot + 4 + tall / 2, lines, SMALL, anchor="middle", fill=MUTED))
        tallest = max(tallest, tall)
    return parts, plot.foot + 6 + tallest


def _sides(rules: Sequence[_Rule], plot: _Plot) -> tuple[list[str], float, float]:
    """The names of the lines at their right ends, kept apart; and how far up and down they reach."""
    if not rules:
        return [], 0.0, 0.0
    tall = [drawing.height_of(rule.lines, SMALL) for rule in rules]
    order = sorted(range(len(rules)), key=lambda n: -rules[n].value)
    middles = {n: plot.y(rules[n].value) for n in order}
    for upper, lower in pairwise(order):
        overlap = (tall[upper] + tall[lower]) / 2 + GAP - (middles[lower] - middles[upper])
        if overlap > 0:
            middles[upper], middles[lower] = middles[upper] - overlap / 2, middles[lower] + overlap / 2
    parts = [
        drawing.block(plot.right + 8, middles[n], rules[n].lines, SMALL, fill=rules[n].stroke) for n in order
    ]
    return (
        parts,
        min(middles[n] - tall[n] / 2 for n in order) - 2,
        max(middles[n] + tall[n] / 2 for n in order) + 2,
    )
