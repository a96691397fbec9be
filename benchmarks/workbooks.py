"""Workbooks from strangers: the parts of one that are read, unpacked under limits and packed again.

The reader allocates a sheet as one rectangle: two cells, A1 and XFD1048576, end the whole process, and no
exception is left to catch. A cell of 400 MB fits in a file of 400 kB. So every part that the reader needs is
unpacked here, under limits, and walked with a parser; the reader gets an archive of only those parts.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

MAX_ENTRIES = 2000
MAX_RATIO = 200
SMALL = 1_000_000
"""Below this many bytes no ratio is too high: an empty sheet packs well."""

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"  # old .xls, and any workbook that has a password
_READ = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedstrings.xml",
    "xl/styles.xml",
)
_SHEETS = "xl/worksheets/"
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s(?:[^<>]*\s)?t\s*=\s*)(["'])e\2""")


class WorkbookRefused(ValueError):
    """A workbook that is not read: what was found in it and what is allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        self.found, self.allowed = found, allowed
        super().__init__(f"found {found}; allowed: {allowed}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be: bytes when unpacked, and of each sheet its rows, columns and cells.

    `area` is what the rectangle around the filled cells may hold, because that is what the reader allocates.
    """

    unpacked: int
    rows: int
    columns: int
    cells: int
    area: int


def reduced(data: bytes, limits: Limits) -> bytes:
    """Return the workbook with only the parts that are read, as a new archive.

    Cells that hold an error (#REF!) hold it as text afterwards: the reader would call them empty. Raises
    `WorkbookRefused` for what is no workbook, is locked, or is larger than `limits` once unpacked.

    >>> reduced(b"name;score", Limits(1000, 10, 10, 100, 100))
    Traceback (most recent call last):
    benchmarks.workbooks.WorkbookRefused: found a file that is no workbook; allowed: a workbook (.xlsx)
    """
    try:
        return _packed(dict(_parts(data, limits)))
    except WorkbookRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise WorkbookRefused("a broken archive", "a workbook (.xlsx)") from None


def _packed(parts: dict[str, bytes]) -> bytes:
    if not any(name.casefold() == "xl/workbook.xml" for name in parts):
        raise WorkbookRefused("an archive that is no workbook", "a workbook (.xlsx)")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _parts(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    if data.startswith(_COMPOUND_FILE):
        raise WorkbookRefused("a workbook with a password, or an old .xls", "an .xlsx without a password")
    if not data.startswith(b"PK"):
        raise WorkbookRefused("a file that is no workbook", "a workbook (.xlsx)")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _check_directory(entries, limits)
        for entry in entries:
            if _is_read(entry.filename):
                content = archive.read(entry)
                _Walk(entry.filename, limits).over(content)
                yield entry.filename, _ERROR_CELL.sub(rb"\1\2str\2", content)


def _is_read(name: str) -> bool:
    folded = name.casefold()
    return folded in _READ or (folded.startswith(_SHEETS) and PurePosixPath(folded).suffix == ".xml")


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > MAX_ENTRIES:
        raise WorkbookRefused(f"{len(entries)} entries", f"at most {MAX_ENTRIES}")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise WorkbookRefused("an entry twice", "each entry once")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise WorkbookRefused("an encrypted entry", "no encryption")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise WorkbookRefused("an unusual compression", "stored or deflated entries")
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked:
        raise WorkbookRefused(f"{size} bytes when unpacked", f"at most {limits.unpacked}")
    for entry in entries:
        if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
            raise WorkbookRefused(
                f"{entry.filename} unpacking to {entry.file_size} bytes",
                f"at most {MAX_RATIO} times its packed size",
            )


class _Walk:
    """Walks one XML part: no document type, and no filled cell outside the limits."""

    def __init__(self, part: str, limits: Limits) -> None:
        self.part, self.limits = part, limits
        self.row = self.column = self.cells = 0
        self.last_row = self.last_column = 0

    def over(self, content: bytes) -> None:
        self._check_encoding(content)
        parser = expat.ParserCreate("UTF-8")
        parser.StartDoctypeDeclHandler = self._doctype
        if self.part.casefold().startswith(_SHEETS):
            parser.StartElementHandler = self._element
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            found = f"{self.part}, line {error.lineno}: broken XML"
            raise WorkbookRefused(found, "a workbook (.xlsx)") from None

    def _check_encoding(self, content: bytes) -> None:
        """The reader takes every part for UTF-8; what this parser took for UTF-16 could hide other cells."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise WorkbookRefused(f"{self.part} in another encoding", "UTF-8")

    def _doctype(self, *_: object) -> None:
        raise WorkbookRefused(f"{self.part} with a document type", "no document type")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self._begin_row(attributes.get("r"))
        elif kind == "c":
            self._begin_cell(attributes.get("r"))
        elif kind in ("v", "is"):
            self._fill()

    def _begin_row(self, reference: str | None) -> None:
        if reference is not None and not re.fullmatch("[0-9]{1,9}", reference):
            raise WorkbookRefused(f"{self.part}: the row {reference[:20]!r}", "a row number")
        self.row = int(reference) if reference is not None else self.row + 1
        self.column = 0

    def _begin_cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        match = re.fullmatch("([A-Za-z]{1,3})([0-9]{1,9})", reference)
        if match is None:
            raise WorkbookRefused(f"{self.part}: the cell {reference[:20]!r}", "a cell as A1")
        self.row, self.column = int(match[2]), column_number(match[1])

    def _fill(self) -> None:
        limits = self.limits
        self.cells += 1
        self.last_row, self.last_column = max(self.row, self.last_row), max(self.column, self.last_column)
        if self.row > limits.rows or self.column > limits.columns or self.cells > limits.cells:
            found = f"{self.part}: {self.cells} cells, one in row {self.row}, column {self.column}"
            allowed = f"at most {limits.cells} cells in {limits.rows} rows and {limits.columns} columns"
            raise WorkbookRefused(found, allowed)
        if self.last_row * self.last_column > limits.area:
            found = f"{self.part}: {self.last_row} rows of {self.last_column} columns"
            raise WorkbookRefused(found, f"at most {limits.area} cells, empty ones counted")


def column_number(letters: str) -> int:
    """Return the number of a column by its letters.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
