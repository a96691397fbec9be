"""A file of peers as columns of text: CSV, a sheet of a workbook, or Parquet, under limits.

Numbers become the shortest text that names them, so that every format goes on alike: 3.1667 is "3.1667"
whether it was typed or stored in binary, and is then read as the decimal that was meant.
"""

import csv
import io
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contributions import Texts, texts
from benchmarks.importing.faults import PeerFault, PeersRefused, RowNumbers, shown
from benchmarks.importing.mapping import FileFacts
from benchmarks.workbooks import Limits, WorkbookRefused, reduced

MAX_ROWS = 20_000_000
MAX_COLUMNS = 2_000
MAX_BYTES = 8_000_000_000
MAX_WORKBOOK_BYTES = 200_000_000
LIMITS = Limits(
    unpacked=1_000_000_000, rows=1_048_576, columns=MAX_COLUMNS, cells=12_000_000, area=16_000_000
)
BATCH = 4_000
"""Rows that are held as objects at once before they become columns."""


@dataclass(frozen=True, eq=False)
class PeerTable:
    """Columns of text by name, without surrounding space; `rows` are their numbers in the file.

    In text and workbooks the heading counts, as in a spreadsheet; in Parquet the first record is row 1.
    """

    file: str
    columns: Mapping[str, Texts]
    rows: RowNumbers

    def take(self, places: RowNumbers) -> "PeerTable":
        """Return the table with only the rows at these places."""
        chosen = pa.array(places)
        columns = {name: column.take(chosen) for name, column in self.columns.items()}
        return PeerTable(self.file, columns, self.rows[places])


def read_table(path: Path, facts: FileFacts, wanted: Sequence[str]) -> PeerTable:
    """Read the wanted columns of a .csv, .txt, .tsv, .xlsx or .parquet file, or of a folder of Parquet files.

    Rows without any filled cell are passed over and keep their number. Raises `PeersRefused`.
    """
    try:
        kind = path.stat().st_mode
        reader = _read_parquet if stat.S_ISDIR(kind) else _READERS.get(path.suffix.lower())
        if reader is None:
            allowed = f"a file that ends in {', '.join(_READERS)}, or a folder of Parquet files"
            raise refused(path.name, f"{path.suffix or path.name!r}", allowed)
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # a pipe would be read for ever
            raise refused(path.name, "no ordinary file", "a file")
        table = reader(path, facts, wanted)
    except OSError as error:
        raise refused(path.name, error.strerror or str(error), "a readable file") from None
    if not len(table.rows):
        raise refused(path.name, "no rows under the heading", "at least one organisation")
    return table


def refused(file: str, found: str, allowed: str, column: str = "") -> PeersRefused:
    """Return the refusal of a file as a whole."""
    return PeersRefused([PeerFault(file, column, found, allowed)])


# --- rows of cells: text and workbooks --------------------------------------------------------------

_Row = tuple[int, Sequence[str]]


def _from_rows(file: str, numbered: Iterator[_Row], facts: FileFacts, wanted: Sequence[str]) -> PeerTable:
    """Gather the wanted columns from rows that come with their number, the heading first."""
    heading = next((cells for number, cells in numbered if number == facts.heading_row), None)
    if heading is None:
        raise refused(file, f"no row {facts.heading_row}", "a row with the names of the columns")
    at = _positions(file, [name.strip() for name in heading], wanted)
    filled = ((number, cells) for number, cells in numbered if any(cells))
    ragged: list[tuple[int, int]] = []
    numbers: list[int] = []
    parts: dict[str, list[Texts]] = {name: [] for name in wanted}
    while batch := list(islice(filled, BATCH)):
        ragged += [(number, len(cells)) for number, cells in batch if len(cells) != len(heading)]
        if ragged:
            continue
        numbers += [number for number, _ in batch]
        if len(numbers) > MAX_ROWS:
            raise refused(file, f"more than {MAX_ROWS} rows", f"at most {MAX_ROWS} rows")
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        for name, position in at.items():
            parts[name].append(pa.array(columns[position], pa.large_string()))
    if ragged:
        raise PeersRefused(_ragged(file, ragged, len(heading)))
    whole = {name: _trimmed(pa.concat_arrays(own or [texts(())])) for name, own in parts.items()}
    return PeerTable(file, whole, np.array(numbers, dtype=np.int64))


def _trimmed(column: Texts) -> Texts:
    return pc.utf8_trim_whitespace(column)


def _ragged(file: str, ragged: Sequence[tuple[int, int]], cells: int) -> list[PeerFault]:
    lengths = sorted({length for _, length in ragged})
    faults = []
    for length in lengths:
        rows = [number for number, own in ragged if own == length]
        allowed = f"{cells}, one for each heading"
        faults.append(PeerFault(file, "", f"{length} cells", allowed, tuple(rows[:20]), len(rows)))
    return faults


