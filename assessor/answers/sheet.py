"""An answer sheet: one assessment as it was handed in, checked against its model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from assessor.answers.evidence import EvidenceItem
from assessor.answers.measurements import Measurement
from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Model

Status = Literal["draft", "submitted"]
FindingKind = Literal["major", "minor", "observation", "strength"]
FindingStatus = Literal["open", "closed"]
Role = Literal["lead", "member"]

APPLICATION = "application"
"""The source of a sheet that is no file: what was answered in the application."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the organisation works; `share` is its part of the whole, in any unit."""

    name: str
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who was assessed: `industry` is an ISIC Rev. 4 section or division, `country` ISO
    3166-1 alpha-2, or in China the province (ISO 3166-2)."""

    name: str
    industry: str
    country: str
    employees: int | None
    sites: tuple[Site, ...]
    scope: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What an audit found; `on` is the practice or criterion it concerns, empty for the whole."""

    id: str
    kind: FindingKind
    on: str
    text: str
    status: FindingStatus
    plan_accepted: bool
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided for or against a certificate, when and why; `last_advised_on` is None for never."""

    certify: bool
    decided_by: str
    decided_on: date
    effective_on: date | None
    certificate_number: str
    reason: str
    last_advised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assessor:
    """One assessor and what they rated before they saw another's ratings; `comments` as on a sheet."""

    name: str
    role: Role
    answers: Mapping[str, Answer | NotApplicable]
    last_advised_on: date | None = None
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Respondent:
    """One who answered a self-assessment beside others; `name` may be a role or a pseudonym.

    `group` is where they see the organisation from. What they left out is absent; `comments` as on a sheet.
    """

    name: str
    group: str
    answers: Mapping[str, Answer | NotApplicable]
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Everything an answer file says. `answers` is the consensus where there are several who answered.

    `source` is the name of the file or APPLICATION, `digest` the SHA-256 of its bytes in hexadecimal.
    `comments` are those on practices that have no answer yet; an answer carries its own. `rationales` say, by
    practice, why an answer that was settled from several is what it is. `title` is what an assessment is
    called where it was opened in the application, empty elsewhere.
    """

    model: Model = field(repr=False)
    track: str
    status: Status
    profile: str | None
    organisation: Organisation
    assessed_on: date
    answers: Answers
    assessors: tuple[Assessor, ...]
    findings: tuple[Finding, ...]
    decision: Decision | None
    source: str
    digest: str
    comments: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[EvidenceItem, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    respondents: tuple[Respondent, ...] = ()
    rationales: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
