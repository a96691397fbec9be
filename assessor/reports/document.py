"""The report as plain frozen values: page, PDF and JSON are all made from this one document.

Nothing here computes: `assessor.reports.building` fills it in from the score, the standing and the audit.
A figure carries its unrounded value and the text in which it is shown; nobody downstream rounds again.
"""

from dataclasses import dataclass, field
from typing import Literal

SCHEMA = "assessor.result/1"

NodeKind = Literal["dimension", "criterion"]
State = Literal["rated", "incomplete", "not ratable"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is shown."""

    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number may still end up: every blank the worst, every blank the best."""

    lowest: Figure
    highest: Figure


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site in scope and its share."""

    name: str
    share: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who was assessed."""

    name: str
    industry: str
    industry_name: str
    country: str
    country_name: str
    employees: int | None
    size_name: str
    scope: str
    sites: tuple[SiteView, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers rest on; with it the report can be printed again years later.

    `points` is the top of the total; `scale_low` and `scale_high` are the ends of a node's score.
    """

    model: str
    model_title: str
    model_status: str
    model_digest: str
    track: str
    track_title: str
    profile: str
    profile_title: str
    profile_reason: str
    status: str
    assessed_on: str
    assessed_on_shown: str
    source: str
    source_digest: str
    language: str
    points: Figure
    scale_low: float
    scale_high: float
    practices: int
    answered: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of the model; `reached` where it and all below it hold."""

    number: int
    title: str
    meaning: str
    reached: bool
    total_bar: str | None


@dataclass(frozen=True, slots=True)
class GateView:
    """A bar of a level and whether it was passed; `weakest` is the lowest value that it looked at."""

    level: int
    text: str
    passed: bool
    weakest: str
    weakest_title: str


@dataclass(frozen=True, slots=True)
class BlockerView:
    """A value that keeps the next level away."""

    level: int
    node: str
    title: str
    value: Figure
    needed: str
    distance: Figure


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


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What the same answers come to under another weight profile."""

    id: str
    title: str
    total: Figure
    level: int | None


@dataclass(frozen=True, slots=True)
class RungView:
    """One cohort of the ladder: used, or why it was not; `withheld` where it may not be published."""

    title: str
    n: str
    coverage: str
    used: bool
    reason: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class PositionView:
    """Where one number stands among its peers; None for what may not be published.

    `place` says it in words. The intervals of the quantiles are given for the total and the dimensions, where
    both ends may be published.
    """

    node: str
    title: str
    value: Figure
    percentile: Figure
    percentile_low: Figure
    percentile_high: Figure
    p10: Figure | None
    p25: Figure | None
    p50: Figure | None
    p75: Figure | None
    p90: Figure | None
    place: str = ""
    p10_interval: Interval | None = None
    p25_interval: Interval | None = None
    p50_interval: Interval | None = None
    p75_interval: Interval | None = None
    p90_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class EstimatedView:
    """An estimated median of one number, with its interval."""

    node: str
    title: str
    median: Figure
    interval: Interval


@dataclass(frozen=True, slots=True)
class EstimateView:
    """Estimated medians of a cohort that is withheld or thin; `basis` says that and what they rest on."""

    cohort: str
    parent: str
    basis: str
    medians: tuple[EstimatedView, ...]


@dataclass(frozen=True, slots=True)
class StandingView:
    """The comparison with peers, and what it rests on. `positions` is empty where no cohort may be shown.

    They stand in the model's order: the total, then each dimension before its criteria.
    `unshown` says why some quantiles are not there, `too_few` which parts too few peers have a score for.
    """

    edition: str
    edition_digest: str
    built_on_shown: str
    synthetic: bool
    cohort: str
    n: str
    statement: str
    rungs: tuple[RungView, ...]
    positions: tuple[PositionView, ...]
    unshown: str = ""
    too_few: tuple[str, ...] = ()
    estimates: tuple[EstimateView, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementView:
    """One row of the confidence table: what was found, and what each letter asks."""

    title: str
    found: str
    needed: tuple[str, ...]
    met: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class StatisticView:
    """A statistic of agreement, with its small-sample warning where it has one."""

    title: str
    value: str
    warning: str


@dataclass(frozen=True, slots=True)
class ConfidenceView:
    """How sure an audit's result is (METHOD §5)."""

    letter: str
    letters: tuple[str, ...]
    requirements: tuple[RequirementView, ...]
    statistics: tuple[StatisticView, ...]
    p5: Figure
    p95: Figure
    assumption: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of the audit."""

    id: str
    kind: str
    kind_title: str
    on: str
    on_title: str
    text: str
    status: str
    status_title: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The certification decision. `obstacles` says why there is no certificate; empty where there is one."""

    issued: bool
    number: str
    decided_by: str
    decided_on_shown: str
    effective_on_shown: str
    expires_on_shown: str
    statement: str
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything a report says, in one language.

    >>> ReportDocument.__dataclass_fields__["schema"].default
    'assessor.result/1'
    """

    subject: Subject
    basis: Basis
    state: State
    total: Figure | None
    interval: Interval | None
    level: LevelView | None
    next_level: LevelView | None
    balance: Figure | None
    geometric: Figure | None
    not_ratable: tuple[str, ...]
    levels: tuple[LevelView, ...]
    gates: tuple[GateView, ...]
    blockers: tuple[BlockerView, ...]
    dimensions: tuple[NodeView, ...]
    stages: tuple[StageView, ...]
    components: tuple[StageView, ...]
    profiles: tuple[ProfileView, ...]
    standing: StandingView | None = None
    confidence: ConfidenceView | None = None
    findings: tuple[FindingView, ...] = ()
    assessors: tuple[str, ...] = ()
    certificate: CertificateView | None = None
    schema: str = field(default=SCHEMA)

    @property
    def synthetic(self) -> bool:
        """Whether any peer in this document is synthetic: every page and picture then says so."""
        return self.standing is not None and self.standing.synthetic
