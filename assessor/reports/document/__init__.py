"""The report as plain frozen values; see `whole`."""

from assessor.reports.document.anomalies import AnomalyView, LookView
from assessor.reports.document.assurance import (
    CertificateView,
    ConfidenceView,
    FindingView,
    RequirementView,
    StatisticView,
)
from assessor.reports.document.basis import Basis, SiteView, Subject, UnansweredView
from assessor.reports.document.beside import BesideRow, BesideView
from assessor.reports.document.control import ControlView, SealView
from assessor.reports.document.improvement import (
    MilestoneView,
    PlanView,
    RobustnessView,
    SettledView,
    StepView,
    TaskView,
    VariantView,
    WorkStreamView,
)
from assessor.reports.document.levels import BlockerView, GateView, LevelView, ProfileView
from assessor.reports.document.numbers import Figure, Interval
from assessor.reports.document.perception import GapView, GroupView, PerceptionView, SeenView
from assessor.reports.document.register import (
    EvidenceView,
    MeasurementView,
    PeriodView,
    ResultsView,
    ResultView,
    SupportedView,
    UnregisteredView,
    VerdictView,
)
from assessor.reports.document.standing import (
    EstimatedView,
    EstimateView,
    PositionView,
    RungView,
    StandingView,
)
from assessor.reports.document.tree import (
    ActionView,
    ComponentView,
    DescriptorView,
    EvidenceMention,
    HighlightView,
    NodeKind,
    NodeView,
    PracticeView,
    StageView,
)
from assessor.reports.document.whole import SCHEMA, ReportDocument, State

__all__ = [
    "SCHEMA",
    "ActionView",
    "AnomalyView",
    "Basis",
    "BesideRow",
    "BesideView",
    "BlockerView",
    "CertificateView",
    "ComponentView",
    "ConfidenceView",
    "ControlView",
    "DescriptorView",
    "EstimateView",
    "EstimatedView",
    "EvidenceMention",
    "EvidenceView",
    "Figure",
    "FindingView",
    "GapView",
    "GateView",
    "GroupView",
    "HighlightView",
    "Interval",
    "LevelView",
    "LookView",
    "MeasurementView",
    "MilestoneView",
    "NodeKind",
    "NodeView",
    "PerceptionView",
    "PeriodView",
    "PlanView",
    "PositionView",
    "PracticeView",
    "ProfileView",
    "ReportDocument",
    "RequirementView",
    "ResultView",
    "ResultsView",
    "RobustnessView",
    "RungView",
    "SealView",
    "SeenView",
    "SettledView",
    "SiteView",
    "StageView",
    "StandingView",
    "State",
    "StatisticView",
    "StepView",
    "Subject",
    "SupportedView",
    "TaskView",
    "UnansweredView",
    "UnregisteredView",
    "VariantView",
    "VerdictView",
    "WorkStreamView",
]
