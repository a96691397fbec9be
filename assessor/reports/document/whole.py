"""The report as plain frozen values: page, PDF and JSON are all made from this one document.

Nothing here computes: `assessor.reports.building` fills it in from the score, the standing and the audit.
A figure carries its unrounded value and the text in which it is shown; nobody downstream rounds again.
"""

from dataclasses import dataclass, field
from typing import Literal

from assessor.reports.document.anomalies import AnomalyView
from assessor.reports.document.assurance import CertificateView, ConfidenceView, FindingView
from assessor.reports.document.basis import Basis, Subject
from assessor.reports.document.beside import BesideView
from assessor.reports.document.control import ControlView, SealView
from assessor.reports.document.improvement import PlanView, RobustnessView
from assessor.reports.document.levels import BlockerView, GateView, LevelView, ProfileView
from assessor.reports.document.numbers import LEFT_OUT, Figure, Interval
from assessor.reports.document.perception import PerceptionView
from assessor.reports.document.register import (
    EvidenceView,
    MeasurementView,
    ResultsView,
    UnregisteredView,
)
from assessor.reports.document.standing import StandingView
from assessor.reports.document.tree import NodeView, StageView

SCHEMA = "assessor.result/1"
State = Literal["rated", "incomplete", "not ratable"]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything a report says, in one language; `title` is None where the assessment has none.

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
    perception: PerceptionView | None = None
    beside: BesideView | None = None
    control: ControlView | None = None
    seal: SealView | None = None
    evidence: tuple[EvidenceView, ...] = ()
    unregistered: tuple[UnregisteredView, ...] = ()
    results: tuple[ResultsView, ...] = ()
    plan: PlanView | None = None
    robustness: RobustnessView | None = None
    anomalies: tuple[AnomalyView, ...] = ()
    title: str | None = field(default=None, metadata=LEFT_OUT)
    schema: str = field(default=SCHEMA)

    @property
    def draft(self) -> bool:
        """Whether this is no final document: every page then carries a mark."""
        return self.basis.status == "draft" or (self.control is not None and self.control.status == "draft")

    @property
    def measurements(self) -> tuple[MeasurementView, ...]:
        """Every measurement, in the order of the model."""
        return tuple(m for c in self.results for p in c.practices for m in p.measurements)

    @property
    def synthetic(self) -> bool:
        """Whether any peer in this document is synthetic: every page and picture then says so."""
        return self.standing is not None and self.standing.synthetic
