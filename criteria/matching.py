"""Which practices of two versions of a model ask the same, and how an earlier answer is carried over."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from criteria.answers import Answer, Answers, NotApplicable
from criteria.exact import dot, proportions
from criteria.model import Component, Model, Rating


class UnknownPractices(ValueError):
    """A mapping between two versions with ids that they do not have; the message names every one."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A practice of the later version and the one, or the several, of the earlier that it came from.

    `rating` is the later version's, `weights` are those of the earlier practices within their criteria.
    """

    new: str
    old: tuple[str, ...]
    rating: Rating
    weights: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """What has a counterpart in the order of the later version, and what has none.

    `added` only the later version asks, `removed` only the earlier one. `split` are earlier practices of
    which several came, `merged` later ones that came from several. `rated_otherwise` have a counterpart, but
    the later version cannot take the earlier answer: another kind of rating, or a value that it lacks.
    """

    counterparts: tuple[Counterpart, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    split: tuple[str, ...]
    merged: tuple[str, ...]
    rated_otherwise: tuple[str, ...]


def matching(
    old: Model, new: Model, track: str, answers: Answers, mapping: Mapping[str, Sequence[str]]
) -> Matching:
    """Each later practice with the earlier ones of `mapping`, or else with the one of the same id.

    Args: `answers` those of the earlier assessment; a practice that cannot take its one has no counterpart.
    Raises UnknownPractices for a mapping with ids that the models do not have, naming all.

    >>> from criteria.registry import load
    >>> found = matching(load("cmc"), load("cmc"), "declared", {}, {})
    >>> len(found.counterparts), found.added, found.removed
    (120, (), ())
    """
    _check(old, new, mapping)
    asked = {practice.id: practice for practice in old.practices}
    origins = {
        p.id: tuple(mapping[p.id]) if p.id in mapping else (p.id,) if p.id in asked else ()
        for p in new.practices
    }
    found = [
        Counterpart(p.id, own, new.rating_of(p, track), tuple(asked[name].weight for name in own))
        for p in new.practices
        if (own := origins[p.id])
    ]
    taken = [one for one in found if _fits(one, old, track, answers)]
    times = Counter(name for own in origins.values() for name in own)
    fitting = {one.new for one in taken}
    return Matching(
        counterparts=tuple(taken),
        added=tuple(name for name, own in origins.items() if not own),
        removed=tuple(name for name in asked if not times[name]),
        split=tuple(name for name in asked if times[name] > 1),
        merged=tuple(name for name, own in origins.items() if len(own) > 1),
        rated_otherwise=tuple(one.new for one in found if one.new not in fitting),
    )


def _check(old: Model, new: Model, mapping: Mapping[str, Sequence[str]]) -> None:
    had, has = {p.id for p in old.practices}, {p.id for p in new.practices}
    wrong = [f"{name}: no practice of {new.reference}" for name in mapping if name not in has]
    wrong += [
        f"{name}: {other}: no practice of {old.reference}"
        for name, others in mapping.items()
        for other in others
        if other not in had
    ]
    if wrong:
        raise UnknownPractices("; ".join(wrong))


def _fits(one: Counterpart, old: Model, track: str, answers: Answers) -> bool:
    """Whether the later rating has the same components, and takes every value that was given."""
    wanted = {component.id for component in one.rating.components}
    before = [p for p in old.practices if p.id in one.old]
    if any({c.id for c in old.rating_of(p, track).components} != wanted for p in before):
        return False
    given = [answer for name in one.old if isinstance(answer := answers.get(name), Answer)]
    return all(_takes(c, answer.values[c.id]) for c in one.rating.components for answer in given)


def _takes(component: Component, value: Fraction) -> bool:
    """Whether a value can be scored; a mean over sites lies between the steps of a range."""
    if component.options:
        return any(option.value == value for option in component.options)
    return component.range is not None and component.range.low <= value <= component.range.high


def carried(answers: Answers, matched: Matching) -> dict[str, Answer | NotApplicable]:
    """The earlier answers by the later version's practices.

    A practice that was split gives its answer to each that came of it. Of several that were merged the mean
    counts, by their weights, component by component, and on the next lower value where a component has no
    such one; those that did not apply are left out, and one blank leaves it blank.
    """
    given = ((one.new, _answer(one, answers)) for one in matched.counterparts)
    return {name: answer for name, answer in given if answer is not None}


def _answer(one: Counterpart, answers: Answers) -> Answer | NotApplicable | None:
    own = [answers.get(name) for name in one.old]
    if len(own) == 1:
        return own[0]
    weighed = list(_weighed(own, one.weights))
    if weighed and len(weighed) == sum(not isinstance(answer, NotApplicable) for answer in own):
        shares = proportions([weight for _, weight in weighed])
        return Answer({c.id: _merged(c, [a for a, _ in weighed], shares) for c in one.rating.components})
    absent = [answer for answer in own if isinstance(answer, NotApplicable)]
    return absent[0] if len(absent) == len(own) else None


def _weighed(
    own: Sequence[Answer | NotApplicable | None], weights: Sequence[Fraction]
) -> Iterator[tuple[Answer, Fraction]]:
    for answer, weight in zip(own, weights, strict=True):
        if isinstance(answer, Answer):
            yield answer, weight


def _merged(component: Component, own: Sequence[Answer], shares: Sequence[Fraction]) -> Fraction:
    """The mean of a component; between two options the lower one counts, as descriptors are read."""
    mean = dot(shares, [answer.values[component.id] for answer in own])
    if not component.options:
        return mean
    return max(option.value for option in component.options if option.value <= mean)
