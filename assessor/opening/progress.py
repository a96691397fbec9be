"""How far an assessment is: what was answered, of what was asked, by whom."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessor.models import CONSENSUS, Assessment, Respondent
from criteria.model import Criterion, Dimension, Model, Practice


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as far as progress is concerned; one with neither a value nor N/A is not among them."""

    assessment_id: UUID
    practice_id: str
    role: str
    given_by: str
    not_applicable: bool
    version: int
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """Practices that were answered, of those asked; `excluded` of the answered ones do not apply."""

    answered: int
    excluded: int
    asked: int

    @property
    def left(self) -> int:
        """Practices without an answer."""
        return self.asked - self.answered

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class DimensionProgress:
    """How far one dimension is: the first criterion with something left, else its first one."""

    dimension: Dimension
    progress: Progress
    carried: int
    conditional: int
    next: Criterion


def own_sheet(assessment: Assessment, respondent: Respondent | None) -> tuple[str, str]:
    """Role and name of the sheet on which somebody answers: their own one where each answers apart."""
    if assessment.answering == "apart" and respondent is not None:
        return "respondent", respondent.name
    return CONSENSUS, assessment.recorded_by


def on_sheet(given: Iterable[Given], sheet: tuple[str, str]) -> dict[str, Given]:
    """The answers of one sheet, by practice."""
    return {row.practice_id: row for row in given if (row.role, row.given_by) == sheet}


def asked_dimensions(model: Model, dimensions: Collection[str]) -> tuple[Dimension, ...]:
    """The dimensions that somebody is asked for; all where none is named."""
    return tuple(d for d in model.dimensions if not dimensions or d.id in dimensions)


def practices_of(dimensions: Iterable[Dimension]) -> tuple[Practice, ...]:
    """The practices of some dimensions, in the order of the model."""
    return tuple(p for d in dimensions for c in d.criteria for p in c.practices)


def progress_of(practices: Sequence[Practice], sheet: dict[str, Given]) -> Progress:
    """How far a sheet is with these practices; N/A counts as answered."""
    found = [sheet[p.id] for p in practices if p.id in sheet]
    return Progress(len(found), sum(row.not_applicable for row in found), len(practices))


def by_dimension(
    assessment: Assessment, dimensions: Iterable[Dimension], sheet: dict[str, Given]
) -> list[DimensionProgress]:
    """How far each dimension is on a sheet."""
    return [_of_dimension(assessment, dimension, sheet) for dimension in dimensions]


def _of_dimension(assessment: Assessment, dimension: Dimension, sheet: dict[str, Given]) -> DimensionProgress:
    practices = practices_of([dimension])
    return DimensionProgress(
        dimension,
        progress_of(practices, sheet),
        sum(p.id in sheet and is_carried_over(assessment, sheet[p.id]) for p in practices),
        sum(is_conditional(p) for p in practices),
        next((c for c in dimension.criteria if any(p.id not in sheet for p in c.practices)),
             dimension.criteria[0]),
    )  # fmt: skip


def is_conditional(practice: Practice) -> bool:
    """Whether a practice applies only to some organisations."""
    return practice.guide is not None and practice.guide.not_applicable_when is not None


def is_carried_over(assessment: Assessment, answer: Given) -> bool:
    """Whether an answer came from an earlier assessment and nobody has looked at it since.

    It keeps the moment at which it was first given, which lies before this assessment was opened, until
    somebody changes it (its version grows) or confirms it (that is when it is given).
    """
    return (
        assessment.copied_from is not None
        and answer.version == 1
        and answer.given_at < assessment.recorded_at
    )
