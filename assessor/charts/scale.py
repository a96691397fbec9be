"""The straight scale that bars and strips lie on: label column, plot, figures, axis and thresholds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessor.charts import drawing
from assessor.charts.drawing import BODY, SMALL, WIDTH
from assessor.charts.lettering import widest, wrap
from assessor.charts.palette import INK, MUTED, RULE
from assessor.charts.readings import Threshold

LABEL_ROOM = 250.0
SHOWN_ROOM = 110.0
GUTTER = 14.0
STEPS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Where 0 and `top` lie, in units of the view box."""

    left: float
    right: float
    top: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.left + (self.right - self.left) * value / self.top


class Line(NamedTuple):
    """The lettering of one row: its label, what stands under it, its figure, and the height they take."""

    label: tuple[str, ...]
    under: tuple[str, ...]
    shown: tuple[str, ...]
    height: float


def lined(label: str, shown: str, under: str = "") -> Line:
    """The lettering of one row, broken to its columns."""
    name = wrap(label, LABEL_ROOM, BODY)
    beneath = wrap(under, LABEL_ROOM, SMALL) if under else ()
    figure = wrap(shown, SHOWN_ROOM, BODY, bold=True)
    letters = drawing.height_of(name) + drawing.height_of(beneath, SMALL)
    return Line(name, beneath, figure, max(letters, drawing.height_of(figure), 18.0) + 12)


def fitted(lines: Sequence[Line], top: float) -> Scale:
    """The scale between the widest label and the widest figure."""
    names = max(max(widest(row.label, BODY), widest(row.under, SMALL)) for row in lines)
    figures = max(widest(row.shown, BODY, bold=True) for row in lines)
    return Scale(names + GUTTER, WIDTH - figures - GUTTER, top)


def lettered(row: Line, middle: float, scale: Scale, fill: str) -> str:
    """A row's label before the scale and its figure, flush right, behind it."""
    names, beneath = drawing.height_of(row.label), drawing.height_of(row.under, SMALL)
    upper = middle - (names + beneath) / 2
    return (
        drawing.block(0, upper + names / 2, row.label)
        + drawing.block(0, upper + names + beneath / 2, row.under, SMALL, fill=MUTED)
        + drawing.block(WIDTH, middle, row.shown, anchor="end", fill=fill, bold=True)
    )


def axis(scale: Scale, y: float) -> Iterator[str]:
    """The base line with its figures; needs 20 units below `y`."""
    yield drawing.line(scale.left, y, scale.right, y, RULE, 0.8)
    for step in range(STEPS + 1):
        value = scale.top * step / STEPS
        place = scale.at(value)
        yield drawing.line(place, y, place, y + 4, RULE, 0.8)
        yield drawing.text(place, y + 15, f"{value:g}", 10, anchor="middle", fill=MUTED)


class _Flag(NamedTuple):
    lines: tuple[str, ...]
    place: float
    shelf: int


def thresholds(scale: Scale, marks: Sequence[Threshold], foot: float) -> tuple[str, float]:
    """Dashed lines down to `foot`, labels on as many shelves as keep them apart; and their height."""
    flags: list[_Flag] = []
    for value, label in sorted(marks, reverse=True):
        flags.append(_shelved(label, scale.at(value), flags))
    shelves = range(max((flag.shelf for flag in flags), default=-1) + 1)
    heights = [
        max(drawing.height_of(flag.lines, SMALL) for flag in flags if flag.shelf == shelf) + 4
        for shelf in shelves
    ]
    return "".join(_hung(flag, heights, foot) for flag in flags), sum(heights)


def _shelved(label: str, place: float, to_the_right: Sequence[_Flag]) -> _Flag:
    """A label flies to the right of its line, above every line it would meet: none runs through words."""
    lines = wrap(label, min(130.0, WIDTH - place - 4), SMALL)
    end = place + 4 + widest(lines, SMALL)
    below = [flag.shelf for flag in to_the_right if flag.place < end + 6]
    return _Flag(lines, place, max(below, default=-1) + 1)


def _hung(flag: _Flag, heights: Sequence[float], foot: float) -> str:
    base = -sum(heights[: flag.shelf])
    tall = drawing.height_of(flag.lines, SMALL)
    stem = drawing.line(flag.place, base - tall - 2, flag.place, foot, INK, 0.8, "2 3")
    return stem + drawing.block(flag.place + 4, base - tall / 2 - 2, flag.lines, SMALL, fill=MUTED)
