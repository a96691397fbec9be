"""One practice: from the values of its components to its score, and which bound held it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from criteria.answers import Answer
from criteria.exact import less
from criteria.model import Rating


@dataclass(frozen=True, slots=True)
class Rated:
    """A practice's score with what made it.

    `mean` is the weighted mean before ceilings; `limited` names the components that a limit lowered;
    `bound_by` is the component whose ceiling lay below the mean, None where none did.
    """

    score: Fraction
    mean: Fraction
    limited: tuple[str, ...] = ()
    bound_by: str | None = None


def rate(rating: Rating, answer: Answer) -> Rated:
    """Score one practice (METHOD §2): the weighted mean of its components, under every ceiling.

    The answer must have been checked: every component has an allowed value.

    >>> from criteria.registry import load
    >>> process = load("cmc").tracks["verified"].ratings["process"]
    >>> values = dict(approach=80, deployment=30, learning=60, integration=60, evidence=4)
    >>> rated = rate(process, Answer({name: Fraction(value) for name, value in values.items()}))
    >>> float(rated.score), float(rated.mean), rated.bound_by
    (50.0, 57.0, 'deployment')
    """
    values = answer.values
    limited = _limited(rating, values) if rating.limits else {}
    mean = _mean(rating, values, limited)
    bound, bound_by = mean, None
    for ceiling in rating.ceilings:
        value = values[ceiling.component]
        if ceiling.lowers(bound, value):
            bound, bound_by = ceiling.allows(value), ceiling.component
    return Rated(bound, mean, tuple(limited), bound_by)


def weighed(rating: Rating, answer: Answer) -> tuple[Fraction, ...]:
    """What each weighing component counts in the mean, after limits; in the order of `rating.weighing`."""
    return _weighed(rating, answer.values, _limited(rating, answer.values))


def _mean(rating: Rating, values: Mapping[str, Fraction], limited: Mapping[str, Fraction]) -> Fraction:
    scores = _weighed(rating, values, limited)
    return rating.weights.mean(scores) if len(scores) > 1 else scores[0]


def _weighed(
    rating: Rating, values: Mapping[str, Fraction], limited: Mapping[str, Fraction]
) -> tuple[Fraction, ...]:
    return tuple([limited[c.id] if c.id in limited else c.score(values[c.id]) for c in rating.weighing])


def _limited(rating: Rating, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The components that a limit lowers, with what they then count."""
    return {
        limit.component: limit.at_most
        for limit in rating.limits
        if less(values[limit.unless], limit.at_least)
        and less(limit.at_most, rating.component(limit.component).score(values[limit.component]))
    }
