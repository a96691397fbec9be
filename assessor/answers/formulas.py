"""Where the formulas of a workbook stand: its reader tells only what they came to when it was saved."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from xml.parsers import expat

from benchmarks.workbooks import column_number

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
Begin = Callable[[str, Mapping[str, str]], None]


def formula_cells(data: bytes) -> dict[str, set[str]]:
    """The cells that hold a formula, by the name of their sheet; `data` was checked by `unpacked`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.casefold(): name for name in archive.namelist()}
        targets: dict[str, str] = {}
        names: dict[str, str] = {}

        def relation(name: str, given: Mapping[str, str]) -> None:
            if name == "Relationship":
                targets[given.get("Id", "")] = given.get("Target", "")

        def sheet(name: str, given: Mapping[str, str]) -> None:
            if name == "sheet":
                names[given.get("name", "")] = next((given[k] for k in given if k.endswith(":id")), "")

        for part, begin in ((_RELATIONS, relation), (_BOOK, sheet)):
            if part in parts:
                _walk(archive.read(parts[part]), begin)
        found = {}
        for name, relation_id in names.items():
            part = _part(targets.get(relation_id, ""))
            if part in parts:
                found[name] = _cells(archive.read(parts[part]))
        return found


def _part(target: str) -> str:
    """The name of a part by what a relation calls it: from the root, or beside the workbook."""
    path = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    return path.casefold()


def _cells(content: bytes) -> set[str]:
    """The cells of a sheet with a formula; one that does not say where it is stands beside the last."""
    found: set[str] = set()
    at = {"row": 0, "column": 0}

    def begin(name: str, given: Mapping[str, str]) -> None:
        if name == "row":
            at.update(row=int(given.get("r", at["row"] + 1)), column=0)
        elif name == "c":
            at["column"] = _column(given["r"]) if "r" in given else at["column"] + 1
        elif name == "f":
            found.add(f"{column_letters(at['column'])}{at['row']}")

    _walk(content, begin)
    return found


def _walk(content: bytes, begin: Begin) -> None:
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = lambda name, given: begin(name.rpartition(":")[2], given)
    parser.Parse(content, True)


def _column(reference: str) -> int:
    return column_number(reference.rstrip("0123456789"))


def column_letters(number: int) -> str:
    """The letters of a column by its number, from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
