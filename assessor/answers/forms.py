"""The workbook's forms: the assessment, the decision, the head of an assessor's sheet, and the findings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from assessor.answers.audit import FINDING_STATUSES, KINDS, ROLES
from assessor.answers.booklet import Booklet
from assessor.answers.checking import MOST_EMPLOYEES, STATUSES
from assessor.answers.layout import (
    ASSESSMENT,
    ASSESSMENT_KEYS,
    ASSESSOR_KEYS,
    DATES,
    DECISION,
    DECISION_KEYS,
    FINDING_COLUMNS,
    FINDINGS,
    FORM_SHARE,
    FORM_VALUE,
    KEY,
    LISTS,
    RESPONDENT_KEYS,
    SITE,
)
from assessor.answers.sheet import Assessor, Decision, Respondent
from assessor.answers.wording import PHRASES

SITE_ROWS, FINDING_ROWS = 6, 60
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
_WIDTHS = (2, 30, 46, 12, 60)
_FINDING_WIDTHS = (12, 20, 38, 70, 14, 18, 14)
_HINT = 4  # the column of the hints
_FIRST_KEY = 5  # the row of the first key of the assessment
_LIST_LENGTH = 255  # Excel's limit for a list inside a cell


def write_assessment(booklet: Booklet) -> None:
    """The sheet with status, profile, date, organisation and sites."""
    sheet = booklet.sheet(ASSESSMENT, booklet.say("sheet.assessment"), _WIDTHS)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    booklet.put(sheet, 1, 1, booklet.say("sheet.assessment"), "title")
    model, track = booklet.model, booklet.track
    for row, (key, value) in enumerate(
        [("model", f"{booklet.text(model.title)} {model.reference}"), ("track", booklet.text(track.title))],
        start=3,
    ):
        booklet.put(sheet, row, 1, booklet.say(f"key.{key}"), "label")
        booklet.put(sheet, row, FORM_VALUE, value, "fixed")
    values = _assessment_values(booklet)
    for row, key in enumerate(ASSESSMENT_KEYS, start=_FIRST_KEY):
        write_field(booklet, sheet, row, key, values.get(key))
    _write_sites(booklet, sheet, _FIRST_KEY + len(ASSESSMENT_KEYS))


def write_decision(booklet: Booklet) -> None:
    """The sheet with the decision on a certificate."""
    sheet = booklet.sheet(DECISION, booklet.say("sheet.decision"), _WIDTHS)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    booklet.put(sheet, 1, 1, booklet.say("sheet.decision"), "title")
    decision = booklet.filled.decision if booklet.filled else None
    for row, key in enumerate(DECISION_KEYS, start=3):
        write_field(booklet, sheet, row, key, _of_decision(booklet, decision, key))


def write_assessor_keys(booklet: Booklet, sheet: Worksheet, who: Assessor | None, hint_at: int) -> None:
    """The first rows of an assessor's sheet, with hints in the column `hint_at`."""
    for row, key in enumerate(ASSESSOR_KEYS, start=1):
        value = getattr(who, key) if who else None
        shown = booklet.choice(value) if key == "role" and value else value
        write_field(booklet, sheet, row, key, shown, hint_at)


def write_respondent_keys(booklet: Booklet, sheet: Worksheet, who: Respondent | None, hint_at: int) -> None:
    """The first rows of a respondent's sheet, with hints in the column `hint_at`."""
    for row, key in enumerate(RESPONDENT_KEYS, start=1):
        booklet.put(sheet, row, 0, KEY + key, "key")
        booklet.put(sheet, row, 1, booklet.say(f"key.respondent.{key}"), "label")
        booklet.put(sheet, row, FORM_VALUE, getattr(who, key) if who else None, "text")
        booklet.put(sheet, row, hint_at, booklet.say(f"hint.respondent.{key}"), "hint")


def write_field(
    booklet: Booklet, sheet: Worksheet, row: int, key: str, value: object, hint_at: int = _HINT
) -> None:
    """One row of a form: its hidden key, its label, the cell to fill in, and a hint."""
    booklet.put(sheet, row, 0, KEY + key, "key")
    booklet.put(sheet, row, 1, booklet.say(f"key.{key}"), "label")
    name = "date" if key in DATES else "value" if key == "organisation.employees" else "text"
    booklet.put(sheet, row, FORM_VALUE, value, name)
    hint = f"hint.{key.rpartition('.')[2]}"
    if hint in PHRASES:
        booklet.put(sheet, row, hint_at, booklet.say(hint), "hint")
    rule = _rule(booklet, key)
    if rule:
        sheet.data_validation(row, FORM_VALUE, row, FORM_VALUE, rule)


