"""The workbook's sheets with one row a practice: the answers, and each assessor's own ratings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xlsxwriter.utility import xl_range

from assessor.answers.booklet import Booklet
from assessor.answers.entry_rules import STATES, write_rules
from assessor.answers.forms import write_assessor_keys, write_respondent_keys
from assessor.answers.grid import ID, LABEL, PROMPTS, STATE, Grid, begin, labelled, title_of
from assessor.answers.layout import (
    ANSWERS,
    ASSESSOR,
    ASSESSOR_KEYS,
    DESCRIPTORS,
    EVIDENCE,
    FIRST_ROW,
    HEADINGS,
    IGNORED,
    RESPONDENT,
    RESPONDENT_KEYS,
    VERSION,
    label_list,
    outline,
)
from assessor.answers.originals import write_originals
from assessor.answers.sheet import Assessor, Respondent
from assessor.answers.sites import ratings_written
from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Criterion, Dimension, Practice, Rating

_LEAST_HEIGHT = 44.0  # three lines: room for a remark before the row has to grow
_OWN_TOP = 1 + len(ASSESSOR_KEYS)
_RESPONDENT_TOP = 1 + len(RESPONDENT_KEYS)
Cached = tuple[str, str]
"""A formula, and what it comes to: shown by whatever does not calculate."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered before: the answers, and the comments on practices that have none yet."""

    answers: Answers
    comments: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=dict)

    def state(self, practice: str) -> str:
        """What the formula of a checked answer comes to: it is never half, nor without its reason."""
        answer = self.answers.get(practice)
        return "" if answer is None else "excluded" if isinstance(answer, NotApplicable) else "answered"

    def value(self, practice: str, code: str) -> Fraction | str | None:
        """The value of a component, or the values by site as one text."""
        answer = self.answers.get(practice)
        if not isinstance(answer, Answer):
            return None
        sites = answer.sites.get(code)
        return ratings_written(sites) if sites else answer.values.get(code)

    def remark(self, practice: str, code: str) -> str | None:
        """A reason, an approval or a comment."""
        waiting = self.comments.get(practice) if code == "comment" else None
        return getattr(self.answers.get(practice), code, waiting)


def write_answers(booklet: Booklet, assessors: int) -> Mapping[str, Cached]:
    """The sheet of the answers; for each dimension a formula that says how many of its practices are done."""
    filled = booklet.filled
    name = booklet.say("sheet.answers")
    approval = booklet.track.approval_of_not_applicable
    grid = begin(booklet, ANSWERS, name, FIRST_ROW - HEADINGS, approval=approval, originals=assessors)
    given = Given(filled.answers, filled.comments) if filled else Given({}, {})
    progress = _fill(grid, given, name)
    own = [_write_assessor(booklet, n) for n in range(assessors)]
    if own:
        write_originals(grid, own[0], [_name(booklet, n) for n in range(assessors)])
    return progress


def write_copy(booklet: Booklet, given: Given) -> Mapping[str, Cached]:
    """The sheet of the answers as somebody takes it away, to be merged when they bring it back."""
    name = booklet.say("sheet.answers")
    approval = booklet.track.approval_of_not_applicable
    grid = begin(booklet, ANSWERS, name, FIRST_ROW - HEADINGS, approval=approval, versions=True)
    return _fill(grid, given, name)


def _write_assessor(booklet: Booklet, n: int) -> Grid:
    """The sheet on which one assessor rates alone; N/A is proposed there and approved in the consensus."""
    team = booklet.filled.assessors if booklet.filled else ()
    who: Assessor | None = team[n] if n < len(team) else None
    grid = begin(booklet, ASSESSOR, _name(booklet, n), _OWN_TOP)
    write_assessor_keys(booklet, grid.sheet, who, grid.at("comment"))
    _fill(grid, Given(who.answers, who.comments) if who else Given({}, {}), _name(booklet, n))
    return grid


def write_respondents(booklet: Booklet, count: int) -> None:
    """A sheet for each respondent, on which they answer alone what they can judge."""
    people = booklet.filled.respondents if booklet.filled else ()
    for n in range(count):
        who: Respondent | None = people[n] if n < len(people) else None
        name = f"{booklet.say('sheet.respondent')} {n + 1}"
        grid = begin(booklet, RESPONDENT, name, _RESPONDENT_TOP)
        write_respondent_keys(booklet, grid.sheet, who, grid.at("comment"))
        _fill(grid, Given(who.answers, who.comments) if who else Given({}, {}), name)


def _name(booklet: Booklet, n: int) -> str:
    return f"{booklet.say('sheet.assessor')} {n + 1}"


def _fill(grid: Grid, given: Given, name: str) -> dict[str, Cached]:
    """All rows of the sheet of this name; for each dimension a formula that says how far it is."""
    counts = {}
    for line in outline(grid.booklet.model, grid.first):
        if isinstance(line.node, Dimension):
            cell, done = _dimension(grid, line.node, line.row, given)
            counts[line.node.id] = f"='{name}'!{cell}", done
        elif isinstance(line.node, Criterion):
            _criterion(grid, line.node, line.row)
        else:
            _practice(grid, line.node, line.row, given)
    write_rules(grid)
    return counts


