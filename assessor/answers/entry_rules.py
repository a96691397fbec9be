"""What may be entered in the rows of practices, and the colours that say how far each row is."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_range

from assessor.answers.booklet import Booklet
from assessor.answers.forms import listed
from assessor.answers.grid import STATE, Grid
from assessor.answers.sites import written
from criteria.model import Component

_MESSAGE_LENGTH, _TITLE_LENGTH = 255, 32  # Excel's limits for what a cell says when it is entered
STATES = ("answered", "excluded", "unexplained", "half")
Span = tuple[int, int]


def write_rules(grid: Grid) -> None:
    """Drop-downs, allowed values, and colours by state."""
    rows = sorted(row for own in grid.rows.values() for row in own)
    for rating_id, own in grid.rows.items():
        for component in grid.booklet.track.ratings[rating_id].components:
            _validate(grid, component.id, own, _component_rule(grid.booklet, component, grid, own[0]))
    _validate(grid, "not_applicable", rows, listed([grid.booklet.choice("yes")]) or {})
    if grid.approval:
        _validate(grid, "approved_by", rows, _message(grid.booklet, "column.approved_by", "hint.approved_by"))
    for state in STATES:
        _colour(grid, [STATE], rows, state)
    _colour(grid, grid.remarks(), rows, "unexplained")
    _colour(grid, [component.id for component in grid.booklet.components], rows, "half")


def _validate(grid: Grid, column: str, rows: Sequence[int], rule: Mapping[str, Any]) -> None:
    number = grid.at(column)
    (first, last), *others = _spans(rows)
    more = [[start, number, end, number] for start, end in others]
    grid.sheet.data_validation(first, number, last, number, {**rule, "other_cells": more})


def _component_rule(booklet: Booklet, component: Component, grid: Grid, row: int) -> dict[str, Any]:
    """What may be entered, strictly unless values by site may stand there, and what the cell says."""
    allowed = booklet.say("allowed", values=allowed_in_words(booklet, component))
    rule: dict[str, Any] = {
        "input_title": booklet.text(component.title)[:_TITLE_LENGTH],
        "input_message": allowed[:_MESSAGE_LENGTH],
        "error_message": allowed[:_MESSAGE_LENGTH],
    }
    if component.by_site:
        return rule | {"validate": "any", "input_message": _by_site_message(booklet, allowed)}
    if component.options:
        values = listed([written(option.value) for option in component.options])
        return rule | dict(values or {"validate": "any"})
    return rule | _range_rule(component, grid.cell(component.id, row))


def _by_site_message(booklet: Booklet, allowed: str) -> str:
    return f"{allowed}\n{booklet.say('allowed.by site')}"[:_MESSAGE_LENGTH]


def _message(booklet: Booklet, title: str, message: str) -> dict[str, Any]:
    """What a cell says when it is entered, where anything may stand in it."""
    return {
        "validate": "any",
        "input_title": booklet.say(title)[:_TITLE_LENGTH],
        "input_message": booklet.say(message)[:_MESSAGE_LENGTH],
    }


def _range_rule(component: Component, cell: str) -> dict[str, Any]:
    assert component.range is not None
    low, high, step = component.range.low, component.range.high, component.step
    between = {"criteria": "between", "minimum": float(low), "maximum": float(high)}
    if step is None or step.denominator != 1 or low.denominator != 1:
        return {"validate": "decimal", **between}
    if step == 1:
        return {"validate": "integer", **between, "minimum": int(low), "maximum": int(high)}
    inside = f"ISNUMBER({cell}),{cell}>={low},{cell}<={written(high)},MOD({cell}-{low},{step})=0"
    return {"validate": "custom", "value": f"=AND({inside})"}


def allowed_in_words(booklet: Booklet, component: Component) -> str:
    """What a component allows, in the workbook's language."""
    if component.options:
        return "; ".join(f"{written(o.value)} {booklet.text(o.label)}" for o in component.options)
    assert component.range is not None
    low, high = written(component.range.low), written(component.range.high)
    if component.step is None:
        return booklet.say("allowed.range", low=low, high=high)
    return booklet.say("allowed.step", low=low, high=high, step=written(component.step))


def _colour(grid: Grid, columns: Sequence[str], rows: Sequence[int], state: str) -> None:
    spans = [
        (start, grid.at(column), end, grid.at(column)) for start, end in _spans(rows) for column in columns
    ]
    criterion = f'={grid.cell(STATE, spans[0][0], fixed=True)}="{grid.booklet.say(f"state.{state}")}"'
    rule = {"type": "formula", "criteria": criterion, "format": grid.booklet.fills[state]}
    ranges = " ".join(xl_range(*span) for span in spans)
    grid.sheet.conditional_format(*spans[0], {**rule, "multi_range": ranges})


def _spans(rows: Sequence[int]) -> list[Span]:
    """Rows as runs of neighbours."""
    spans: list[Span] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans
