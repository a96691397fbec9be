"""Steps up: what a practice's score becomes when it is taken one level up, what that adds, and what it takes.

Levels of practices are those of their descriptors. Where a practice is answered with a level, a step leads
to the next answer. Where its score is made of several ratings, the levels stand at even distances on the
scale of practices (20, 40 … 100 of 100), a practice is at the highest level that its score reaches, and a
step up raises the score to the lowest one of the next level: what assessors would have to find afterwards,
evidence included.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from criteria.answers import Answer, Answers, NotApplicable
from criteria.exact import exact, rounded
from criteria.guide import Action
from criteria.model import Component, Model, Practice, Rating
from criteria.scoring import PracticeScore, Score, score

Effort = Mapping[tuple[str, int], int]
"""Person-days an organisation puts in place of the pack's: by practice and the level the step leads to."""


@dataclass(frozen=True, slots=True)
class StepUp:
    """One practice, one level up.

    `before` and `level` are levels of its descriptors, 0 below the first; `start` and `score` what it scores
    before and after; `days` the person-days it takes; `gain` the points of the total it adds, by itself and
    in any order alike, because scores are sums (before rounding, where a model rounds within).
    """

    practice: Practice
    before: int
    level: int
    start: Fraction
    score: Fraction
    days: int
    gain: Fraction
    action: Action

    @property
    def key(self) -> tuple[str, int]:
        """The practice's id and the level that the step leads to."""
        return self.practice.id, self.level

    @property
    def yields(self) -> tuple[bool, Fraction]:
        """Points gained per person-day; what takes no effort comes before all else."""
        return not self.days, self.gain / (self.days or 1)


def steps_up(result: Score, effort: Effort | None = None) -> tuple[StepUp, ...]:
    """Every step up that the actions of the pack offer, by practice in the order of the model, low to high.

    A practice that does not apply has none; nor has one that was left blank where blanks do not count,
    because its weight is not in the score. Raises ValueError naming every entry of `effort` that is not
    a practice and a level with an action, or not a whole number of days from 0.

    >>> from criteria.registry import load
    >>> model = load("cmc"); two = {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}
    >>> step = steps_up(score(model, two, "declared"))[0]
    >>> step.practice.id, step.before, step.level, float(step.score), step.days
    ('leadership.vision.customer-promise', 2, 3, 60.0, 20)
    """
    own = effort or {}
    _check(result.model, own)
    weights = practice_weights(result)
    return tuple(
        step
        for scored in result.practices
        if scored.applicable and weights[scored.practice.id]
        for step in _ladder(result, scored, weights[scored.practice.id], own)
    )


def check_steps(model: Model, name: str, steps: Collection[tuple[str, int]]) -> None:
    """Raise ValueError naming every entry that is not a practice and a level with an action.

    `name` says what the entries are, for the message.

    >>> from criteria.registry import load
    >>> check_steps(load("cmc"), "without", [("leadership.vision", 3)])
    Traceback (most recent call last):
    ...
    ValueError: without: found 'leadership.vision', level 3, allowed: a practice and a level with an action...
    """
    known = _known(model)
    faults = [
        f"{name}: found {practice!r}, level {level}, allowed: a practice and a level with an action of "
        f"{model.reference}"
        for practice, level in steps
        if (practice, level) not in known
    ]
    if faults:
        raise ValueError("; ".join(faults))


def _known(model: Model) -> set[tuple[str, int]]:
    return {(p.id, action.level) for p in model.practices for action in _actions(p)}


def _check(model: Model, effort: Effort) -> None:
    known = _known(model)
    faults = [
        f"effort: found {name!r}, level {level}: {days!r}, allowed: a practice and a level with an action of "
        f"{model.reference}, and whole days from 0"
        for (name, level), days in effort.items()
        if (name, level) not in known or isinstance(days, bool) or not isinstance(days, int) or days < 0
    ]
    if faults:
        raise ValueError("; ".join(faults))


def _actions(practice: Practice) -> Sequence[Action]:
    return practice.guide.actions if practice.guide else ()


