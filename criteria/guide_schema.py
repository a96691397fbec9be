"""What a guide file may say: one file a criterion, one entry a practice."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from criteria.guide import Direction, Horizon, WorkStream
from criteria.schema import DimensionEntry, ModelEntry, Sentence, Slug, Strict, Words

LevelKey = Annotated[str, StringConstraints(pattern=r"^[1-9]$")]
Some = Field(min_length=1)


class InterviewEntry(Strict):
    """Whom to ask, and exactly two questions."""

    whom: Words
    questions: Annotated[list[Words], Field(min_length=2, max_length=2)]


class EvidenceEntry(Strict):
    """Evidence prompts by kind."""

    documents: Annotated[list[Words], Some]
    records: Annotated[list[Words], Some]
    interviews: Annotated[list[InterviewEntry], Some]
    observation: Words
    customer_side: Annotated[Words | None, Field(alias="customer-side")] = None


class MeasureEntry(Strict):
    """The measure of a results practice."""

    definition: Words
    formula: Sentence
    formula_zh: Annotated[Sentence, Field(alias="formula-zh")]
    unit: Words
    direction: Direction
    segments: Words
    periods: Annotated[int, Field(ge=3, le=12)]
    comparators: Words
    required: Annotated[list[Words], Field(min_length=2, max_length=6)]
    computed_by: Annotated[Slug, Field(alias="computed-by")]


class ActionEntry(Strict):
    """One step up."""

    action: Words
    days: Annotated[int, Field(ge=1, le=250)]
    horizon: Horizon
    stream: WorkStream
    owner: Words


class RelatedEntry(Strict):
    """An element of another framework."""

    framework: Sentence
    element: Sentence


class GuideEntry(Strict):
    """One practice's guide."""

    guidance: Words
    descriptors: dict[LevelKey, Words]
    evidence: EvidenceEntry
    measure: MeasureEntry | None = None
    actions: dict[LevelKey, ActionEntry]
    related: Annotated[list[RelatedEntry], Field(default_factory=list)]
    not_applicable_when: Annotated[Words | None, Field(alias="not-applicable-when")] = None


class GuideFile(RootModel[dict[Slug, GuideEntry]]):
    """A criterion's guides by the slug of the practice."""

    model_config = ConfigDict(strict=True, frozen=True)

    @property
    def practices(self) -> dict[str, GuideEntry]:
        """The guides by the slug of the practice."""
        return self.root


class TermEntry(Strict):
    """A term, and the Chinese words that stand for it."""

    en: Annotated[list[Sentence], Some]
    zh_hans: Annotated[list[Sentence], Field(alias="zh-Hans", min_length=1)]
    definition: Words | None = None


class GlossaryEntry(Strict):
    """The pack's glossary."""

    terms: list[TermEntry]
    avoid: Annotated[list[Sentence], Field(default_factory=list)]
    abbreviations: Annotated[list[Sentence], Field(default_factory=list)]


class SourceRow(Strict):
    """One thing that a source document asks of the model, and what carries it."""

    asked_by: Annotated[Sentence, Field(alias="from")]
    asks: Sentence
    practices: list[Sentence] = Field(default_factory=list)
    dimensions: list[Slug] = Field(default_factory=list)


class SourcesFile(RootModel[list[SourceRow]]):
    """Every row of what the sources ask."""

    model_config = ConfigDict(strict=True, frozen=True)


def json_schema() -> dict[str, Any]:
    """JSON Schemas of every kind of pack file, for editors that complete and check YAML."""
    kinds: dict[str, type[BaseModel]] = {
        "model.yaml": ModelEntry,
        "dimension.yaml": DimensionEntry,
        "practices/criterion.yaml": GuideFile,
        "glossary.yaml": GlossaryEntry,
        "sources.yaml": SourcesFile,
    }
    return {name: kind.model_json_schema(mode="validation") for name, kind in kinds.items()}
