"""Small files of peers in every format, and the mapping they share."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from benchmarks.importing import DateSource, Imported, Industry, Node, PeerMapping, Size, Source, read_peers

TODAY = date(2026, 11, 2)
HEADING = ("firm", "decided", "industry", "country", "staff", "overall", "service")
ROWS: tuple[tuple[object, ...], ...] = (
    ("F-1", "2026-05-01", "C", "CN", 400, 3.1667, 5),
    ("F-2", "2025-05-01", "62", "Viet Nam", 12, 1, ""),
    ("=F-3", "2026-01-31", "J", "CN-GD", 9, 4.5, 2.25),
)
MAPPING = PeerMapping(
    line="owned",
    title="Peers of the test",
    track="declared",
    nodes=(
        Node("overall", "overall", Decimal(1), Decimal(5)),
        Node("service", "service", Decimal(0), Decimal(10)),
    ),
    date=DateSource(Source("decided")),
    industry=Industry(Source("industry"), "isic4"),
    country=Source("country"),
    size=Size(Source("staff")),
    organisation="firm",
)


def csv_text(rows: Sequence[Sequence[object]] = ROWS, delimiter: str = ",") -> str:
    """A heading and rows as a CSV text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([HEADING, *rows])
    return text.getvalue()


def csv_file(folder: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
    """A CSV file of these rows."""
    path = folder / "peers.csv"
    path.write_text(csv_text(rows), encoding="utf-8", newline="")
    return path


def workbook(
    folder: Path, rows: Sequence[Sequence[object]] = ROWS, sheets: Sequence[str] = ("Data",)
) -> Path:
    """A workbook of these rows in its first sheet; dates and numbers are stored as such."""
    path = folder / "peers.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name in sheets:
            sheet = book.add_worksheet(name)
            if name != sheets[0]:
                continue
            sheet.write_row(0, 0, HEADING)
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    if HEADING[column] == "decided" and isinstance(cell, str) and cell[:2] == "20":
                        sheet.write_datetime(row, column, date.fromisoformat(cell), day)
                    else:
                        sheet.write(row, column, cell)
    return path


def parquet_file(path: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
    """A Parquet file of these rows, each column with a type of its own."""
    firms, days, industries, countries, staff, overall, service = zip(*rows, strict=True)
    number = [None if score == "" else float(str(score)) for score in service]
    columns = {
        "firm": pa.array(firms).dictionary_encode(),
        "decided": pa.array([date.fromisoformat(str(day)) for day in days]),
        "industry": pa.array(industries),
        "country": pa.array(countries, pa.large_string()),
        "staff": pa.array(staff, pa.int16()),
        "overall": pa.array([float(str(score)) for score in overall], pa.float32()),
        "service": pa.array(number, pa.float64()),
        "not read": pa.array([[1, 2]] * len(rows)),
    }
    parquet.write_table(pa.table(columns), path)
    return path


def read(path: Path, *, skip_unplaced: bool = False, **changes: object) -> Imported:
    """Read a file with the shared mapping, changed where a test needs it."""
    mapping = replace(MAPPING, **changes)  # type: ignore[arg-type]
    return read_peers(path, mapping, today=TODAY, skip_unplaced=skip_unplaced)
