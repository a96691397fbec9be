"""Every number opened up to the answers, weights, caps and renormalisation that it came from.

Contributions are on the scale of the total and exact: the leaves of an explanation, with its rounding
entries, re-add to the number at its root.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from criteria.answers import NotApplicable
from criteria.model import Rating
from criteria.ratings import weighed
from criteria.scoring import NodeScore, PracticeScore, Score
from criteria.shares import total_offset

Kind = Literal["total", "dimension", "criterion", "practice", "component", "rounding", "offset"]
NoteCode = Literal["bound", "limited", "not-applicable", "unanswered", "renormalised"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that changed a number: which component bound it, what was left out and why."""

    code: NoteCode
    subject: str = ""
    value: Fraction | None = None
    reason: str = ""
    unless: str = ""
    at_least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One number: its score, its share of its parent, what it adds to the total, and its parts."""

    id: str
    kind: Kind
    score: Fraction | None
    share: Fraction
    contribution: Fraction
    notes: tuple[Note, ...] = ()
    parts: tuple["Explanation", ...] = ()

    def leaves(self) -> Iterator["Explanation"]:
        """Practices, and rounding and offset entries: what re-adds to the root's contribution."""
        if self.kind in ("practice", "rounding", "offset"):
            yield self
        else:
            for part in self.parts:
                yield from part.leaves()

    def find(self, node_id: str) -> "Explanation | None":
        """The explanation of one node within this one."""
        if self.id == node_id:
            return self
        return next((found for part in self.parts if (found := part.find(node_id))), None)


def explain(result: Score) -> Explanation:
    """How the total came about, down to each component of each answer.

    Raises ValueError where there is no total to explain (a draft with blanks, or too much N/A).

    >>> from fractions import Fraction
    >>> from criteria.answers import Answer
    >>> from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc")
    >>> result = score(model, {p.id: Answer({"answer": Fraction(3)}) for p in model.practices}, "declared")
    >>> tree = explain(result)
    >>> sum(leaf.contribution for leaf in tree.leaves()) == result.total
    True
    """
    if result.total is None:
        raise ValueError(f"the assessment is {result.state}: it has no total to explain")
    criteria, practices = list(result.criteria), list(result.practices)
    parts = []
    for dimension, node, share in zip(result.model.dimensions, result.dimensions, result.shares, strict=True):
        own = [criteria.pop(0) for _ in dimension.criteria]
        of_criterion = [[practices.pop(0) for _ in c.practices] for c in dimension.criteria]
        parts.append(_dimension(result, node, share, own, of_criterion))
    offset = total_offset(result.model)
    if offset:
        parts.append(Explanation("total", "offset", None, Fraction(1), offset))
    notes = _renormalised(result)
    return _whole("total", "total", result.total, Fraction(1), result.total, tuple(notes), parts)


def _whole(
    node_id: str,
    kind: Kind,
    score: Fraction | None,
    share: Fraction,
    contribution: Fraction,
    notes: tuple[Note, ...],
    parts: Sequence[Explanation],
) -> Explanation:
    """A node with its parts, and a rounding entry for what a model that rounds each step added or cut."""
    rest = contribution - sum((part.contribution for part in parts), Fraction(0))
    if rest:
        parts = [*parts, Explanation(node_id, "rounding", None, Fraction(1), rest)]
    return Explanation(node_id, kind, score, share, contribution, notes, tuple(parts))


def _renormalised(result: Score) -> Iterator[Note]:
    for dimension, node in zip(result.model.dimensions, result.dimensions, strict=True):
        if node.score is None:
            yield Note("renormalised", dimension.id)


def _dimension(
    result: Score,
    node: NodeScore,
    factor: Fraction,
    criteria: Sequence[NodeScore],
    practices: Sequence[Sequence[PracticeScore]],
) -> Explanation:
    parts = [
        _criterion(result, c, share, factor * share, own)
        for c, share, own in zip(criteria, node.shares, practices, strict=True)
    ]
    notes = tuple(Note("renormalised", c.id) for c in criteria if c.score is None)
    return _whole(node.id, "dimension", node.score, factor, _times(factor, node.score), notes, parts)


def _criterion(
    result: Score, node: NodeScore, share: Fraction, factor: Fraction, practices: Sequence[PracticeScore]
) -> Explanation:
    parts = [_practice(result, p, own, factor * own) for p, own in zip(practices, node.shares, strict=True)]
    notes = tuple(
        Note("renormalised", p.practice.id) for p in practices if not p.applicable and p.score is None
    )
    return _whole(node.id, "criterion", node.score, share, _times(factor, node.score), notes, parts)


def _times(factor: Fraction, score: Fraction | None) -> Fraction:
    return factor * score if score is not None else Fraction(0)


def _practice(result: Score, practice: PracticeScore, share: Fraction, factor: Fraction) -> Explanation:
    counted = practice.score
    if counted is None and share:
        counted = result.model.practice_scale.low
    notes = tuple(_notes(result, practice, counted))
    parts = tuple(_components(result, practice))
    return Explanation(
        practice.practice.id, "practice", counted, share, _times(factor, counted), notes, parts
    )


def _notes(result: Score, practice: PracticeScore, counted: Fraction | None) -> Iterator[Note]:
    if isinstance(practice.answer, NotApplicable):
        yield Note("not-applicable", practice.practice.id, practice.score, practice.answer.reason)
    elif practice.answer is None:
        yield Note("unanswered", practice.practice.id, counted)
    if practice.rated is not None:
        rating = result.model.rating_of(practice.practice, result.track)
        yield from _limits(rating, practice.rated.limited)
        if practice.rated.bound_by is not None:
            yield Note("bound", practice.rated.bound_by, practice.rated.score)


def _limits(rating: Rating, lowered: Sequence[str]) -> Iterator[Note]:
    """What each lowered component counts at most, and the condition that would have let it count in full."""
    for limit in rating.limits:
        if limit.component in lowered:
            yield Note(
                "limited", limit.component, limit.at_most, unless=limit.unless, at_least=limit.at_least
            )


def _components(result: Score, practice: PracticeScore) -> Iterator[Explanation]:
    """What was answered: the components of the mean with their weights, then those that only bound it.

    Their contribution is to the practice's mean, not to the total: a ceiling may cut the mean afterwards.
    """
    if practice.rated is None or isinstance(practice.answer, NotApplicable) or practice.answer is None:
        return
    rating = result.model.rating_of(practice.practice, result.track)
    for component, value in zip(rating.weighing, weighed(rating, practice.answer), strict=True):
        given = practice.answer.values[component.id]
        notes = (
            (Note("limited", component.id, component.score(given)),)
            if component.id in practice.rated.limited
            else ()
        )
        yield Explanation(component.id, "component", value, component.weight, component.weight * value, notes)
    for component in rating.components:
        if not component.weight:
            yield Explanation(
                component.id, "component", practice.answer.values[component.id], Fraction(0), Fraction(0)
            )
