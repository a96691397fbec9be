"""score(model, answers) -> Score: pure, exact, unrounded (METHOD §2–3).

Every parent is Σ share·child; `criteria.shares` makes the shares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Literal

from criteria.answers import Answer, Answers, NotApplicable
from criteria.exact import dot, exact, proportions, rounded
from criteria.levels import Standings, level_of
from criteria.model import Criterion, Dimension, Level, Model, Practice, Profile, Rating, Scale
from criteria.ratings import Rated, rate
from criteria.shares import Shares, criterion_shares, practice_shares, total_offset, total_shares

State = Literal["rated", "incomplete", "not ratable"]


@dataclass(frozen=True, slots=True)
class NotRatable:
    """Why there is no number: how much of a part applies, and how much must."""

    node: str
    applicable: Fraction
    floor: Fraction


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """A practice's score; `score` is None where it does not apply or was not answered."""

    practice: Practice
    score: Fraction | None
    answer: Answer | NotApplicable | None
    rated: Rated | None = None

    @property
    def applicable(self) -> bool:
        """Whether the practice counts at all."""
        return not isinstance(self.answer, NotApplicable)

    @property
    def answered(self) -> bool:
        """Whether a value was given."""
        return isinstance(self.answer, Answer)


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A criterion or dimension: its score (None where nothing applies), interval and children's shares.

    `lowest` and `highest` are what the score would be if every missing answer were the worst or the best;
    `score` treats blanks as the pack says a submitted assessment does, so a draft shows the interval instead.
    """

    id: str
    score: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    shares: Shares
    answered: int
    applicable: int


@dataclass(frozen=True, slots=True)
class Score:
    """A scored assessment. `total` is None unless every applicable practice counts and the floors hold."""

    model: Model
    track: str
    profile: Profile
    submitted: bool
    state: State
    total: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    level: Level | None
    shares: Shares
    dimensions: tuple[NodeScore, ...]
    criteria: tuple[NodeScore, ...]
    practices: tuple[PracticeScore, ...]
    not_ratable: tuple[NotRatable, ...]

    @property
    def node_scores(self) -> dict[str, Fraction | None]:
        """Every dimension and criterion by id."""
        return {node.id: node.score for node in (*self.dimensions, *self.criteria)}

    @property
    def final_scores(self) -> dict[str, Fraction | None]:
        """The scores that no blank can change any more, by id: of a draft only those without one."""
        nodes = (*self.dimensions, *self.criteria)
        return {node.id: node.score if self.is_final(node) else None for node in nodes}

    def is_final(self, node: NodeScore) -> bool:
        """Whether a part has one score: blanks leave an interval only before submission."""
        return self.submitted or node.lowest == node.highest

    @property
    def standings(self) -> Standings:
        """What the gates of the levels look at."""
        refused = {part.node for part in self.not_ratable}
        of_practice, of_node = self.model.practice_scale, self.model.node_scale
        return Standings(
            self.total,
            {node.id: _gated(of_node, node) for node in self.dimensions if node.id not in refused},
            {node.id: _gated(of_node, node) for node in self.criteria},
            {p.practice.id: _gated(of_practice, p) for p in self.practices if p.applicable},
        )


def _gated(scale: Scale, part: "NodeScore | PracticeScore") -> Fraction | None:
    """What a gate looks at: what applies but was not answered passes no bar, even where a mean skips it."""
    return scale.low if part.score is None and part.applicable else part.score


def score(
    model: Model,
    answers: Answers,
    track: str,
    profile: str | None = None,
    *,
    submitted: bool = True,
) -> Score:
    """Score checked answers.

    Args: `answers` by practice id, as `parse_answers` returns them; `profile` a weight profile, the
    model's default where None; `submitted` whether blanks now count (METHOD §3: unanswered is not N/A).
    Returns scores on the model's own scales, exact. Raises KeyError for an unknown track or profile.

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> three = {p.id: Answer({"answer": Fraction(3)}) for p in model.practices}
    >>> result = score(model, three, "declared")
    >>> float(result.total), result.level.number
    (600.0, 4)
    """
    weights = model.profiles[profile or model.default_profile]
    ratings = model.tracks[track].ratings
    practices = tuple(_practice(model, ratings, p, answers.get(p.id)) for p in model.practices)
    missing = any(p.applicable and not p.answered for p in practices)
    by_criterion = _slices(model, practices)
    criteria = tuple(_criterion(model, c, own) for c, own in zip(model.criteria, by_criterion, strict=True))
    dimensions = _dimensions(model, criteria)
    shares = total_shares(model, weights, tuple([d.score is not None for d in dimensions]))
    refused = _below_floors(model, weights, practices)
    dimensions = _without(dimensions, {part.node for part in refused})
    value, low, high = _interval(model, weights, shares, dimensions)
    unfinished = value is None or (missing and not submitted)
    state: State = "not ratable" if refused else "incomplete" if unfinished else "rated"
    total = value if state == "rated" else None
    if refused:
        low = high = None
    result = Score(
        model, track, weights, submitted, state, total, low, high, None,
        shares, dimensions, criteria, practices, refused,
    )  # fmt: skip
    return result if total is None else _with_level(result)


def _with_level(result: Score) -> Score:
    return replace(result, level=level_of(result.model, result.standings))


# --- practices --------------------------------------------------------------------------------------


def _practice(
    model: Model, ratings: Mapping[str, Rating], practice: Practice, answer: Answer | NotApplicable | None
) -> PracticeScore:
    if isinstance(answer, Answer):
        rated = rate(ratings[practice.kind], answer)
        return PracticeScore(practice, _stepped(model, rated.score), answer, rated)
    if isinstance(answer, NotApplicable):
        full = model.practice_scale.high if model.not_applicable.rule == "full" else None
        return PracticeScore(practice, full, answer)
    return PracticeScore(practice, None, None)


def _stepped(model: Model, value: Fraction) -> Fraction:
    """Rounded here only where the pack says that each step is rounded."""
    rule = model.rounding
    return exact(rounded(value, rule.places, rule.mode)) if rule.each_step else value


# --- criteria ---------------------------------------------------------------------------------------


def _slices(model: Model, practices: Sequence[PracticeScore]) -> list[Sequence[PracticeScore]]:
    starts = _starts(model)
    return [practices[a:b] for a, b in zip(starts, [*starts[1:], len(practices)], strict=True)]


@lru_cache(maxsize=64)
def _starts(model: Model) -> tuple[int, ...]:
    starts = [0]
    for criterion in model.criteria[:-1]:
        starts.append(starts[-1] + len(criterion.practices))
    return tuple(starts)


def _criterion(model: Model, criterion: Criterion, own: Sequence[PracticeScore]) -> NodeScore:
    answered = sum([p.answered for p in own])
    if answered == len(own):
        shares = practice_shares(model, criterion, (True,) * answered)
        shown = _stepped(model, dot(shares, [p.score for p in own if p.score is not None]))
        return NodeScore(criterion.id, shown, shown, shown, shares, answered, answered)
    return _partial_criterion(model, criterion, own, answered)


def _partial_criterion(
    model: Model, criterion: Criterion, own: Sequence[PracticeScore], answered: int
) -> NodeScore:
    """A criterion with blanks or N/A."""
    applicable = sum([p.applicable for p in own])
    counts = tuple(_counts(model, p) for p in own)
    shares = practice_shares(model, criterion, counts)
    shown = None
    if any(counts):
        shown = _stepped(model, dot(shares, [_filled(p, model.practice_scale.low) for p in own]))
    lowest = highest = shown
    if answered < applicable:
        lowest, highest = (_extreme(model, criterion, own, best) for best in (False, True))
    return NodeScore(criterion.id, shown, lowest, highest, shares, answered, applicable)


def _counts(model: Model, practice: PracticeScore) -> bool:
    if not practice.applicable:
        return model.not_applicable.rule == "full"
    return practice.answered or model.unanswered == "lowest"


def _filled(practice: PracticeScore, filler: Fraction) -> Fraction:
    """The practice's score, or the filler; one that does not count has a share of 0 whatever this says."""
    return filler if practice.score is None else practice.score


