"""A workbook opened part by part, and filled in as a person would."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

from assessor.answers.workbook import write_template
from tests.assessor.answers.answer_sheets import MODEL

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Opened:
    """A workbook's parts by the names of its sheets, and a pen to fill in cells as a person would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        with CalamineWorkbook.from_path(path) as book:
            self.names = book.sheet_names
            self.visible = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
            self.cells = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in self.names
            }

    def part(self, name: str) -> str:
        return f"xl/worksheets/sheet{self.names.index(name) + 1}.xml"

    def tree(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[self.part(name)])

    def row_of(self, name: str, first: str) -> int:
        return next(n for n, row in enumerate(self.cells[name], start=1) if row[0] == first)

    def at(self, name: str, first: str, column: str) -> str:
        """The cell of a practice under the hidden id of a column."""
        ids = next(row for row in self.cells[name] if row[0] == "practice")
        return f"{letters(ids.index(column))}{self.row_of(name, first)}"

    def fill(self, name: str, values: Mapping[str, object]) -> None:
        """Type into cells: numbers as numbers, text as text."""
        part = self.parts[self.part(name)].decode()
        for cell, value in values.items():
            typed = (
                f' t="inlineStr"><is><t>{value}</t></is>' if isinstance(value, str) else f"><v>{value}</v>"
            )
            part, times = re.subn(
                rf'(<c r="{cell}"(?: s="\d+")?)(?:(?: t="s")?><v>[^<]*</v></c>|/>)', rf"\1{typed}</c>", part
            )
            assert times == 1, cell
        self.parts[self.part(name)] = part.encode()

    def save(self) -> Path:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in self.parts.items():
                archive.writestr(part, content)
        self.path.write_bytes(buffer.getvalue())
        return self.path


def letters(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)


def opened(folder: Path, track: str = "declared", **options: Any) -> Opened:
    path = folder / "acme.xlsx"
    write_template(MODEL, track, path, **options)
    return Opened(path)


def described(book: Opened) -> Opened:
    """The organisation filled in, as every sheet needs it."""
    row = {key: book.row_of("Assessment", f"@{key}") for key in ("date", "organisation.name", "status")}
    start = row["organisation.name"]
    book.fill("Assessment", {f"C{row['status']}": "submitted", f"C{row['date']}": 46326, f"C{start}": "Acme"})
    book.fill("Assessment", {f"C{start + 1}": "C", f"C{start + 2}": "CN", f"C{start + 3}": 250})
    return book