def _positions(file: str, headings: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Where each wanted column is; raise PeersRefused for those that are missing or there twice."""
    faults = [_column_fault(file, name, headings) for name in wanted if headings.count(name) != 1]
    if faults:
        raise PeersRefused(faults)
    return {name: headings.index(name) for name in wanted}


def _column_fault(file: str, name: str, headings: Sequence[str]) -> PeerFault:
    if name in headings:
        return PeerFault(file, name, f"the column {headings.count(name)} times", "each column once")
    named = [heading for heading in headings if heading]
    near = get_close_matches(name, named, n=3, cutoff=0.6) or named[:20]
    more = ", …" if len(named) > len(near) else ""
    return PeerFault(file, name, "no such column", f"{', '.join(map(shown, near)) or 'none'}{more}")


def _read_csv(path: Path, facts: FileFacts, wanted: Sequence[str]) -> PeerTable:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refused(path.name, f"{size} bytes", f"at most {MAX_BYTES} bytes")
    encoding = (
        "utf-8-sig" if facts.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else facts.encoding
    )
    with path.open(encoding=encoding, newline="") as file:
        return _from_rows(path.name, _records(path.name, file, facts), facts, wanted)


def _records(name: str, file: io.TextIOBase, facts: FileFacts) -> Iterator[_Row]:
    """The records of a CSV text; one over several lines is one row, as a spreadsheet shows it."""
    number = 0
    reader = csv.reader(_without_nul(file), delimiter=facts.delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS:
                raise refused(name, f"{len(cells)} columns", f"at most {MAX_COLUMNS}")
            yield number, cells
    except csv.Error as error:
        fault = PeerFault(name, "", str(error), "valid CSV", (number + 1,), 1)
        raise PeersRefused([fault]) from None
    except UnicodeDecodeError as error:
        found = f"bytes after row {number} that are not {facts.encoding}"
        raise refused(name, found, "the encoding that the mapping names (file: encoding)") from error


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    for line in file:
        if "\0" in line:
            raise csv.Error("a NUL character")
        yield line


def _read_workbook(path: Path, facts: FileFacts, wanted: Sequence[str]) -> PeerTable:
    size = path.stat().st_size
    if size > MAX_WORKBOOK_BYTES:
        raise refused(
            path.name, f"{size} bytes", f"at most {MAX_WORKBOOK_BYTES} bytes; CSV or Parquet hold more"
        )
    try:
        data = reduced(path.read_bytes(), LIMITS)
    except WorkbookRefused as error:
        raise refused(path.name, error.found, error.allowed) from None
    cells = _cells(path.name, data, facts.sheet)
    numbered = ((n, [_as_text(cell, facts.decimal) for cell in row]) for n, row in enumerate(cells, start=1))
    return _from_rows(path.name, numbered, facts, wanted)


def _cells(file: str, data: bytes, sheet: str | None) -> Sequence[Sequence[object]]:
    """The rows of the sheet that is named, or of the only one."""
    from python_calamine import CalamineError, CalamineWorkbook  # not needed for text

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = workbook.sheet_names
            chosen = names[0] if sheet is None and len(names) == 1 else sheet
            if chosen not in names:
                found = f"the sheet {shown(sheet)}" if sheet else f"{len(names)} sheets and none named"
                raise refused(file, found, f"one of {', '.join(map(shown, names))} (file: sheet)")
            return workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, LookupError, UnicodeError) as error:
        found = f"a broken workbook ({' '.join(str(error).split())[:60]})"
        raise refused(file, found, "a workbook (.xlsx)") from None


def _as_text(cell: object, decimal: str) -> str:
    """A cell of a workbook as it would be typed into a text."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


# --- Parquet ----------------------------------------------------------------------------------------


def _read_parquet(path: Path, facts: FileFacts, wanted: Sequence[str]) -> PeerTable:
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise refused(path.name, "a folder without Parquet files", "at least one that ends in .parquet")
    tables = [_read_part(file, facts, wanted) for file in files]
    columns = {name: pa.concat_arrays([own[name] for own in tables]) for name in wanted}
    rows = len(columns[wanted[0]])
    if rows > MAX_ROWS:
        raise refused(path.name, f"{rows} rows", f"at most {MAX_ROWS} rows")
    return PeerTable(path.name, columns, np.arange(1, rows + 1, dtype=np.int64))


def _read_part(path: Path, facts: FileFacts, wanted: Sequence[str]) -> dict[str, Texts]:
    from pyarrow import parquet  # not needed for text

    try:
        file = parquet.ParquetFile(path)
        names = file.schema_arrow.names
        if len(names) > MAX_COLUMNS or file.metadata.num_rows > MAX_ROWS:
            found = f"{file.metadata.num_rows} rows and {len(names)} columns"
            raise refused(path.name, found, f"at most {MAX_ROWS} rows and {MAX_COLUMNS} columns")
        _positions(path.name, names, wanted)
        read = file.read(columns=list(wanted))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, EOFError) as error:
        found = f"a broken file ({' '.join(str(error).split())[:60]})"
        raise refused(path.name, found, "a Parquet file") from None
    return {name: _column_as_text(path.name, name, read.column(name), facts.decimal) for name in wanted}


def _column_as_text(file: str, name: str, column: Any, decimal: str) -> Texts:  # noqa: ANN401 - pyarrow has no types
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.date32(), safe=False)
    elif not any(is_kind(kind) for is_kind in _PLAIN):
        raise refused(file, f"values of the type {kind}", "text, numbers, dates or true and false", name)
    column = pc.fill_null(array.cast(pa.large_string()), "")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        whole = pc.replace_substring_regex(column, r"\.0+$", "")
        column = pc.replace_substring(
            pc.if_else(pc.is_in(column, pa.array(["nan"])), "", whole), ".", decimal
        )
    return _trimmed(column)


_PLAIN: tuple[Callable[[Any], bool], ...] = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_boolean,
    pa.types.is_date,
    pa.types.is_null,
)
_READERS: Mapping[str, Callable[[Path, FileFacts, Sequence[str]], PeerTable]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".xlsx": _read_workbook,
    ".parquet": _read_parquet,
}