def _extreme(model: Model, criterion: Criterion, own: Sequence[PracticeScore], best: bool) -> Fraction | None:
    """The criterion's score if every blank were the best, or the worst."""
    filler = model.practice_scale.high if best else model.practice_scale.low
    counts = tuple(p.applicable or model.not_applicable.rule == "full" for p in own)
    if not any(counts):
        return None
    shares = practice_shares(model, criterion, counts)
    return _stepped(model, dot(shares, [_filled(p, filler) for p in own]))


# --- dimensions and total ---------------------------------------------------------------------------


def _dimensions(model: Model, criteria: Sequence[NodeScore]) -> tuple[NodeScore, ...]:
    nodes, start = [], 0
    for dimension in model.dimensions:
        own = criteria[start : start + len(dimension.criteria)]
        start += len(dimension.criteria)
        nodes.append(_dimension(model, dimension, own))
    return tuple(nodes)


def _dimension(model: Model, dimension: Dimension, own: Sequence[NodeScore]) -> NodeScore:
    answered, applicable = sum([c.answered for c in own]), sum([c.applicable for c in own])
    shares = criterion_shares(model, dimension, tuple([c.score is not None for c in own]))
    value = lowest = highest = _mean(model, shares, [c.score for c in own])
    if answered < applicable:
        possible = criterion_shares(model, dimension, tuple([c.highest is not None for c in own]))
        lowest = _mean(model, possible, [c.lowest for c in own])
        highest = _mean(model, possible, [c.highest for c in own])
    return NodeScore(dimension.id, value, lowest, highest, shares, answered, applicable)


