"""The workbook's sheets with one row a practice: the answers, and each assessor's own ratings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import Booklet
from assessor.answers.forms import listed, write_assessor_keys
from assessor.answers.layout import ANSWERS, ASSESSOR, ASSESSOR_KEYS, IGNORED, PRACTICE
from assessor.answers.sheet import Assessor
from assessor.answers.sites import ratings_written, written
from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Component, Criterion, Dimension, Practice, Rating

_WIDTHS = {
    PRACTICE: 20,
    ".criterion": 18,
    ".title": 24,
    ".question": 52,
    ".guidance": 52,
    "not_applicable": 12,
    "reason": 32,
    "approved_by": 20,
    "comment": 46,
    ".state": 16,
}
_VALUE_WIDTH, _SITES_WIDTH = 13, 26
_MESSAGE_LENGTH, _TITLE_LENGTH = 255, 32  # Excel's limits for what a cell says when it is entered
STATES = ("answered", "excluded", "unexplained", "half")
Span = tuple[int, int]
Cached = tuple[str, str]
"""A formula, and what it comes to: shown by whatever does not calculate."""


@dataclass(slots=True)
class Grid:
    """The columns of one sheet, and which of its rows hold what."""

    booklet: Booklet
    sheet: Worksheet
    columns: tuple[str, ...]
    first: int
    approval: bool
    rows: dict[str, list[int]] = field(default_factory=dict)

    def at(self, column: str) -> int:
        """The number of a column, from 0."""
        return self.columns.index(column)

    def cell(self, column: str, row: int, *, fixed: bool = False) -> str:
        """A cell as formulas call it; `fixed` keeps the column where the formula is copied across."""
        return f"{'$' if fixed else ''}{xl_col_to_name(self.at(column))}{row + 1}"


def write_answers(booklet: Booklet) -> Mapping[str, Cached]:
    """The sheet of the answers; for each dimension a formula that says how many of its practices are done."""
    answers = booklet.filled.answers if booklet.filled else {}
    name = booklet.say("sheet.answers")
    grid = _grid(booklet, ANSWERS, name, 1, approval=booklet.track.approval_of_not_applicable)
    return {node: (f"='{name}'!{cell}", done) for node, (cell, done) in _fill(grid, answers).items()}


def write_assessor(booklet: Booklet, number: int, who: Assessor | None) -> None:
    """The sheet on which one assessor rates alone; N/A is proposed there and approved in the consensus."""
    name = f"{booklet.say('sheet.assessor')} {number}"
    grid = _grid(booklet, ASSESSOR, name, 1 + len(ASSESSOR_KEYS), approval=False)
    write_assessor_keys(booklet, grid.sheet, who)
    _fill(grid, who.answers if who else {})


def _grid(booklet: Booklet, kind: str, name: str, top: int, *, approval: bool) -> Grid:
    columns = tuple(_columns(booklet, approval))
    by_site = {component.id for component in booklet.components if component.by_site}
    widths = [_WIDTHS.get(c, _SITES_WIDTH if c in by_site else _VALUE_WIDTH) for c in columns]
    sheet = booklet.sheet(kind, name, tuple(widths))
    sheet.set_row(top, None, None, {"hidden": True})
    sheet.freeze_panes(top + 2, columns.index(".question"))
    sheet.repeat_rows(top + 1)
    for column, code in enumerate(columns):
        sheet.write_string(top, column, code)
        booklet.put(sheet, top + 1, column, _heading(booklet, code), "heading")
    return Grid(booklet, sheet, columns, top + 2, approval)


def _columns(booklet: Booklet, approval: bool) -> Iterator[str]:
    yield from (PRACTICE, ".criterion", ".title", ".question")
    if any(practice.guidance for practice in booklet.model.practices):
        yield ".guidance"
    yield from (component.id for component in booklet.components)
    yield from ("not_applicable", "reason", *(["approved_by"] if approval else []), "comment", ".state")


def _heading(booklet: Booklet, code: str) -> str:
    for component in booklet.components:
        if component.id == code:
            note = f" ({booklet.say('by site')})" if component.by_site else ""
            return booklet.text(component.title) + note
    return booklet.say(f"column.{code.removeprefix(IGNORED)}")


def _fill(grid: Grid, answers: Answers) -> dict[str, Cached]:
    row, counts = grid.first, {}
    for dimension in grid.booklet.model.dimensions:
        heading, row = row, row + 1
        start = row
        for criterion in dimension.criteria:
            row = _criterion(grid, criterion, row, answers)
        counts[dimension.id] = _dimension(grid, dimension, heading, (start, row - 1), answers)
    _rules(grid)
    return counts


def _dimension(grid: Grid, dimension: Dimension, row: int, span: Span, answers: Answers) -> Cached:
    """The heading of a dimension, with how many of its practices are done; the cell that says it."""
    booklet, column = grid.booklet, grid.at(".state")
    for n in range(len(grid.columns)):
        booklet.put(grid.sheet, row, n, None, "dimension")
    booklet.put(grid.sheet, row, 1, booklet.text(dimension.title), "dimension")
    practices = [practice for criterion in dimension.criteria for practice in criterion.practices]
    states = xl_range(span[0], column, span[1], column)
    done = [f'COUNTIF({states},"{booklet.say(f"state.{state}")}")' for state in ("answered", "excluded")]
    finished = sum(_state(grid, practice, answers) in ("answered", "excluded") for practice in practices)
    suffix = f" / {len(practices)}"
    cached = f"{finished}{suffix}"
    formula = f'={"+".join(done)}&"{suffix}"'
    grid.sheet.write_formula(row, column, formula, booklet.format("dimension"), cached)
    return grid.cell(".state", row), cached


def _criterion(grid: Grid, criterion: Criterion, row: int, answers: Answers) -> int:
    """The heading of a criterion and its practices; the row that follows them."""
    booklet = grid.booklet
    for n in range(len(grid.columns)):
        booklet.put(grid.sheet, row, n, None, "criterion")
    booklet.put(grid.sheet, row, 1, booklet.text(criterion.title), "criterion")
    booklet.put(grid.sheet, row, grid.at(".question"), booklet.text(criterion.summary), "about")
    for n, practice in enumerate(criterion.practices, start=row + 1):
        _practice(grid, criterion, practice, n, answers)
    return row + 1 + len(criterion.practices)


def _practice(grid: Grid, criterion: Criterion, practice: Practice, row: int, answers: Answers) -> None:
    booklet, answer = grid.booklet, answers.get(practice.id)
    rating = _rating(grid, practice)
    grid.rows.setdefault(rating.id, []).append(row)
    shown = {
        PRACTICE: practice.id,
        ".criterion": booklet.text(criterion.title),
        ".title": booklet.text(practice.title),
        ".question": booklet.text(practice.question),
        ".guidance": booklet.text(practice.guidance),
    }
    for column, code in enumerate(grid.columns):
        if code in shown:
            booklet.put(grid.sheet, row, column, shown[code], "id" if code == PRACTICE else "read")
        elif code != ".state":
            value, name = _input(booklet, rating, answer, code)
            booklet.put(grid.sheet, row, column, value, name)
    state = _state(grid, practice, answers)
    cached = booklet.say(f"state.{state}") if state else ""
    formula = _state_formula(grid, len(rating.components), row)
    grid.sheet.write_formula(row, grid.at(".state"), formula, booklet.format("state"), cached)


def _input(
    booklet: Booklet, rating: Rating, answer: Answer | NotApplicable | None, code: str
) -> tuple[object, str]:
    """What stands in an open cell, and its format; cells of components that are not rated here are locked."""
    if any(component.id == code for component in booklet.components):
        if all(component.id != code for component in rating.components):
            return None, "locked"
        return _value(answer, code), "value"
    if code == "not_applicable":
        return booklet.choice("yes") if isinstance(answer, NotApplicable) else None, "value"
    return getattr(answer, code, None), "text"


def _value(answer: Answer | NotApplicable | None, code: str) -> Fraction | str | None:
    if not isinstance(answer, Answer):
        return None
    sites = answer.sites.get(code)
    return ratings_written(sites) if sites else answer.values.get(code)


def _rating(grid: Grid, practice: Practice) -> Rating:
    return grid.booklet.model.rating_of(practice, grid.booklet.track.id)


def _state(grid: Grid, practice: Practice, answers: Answers) -> str:
    """What the formula of a checked answer comes to: it is never half, nor without its reason."""
    answer = answers.get(practice.id)
    return "" if answer is None else "excluded" if isinstance(answer, NotApplicable) else "answered"


def _state_formula(grid: Grid, needed: int, row: int) -> str:
    words = {state: f'"{grid.booklet.say(f"state.{state}")}"' for state in STATES}
    filled = f"COUNTA({_values_of(grid, row)})"
    reasons = ["reason", "approved_by"] if grid.approval else ["reason"]
    explained = ",".join(f"LEN({grid.cell(column, row)})>0" for column in reasons)
    excluded = f"IF(AND({explained}),{words['excluded']},{words['unexplained']})"
    rated = f'IF({filled}=0,"",IF({filled}<{needed},{words["half"]},{words["answered"]}))'
    return f"=IF(LEN({grid.cell('not_applicable', row)})>0,{excluded},{rated})"


def _values_of(grid: Grid, row: int) -> str:
    first, last = grid.booklet.components[0].id, grid.booklet.components[-1].id
    return str(xl_range(row, grid.at(first), row, grid.at(last)))


def _rules(grid: Grid) -> None:
    """Drop-downs, allowed values, and colours by state."""
    rows = sorted(row for own in grid.rows.values() for row in own)
    for rating_id, own in grid.rows.items():
        for component in grid.booklet.track.ratings[rating_id].components:
            _validate(grid, component.id, own, _component_rule(grid.booklet, component, grid, own[0]))
    _validate(grid, "not_applicable", rows, listed([grid.booklet.choice("yes")]) or {})
    for state in STATES:
        _colour(grid, [".state"], rows, state)
    _colour(grid, ["reason", *(["approved_by"] if grid.approval else [])], rows, "unexplained")
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
        return rule | {"validate": "any"}
    if component.options:
        values = listed([written(option.value) for option in component.options])
        return rule | dict(values or {"validate": "any"})
    return rule | _range_rule(component, grid.cell(component.id, row))


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
    criterion = f'={grid.cell(".state", spans[0][0], fixed=True)}="{grid.booklet.say(f"state.{state}")}"'
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
