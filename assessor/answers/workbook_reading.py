"""A filled-in workbook -> what it says, each value with its sheet and cell."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from assessor.answers.archive import unpacked
from assessor.answers.fields import as_text
from assessor.answers.formulas import column_letters, formula_cells
from assessor.answers.layout import (
    ANSWERS,
    ASSESSMENT,
    ASSESSOR,
    DECISION,
    EVIDENCE_REGISTER,
    FINDINGS,
    FORM_SHARE,
    FORM_VALUE,
    IGNORED,
    KEY,
    MARKER,
    MEASUREMENTS,
    META,
    PRACTICE,
    RESPONDENT,
    SITE,
)
from assessor.answers.reading import Path_, Reading, Row
from assessor.answers.tables import Table, is_blank, set_key
from criteria.faults import AnswersInvalid, Fault

MAX_SHEETS = 64
_LISTED = {FINDINGS: "findings", EVIDENCE_REGISTER: "evidence", MEASUREMENTS: "measurements"}
_HEAD_OF_META = ("answers", "model", "track")
Cell = tuple[object, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the second on, each cell with its place."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def from_workbook(data: bytes, file: str) -> Reading:
    """What a filled-in workbook says. Raises AnswersInvalid where it is not one that this product made."""
    sheets = _sheets(unpacked(data, file), file)
    reader = _Reader(file)
    meta = reader.meta(sheets[META][0])
    reader.head["organisation"] = {}
    for sheet in sheets[ASSESSMENT]:
        reader.form(sheet, "")
    for sheet in sheets.get(DECISION, []):
        reader.form(sheet, f"{DECISION}.")
    for kind, key in _LISTED.items():
        for sheet in sheets.get(kind, []):
            reader.entries(sheet, key)
    rows = reader.table(sheets[ANSWERS][0], ())[1]
    assessors = reader.people("assessors", sheets.get(ASSESSOR, []))
    respondents = reader.people("respondents", sheets.get(RESPONDENT, []))
    digest, faults = as_text(meta.get("digest")), tuple(reader.faults)
    return Reading(file, reader.head, rows, assessors, reader.places, faults, digest, respondents)


def from_copy(data: bytes, file: str, keys: Sequence[str]) -> Reading:
    """What a workbook says that holds answers only, and the `keys` of its hidden sheet besides.

    Raises AnswersInvalid where it is not one that this product made.
    """
    safe = unpacked(data, file)
    sheets = _sheets(safe, file, (META, ANSWERS), "the workbook as it was taken away")
    reader = _Reader(file)
    meta = reader.meta(sheets[META][0], (*_HEAD_OF_META, *keys))
    rows = reader.table(sheets[ANSWERS][0], ())[1]
    reader.faults += _formulas(sheets[ANSWERS][0], formula_cells(safe))
    return Reading(
        file, reader.head, rows, (), reader.places, tuple(reader.faults), as_text(meta.get("digest"))
    )


def _sheets(
    data: bytes,
    file: str,
    needed: Sequence[str] = (META, ASSESSMENT, ANSWERS),
    allowed: str = "a workbook made by 'assessor template'",
) -> dict[str, list[Sheet]]:
    """The sheets by what they are; other people's sheets are left aside."""
    found: dict[str, list[Sheet]] = {}
    for name, rows in _read(data, file):
        marker = rows[0][0] if rows and rows[0] else ""
        if isinstance(marker, str) and marker.startswith(MARKER):
            found.setdefault(marker.removeprefix(MARKER), []).append(_placed(name, rows, file))
    faults = [Fault(file, "", f"no sheet {name!r}", allowed) for name in needed if name not in found]
    faults += [
        Fault(file, "", f"the sheets {' and '.join(sheet.name for sheet in same)}", "one of the kind")
        for name, same in found.items()
        if name not in (ASSESSOR, RESPONDENT) and len(same) > 1
    ]
    if faults:
        raise AnswersInvalid(faults)
    return found


