"""Starting from an earlier assessment: what is carried over, and what the newer model has no place for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessor.models import CONSENSUS, Answer, Assessment, Evidence, Respondent
from criteria.answers import is_allowed
from criteria.exact import exact
from criteria.model import Model, Practice


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An answer that could not be carried over: the practice is gone, or is answered differently now."""

    practice_id: str
    practice: Practice | None


def left_behind(model: Model, track: str, source: Iterable[Answer]) -> list[LeftBehind]:
    """The answers of an earlier assessment that have no place in a model."""
    practices = {practice.id: practice for practice in model.practices}
    return [
        LeftBehind(row.practice_id, practices.get(row.practice_id))
        for row in source
        if not _fits(model, track, practices.get(row.practice_id), row)
    ]


def carried_answers(assessment: Assessment, model: Model, source: Iterable[Answer]) -> Iterator[Answer]:
    """The settled answers of an earlier assessment as answers of this one.

    They keep the moment when they were given, which tells them from answers of today
    (`progress.is_carried_over`).
    """
    practices = {practice.id: practice for practice in model.practices}
    for row in source:
        if not _fits(model, assessment.track, practices.get(row.practice_id), row):
            continue
        yield Answer(
            tenant_id=assessment.tenant_id,
            practice_id=row.practice_id,
            role=CONSENSUS,
            given_by=assessment.recorded_by,
            given_at=row.given_at,
            values=dict(row.values),
            sites={},
            not_applicable=row.not_applicable,
            reason=row.reason,
            comment=row.comment,
            rationale=row.rationale,
        )


def carried_people(source: Assessment, still_here: Iterable[object]) -> Iterator[Respondent]:
    """The people of an earlier assessment who still belong to the organisation, with nothing finished yet."""
    present = set(still_here)
    kept = [row for row in source.respondents if row.account_id is not None and row.account_id in present]
    for position, row in enumerate(kept):
        yield Respondent(
            tenant_id=source.tenant_id,
            position=position,
            name=row.name,
            seen_from=row.seen_from,
            account_id=row.account_id,
            dimensions=list(row.dimensions),
        )


def carried_evidence(source: Assessment, model: Model) -> Iterator[Evidence]:
    """What supported earlier answers, where it supports a practice that is still asked."""
    known = {practice.id for practice in model.practices}
    for row in source.evidence:
        practices = [practice for practice in row.practices if practice in known]
        if practices:
            yield _evidence(row, practices)


def _evidence(row: Evidence, practices: list[str]) -> Evidence:
    kept = (
        "tenant_id position reference kind title seen_on seen_by site note sha256 link filename media_type "
        "size added_by account_id added_at"
    )
    return Evidence(practices=practices, **{name: getattr(row, name) for name in kept.split()})


def _fits(model: Model, track: str, practice: Practice | None, row: Answer) -> bool:
    """Whether a practice is still there and allows the answer: the same components, each with its value."""
    if practice is None or row.sites:
        return False
    if row.not_applicable:
        return model.not_applicable.rule != "refused"
    if not row.values:  # a comment alone
        return True
    components = {c.id: c for c in model.rating_of(practice, track).components}
    return set(row.values) == set(components) and all(
        is_allowed(components[name], exact(value)) for name, value in row.values.items()
    )
