"""The lettering around a radar: labels beside their axes, or numbers and a list where labels are too many."""

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import NamedTuple

from assessor.charts import drawing
from assessor.charts.drawing import BODY, LEADING, SMALL, WIDTH
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, MUTED, SUBJECT
from assessor.charts.readings import Axis

RADIUS = 158.0
CLEAR = 14.0  # from the outermost ring to a label
APART = 6.0
STRAY = 10.0  # how far a label may slide off its axis before nobody can tell whose it is
MOST_NUMBERS = 60  # that stand around the ring without touching
SIDE_ROOM = WIDTH / 2 - RADIUS - CLEAR - 4
POLE_ROOM = 280.0
COLUMN = WIDTH / 2 - 12
STEP = BODY * LEADING

Point = tuple[float, float]


class Label(NamedTuple):
    """The words at one axis: where they hang, and from which end."""

    lines: tuple[str, ...]
    shown: tuple[str, ...]
    tip: Point  # the end of its axis
    anchor: str
    x: float
    top: float

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return (len(self.lines) + len(self.shown)) * STEP

    @property
    def span(self) -> Point:
        """From the left edge to the right."""
        wide = max(widest(self.lines, BODY), widest(self.shown, BODY, bold=True))
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + wide


def at(index: int, count: int, distance: float) -> Point:
    """A place on one of so many axes, clockwise from the top, from the centre of the web."""
    angle = 2 * pi * index / count
    return distance * sin(angle), -distance * cos(angle)


def placed(axes: Sequence[Axis]) -> tuple[list[Label], bool]:
    """A label for every axis, none on another; and whether they are the axes' numbers, for want of room."""
    labels = _around(axes)
    if not any(map(_strayed, labels)):
        return labels, False
    step = -(-len(axes) // MOST_NUMBERS)
    return [_number(index, len(axes)) for index in range(0, len(axes), step)], True


def drawn(label: Label) -> str:
    """The words at one axis."""
    middle = label.top + len(label.lines) * STEP / 2
    below = label.top + (len(label.lines) + len(label.shown) / 2) * STEP
    return drawing.block(label.x, middle, label.lines, anchor=label.anchor, fill=INK) + drawing.block(
        label.x, below, label.shown, anchor=label.anchor, fill=SUBJECT, bold=True
    )


def listed(axes: Sequence[Axis], top: float) -> tuple[str, float]:
    """The axes by number in two columns, and the height that they take."""
    half = -(-len(axes) // 2)
    numbered = list(enumerate(axes, 1))
    left, left_height = _column(numbered[:half], -WIDTH / 2, top)
    right, right_height = _column(numbered[half:], WIDTH / 2 - COLUMN, top)
    return left + right, max(left_height, right_height) + 12


def _column(numbered: Sequence[tuple[int, Axis]], x: float, top: float) -> tuple[str, float]:
    parts: list[str] = []
    y = top
    for index, axis in numbered:
        lines = wrap(axis.label, COLUMN - 120, SMALL)
        shown = wrap(axis.shown, 84, SMALL, bold=True)
        tall, figure = drawing.height_of(lines, SMALL), drawing.height_of(shown, SMALL)
        parts += [
            drawing.block(x + 20, y + SMALL * LEADING / 2, (str(index),), SMALL, anchor="end", fill=MUTED),
            drawing.block(x + 28, y + tall / 2, lines, SMALL),
            drawing.block(x + COLUMN, y + figure / 2, shown, SMALL, anchor="end", fill=SUBJECT, bold=True),
        ]
        height = max(tall, figure) + 5
        y += height
    return "".join(parts), y - top


def _number(index: int, count: int) -> Label:
    """An axis's number on a ring of its own."""
    x, y = at(index, count, RADIUS + CLEAR)
    return Label((str(index + 1),), (), at(index, count, RADIUS), "middle", x, y - STEP / 2)


def _around(axes: Sequence[Axis]) -> list[Label]:
    drafts = [_draft(axis, at(index, len(axes), RADIUS)) for index, axis in enumerate(axes)]
    sides = [
        settled
        for anchor in ("start", "end")
        for settled in _settled([label for label in drafts if label.anchor == anchor])
    ]
    return sides + [_cleared(label, sides) for label in drafts if label.anchor == "middle"]


def _draft(axis: Axis, tip: Point) -> Label:
    """Level with the end of its axis; over or under it at the poles."""
    pole = abs(tip[0]) < 0.02 * RADIUS
    room = POLE_ROOM if pole else SIDE_ROOM
    anchor = "middle" if pole else "start" if tip[0] > 0 else "end"
    shown = wrap(axis.shown, room, BODY, bold=True) if axis.shown else ()
    return Label(wrap(axis.label, room, BODY), shown, tip, anchor, tip[0], _out(tip[1]))


def _out(y: float) -> float:
    return y * (RADIUS + CLEAR) / RADIUS


def _strayed(label: Label) -> bool:
    if label.anchor == "middle":
        near = label.top + (label.height if label.tip[1] < 0 else 0)
        return abs(near - _out(label.tip[1])) > 2 * STRAY
    return not label.top - STRAY <= _out(label.tip[1]) <= label.top + label.height + STRAY


def _settled(labels: Sequence[Label]) -> list[Label]:
    """Labels of one side, moved as little as keeps them apart (least squares), and out of the ring."""
    labels = sorted(labels, key=lambda label: label.top)
    offsets = [0.0]
    for label in labels:
        offsets.append(offsets[-1] + label.height + APART)
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


def _beside(label: Label, top: float) -> Label:
    """At this height, just outside the ring."""
    nearest = min(max(0.0, top), top + label.height)
    away = sqrt(max((RADIUS + CLEAR) ** 2 - nearest**2, 0.0))
    reach = max(away, abs(label.tip[0]) + 2)
    return label._replace(top=top, x=reach if label.anchor == "start" else -reach)


def _cleared(label: Label, sides: Sequence[Label]) -> Label:
    """A label over or under the web, moved out as far as its neighbours ask for."""
    left, right = label.span
    near = [side for side in sides if side.span[0] < right + APART and side.span[1] > left - APART]
    if label.tip[1] < 0:
        foot = min([label.top, *(side.top - APART for side in near)])
        return label._replace(top=foot - label.height)
    return label._replace(top=max([label.top, *(side.top + side.height + APART for side in near)]))
