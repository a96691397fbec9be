"""What opens assessments, changes what was said about them, settles and removes them."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from assessor.access import Action, User
from assessor.activity.operations import note
from assessor.answers.sheet import APPLICATION
from assessor.extensions import writing
from assessor.models import Answer, Assessment, Organisation, PrintOrder, Respondent
from assessor.models.base import now
from assessor.opening.copying import carried_answers, carried_evidence, carried_people
from assessor.opening.letters import tell_submitted
from assessor.opening.progress import Given, is_carried_over, own_sheet
from assessor.opening.queries import (
    answering_members,
    any_for,
    given_in,
    opened_for,
    organisations_for,
    respondent_of,
)
from assessor.prints.orders import orders_of
from criteria.model import Model

FACTS = ("name", "industry", "country", "employees")


class Changed(Exception):
    """Somebody else changed the assessment since the page was opened; nothing was written."""

    def __init__(self, assessment: "Details", version: int) -> None:
        super().__init__(version)
        self.now = assessment
        self.version = version


class NothingAnswered(Exception):
    """An assessment without a single answer cannot be submitted."""


class Settled(Exception):
    """An assessment that carries a certificate stays as it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """An organisation that is not known yet: `industry` a section of ISIC Rev. 4, `country` ISO 3166-1."""

    name: str
    industry: str
    country: str
    employees: int | None


@dataclass(frozen=True, slots=True)
class Details:
    """What is said about an assessment beside its answers."""

    title: str
    profile: str
    sites: Sequence[str] = ()
    scope: str = ""
    business_units: Sequence[str] = ()
    period_from: date | None = None
    period_to: date | None = None
    assessed_on: date = field(default_factory=lambda: now().date())
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be opened: for a known organisation, or one whose `facts` are given."""

    model: Model
    track: str
    title: str
    answering: str
    organisation_id: UUID | None = None
    facts: Facts | None = None
    source_id: UUID | None = None
    with_evidence: bool = False


def open_assessment(user: User, order: Order) -> UUID:
    """Open a draft, from nothing or from an earlier assessment; its id."""
    with writing() as session:
        organisation = _organisation(session, user, order)
        assessment = _draft(user, order, organisation)
        session.add(assessment)
        if order.source_id is not None:
            _carry_over(user, order, assessment)
        session.flush()
        note(
            user.tenant_id,
            "assessment.opened",
            assessment.id,
            {
                "title": assessment.title,
                "model": order.model.reference,
                "copied_from": str(order.source_id or ""),
            },
        )
        return assessment.id


def _organisation(session: Session, user: User, order: Order) -> Organisation:
    if order.facts is None:
        return next(row for row in organisations_for(user) if row.id == order.organisation_id)
    organisation = Organisation(
        tenant_id=user.tenant_id, scope="", sites=[], **{name: getattr(order.facts, name) for name in FACTS}
    )
    session.add(organisation)
    return organisation


def _draft(user: User, order: Order, organisation: Organisation) -> Assessment:
    id_ = uuid7()
    return Assessment(
        id=id_,
        tenant_id=user.tenant_id,
        organisation=organisation,
        model=order.model.reference,
        model_digest=order.model.digest,
        track=order.track,
        profile=order.model.default_profile,
        status="draft",
        assessed_on=now().date(),
        stated={
            **{name: getattr(organisation, name) for name in FACTS},
            "scope": organisation.scope,
            "sites": list(organisation.sites),
        },
        team=[],
        source=APPLICATION,
        source_digest=hashlib.sha256(str(id_).encode()).hexdigest(),
        recorded_by=user.name,
        recorded_at=now(),
        title=order.title,
        answering=order.answering,
        business_units=[],
        copied_from=order.source_id,
    )


def _carry_over(user: User, order: Order, assessment: Assessment) -> None:
    assert order.source_id is not None
    source = any_for(user, order.source_id, Action.READ_RESULT)
    assessment.answers = list(carried_answers(assessment, order.model, source.scored))
    members = [membership.account_id for membership in answering_members(user)]
    assessment.respondents = list(carried_people(source, members))
    if order.with_evidence:
        assessment.evidence = list(carried_evidence(source, order.model))


# --- details ----------------------------------------------------------------------------------------


def details_of(assessment: Assessment, model: Model) -> Details:
    """What is said about an assessment now."""
    return Details(
        title=assessment.title,
        profile=assessment.profile or model.default_profile,
        sites=tuple(site["name"] for site in assessment.stated["sites"]),
        scope=assessment.stated["scope"],
        business_units=tuple(assessment.business_units),
        period_from=assessment.period_from,
        period_to=assessment.period_to,
        assessed_on=assessment.assessed_on,
        due_on=assessment.due_on,
    )


def change_details(user: User, assessment_id: UUID, model: Model, details: Details, version: int) -> None:
    """Write down what is said about an assessment; raises Changed where it is not what was on the page."""
    with writing():
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        before = details_of(assessment, model)
        if assessment.version != version:
            raise Changed(before, assessment.version)
        known = {site["name"]: site for site in (*assessment.stated["sites"], *assessment.organisation.sites)}
        sites = [known[name] for name in details.sites if name in known]
        assessment.stated = {**assessment.stated, "sites": sites, "scope": details.scope}
        assessment.business_units = list(details.business_units)
        for name in ("title", "profile", "period_from", "period_to", "assessed_on", "due_on"):
            setattr(assessment, name, getattr(details, name))
        differing = [name for name in Details.__dataclass_fields__ if _differs(before, details, name)]
        if differing:
            note(user.tenant_id, "assessment.changed", assessment_id, {"fields": differing})


def _differs(before: Details, after: Details, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def confirm_carried_over(user: User, assessment_id: UUID, practices: Collection[str]) -> int:
    """Take over answers of an earlier assessment as today's; how many."""
    with writing() as session:
        assessment = opened_for(user, assessment_id, Action.STEER_ASSESSMENT)
        role, given_by = own_sheet(assessment, None)
        rows = session.scalars(
            select(Answer).where(
                Answer.tenant_id == user.tenant_id,
                Answer.assessment_id == assessment_id,
                Answer.role == role,
                Answer.given_by == given_by,
                Answer.practice_id.in_(practices),
            )
        ).all()
        carried = [
            row
            for row in rows
            if is_carried_over(
                assessment, Given(*(getattr(row, name) for name in Given.__dataclass_fields__))
            )
        ]
        for row in carried:
            row.given_at = now()
        if carried:
            details = {"answers": len(carried)}
            note(user.tenant_id, "assessment.carried_over_confirmed", assessment_id, details)
        return len(carried)