def _mean(model: Model, shares: Shares, values: Sequence[Fraction | None]) -> Fraction | None:
    if not any(shares):
        return None
    return _stepped(model, dot(shares, [Fraction(0) if v is None else v for v in values]))


def _interval(
    model: Model, weights: Profile, shares: Shares, dimensions: Sequence[NodeScore]
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """The total, and what it would be if every blank were the worst or the best."""
    value = low = high = _total(model, shares, [d.score for d in dimensions])
    if any(d.answered < d.applicable for d in dimensions):
        possible = total_shares(model, weights, tuple([d.highest is not None for d in dimensions]))
        low = _total(model, possible, [d.lowest for d in dimensions])
        high = _total(model, possible, [d.highest for d in dimensions])
    return value, low, high


def _total(model: Model, shares: Shares, values: Sequence[Fraction | None]) -> Fraction | None:
    if not any(share for share, value in zip(shares, values, strict=True) if value is not None):
        return None
    value = dot(shares, [Fraction(0) if v is None else v for v in values]) + total_offset(model)
    rule = model.rounding
    return exact(rounded(value, rule.total_places, rule.mode)) if rule.each_step else value


def _below_floors(
    model: Model, profile: Profile, practices: Sequence[PracticeScore]
) -> tuple[NotRatable, ...]:
    """The parts of which too little applies (METHOD §3); nothing where everything applies."""
    if model.not_applicable.rule == "full" or all(p.applicable for p in practices):
        return ()
    rule = model.not_applicable
    applicable = applicable_shares(model, {p.practice.id for p in practices if p.applicable})
    whole = dot(proportions([profile.points[d.id] for d in model.dimensions]), list(applicable.values()))
    low = [
        NotRatable(name, share, rule.per_dimension)
        for name, share in applicable.items()
        if share < rule.per_dimension
    ]
    low += [
        NotRatable(n, Fraction(0), Fraction(0))
        for n in rule.never_wholly
        if not applicable[n] and not rule.per_dimension
    ]
    if whole < rule.overall or whole == 0:
        low.append(NotRatable("total", whole, rule.overall))
    return tuple(low)


def _without(dimensions: tuple[NodeScore, ...], refused: set[str]) -> tuple[NodeScore, ...]:
    """A dimension below its floor has no number, only the reason why not."""
    if not refused:
        return dimensions
    return tuple(
        replace(d, score=None, lowest=None, highest=None) if d.id in refused else d for d in dimensions
    )


def applicable_shares(model: Model, applicable: set[str]) -> dict[str, Fraction]:
    """Of each dimension, how much of its weight applies (0 to 1)."""
    return {d.id: 1 - _missing_share(d, applicable) for d in model.dimensions}


def _missing_share(dimension: Dimension, applicable: set[str]) -> Fraction:
    """How much of a dimension's weight does not apply; criteria that wholly apply cost nothing."""
    missing = Fraction(0)
    for criterion in dimension.criteria:
        gone = [p.weight for p in criterion.practices if p.id not in applicable]
        if gone:
            missing += criterion.points * sum(gone) / sum(p.weight for p in criterion.practices)
    return missing / dimension.points if missing else missing


def balance(result: Score) -> tuple[float, float] | None:
    """G, the geometric total, and G ÷ total; None where the model or the score has none (METHOD §3).

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> even = score(model, {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}, "declared")
    >>> [round(x, 6) for x in balance(even)]
    [400.0, 1.0]
    """
    floor = result.model.balance_floor
    if floor is None or not result.total:
        return None
    live = [
        (d.score, share)
        for d, share in zip(result.dimensions, result.shares, strict=True)
        if d.score is not None
    ]
    whole = float(sum(share for _, share in live))
    geometric = whole * prod(float(max(s, floor)) ** (float(share) / whole) for s, share in live)
    return geometric, geometric / float(result.total)
