"""The sheet that somebody answers on and what stands there: few and light statements, for every page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import abort, current_app
from sqlalchemy import ColumnElement, and_, select

from assessor.access import Action, State, User, allows, relation_to
from assessor.answering.sheets import Sheet, Standing, entry_of
from assessor.assessments.sheets import ModelChanged
from assessor.extensions import db
from assessor.models import CONSENSUS, Answer, AnswerRevision, Assessment, Evidence, Respondent
from criteria.model import Criterion, Dimension, Model, Practice
from criteria.registry import load


def sheet_for(user: User, assessment_id: UUID, action: Action) -> Sheet:
    """The sheet that a visitor answers on.

    Where everybody answers together it is the organisation's, elsewhere the respondent's own. Answers 404 to
    whoever may not know of the assessment, and where it is not answered here (it was handed in as a file);
    403 to whoever may not do this, or was not asked.
    """
    assessment, respondent = _fetched(user, assessment_id, action)
    if assessment.answering is None:
        abort(404)
    leads = _leads(user, assessment)
    own = assessment.answering == "apart"
    if respondent is None and (own or not leads):
        abort(403)
    model = _model_of(assessment)
    asked = respondent.dimensions if respondent is not None and (own or not leads) else []
    return Sheet(
        tenant_id=assessment.tenant_id,
        assessment_id=assessment.id,
        title=assessment.title or assessment.stated["name"],
        model=model,
        track=assessment.track,
        role="respondent" if own else CONSENSUS,
        given_by=respondent.name if own and respondent is not None else assessment.recorded_by,
        person=_person(user, respondent),
        account_id=user.account_id,
        dimensions=_asked(model, asked),
        status=assessment.status,
    )


def _fetched(user: User, assessment_id: UUID, action: Action) -> tuple[Assessment, Respondent | None]:
    """The assessment, where somebody may act on it, and what it asked of them."""
    found = db.session.execute(
        select(Assessment, Respondent)
        .outerjoin(
            Respondent,
            and_(
                Respondent.tenant_id == Assessment.tenant_id,
                Respondent.assessment_id == Assessment.id,
                Respondent.account_id.is_not(None),  # without an account nobody is a respondent here
                Respondent.account_id == user.account_id,
            ),
        )
        .where(Assessment.id == assessment_id, Assessment.tenant_id == user.tenant_id)
    ).one_or_none()
    if found is None:
        abort(404)
    if not allows(action, relation_to(user, found[0].tenant_id), State(found[0].status)):
        abort(403)
    return found[0], found[1]


def _leads(user: User, assessment: Assessment) -> bool:
    return allows(Action.READ_ANSWERS, relation_to(user, assessment.tenant_id), State(assessment.status))


def _person(user: User, respondent: Respondent | None) -> str:
    return respondent.name if respondent is not None else user.name


def _model_of(assessment: Assessment) -> Model:
    model = load(assessment.model, current_app.config["MODEL_FOLDERS"])
    if model.digest != assessment.model_digest and model.status == "published":
        raise ModelChanged(f"{assessment.model}: a published version may not change")
    return model


def _asked(model: Model, names: Sequence[str]) -> tuple[Dimension, ...]:
    return tuple(d for d in model.dimensions if not names or d.id in names)


def criterion_on(sheet: Sheet, criterion_id: str) -> Criterion:
    """A criterion of the sheet; 404 where the model has none of that id, 403 where it was not asked."""
    found = next((c for c in sheet.criteria if c.id == criterion_id), None)
    if found is None:
        abort(403 if any(c.id == criterion_id for c in sheet.model.criteria) else 404)
    return found


def practice_on(sheet: Sheet, practice_id: str) -> Practice:
    """A practice of the sheet; 404 where the model has none of that id, 403 where it was not asked."""
    found = sheet.practice(practice_id)
    if found is None:
        abort(403 if any(p.id == practice_id for p in sheet.model.practices) else 404)
    return found


# --- answers ----------------------------------------------------------------------------------------


def on_sheet(row: type[Answer] | type[AnswerRevision], sheet: Sheet) -> tuple[ColumnElement[bool], ...]:
    """The condition for rows of a sheet."""
    return (
        row.tenant_id == sheet.tenant_id,
        row.assessment_id == sheet.assessment_id,
        row.role == sheet.role,
        row.given_by == sheet.given_by,
    )


def made_by_visitor(sheet: Sheet) -> ColumnElement[bool]:
    """The condition for what the visitor saved; whoever sits at the machine has a name only."""
    if sheet.account_id is not None:
        return AnswerRevision.account_id == sheet.account_id
    return and_(AnswerRevision.account_id.is_(None), AnswerRevision.made_by == sheet.person)


def answered_on(sheet: Sheet) -> frozenset[str]:
    """The ids of all practices that have an answer."""
    rows = db.session.execute(
        select(Answer.practice_id, Answer.values, Answer.not_applicable).where(*on_sheet(Answer, sheet))
    )
    return frozenset(practice_id for practice_id, values, left_out in rows if values or left_out)


def standings_on(sheet: Sheet, practices: Iterable[str]) -> dict[str, Standing]:
    """What the sheet says about practices, and who said it; those without a row are absent."""
    rows = db.session.execute(
        select(Answer, AnswerRevision.made_by)
        .outerjoin(
            AnswerRevision,
            and_(
                *on_sheet(AnswerRevision, sheet),
                AnswerRevision.practice_id == Answer.practice_id,
                AnswerRevision.version == Answer.version,
                AnswerRevision.state == "applied",
            ),
        )
        .where(*on_sheet(Answer, sheet), Answer.practice_id.in_(list(practices)))
        .order_by(AnswerRevision.id)
    )
    found: dict[str, Standing] = {}
    for answer, made_by in rows:
        # saves that changed nothing have the version of the one before them, who made the answer
        found.setdefault(
            answer.practice_id, Standing(entry_of(answer), answer.version, made_by or "", answer.given_at)
        )
    return found


def conflicts_on(sheet: Sheet) -> dict[str, AnswerRevision]:
    """What the visitor saved on an answer that had changed meanwhile, until they choose; by practice."""
    rows = db.session.scalars(
        select(AnswerRevision)
        .where(
            *on_sheet(AnswerRevision, sheet),
            made_by_visitor(sheet),
            AnswerRevision.state == "conflicting",
        )
        .order_by(AnswerRevision.id)
    )
    return {row.practice_id: row for row in rows}


# --- evidence ---------------------------------------------------------------------------------------


def evidence_on(sheet: Sheet, practices: Iterable[str]) -> dict[str, list[Evidence]]:
    """The evidence for each of some practices; on a sheet of one's own, what one added oneself."""
    wanted = set(practices)
    found: dict[str, list[Evidence]] = defaultdict(list)
    rows = db.session.scalars(
        select(Evidence)
        .where(Evidence.tenant_id == sheet.tenant_id, Evidence.assessment_id == sheet.assessment_id)
        .order_by(Evidence.position, Evidence.id)
    )
    for row in rows:
        if sheet.is_own and row.account_id != sheet.account_id:
            continue
        for practice_id in wanted.intersection(row.practices):
            found[practice_id].append(row)
    return found


