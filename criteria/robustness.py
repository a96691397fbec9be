"""How far a result hangs on single judgements: other weight profiles, and one criterion left out (METHOD §7).

Every figure is `criteria.scoring.score` of the same answers, on the model as it is or without the criterion.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from criteria.answers import Answers
from criteria.model import Criterion, Dimension, Level, Model
from criteria.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Variant:
    """The result under one change: `id` names the profile used, or the criterion left out."""

    id: str
    total: Fraction
    level: Level | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """The result as it is, under every other weight profile, and without each single criterion.

    A criterion that does not apply, or that is all there is of its dimension, is not in `dropped`: leaving
    it out would change nothing, or take a whole dimension away.
    """

    total: Fraction
    level: Level | None
    profiles: tuple[Variant, ...]
    dropped: tuple[Variant, ...]

    @property
    def deciding_profiles(self) -> tuple[Variant, ...]:
        """The profiles under which the level would be another."""
        return tuple(v for v in self.profiles if self._differs(v))

    @property
    def deciding_criteria(self) -> tuple[Variant, ...]:
        """The criteria without which the level would be another."""
        return tuple(v for v in self.dropped if self._differs(v))

    def _differs(self, variant: Variant) -> bool:
        return _number(variant.level) != _number(self.level)


def _number(level: Level | None) -> int | None:
    return level.number if level else None


def robustness(result: Score) -> Robustness | None:
    """How total and level change under every other profile, and when any one criterion is dropped.

    A dropped criterion's points go to the others of its dimension in proportion, and no gate looks at it.
    None for a score without a total.

    >>> from criteria.answers import Answer; from criteria.registry import load
    >>> model = load("cmc"); two = {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}
    >>> found = robustness(score(model, two, "declared"))
    >>> len(found.profiles), len(found.dropped), found.deciding_criteria
    (3, 30, ())
    """
    if result.total is None:
        return None
    return Robustness(result.total, result.level, tuple(_profiles(result)), tuple(_dropped(result)))


def _profiles(result: Score) -> Iterator[Variant]:
    for profile in result.model.profiles:
        if profile != result.profile.id:
            yield from _variant(profile, result, result.model, profile)


def _dropped(result: Score) -> Iterator[Variant]:
    scores = result.node_scores
    for dimension in result.model.dimensions:
        counting = [c for c in dimension.criteria if scores[c.id] is not None]
        if len(counting) > 1:
            for criterion in counting:
                model = without(result.model, criterion.id)
                yield from _variant(criterion.id, result, model, result.profile.id)


def _variant(name: str, result: Score, model: Model, profile: str) -> Iterator[Variant]:
    """The variant; nothing where the same answers have no total under it."""
    other = score(model, _answers(result, model), result.track, profile, submitted=result.submitted)
    if other.total is not None:
        yield Variant(name, other.total, other.level)


def _answers(result: Score, model: Model) -> Answers:
    asked = {practice.id for practice in model.practices}
    return {
        scored.practice.id: scored.answer
        for scored in result.practices
        if scored.answer is not None and scored.practice.id in asked
    }


@lru_cache(maxsize=128)
def without(model: Model, criterion: str) -> Model:
    """The model without one criterion, whose points its dimension shares out among the others.

    How much may be left out as not applicable is not asked again: it was, of the whole.

    >>> from criteria.registry import load
    >>> len(without(load("cmc"), "people.skills").criteria)
    29
    """
    floors = replace(model.not_applicable, per_dimension=Fraction(0), overall=Fraction(0), never_wholly=())
    dimensions = tuple(_without(dimension, criterion) for dimension in model.dimensions)
    return replace(model, dimensions=dimensions, not_applicable=floors)


def _without(dimension: Dimension, criterion: str) -> Dimension:
    kept: tuple[Criterion, ...] = tuple(c for c in dimension.criteria if c.id != criterion)
    return dimension if len(kept) == len(dimension.criteria) else replace(dimension, criteria=kept)
