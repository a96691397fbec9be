"""How high a row must be for its text: not every program that opens a workbook works that out itself."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from xlsxwriter.worksheet import Worksheet

HIGHEST = 409.0
"""Points: no row of a workbook can be higher."""

_LATIN, _WIDE = 1.3, 1.5
"""A line's height as a multiple of the font's size; Chinese faces stand taller."""

_MARGIN = 4.0
_NORMAL = 10.0
_BOLD = 1.1
Attribute = tuple[str, object]


class FittedSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A worksheet whose rows have a height and still grow: as Excel itself saves a row that fits its text."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[Attribute] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, _growing(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: Sequence[Attribute] = ()) -> None:
        super()._xml_empty_tag_unencoded(tag, _growing(tag, attributes))


@lru_cache(maxsize=8192)
def height(
    text: str, width: float, size: float = _NORMAL, *, bold: bool = False, wraps: bool = True
) -> float:
    """Points that a text needs in a cell; `width` is that of its column, in digits of the normal font.

    >>> height("short", 20), height("three words wrapped", 8) > 2 * height("short", 20)
    (17.0, True)
    """
    needed = lines(text, width * _NORMAL / size / (_BOLD if bold else 1)) if wraps else 1
    leading = _WIDE if any(_wide(character) for character in text) else _LATIN
    return min(needed * size * leading + _MARGIN, HIGHEST)


def lines(text: str, width: float) -> int:
    """How many lines a text takes where a line holds `width` digits; a Chinese character takes two.

    >>> lines("two lines", 8), lines("a\\n\\nb", 8), lines("满意的客户", 6)
    (2, 3, 2)
    """
    return sum(_wrapped(paragraph, max(width, 2)) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, width: float) -> int:
    """The lines of one paragraph: words stay whole where they fit in a line."""
    count, used = 1, 0.0
    for word, space in _words(paragraph):
        if used and used + word > width:
            count, used = count + 1, 0.0
        over = max(math.ceil(word / width) - 1, 0)  # a word longer than a line is broken
        count, used = count + over, used + word - over * width + space
    return count


def _words(paragraph: str) -> Iterator[tuple[float, int]]:
    """The widths of what is not broken, each with the width of the space after it."""
    width = 0
    for character in paragraph:
        if character == " ":
            yield width, 1
            width = 0
        elif _wide(character):
            if width:
                yield width, 0
            yield 2, 0
            width = 0
        else:
            width += 1
    if width:
        yield width, 0


def line_width(text: str) -> int:
    """How many digits wide a text is on one line.

    >>> line_width("title"), line_width("客户")
    (5, 4)
    """
    return sum(2 if _wide(character) else 1 for character in text)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _growing(tag: str, attributes: Sequence[Attribute]) -> list[Attribute]:
    return [own for own in attributes if tag != "row" or own[0] != "customHeight"]
