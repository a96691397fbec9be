"""The workbook's sheets for evidence and for measurements: one item a row, with drop-downs."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.evidence import EVIDENCE_KINDS, EvidenceItem
from assessor.answers.forms import EARLIEST, LATEST, listed, site_cells
from assessor.answers.layout import (
    DATES,
    EVIDENCE_COLUMNS,
    EVIDENCE_REGISTER,
    LISTS,
    MEASUREMENT_COLUMNS,
    MEASUREMENTS,
    PERIOD_COLUMNS,
)
from assessor.answers.measurements import BETTER, LARGEST, MOST_ASKED, Measurement
from assessor.answers.wording import PHRASES

ROWS, PERIODS, SPARE = 60, 8, 2
_HEAD = 3  # rows above the first item: what the sheet is, the ids of the columns, the headings
_PERIOD_WIDTH, _VALUE_WIDTH = 12, 12
_REGISTER_WIDTHS = (10, 18, 44, 52, 14, 24, 20, 52, 34)
_MEASUREMENT_WIDTHS = (40, 44, 20, 14, 12, 30, 14, 12)
_WORDS: Mapping[str, Sequence[str]] = {
    "evidence.kind": [f"evidence.{kind}" if kind == "observation" else kind for kind in EVIDENCE_KINDS],
    "measurements.better": BETTER,
}
_MOST_SAID = 255  # characters that Excel shows beside a cell


def write_register(booklet: Booklet) -> None:
    """The sheet of the evidence register."""
    found = booklet.filled.evidence if booklet.filled else ()
    sheet = _begin(booklet, EVIDENCE_REGISTER, EVIDENCE_COLUMNS, _REGISTER_WIDTHS, len(found))
    for row, item in enumerate(found, start=_HEAD):
        values = {column: _of_item(booklet, item, column) for column in EVIDENCE_COLUMNS}
        _fill(booklet, sheet, row, values)


def write_measurements(booklet: Booklet) -> None:
    """The sheet of the measurements, with pairs of columns for periods and their values."""
    found = booklet.filled.measurements if booklet.filled else ()
    pairs = max([PERIODS, *(len(m.periods) + SPARE for m in found)])
    periods = [column.format(n) for n in range(1, pairs + 1) for column in PERIOD_COLUMNS]
    columns = (*MEASUREMENT_COLUMNS, *periods)
    widths = (*_MEASUREMENT_WIDTHS, *[_PERIOD_WIDTH, _VALUE_WIDTH] * pairs)
    sheet = _begin(booklet, MEASUREMENTS, columns, widths, len(found))
    for row, entry in enumerate(found, start=_HEAD):
        _fill(booklet, sheet, row, {column: _of_entry(booklet, entry, column) for column in columns})


def _begin(
    booklet: Booklet, kind: str, columns: Sequence[str], widths: tuple[float, ...], filled: int
) -> Worksheet:
    """A new sheet with its headings, empty cells to fill in, and what may stand in them."""
    sheet = booklet.sheet(kind, booklet.say(f"sheet.{kind}"), widths)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.freeze_panes(_HEAD, 2)
    sheet.repeat_rows(_HEAD - 1)
    last = _HEAD + max(ROWS, filled + 10) - 1
    for number, column in enumerate(columns):
        sheet.write_string(1, number, column)
        booklet.put(sheet, _HEAD - 1, number, _heading(booklet, kind, column), "heading")
        for row in range(_HEAD, last + 1):
            booklet.put(sheet, row, number, None, _format(column))
        rule = _rule(booklet, f"{'evidence' if kind == EVIDENCE_REGISTER else kind}.{column}")
        if rule:
            sheet.data_validation(_HEAD, number, last, number, rule)
    return sheet


def _heading(booklet: Booklet, kind: str, column: str) -> str:
    list_, _, rest = column.partition(".")
    if list_ == "periods":
        number, _, part = rest.partition(".")
        return booklet.say(f"{MEASUREMENTS}.{part}", number=number)
    return booklet.say(f"{'evidence' if kind == EVIDENCE_REGISTER else kind}.{column}")


def _format(column: str) -> str:
    """Names of periods are text, lest Excel makes a date or a number of them."""
    numeric = column in ("target", "n") or column.endswith(".value")
    return "date" if column in DATES else "value" if numeric else "text"


def _fill(booklet: Booklet, sheet: Worksheet, row: int, values: Mapping[str, object]) -> None:
    for number, (column, value) in enumerate(values.items()):
        booklet.put(sheet, row, number, value, _format(column))


def _of_item(booklet: Booklet, item: EvidenceItem, column: str) -> object:
    if column == "kind":
        return booklet.choice(_word("evidence.kind", item.kind))
    return "; ".join(item.on) if column == "on" else getattr(item, column)


def _of_entry(booklet: Booklet, entry: Measurement, column: str) -> object:
    group, _, name = column.rpartition(".")
    if column == "better":
        return booklet.choice(entry.better)
    if not group:
        return getattr(entry, column)
    if group == "comparator":
        return getattr(entry.comparator, name, None)
    number = int(group.partition(".")[2]) - 1
    return getattr(entry.periods[number], name) if number < len(entry.periods) else None


def _word(column: str, code: str) -> str:
    """The key of the word that a drop-down shows for a code."""
    return next(word for word in _WORDS[column] if word.rpartition(".")[2] == code)


def _rule(booklet: Booklet, column: str) -> dict[str, Any] | None:
    """What may be entered in a column, and what its cells say."""
    rule = _allowed(booklet, column)
    hint = f"hint.{column}"
    if hint not in PHRASES:
        return rule
    return {"validate": "any", **(rule or {}), "input_message": booklet.say(hint)[:_MOST_SAID]}


def _allowed(booklet: Booklet, column: str) -> dict[str, Any] | None:
    name = column.partition(".")[2]
    if column in _WORDS:
        return dict(listed([booklet.choice(word) for word in _WORDS[column]]) or {})
    if column in LISTS:
        # several practices may stand in one cell of the register: the list offers, and does not refuse
        return {"validate": "list", "source": f"={LISTS[column]}", "show_error": column != "evidence.on"}
    if column == "evidence.site":
        return {"validate": "list", "source": f"={site_cells(booklet)}"}
    if name in DATES:
        return {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
    if name == "n":
        return {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": MOST_ASKED}
    if name == "target" or name.endswith(".value"):
        return {"validate": "decimal", "criteria": "between", "minimum": -LARGEST, "maximum": LARGEST}
    return None
