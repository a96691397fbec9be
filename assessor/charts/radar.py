"""The radar: a profile over the axes of the model, beside that of its peers."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, pi, sin, sqrt
from typing import NamedTuple

from assessor.charts import drawing, legend, readings
from assessor.charts.drawing import BODY, LEADING, SMALL, WIDTH, Chart
from assessor.charts.lettering import width, wrap
from assessor.charts.palette import GRID, INK, MUTED, PAPER, PEERS, RULE, SUBJECT, SUBJECT_TINT
from assessor.charts.readings import Axis, ChartTable, Reading

RADIUS = 158.0
CLEAR = 14.0  # from the outermost ring to a label
SIDE_ROOM = WIDTH / 2 - RADIUS - CLEAR - 4
POLE_ROOM = 280.0
RINGS = 5
DASH = "5 4"

Point = tuple[float, float]


class _Label(NamedTuple):
    lines: tuple[str, ...]
    shown: tuple[str, ...]
    tip: Point  # the end of its axis
    anchor: str
    x: float
    top: float

    @property
    def height(self) -> float:
        return (len(self.lines) + len(self.shown)) * BODY * LEADING

    @property
    def wide(self) -> float:
        return max(width(words, BODY, bold=True) for words in (*self.lines, *self.shown))

    @property
    def span(self) -> Point:
        left = self.x - self.wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + self.wide


def radar(
    id: str,
    title: str,
    axes: Sequence[Axis],
    comparison: Sequence[Reading] | None = None,
    comparison_label: str = "",
    top: float = 100,
    *,
    headers: Sequence[str],
    language: str = "en",
    summary: str = "",
    synthetic: str = "",
) -> Chart:
    """Profile over the axes, clockwise from the top; a missing value leaves a gap, never a zero.

    `headers` name the axis and the score. Raises ChartError on values outside 0 to `top`.
    """
    axes = [Axis(*axis) for axis in axes]
    peers = [Reading(*reading) for reading in comparison or ()]
    _check(id, axes, peers, top)
    label_header, score_header = readings.checked_headers(id, headers, 2)
    labels = _labels(axes)
    head = min(label.top for label in labels) - 10
    notice, notice_height = legend.notice(-WIDTH / 2, head, synthetic)
    foot = max(label.top + label.height for label in labels) + 12
    keys, keys_height = legend.key(-WIDTH / 2, foot, _keys(score_header, comparison_label if peers else ""))
    parts = [*_web(axes, peers, top), *map(_lettered, labels), keys, _shifted(notice, notice_height)]
    bounds = (-WIDTH / 2, head - notice_height, WIDTH, foot - head + notice_height + keys_height)
    description = drawing.described(summary, ((axis.label, axis.shown) for axis in axes))
    svg = drawing.picture(id, title, description, bounds, parts, language)
    columns = (label_header, score_header, *((comparison_label,) if peers else ()))
    return Chart(svg, ChartTable(title, columns, tuple(_rows(axes, peers))))


def _check(chart: str, axes: Sequence[Axis], peers: Sequence[Reading], top: float) -> None:
    if peers and len(peers) != len(axes):
        raise readings.ChartError(
            f"chart {chart!r}: comparison: found {len(peers)} values, allowed: one for each of {len(axes)} axes"
        )
    named = [(axis.label, axis.value) for axis in axes]
    against = [(f"{axis.label} (comparison)", peer.value) for axis, peer in zip(axes, peers, strict=False)]
    readings.require_within(chart, top, named + against)


def _rows(axes: Sequence[Axis], peers: Sequence[Reading]) -> Iterator[tuple[str, ...]]:
    for index, axis in enumerate(axes):
        yield axis.label, axis.shown, *((peers[index].shown,) if peers else ())


def _shifted(notice: str, height: float) -> str:
    return f'<g transform="translate(0 {drawing.number(-height)})">{notice}</g>' if notice else ""


def _keys(subject: str, peers: str) -> Iterator[legend.Key]:
    yield legend.Key(legend.stroke(SUBJECT, "", lambda x, y: drawing.dot(x, y, 4.5, SUBJECT)), subject)
    if peers:
        yield legend.Key(
            legend.stroke(PEERS, DASH, lambda x, y: drawing.diamond(x, y, 4, PAPER, PEERS)), peers
        )


# The web


def _at(index: int, count: int, distance: float) -> Point:
    angle = 2 * pi * index / count
    return distance * sin(angle), -distance * cos(angle)


def _points(values: Sequence[float | None], top: float) -> list[Point | None]:
    count = len(values)
    return [
        None if value is None else _at(index, count, RADIUS * value / top)
        for index, value in enumerate(values)
    ]


def _web(axes: Sequence[Axis], peers: Sequence[Reading], top: float) -> Iterator[str]:
    count = len(axes)
    subject = _points([axis.value for axis in axes], top)
    against = _points([peer.value for peer in peers], top)
    whole = [point for point in subject if point]
    if len(whole) == count > 2:
        yield drawing.shape(whole, fill=SUBJECT_TINT)
    yield from _grid(count, top)
    yield from _outline(against, PEERS, 1.6, DASH)
    yield from _outline(subject, SUBJECT, 2.4, "")
    yield from (drawing.diamond(*point, 4, PAPER, PEERS) for point in against if point)
    yield from (drawing.dot(*point, 4.5, SUBJECT) for point in whole)


def _grid(count: int, top: float) -> Iterator[str]:
    for ring in range(1, RINGS + 1):
        distance = RADIUS * ring / RINGS
        colour = RULE if ring == RINGS else GRID
        yield (
            f'<circle cx="0" cy="0" r="{drawing.number(distance)}" fill="none" stroke="{colour}" '
            'stroke-width="0.8"/>'
        )
    yield from (drawing.line(0, 0, *_at(index, count, RADIUS), GRID) for index in range(count))
    # Halfway to the second axis the scale's figures stand clear of spokes and marks.
    yield from (_tick(ring, count, top) for ring in range(1, RINGS + 1))


def _tick(ring: int, count: int, top: float) -> str:
    x, y = _at(1, 2 * count, RADIUS * ring / RINGS) if count > 2 else (0.0, -RADIUS * ring / RINGS)
    return drawing.text(x, y + 10, f"{top * ring / RINGS:g}", 10, anchor="middle", fill=MUTED)


def _outline(points: Sequence[Point | None], colour: str, thick: float, dash: str) -> Iterator[str]:
    """The whole polygon, or only the sides whose two ends are known."""
    known = [point for point in points if point]
    if len(known) == len(points) > 2:
        yield drawing.shape(known, stroke=colour, width=thick, dash=dash)
        return
    for start, end in pairwise([*points, *points[:1]]):
        if start and end:
            yield drawing.line(*start, *end, colour, thick, dash)


# Its labels


def _labels(axes: Sequence[Axis]) -> list[_Label]:
    drafts = [_draft(axis, _at(index, len(axes), RADIUS)) for index, axis in enumerate(axes)]
    sides = [
        settled
        for anchor in ("start", "end")
        for settled in _settled([label for label in drafts if label.anchor == anchor])
    ]
    return sides + [_cleared(label, sides) for label in drafts if label.anchor == "middle"]


def _draft(axis: Axis, tip: Point) -> _Label:
    pole = abs(tip[0]) < 0.02 * RADIUS
    room = POLE_ROOM if pole else SIDE_ROOM
    anchor = "middle" if pole else "start" if tip[0] > 0 else "end"
    lines = wrap(axis.label, room, BODY, bold=True)
    shown = wrap(axis.shown, room, BODY, bold=True)
    return _Label(lines, shown, tip, anchor, tip[0], tip[1] * (RADIUS + CLEAR) / RADIUS)


def _settled(labels: list[_Label]) -> list[_Label]:
    """Labels of one side, moved up or down as little as keeps them apart (least squares), and out of the ring."""
    labels = sorted(labels, key=lambda label: label.top)
    offsets = [0.0]
    for label in labels:
        offsets.append(offsets[-1] + label.height + 6)
    wanted = [label.top - label.height / 2 - offset for label, offset in zip(labels, offsets, strict=False)]
    tops = [level + offset for level, offset in zip(_rising(wanted), offsets, strict=False)]
    return [_beside(label, top) for label, top in zip(labels, tops, strict=True)]


def _rising(wanted: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in wanted:
        mean, size = value, 1
        while pools and pools[-1][0] > mean:
            before, weight = pools.pop()
            mean, size = (mean * size + before * weight) / (size + weight), size + weight
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]


def _beside(label: _Label, top: float) -> _Label:
    nearest = min(max(0.0, top), top + label.height)
    away = sqrt(max((RADIUS + CLEAR) ** 2 - nearest**2, 0.0))
    reach = max(away, abs(label.tip[0]) + 4 if abs(nearest) > RADIUS else away)
    return label._replace(top=top, x=reach if label.anchor == "start" else -reach)


def _cleared(label: _Label, sides: Sequence[_Label]) -> _Label:
    """A label over or under the web, moved out as far as its neighbours ask for."""
    left, right = label.span
    near = [side for side in sides if side.span[0] < right + 6 and side.span[1] > left - 6]
    if label.tip[1] < 0:
        foot = min([label.top, *(side.top - 6 for side in near)])
        return label._replace(top=foot - label.height)
    return label._replace(top=max([label.top, *(side.top + side.height + 6 for side in near)]))


def _lettered(label: _Label) -> str:
    step = BODY * LEADING
    middle = label.top + len(label.lines) * step / 2
    below = label.top + (len(label.lines) + len(label.shown) / 2) * step
    return (
        _leader(label)
        + drawing.block(label.x, middle, label.lines, BODY, anchor=label.anchor, fill=INK)
        + drawing.block(label.x, below, label.shown, BODY, anchor=label.anchor, fill=SUBJECT, bold=True)
    )


def _leader(label: _Label) -> str:
    """A thin line from the axis to a label that had to move away from it."""
    x, y = label.tip
    middle = label.top + label.height / 2
    if label.anchor == "middle" or label.top <= y * (1 + CLEAR / RADIUS) <= label.top + label.height:
        return ""
    out = 1 + 4 / RADIUS
    return drawing.line(x * out, y * out, label.x - (3 if x > 0 else -3), middle, RULE, 0.6)
