"""Assessments in progress, one line each, in the list of assessments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from assessor.access import READERS, User, relation_to
from assessor.models import Assessment
from assessor.opening.operations import name_of
from assessor.opening.progress import Given, Progress, on_sheet, own_sheet, progress_of
from assessor.opening.queries import given_in, in_progress_for, respondent_of
from assessor.opening.tasks import own_part
from assessor.questionnaires.queries import model_name
from assessor.speech import current_language
from criteria.faults import InvalidInput
from criteria.model import Model
from criteria.registry import UnknownModel, load


@dataclass(frozen=True, slots=True)
class InProgress:
    """A draft in the list: `progress` is the visitor's own where they see no other; None without a model.

    `finished` and `asked` count people, where they answer apart.
    """

    id: UUID
    title: str
    organisation: str
    model_name: str
    due_on: date | None
    apart: bool
    progress: Progress | None
    finished: int
    asked: int
    own_finished: bool


def in_progress(user: User, folders: Sequence[Path]) -> list[InProgress]:
    """What is being answered, soonest due first."""
    drafts = in_progress_for(user)
    given = given_in(user, drafts) if drafts else []
    of: dict[UUID, list[Given]] = {draft.id: [] for draft in drafts}
    for row in given:
        of[row.assessment_id].append(row)
    return [_line(user, draft, of[draft.id], folders) for draft in drafts]


def _line(user: User, draft: Assessment, given: Sequence[Given], folders: Sequence[Path]) -> InProgress:
    own = respondent_of(draft, user)
    asked = [row for row in draft.respondents if row.account_id is not None]
    return InProgress(
        id=draft.id,
        title=name_of(draft),
        organisation=draft.stated["name"],
        model_name=model_name(draft.model, folders, current_language()),
        due_on=(own.due_on if own else None) or draft.due_on,
        apart=draft.answering == "apart",
        progress=_progress(user, draft, given, _model(draft, folders)),
        finished=sum(row.finished_at is not None for row in asked),
        asked=len(asked),
        own_finished=own is not None and own.finished_at is not None,
    )


def _progress(user: User, draft: Assessment, given: Sequence[Given], model: Model | None) -> Progress | None:
    if model is None:
        return None
    if relation_to(user, draft.tenant_id) in READERS:
        return progress_of(model.practices, on_sheet(given, own_sheet(draft, None)))
    part = own_part(user, draft, model, given)
    return part.progress if part else None


def _model(draft: Assessment, folders: Sequence[Path]) -> Model | None:
    """The draft's model; None where its pack is gone or broken, which its own page explains."""
    try:
        return load(draft.model, folders)
    except (UnknownModel, InvalidInput):
        return None
