"""From what several people answered apart to what may be said of it: agreement, median, what to talk about.

Nothing here settles an answer. It says where everybody agrees, what lies in the middle, and where an
organisation's answer needs its reasons in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low
from typing import Literal

from criteria.answers import Answer, NotApplicable, is_allowed
from criteria.model import Component, Rating

Opinion = Answer | NotApplicable
Why = Literal["nobody", "differs", "apart", "applies"]


@dataclass(frozen=True, slots=True)
class FarApart:
    """From where on answers lie too far apart to be settled without words.

    `steps` counts the steps of a set of answers, `share` is a part of a range of numbers, 0 to 1.
    """

    steps: int
    share: Fraction


DISCUSS = FarApart(steps=2, share=Fraction(2, 5))
"""Two of the five levels that practices are answered with; on a range of numbers the same part of it."""

LEAST_FOR_MEDIAN = 3
"""Of fewer answers the one in the middle is only the lower or the only one, not what most see."""


def unanimous(opinions: Sequence[Opinion]) -> Opinion | None:
    """What all of the opinions say, without their comments; None where they differ or there are none.

    Reasons for "not applicable" may differ: the one that all gave, else an empty one.

    >>> three, four = Answer({"answer": Fraction(3)}), Answer({"answer": Fraction(4)})
    >>> unanimous([three, three]) == three, unanimous([three, four]), unanimous([])
    (True, None, None)
    """
    if not opinions:
        return None
    first = opinions[0]
    if isinstance(first, Answer):
        same = all(isinstance(o, Answer) and o.values == first.values for o in opinions)
        return Answer(first.values) if same else None
    reasons = {o.reason if isinstance(o, NotApplicable) else None for o in opinions}
    if None in reasons:
        return None
    return NotApplicable(first.reason if len(reasons) == 1 else "")


def in_the_middle(
    rating: Rating, opinions: Sequence[Opinion], least: int = LEAST_FOR_MEDIAN
) -> Answer | None:
    """The median of each component, the lower of two in the middle, so that it is an answer somebody gave.

    None where fewer than `least` gave values, where as many or more hold that the practice does not apply, or
    where it would be a value that the component does not allow. Raises ValueError for a `least` below 1.

    >>> from criteria.registry import load
    >>> rating = load("cmc").tracks["declared"].ratings["process"]
    >>> said = [Answer({"answer": Fraction(level)}) for level in (1, 2, 4, 5)]
    >>> in_the_middle(rating, said).values["answer"], in_the_middle(rating, said[:2])
    (Fraction(2, 1), None)
    """
    if least < 1:
        raise ValueError(f"least: found {least}; allowed: 1 or more")
    given = [o for o in opinions if isinstance(o, Answer)]
    if len(given) < least or 2 * len(given) <= len(opinions):
        return None
    values = {part.id: median_low(o.values[part.id] for o in given) for part in rating.components}
    return Answer(values) if all(is_allowed(rating.component(n), v) for n, v in values.items()) else None


def width(rating: Rating, opinions: Sequence[Opinion]) -> Fraction:
    """How wide the opinions spread, 0 to 1: the widest component's range as a part of its whole scale.

    1 where some hold that the practice does not apply and others gave values; 0 for fewer than two opinions.

    >>> from criteria.registry import load
    >>> rating = load("cmc").tracks["declared"].ratings["process"]
    >>> width(rating, [Answer({"answer": Fraction(level)}) for level in (1, 2, 4)])
    Fraction(3, 5)
    """
    given = [o for o in opinions if isinstance(o, Answer)]
    if 0 < len(given) < len(opinions):
        return Fraction(1)
    return max((_part_of_scale(c, _values(c, given)) for c in rating.components), default=Fraction(0))


def must_explain(
    rating: Rating, opinions: Sequence[Opinion], settled: Opinion, rule: FarApart = DISCUSS
) -> tuple[Why, ...]:
    """Why an organisation's answer needs its reasons in words; empty where it needs none.

    `nobody`: no opinion stands behind it. `differs`: it is nobody's opinion. `apart`: opinions lie as far
    apart as the rule says, or farther. `applies`: they differ on whether the practice applies at all.

    >>> from criteria.registry import load
    >>> rating = load("cmc").tracks["declared"].ratings["process"]
    >>> two, three, four = (Answer({"answer": Fraction(level)}) for level in (2, 3, 4))
    >>> must_explain(rating, [two, three], two), must_explain(rating, [two, four], three)
    ((), ('differs', 'apart'))
    """
    if not opinions:
        return ("nobody",)
    found: list[Why] = []
    if not any(_same(settled, opinion) for opinion in opinions):
        found.append("differs")
    return (*found, *to_discuss(rating, opinions, rule))


def to_discuss(rating: Rating, opinions: Sequence[Opinion], rule: FarApart = DISCUSS) -> tuple[Why, ...]:
    """`apart` and `applies` of `must_explain`: what holds whatever the answer will be.

    >>> from criteria.registry import load
    >>> rating = load("cmc").tracks["declared"].ratings["process"]
    >>> to_discuss(rating, [Answer({"answer": Fraction(2)}), NotApplicable("No partners")])
    ('applies',)
    """
    given = [o for o in opinions if isinstance(o, Answer)]
    found: list[Why] = []
    if any(_apart(part, _values(part, given), rule) for part in rating.components):
        found.append("apart")
    if 0 < len(given) < len(opinions):
        found.append("applies")
    return tuple(found)


def _same(one: Opinion, other: Opinion) -> bool:
    if isinstance(one, Answer) and isinstance(other, Answer):
        return one.values == other.values
    return isinstance(one, NotApplicable) and isinstance(other, NotApplicable)


def _values(component: Component, given: Sequence[Answer]) -> list[Fraction]:
    return [answer.values[component.id] for answer in given]


def _apart(component: Component, values: Sequence[Fraction], rule: FarApart) -> bool:
    if not values:
        return False
    if component.options:
        return _steps(component, values) >= rule.steps
    return _part_of_scale(component, values) >= rule.share


def _steps(component: Component, values: Sequence[Fraction]) -> int:
    """How many answers of the set lie from the lowest value up to the highest, the lowest not counted."""
    low, high = min(values), max(values)
    return sum(low < option.value <= high for option in component.options)


def _part_of_scale(component: Component, values: Sequence[Fraction]) -> Fraction:
    if not values:
        return Fraction(0)
    if component.options:
        return Fraction(_steps(component, values), max(len(component.options) - 1, 1))
    assert component.range is not None
    return (max(values) - min(values)) / component.range.width if component.range.width else Fraction(0)
