"""A settled plan as a workbook: a sheet of steps to sort and filter, and one of milestones."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessor.languages import Wording
from assessor.models import PlanTask
from assessor.reports.document import PlanView, StepView

CREATED = datetime(2026, 1, 1)
"""The same in every workbook: two that say the same are the same, byte for byte."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FONTS = {"en": "Arial", "zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}
INK, PALE, LINE = "#14212b", "#eef4f4", "#c3ced3"
HEADERS_AT = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the steps: its heading, how wide it is in characters, and how its cells are set."""

    title: str
    width: int
    kind: str = "text"


def plan_workbook(view: PlanView, tasks: Sequence[PlanTask], holder: str, say: Wording) -> bytes:
    """The workbook of a plan, in the words of one language; dates are dates and numbers numbers."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": f"{holder}: {say('Improvement plan')}", "created": CREATED})
        formats = _formats(workbook, say)
        _write_steps(workbook.add_worksheet(say("Improvement plan")), formats, view, tasks, holder, say)
        _write_milestones(workbook.add_worksheet(say("Milestones")), formats, view, holder, say)
    return buffer.getvalue()


def _formats(workbook: Workbook, say: Wording) -> dict[str, Format]:
    base = {"font_name": FONTS[say.language], "font_size": 10, "font_color": INK, "valign": "top"}
    cell = {**base, "bottom": 1, "bottom_color": LINE}
    made = {
        "title": {**base, "bold": True, "font_size": 16},
        "plain": base,
        "head": {**cell, "bold": True, "text_wrap": True, "bg_color": PALE},
        "text": {**cell, "text_wrap": True},
        "number": {**cell, "num_format": "0"},
        "points": {**cell, "num_format": "0.0"},
        "date": {**cell, "num_format": "yyyy-mm-dd", "align": "left"},
    }
    return {name: workbook.add_format(values) for name, values in made.items()}


def _columns(say: Wording) -> list[Column]:
    return [
        Column(say("No."), 5, "number"),
        Column(say("Criterion"), 24),
        Column(say("Practice"), 28),
        Column(say("Action"), 60),
        Column(say("From level"), 16),
        Column(say("To level"), 16),
        Column(say("Person-days"), 9, "number"),
        Column(say("Points gained, as planned"), 11, "points"),
        Column(say("Kind"), 12),
        Column(say("Work stream"), 18),
        Column(say("Who, as the model suggests"), 26),
        Column(say("Owner"), 20),
        Column(say("Start date"), 12, "date"),
        Column(say("Due date"), 12, "date"),
        Column(say("Status"), 10),
        Column(say("Done on"), 12, "date"),
        Column(say("Notes"), 40),
    ]


def _write_steps(
    sheet: Worksheet,
    formats: dict[str, Format],
    view: PlanView,
    tasks: Sequence[PlanTask],
    holder: str,
    say: Wording,
) -> None:
    columns = _columns(say)
    _head(sheet, formats, holder, view.target, [(c.title, c.width) for c in columns])
    steps = sorted((*view.quick_wins, *view.long_term), key=lambda step: step.number)
    for row, step in enumerate(steps, HEADERS_AT + 1):
        for at, (column, value) in enumerate(zip(columns, _cells(step, tasks[step.number - 1]), strict=True)):
            _put(sheet, row, at, value, formats[column.kind])
    sheet.autofilter(HEADERS_AT, 0, HEADERS_AT + max(len(steps), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADERS_AT)


def _cells(step: StepView, task: PlanTask) -> tuple[Any, ...]:
    assert step.task is not None
    return (
        step.number,
        step.parent,
        step.title,
        task.action or step.action,
        step.from_level,
        step.to_level,
        int(step.days.value),
        step.gain.value,
        step.horizon,
        step.stream,
        step.owner,
        task.owner,
        task.starts_on,
        task.due_on,
        step.task.status_title,
        task.done_on,
        task.note,
    )


def _write_milestones(
    sheet: Worksheet, formats: dict[str, Format], view: PlanView, holder: str, say: Wording
) -> None:
    columns = [(say("Stage"), 32), (say("Person-days"), 12), (say("Total"), 12), (say("Level"), 24)]
    _head(sheet, formats, holder, view.target, columns)
    for row, stage in enumerate(view.milestones, HEADERS_AT + 1):
        level = stage.level_title if stage.level is None else f"{stage.level} {stage.level_title}"
        values = (stage.title, int(stage.days.value), stage.total.value, level)
        for at, (value, kind) in enumerate(zip(values, ("text", "number", "points", "text"), strict=True)):
            _put(sheet, row, at, value, formats[kind])
    below = HEADERS_AT + len(view.milestones) + 2
    assert view.settled is not None
    for row, text in enumerate((view.statement, view.settled.progress), below):
        sheet.write_string(row, 0, text, formats["plain"])


def _head(
    sheet: Worksheet,
    formats: dict[str, Format],
    holder: str,
    target: str,
    columns: Sequence[tuple[str, int]],
) -> None:
    sheet.write_string(0, 0, holder, formats["title"])
    sheet.write_string(1, 0, target, formats["plain"])
    for at, (title, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(HEADERS_AT, at, title, formats["head"])
    sheet.freeze_panes(HEADERS_AT + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)


def _put(sheet: Worksheet, row: int, column: int, value: object, how: Format) -> None:
    """What people typed goes in as text, whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, how)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), how)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, how)
    else:
        sheet.write_string(row, column, str(value), how)
