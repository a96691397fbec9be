"""Who is asked to answer what until when, and who is reminded of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from assessor.access import Action, User
from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.models import AnswerRevision, Assessment, Evidence, Membership, Respondent
from assessor.models.base import now
from assessor.opening.letters import tell_asked, tell_due
from assessor.opening.progress import Given
from assessor.opening.queries import answering_members, given_in, opened_for

BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody is asked: nothing named is every dimension; without a date, the assessment's counts."""

    dimensions: Sequence[str] = ()
    due_on: date | None = None


def ask(user: User, assessment_id: UUID, accounts: Collection[UUID], asked: Ask) -> list[str]:
    """Ask members to answer, and write to them; their names. Who is asked already stays as they are."""
    with writing():
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        members = [m for m in answering_members(user) if m.account_id in accounts]
        already = {row.account_id for row in assessment.respondents}
        added = [_added(assessment, m, asked) for m in members if m.account_id not in already]
        for row in added:
            row.reminded_at = now() if tell_asked(assessment, row) else None
        names = [row.name for row in added]
        if names:
            note(user.tenant_id, "respondents.asked", assessment_id, {"names": names})
        return names


def unwritten(assessment: Assessment) -> list[Respondent]:
    """Who was carried over from an earlier assessment and has never been written to."""
    if assessment.copied_from is None:
        return []
    return [row for row in remindable(assessment) if row.reminded_at is None]


def write_to_carried(user: User, assessment_id: UUID) -> list[str]:
    """Tell those who were carried over that they are asked again; their names."""
    with writing():
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        reached = [row for row in unwritten(assessment) if tell_asked(assessment, row)]
        for row in reached:
            row.reminded_at = now()
        names = [row.name for row in reached]
        if names:
            note(user.tenant_id, "respondents.asked", assessment_id, {"names": names})
        return names


def _added(assessment: Assessment, member: Membership, asked: Ask) -> Respondent:
    row = _earlier(assessment, member) or _new(assessment, member)
    row.account_id, row.dimensions, row.due_on = member.account_id, list(asked.dimensions), asked.due_on
    row.finished_at = None
    return row


def _new(assessment: Assessment, member: Membership) -> Respondent:
    taken = _names_of_others(assessment, member)
    row = Respondent(
        tenant_id=assessment.tenant_id,
        position=max((other.position for other in assessment.respondents), default=-1) + 1,
        name=unique_name(member.account.name or member.account.email, taken),
        seen_from=member.seen_from,
    )
    assessment.respondents.append(row)
    return row


def _names_of_others(assessment: Assessment, member: Membership) -> set[str]:
    """The names under which others are asked, answered or added evidence: a namesake gets none of it."""
    named = {row.name for row in assessment.respondents}
    for of, name in ((AnswerRevision, AnswerRevision.given_by), (Evidence, Evidence.added_by)):
        others = or_(of.account_id.is_(None), of.account_id != member.account_id)
        here = (of.tenant_id == assessment.tenant_id, of.assessment_id == assessment.id)
        named.update(db.session.scalars(select(name).where(*here, others).distinct()))
    return named


def _earlier(assessment: Assessment, member: Membership) -> Respondent | None:
    """The sheet of somebody who was asked before: what they saved under its name is theirs again."""
    free = {row.name: row for row in assessment.respondents if row.account_id is None}
    if not free:
        return None
    name = db.session.scalar(
        select(AnswerRevision.given_by).where(
            AnswerRevision.tenant_id == assessment.tenant_id,
            AnswerRevision.assessment_id == assessment.id,
            AnswerRevision.role == "respondent",
            AnswerRevision.account_id == member.account_id,
            AnswerRevision.given_by.in_(free),
        )
    )
    return free.get(name) if name is not None else None


def unique_name(name: str, taken: Collection[str]) -> str:
    """A name that nobody else in an assessment has.

    >>> unique_name("Kim", {"Kim", "Kim (2)"})
    'Kim (3)'
    """
    chosen, number = name, 1
    while chosen in taken:
        number += 1
        chosen = f"{name} ({number})"
    return chosen


