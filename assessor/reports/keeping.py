"""Scores by what follows from them: what is dear to compute is kept as long as nothing of that changes.

Everything computed from a score depends on the model, the profile, the track and the answers, and on nothing
else, so a key of those is as good as the score itself. One result is shown on many pages in three languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from criteria.answers import Answer
from criteria.consensus import Review, review
from criteria.robustness import Robustness, robustness
from criteria.scoring import PracticeScore, Score


@dataclass(frozen=True)
class Scored:
    """A score by what follows from it; two of the same answers are equal."""

    result: Score = field(compare=False)
    facts: tuple[object, ...] = field(init=False)

    def __post_init__(self) -> None:
        result = self.result
        given = tuple(map(_given, result.practices))
        facts = (result.model, result.track, result.profile.id, result.submitted, result.total, given)
        object.__setattr__(self, "facts", facts)


def _given(scored: PracticeScore) -> tuple[object, ...]:
    """What a practice came to and, since evidence and agreement are about ratings, of which values."""
    values = tuple(sorted(scored.answer.values.items())) if isinstance(scored.answer, Answer) else ()
    return scored.score, scored.applicable, scored.answered, values


def kept_robustness(result: Score) -> Robustness | None:
    """`criteria.robustness.robustness`, kept."""
    return _robustness(Scored(result))


def kept_review(final: Score, originals: Sequence[Score]) -> Review | None:
    """`criteria.consensus.review`, kept."""
    return _review(Scored(final), tuple(map(Scored, originals)))


@lru_cache(maxsize=32)
def _robustness(scored: Scored) -> Robustness | None:
    return robustness(scored.result)


@lru_cache(maxsize=32)
def _review(final: Scored, originals: tuple[Scored, ...]) -> Review | None:
    return review(final.result, [one.result for one in originals])
