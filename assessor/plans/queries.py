"""Plans as somebody may see them, and what a plan rests on: the permission is the fetch."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessor.access import Action, State, User, allows, relation_to
from assessor.extensions import db
from assessor.models import Assessment, ImprovementPlan, Membership, PlanTask


def planned_assessment(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """The assessment with the answers that are scored, where somebody may do this to its plan.

    Answers 404 to whoever may not know that it exists, and 403 to whoever may see it but not do this.
    """
    assessment = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
        .options(
            selectinload(Assessment.scored),
            selectinload(Assessment.findings),
            joinedload(Assessment.decision),
            joinedload(Assessment.organisation),
        )
    )
    if assessment is None:
        abort(404)
    if not allows(action, relation_to(user, assessment.tenant_id), State(assessment.status)):
        abort(403)
    return assessment


def plan_of(tenant_id: UUID, assessment_id: UUID) -> ImprovementPlan | None:
    """The plan that was settled for an assessment that was fetched, with its steps in their order."""
    return db.session.scalar(
        select(ImprovementPlan)
        .where(
            ImprovementPlan.tenant_id == tenant_id,
            ImprovementPlan.assessment_id == assessment_id,
        )
        .options(selectinload(ImprovementPlan.tasks))
    )


def task_of(tenant_id: UUID, assessment_id: UUID, task_id: UUID) -> PlanTask | None:
    """A step of the plan of an assessment that was fetched; None where it is no longer there."""
    return db.session.scalar(
        select(PlanTask)
        .join(ImprovementPlan, PlanTask.plan_id == ImprovementPlan.id)
        .where(
            PlanTask.id == task_id,
            PlanTask.tenant_id == tenant_id,
            ImprovementPlan.tenant_id == tenant_id,
            ImprovementPlan.assessment_id == assessment_id,
        )
    )


def plan_before(assessment: Assessment) -> ImprovementPlan | None:
    """The plan that the organisation settled last for another assessment: its efforts go on to the next."""
    return db.session.scalar(
        select(ImprovementPlan)
        .join(Assessment, ImprovementPlan.assessment_id == Assessment.id)
        .where(
            ImprovementPlan.tenant_id == assessment.tenant_id,
            Assessment.tenant_id == assessment.tenant_id,
            Assessment.organisation_id == assessment.organisation_id,
            Assessment.id != assessment.id,
            Assessment.model.startswith(f"{_line(assessment)}@", autoescape=True),
        )
        .order_by(ImprovementPlan.settled_at.desc(), ImprovementPlan.id.desc())
        .limit(1)
    )


def assessed_since(assessment: Assessment) -> Assessment | None:
    """The latest submitted assessment of the same organisation, model line and track after this one.

    Everybody who may read a plan may read the results that are submitted.
    """
    after = and_(Assessment.assessed_on == assessment.assessed_on, Assessment.id > assessment.id)
    return db.session.scalar(
        select(Assessment)
        .where(
            Assessment.tenant_id == assessment.tenant_id,
            Assessment.organisation_id == assessment.organisation_id,
            Assessment.status == State.SUBMITTED.value,
            Assessment.track == assessment.track,
            Assessment.model.startswith(f"{_line(assessment)}@", autoescape=True),
            or_(Assessment.assessed_on > assessment.assessed_on, after),
        )
        .options(
            selectinload(Assessment.scored),
            selectinload(Assessment.findings),
            joinedload(Assessment.decision),
        )
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
        .limit(1)
    )


def member_names(tenant_id: UUID) -> Sequence[str]:
    """Who may be suggested as an owner of a step: the members, by name."""
    rows = db.session.scalars(
        select(Membership).where(Membership.tenant_id == tenant_id).options(joinedload(Membership.account))
    )
    return sorted({row.account.name or row.account.email for row in rows})


def _line(assessment: Assessment) -> str:
    return assessment.model.partition("@")[0]
