"""Answer sheets and rows: what was recorded comes back exactly as it was handed in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assessor.answers.rows import RowChecks
from assessor.answers.sheet import (
    AnswerSheet,
    Assessor,
    Decision,
    Finding,
    Organisation,
    Respondent,
    Site,
)
from assessor.assessments.decimals import decimal_text
from assessor.assessments.register_rows import evidence_of, measurements_of
from assessor.models import CONSENSUS, Answer, Assessment
from assessor.models import Decision as DecisionRow
from assessor.models import Finding as FindingRow
from assessor.models import Respondent as RespondentRow
from criteria.answers import Answer as Given
from criteria.answers import Answers, NotApplicable, RawAnswer, SiteRating, parse_answers
from criteria.exact import exact
from criteria.model import Model
from criteria.registry import load


class ModelChanged(Exception):
    """A published version of a model is not what it was when this assessment was recorded."""


# --- to rows ----------------------------------------------------------------------------------------


def organisation_fields(who: Organisation) -> dict[str, Any]:
    """An organisation as plain values."""
    return {
        "name": who.name,
        "industry": who.industry,
        "country": who.country,
        "employees": who.employees,
        "scope": who.scope,
        "sites": [
            {"name": s.name, "share": None if s.share is None else decimal_text(s.share)} for s in who.sites
        ],
    }


def team_fields(team: Iterable[Assessor]) -> list[dict[str, Any]]:
    """The assessors in order, without their answers."""
    return [
        {
            "name": a.name,
            "role": a.role,
            "last_advised_on": a.last_advised_on and a.last_advised_on.isoformat(),
        }
        for a in team
    ]


def answer_rows(sheet: AnswerSheet, recorded_by: str) -> Iterator[Answer]:
    """The answers that are scored, then every assessor's own; and comments on what nobody rated yet."""
    yield from _rows(sheet.answers, CONSENSUS, recorded_by)
    yield from _remarks(sheet.comments, CONSENSUS, recorded_by)
    for assessor in sheet.assessors:
        yield from _rows(assessor.answers, "assessor", assessor.name)
        yield from _remarks(assessor.comments, "assessor", assessor.name)
    for person in sheet.respondents:
        yield from _rows(person.answers, "respondent", person.name)
        yield from _remarks(person.comments, "respondent", person.name)


def _remarks(comments: Mapping[str, str], role: str, given_by: str) -> Iterator[Answer]:
    for practice_id, comment in comments.items():
        yield Answer(
            practice_id=practice_id, role=role, given_by=given_by, comment=comment, values={}, sites={}
        )


def _rows(answers: Answers, role: str, given_by: str) -> Iterator[Answer]:
    for practice_id, answer in answers.items():
        row = Answer(practice_id=practice_id, role=role, given_by=given_by, comment=answer.comment)
        if isinstance(answer, NotApplicable):
            row.values, row.sites, row.not_applicable = {}, {}, True
            row.reason, row.approved_by = answer.reason, answer.approved_by
        else:
            row.values = {
                name: decimal_text(v) for name, v in answer.values.items() if name not in answer.sites
            }
            row.sites = {name: [_site_fields(s) for s in sites] for name, sites in answer.sites.items()}
        yield row


def _site_fields(rating: SiteRating) -> dict[str, str]:
    return {"site": rating.site, "share": decimal_text(rating.share), "value": decimal_text(rating.value)}


def finding_rows(findings: Sequence[Finding]) -> list[FindingRow]:
    """The findings in the order in which they were written."""
    return [
        FindingRow(
            position=position,
            reference=found.id,
            kind=found.kind,
            practice_or_criterion=found.on,
            text=found.text,
            status=found.status,
            plan_accepted=found.plan_accepted,
            closed_on=found.closed_on,
        )
        for position, found in enumerate(findings)
    ]


def respondent_rows(people: Sequence[Respondent]) -> list[RespondentRow]:
    """The respondents in order, without their answers."""
    return [
        RespondentRow(position=position, name=person.name, seen_from=person.group)
        for position, person in enumerate(people)
    ]


def decision_row(decision: Decision | None) -> DecisionRow | None:
    """The decision, where one was taken."""
    if decision is None:
        return None
    return DecisionRow(**{name: getattr(decision, name) for name in Decision.__dataclass_fields__})


# --- from rows --------------------------------------------------------------------------------------


