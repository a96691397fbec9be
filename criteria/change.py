"""Change since an earlier assessment, also across versions of a model: what changed, and what only the model.

The earlier answers are scored anew under the later version, on the practices that both versions ask. What
lies between that and the later answers to the same practices is real change; the rest of the difference is
the model's: other weights and scales, practices that left and practices that came.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from criteria.answers import Answer, Answers, NotApplicable
from criteria.exact import dot, proportions
from criteria.matching import Counterpart, Matching, carried, matching
from criteria.model import Component, Model
from criteria.scoring import NodeScore, NotRatable, PracticeScore, Score, applicable_shares, score

ELSEWHERE = NotApplicable("asked in one of the two versions only", "criteria.change")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment: what was answered, under which model, track and weight profile (None: the default)."""

    model: Model
    answers: Answers
    track: str
    profile: str | None = None
    submitted: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """One number then and now, exact, on the later version's scale; None where there is no number.

    `before` and `after` are the two results as they were. `rescored` is the earlier answers under the later
    version, `kept` the later ones, both on the practices that both versions ask.
    """

    node: str
    before: Fraction | None
    rescored: Fraction | None
    kept: Fraction | None
    after: Fraction | None

    @property
    def whole(self) -> Fraction | None:
        """After minus before; `real` and `of_model` add up to it."""
        return _minus(self.after, self.before)

    @property
    def real(self) -> Fraction | None:
        """What the organisation's answers changed, on the practices that both versions ask."""
        return _minus(self.kept, self.rescored)

    @property
    def of_model(self) -> Fraction | None:
        """What the change of version and weights made of it; None unless there is a whole and a real part."""
        return _minus(self.whole, self.real)

    @property
    def of_weights(self) -> Fraction | None:
        """The part of `of_model` from scoring the earlier answers under the later version."""
        return _minus(self.rescored, self.before)

    @property
    def of_new_practices(self) -> Fraction | None:
        """The part of `of_model` from practices that only the later version asks."""
        return _minus(self.after, self.kept)


Shifts = tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share (0 to 1) of the later version's weight that both ask: of the whole, and of each dimension."""

    whole: Fraction
    dimensions: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Change:
    """Two assessments of one model line compared; the four scores are what the shifts are made of.

    `not_ratable` says why there is no rescored total: parts of which too little is asked by both versions,
    or applied to the organisation then or now.
    """

    before: Score
    rescored: Score
    kept: Score
    after: Score
    matching: Matching
    coverage: Coverage
    total: Shift
    dimensions: Shifts
    criteria: Shifts
    practices: Shifts

    @property
    def not_ratable(self) -> tuple[NotRatable, ...]:
        """Why real change of the total has no number, each part once; empty where it has one."""
        return tuple(dict.fromkeys((*self.rescored.not_ratable, *self.kept.not_ratable)))

    @property
    def same_scale(self) -> bool:
        """Whether both versions score on the same scales; otherwise only real change has numbers."""
        old, new = self.before.model, self.after.model
        return (old.total_scale, old.node_scale, old.practice_scale) == (
            new.total_scale,
            new.node_scale,
            new.practice_scale,
        )


def change(earlier: Assessed, later: Assessed, mapping: Mapping[str, Sequence[str]] | None = None) -> Change:
    """How the later assessment differs from the earlier one, real change apart from change of model.

    Args: `mapping` the earlier version's practice ids by id of the later one, where they are not the same;
    where None, what the later model says about that version. An empty list says that there is no
    counterpart although an id is the same. Raises ValueError for assessments of two model lines or tracks,
    and UnknownPractices for a mapping with ids that the models do not have.

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> then = Assessed(model, {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}, "declared")
    >>> now = replace(then, answers={p.id: Answer({"answer": Fraction(3)}) for p in model.practices})
    >>> total = change(then, now).total
    >>> int(total.before), int(total.after), int(total.real), int(total.of_model)
    (400, 600, 200, 0)
    """
    if (earlier.model.id, earlier.track) != (later.model.id, later.track):
        found = f"{earlier.model.id} {earlier.track} and {later.model.id} {later.track}"
        raise ValueError(f"found {found}; allowed: one model and one track")
    known = later.model.earlier.get(earlier.model.version, {}) if mapping is None else mapping
    matched = matching(earlier.model, later.model, later.track, earlier.answers, known)
    both = {counterpart.new for counterpart in matched.counterparts}
    before, after = _score(earlier), _score(later)
    kept = after if len(both) == len(later.model.practices) else _score(_within(later, both))
    old = carried(earlier.answers, matched)
    rescored = _score(_within(replace(later, answers=old, submitted=earlier.submitted), both))
    return Change(
        before,
        rescored,
        kept,
        after,
        matched,
        _coverage(later, both),
        _total(before, rescored, kept, after),
        _nodes(before, rescored, kept, after, after.dimensions),
        _nodes(before, rescored, kept, after, after.criteria),
        tuple(_practices(before, rescored, after, matched)),
    )


