"""Assessments as somebody may see them: the permission is the fetch."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from flask import abort
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessor.access import Action, State, User, allows, relation_to
from assessor.extensions import db
from assessor.models import AnswerRevision, Assessment


def assessments_for(
    user: User, action: Action, *, limit: int | None = None, offset: int = 0
) -> Sequence[Assessment]:
    """The assessments on which somebody may act, the latest first, with the answers that are scored.

    Without those that are being answered in the application: `assessor.opening` lists them.
    """
    return db.session.scalars(
        _visible(user, action)
        .options(
            selectinload(Assessment.scored),
            selectinload(Assessment.findings),
            joinedload(Assessment.decision),
        )
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_for(user: User, action: Action) -> int:
    """On how many assessments somebody may act."""
    return db.session.scalar(select(func.count()).select_from(_visible(user, action).subquery())) or 0


def assessment_for(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """The assessment, where somebody may act on it.

    Answers 404 to whoever may not know that it exists, and 403 to whoever may see it but not do this.
    """
    assessment = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
        .options(
            selectinload(Assessment.scored),
            selectinload(Assessment.answers),
            selectinload(Assessment.evidence),
            selectinload(Assessment.measurements),
            selectinload(Assessment.respondents),
            selectinload(Assessment.findings),
            joinedload(Assessment.decision),
        )
    )
    if assessment is None:
        abort(404)
    if not allows(action, relation_to(user, assessment.tenant_id), State(assessment.status)):
        abort(403)
    return assessment


def declared_before(
    audit: Assessment, line: str, tracks: Collection[str], *, since: date
) -> Assessment | None:
    """The latest submitted assessment that an audit's organisation made of itself before the audit.

    Of the same tenant, of any version of the model line, in one of the `tracks`, dated from `since` to the
    day of the audit. Whoever may see the audit's report sees these figures in it: everybody's is the same.
    """
    return db.session.scalar(
        select(Assessment)
        .where(
            Assessment.tenant_id == audit.tenant_id,
            Assessment.organisation_id == audit.organisation_id,
            Assessment.status == State.SUBMITTED.value,
            Assessment.track.in_(tracks),
            Assessment.model.startswith(f"{line}@", autoescape=True),
            Assessment.assessed_on.between(since, audit.assessed_on),
        )
        .options(selectinload(Assessment.scored))
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
        .limit(1)
    )


def saves_of(assessment: Assessment) -> list[tuple[str, datetime]]:
    """Which practice was answered or changed when, for an assessment that was answered in the application.

    Every save that took effect, whoever made it, in the order of time.
    """
    saves = db.session.execute(
        select(AnswerRevision.practice_id, AnswerRevision.made_at)
        .where(
            AnswerRevision.tenant_id == assessment.tenant_id,
            AnswerRevision.assessment_id == assessment.id,
            AnswerRevision.state == "applied",
        )
        .order_by(AnswerRevision.made_at, AnswerRevision.id)
    )
    return [(practice, made_at) for practice, made_at in saves]


def _visible(user: User, action: Action) -> Select[tuple[Assessment]]:
    relation = relation_to(user, user.tenant_id)
    states = [state.value for state in State if state is not State.NONE and allows(action, relation, state)]
    return select(Assessment).where(
        Assessment.tenant_id == user.tenant_id,
        Assessment.status.in_(states),
        or_(Assessment.answering.is_(None), Assessment.status == State.SUBMITTED.value),
    )
