"""What is to be printed: parts of HTML that each begin a new page, one style, and the whole's particulars."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assessor.printing.drawing import Drawing, as_svg
from assessor.printing.fonts import printable


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within the PDF; `relationship` as PDF/A-3 has it: Data, Source, Alternative …"""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class Folio:
    """The number of every page from `first` on: flush right at `right`, with its baseline at `baseline`.

    `before`, `between` and `after` stand around the number and the number of pages. Lengths in points from
    the page's lower left corner; `css` selects one face; `colour` is red, green and blue from 0 to 1.
    """

    before: str
    between: str
    after: str
    css: str
    size: float
    right: float
    baseline: float
    colour: tuple[float, float, float]
    first: int = 2

    def text(self, page: int, pages: int) -> str:
        """What stands on a page.

        >>> Folio("Page ", " of ", "", "font-family: serif", 7.5, 540, 30, (0, 0, 0)).text(3, 40)
        'Page 3 of 40'
        """
        return f"{self.before}{page}{self.between}{pages}{self.after}"


@dataclass(frozen=True, slots=True)
class Booklet:
    """Parts in order. `contents` makes the part that stands second from the page of every anchor.

    `ground` lies beneath the first page, as decoration.
    `written_on` is the date of what is printed (YYYY-MM-DD): the time of printing would change the bytes.
    """

    title: str
    subject: str
    language: str
    written_on: str
    style: str
    parts: tuple[str, ...]
    contents: Callable[[Mapping[str, int]], str] | None = None
    folio: Folio | None = None
    attachments: tuple[Attachment, ...] = ()
    ground: Drawing | None = None

    def html(self, body: str, style: str = "") -> str:
        """A part as an HTML document."""
        return (
            f'<!DOCTYPE html><html lang="{escape(self.language)}"><head><meta charset="utf-8">'
            f"<title>{escape(printable(self.title))}</title>{style}</head><body>{body}</body></html>"
        )

    def whole(self) -> str:
        """Everything as one HTML document, without page numbers: for whoever prints with something else."""
        first, *rest = self.parts
        contents = self.contents(defaultdict(int)) if self.contents else ""
        ground = as_svg(self.ground) if self.ground else ""
        return self.html("".join((ground, first, contents, *rest)), f"<style>{self.style}</style>")


_PLACE = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'(<a\b[^>]*?)\shref="#([^"]+)"')


def linked(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts without links to what none of them has: a shorter report has fewer places.

    >>> linked(['<p id="a">', '<a href="#a">', '<a class="link" href="#b">'])
    ('<p id="a">', '<a href="#a">', '<a class="link">')
    """
    places = {name for part in parts for name in _PLACE.findall(part)}
    return tuple(
        _LINK.sub(lambda found: found.group() if found[2] in places else found[1], part) for part in parts
    )