def change(user: User, assessment_id: UUID, respondent_id: UUID, seen_from: str, asked: Ask) -> str | None:
    """Change what somebody is asked and which group they answer from; their name, None for nobody there."""
    with writing():
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        row = _one(assessment, respondent_id)
        if row is None:
            return None
        row.seen_from, row.dimensions, row.due_on = seen_from, list(asked.dimensions), asked.due_on
        details = {"name": row.name, "group": seen_from, "dimensions": row.dimensions}
        note(user.tenant_id, "respondent.changed", assessment_id, details)
        return row.name


def release(user: User, assessment_id: UUID, respondent_id: UUID) -> tuple[str, int] | None:
    """Ask somebody no more: their name and how many answers of theirs stay; None for nobody there.

    Who has answered for themselves stays by name, without a way in; who has not is gone.
    """
    with writing() as session:
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        row = _one(assessment, respondent_id)
        if row is None:
            return None
        kept = answers_of(row, given_in(user, [assessment]))
        if kept or _left_something(row):
            row.account_id, row.finished_at = None, row.finished_at or now()
        else:
            session.delete(row)
        note(
            user.tenant_id,
            "respondent.released",
            assessment_id,
            {"name": row.name, "answers_kept": len(kept)},
        )
        return row.name, len(kept)


def _left_something(respondent: Respondent) -> bool:
    """Whether anything was saved under somebody's name: a comment too, or what was withdrawn since."""
    of = AnswerRevision
    saved = select(of.id).where(
        of.tenant_id == respondent.tenant_id,
        of.assessment_id == respondent.assessment_id,
        of.role == "respondent",
        of.given_by == respondent.name,
    )
    return db.session.scalar(saved.limit(1)) is not None


def _one(assessment: Assessment, respondent_id: UUID) -> Respondent | None:
    return next((row for row in assessment.respondents if row.id == respondent_id), None)


def answers_of(respondent: Respondent, given: Iterable[Given]) -> list[Given]:
    """What somebody answered for themselves."""
    sheet = ("respondent", respondent.name)
    return [row for row in given if (row.role, row.given_by) == sheet]


# --- reminders --------------------------------------------------------------------------------------


def remind(user: User, assessment_id: UUID) -> list[str]:
    """Write to those who have not finished, unless something was written to them today; their names."""
    today = now().date()
    with writing():
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        late = [row for row in remindable(assessment) if not _written_since(row, today)]
        return _remind(assessment, late)


def remindable(assessment: Assessment) -> list[Respondent]:
    """Those who are asked and have not finished."""
    return [r for r in assessment.respondents if r.account_id is not None and r.finished_at is None]


def remind_due(today: date) -> int:
    """Remind everybody whose part is due in three days, or today; how many messages were written.

    Called once a day or more often, in any process: who has been written to since their day came is left
    alone, and a day that was missed is made up for while the part is not yet overdue.
    """
    drafts = (
        select(Assessment)
        .where(Assessment.status == "draft", Assessment.answering.is_not(None))
        .options(selectinload(Assessment.respondents))
        .order_by(Assessment.id)
    )
    with writing() as session:
        return sum(
            len(_remind(draft, [row for row in remindable(draft) if _is_due(draft, row, today)]))
            for draft in session.scalars(drafts)
        )


def _is_due(assessment: Assessment, respondent: Respondent, today: date) -> bool:
    due_on = respondent.due_on or assessment.due_on
    if due_on is None or not due_on - BEFORE <= today <= due_on:
        return False
    return not _written_since(respondent, due_on if today == due_on else due_on - BEFORE)


def _written_since(respondent: Respondent, day: date) -> bool:
    return respondent.reminded_at is not None and respondent.reminded_at.date() >= day


def _remind(assessment: Assessment, people: Sequence[Respondent]) -> list[str]:
    reached = [row for row in people if tell_due(assessment, row)]
    for row in reached:
        row.reminded_at = now()
    names = [row.name for row in reached]
    if names:
        note(assessment.tenant_id, "respondents.reminded", assessment.id, {"names": names})
    return names
