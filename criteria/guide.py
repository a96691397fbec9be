"""What is told about a practice: guidance, level descriptors, evidence to look for, actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from criteria.text import Text

Horizon = Literal["quick-win", "long-term"]
WorkStream = Literal["business-model", "process", "information-technology", "organisation", "business-plan"]
Direction = Literal["higher", "lower", "target"]


@dataclass(frozen=True, slots=True)
class Interview:
    """Whom to ask, and what."""

    whom: Text
    questions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class EvidencePrompts:
    """What to look at, by kind of evidence; records come with guidance on how many to sample."""

    documents: tuple[Text, ...]
    records: tuple[Text, ...]
    interviews: tuple[Interview, ...]
    observation: Text
    customer_side: Text | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A results practice's measure: what is counted, for whom, and what it may be compared with.

    `periods` is the fewest that make a trend; `required` are the figures that "scope" counts; `computed_by`
    is the product's own measure that gives it from the organisation's tables, None where it has none.
    """

    definition: Text
    formula: Text
    unit: Text
    direction: Direction
    segments: Text
    periods: int
    comparators: Text
    required: tuple[Text, ...]
    computed_by: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """What takes a practice one level up, to `level`; `days` are person-days of effort."""

    level: int
    text: Text
    days: int
    horizon: Horizon
    stream: WorkStream
    owner: Text


@dataclass(frozen=True, slots=True)
class Related:
    """An element of another framework that the practice corresponds with; related, never conformity."""

    framework: str
    element: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a source document asks of the model, and the parts that carry it."""

    by: str
    what: str
    carried_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that is said about one practice beside its question. Descriptors are by level, 1 to 5."""

    guidance: Text
    descriptors: Mapping[int, Text]
    evidence: EvidencePrompts
    actions: tuple[Action, ...]
    measure: Measure | None = None
    related: tuple[Related, ...] = ()
    not_applicable_when: Text | None = None
