"""What changes assessments."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.register_rows import evidence_rows, measurement_rows
from assessor.assessments.sheets import (
    answer_rows,
    decision_row,
    finding_rows,
    organisation_fields,
    respondent_rows,
    team_fields,
)
from assessor.extensions import db, writing
from assessor.models import Assessment, Organisation, Tenant
from assessor.prints.orders import orders_of


def record(sheet: AnswerSheet, tenant: Tenant, recorded_by: str) -> Assessment:
    """Store a checked sheet. The same file again changes nothing and gives the assessment that is there."""
    tenant_id = tenant.id
    try:
        with writing():
            return _recorded(sheet, tenant_id) or _added(sheet, tenant_id, recorded_by)
    except IntegrityError:
        # On an engine where writers do not wait for each other, somebody recorded the same file just now.
        other = _recorded(sheet, tenant_id)
        if other is None:
            raise
        return other


def _recorded(sheet: AnswerSheet, tenant_id: object) -> Assessment | None:
    return db.session.scalar(
        select(Assessment).where(Assessment.tenant_id == tenant_id, Assessment.source_digest == sheet.digest)
    )


def _added(sheet: AnswerSheet, tenant_id: object, recorded_by: str) -> Assessment:
    assessment = Assessment(
        tenant_id=tenant_id,
        organisation=_organisation(sheet, tenant_id),
        model=sheet.model.reference,
        model_digest=sheet.model.digest,
        track=sheet.track,
        profile=sheet.profile,
        status=sheet.status,
        assessed_on=sheet.assessed_on,
        stated=organisation_fields(sheet.organisation),
        team=team_fields(sheet.assessors),
        title=sheet.title,
        source=sheet.source,
        source_digest=sheet.digest,
        recorded_by=recorded_by,
        answers=list(answer_rows(sheet, recorded_by)),
        findings=finding_rows(sheet.findings),
        evidence=evidence_rows(sheet.evidence),
        measurements=measurement_rows(sheet.measurements),
        decision=decision_row(sheet.decision),
        respondents=respondent_rows(sheet.respondents),
    )
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(orders_of(assessment))
    return assessment


def _organisation(sheet: AnswerSheet, tenant_id: object) -> Organisation:
    """The organisation of that name; what the latest assessment states about it is what is known of it."""
    fields = organisation_fields(sheet.organisation)
    known = db.session.scalar(
        select(Organisation).where(Organisation.tenant_id == tenant_id, Organisation.name == fields["name"])
    )
    if known is None:
        return Organisation(tenant_id=tenant_id, **fields)
    latest = db.session.scalar(
        select(Assessment.assessed_on)
        .where(Assessment.tenant_id == tenant_id, Assessment.organisation_id == known.id)
        .order_by(Assessment.assessed_on.desc())
        .limit(1)
    )
    if latest is None or latest <= sheet.assessed_on:
        for name, value in fields.items():
            setattr(known, name, value)
    return known
