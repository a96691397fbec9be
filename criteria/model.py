"""The maturity model: Model > Dimension > Criterion > Practice. Frozen, typed, nothing beyond look-up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from criteria.anomaly_rules import AnomalyRules
from criteria.exact import RoundingMode, Weights, less
from criteria.glossary import Glossary
from criteria.guide import Asked, Guide
from criteria.text import Text

PracticeAggregation = Literal["weighted-mean", "sum-of-group-means", "mean-of-group-means"]
Unanswered = Literal["lowest", "missing"]
NotApplicableRule = Literal["excluded", "full", "refused"]
GateKind = Literal["total", "dimension", "criterion", "practice"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and highest value that a score of one kind can take."""

    low: Fraction
    high: Fraction

    @property
    def width(self) -> Fraction:
        """Highest minus lowest."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an answer set: what is entered, what it scores, what it says."""

    value: Fraction
    score: Fraction
    label: Text


@dataclass(frozen=True, eq=False)
class Component:
    """One thing that is rated about a practice (approach, deployment, evidence …, or simply the answer)."""

    id: str
    title: Text
    weight: Fraction
    options: tuple[Option, ...] = ()
    range: Scale | None = None
    step: Fraction | None = None
    by_site: bool = False

    def score(self, value: Fraction) -> Fraction:
        """What an allowed value scores."""
        return self._scores[value.as_integer_ratio()] if self.options else value

    @cached_property
    def _scores(self) -> Mapping[tuple[int, int], Fraction]:
        # keyed by plain integers: hashing a Fraction costs more than the rest of a practice's score
        return {option.value.as_integer_ratio(): option.score for option in self.options}


@dataclass(frozen=True, slots=True)
class Limit:
    """A component counts at most so much unless another component reaches a value."""

    component: str
    at_most: Fraction
    unless: str
    at_least: Fraction


@dataclass(frozen=True, eq=False)
class Ceiling:
    """The practice's score may not exceed what this component allows: value + plus, or a table."""

    component: str
    plus: Fraction = Fraction(0)
    table: Mapping[Fraction, Fraction] | None = None

    def allows(self, value: Fraction) -> Fraction:
        """The highest score that this value of the component allows."""
        if self.table is not None:
            return self._allowed[value.as_integer_ratio()]
        return value + self.plus if self.plus else value

    def lowers(self, mean: Fraction, value: Fraction) -> bool:
        """Whether this value of the component allows less than `mean`.

        In whole numbers, and without making the allowed score: most ceilings do not bind.
        """
        if self.table is not None:
            return less(self._allowed[value.as_integer_ratio()], mean)
        (top, bottom), (plus, over) = value.as_integer_ratio(), self._plus
        mean_top, mean_bottom = mean.as_integer_ratio()
        return (top * over + plus * bottom) * mean_bottom < mean_top * bottom * over

    @cached_property
    def _plus(self) -> tuple[int, int]:
        return self.plus.as_integer_ratio()

    @cached_property
    def _allowed(self) -> Mapping[tuple[int, int], Fraction]:
        return {value.as_integer_ratio(): allowed for value, allowed in (self.table or {}).items()}


