"""Fitting a certificate to its one page: the largest type at which every text has room.

Where not even the smallest is small enough, the longest texts are cut, and each says where it stands in full.
Widths are estimated from the characters, on the wide side: what is not known counts as much as its number
would take in print.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from assessor.printing.fonts import printable
from assessor.reports.certificate_texts import CertificateTexts, Pair, Row

MM = 25.4 / 72  # of a point
WIDTH = 162.0  # mm, of the sheet
LABELS = 40.0  # mm, of the labels' column
LABELS_OF_TWO = 54.0
SIGNED = 56.0
HEAD, FOOT = 24.0, 240.0  # mm from the top of the page, of the sheet and of the foot
ROOM = FOOT - HEAD - 4
SIGNED_ROOM = 15.0  # mm, for the name on the line of the decision
HOLDER_LINES, MOST_LINES = 8, 12
GAPS = 5.75  # between the blocks, a smaller one counted as its part
WIDEST_GAP = 11.0
LEAST = 0.36  # em, of the narrowest characters
NARROW, BROAD = frozenset("fijlrt.,;:!|'()[] /-"), frozenset("MW@%—…")
WASTE = 1.06  # bold type and titles run wider
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORD = re.compile(rf"\s*[{_WIDE}]|\s*[^\s{_WIDE}]+")


@dataclass(frozen=True, slots=True)
class Step:
    """Sizes of one step: type in points, the rest in mm."""

    heading: float
    holder: float
    statement: float
    facts: float
    seal: float
    gap: float
    signed: float
    labels: float = LABELS


STEPS = (
    Step(heading=44, holder=29, statement=12, facts=10.5, seal=50, gap=7.0, signed=12),
    Step(heading=38, holder=25, statement=11, facts=9.5, seal=44, gap=7.0, signed=11),
    Step(heading=34, holder=20, statement=10.5, facts=9, seal=40, gap=5.0, signed=10),
    Step(heading=30, holder=16, statement=9.5, facts=8.5, seal=34, gap=3.6, signed=9),
    Step(heading=26, holder=13, statement=8.5, facts=7.75, seal=28, gap=2.6, signed=8),
    Step(heading=22, holder=11, statement=8, facts=7, seal=22, gap=1.6, signed=7),
)
LEADING = {"holder": 1.3, "statement": 1.5, "facts": 1.45}


def fitted(texts: CertificateTexts, above: float = 0.0) -> tuple[CertificateTexts, Step]:
    """The texts with the largest step that has room for them, cut only where none has.

    `above` is what a logo takes of the height, in mm. What is left over becomes air between the blocks.
    """
    room = ROOM - above
    two = bool(texts.heading.second)
    steps = [replace(step, labels=LABELS_OF_TWO if two else LABELS) for step in STEPS]
    for step in steps:
        if _height(texts, step) <= room and _signed_height(texts, step) <= SIGNED_ROOM:
            return texts, _aired(texts, step, room)
    cut = _cut(texts, steps[-1], room)
    return cut, _aired(cut, steps[-1], room)


def _aired(texts: CertificateTexts, step: Step, room: float) -> Step:
    """The step with the room that is left spread over its gaps."""
    left = max(room - _height(texts, step), 0.0)
    return replace(step, gap=round(min(step.gap + left / GAPS, WIDEST_GAP), 2))


def ems(text: str) -> float:
    """The width of a text in units of its type size, rather more than less.

    >>> ems("客户"), round(ems("Width"), 2)
    (2.0, 2.89)
    """
    return sum(map(_em, printable(text)))


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if ord(character) < 0x0530:  # Latin, Greek, Cyrillic
        if character in NARROW:
            return LEAST
        if character in "mw":
            return 0.88
        return 1.05 if character in BROAD else 0.74 if character.isupper() else 0.56
    return 0.6 if 0x2000 <= ord(character) < 0x2070 else 4.6  # as [U+12345], where no typeface has it


def lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes at a size in points, in a width in mm; 1 for none.

    Broken as it will be: between words and Chinese characters, within a word that is longer than a line.

    >>> lines("客" * 100, 10, 162), lines("Household Repair", 60, 162), lines("", 10, 162)
    (3, 2, 1)
    """
    room, count, used = width / (size * MM * WASTE), 1, 0.0
    for word in _WORD.findall(text):
        wide = ems(word)
        if used + wide > room and used:
            count, used, wide = count + 1, 0.0, ems(word.lstrip())
        more = int((used + wide) / room) if wide > room else 0
        count, used = count + more, used + wide - more * room
    return count