def sheet_of(assessment: Assessment, folders: Sequence[Path] = (), *, originals: bool = True) -> AnswerSheet:
    """The sheet that was recorded; `folders` hold packs besides the built-in ones.

    Without `originals` it lacks what no score needs: what each assessor or respondent answered alone, the
    evidence and the measurements.

    Raises UnknownModel where its model is gone, ModelChanged where a published version was altered, and
    AnswersInvalid where a draft model changed so that the answers no longer fit it.
    """
    model = load(assessment.model, folders)
    if model.digest != assessment.model_digest and model.status == "published":
        raise ModelChanged(
            f"{assessment.model}: recorded with digest {assessment.model_digest[:12]}, "
            f"found {model.digest[:12]}; a published version may not change"
        )
    return AnswerSheet(
        model=model,
        track=assessment.track,
        status=assessment.status,  # type: ignore[arg-type]
        profile=assessment.profile,
        organisation=_organisation(assessment.stated),
        assessed_on=assessment.assessed_on,
        answers=_answers(model, assessment, assessment.scored),
        assessors=tuple(_assessor(model, assessment, entry) for entry in assessment.team)
        if originals
        else (),
        findings=tuple(_finding(row) for row in assessment.findings),
        decision=_decision(assessment.decision),
        source=assessment.source,
        digest=assessment.source_digest,
        comments=_comments(assessment.scored),
        evidence=evidence_of(assessment.evidence) if originals else (),
        measurements=measurements_of(assessment.measurements) if originals else (),
        respondents=_respondents(model, assessment) if originals else (),
        rationales=_rationales(assessment.scored),
        title=assessment.title,
    )


def _organisation(stated: Mapping[str, Any]) -> Organisation:
    sites = tuple(Site(s["name"], None if s["share"] is None else exact(s["share"])) for s in stated["sites"])
    return Organisation(**{**stated, "sites": sites})


def _assessor(model: Model, assessment: Assessment, entry: Mapping[str, Any]) -> Assessor:
    advised = entry["last_advised_on"]
    own = [a for a in assessment.answers if a.role == "assessor" and a.given_by == entry["name"]]
    # what an assessor thinks not applicable is a proposal: only the consensus needs an approval
    proposing = RowChecks(model, assessment.track, None, []).blind().model
    answers = _answers(proposing, assessment, own)
    day = date.fromisoformat(advised) if advised else None
    return Assessor(entry["name"], entry["role"], answers, day, _comments(own))


def _respondents(model: Model, assessment: Assessment) -> tuple[Respondent, ...]:
    own: dict[str, list[Answer]] = {row.name: [] for row in assessment.respondents}
    for answer in assessment.answers if own else ():
        if answer.role == "respondent":
            own[answer.given_by].append(answer)
    return tuple(
        Respondent(
            row.name,
            row.seen_from,
            _answers(model, assessment, own[row.name]),
            _comments(own[row.name]),
        )
        for row in assessment.respondents
    )


def _comments(rows: Iterable[Answer]) -> dict[str, str]:
    """Comments on practices that have neither a rating nor N/A."""
    return {
        r.practice_id: r.comment
        for r in rows
        if r.comment and not (r.values or r.sites or r.not_applicable)  # cleared answers stay as empty rows
    }


def _rationales(rows: Iterable[Answer]) -> dict[str, str]:
    """Why moderated answers are what they are; notes on what is not settled yet are in no report."""
    return {r.practice_id: r.rationale for r in rows if r.rationale and (r.values or r.not_applicable)}


def _answers(
    model: Model, assessment: Assessment, rows: Iterable[Answer]
) -> dict[str, Given | NotApplicable]:
    return parse_answers(model, assessment.track, [_raw(assessment, row) for row in rows])


def _raw(assessment: Assessment, row: Answer) -> RawAnswer:
    return RawAnswer(
        practice=row.practice_id,
        where=assessment.source,
        values={**row.values, **row.sites},
        not_applicable=row.not_applicable,
        reason=row.reason,
        approved_by=row.approved_by,
        comment=row.comment,
    )


def _finding(row: FindingRow) -> Finding:
    return Finding(
        id=row.reference,
        kind=row.kind,  # type: ignore[arg-type]
        on=row.practice_or_criterion,
        text=row.text,
        status=row.status,  # type: ignore[arg-type]
        plan_accepted=row.plan_accepted,
        closed_on=row.closed_on,
    )


def _decision(row: DecisionRow | None) -> Decision | None:
    if row is None:
        return None
    return Decision(**{name: getattr(row, name) for name in Decision.__dataclass_fields__})
