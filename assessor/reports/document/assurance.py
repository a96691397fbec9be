"""What an audit adds: confidence, findings, the certification decision."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure


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