@dataclass(frozen=True, eq=False)
class Rating:
    """How a practice is rated and how its score follows: weighted mean, limits, ceilings."""

    id: str
    components: tuple[Component, ...]
    limits: tuple[Limit, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()

    @cached_property
    def weighing(self) -> tuple[Component, ...]:
        """The components that enter the mean; the others only bound it."""
        return tuple(component for component in self.components if component.weight)

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """The weights of `weighing`, in its order."""
        return tuple(component.weight for component in self.weighing)

    @cached_property
    def weights(self) -> Weights:
        """`shares`, made ready for the mean of many answers."""
        return Weights(self.shares)

    def component(self, component_id: str) -> Component:
        """The component of that id; KeyError where there is none."""
        for component in self.components:
            if component.id == component_id:
                return component
        raise KeyError(component_id)


@dataclass(frozen=True, slots=True)
class Track:
    """One way of answering the model: declared by the organisation, or verified by assessors."""

    id: str
    title: Text
    certifies: bool
    approval_of_not_applicable: bool
    ratings: Mapping[str, Rating]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a practice comes from."""

    document: str
    passage: str


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """What is asked, and how much it weighs within its criterion."""

    id: str
    title: Text
    question: Text
    weight: Fraction
    kind: str
    stage: str | None = None
    group: str | None = None
    key: bool = False
    sources: tuple[Source, ...] = ()
    guide: Guide | None = None

    @property
    def guidance(self) -> Text | None:
        """What good looks like, what it is not, and a common trap; None without a guide."""
        return self.guide.guidance if self.guide else None


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A group of practices that is scored as one."""

    id: str
    title: Text
    points: Fraction
    practices: tuple[Practice, ...]
    summary: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """A part of the model with its own gate."""

    id: str
    title: Text
    points: Fraction
    criteria: tuple[Criterion, ...]
    summary: Text | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A bar to pass: the total, every dimension, every criterion, or every (key, grouped) practice."""

    of: GateKind
    bar: Fraction
    strict: bool
    only_key: bool = False
    group: str | None = None

    def passed(self, value: Fraction) -> bool:
        """Whether a value passes: over the bar, or at it where the gate is not strict."""
        return value > self.bar or (not self.strict and value == self.bar)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A maturity level and the gates that guard it."""

    number: int
    title: Text
    gates: tuple[Gate, ...]
    meaning: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Named dimension weights; a report states which profile was used."""

    id: str
    title: Text
    reason: Text
    points: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the customer life cycle: the second cut of the same practices."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Rounding:
    """How numbers are shown, and whether each step is rounded before the next (few models do)."""

    mode: RoundingMode
    places: int
    total_places: int
    each_step: bool = False


@dataclass(frozen=True, slots=True)
class NotApplicableFloors:
    """What may be left out, and how much must stay for a number to mean anything."""

    rule: NotApplicableRule
    per_dimension: Fraction
    overall: Fraction
    never_wholly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfidenceRow:
    """One row of the confidence table: what it takes to earn the letter."""

    letter: str
    assessors: int
    icc: Fraction
    answered: Fraction
    evidence_index: Fraction
    level_probability: Fraction


@dataclass(frozen=True, slots=True)
class Confidence:
    """The confidence table, best first, and the letter of whoever earns none."""

    rows: tuple[ConfidenceRow, ...]
    otherwise: str
    draws: int
    weight_spread: Fraction
    discuss_range: Fraction
    bands: tuple[tuple[Fraction, Fraction], ...]
    evidence: str
    top_evidence: Fraction


@dataclass(frozen=True, slots=True)
class Certification:
    """What a certificate requires, and how long it lasts."""

    minimum_level: int
    confidence: tuple[str, ...]
    years: int
    independence_years: int


@dataclass(frozen=True, eq=False)
class Model:
    """A published version of a maturity model; two loads of the same pack have the same digest."""

    id: str
    version: str
    title: Text
    status: Literal["draft", "published"]
    languages: tuple[str, ...]
    digest: str
    practice_scale: Scale
    node_scale: Scale
    total_scale: Scale
    dimensions: tuple[Dimension, ...]
    tracks: Mapping[str, Track]
    levels: tuple[Level, ...]
    profiles: Mapping[str, Profile]
    default_profile: str
    practice_aggregation: PracticeAggregation
    unanswered: Unanswered
    not_applicable: NotApplicableFloors
    rounding: Rounding
    compare_rounded: bool
    stages: tuple[Stage, ...] = ()
    balance_floor: Fraction | None = None
    confidence: Confidence | None = None
    certification: Certification | None = None
    about: Text | None = field(default=None)
    glossary: Glossary = field(default_factory=Glossary)
    asked: tuple[Asked, ...] = ()
    reading: tuple[Text, ...] = ()
    anomalies: AnomalyRules = field(default_factory=AnomalyRules)
    earlier: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """How the version is named everywhere: `id@version`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the model."""
        return tuple(c for d in self.dimensions for c in d.criteria)

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """All practices in the order of the model."""
        return tuple(p for c in self.criteria for p in c.practices)

    @cached_property
    def by_id(self) -> Mapping[str, Dimension | Criterion | Practice]:
        """Every dimension, criterion and practice by its id."""
        nodes: list[Dimension | Criterion | Practice] = [*self.dimensions, *self.criteria, *self.practices]
        return {node.id: node for node in nodes}

    def rating_of(self, practice: Practice, track: str) -> Rating:
        """How `practice` is rated in `track`."""
        return self.tracks[track].ratings[practice.kind]

    def lineage(self, node_id: str) -> Iterator[str]:
        """The ids from the dimension down to the node itself.

        >>> from criteria.registry import load
        >>> list(load("cmc").lineage(load("cmc").practices[0].id))[0]
        'leadership'
        """
        parts = node_id.split(".")
        return (".".join(parts[: n + 1]) for n in range(len(parts)))
