"""The model's tree with every answer, score and note."""

from dataclasses import dataclass
from typing import Literal

from assessor.reports.document.numbers import Figure, Interval

NodeKind = Literal["dimension", "criterion"]


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One component of an answer as given, with its weight in the practice's mean."""

    id: str
    title: str
    given: str
    counted: Figure
    weight: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One practice: what was asked, what was answered, what it scored and what that added to the total.

    `share` and `contribution` are None where there is no total (a draft with blanks, or too much N/A).
    """

    id: str
    title: str
    question: str
    stage: str
    state: Literal["answered", "not applicable", "unanswered"]
    score: Figure | None
    share: Figure | None
    contribution: Figure | None
    components: tuple[ComponentView, ...]
    notes: tuple[str, ...]
    reason: str
    approved_by: str
    comment: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeView:
    """A dimension or criterion; `points` is what it adds to the total at most, under the profile used.

    `score` is None where nothing applies or where blanks leave an interval.
    """

    id: str
    kind: NodeKind
    title: str
    summary: str
    points: Figure
    score: Figure | None
    interval: Interval | None
    share: Figure | None
    contribution: Figure | None
    notes: tuple[str, ...]
    answered: int
    applicable: int
    criteria: tuple["NodeView", ...] = ()
    practices: tuple[PracticeView, ...] = ()


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage of the customer life cycle, or a component of the ratings, across the whole model."""

    id: str
    title: str
    score: Figure | None
