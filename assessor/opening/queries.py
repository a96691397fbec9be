"""Assessments that are being worked on, as somebody may steer or see them: the permission is the fetch."""

from collections.abc import Collection, Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessor.access import READERS, Action, Role, State, User, allows, relation_to
from assessor.extensions import db
from assessor.models import Account, AnswerRevision, Assessment, Membership, Organisation, Respondent
from assessor.models.answer import Answer
from assessor.opening.progress import Given

MOST_IN_PROGRESS = 50
ANSWERING_ROLES = ("owner", "coordinator", "respondent")
EMPTY = "{}"  # how JSON without any value is kept


def opened_for(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """An assessment that was opened in the application, with its people, where somebody may act on it.

    Answers 404 to whoever may not know that it exists, or where it was handed in as a file, and 403 to
    whoever may see it but not do this: also to a respondent who was not asked.
    """
    assessment = _fetched(user, assessment_id, action)
    if assessment.answering is None:
        abort(404)
    if user.role is Role.RESPONDENT and respondent_of(assessment, user) is None:
        abort(403)
    return assessment


def any_for(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """An assessment however it came here, where somebody may act on it."""
    return _fetched(user, assessment_id, action)


def _fetched(user: User, assessment_id: UUID, action: Action) -> Assessment:
    assessment = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
        .options(
            selectinload(Assessment.respondents),
            joinedload(Assessment.organisation),
            joinedload(Assessment.decision),
        )
    )
    if assessment is None:
        abort(404)
    if not allows(action, relation_to(user, assessment.tenant_id), State(assessment.status)):
        abort(403)
    return assessment


def respondent_of(assessment: Assessment, user: User) -> Respondent | None:
    """As whom somebody answers; None for who was not asked."""
    if user.account_id is None:
        return None
    return next((row for row in assessment.respondents if row.account_id == user.account_id), None)


def in_progress_for(user: User) -> Sequence[Assessment]:
    """What is being answered: for respondents what they were asked, for the others all; soonest due first."""
    query = select(Assessment).where(
        Assessment.tenant_id == user.tenant_id,
        Assessment.status == State.DRAFT.value,
        Assessment.answering.is_not(None),
    )
    if relation_to(user, user.tenant_id) not in READERS:
        asked = select(Respondent.assessment_id).where(
            Respondent.tenant_id == user.tenant_id, Respondent.account_id == user.account_id
        )
        query = query.where(Assessment.id.in_(asked))
    return db.session.scalars(
        query.options(selectinload(Assessment.respondents))
        .order_by(Assessment.due_on.is_(None), Assessment.due_on, Assessment.id.desc())
        .limit(MOST_IN_PROGRESS)
    ).all()


def given_in(user: User, assessments: Collection[Assessment]) -> list[Given]:
    """What was answered in these assessments, on every sheet."""
    rows = db.session.execute(
        select(
            Answer.assessment_id,
            Answer.practice_id,
            Answer.role,
            Answer.given_by,
            Answer.not_applicable,
            Answer.version,
            Answer.given_at,
        ).where(
            Answer.tenant_id == user.tenant_id,
            Answer.assessment_id.in_([assessment.id for assessment in assessments]),
            or_(Answer.not_applicable, cast(Answer.values, Text) != EMPTY),
        )
    )
    return [Given(*row) for row in rows]


def conflicts_in(user: User, assessment: Assessment) -> int:
    """How many saves wait for somebody to choose between two answers."""
    query = select(func.count(AnswerRevision.id)).where(
        AnswerRevision.tenant_id == user.tenant_id,
        AnswerRevision.assessment_id == assessment.id,
        AnswerRevision.state == "conflicting",
    )
    return db.session.scalar(query) or 0


def copyable_for(user: User, tracks: Collection[str]) -> Sequence[Assessment]:
    """Submitted assessments from which a new one may start, the latest first."""
    return db.session.scalars(
        select(Assessment)
        .where(
            Assessment.tenant_id == user.tenant_id,
            Assessment.status == State.SUBMITTED.value,
            Assessment.track.in_(tracks),
        )
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
        .limit(MOST_IN_PROGRESS)
    ).all()


def source_of(user: User, assessment: Assessment) -> Assessment | None:
    """The assessment that another started from, with its scored answers; None where it is gone."""
    if assessment.copied_from is None:
        return None
    return db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment.copied_from, Assessment.tenant_id == user.tenant_id)
        .options(selectinload(Assessment.scored))
    )


def organisations_for(user: User) -> Sequence[Organisation]:
    """The organisations that somebody may assess."""
    query = select(Organisation).where(Organisation.tenant_id == user.tenant_id)
    return db.session.scalars(query.order_by(Organisation.name)).all()


def answering_members(user: User) -> Sequence[Membership]:
    """Members who may be asked to answer, by name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.account)
        .where(Membership.tenant_id == user.tenant_id, Membership.role.in_(ANSWERING_ROLES))
        .options(joinedload(Membership.account))
        .order_by(Account.name, Account.email)
    ).all()
