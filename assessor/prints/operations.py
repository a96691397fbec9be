"""Documents of recorded assessments, printed once; and the orders to print them ahead."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, or_, select, update

from assessor.brands.operations import brand_of
from assessor.extensions import db, writing
from assessor.languages import Language
from assessor.models import Assessment, IssuedReport, PrintOrder
from assessor.models.base import now
from assessor.prints import store
from assessor.reports.issuing import certificate, made_from, report
from assessor.reports.operations import document_for
from assessor.reports.variants import variant

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 4
PAUSES = (timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))


class NothingToPrint(LookupError):
    """The assessment has no certificate to print."""


def printed(assessment: Assessment, language: Language, kind: str = "report", name: str = "full") -> bytes:
    """The document of a recorded assessment: as it was issued, or printed now and kept.

    Raises NothingToPrint for a certificate that was not issued, KeyError for an unknown variant.
    """
    chosen = variant(name)
    document = document_for(assessment, language, current_app.config["MODEL_FOLDERS"])
    if kind == "certificate" and not (document.certificate and document.certificate.issued):
        raise NothingToPrint("no certificate was issued for this assessment")
    brand = brand_of(assessment.tenant_id)
    key = made_from(document, language, brand, f"{kind} {name}")
    kept = _kept(assessment, key)
    if kept is not None:
        return kept
    content = (
        certificate(document, language, brand)
        if kind == "certificate"
        else report(document, language, brand, chosen)
    )
    row = IssuedReport(kind=kind, variant=name, language=language, made_from=key)
    return _issued(assessment, row, content)


def _kept(assessment: Assessment, key: str) -> bytes | None:
    row = db.session.scalar(_issued_as(assessment, key))
    return store.get(row.digest) if row else None


def _issued(assessment: Assessment, row: IssuedReport, content: bytes) -> bytes:
    """Keep what was printed. Where somebody else was first, theirs is what everybody gets."""
    digest = store.put(content)
    with writing() as session:
        first = session.scalar(_issued_as(assessment, row.made_from))
        if first is None:
            row.tenant_id, row.assessment_id, row.digest = assessment.tenant_id, assessment.id, digest
            session.add(row)
            return content
        if store.get(first.digest) is None:  # its file is gone
            first.digest = digest
            return content
        digest = first.digest
    return store.get(digest) or content


def _issued_as(assessment: Assessment, key: str) -> Select[tuple[IssuedReport]]:
    return select(IssuedReport).where(
        IssuedReport.tenant_id == assessment.tenant_id,
        IssuedReport.assessment_id == assessment.id,
        IssuedReport.made_from == key,
    )


# --- orders -----------------------------------------------------------------------------------------


def claim() -> PrintOrder | None:
    """Take the order that waits longest, or one whose holder has gone; None where nothing is due."""
    moment = now()
    free = or_(
        (PrintOrder.state == "waiting") & (PrintOrder.due_at <= moment),
        (PrintOrder.state == "printing") & (PrintOrder.held_until < moment),
    )
    oldest = select(PrintOrder.id).where(free).order_by(PrintOrder.due_at, PrintOrder.id).limit(1)
    with writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            oldest = oldest.with_for_update(skip_locked=True)
        taken = session.scalar(
            update(PrintOrder)
            .where(PrintOrder.id == oldest.scalar_subquery())
            .values(
                state="printing",
                attempts=PrintOrder.attempts + 1,
                fence=PrintOrder.fence + 1,
                held_until=moment + LEASE,
            )
            .returning(PrintOrder)
        )
        if taken is not None:
            session.expunge(taken)
        return taken


def fulfil(order: PrintOrder) -> str:
    """Print what an order asks for; the state it ends in. Nothing is changed where another took it over."""
    try:
        assessment = db.session.scalars(_ordered(order)).one()
        printed(assessment, order.language, order.kind, order.variant)  # type: ignore[arg-type]
        state, fault = "done", ""
    except NothingToPrint as error:
        state, fault = "failed", str(error)
    except Exception as error:
        db.session.rollback()
        state = "waiting" if order.attempts < MOST_ATTEMPTS else "failed"
        fault = f"{type(error).__name__}: {error}"
    return state if _end(order, state, fault) else "taken over"


def _ordered(order: PrintOrder) -> Select[tuple[Assessment]]:
    return select(Assessment).where(
        Assessment.tenant_id == order.tenant_id, Assessment.id == order.assessment_id
    )


def _end(order: PrintOrder, state: str, fault: str) -> bool:
    """Write down how it ended, where the order is still held by whoever says so."""
    due = now() + PAUSES[min(order.attempts, len(PAUSES)) - 1] if state == "waiting" else order.due_at
    with writing() as session:
        ended = session.scalar(
            update(PrintOrder)
            .where(PrintOrder.id == order.id, PrintOrder.fence == order.fence)
            .values(state=state, fault=fault[:2000], due_at=due, held_until=None)
            .returning(PrintOrder.id)
        )
        return ended is not None
