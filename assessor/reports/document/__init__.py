"""The report as plain frozen values; see `whole`."""

from assessor.reports.document.assurance import (
    CertificateView,
    ConfidenceView,
    FindingView,
    RequirementView,
    StatisticView,
)
from assessor.reports.document.basis import Basis, SiteView, Subject
from assessor.reports.document.levels import BlockerView, GateView, LevelView, ProfileView
from assessor.reports.document.numbers import Figure, Interval
from assessor.reports.document.standing import (
    EstimatedView,
    EstimateView,
    PositionView,
    RungView,
    StandingView,
)
from assessor.reports.document.tree import ComponentView, NodeKind, NodeView, PracticeView, StageView
from assessor.reports.document.whole import SCHEMA, ReportDocument, State

__all__ = [
    "SCHEMA",
    "Basis",
    "BlockerView",
    "CertificateView",
    "ComponentView",
    "ConfidenceView",
    "EstimateView",
    "EstimatedView",
    "Figure",
    "FindingView",
    "GateView",
    "Interval",
    "LevelView",
    "NodeKind",
    "NodeView",
    "PositionView",
    "PracticeView",
    "ProfileView",
    "ReportDocument",
    "RequirementView",
    "RungView",
    "SiteView",
    "StageView",
    "StandingView",
    "State",
    "StatisticView",
    "Subject",
]