def _minus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _score(given: Assessed) -> Score:
    return score(given.model, given.answers, given.track, given.profile, submitted=given.submitted)


# --- on the practices that both versions ask --------------------------------------------------------


def _within(given: Assessed, both: set[str]) -> Assessed:
    """The assessment as if nothing else were asked: what else there is does not apply, floors hold."""
    model = given.model
    others = {p.id: ELSEWHERE for p in model.practices if p.id not in both}
    if not others:
        return given
    own = {name: answer for name, answer in given.answers.items() if name in both}
    if model.not_applicable.rule == "full":
        own = {name: _counted(given, name, answer) for name, answer in own.items()}
    rule = replace(model.not_applicable, rule="excluded")
    return replace(given, model=replace(model, not_applicable=rule), answers={**own, **others})


def _counted(given: Assessed, name: str, answer: Answer | NotApplicable) -> Answer | NotApplicable:
    """What does not apply gives full marks in such a model, and here still does: as the best answer."""
    if isinstance(answer, Answer):
        return answer
    practice = next(p for p in given.model.practices if p.id == name)
    rating = given.model.rating_of(practice, given.track)
    return Answer({component.id: _highest(component) for component in rating.components})


def _highest(component: Component) -> Fraction:
    if component.options:
        return max(component.options, key=lambda option: option.score).value
    assert component.range is not None
    return component.range.high


def _coverage(given: Assessed, both: set[str]) -> Coverage:
    model = given.model
    points = model.profiles[given.profile or model.default_profile].points
    shares = applicable_shares(model, both)
    whole = dot(proportions([points[d.id] for d in model.dimensions]), list(shares.values()))
    return Coverage(whole, shares)


# --- shifts -----------------------------------------------------------------------------------------


def _total(before: Score, rescored: Score, kept: Score, after: Score) -> Shift:
    same = before.model.total_scale == after.model.total_scale
    return Shift("total", before.total if same else None, rescored.total, kept.total, after.total)


def _nodes(before: Score, rescored: Score, kept: Score, after: Score, of: Sequence[NodeScore]) -> Shifts:
    """The shifts of some nodes of the later version: its dimensions, or its criteria."""
    same = before.model.node_scale == after.model.node_scale
    old, again, own, new = (result.final_scores for result in (before, rescored, kept, after))
    return tuple(
        Shift(n.id, old.get(n.id) if same else None, again.get(n.id), own.get(n.id), new.get(n.id))
        for n in of
    )


def _practices(before: Score, rescored: Score, after: Score, matched: Matching) -> Iterator[Shift]:
    same = before.model.practice_scale == after.model.practice_scale
    then = {p.practice.id: p for p in before.practices}
    from_old = {counterpart.new: counterpart for counterpart in matched.counterparts}
    for again, new in zip(rescored.practices, after.practices, strict=True):
        name = new.practice.id
        now = _value(after, new)
        counterpart = from_old.get(name)
        if counterpart is None:
            yield Shift(name, None, None, None, now)
        else:
            old = _mean_of(before, counterpart, then) if same else None
            yield Shift(name, old, _value(rescored, again), now, now)


def _mean_of(before: Score, counterpart: Counterpart, then: Mapping[str, PracticeScore]) -> Fraction | None:
    """The earlier score; of several practices the mean by their weights, without what did not apply."""
    old = [then[name] for name in counterpart.old]
    own = [scored for scored in old if scored.applicable or scored.score is not None]
    values = [_value(before, scored) for scored in own]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(own):
        return None
    return dot(proportions([scored.practice.weight for scored in own]), known)


def _value(result: Score, scored: PracticeScore) -> Fraction | None:
    """The score; of a submitted blank what it counts as."""
    counted = result.submitted and result.model.unanswered == "lowest" and scored.applicable
    if scored.score is None and counted:
        return result.model.practice_scale.low
    return scored.score
