"""The columns of a sheet with one row a practice: which there are, how wide, and what their headings say."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.fitting import line_width
from assessor.answers.layout import EVIDENCE, HEADINGS, IGNORED, PRACTICE, VERSION
from criteria.model import Component, Criterion, Dimension, Practice, Rating

LABEL, STATE, PROMPTS, ID = ".label", ".state", ".evidence", ".id"
LOWEST, HIGHEST = ".lowest", ".highest"
"""Before the number, from 0, of the compared component whose lowest and highest original a column shows."""

COMPARED = 2
"""How many components of a rating are compared across the originals: the first that weigh."""

_WIDTHS = {
    PRACTICE: 20,
    ".question": 50,
    PROMPTS: 11,
    LABEL: 17,
    "not_applicable": 14,
    "reason": 34,
    "approved_by": 20,
    "comment": 46,
    STATE: 17,
    ID: 24,
}
_VALUE_WIDTH, _SITES_WIDTH = 12, 36
_NARROWEST, _BROADEST, _SLENDER = 18.0, 36.0, 0.95  # letters are slimmer than digits, which widths count
_FROZEN = 2  # the hidden ids, and the titles


@dataclass(slots=True)
class Grid:
    """The columns of one sheet, and which of its rows hold what. `originals` counts the assessors' sheets."""

    booklet: Booklet
    sheet: Worksheet
    columns: tuple[str, ...]
    first: int
    approval: bool
    originals: int
    rows: dict[str, list[int]] = field(default_factory=dict)

    def at(self, column: str) -> int:
        """The number of a column, from 0."""
        return self.columns.index(column)

    def cell(self, column: str, row: int, *, fixed: bool = False) -> str:
        """A cell as formulas call it; `fixed` keeps the column where the formula is copied across."""
        return f"{'$' if fixed else ''}{xl_col_to_name(self.at(column))}{row + 1}"

    def values(self, row: int) -> str:
        """The cells of a row that hold values."""
        first, last = self.booklet.components[0].id, self.booklet.components[-1].id
        return str(xl_range(row, self.at(first), row, self.at(last)))

    def remarks(self) -> list[str]:
        """The columns that explain why a practice does not apply."""
        return ["reason", *(["approved_by"] if self.approval else [])]

    def rating(self, practice: Practice) -> Rating:
        """How a practice is rated here."""
        return self.booklet.model.rating_of(practice, self.booklet.track.id)


def begin(
    booklet: Booklet,
    kind: str,
    name: str,
    top: int,
    *,
    approval: bool = False,
    originals: int = 0,
    versions: bool = False,
) -> Grid:
    """A new sheet with its headings; row `top` holds the ids of the columns and is hidden.

    `versions` adds a hidden column that says what every answer was when it was taken away.
    """
    columns = (*_columns(booklet, approval, originals), *([VERSION] if versions else []))
    by_site = {component.id for component in booklet.components if component.by_site}
    known = {**_WIDTHS, ".title": title_width(booklet), **dict.fromkeys(by_site, _SITES_WIDTH)}
    sheet = booklet.sheet(kind, name, tuple(known.get(column, _VALUE_WIDTH) for column in columns))
    for column in (0, *([columns.index(VERSION)] if versions else [])):
        sheet.set_column(column, column, None, None, {"hidden": True})
    sheet.set_row(top, None, None, {"hidden": True})
    sheet.freeze_panes(top + HEADINGS, _FROZEN)
    sheet.repeat_rows(top + 1)
    for column, code in enumerate(columns):
        sheet.write_string(top, column, code)
        booklet.put(sheet, top + 1, column, _heading(booklet, code), "heading")
    return Grid(booklet, sheet, columns, top + HEADINGS, approval, originals)


def compared(rating: Rating) -> tuple[Component, ...]:
    """The components of a rating whose lowest and highest original are shown."""
    return rating.weighing[:COMPARED]


def labelled(rating: Rating) -> Component | None:
    """The component whose values have labels, where a practice is rated by nothing else."""
    only = rating.components[0] if len(rating.components) == 1 else None
    return only if only and only.options else None


def title_of(booklet: Booklet, node: Dimension | Criterion | Practice) -> str:
    """The title of a node in the workbook's language."""
    return booklet.text(node.title)


def title_width(booklet: Booklet) -> float:
    """The width in which the title of every practice fits on a line, within limits."""
    longest = max(line_width(booklet.text(practice.title)) for practice in booklet.model.practices)
    return min(max(longest * _SLENDER + 1, _NARROWEST), _BROADEST)


def _columns(booklet: Booklet, approval: bool, originals: int) -> Iterator[str]:
    """One value has its comment beside it; before several, the comment stays near the question."""
    several = len(booklet.components) > 1
    yield from (PRACTICE, ".title", ".question")
    yield from [PROMPTS] if booklet.has(EVIDENCE) else []
    yield from ["comment"] if several else []
    yield from (component.id for component in booklet.components)
    yield from [LABEL] if any(map(labelled, booklet.ratings)) else []
    if originals:
        for n in range(max(len(compared(rating)) for rating in booklet.ratings)):
            yield from (f"{LOWEST}{n}", f"{HIGHEST}{n}")
    yield from [] if several else ["comment"]
    yield from ("not_applicable", "reason", *(["approved_by"] if approval else []), STATE, ID)


def _heading(booklet: Booklet, code: str) -> str:
    for component in booklet.components:
        if component.id == code:
            note = f" ({booklet.say('by site')})" if component.by_site else ""
            return booklet.text(component.title) + note
    for end in (LOWEST, HIGHEST):
        if code.startswith(end):
            what = _compared_here(booklet, int(code.removeprefix(end)))
            return booklet.say(f"column.{end.removeprefix(IGNORED)}", what=what)
    return booklet.say(f"column.{code.removeprefix(IGNORED)}")


def _compared_here(booklet: Booklet, n: int) -> str:
    """What the nth comparison compares, in every kind of practice."""
    titles = [booklet.text(own[n].title) for rating in booklet.ratings if len(own := compared(rating)) > n]
    return " / ".join(dict.fromkeys(titles))
