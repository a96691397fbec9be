"""The colours of every chart, in one place, and what makes them legible.

One hue carries the subject, slate carries the peers, and the level ramp runs from light to dark in even steps
of lightness, so that a greyscale print or a colour-blind reader loses nothing. No colour is the only sign of
anything: peers are dashed or diamond-shaped, what does not apply is hatched, and every mark has its figure.
"""

import re
from functools import lru_cache

PAPER = "#ffffff"
BLACK = "#000000"  # only on fills too dark for ink and too light for paper
INK = "#1b2733"  # text and whiskers
MUTED = "#55626f"  # second-rank text
RULE = "#7b8794"  # axes and outlines: the faintest line that carries meaning
GRID = "#d9dfe5"  # decoration only: rings and ticks repeat what is printed
TRACK = "#eef2f5"  # the empty part of a scale

SUBJECT = "#1c6a87"
SUBJECT_TINT = "#dcebf1"
PEERS = "#66727f"
PEERS_MIDDLE = "#a3b0bb"
PEERS_SPREAD = "#dde3e8"

RAMP = ("#e6f1f5", "#a3cbda", "#619fb7", "#2f7491", "#0d3d55")  # the five levels, lowest first

READABLE = 4.5  # the contrast of text, WCAG 2.2 criterion 1.4.3

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether the text is a colour that can stand in SVG and be weighed here: #rrggbb.

    >>> is_colour("#0d3d55"), is_colour("navy"), is_colour('#0d3d55" onload="')
    (True, False, False)
    """
    return _COLOUR.fullmatch(text) is not None


def _channels(colour: str) -> tuple[int, int, int]:
    if not is_colour(colour):
        raise ValueError(f"colour: found {colour!r}, allowed: #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: int) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=256)
def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 (black) to 1 (white), as WCAG 2.2 defines it.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """CIE L*, 0 to 100: what is left of a colour on a greyscale print, in steps the eye sees as even.

    >>> round(lightness("#777777"))
    50
    """
    light = luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def text_on(fill: str) -> str:
    """Ink or paper, whichever reads better on the fill; black on the few tones where neither has 4.5 to 1.

    >>> text_on("#0d3d55") == PAPER, text_on("#e6f1f5") == INK, text_on("#498da8") == BLACK
    (True, True, True)
    """
    better = max(INK, PAPER, key=lambda colour: contrast(colour, fill))
    return better if contrast(better, fill) >= READABLE else BLACK


@lru_cache(maxsize=32)
def ramp(count: int) -> tuple[str, ...]:
    """Fills for so many levels, light to dark; models differ in how many they have.

    >>> ramp(5) == RAMP
    True
    """
    if count < 1:
        raise ValueError(f"levels: found {count}, allowed: 1 or more")
    if count == 1:
        return (RAMP[2],)
    return tuple(_between(index * (len(RAMP) - 1) / (count - 1)) for index in range(count))


def _between(position: float) -> str:
    below = min(int(position), len(RAMP) - 2)
    share = position - below
    ends = zip(_channels(RAMP[below]), _channels(RAMP[below + 1]), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in ends)
