"""Which certificates of an organisation were issued: what has to stay when it is deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from assessor.assessments.sheets import sheet_of
from assessor.extensions import db
from assessor.models import Assessment, Decision, IssuedReport
from assessor.organisations.exported_assessments import NOT_COMPUTABLE
from assessor.reports.operations import document_of
from criteria.certification import validity

DEFAULT_YEARS = 3
"""How long a certificate runs where its model can no longer be read to say so."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What verifying a certificate takes; `level` is 0 where its model can no longer be read to say it."""

    number: str
    holder: str
    scope: str
    model: str
    track: str
    level: int
    decided_on: date
    effective_on: date
    expires_on: date


def issued_by(tenant_id: UUID, folders: Sequence[Path] = ()) -> list[Certificate]:
    """The certificates of a tenant: earned under its model as it is, or printed while it could be read."""
    of = Assessment
    chosen = (
        select(of)
        .join(Decision, (Decision.tenant_id == of.tenant_id) & (Decision.assessment_id == of.id))
        .where(of.tenant_id == tenant_id, of.status == "submitted", Decision.certify.is_(True))
        .order_by(of.assessed_on, of.id)
    )
    return [found for row in db.session.scalars(chosen).all() for found in _certificate(row, folders)]


def _certificate(row: Assessment, folders: Sequence[Path]) -> Iterator[Certificate]:
    try:
        sheet = sheet_of(row, folders)
        document = document_of(sheet, "en")
    except NOT_COMPUTABLE:
        if _was_printed(row):
            yield _kept(row, 0, DEFAULT_YEARS)
        return
    rules, made = sheet.model.certification, document.certificate
    if rules is not None and made is not None and made.issued and document.level is not None:
        yield _kept(row, document.level.number, rules.years)


def _was_printed(row: Assessment) -> bool:
    of = IssuedReport
    chosen = select(of.id).where(
        of.tenant_id == row.tenant_id, of.assessment_id == row.id, of.kind == "certificate"
    )
    return db.session.scalar(chosen.limit(1)) is not None


def _kept(row: Assessment, level: int, years: int) -> Certificate:
    made = row.decision
    assert made is not None, "chosen by its decision"
    first, last = validity(made.decided_on, years)
    return Certificate(
        number=made.certificate_number,
        holder=row.stated["name"],
        scope=row.stated["scope"],
        model=row.model,
        track=row.track,
        level=level,
        decided_on=made.decided_on,
        effective_on=made.effective_on or first,
        expires_on=last,
    )