def _dimension(grid: Grid, dimension: Dimension, row: int, given: Given) -> Cached:
    """The heading of a dimension, with how many of its practices are done; the cell that says it."""
    booklet, column = grid.booklet, grid.at(STATE)
    for n in range(len(grid.columns)):
        booklet.put(grid.sheet, row, n, None, "dimension")
    booklet.put(grid.sheet, row, 1, title_of(booklet, dimension), "dimension")
    practices = [practice for criterion in dimension.criteria for practice in criterion.practices]
    states = xl_range(row + 1, column, row + len(dimension.criteria) + len(practices), column)
    done = [f'COUNTIF({states},"{booklet.say(f"state.{state}")}")' for state in ("answered", "excluded")]
    finished = sum(given.state(practice.id) in ("answered", "excluded") for practice in practices)
    suffix = f" / {len(practices)}"
    cached = f"{finished}{suffix}"
    formula = f'={"+".join(done)}&"{suffix}"'
    grid.sheet.write_formula(row, column, formula, booklet.format("dimension"), cached)
    return grid.cell(STATE, row), cached


def _criterion(grid: Grid, criterion: Criterion, row: int) -> None:
    """The heading of a criterion, and what it is about."""
    booklet = grid.booklet
    for n in range(len(grid.columns)):
        booklet.put(grid.sheet, row, n, None, "criterion")
    booklet.put(grid.sheet, row, 1, title_of(booklet, criterion), "criterion")
    booklet.put(grid.sheet, row, grid.at(".question"), booklet.text(criterion.summary), "about")


def _practice(grid: Grid, practice: Practice, row: int, given: Given) -> None:
    booklet, rating = grid.booklet, grid.rating(practice)
    grid.rows.setdefault(rating.id, []).append(row)
    booklet.put(grid.sheet, row, 0, practice.id, "key")
    booklet.put(grid.sheet, row, grid.at(ID), practice.id, "id")
    booklet.put(grid.sheet, row, grid.at(".question"), booklet.text(practice.question), "read")
    for column, code in enumerate(grid.columns[1:], start=1):
        if not code.startswith(IGNORED):
            booklet.put(grid.sheet, row, column, *_input(grid, rating, practice, given, code))
    booklet.at_least(grid.sheet, row, _LEAST_HEIGHT)
    _links(grid, practice, row)
    _label(grid, practice, row, given)
    state = given.state(practice.id)
    cached = booklet.say(f"state.{state}") if state else ""
    formula = _state_formula(grid, len(rating.components), row)
    grid.sheet.write_formula(row, grid.at(STATE), formula, booklet.format("state"), cached)


def _input(grid: Grid, rating: Rating, practice: Practice, given: Given, code: str) -> tuple[object, str]:
    """What stands in an open cell, and its format; cells of components that are not rated here are locked."""
    booklet = grid.booklet
    if any(component.id == code for component in booklet.components):
        if all(component.id != code for component in rating.components):
            return None, "locked"
        return given.value(practice.id, code), "sites" if rating.component(code).by_site else "value"
    if code == VERSION:
        return given.versions.get(practice.id), "id"
    if code == "not_applicable":
        return booklet.choice("yes") if given.state(practice.id) == "excluded" else None, "value"
    return given.remark(practice.id, code), "text"


def _links(grid: Grid, practice: Practice, row: int) -> None:
    """The title leads to the descriptors, and where there are evidence prompts a cell leads to them."""
    booklet, title = grid.booklet, title_of(grid.booklet, practice)
    if booklet.has(DESCRIPTORS):
        booklet.link_to(grid.sheet, row, grid.at(".title"), title, DESCRIPTORS, practice)
    else:
        booklet.put(grid.sheet, row, grid.at(".title"), title, "read")
    if PROMPTS in grid.columns:
        booklet.link_to(grid.sheet, row, grid.at(PROMPTS), booklet.say("link.evidence"), EVIDENCE, practice)


def _label(grid: Grid, practice: Practice, row: int, given: Given) -> None:
    """What the chosen value says."""
    component = labelled(grid.rating(practice))
    if component is None:
        return
    cell, value = grid.cell(component.id, row), given.value(practice.id, component.id)
    name = label_list(grid.booklet.ratings.index(grid.rating(practice)))
    labels = {option.value: grid.booklet.text(option.label) for option in component.options}
    cached = labels.get(value, "") if isinstance(value, Fraction) else ""
    formula = f'=IF(ISNUMBER({cell}),IFERROR(VLOOKUP({cell},{name},2,FALSE),""),"")'
    grid.sheet.write_formula(row, grid.at(LABEL), formula, grid.booklet.format("read"), cached)


def _state_formula(grid: Grid, needed: int, row: int) -> str:
    words = {state: f'"{grid.booklet.say(f"state.{state}")}"' for state in STATES}
    filled = f"COUNTA({grid.values(row)})"
    explained = ",".join(f"LEN({grid.cell(column, row)})>0" for column in grid.remarks())
    excluded = f"IF(AND({explained}),{words['excluded']},{words['unexplained']})"
    rated = f'IF({filled}=0,"",IF({filled}<{needed},{words["half"]},{words["answered"]}))'
    return f"=IF(LEN({grid.cell('not_applicable', row)})>0,{excluded},{rated})"
