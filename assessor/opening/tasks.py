"""The home of a draft: what was asked of whom, how far it is, and what is left before it can be settled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assessor.access import READERS, User, relation_to
from assessor.assessments.sheets import sheet_of
from assessor.models import Assessment, Respondent
from assessor.opening.copying import LeftBehind, left_behind
from assessor.opening.progress import (
    DimensionProgress,
    Given,
    Progress,
    asked_dimensions,
    by_dimension,
    is_carried_over,
    on_sheet,
    own_sheet,
    practices_of,
    progress_of,
)
from assessor.opening.prospects import Prospects, prospects
from assessor.opening.queries import conflicts_in, given_in, respondent_of, source_of
from criteria.model import Model, Practice
from criteria.registry import load


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """How far one person is with what they were asked; `asks` where they still are asked."""

    row: Respondent
    progress: Progress
    dimensions: Sequence[str]

    @property
    def asks(self) -> bool:
        """Whether they are asked still."""
        return self.row.account_id is not None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the visitor was asked."""

    row: Respondent
    dimensions: Sequence[DimensionProgress]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Whole:
    """The organisation's answers, for who may see them all."""

    dimensions: Sequence[DimensionProgress]
    progress: Progress
    prospects: Prospects
    conflicts: int
    unsettled: Sequence[Practice]
    unanswered: Sequence[Practice]
    left_behind: Sequence[LeftBehind]
    carried: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Everything on the page."""

    model: Model
    own: OwnPart | None
    whole: Whole | None = None
    people: Sequence[PersonProgress] = field(default=())

    @property
    def unfinished(self) -> list[PersonProgress]:
        """Who is asked and has not finished."""
        return [person for person in self.people if person.asks and person.row.finished_at is None]


def tasks_of(user: User, assessment: Assessment, folders: Sequence[Path]) -> Tasks:
    """What somebody sees of an assessment: their own part, and the whole where they may."""
    given = given_in(user, [assessment])
    if relation_to(user, assessment.tenant_id) not in READERS:
        model = load(assessment.model, folders)
        return Tasks(model, own_part(user, assessment, model, given))
    sheet = sheet_of(assessment, folders, originals=False)
    model = sheet.model
    return Tasks(
        model,
        own_part(user, assessment, model, given),
        _whole(user, assessment, model, given, prospects(sheet)),
        people_of(assessment, model, given),
    )


def own_part(user: User, assessment: Assessment, model: Model, given: Sequence[Given]) -> OwnPart | None:
    """What somebody was asked, and how far they are."""
    row = respondent_of(assessment, user)
    if row is None:
        return None
    asked = asked_dimensions(model, row.dimensions)
    sheet = on_sheet(given, own_sheet(assessment, row))
    return OwnPart(row, by_dimension(assessment, asked, sheet), progress_of(practices_of(asked), sheet))


def _whole(
    user: User, assessment: Assessment, model: Model, given: Sequence[Given], so_far: Prospects
) -> Whole:
    sheet = on_sheet(given, own_sheet(assessment, None))
    by_people = {row.practice_id for row in given if row.role == "respondent"}
    missing = [practice for practice in model.practices if practice.id not in sheet]
    source = source_of(user, assessment)
    return Whole(
        by_dimension(assessment, model.dimensions, sheet),
        progress_of(model.practices, sheet),
        so_far,
        conflicts_in(user, assessment),
        [practice for practice in missing if practice.id in by_people],
        missing,
        left_behind(model, assessment.track, source.scored) if source else (),
        [p.id for p in model.practices if p.id in sheet and is_carried_over(assessment, sheet[p.id])],
    )


def people_of(assessment: Assessment, model: Model, given: Sequence[Given]) -> list[PersonProgress]:
    """How far everybody is who is asked, or was."""
    return [_person(assessment, model, given, row) for row in assessment.respondents]


def _person(assessment: Assessment, model: Model, given: Sequence[Given], row: Respondent) -> PersonProgress:
    asked = asked_dimensions(model, row.dimensions)
    sheet = on_sheet(given, own_sheet(assessment, row))
    named = [d.id for d in asked] if row.dimensions else []
    return PersonProgress(row, progress_of(practices_of(asked), sheet), named)
