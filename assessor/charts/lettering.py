"""How much room words take, and where a line of them may break.

The picture is drawn before any font is known, so widths are estimated: a Latin letter by the wider of its
advances in Helvetica and in Noto Sans CJK, and an East Asian one by its full square.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, east_asian_width

BOLD = 1.06  # how much wider a bold face runs

_THOUSANDTHS = {
    280: " '|,.:;ijl",
    300: "I",
    330: "!f",
    345: "()-[]{}",
    380: "rt°",
    400: "/\\",
    475: '"*',
    510: "csxz",
    535: "Jvy",
    560: "#$0123456789?Lek^_a–",
    585: "+<=>~g",
    615: "FTZ`hnou",
    625: "bdpq",
    680: "&ABEKPSVXY",
    730: "CDHNRU",
    780: "GOQ",
    835: "Mw",
    930: "%m",
    945: "W",
    1015: "@",
}
_ADVANCES = {ord(letter): width / 1000 for width, letters in _THOUSANDTHS.items() for letter in letters}

_OPENERS = "（《〈「『【〔“‘([{"
_WIDE_CLOSERS = "，。、；：？！）》〉」』】〕”’…"
_CLOSERS = _WIDE_CLOSERS + ")]},.;:!?%"
_WIDE = "\u2e80-\u2fff\u3003-\u3007\u3040-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff21-\uff3a\uff41-\uff5a"
# An ideograph stands alone, a Latin word is whole up to a hyphen or slash, punctuation stays with its word.
_PIECE = re.compile(
    rf"[{re.escape(_OPENERS)}]*(?:[{_WIDE}]|[^\s{_WIDE}{_WIDE_CLOSERS}{re.escape(_OPENERS)}/-]+[/-]*|[/-]+|)"
    rf"[{re.escape(_CLOSERS)}]*\s*"
)


class _Piece(NamedTuple):
    text: str
    solid: float  # width without the space that follows
    full: float


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    known = _ADVANCES.get(ord(letter))
    if known is not None:
        return known
    if combining(letter):
        return 0.0
    kind = east_asian_width(letter)
    if kind in "WF" or (kind == "A" and not letter.isalpha()):
        return 1.0
    return 0.8 if letter.isupper() else 0.64


def ems(text: str) -> float:
    """Estimated width of a line of text, in ems of a regular face."""
    return sum(map(_advance, text))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of a line of text in the units of its font size.

    >>> width("客户", 12)
    24.0
    """
    return ems(text) * size * (BOLD if bold else 1.0)


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Width of the widest of several lines; 0 where there is none."""
    return max((width(text, size, bold=bold) for text in texts), default=0.0)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Text broken into the fewest lines that fit the room, and those as even as they can be.

    Nothing is ever cut: a word wider than the room is broken inside. Runs of white space count as one space.

    >>> wrap("Complaints, suggestions and recovery", 110, 12)
    ('Complaints,', 'suggestions', 'and recovery')
    >>> wrap("客户数据与统一视图", 60, 12)
    ('客户数据与', '统一视图')
    """
    return _wrapped(" ".join(text.split()), room / size / (BOLD if bold else 1.0))


@lru_cache(maxsize=4096)
def _wrapped(text: str, room: float) -> tuple[str, ...]:
    if ems(text) <= room:
        return (text,)
    pieces = [part for piece in _PIECE.findall(text) if piece for part in _fitting(piece, room)]
    lines = _filled(pieces, room)
    return _filled(pieces, _narrowest(pieces, room, len(lines)))


def _fitting(piece: str, room: float) -> Iterator[_Piece]:
    solid = piece.rstrip()
    if ems(solid) <= room:
        yield _Piece(piece, ems(solid), ems(piece))
        return
    for letter in piece:
        yield _Piece(letter, ems(letter.strip()), ems(letter))


def _filled(pieces: list[_Piece], room: float) -> tuple[str, ...]:
    lines: list[str] = []
    used = room + 1.0  # the first piece opens the first line
    for piece in pieces:
        if used + piece.solid > room and (piece.solid or not lines):
            lines.append("")
            used = 0.0
        lines[-1] += piece.text
        used += piece.full
    return tuple(line.rstrip() for line in lines)


def _narrowest(pieces: list[_Piece], room: float, count: int) -> float:
    """The smallest room that still takes no more than so many lines, to a fiftieth."""
    low, high = max(piece.solid for piece in pieces), room
    while high - low > room / 50:
        middle = (low + high) / 2
        if len(_filled(pieces, middle)) <= count:
            high = middle
        else:
            low = middle
    return high
