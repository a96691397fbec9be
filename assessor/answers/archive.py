"""The parts of a workbook that are read, unpacked under limits and packed again.

The reader allocates a sheet as one rectangle: two cells, A1 and XFD1048576, end the whole process, and no
exception is left to catch. A cell of 400 MB fits in a file of 400 kB. So every part that the reader needs is
unpacked here, under limits, and walked with a parser; the reader gets an archive of only those parts.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.parsers import expat

from criteria.faults import AnswersInvalid, Fault

MAX_ENTRIES = 2000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
SMALL = 1_000_000
"""Below this many bytes no ratio is too high: an empty sheet packs well."""

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 5_000, 256, 300_000
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


class _Refused(Exception):
    """What was found and what is allowed, on its way to a fault."""

    def __init__(self, found: str, allowed: str) -> None:
        self.found, self.allowed = found, allowed
        super().__init__(found)


def unpacked(data: bytes, file: str) -> bytes:
    """The workbook reduced to the parts that are read, as a new archive. Raises AnswersInvalid.

    Cells that hold an error (#REF!) hold it as text afterwards: the reader would call them empty.
    """
    try:
        return _packed(dict(_parts(data)))
    except _Refused as refused:
        fault = Fault(file, "", refused.found, refused.allowed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        fault = Fault(file, "", "a broken archive", "a workbook (.xlsx)")
    raise AnswersInvalid([fault])


def _packed(parts: dict[str, bytes]) -> bytes:
    if not any(name.casefold() == "xl/workbook.xml" for name in parts):
        raise _Refused("an archive that is no workbook", "a workbook (.xlsx)")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(_COMPOUND_FILE):
        raise _Refused("a workbook with a password, or an old .xls", "an .xlsx without a password")
    if not data.startswith(b"PK"):
        raise _Refused("a file that is no workbook", "a workbook (.xlsx)")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _check_directory(entries)
        for entry in entries:
            if _is_read(entry.filename):
                content = archive.read(entry)
                _Walk(entry.filename).over(content)
                yield entry.filename, _ERROR_CELL.sub(rb"\1\2str\2", content)


def _is_read(name: str) -> bool:
    folded = name.casefold()
    return folded in _READ or (folded.startswith(_SHEETS) and PurePosixPath(folded).suffix == ".xml")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _Refused(f"{len(entries)} entries", f"at most {MAX_ENTRIES}")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise _Refused("an entry twice", "each entry once")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _Refused("an encrypted entry", "no encryption")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _Refused("an unusual compression", "stored or deflated entries")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED:
        raise _Refused(f"{size} bytes when unpacked", f"at most {MAX_UNPACKED}")
    for entry in entries:
        if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
            raise _Refused(
                f"{entry.filename} unpacking to {entry.file_size} bytes",
                f"at most {MAX_RATIO} times its packed size",
            )


class _Walk:
    """Walks one XML part: no document type, and no filled cell outside the limits."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.row = self.column = self.cells = 0

    def over(self, content: bytes) -> None:
        self._check_encoding(content)
        parser = expat.ParserCreate("UTF-8")
        parser.StartDoctypeDeclHandler = self._doctype
        if self.part.casefold().startswith(_SHEETS):
            parser.StartElementHandler = self._element
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise _Refused(f"{self.part}, line {error.lineno}: broken XML", "a workbook (.xlsx)") from None

    def _check_encoding(self, content: bytes) -> None:
        """The reader takes every part for UTF-8; what this parser took for UTF-16 could hide other cells."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise _Refused(f"{self.part} in another encoding", "UTF-8")

    def _doctype(self, *_: object) -> None:
        raise _Refused(f"{self.part} with a document type", "no document type")

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
            raise _Refused(f"{self.part}: the row {reference[:20]!r}", "a row number")
        self.row = int(reference) if reference is not None else self.row + 1
        self.column = 0

    def _begin_cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        match = re.fullmatch("([A-Za-z]{1,3})([0-9]{1,9})", reference)
        if match is None:
            raise _Refused(f"{self.part}: the cell {reference[:20]!r}", "a cell as A1")
        self.row, self.column = int(match[2]), column_number(match[1])

    def _fill(self) -> None:
        self.cells += 1
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS or self.cells > MAX_CELLS:
            found = f"{self.part}: {self.cells} cells, one in row {self.row}, column {self.column}"
            raise _Refused(found, f"at most {MAX_CELLS} cells in {MAX_ROWS} rows and {MAX_COLUMNS} columns")


def column_number(letters: str) -> int:
    """The number of a column by its letters.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