def _high(text: str, size: float, width: float, leading: float) -> float:
    return lines(text, size, width) * size * leading * MM


def _height(texts: CertificateTexts, step: Step) -> float:
    """The height in mm of everything above the foot."""
    two = bool(texts.heading.second)
    head = (step.heading * 1.25 + 9.5 * 1.5 * 2 + (step.heading * 0.45 * 1.4 if two else 0)) * MM
    holder = _high(texts.holder, step.holder, WIDTH, LEADING["holder"])
    statement = sum(_high(text, step.statement, 150, LEADING["statement"]) for text in _said(texts.statement))
    certifies = len(_said(texts.certifies)) * step.statement * LEADING["statement"] * MM
    dates = 3.9 + step.facts * 1.5 * (0.87 + 1.15 * (2 if two else 1)) * MM
    status = sum(_high(text, step.facts, WIDTH, 1.5) for text in _said(texts.status))
    facts = sum(_row_height(row, step) for row in texts.facts)
    return head + certifies + holder + statement + step.seal + facts + dates + status + step.gap * GAPS


def _said(pair: Pair) -> list[str]:
    return [text for text in (pair.first, pair.second) if text]


def _row_height(row: Row, step: Step) -> float:
    label = lines(row.label.whole, step.facts, step.labels - 2)
    value = lines(row.value.whole, step.facts, WIDTH - step.labels)
    return max(label, value) * step.facts * LEADING["facts"] * MM + 2.2


def _signed_height(texts: CertificateTexts, step: Step) -> float:
    return _high(texts.decided.value.first, step.signed, SIGNED, 1.35)


# --- where even the smallest step is too large ---------------------------------------------------------


def _cut(texts: CertificateTexts, step: Step, room: float) -> CertificateTexts:
    """Name and statement within their room, then scope and sites within as many lines as are left."""
    texts = replace(
        texts,
        holder=_within(texts.holder, step.holder, WIDTH, HOLDER_LINES, texts.cut.first),
        statement=Pair(*(_within(t, step.statement, 150, 3, "…") for t in _said(texts.statement))),
        decided=replace(texts.decided, value=Pair(_signature(texts, step))),
    )
    for most in range(MOST_LINES, 1, -1):
        cut = replace(texts, facts=tuple(_cut_row(row, step, texts, most) for row in texts.facts))
        if _height(cut, step) <= room:
            break
    return cut


def _signature(texts: CertificateTexts, step: Step) -> str:
    return _within(texts.decided.value.first, step.signed, SIGNED, 4, texts.cut.first)


def _cut_row(row: Row, step: Step, texts: CertificateTexts, most: int) -> Row:
    width = WIDTH - step.labels
    if lines(row.value.whole, step.facts, width) <= most:
        return row
    if texts.sites and row is texts.facts[1]:
        return replace(row, value=Pair(_first_sites(texts, step, width, most)))
    return replace(row, value=Pair(_within(row.value.first, step.facts, width, most, texts.cut.whole)))


def _first_sites(texts: CertificateTexts, step: Step, width: float, most: int) -> str:
    """As many sites as there is room for, and how many more there are."""
    separator, more = texts.more_sites
    named: list[str] = []
    for index, site in enumerate(texts.sites):
        rest = more % {"count": len(texts.sites) - index - 1}
        tried = [*named, site, rest]
        if named and lines(separator.join(tried), step.facts, width) > most:
            return separator.join([*named, more % {"count": len(texts.sites) - index}])
        named.append(_within(site, step.facts, width, max(most - 2, 1), texts.cut.first))
    return separator.join(named)


def _within(text: str, size: float, width: float, most: int, ending: str) -> str:
    """The text where it has room in so many lines, else as much of it as has, and where the rest is."""
    if lines(text, size, width) <= most:
        return text
    low, high = 0, min(len(text), int(most * width / (size * MM * LEAST)))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(text[:middle], ending, size, width, most) else (low, middle - 1)
    return _ended(text[:low], ending)


def _fits(text: str, ending: str, size: float, width: float, most: int) -> bool:
    return lines(_ended(text, ending), size, width) <= most


def _ended(text: str, ending: str) -> str:
    return f"{text.rstrip()}…" if ending == "…" else f"{text.rstrip()}… {ending}"
