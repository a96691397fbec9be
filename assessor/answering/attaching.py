"""What changes the evidence of a practice: attaching a file or a link, and taking one away."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.access import Action, User
from assessor.activity.operations import note
from assessor.answering import evidence as files
from assessor.answering.queries import evidence_for, practice_on, sheet_for
from assessor.answering.sheets import Sheet
from assessor.answers.evidence import MOST_ITEMS
from assessor.extensions import writing
from assessor.languages import message
from assessor.models import Evidence
from assessor.models.base import now


def attach_file(
    user: User, assessment_id: UUID, practice_id: str, told: dict[str, str], name: str, content: bytes
) -> Evidence:
    """Attach a file; `told` are its kind and title, for which its name stands in.

    Raises FileRefused for what is not taken, or is attached there already.
    """
    practice_on(sheet_for(user, assessment_id, Action.ANSWER), practice_id)  # before anything is kept
    media_type = files.media_type_of(name, content)
    digest = files.put(user.tenant_id, content)
    shown = files.clean_name(name)
    with writing() as session:
        sheet = sheet_for(user, assessment_id, Action.ANSWER)
        practice_on(sheet, practice_id)
        row = _row(sheet, practice_id, told["kind"], told["title"] or shown)
        row.sha256, row.filename, row.media_type, row.size = digest, shown, media_type, len(content)
        _add(session, sheet, row)
        # whoever took the same file away just now may have deleted it since
        files.put(user.tenant_id, content)
    return row


def attach_link(user: User, assessment_id: UUID, practice_id: str, told: dict[str, str]) -> Evidence:
    """Attach a link; `told` are its kind, title and address. Raises FileRefused where it is there already."""
    with writing() as session:
        sheet = sheet_for(user, assessment_id, Action.ANSWER)
        practice_on(sheet, practice_id)
        row = _row(sheet, practice_id, told["kind"], told["title"] or host_of(told["link"]))
        row.link = told["link"]
        _add(session, sheet, row)
    return row


def remove_evidence(user: User, assessment_id: UUID, evidence_id: UUID) -> tuple[str, ...]:
    """Take evidence away, and its file where nothing else refers to it; returns what it was for."""
    with writing() as session:
        row = evidence_for(user, assessment_id, evidence_id, Action.ANSWER)
        digest, practices = (row.sha256 if row.filename else ""), tuple(row.practices)
        note(user.tenant_id, "evidence.removed", assessment_id, _named(row))
        session.delete(row)
    if digest:
        _discard(user.tenant_id, digest)
    return practices


def _discard(tenant_id: UUID, digest: str) -> None:
    """Delete a file once its row is gone for good; nobody can attach it again while this looks."""
    with writing() as session:
        used = select(Evidence.id).where(
            Evidence.tenant_id == tenant_id, Evidence.sha256 == digest, Evidence.filename != ""
        )
        if session.scalar(used.limit(1)) is None:
            files.discard(tenant_id, digest)


def _row(sheet: Sheet, practice_id: str, kind: str, title: str) -> Evidence:
    return Evidence(
        tenant_id=sheet.tenant_id,
        assessment_id=sheet.assessment_id,
        kind=kind,
        practices=[practice_id],
        title=title,
        seen_by="",
        site="",
        note="",
        sha256="",
        link="",
        filename="",
        media_type="",
        added_by=sheet.person,
        account_id=sheet.account_id,
        added_at=now(),
    )


def _add(session: Session, sheet: Sheet, row: Evidence) -> None:
    others = session.scalars(
        select(Evidence).where(
            Evidence.tenant_id == sheet.tenant_id, Evidence.assessment_id == sheet.assessment_id
        )
    ).all()
    if len(others) >= MOST_ITEMS:
        raise files.FileRefused(message("No more evidence can be attached to this assessment"))
    if any(_is_the_same(other, row) for other in others):
        raise files.FileRefused(message("This is attached already"))
    row.position = max((other.position for other in others), default=-1) + 1
    row.reference = _free_reference(others)
    session.add(row)
    session.flush()
    note(sheet.tenant_id, "evidence.added", sheet.assessment_id, _named(row))


def host_of(link: str) -> str:
    """What stands for a link without a title: in full, it may itself let somebody in.

    >>> host_of("https://share.example/s/PRIVATE-TOKEN")
    'share.example'
    """
    return urlsplit(link).hostname or link


def _named(row: Evidence) -> dict[str, str]:
    """What the log of the organisation says of it."""
    return {"title": row.title, "reference": row.reference}


def _is_the_same(other: Evidence, row: Evidence) -> bool:
    told = (row.sha256, row.link, row.practices, row.account_id)
    return (other.sha256, other.link, other.practices, other.account_id) == told


def _free_reference(others: Sequence[Evidence]) -> str:
    """The next of E-1, E-2 …; what was handed in with a file has references of its own."""
    taken = {other.reference for other in others}
    number = len(taken) + 1
    while f"E-{number}" in taken:
        number += 1
    return f"E-{number}"