def evidence_for(user: User, assessment_id: UUID, evidence_id: UUID, action: Action) -> Evidence:
    """One item of evidence, where somebody may act on it: those who lead on any, others on what they see.

    To change it (`Action.ANSWER`), others must have added it themselves. 404 and 403 as for `sheet_for`.
    """
    assessment, respondent = _fetched(user, assessment_id, action)
    row = db.session.scalar(
        select(Evidence).where(
            Evidence.id == evidence_id,
            Evidence.tenant_id == assessment.tenant_id,
            Evidence.assessment_id == assessment.id,
        )
    )
    if row is None:
        abort(404)
    if _leads(user, assessment):
        return row
    if respondent is None or not _shown_to(respondent, assessment, row):
        abort(404)
    if action is Action.ANSWER and not may_remove(row, user.account_id, leads=False):
        abort(403)
    return row


def may_remove(row: Evidence, account_id: UUID | None, *, leads: bool) -> bool:
    """Whether somebody may take evidence away."""
    return leads or (account_id is not None and row.account_id == account_id)


def _shown_to(respondent: Respondent, assessment: Assessment, row: Evidence) -> bool:
    if assessment.answering == "apart":
        return row.account_id == respondent.account_id
    asked = _asked(_model_of(assessment), respondent.dimensions)
    return not {d.id for d in asked}.isdisjoint(name.split(".")[0] for name in row.practices)