def practice_weights(result: Score) -> dict[str, Fraction]:
    """What one point of each practice's score adds to the total.

    >>> from criteria.registry import load
    >>> model = load("cmc"); none = {p.id: Answer({"answer": Fraction(0)}) for p in model.practices}
    >>> float(100 * sum(practice_weights(score(model, none, "declared")).values()))
    1000.0
    """
    nodes, found = iter(result.criteria), {}
    for dimension, node, share in zip(result.model.dimensions, result.dimensions, result.shares, strict=True):
        for criterion, of_dimension in zip(dimension.criteria, node.shares, strict=True):
            for practice, of_criterion in zip(criterion.practices, next(nodes).shares, strict=True):
                found[practice.id] = share * of_dimension * of_criterion
    return found


def _ladder(result: Score, scored: PracticeScore, weight: Fraction, effort: Effort) -> Iterator[StepUp]:
    """The steps of one practice, as far as its actions lead without a gap."""
    model, practice = result.model, scored.practice
    at = scored.score if scored.score is not None else model.practice_scale.low
    before, actions = 0, {action.level: action for action in _actions(practice)}
    for level, value in rungs(model, model.rating_of(practice, result.track)).items():
        if value > at:
            if level not in actions:
                return
            days = effort.get((practice.id, level), actions[level].days)
            yield StepUp(practice, before, level, at, value, days, weight * (value - at), actions[level])
            at = value
        before = level


@lru_cache(maxsize=64)
def rungs(model: Model, rating: Rating) -> Mapping[int, Fraction]:
    """The score at which each level of a practice stands: its answer's, or at even distances on the scale.

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> [int(at) for at in rungs(model, model.tracks["verified"].ratings["process"]).values()]
    [20, 40, 60, 80, 100]
    """
    numbers = [level.number for level in model.levels]
    options = rating.components[0].options
    plain = len(rating.components) == 1 and not rating.ceilings and not rating.limits
    if plain and len(options) in (len(numbers), len(numbers) + 1):
        scores = sorted(option.score for option in options)[-len(numbers) :]
    else:
        scale = model.practice_scale
        scores = [scale.low + scale.width * n / len(numbers) for n in range(1, len(numbers) + 1)]
    return dict(zip(numbers, [_stepped(model, value) for value in scores], strict=True))


def _stepped(model: Model, value: Fraction) -> Fraction:
    rule = model.rounding
    return exact(rounded(value, rule.places, rule.mode)) if rule.each_step else value


# --- the score afterwards ---------------------------------------------------------------------------


def score_after(result: Score, steps: Sequence[StepUp]) -> Score:
    """The score once these steps are taken, by `criteria.scoring.score` itself.

    The model it names is the same one with practices answered by their scores, since a step up of several
    ratings says what they come to, not what each of them is.

    >>> from criteria.registry import load
    >>> model = load("cmc"); two = {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}
    >>> before = score(model, two, "declared")
    >>> after = score_after(before, steps_up(before)[:1])
    >>> float(after.total - before.total) == float(steps_up(before)[0].gain)
    True
    """
    raised = {step.practice.id: step.score for step in sorted(steps, key=lambda step: step.level)}
    return score(
        _rated_by_score(result.model),
        _answers(result, raised),
        result.track,
        result.profile.id,
        submitted=result.submitted,
    )


def _answers(result: Score, raised: Mapping[str, Fraction]) -> Answers:
    found: dict[str, Answer | NotApplicable] = {}
    for scored in result.practices:
        value = raised.get(scored.practice.id, scored.score)
        if isinstance(scored.answer, NotApplicable):
            found[scored.practice.id] = scored.answer
        elif value is not None:
            found[scored.practice.id] = Answer({"score": value})
    return found


@lru_cache(maxsize=16)
def _rated_by_score(model: Model) -> Model:
    own = Component("score", model.title, Fraction(1), range=model.practice_scale)
    tracks = {
        name: replace(track, ratings={kind: Rating(kind, (own,)) for kind in track.ratings})
        for name, track in model.tracks.items()
    }
    return replace(model, tracks=tracks)
