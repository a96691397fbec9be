"""The straight scale that bars and standing strips lie on: label column, plot, figures, axis and thresholds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessor.charts import drawing
from assessor.charts.drawing import BODY, SMALL, WIDTH
from assessor.charts.lettering import widest, width, wrap
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
    """The lettering of one row: its label, what stands under the label, its figure, and the height they take."""

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


class _Sign(NamedTuple):
    lines: tuple[str, ...]
    place: float
    left: float
    right: float
    shelf: int


def thresholds(scale: Scale, marks: Sequence[Threshold], foot: float) -> tuple[str, float]:
    """Dashed lines down to `foot`, their labels on as many shelves above 0 as keep them apart; and that height."""
    signs: list[_Sign] = []
    for value, label in sorted(marks):
        signs.append(_shelved(label, scale.at(value), signs))
    heights = [
        max(drawing.height_of(sign.lines, SMALL) for sign in signs if sign.shelf == shelf) + 4
        for shelf in sorted({sign.shelf for sign in signs})
    ]
    parts = [_hung(sign, heights, foot) for sign in signs]
    return "".join(parts), sum(heights)


def _shelved(label: str, place: float, placed: Sequence[_Sign]) -> _Sign:
    lines = wrap(label, 130, SMALL)
    wide = max(width(words, SMALL) for words in lines)
    left = min(max(place - wide / 2, 0.0), WIDTH - wide)
    taken = {sign.shelf for sign in placed if sign.right + 8 > left and sign.left - 8 < left + wide}
    shelf = next(shelf for shelf in range(len(placed) + 1) if shelf not in taken)
    return _Sign(lines, place, left, left + wide, shelf)


def _hung(sign: _Sign, heights: Sequence[float], foot: float) -> str:
    # Shelf 0 is the lowest: only lines of higher shelves pass beside other labels.
    base = -sum(heights[: sign.shelf])
    middle = base - drawing.height_of(sign.lines, SMALL) / 2 - 4
    stem = drawing.line(sign.place, base - 3, sign.place, foot, INK, 0.8, "2 3")
    return stem + drawing.block(
        (sign.left + sign.right) / 2, middle, sign.lines, SMALL, anchor="middle", fill=MUTED
    )
