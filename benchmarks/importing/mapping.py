"""What a file of peers means: which column is what, on which scale, in which classification."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

MAX_NODES = 500
"""How many columns of scores a line may have."""

YEAR_END = (12, 31)
"""Month and day of a score of which only the year is known, unless the mapping says another."""

SizeMeasure = Literal["head count", "natural logarithm", "decimal logarithm", "bands"]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How a file is written. `sheet` is for workbooks (None: the only one), the rest for text.

    `heading_row` is the row of the column names, from 1; nothing above it is read.
    """

    sheet: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    heading_row: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a column, or one `value` for every row.

    `values` say what texts of the column mean, before anything else looks at them. Exactly one of `column`
    and `value` is given.
    """

    column: str | None = None
    value: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateSource:
    """When a score was decided: a date, or a year that stands for one of its days.

    `pattern` is that of `datetime.strptime`; None is ISO 8601. `otherwise` is for rows that give none;
    without it they have no place.
    """

    source: Source
    year_only: bool = False
    day: tuple[int, int] = YEAR_END
    pattern: str | None = None
    otherwise: date | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """The industry, as a code of a classification that `classification.section` knows."""

    source: Source
    scheme: str


@dataclass(frozen=True, slots=True)
class Size:
    """The size: persons, a logarithm of them, or names of bands; `source.values` may translate texts."""

    source: Source
    measure: SizeMeasure = "head count"


@dataclass(frozen=True, slots=True)
class Node:
    """One column of scores, from `low`, the worst, to `high`, the best; `low` may be the larger."""

    id: str
    column: str
    low: Decimal
    high: Decimal
    title: str = ""


@dataclass(frozen=True, slots=True)
class PeerMapping:
    """A benchmark line of peers that somebody owns, and how their file is read into it.

    `organisation` is the column of its id; None where the file has none and every row is one organisation.
    `assessment` is the column that tells two assessments of one organisation apart; None where the date does.
    `missing` are texts that mean no value, as an empty cell always does.
    """

    line: str
    title: str
    track: str
    nodes: tuple[Node, ...]
    date: DateSource
    industry: Industry
    country: Source
    size: Size
    organisation: str | None = None
    assessment: str | None = None
    file: FileFacts = FileFacts()
    missing: frozenset[str] = frozenset()
    pseudonyms: bool = True
    window_months: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, each once."""
        sources = (self.date.source, self.industry.source, self.country, self.size.source)
        named = [self.organisation, self.assessment, *(source.column for source in sources)]
        named += [node.column for node in self.nodes]
        return tuple(dict.fromkeys(name for name in named if name is not None))
