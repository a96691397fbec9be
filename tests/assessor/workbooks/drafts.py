"""Assessments that are answered in the application, and files as they come back filled in."""

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from assessor.extensions import db, writing
from assessor.models import (
    CONSENSUS,
    Account,
    Answer,
    AnswerRevision,
    Assessment,
    Organisation,
    Respondent,
    Tenant,
)
from criteria.model import Model
from criteria.registry import load
from tests.assessor.answers.opened_workbooks import Opened

MODEL: Model = load("cmc")
FIRST, SECOND, THIRD = (practice.id for practice in MODEL.practices[:3])
OF_OPERATIONS = next(practice.id for practice in MODEL.practices if practice.id.startswith("operations."))
LAST = MODEL.practices[-1].id
OWNER = "Owner of local"
STATED = {
    "name": "Lantern Street Bank",
    "industry": "K",
    "country": "CN",
    "employees": 1200,
    "scope": "",
    "sites": [],
}


def draft(tenant: Tenant, answering: str = "together", **changes: object) -> Assessment:
    """An assessment as somebody opened it in the application."""
    name = uuid4()
    with writing() as session:
        organisation = Organisation(tenant_id=tenant.id, **{**STATED, "name": f"Bank {name.hex[:6]}"})
        session.add(organisation)
        session.flush()
        made = Assessment(
            tenant_id=tenant.id,
            organisation_id=organisation.id,
            model=MODEL.reference,
            model_digest=MODEL.digest,
            track="declared",
            status="draft",
            assessed_on=date(2026, 11, 20),
            stated=STATED,
            team=[],
            source="application",
            source_digest=hashlib.sha256(name.bytes).hexdigest(),
            recorded_by=OWNER,
            title="Autumn 2026",
            answering=answering,
        )
        for key, value in changes.items():
            setattr(made, key, value)
        session.add(made)
    return made


def unsaved() -> Assessment:
    """An assessment that only files are made of and compared with."""
    return Assessment(
        id=uuid4(),
        tenant_id=uuid4(),
        model=MODEL.reference,
        model_digest=MODEL.digest,
        track="declared",
        status="draft",
        stated=STATED,
        recorded_by=OWNER,
        answering="together",
        respondents=[],
    )


def person(assessment: Assessment, name: str, account: Account | None = None, *dimensions: str) -> Respondent:
    """Somebody who was asked to answer; about everything where no dimension is named."""
    with writing() as session:
        made = Respondent(
            tenant_id=assessment.tenant_id,
            assessment_id=assessment.id,
            position=len(session.scalars(select(Respondent)).all()),
            name=name,
            seen_from="front line",
            account_id=account.id if account else None,
            dimensions=list(dimensions),
        )
        session.add(made)
    return made


def say(
    assessment: Assessment, practice: str, value: str | None, whose: str | None = None, **more: object
) -> Answer:
    """Answer in the application, as anybody does: with a revision; once more where there is an answer."""
    role, given_by = ("respondent", whose) if whose else (CONSENSUS, OWNER)
    with writing() as session:
        answer = answer_to(assessment, practice, whose) or Answer(
            tenant_id=assessment.tenant_id,
            assessment_id=assessment.id,
            practice_id=practice,
            role=role,
            given_by=given_by,
        )
        answer.values = {} if value is None else {"answer": value}
        for key, text in more.items():
            setattr(answer, key, text)
        session.add(answer)
        session.flush()
        session.add(
            AnswerRevision(
                tenant_id=assessment.tenant_id,
                assessment_id=assessment.id,
                practice_id=practice,
                role=role,
                given_by=given_by,
                made_by="somebody",
                key=uuid4().hex,
                base=answer.version - 1,
                version=answer.version,
                state="applied",
                values=answer.values,
                not_applicable=bool(answer.not_applicable),
                reason=answer.reason or "",
                comment=answer.comment or "",
            )
        )
    return answer


def answer_to(assessment: Assessment, practice: str, whose: str | None = None) -> Answer | None:
    """What the application holds."""
    role, given_by = ("respondent", whose) if whose else (CONSENSUS, assessment.recorded_by)
    return db.session.scalar(
        select(Answer).where(
            Answer.assessment_id == assessment.id,
            Answer.practice_id == practice,
            Answer.role == role,
            Answer.given_by == given_by,
        )
    )


def value_of(assessment: Assessment, practice: str, whose: str | None = None) -> str | None:
    """The value that the application holds, as newest."""
    db.session.rollback()
    answer = answer_to(assessment, practice, whose)
    return answer.values.get("answer") if answer else None


def revisions(assessment: Assessment) -> list[AnswerRevision]:
    """Every save that came from a file."""
    db.session.rollback()
    found = select(AnswerRevision).where(
        AnswerRevision.assessment_id == assessment.id, AnswerRevision.key.startswith("workbook-")
    )
    return list(db.session.scalars(found.order_by(AnswerRevision.id)))


def filled(data: bytes, path: Path, cells: Mapping[tuple[str, str], object]) -> bytes:
    """A workbook with values typed into the cells of practices and columns."""
    path.write_bytes(data)
    book = Opened(path)
    name = next(name for name in book.names if book.cells[name][0][0] == "assessor:answers")
    book.fill(name, {book.at(name, practice, column): value for (practice, column), value in cells.items()})
    return book.save().read_bytes()


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Rows as a spreadsheet writes them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def changed_rows(data: bytes, cells: Mapping[tuple[str, str], str]) -> list[list[str]]:
    """A CSV with cells of practices and columns changed."""
    rows = rows_of(data)
    heading = next(row for row in rows if row[0] == "practice")
    for (practice, column), value in cells.items():
        row = next(row for row in rows if row[0] == practice)
        row[heading.index(column)] = value
    return rows