def _read(data: bytes, file: str) -> list[tuple[str, Sequence[Sequence[object]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = workbook.sheet_names
            if len(names) > MAX_SHEETS:
                raise AnswersInvalid([Fault(file, "", f"{len(names)} sheets", f"at most {MAX_SHEETS}")])
            return [
                (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names
            ]
    except (CalamineError, OSError, ValueError, LookupError) as error:
        if isinstance(error, AnswersInvalid):
            raise
        found = f"a broken workbook ({' '.join(str(error).split())[:60]})"
        raise AnswersInvalid([Fault(file, "", found, "a workbook (.xlsx)")]) from None


def _placed(name: str, rows: Sequence[Sequence[object]], file: str) -> Sheet:
    return Sheet(
        name,
        tuple(
            tuple(
                (_plain(cell), f"{file}: {name}!{column_letters(c)}{r}")
                for c, cell in enumerate(row, start=1)
            )
            for r, row in enumerate(rows[1:], start=2)
        ),
    )


def _formulas(sheet: Sheet, cells: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Formulas where values are entered: what they come to is whatever the last program wrote beside them."""
    heading = next((n for n, row in enumerate(sheet.rows) if row and row[0][0] == PRACTICE), None)
    if heading is None:
        return
    names = [as_text(cell) or "" for cell, _ in sheet.rows[heading]]
    for row in sheet.rows[heading + 2 :]:
        for name, (_, place) in zip(names, row, strict=False):
            if not name.startswith(IGNORED) and place.rpartition("!")[2] in cells.get(sheet.name, ()):
                yield Fault(place, as_text(row[0][0]) or "", "a formula", "a value or a text")


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.head: dict[str, object] = {}
        self.places: dict[Path_, str] = {}
        self.faults: list[Fault] = []

    def meta(self, sheet: Sheet, keys: Sequence[str] = _HEAD_OF_META) -> Mapping[str, object]:
        """The hidden sheet: what the workbook was made from."""
        entries = {as_text(row[0][0]) or "": row[1] for row in sheet.rows if len(row) > 1}
        for key in keys:
            if key in entries:
                self._set(key, *entries[key])
        return {key: value for key, (value, _) in entries.items()}

    def form(self, sheet: Sheet, prefix: str) -> None:
        """Keys in the first column, values in the third."""
        for row in sheet.rows:
            key = _key(row)
            if key is None or len(row) <= FORM_VALUE:
                continue
            if key == SITE:
                self._site(row)
            else:
                self._set(prefix + key, *row[FORM_VALUE])

    def entries(self, sheet: Sheet, key: str) -> None:
        """A row of ids, the headings, and one entry a row; ids with a dot are of a group within an entry."""
        (columns, _, *rows) = sheet.rows if len(sheet.rows) > 1 else ((), ())
        names = [as_text(cell) or "" for cell, _ in columns]
        found = [row for row in rows if any(not is_blank(cell) for cell, _ in row)]
        if found:
            self.head[key] = [self._entry(names, row, (key, n)) for n, row in enumerate(found)]

    def _entry(self, names: Sequence[str], row: Sequence[Cell], path: Path_) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        groups: dict[str, dict[str, Cell]] = {}
        self.places[path] = row[0][1]
        for name, cell in zip(names, row, strict=False):
            group, _, last = name.rpartition(".")
            if group:
                groups.setdefault(group, {})[last] = cell
            elif name:
                entry[name], self.places[(*path, name)] = cell
        for group, cells in groups.items():
            if not all(is_blank(cell) for cell, _ in cells.values()):
                self._group(entry, group, cells, path)
        return entry

    def _group(self, entry: dict[str, Any], group: str, cells: Mapping[str, Cell], path: Path_) -> None:
        """A mapping within an entry, or where its id has a number, the next of a list of them."""
        name, numbered = group.partition(".")[::2]
        found = {key: cell for key, (cell, _) in cells.items()}
        path = (*path, name)
        if numbered:
            path = (*path, len(entry.setdefault(name, [])))
            entry[name].append(found)
        else:
            entry[name] = found
        for key, (_, place) in cells.items():
            self.places[(*path, key)] = place

    def people(self, kind: str, sheets: Sequence[Sheet]) -> tuple[tuple[Row, ...], ...]:
        """The sheets of assessors or respondents; one on which nothing was entered is nobody's."""
        heads: list[dict[str, object]] = []
        used: list[tuple[Row, ...]] = []
        for sheet in sheets:
            head, rows = self.table(sheet, (kind, len(used)))
            if head or rows:
                heads.append(head)
                used.append(rows)
        if heads:
            self.head[kind] = heads
        return tuple(used)

    def table(self, sheet: Sheet, base: Path_) -> tuple[dict[str, object], tuple[Row, ...]]:
        """Keys, a row of ids, the headings, and one practice a row: those that say something."""
        table, heading = Table(self.file, base), -1
        for n, row in enumerate(sheet.rows):
            key = _key(row)
            if key is not None and len(row) > FORM_VALUE:
                table.add([(KEY + key, row[0][1]), row[FORM_VALUE]])
            elif heading < 0 and row[0][0] == PRACTICE:
                heading = n
                table.add(row)
            elif heading >= 0 and n > heading + 1:
                table.add(row)
        if heading < 0:
            where = f"{self.file}: {sheet.name}"
            self.faults.append(Fault(where, "", "no row of column ids", "the sheet as it was made"))
        self.places.update(table.places)
        self.faults.extend(table.faults)
        return table.head, tuple(row for row in table.rows if row.entry)

    def _set(self, key: str, value: object, where: str) -> None:
        set_key(self.head, self.places, self.faults, (key, value, where))

    def _site(self, row: Sequence[Cell]) -> None:
        name, share = row[FORM_VALUE], row[FORM_SHARE] if len(row) > FORM_SHARE else ("", row[-1][1])
        if is_blank(name[0]) and is_blank(share[0]):
            return
        organisation = self.head["organisation"]
        assert isinstance(organisation, dict)
        sites = organisation.setdefault("sites", [])
        for key, (_, place) in (("name", name), ("share", share)):
            self.places["organisation", "sites", len(sites), key] = place
        sites.append({"name": name[0], "share": share[0]})


def _key(row: Sequence[Cell]) -> str | None:
    first = row[0][0] if row else ""
    return first.removeprefix(KEY) if isinstance(first, str) and first.startswith(KEY) else None


def _plain(cell: object) -> object:
    """A workbook knows only floats: a whole number is told as it was typed."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else cell
