"""The plain blocks that a report flows in: what every editable form, and the web page, is written from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from assessor.brands.brand import DEFAULT, Brand
from assessor.charts import Chart
from assessor.languages import Language

_NUMBER = re.compile(r"[\d≥>+−–-]")  # how a figure begins, or the dash in its place


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a line; `to` is the id of the heading that they lead to."""

    text: str
    strong: bool = False
    to: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: one line or several."""

    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(run.text) for line in self.lines for run in line)


RowKind = Literal["", "parent", "chosen"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its first cell heads it. A parent stands above its parts, the chosen one counts."""

    cells: tuple[Cell, ...]
    kind: RowKind = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: 1 of a section, 2 of a dimension, 3 of a criterion, 4 of a practice."""

    kind: ClassVar[str] = "heading"
    level: Literal[1, 2, 3, 4]
    id: str
    text: str


ParagraphKind = Literal["text", "lead", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: text, the sentence that leads a section, a note in small print, or a warning."""

    line: Line
    tone: ParagraphKind = "text"
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[Line, ...]
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what there is to say of it."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values; `caption` may be empty where a heading says what they are of."""

    caption: str
    rows: tuple[Fact, ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` are the columns set as numbers, `widths` the parts of the page's width.

    Raises ValueError where a row has more or fewer cells than there are headers.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        widths = {len(row.cells) for row in self.rows} | ({len(self.widths)} if self.widths else set())
        if widths - {len(self.headers)}:
            raise ValueError(
                f"table {self.caption!r}: {len(self.headers)} headers, but {sorted(widths)} cells"
            )


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its table; `told` where another block has every figure of it anyway."""

    chart: Chart
    told: bool = False
    kind: ClassVar[str] = "picture"

    @property
    def table(self) -> Table:
        """The figures of the chart as a table of the flow."""
        found = self.chart.table
        rows = tuple(Row(tuple(cell(text) for text in texts)) for texts in found.rows)
        columns = enumerate(zip(*found.rows, strict=True))
        numeric = frozenset(i for i, texts in columns if i and all(map(_NUMBER.match, filter(None, texts))))
        return Table(found.caption, found.headers, rows, numeric)


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Table | Picture


@dataclass(frozen=True, slots=True)
class Flow:
    """A report in one language: what stands on its cover, and its sections as blocks.

    `day` is the ISO date that the report is dated with; `mark` stands on every page of a draft, the `running`
    lines stand on every page of any.
    """

    language: Language
    title: str
    holder: str
    subject: str
    day: str
    mark: str
    running: tuple[str, ...]
    opening: tuple[Block, ...]
    sections: tuple[Block, ...]
    brand: Brand = DEFAULT

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of sections and dimensions: what a table of contents lists."""
        return tuple(block for block in self.sections if isinstance(block, Heading) and block.level <= 2)


def line(*parts: str | Run) -> Line:
    """A line of texts and runs; what is empty is left out.

    >>> line("Total", "", Run("473", strong=True))
    (Run(text='Total', strong=False, to=''), Run(text='473', strong=True, to=''))
    """
    runs = (part if isinstance(part, Run) else Run(part) for part in parts)
    return tuple(run for run in runs if run.text)


def strong(text: str) -> Run:
    """Words that stand out."""
    return Run(text, strong=True)


def cell(*parts: str | Run) -> Cell:
    """A cell of one line.

    >>> cell("473").length
    3
    """
    return Cell((line(*parts),))


def stacked(lines: Iterable[str | Run | Line]) -> Cell:
    """A cell of one line for each of the texts."""
    return Cell(tuple(part if isinstance(part, tuple) else line(part) for part in lines))


def row(*cells: str | Run | Cell, kind: RowKind = "") -> Row:
    """A row of a table."""
    return Row(tuple(found if isinstance(found, Cell) else cell(found) for found in cells), kind)


def paragraph(*parts: str | Run, tone: ParagraphKind = "text") -> Paragraph:
    """A paragraph of texts and runs."""
    return Paragraph(line(*parts), tone)


def bullets(items: Iterable[str | Run | Line]) -> Bullets:
    """A list of texts or lines."""
    return Bullets(tuple(item if isinstance(item, tuple) else line(item) for item in items))


def facts(caption: str, *rows: tuple[str, str | Run | Cell]) -> Facts:
    """Names with their values; a value that is empty is left out."""
    given = ((name, value if isinstance(value, Cell) else cell(value)) for name, value in rows)
    return Facts(caption, tuple(Fact(name, value) for name, value in given if value.length))
