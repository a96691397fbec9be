"""What a pack's files may say: strict pydantic models, one for each kind of thing in the YAML.

Unknown keys, wrong types and numbers that are not decimals are refused here; what needs the whole pack
(sums, duplicates, references) is refused in `criteria.checks`.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from criteria.exact import RoundingMode, exact
from criteria.model import GateKind, NotApplicableRule, PracticeAggregation, Unanswered
from criteria.text import Language

Exact = Annotated[Fraction, BeforeValidator(exact)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
NodeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$", max_length=190)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Words = Annotated[dict[Language, Sentence], Field(min_length=1)]


class Strict(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class ScaleEntry(Strict):
    """The lowest and highest value of one kind of score."""

    low: Exact
    high: Exact


class ScalesEntry(Strict):
    """Scales of practices, of criteria and dimensions, and of the total."""

    practice: ScaleEntry
    node: ScaleEntry
    total: ScaleEntry


class OptionEntry(Strict):
    """One answer of an answer set."""

    value: Exact
    score: Exact
    label: Words


class RangeEntry(Strict):
    """Numbers from low to high, in steps where a step is given."""

    low: Exact
    high: Exact
    step: Exact | None = None


class ComponentEntry(Strict):
    """One thing that is rated about a practice."""

    id: Slug
    title: Words
    weight: Exact = Fraction(0)
    answers: Slug | None = None
    range: RangeEntry | None = None
    by_site: bool = False


class LimitEntry(Strict):
    """A component counts at most so much unless another reaches a value."""

    component: Slug
    at_most: Exact
    unless: Slug
    at_least: Exact


class TableRow(Strict):
    """One value of a component and the score that it allows."""

    value: Exact
    allows: Exact


class CeilingEntry(Strict):
    """What a component allows at most."""

    component: Slug
    plus: Exact = Fraction(0)
    table: list[TableRow] | None = None


class RatingEntry(Strict):
    """How one kind of practice is rated."""

    components: Annotated[list[ComponentEntry], Field(min_length=1)]
    limits: list[LimitEntry] = []
    ceilings: list[CeilingEntry] = []


class TrackEntry(Strict):
    """One way of answering the model."""

    id: Slug
    title: Words
    certifies: bool = False
    approval_of_not_applicable: bool = False
    ratings: dict[Slug, RatingEntry]


class StageEntry(Strict):
    """A stage of the customer life cycle."""

    id: Slug
    title: Words


class GateEntry(Strict):
    """A bar: `at_least` lets the bar itself pass, `above` does not."""

    of: GateKind
    at_least: Exact | None = None
    above: Exact | None = None
    only_key: bool = False
    group: Slug | None = None


class LevelEntry(Strict):
    """A level and its gates."""

    number: Annotated[int, Field(ge=0, le=20)]
    title: Words
    meaning: Words | None = None
    gates: list[GateEntry] = []


class ProfileEntry(Strict):
    """Named dimension weights."""

    id: Slug
    title: Words
    reason: Words
    points: dict[Slug, Exact]


class RoundingEntry(Strict):
    """How numbers are shown."""

    mode: RoundingMode
    places: Annotated[int, Field(ge=0, le=6)]
    total_places: Annotated[int, Field(ge=0, le=6)]
    each_step: bool = False


class NotApplicableEntry(Strict):
    """What may be left out."""

    rule: NotApplicableRule
    per_dimension: Exact = Fraction(0)
    overall: Exact = Fraction(0)
    never_wholly: list[Slug] = []


class ConfidenceRowEntry(Strict):
    """What it takes to earn a confidence letter."""

    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    assessors: int
    icc: Exact
    answered: Exact
    evidence_index: Exact
    level_probability: Exact


class ConfidenceEntry(Strict):
    """The confidence table and the constants of consensus."""

    rows: list[ConfidenceRowEntry]
    otherwise: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    draws: Annotated[int, Field(ge=100, le=100_000)]
    weight_spread: Exact
    discuss_range: Exact
    bands: list[ScaleEntry]
    evidence: Slug
    top_evidence: Exact


class CertificationEntry(Strict):
    """What a certificate requires."""

    minimum_level: int
    confidence: list[str]
    years: int
    independence_years: int


class SameAnswersEntry(Strict):
    """When the same answer many times is worth a second look."""

    run: Annotated[int, Field(ge=2)]
    share: Exact
    least: Annotated[int, Field(ge=2)]


class UnevidencedEntry(Strict):
    """When a high rating without evidence is worth a second look: the bar of each track."""

    rated_from: dict[Slug, Exact]
    evidence: Slug
    at_most: Exact = Fraction(0)


class UnsupportedEntry(Strict):
    """When a high result is worth a second look: the criteria that bring about each results practice."""

    high: Exact
    low: Exact
    enablers: dict[NodeId, Annotated[list[NodeId], Field(min_length=1)]]


class OneSittingEntry(Strict):
    """When answers given in one go are worth a second look; `pause` and `before` are minutes."""

    share: Exact
    least: Annotated[int, Field(ge=2)]
    pause: Exact
    before: Exact


class AnomaliesEntry(Strict):
    """What is worth a second look."""

    same_answers: SameAnswersEntry | None = None
    unevidenced: UnevidencedEntry | None = None
    unsupported: UnsupportedEntry | None = None
    one_sitting: OneSittingEntry | None = None


class EarlierEntry(Strict):
    """How an earlier version's practices became this version's: ids of the earlier one by id of this one."""

    version: Version
    practices: dict[NodeId, list[NodeId]]


class SourceEntry(Strict):
    """Where a practice comes from."""

    document: Sentence
    passage: Sentence


class PracticeEntry(Strict):
    """A practice as the pack writes it."""

    id: Slug
    title: Words
    question: Words
    weight: Exact = Fraction(1)
    stage: Slug | None = None
    kind: Slug | None = None
    group: Slug | None = None
    key: bool = False
    sources: list[SourceEntry] = []


class CriterionEntry(Strict):
    """A criterion as the pack writes it."""

    id: Slug
    title: Words
    points: Exact
    summary: Words | None = None
    practices: Annotated[list[PracticeEntry], Field(min_length=1)]


class DimensionEntry(Strict):
    """A dimension file."""

    id: Slug
    title: Words
    kind: Slug
    points: Exact
    summary: Words | None = None
    criteria: Annotated[list[CriterionEntry], Field(min_length=1)]


class ModelEntry(Strict):
    """The head of a pack, model.yaml."""

    pack: Literal[1]
    id: Slug
    version: Version
    status: Literal["draft", "published"]
    title: Words
    about: Words | None = None
    languages: Annotated[list[Language], Field(min_length=1)]
    points: Exact
    scales: ScalesEntry
    answer_sets: dict[Slug, Annotated[list[OptionEntry], Field(min_length=2)]] = {}
    tracks: Annotated[list[TrackEntry], Field(min_length=1)]
    aggregation: PracticeAggregation
    unanswered: Unanswered
    not_applicable: NotApplicableEntry
    rounding: RoundingEntry
    compare: Literal["unrounded", "rounded"]
    stages: list[StageEntry] = []
    reading: list[Words] = []
    levels: Annotated[list[LevelEntry], Field(min_length=1)]
    profiles: list[ProfileEntry] = []
    default_profile: Slug | None = None
    balance_floor: Exact | None = None
    confidence: ConfidenceEntry | None = None
    certification: CertificationEntry | None = None
    anomalies: AnomaliesEntry | None = None
    earlier: list[EarlierEntry] = []
    dimensions: Annotated[list[Slug], Field(min_length=1)]
