"""The report as plain frozen values: page, PDF and JSON are all made from this one document.

Nothing here computes: `assessor.reports.building` fills it in from the score, the standing and the audit.
A figure carries its unrounded value and the text in which it is shown; nobody downstream rounds again.
"""

from dataclasses import dataclass, field
from typing import Literal

from assessor.reports.document.assurance import CertificateView, ConfidenceView, FindingView
from assessor.reports.document.basis import Basis, Subject
from assessor.reports.document.levels import BlockerView, GateView, LevelView, ProfileView
from assessor.reports.document.numbers import Figure, Interval
from assessor.reports.document.standing import StandingView
from assessor.reports.document.tree import NodeView, StageView

SCHEMA = "assessor.result/1"
State = Literal["rated", "incomplete", "not ratable"]


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
