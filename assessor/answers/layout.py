"""Where things stand in the workbook: shared by what writes it and what reads it.

Nothing is found by a translated word. The first row of every sheet is hidden and says what the sheet is; a
table has a hidden row with the ids of its columns; a form has a hidden column with the keys of its rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from criteria.model import Component, Criterion, Dimension, Model, Practice, Rating

META, META_NAME = "meta", "_assessor"
START, ASSESSMENT, ANSWERS, ASSESSOR = "start", "assessment", "answers", "assessor"
FINDINGS, DECISION, GUIDANCE = "findings", "decision", "guidance"
RESPONDENT = "respondent"
DESCRIPTORS, EVIDENCE = "descriptors", "evidence"
EVIDENCE_REGISTER, MEASUREMENTS = "evidence-register", "measurements"
KEY, PRACTICE = "@", "practice"
"""Before a key of the head, and the id of the first column of a table; the same in CSV."""

VERSION = "version"
"""The column, hidden in a workbook, that says what an answer was when it was taken away."""

MARKER = "assessor:"
"""Before the name of a sheet in its cell A1."""

IGNORED = "."
"""Before the id of a column that is shown but not read."""

SITE = "site"
FORM_VALUE, FORM_SHARE = 2, 3
"""The columns of a form that hold a value, and a site's share."""

FINDING_COLUMNS = ("id", "kind", "on", "text", "status", "plan_accepted", "closed_on")
EVIDENCE_COLUMNS = ("id", "kind", "on", "title", "seen_on", "by", "site", "note", "sha256")
MEASUREMENT_COLUMNS = (
    "on",
    "title",
    "unit",
    "better",
    "target",
    "comparator.name",
    "comparator.value",
    "n",
)
PERIOD_COLUMNS = ("periods.{}.period", "periods.{}.value")
"""After the columns of a measurement, for its first period, its second, and so on."""

ASSESSMENT_KEYS = (
    "status",
    "profile",
    "date",
    "organisation.name",
    "organisation.industry",
    "organisation.country",
    "organisation.employees",
    "organisation.scope",
)
DECISION_KEYS = (
    "certify",
    "decided_by",
    "decided_on",
    "effective_on",
    "certificate_number",
    "reason",
    "last_advised_on",
)
ASSESSOR_KEYS = ("name", "role", "last_advised_on")
RESPONDENT_KEYS = ("name", "group")
LISTS = {
    "organisation.industry": "industry_codes",
    "organisation.country": "country_codes",
    "on": "node_ids",
    "evidence.on": "practice_ids",
    "measurements.on": "measured_ids",
}
"""The names of the lists on the hidden sheet that are too long for a cell, by the field they are for."""

DATES = ("date", "decided_on", "effective_on", "last_advised_on", "closed_on", "seen_on")


HEADINGS = 2
"""The rows above the first practice's dimension: ids, which are hidden, and headings."""

FIRST_ROW = 1 + HEADINGS
"""The row, from 0, of the first dimension on every sheet with a row for each practice, but assessors'."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet with a row for each practice: a dimension, a criterion, or a practice."""

    row: int
    node: Dimension | Criterion | Practice


def outline(model: Model, first: int = FIRST_ROW) -> Iterator[Line]:
    """Dimensions, criteria and practices from row `first` on, in the order of the model."""
    nodes: list[Dimension | Criterion | Practice] = []
    for dimension in model.dimensions:
        nodes.append(dimension)
        for criterion in dimension.criteria:
            nodes += [criterion, *criterion.practices]
    return (Line(row, node) for row, node in enumerate(nodes, start=first))


def label_list(n: int) -> str:
    """The name of the hidden list of values and labels of the nth rating."""
    return f"answer_labels_{n + 1}"


def components(model: Model, track: str) -> tuple[Component, ...]:
    """Every component of a track once; each rating's own stand in their order, with others' among them."""
    found = {component.id: component for rating in ratings(model, track) for component in rating.components}
    order = merged([component.id for component in rating.components] for rating in ratings(model, track))
    return tuple(found[component] for component in order)


def merged(orders: Iterable[Sequence[str]]) -> list[str]:
    """One order that keeps each of several, as far as they agree.

    >>> merged(["adie", "ltie"])
    ['a', 'd', 'l', 't', 'i', 'e']
    """
    whole: list[str] = []
    for order in orders:
        place = len(whole)
        for name in reversed(order):
            if name in whole:
                place = whole.index(name)
            else:
                whole.insert(place, name)
    return whole


def ratings(model: Model, track: str) -> tuple[Rating, ...]:
    """The ratings that practices of the model have in a track, each once."""
    found = (model.rating_of(practice, track) for practice in model.practices)
    return tuple({rating.id: rating for rating in found}.values())
