"""What a copy is made of and compared with: the permission is the fetch."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessor.access import Action, State, User, allows, relation_to
from assessor.assessments.sheets import ModelChanged
from assessor.extensions import db
from assessor.models import Answer, AnswerRevision, Assessment
from assessor.workbooks.content import Held, content_of
from assessor.workbooks.sheets import Sheet
from criteria.model import Model
from criteria.registry import load


def assessment_to_copy(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """The assessment with its respondents, where somebody may act on its workbooks.

    Answers 404 to whoever may not know that it exists, and for one that was handed in as a file: that is
    corrected in the file. Answers 403 to whoever may see it but not do this.
    """
    assessment = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
        .options(selectinload(Assessment.respondents))
    )
    if assessment is None or assessment.answering is None:
        abort(404)
    if not allows(action, relation_to(user, assessment.tenant_id), State(assessment.status)):
        abort(403)
    return assessment


def model_of(assessment: Assessment, folders: Sequence[Path]) -> Model:
    """The model that an assessment answers to.

    Raises UnknownModel where it is gone, and ModelChanged where a published version was altered.
    """
    model = load(assessment.model, folders)
    if model.digest != assessment.model_digest and model.status == "published":
        raise ModelChanged(f"{assessment.model}: a published version may not change, and this one did")
    return model


def answers_on(assessment: Assessment, sheet: Sheet) -> dict[str, Answer]:
    """The answers on a sheet by practice."""
    found = db.session.scalars(
        select(Answer).where(
            Answer.tenant_id == assessment.tenant_id,
            Answer.assessment_id == assessment.id,
            Answer.role == sheet.role,
            Answer.given_by == sheet.given_by,
        )
    )
    return {answer.practice_id: answer for answer in found}


def held_on(assessment: Assessment, sheet: Sheet) -> dict[str, Held]:
    """What the application holds on a sheet, by practice."""
    return {
        practice: Held(content_of(answer), answer.version)
        for practice, answer in answers_on(assessment, sheet).items()
    }


def saves_known(assessment: Assessment, keys: Collection[str]) -> dict[str, AnswerRevision]:
    """The saves with these keys, by key."""
    found = db.session.scalars(
        select(AnswerRevision).where(
            AnswerRevision.tenant_id == assessment.tenant_id,
            AnswerRevision.assessment_id == assessment.id,
            AnswerRevision.key.in_(keys),
        )
    )
    return {revision.key: revision for revision in found}


def saves_of(
    assessment: Assessment, practices: Collection[str]
) -> Mapping[tuple[str, str, str, int], AnswerRevision]:
    """The saves that became a version of an answer to these practices: by role, person, practice, version."""
    found = db.session.scalars(
        select(AnswerRevision).where(
            AnswerRevision.tenant_id == assessment.tenant_id,
            AnswerRevision.assessment_id == assessment.id,
            AnswerRevision.practice_id.in_(practices),
            AnswerRevision.version.is_not(None),
        )
    )
    return {(row.role, row.given_by, row.practice_id, row.version or 0): row for row in found}
