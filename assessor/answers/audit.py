"""What only an audit has: assessors with their blind ratings, findings, and the decision."""

from typing import cast, get_args

from assessor.answers.fields import TEXT_LENGTH, Fields
from assessor.answers.reading import Reading
from assessor.answers.rows import RowChecks, answers_of
from assessor.answers.sheet import Assessor, Decision, Finding, FindingKind, FindingStatus, Role
from criteria.model import Model

_WITHOUT_STATUS = {"observation": "closed", "strength": "closed"}  # nothing has to be done about them
ROLES: tuple[str, ...] = get_args(Role)
KINDS: tuple[str, ...] = get_args(FindingKind)
FINDING_STATUSES: tuple[str, ...] = get_args(FindingStatus)


def assessors_of(head: Fields, reading: Reading, checks: RowChecks | None) -> tuple[Assessor, ...]:
    """The assessors of `head`, each with the rows that `reading` holds for them.

    The rows are left unread where `checks` is None: without a model there is nothing to check them against.
    """
    assessors: list[Assessor] = []
    for fields, rows in zip(head.groups("assessors"), reading.assessors, strict=True):
        name, role = fields.text("name", required=True), fields.code("role", ROLES)
        advised = fields.day("last_advised_on")
        fields.close("practices")
        answers, comments = answers_of(reading, rows, checks.blind()) if checks else ({}, {})
        assessors.append(Assessor(name, cast(Role, role), answers, advised, comments))
        _told_apart(fields, assessors)
    return tuple(assessors)


def _told_apart(fields: Fields, assessors: list[Assessor]) -> None:
    *others, last = assessors
    if last.name and last.name in [other.name for other in others]:
        fields.fault("name", f"{last.name!r} again", "each assessor once")
    if last.role == "lead" and "lead" in [other.role for other in others]:
        fields.fault("role", "a second lead", "one lead assessor")


def lead_of(assessors: tuple[Assessor, ...]) -> str:
    """The name of the lead assessor, empty where none is listed."""
    return next((assessor.name for assessor in assessors if assessor.role == "lead"), "")


def findings_of(head: Fields, model: Model | None) -> tuple[Finding, ...]:
    """The findings of `head`, each with an id of its own."""
    seen: set[str] = set()
    return tuple(_finding(fields, model, seen) for fields in head.groups("findings"))


def _finding(fields: Fields, model: Model | None, seen: set[str]) -> Finding:
    number, kind = fields.text("id", required=True), fields.code("kind", KINDS)
    finding = Finding(
        id=number,
        kind=cast(FindingKind, kind),
        on=_concerned(fields, model),
        text=fields.text("text", required=True, most=TEXT_LENGTH),
        status=cast(
            FindingStatus, fields.code("status", FINDING_STATUSES, default=_WITHOUT_STATUS.get(kind))
        ),
        plan_accepted=fields.flag("plan_accepted"),
        closed_on=fields.day("closed_on"),
    )
    if finding.id and finding.id in seen:
        fields.fault("id", f"{finding.id!r} again", "each finding once")
    if finding.closed_on and finding.status == "open":
        fields.fault("closed_on", str(finding.closed_on), "nothing while the finding is open")
    seen.add(finding.id)
    fields.close()
    return finding


def _concerned(fields: Fields, model: Model | None) -> str:
    found = fields.text("on")
    if found and model and found not in {*(c.id for c in model.criteria), *(p.id for p in model.practices)}:
        fields.fault("on", repr(found), f"a practice or a criterion of {model.reference}, or nothing")
    return found


def decision_of(head: Fields) -> Decision | None:
    """The decision of `head`, None before there is one."""
    fields = head.group("decision")
    if fields is None:
        return None
    certify = fields.flag("certify", required=True)
    decided_by = fields.text("decided_by", required=True)
    decided_on = fields.day("decided_on", required=True)
    effective_on, number = fields.day("effective_on"), fields.text("certificate_number")
    reason, advised = fields.text("reason", most=TEXT_LENGTH), fields.day("last_advised_on")
    fields.close()
    if decided_on is None:
        return None
    return Decision(certify, decided_by, decided_on, effective_on, number, reason, advised)
