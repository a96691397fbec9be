"""How far the assessors' own ratings lie apart, beside what they agreed: lowest and highest by formula."""

from fractions import Fraction

from xlsxwriter.utility import xl_range

from assessor.answers.booklet import APART
from assessor.answers.grid import HIGHEST, LOWEST, Grid, compared
from assessor.answers.layout import outline
from assessor.answers.sites import written
from criteria.answers import Answer
from criteria.model import Practice


def write_originals(grid: Grid, others: Grid, names: list[str]) -> None:
    """The lowest and the highest original of each practice; `others` is the grid of any assessor's sheet.

    Where somebody rated by site there is no single value to compare, and nothing is shown.
    """
    rows = {line.node.id: line.row for line in outline(grid.booklet.model, others.first)}
    for line in outline(grid.booklet.model, grid.first):
        if isinstance(line.node, Practice):
            _practice(grid, others, names, line.node, (line.row, rows[line.node.id]))
    _highlight(grid)


def _practice(grid: Grid, others: Grid, names: list[str], practice: Practice, at: tuple[int, int]) -> None:
    row, other = at
    shown = grid.booklet.format("figure")
    for n in range(_comparisons(grid)):
        components = compared(grid.rating(practice))
        for column, function in ((f"{LOWEST}{n}", "MIN"), (f"{HIGHEST}{n}", "MAX")):
            if n >= len(components):
                grid.booklet.put(grid.sheet, row, grid.at(column), None, "locked")
                continue
            cells = ",".join(f"'{name}'!{others.cell(components[n].id, other)}" for name in names)
            formula = f'=IF(AND(COUNT({cells})>0,COUNT({cells})=COUNTA({cells})),{function}({cells}),"")'
            value = _cached(grid, practice, components[n].id, function)
            grid.sheet.write_formula(row, grid.at(column), formula, shown, value)


def _comparisons(grid: Grid) -> int:
    return sum(column.startswith(LOWEST) for column in grid.columns)


def _cached(grid: Grid, practice: Practice, component: str, function: str) -> float | str:
    """What the formula comes to, for whatever does not calculate."""
    filled = grid.booklet.filled
    given = [assessor.answers.get(practice.id) for assessor in filled.assessors] if filled else []
    answers = [answer for answer in given if isinstance(answer, Answer)]
    if not answers or any(component in answer.sites for answer in answers):
        return ""
    values: list[Fraction] = [answer.values[component] for answer in answers]
    found = min(values) if function == "MIN" else max(values)
    return int(found) if found.denominator == 1 else float(found)


def _highlight(grid: Grid) -> None:
    """Originals that lie so far apart that the practice is to be discussed."""
    rules = grid.booklet.model.confidence
    if rules is None:
        return
    last = grid.first + sum(1 for _ in outline(grid.booklet.model)) - 1
    for n in range(_comparisons(grid)):
        low, high = (grid.cell(f"{end}{n}", grid.first, fixed=True) for end in (LOWEST, HIGHEST))
        wide = f"{high}-{low}>={written(rules.discuss_range)}"
        span = xl_range(grid.first, grid.at(f"{LOWEST}{n}"), last, grid.at(f"{HIGHEST}{n}"))
        rule = {"type": "formula", "criteria": f"=IF(ISNUMBER({low}),{wide})"}
        grid.sheet.conditional_format(span, {**rule, "format": grid.booklet.fills[APART]})