def write_findings(booklet: Booklet) -> None:
    """The sheet with one finding a row."""
    sheet = booklet.sheet(FINDINGS, booklet.say("sheet.findings"), _FINDING_WIDTHS)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    found = booklet.filled.findings if booklet.filled else ()
    rows = max(FINDING_ROWS, len(found) + 10)
    for column, key in enumerate(FINDING_COLUMNS):
        sheet.write_string(1, column, key)
        booklet.put(sheet, 2, column, booklet.say(f"finding.{key}"), "heading")
        for row in range(rows):
            booklet.put(sheet, 3 + row, column, None, "date" if key in DATES else "text")
        rule = _finding_rule(booklet, key)
        if rule:
            sheet.data_validation(3, column, 2 + rows, column, rule)
    for row, finding in enumerate(found, start=3):
        for column, key in enumerate(FINDING_COLUMNS):
            value = getattr(finding, key)
            shown = booklet.choice(_code(value)) if key in ("kind", "status", "plan_accepted") else value
            booklet.put(sheet, row, column, shown, "date" if key in DATES else "text")


def listed(values: Sequence[str]) -> Mapping[str, Any] | None:
    """A drop-down of values; None where Excel could not hold them inside a cell."""
    fits = values and len(",".join(values)) <= _LIST_LENGTH and not any("," in value for value in values)
    return {"validate": "list", "source": list(values)} if fits else None


def site_cells(booklet: Booklet) -> str:
    """The cells in which the names of the sites stand, as formulas call them."""
    first = _FIRST_KEY + len(ASSESSMENT_KEYS) + 1
    cells = xl_range_abs(first, FORM_VALUE, first + _site_rows(booklet) - 1, FORM_VALUE)
    return f"'{booklet.say('sheet.assessment')}'!{cells}"


def _site_rows(booklet: Booklet) -> int:
    sites = booklet.filled.organisation.sites if booklet.filled else ()
    return SITE_ROWS if len(sites) < SITE_ROWS else len(sites) + 2


def _write_sites(booklet: Booklet, sheet: Worksheet, first: int) -> None:
    sites = booklet.filled.organisation.sites if booklet.filled else ()
    booklet.put(sheet, first, FORM_SHARE, booklet.say("key.share"), "label")
    for n in range(_site_rows(booklet)):
        row, site = first + 1 + n, sites[n] if n < len(sites) else None
        booklet.put(sheet, row, 0, KEY + SITE, "key")
        booklet.put(sheet, row, 1, f"{booklet.say('key.site')} {n + 1}", "label")
        booklet.put(sheet, row, FORM_VALUE, site and site.name, "text")
        booklet.put(sheet, row, FORM_SHARE, site and site.share, "value")
    booklet.put(sheet, first + 1, _HINT, booklet.say("hint.site"), "hint")


def _assessment_values(booklet: Booklet) -> Mapping[str, object]:
    filled = booklet.filled
    if filled is None:
        return {"status": booklet.choice("draft")}
    organisation = filled.organisation
    fields = ("name", "industry", "country", "employees", "scope")
    values = {f"organisation.{field}": getattr(organisation, field) for field in fields}
    return values | {
        "status": booklet.choice(filled.status),
        "profile": filled.profile,
        "date": filled.assessed_on,
    }


def _of_decision(booklet: Booklet, decision: Decision | None, key: str) -> object:
    if decision is None:
        return None
    value = getattr(decision, key)
    return booklet.choice(_code(value)) if key == "certify" else value


def _code(value: object) -> str:
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _rule(booklet: Booklet, key: str) -> Mapping[str, Any] | None:
    if key in DATES:
        return {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
    if key == "organisation.employees":
        return {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": MOST_EMPLOYEES}
    if key in LISTS:
        return {"validate": "list", "source": f"={LISTS[key]}"}
    words = {"status": STATUSES, "role": ROLES, "certify": ("yes", "no")}.get(key)
    if words:
        return listed([booklet.choice(word) for word in words])
    return listed(tuple(booklet.model.profiles)) if key == "profile" else None


def _finding_rule(booklet: Booklet, key: str) -> Mapping[str, Any] | None:
    if key in LISTS or key in DATES:
        return _rule(booklet, key)
    words = {"kind": KINDS, "status": FINDING_STATUSES, "plan_accepted": ("yes", "no")}.get(key)
    rule = listed([booklet.choice(word) for word in words]) if words else None
    hint = f"hint.finding.{key}"
    return {**rule, "input_message": booklet.say(hint)} if rule and hint in PHRASES else rule
