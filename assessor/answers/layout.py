"""Where things stand in the workbook: shared by what writes it and what reads it.

Nothing is found by a translated word. The first row of every sheet is hidden and says what the sheet is; a
table has a hidden row with the ids of its columns; a form has a hidden column with the keys of its rows.
"""

from collections.abc import Iterable

from criteria.model import Component, Model, Rating

META, META_NAME = "meta", "_assessor"
START, ASSESSMENT, ANSWERS, ASSESSOR = "start", "assessment", "answers", "assessor"
FINDINGS, DECISION, GUIDANCE = "findings", "decision", "guidance"
KEY, PRACTICE = "@", "practice"
"""Before a key of the head, and the id of the first column of a table; the same in CSV."""

MARKER = "assessor:"
"""Before the name of a sheet in its cell A1."""

IGNORED = "."
"""Before the id of a column that is shown but not read."""

SITE = "site"
FORM_VALUE, FORM_SHARE = 2, 3
"""The columns of a form that hold a value, and a site's share."""

FINDING_COLUMNS = ("id", "kind", "on", "text", "status", "plan_accepted", "closed_on")
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
LISTS = {"organisation.industry": "industry_codes", "organisation.country": "country_codes", "on": "node_ids"}
"""The names of the lists on the hidden sheet that are too long for a cell, by the field they are for."""

DATES = ("date", "decided_on", "effective_on", "last_advised_on", "closed_on")


def components(model: Model, track: str) -> tuple[Component, ...]:
    """Every component of a track once, in the order in which the model's practices bring them up."""
    found: dict[str, Component] = {}
    for rating in ratings(model, track):
        for component in rating.components:
            found.setdefault(component.id, component)
    return tuple(found.values())


def ratings(model: Model, track: str) -> tuple[Rating, ...]:
    """The ratings that practices of the model have in a track, each once."""
    return _once(model.rating_of(practice, track) for practice in model.practices)


def _once(found: Iterable[Rating]) -> tuple[Rating, ...]:
    return tuple({rating.id: rating for rating in found}.values())
