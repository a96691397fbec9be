"""Answers written as a table: rows of `@key, value`, a heading row, and one row a practice."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessor.answers.fields import as_text, shown
from assessor.answers.layout import IGNORED, KEY, PRACTICE
from assessor.answers.reading import FORMAT, Path_, Reading, Row
from assessor.answers.sites import SYNTAX_OF_SITES, sites_in
from criteria.faults import Fault

SITES = "organisation.sites"
MAX_ROWS, MAX_COLUMNS = 5_000, 256
_DELIMITERS = (",", ";", "\t")


def from_csv(text: str, file: str) -> Reading:
    """What a CSV text says, each row with the line it begins on; the separator is the one the file uses."""
    table = Table(file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                found = f"{number} rows and {len(cells)} columns"
                allowed = f"at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
                table.faults.append(Fault(f"{file}:{line}", "", found, allowed))
                break
            table.add([(cell, f"{file}:{line}") for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        table.faults.append(Fault(f"{file}:{line}", "", str(error), "valid CSV"))
    table.head.setdefault("answers", FORMAT)
    if not table.columns and not table.faults:
        allowed = f"a row that begins with {PRACTICE!r} and names the columns"
        table.faults.append(Fault(file, "", "no heading row", allowed))
    return Reading(file, table.head, tuple(table.rows), (), table.places, tuple(table.faults))


def _delimiter(text: str) -> str:
    """The separator of the heading row: Excel writes semicolons where the comma is the decimal mark."""
    for line in text.splitlines():
        first = line.lstrip('"')
        if first.startswith(PRACTICE) and first != PRACTICE:
            after = first.removeprefix(PRACTICE).lstrip('"')
            return after[0] if after[:1] in _DELIMITERS else ","
    return ","


@dataclass(slots=True)
class Table:
    """A table as it is read row by row; each cell comes with its place."""

    file: str
    base: Path_ = ()
    head: dict[str, object] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    places: dict[Path_, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    unreadable: bool = False
    faults: list[Fault] = field(default_factory=list)

    def add(self, cells: Sequence[tuple[object, str]]) -> None:
        """Take one row: a key with its value, the heading, or a practice."""
        if all(is_blank(cell) for cell, _ in cells):
            return
        first = as_text(cells[0][0]) or ""
        if first.startswith(KEY):
            self._key(first[len(KEY) :].strip(), cells)
        elif not self.columns:
            self._heading(cells)
        elif not self.unreadable:
            self._practice(first, cells)

    def _key(self, key: str, cells: Sequence[tuple[object, str]]) -> None:
        value, where = cells[1] if len(cells) > 1 else ("", cells[0][1])
        for surplus, place in cells[2:]:
            if not is_blank(surplus):
                self.faults.append(Fault(place, key, shown(surplus), "one value beside its key"))
        set_key(self.head, self.places, self.faults, (key, value, where), self.base)

    def _heading(self, cells: Sequence[tuple[object, str]]) -> None:
        names = [(as_text(cell) or "", place) for cell, place in cells]
        if names[0][0] != PRACTICE:
            allowed = f"{PRACTICE!r} and the names of the columns, or a key after {KEY}"
            self.faults.append(Fault(names[0][1], "", shown(cells[0][0]), allowed))
            self.unreadable = True
        for n, (name, place) in enumerate(names):
            if name and name in self.columns:
                self.faults.append(Fault(place, name, "the column twice", "each column once"))
            self.columns.append(name if n else PRACTICE)

    def _practice(self, practice: str, cells: Sequence[tuple[object, str]]) -> None:
        path = (*self.base, "practices", len(self.rows))
        self.places[path] = cells[0][1]
        entry: dict[str, object] = {}
        for n, (cell, place) in enumerate(cells[1:], start=1):
            name = self.columns[n] if n < len(self.columns) else ""
            if name:
                self.places[(*path, name)] = place  # also of an empty cell, where something may be missing
            if is_blank(cell) or name.startswith(IGNORED):
                continue
            if not name:
                self.faults.append(Fault(place, practice, shown(cell), "a value under a heading"))
                continue
            entry[name] = cell
        self.rows.append(Row(practice, entry, path))


def is_blank(cell: object) -> bool:
    """Whether a cell shows nothing: a space in it is nothing too."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def set_key(
    head: dict[str, object],
    places: dict[Path_, str],
    faults: list[Fault],
    entry: tuple[str, object, str],
    base: Path_ = (),
) -> None:
    """Put a value under its dotted key, so that a table says what nested keys say elsewhere."""
    key, value, where = entry
    *groups, name = key.split(".")
    places.setdefault((*base, *groups, name), where)
    if is_blank(value):
        return
    inner = head
    for group in groups:
        nested = inner.setdefault(group, {})
        inner = nested if isinstance(nested, dict) else {}
    if name in inner or (groups and not inner and isinstance(head.get(groups[0]), str)):
        faults.append(Fault(where, key, "the key twice", "each key once"))
    inner[name] = _sites(value, where, faults) if key == SITES else value


def _sites(value: object, where: str, faults: list[Fault]) -> object:
    sites = sites_in(str(value))
    if sites is None:
        faults.append(Fault(where, SITES, shown(value), SYNTAX_OF_SITES))
    return sites or []