# --- settling ---------------------------------------------------------------------------------------


def submit(user: User, assessment_id: UUID, assessed_on: date) -> None:
    """Settle an assessment: from now on its answers are locked and its result is the organisation's.

    Raises NothingAnswered where the organisation has no answer at all.
    """
    with writing() as session:
        assessment = opened_for(user, assessment_id, Action.SUBMIT_ASSESSMENT)
        sheet = own_sheet(assessment, None)
        answered = sum((row.role, row.given_by) == sheet for row in given_in(user, [assessment]))
        if answered == 0:
            raise NothingAnswered
        organisation = assessment.organisation
        assessment.stated = {
            **assessment.stated,
            **{name: getattr(organisation, name) for name in FACTS},
        }
        assessment.status, assessment.assessed_on = "submitted", assessed_on
        assessment.submitted_by, assessment.submitted_at = user.name, now()
        _withdraw_orders(session, assessment)
        session.add_all(orders_of(assessment))
        note(user.tenant_id, "assessment.submitted", assessment_id, {"answers": answered})
        tell_submitted(assessment, besides=user.account_id)


def reopen(user: User, assessment_id: UUID, reason: str) -> None:
    """Let answers change again; raises Settled for what carries a certificate."""
    with writing() as session:
        assessment = opened_for(user, assessment_id, Action.REOPEN_ASSESSMENT)
        if is_settled(assessment):
            raise Settled
        assessment.status, assessment.submitted_by, assessment.submitted_at = "draft", "", None
        _withdraw_orders(session, assessment)
        note(user.tenant_id, "assessment.reopened", assessment_id, {"reason": reason})


def delete(user: User, assessment_id: UUID) -> None:
    """Remove an assessment with everything in it; raises Settled for what carries a certificate."""
    with writing() as session:
        assessment = any_for(user, assessment_id, Action.DELETE_ASSESSMENT)
        if is_settled(assessment):
            raise Settled
        note(
            user.tenant_id,
            "assessment.deleted",
            assessment_id,
            {"title": name_of(assessment), "assessed_on": assessment.assessed_on.isoformat()},
        )
        session.delete(assessment)


def is_settled(assessment: Assessment) -> bool:
    """Whether a certificate rests on it."""
    return assessment.decision is not None and assessment.decision.certify


def name_of(assessment: Assessment) -> str:
    """What an assessment is called: its title, or whom it is about."""
    return assessment.title or str(assessment.stated["name"])


def _withdraw_orders(session: Session, assessment: Assessment) -> None:
    """What was ordered of an earlier submission is not wanted any more."""
    orders = select(PrintOrder).where(
        PrintOrder.tenant_id == assessment.tenant_id, PrintOrder.assessment_id == assessment.id
    )
    for order in session.scalars(orders):
        session.delete(order)
    session.flush()


# --- one's own part ---------------------------------------------------------------------------------


def finish(user: User, assessment_id: UUID, *, finished: bool) -> Respondent | None:
    """Say that one has answered what one was asked, or that one has not after all."""
    with writing():
        assessment = opened_for(user, assessment_id, Action.ANSWER)
        own = respondent_of(assessment, user)
        if own is not None and (own.finished_at is not None) != finished:
            own.finished_at = now() if finished else None
            note(
                user.tenant_id,
                "respondent.finished" if finished else "respondent.resumed",
                assessment_id,
                {"name": own.name},
            )
        return own
