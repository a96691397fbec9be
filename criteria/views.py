"""Other cuts of the same practice scores: by stage of the life cycle, by component of the rating (METHOD §3).

Each practice weighs what it adds to the total, by the shares that the score was made with; a practice that
does not apply weighs nothing. Where there is no total there are no numbers here either.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from criteria.answers import Answer
from criteria.exact import dot, proportions
from criteria.model import Rating
from criteria.ratings import weighed
from criteria.scoring import PracticeScore, Score

Weighted = tuple[Fraction, Fraction]


def effective_shares(result: Score) -> tuple[Fraction, ...]:
    """What one unit of each practice's score adds to the total, in the order of `result.practices`.

    >>> from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc")
    >>> half = score(model, {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}, "declared")
    >>> sum(effective_shares(half)) * 40 == half.total
    True
    """
    criteria = iter(result.criteria)
    return tuple(
        of_dimension * of_criterion * of_practice
        for of_dimension, dimension in zip(result.shares, result.dimensions, strict=True)
        for of_criterion in dimension.shares
        for of_practice in next(criteria).shares
    )


def by_stage(result: Score) -> dict[str, Fraction | None]:
    """The mean practice score of each stage, on the practices' scale; None where nothing of it counts.

    Practices weigh their effective shares of the total. A model without stages has none here. A blank that
    the model counts as its lowest counts so here.

    >>> from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc")
    >>> grade = {p.id: Fraction(4 if p.stage == "loyalty" else 2) for p in model.practices}
    >>> answers = {name: Answer({"answer": value}) for name, value in grade.items()}
    >>> {stage: int(value) for stage, value in by_stage(score(model, answers, "declared")).items()}
    {'acquisition': 40, 'service': 40, 'experience': 40, 'loyalty': 80, 'development': 40}
    """
    low = result.model.practice_scale.low
    counted = [
        (p.practice.stage, share, low if p.score is None else p.score) for share, p in _counting(result)
    ]
    return {
        stage.id: _mean((share, value) for own, share, value in counted if own == stage.id)
        for stage in result.model.stages
    }


def by_component(result: Score, kind: str | None = None) -> dict[str, Fraction | None]:
    """The mean of each component that weighs in one kind of practice, on the practices' scale.

    For a two-layer model its documentation and its implementation, for cmc approach against deployment:
    what was rated, after limits and before ceilings. Args: `kind` the rating kind, where None the kind of
    the model's first practice. Practices weigh their effective shares of the total; a blank that the model
    counts as its lowest counts so here. Values are None where nothing counts. Raises KeyError for a kind
    that the track does not rate.

    >>> from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc")
    >>> values = {"approach": 70, "deployment": 40, "learning": 30, "integration": 30, "evidence": 4}
    >>> process = Answer({name: Fraction(value) for name, value in values.items()})
    >>> audit = {p.id: process for p in model.practices if p.kind == "process"}
    >>> {name: int(value) for name, value in by_component(score(model, audit, "verified")).items()}
    {'approach': 70, 'deployment': 40, 'learning': 30, 'integration': 30}
    """
    kind = kind or result.model.practices[0].kind
    rating = result.model.tracks[result.track].ratings[kind]
    low = result.model.practice_scale.low
    rows = [
        (share, _component_scores(rating, p, low))
        for share, p in _counting(result)
        if p.practice.kind == kind
    ]
    return {
        component.id: _mean((share, values[n]) for share, values in rows)
        for n, component in enumerate(rating.weighing)
    }


def _counting(result: Score) -> Iterator[tuple[Fraction, PracticeScore]]:
    """The practices that apply and count in the total, each with its effective share."""
    if result.total is None:
        return
    for share, practice in zip(effective_shares(result), result.practices, strict=True):
        if share and practice.applicable:
            yield share, practice


def _component_scores(rating: Rating, practice: PracticeScore, low: Fraction) -> tuple[Fraction, ...]:
    if isinstance(practice.answer, Answer):
        return weighed(rating, practice.answer)
    return (low,) * len(rating.weighing)


def _mean(weighted: Iterable[Weighted]) -> Fraction | None:
    rows = list(weighted)
    if not rows:
        return None
    return dot(proportions([share for share, _ in rows]), [value for _, value in rows])
