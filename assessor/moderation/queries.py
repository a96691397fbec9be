"""What several people answered apart, and what was settled: the permission is the fetch."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import abort, current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessor.access import Action, State, User, allows, relation_to
from assessor.extensions import db
from assessor.models import CONSENSUS, Answer, AnswerRevision, Assessment, Evidence, Respondent
from assessor.moderation.cases import Case, Person, Settled
from assessor.opening.progress import is_carried_over
from criteria.answers import Answers, RawAnswer, parse_answers
from criteria.model import Model, Practice
from criteria.registry import load

APART = "apart"


@dataclass(frozen=True, slots=True)
class Moderation:
    """An assessment with its people and, for the practices that were asked for, what they said."""

    assessment: Assessment
    model: Model
    people: tuple[Person, ...]
    cases: tuple[Case, ...]


def answered_apart(assessment: Assessment) -> bool:
    """Whether several people answered for themselves, in the application or in a file that was handed in."""
    return assessment.answering == APART or (assessment.answering is None and bool(assessment.respondents))


def may_settle(user: User, assessment: Assessment) -> bool:
    """Whether somebody may settle answers now: never those of a file, which stay as they were handed in."""
    relation = relation_to(user, assessment.tenant_id)
    return assessment.answering == APART and allows(Action.MODERATE, relation, State(assessment.status))


def assessment_of(user: User, assessment_id: UUID, action: Action) -> Assessment:
    """The assessment with its respondents, where somebody may act on it.

    Answers 404 to whoever may not know that it exists, and 403 to whoever may see it but not do this.
    """
    assessment = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
        .options(selectinload(Assessment.respondents))
    )
    if assessment is None:
        abort(404)
    if not allows(action, relation_to(user, assessment.tenant_id), State(assessment.status)):
        abort(403)
    if action is Action.MODERATE and not may_settle(user, assessment):
        abort(403)
    return assessment


def moderation_of(assessment: Assessment, practices: Collection[str] | None = None) -> Moderation:
    """What was said and settled about these practices; None for all of the model.

    Raises UnknownModel where the model is gone, AnswersInvalid where answers do not fit it any more.
    """
    model = load(assessment.model, folders())
    asked = [p for p in model.practices if practices is None or p.id in practices]
    rows = _rows(assessment, [practice.id for practice in asked] if practices is not None else None)
    people = tuple(_people(assessment, model, rows))
    settled = _settled(assessment, model, rows)
    cases = tuple(_case(assessment, model, practice, people, settled) for practice in asked)
    return Moderation(assessment, model, people, cases)


def evidence_for(assessment: Assessment) -> Sequence[Evidence]:
    """The evidence of an assessment, in the order in which it was added."""
    return db.session.scalars(
        select(Evidence)
        .where(Evidence.tenant_id == assessment.tenant_id, Evidence.assessment_id == assessment.id)
        .order_by(Evidence.position)
    ).all()


def revisions_of(assessment: Assessment, practices: Collection[str]) -> Sequence[AnswerRevision]:
    """Every save of the organisation's answers to these practices, the oldest first."""
    return db.session.scalars(
        select(AnswerRevision)
        .where(
            AnswerRevision.tenant_id == assessment.tenant_id,
            AnswerRevision.assessment_id == assessment.id,
            AnswerRevision.role == CONSENSUS,
            AnswerRevision.practice_id.in_(practices),
        )
        .order_by(AnswerRevision.id)
    ).all()


def folders() -> Sequence[Path]:
    """Where packs are besides the built-in ones."""
    found: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return found


# --- from rows --------------------------------------------------------------------------------------


def _rows(assessment: Assessment, practices: Sequence[str] | None) -> Sequence[Any]:
    """Columns, not entities: a page about 30 people and 120 practices needs no 3600 objects to change."""
    chosen = select(
        Answer.practice_id,
        Answer.role,
        Answer.given_by,
        Answer.given_at,
        Answer.values,
        Answer.sites,
        Answer.not_applicable,
        Answer.reason,
        Answer.approved_by,
        Answer.comment,
        Answer.rationale,
        Answer.version,
    ).where(
        Answer.tenant_id == assessment.tenant_id,
        Answer.assessment_id == assessment.id,
        Answer.role.in_((CONSENSUS, "respondent")),
    )
    if practices is not None:
        chosen = chosen.where(Answer.practice_id.in_(practices))
    return db.session.execute(chosen.order_by(Answer.id)).all()


def _people(assessment: Assessment, model: Model, rows: Sequence[Any]) -> Iterator[Person]:
    own: dict[str, list[Any]] = {}
    for row in rows:
        if row.role == "respondent":
            own.setdefault(row.given_by, []).append(row)
    for respondent in assessment.respondents:
        yield _person(assessment, model, respondent, own.get(respondent.name, []))


def _person(assessment: Assessment, model: Model, respondent: Respondent, own: Sequence[Any]) -> Person:
    return Person(
        name=respondent.name,
        group=respondent.seen_from,
        dimensions=frozenset(respondent.dimensions or ()),
        # whoever is in a file has said what there was to say
        finished=respondent.finished_at is not None or assessment.answering is None,
        finished_at=respondent.finished_at,
        answers=_parsed(model, assessment, own),
        comments={row.practice_id: row.comment for row in own if row.comment},
        at={row.practice_id: row.given_at for row in own},
    )


def _settled(assessment: Assessment, model: Model, rows: Sequence[Any]) -> Mapping[str, Settled]:
    own = [row for row in rows if row.role == CONSENSUS]
    opinions = _parsed(model, assessment, own)
    return {
        row.practice_id: Settled(
            opinions.get(row.practice_id),
            row.rationale,
            row.version,
            row.given_at,
            is_carried_over(assessment, row),
        )
        for row in own
    }


def _parsed(model: Model, assessment: Assessment, rows: Iterable[Any]) -> Answers:
    return parse_answers(model, assessment.track, [_raw(assessment, row) for row in rows])


def _raw(assessment: Assessment, row: Any) -> RawAnswer:  # noqa: ANN401 - the columns of `_rows`
    return RawAnswer(
        practice=row.practice_id,
        where=assessment.source,
        values={**row.values, **row.sites},
        not_applicable=row.not_applicable,
        reason=row.reason,
        approved_by=row.approved_by,
        comment=row.comment,
    )


def _case(
    assessment: Assessment,
    model: Model,
    practice: Practice,
    people: Sequence[Person],
    settled: Mapping[str, Settled],
) -> Case:
    dimension = next(model.lineage(practice.id))
    return Case(
        practice=practice,
        rating=model.rating_of(practice, assessment.track),
        people=tuple(person for person in people if person.is_asked(dimension, practice.id)),
        settled=settled.get(practice.id),
    )
