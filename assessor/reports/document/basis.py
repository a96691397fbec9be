"""Who was assessed, and what the numbers rest on."""

from dataclasses import dataclass, field

from assessor.reports.document.numbers import LEFT_OUT, Figure


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
class UnansweredView:
    """What was submitted without an answer: how many practices, and in words what they count as."""

    practices: int
    statement: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers rest on; with it the report can be printed again years later.

    `points` is the top of the total; `scale_low` and `scale_high` are the ends of a node's score. `answered`
    are the practices with a value. `unanswered` is None in a draft, and where nothing was left out.
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
    unanswered: UnansweredView | None = field(default=None, metadata=LEFT_OUT)
