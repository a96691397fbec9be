"""Typefaces: what this machine lacks and how to get it, and which characters may be printed as they are.

Print uses Noto Sans CJK for text and Noto Serif CJK for titles: one design for Latin, Simplified and
Traditional, figures all of one width, installed by one package. The families stand in
`templates/pdf/print.css`, with what macOS and Windows have of their own after them.
"""

import re
import unicodedata
from collections.abc import Collection

PACKAGES = {
    "Debian, Ubuntu": (
        "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
    ),
    "Fedora": "sudo dnf install -y pango harfbuzz google-noto-sans-cjk-fonts google-noto-serif-cjk-fonts",
    "macOS": "brew install pango",
}
# Overrides and isolates turn the text around them over; what is private means something else to every reader
# (PDF/A-3a wants it explained); and the rest has no shape at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_ENDLESS = re.compile("[^\\s\u200b\u2e80-\uffef\U00020000-\U0003ffff]{200,}")
_STRETCH = re.compile("[^\u200b]{20}")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")


class PdfUnavailable(RuntimeError):
    """A PDF cannot be made on this machine; the message says what to install."""


class FaceMissing(PdfUnavailable):
    """No installed typeface has the Chinese characters of the text."""

    def __init__(self, characters: Collection[str]) -> None:
        shown = "".join(sorted(characters))[:20]
        super().__init__(f"no installed typeface has the Chinese characters {shown}\n{how_to_install()}")


def how_to_install() -> str:
    """The command for each system, one a line.

    >>> print(how_to_install().splitlines()[-1])
      macOS: brew install pango
    """
    commands = (f"  {system}: {command}" for system, command in PACKAGES.items())
    return "\n".join(["install the text engine and its typefaces with:", *commands])


def code_point(character: str) -> str:
    """A character by its number, for one that cannot be drawn.

    >>> code_point("\\u202e")
    '[U+202E]'
    """
    return f"[U+{ord(character):04X}]"


def printable(text: str) -> str:
    """The text with every control, direction override and lone surrogate as its number.

    >>> printable("a\\u202eb\\x00"), printable("客户\\n ok")
    ('a[U+202E]b[U+0000]', '客户\\n ok')
    """
    return _UNPRINTABLE.sub(lambda found: code_point(found.group()), text)


def breakable(text: str) -> str:
    """The text with places to break within words that no line can hold: without them, the time of the layout
    grows with the square of their length.

    >>> breakable("short"), breakable("x" * 201).count("\u200b")
    ('short', 10)
    """
    return _ENDLESS.sub(lambda found: _STRETCH.sub("\\g<0>\u200b", found.group()), text)


def chinese(characters: Collection[str]) -> set[str]:
    """The Chinese ones among the characters.

    >>> chinese({"客", "a", "\\u0e01"})
    {'客'}
    """
    return {character for character in characters if _CHINESE.match(character)}


def shortened(text: str, ems: float) -> str:
    """The text cut to a width, with an ellipsis: for running headers, which have one line.

    >>> shortened("Example Services", 20), shortened("客户管理能力评价", 5)
    ('Example Services', '客户管理…')
    """
    text = " ".join(text.split())
    width = 0.0
    for index, character in enumerate(text):
        width += 1 if unicodedata.east_asian_width(character) in "WF" else 0.55
        if width > ems:
            return text[: max(index - 1, 0)] + "…"
    return text
