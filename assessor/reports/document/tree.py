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
class DescriptorView:
    """A level of one practice: what an assessor sees there; `text` is empty for level 0, nothing in place."""

    level: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """What takes a practice to its next level; `days` are person-days."""

    text: str
    days: int
    horizon: str
    stream: str
    owner: str


@dataclass(frozen=True, slots=True)
class HighlightView:
    """Something that stands out in a criterion: a finding with its number, or a practice with the reason."""

    node: str
    title: str
    text: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceMention:
    """An item of the evidence register, named where a practice rests on it; `number` is its place there."""

    number: int
    id: str
    kind_title: str
    title: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One practice: what was asked, what was answered, what it scored and what that added to the total.

    `share` and `contribution` are None where there is no total (a draft with blanks, or too much N/A).
    `reached` is the level that the score stands at, `next` the one above and `action` what leads there: None
    without an answer or without a guide in the pack, `next` and `action` also at the top. `rationale` says
    why an answer that was settled from those of several people is what it is; empty elsewhere.
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
    reached: DescriptorView | None = None
    next: DescriptorView | None = None
    action: ActionView | None = None
    evidence: tuple[EvidenceMention, ...] = ()
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class NodeView:
    """A dimension or criterion; `points` is what it adds to the total at most, under the profile used.

    `score` is None where nothing applies or where blanks leave an interval. What stands out is said of
    criteria only: `strengths` are those the audit found, else practices at a high level, `opportunities` what
    it observed and the practices whose next level adds most, `nonconformities` those on it or its practices.
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
    strengths: tuple[HighlightView, ...] = ()
    opportunities: tuple[HighlightView, ...] = ()
    nonconformities: tuple[HighlightView, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it applies and has no score, as answers are missing."""
        return self.score is None and (self.interval is not None or self.applicable > self.answered == 0)


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage of the customer life cycle, or a component of the ratings, across the whole model."""

    id: str
    title: str
    score: Figure | None
