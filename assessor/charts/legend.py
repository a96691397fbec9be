"""The key under a chart and the notice above it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from assessor.charts import drawing
from assessor.charts.drawing import BODY, SMALL, WIDTH
from assessor.charts.lettering import width, wrap
from assessor.charts.palette import INK, MUTED, PAPER

SIGN = 26.0  # room of the sign before its words
GAP = 22.0
ROW = 20.0

Draw = Callable[[float, float], str]


class Key(NamedTuple):
    """A sign, drawn from its left edge and its middle, and what it stands for."""

    draw: Draw
    label: str


def swatch(fill: str, stroke: str = "none") -> Draw:
    """A filled sign."""
    return lambda x, y: drawing.box(x, y - 6, SIGN - 8, 12, fill, stroke)


def hatching() -> Draw:
    """The sign of what does not apply."""
    return lambda x, y: drawing.hatched(x, y - 6, SIGN - 8, 12, 6)


def dashing() -> Draw:
    """The sign of what is not known yet."""
    return lambda x, y: drawing.dashed(x, y - 6, SIGN - 8, 12)


def stroke(colour: str, dash: str, mark: Draw) -> Draw:
    """A line with its mark upon it."""
    middle = (SIGN - 8) / 2
    return lambda x, y: drawing.line(x, y, x + SIGN - 8, y, colour, 2, dash) + mark(x + middle, y)


def key(left: float, top: float, keys: Iterable[Key], room: float = WIDTH) -> tuple[str, float]:
    """The key in as many rows as it takes, and its height."""
    parts: list[str] = []
    x, y = left, top
    for draw, label in keys:
        lines = wrap(label, room - SIGN, SMALL)
        taken = SIGN + max(width(words, SMALL) for words in lines)
        if x > left and x + taken > left + room:
            x, y = left, y + ROW
        middle = y + ROW / 2
        rest = drawing.height_of(lines, SMALL) - SMALL * drawing.LEADING
        parts.append(draw(x, middle) + drawing.block(x + SIGN, middle + rest / 2, lines, SMALL, fill=MUTED))
        x, y = x + taken + GAP, y + rest
    return "".join(parts), (y + ROW - top if parts else 0.0)


def notice(left: float, top: float, label: str, room: float = WIDTH) -> tuple[str, float]:
    """A framed line that nobody overlooks, such as that the peers are synthetic; and its height."""
    if not label:
        return "", 0.0
    lines = wrap(label, room - 20, SMALL, bold=True)
    high = drawing.height_of(lines, SMALL) + 8
    wide = max(width(words, SMALL, bold=True) for words in lines) + 20
    frame = drawing.box(left + 0.5, top + 0.5, wide - 1, high, PAPER, INK)
    return frame + drawing.block(left + 10, top + high / 2 + 0.5, lines, SMALL, bold=True), high + BODY
