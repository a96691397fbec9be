"""What is the least effort that reaches a target? An exact mixed-integer programme over steps up (METHOD §7).

Scores are sums of shares once it is settled what applies, so every gate is a row of the programme; the plan
is given only if `criteria.scoring.score` then says that the target holds.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal

from criteria.exact import plain
from criteria.levels import Shortfall, shortfalls
from criteria.model import Gate, GateKind, Level, Model, Scale
from criteria.programme import Row, Taken, cheapest
from criteria.rows import Rows
from criteria.scoring import Score
from criteria.steps import Effort, StepUp, check_steps, score_after, steps_up

ONE_STEP = 1024  # what a step weighs in the objective; finer lateness than a thousandth slows the solver down

Reason = Literal["not rated", "not applicable", "beyond the scale", "too few actions"]

Steps = Collection[tuple[str, int]]
"""Steps by practice and the level they lead to, such as those that somebody will or will not take."""


@dataclass(frozen=True, slots=True)
class LevelTarget:
    """All gates of a level and of every lower one."""

    number: int


@dataclass(frozen=True, slots=True)
class ScoreTarget:
    """A total, or the score of a dimension or criterion, of at least so much on its own scale."""

    node: str
    at_least: Fraction


Target = LevelTarget | ScoreTarget


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A bar out of reach: which part, the highest it comes to when every step is taken, what it needs, why.

    `highest` is None where the part has no score, and `needed` where nothing does; `strict` says that the bar
    must be exceeded.
    """

    node: str
    highest: Fraction | None
    needed: Fraction | None
    strict: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No set of steps reaches the target; `obstacles` says why, part by part."""

    target: Target
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """Where the score stands after so many person-days since the beginning."""

    days: int
    total: Fraction
    level: Level | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest steps to a target, in the order to take them.

    First the quick wins, then the long-term steps, each by points gained per person-day, and a practice's
    own steps from low to high: a quick win that has to wait for a long-term step stands after it.
    """

    target: Target
    quick_wins: tuple[StepUp, ...]
    long_term: tuple[StepUp, ...]
    today: Milestone
    after_quick_wins: Milestone
    after_all: Milestone

    @property
    def steps(self) -> tuple[StepUp, ...]:
        """Every step in its order."""
        return self.quick_wins + self.long_term

    @property
    def days(self) -> int:
        """Person-days of all steps."""
        return self.after_all.days


def next_level(result: Score) -> LevelTarget | None:
    """The level above the one that holds; None at the top, and for a score without a total.

    >>> from criteria.answers import Answer; from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc"); two = {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}
    >>> next_level(score(model, two, "declared"))
    LevelTarget(number=4)
    """
    if result.total is None:
        return None
    held = result.level
    ahead = [level for level in result.model.levels if held is None or level.number > held.number]
    return LevelTarget(ahead[0].number) if ahead else None


def plan(
    result: Score,
    target: Target,
    *,
    effort: Effort | None = None,
    without: Steps = (),
    including: Steps = (),
) -> Plan | Infeasible:
    """The cheapest set of steps up that reaches a target, or why there is none.

    Args: `target` a level (with every gate of it and of all below), or a score of the total, a dimension or
    a criterion; `effort` an organisation's own person-days, by practice id and level, in place of the pack's;
    `without` steps that are not taken, nor is any above them; `including` steps that are taken whatever they
    bring, with those below them. One that is not open, as where its level is reached, asks nothing.
    Of several sets with the fewest days the one with fewest steps is taken, and of those one whose steps
    stand early in the model: the same input gives the same plan. A target that holds already needs no
    step but those included. What a step up means in each track is said in `criteria.steps`.
    Raises ValueError for a level or part that the model does not have, a wrong entry of `effort`, `without`
    or `including`, or a step of `including` that `without` rules out, and Unsolved where no set can be proven
    the cheapest within the solver's bound.

    >>> from criteria.answers import Answer; from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc"); two = {p.id: Answer({"answer": Fraction(2)}) for p in model.practices}
    >>> found = plan(score(model, two, "declared"), ScoreTarget("leadership", Fraction(41)))
    >>> found.days, [(step.practice.id, step.before, step.level) for step in found.steps]
    (12, [('leadership.governance.life-cycle-owner', 2, 3)])
    >>> other = plan(
    ...     score(model, two, "declared"),
    ...     ScoreTarget("leadership", Fraction(41)),
    ...     without=[("leadership.governance.life-cycle-owner", 3)],
    ... )
    >>> other.days > found.days
    True
    """
    _check(result.model, target)
    steps = _allowed(result, effort, without, including)
    obstacles = tuple(_obstacles(result, target, steps))
    if obstacles:
        return Infeasible(target, obstacles)
    wanted = frozenset(n for n, step in enumerate(steps) if step.key in set(including))

    def holds(taken: Taken) -> bool:
        after = score_after(result, [steps[n] for n in taken])
        return wanted.issubset(taken) and not any(True for _ in _short(target, after))

    rows = Rows(result, steps)
    for short in _short(target, result):
        rows.require(short.node, short.gate)
    rows.listed.extend(Row({n: Fraction(1)}, Fraction(1)) for n in sorted(wanted))
    chosen = cheapest(len(steps), rows.counters, rows.listed, _objective(steps), holds)
    return _ordered(result, target, [steps[n] for n in chosen])


def _allowed(result: Score, effort: Effort | None, without: Steps, including: Steps) -> tuple[StepUp, ...]:
    """The steps up that may be taken: none that was ruled out, and none above one."""
    check_steps(result.model, "without", without)
    check_steps(result.model, "including", including)
    least: dict[str, int] = {}
    for name, level in without:
        least[name] = min(level, least.get(name, level))
    clashes = [
        f"including: found {name!r}, level {level}, allowed: one below level {least[name]}, "
        "which is ruled out"
        for name, level in including
        if name in least and level >= least[name]
    ]
    if clashes:
        raise ValueError("; ".join(clashes))
    return tuple(
        step
        for step in steps_up(result, effort)
        if step.practice.id not in least or step.level < least[step.practice.id]
    )


def _check(model: Model, target: Target) -> None:
    if isinstance(target, LevelTarget):
        numbers = [level.number for level in model.levels]
        if target.number not in numbers:
            allowed = ", ".join(map(str, numbers))
            raise ValueError(
                f"level: found {target.number}, allowed: {allowed} (the levels of {model.reference})"
            )
    elif target.node != "total" and target.node not in _nodes(model):
        raise ValueError(
            f"target: found {target.node!r}, allowed: total, or a dimension or criterion of {model.reference}"
        )


def _nodes(model: Model) -> set[str]:
    return {d.id for d in model.dimensions} | {c.id for c in model.criteria}


# --- what the target asks ---------------------------------------------------------------------------


def _short(target: Target, result: Score) -> Iterator[Shortfall]:
    """Every bar of the target that a score misses, as the gates of levels see it."""
    model, standings = result.model, result.standings
    if isinstance(target, LevelTarget):
        for level in model.levels:
            if level.number <= target.number:
                yield from shortfalls(model, level, standings)
    else:
        gate = Gate(_kind(model, target.node), target.at_least, strict=False)
        found = shortfalls(model, Level(0, model.title, (gate,)), standings)
        yield from (short for short in found if short.node == target.node)


def _kind(model: Model, node: str) -> GateKind:
    if node == "total":
        return "total"
    return "dimension" if any(d.id == node for d in model.dimensions) else "criterion"


def _obstacles(result: Score, target: Target, steps: Sequence[StepUp]) -> Iterator[Obstacle]:
    """What stays out of reach when every step is taken: steps only ever add."""
    if result.total is None:
        yield Obstacle("total", None, None, False, "not rated")
    elif isinstance(target, ScoreTarget) and _is_excluded(result, target.node):
        yield Obstacle(target.node, None, target.at_least, False, "not applicable")
    else:
        for short in _short(target, score_after(result, steps)):
            top = _scale(result.model, short.gate.of).high
            beyond = short.gate.bar > top or (short.gate.strict and short.gate.bar == top)
            reason: Reason = "beyond the scale" if beyond else "too few actions"
            yield Obstacle(short.node, short.value, short.gate.bar, short.gate.strict, reason)


def _is_excluded(result: Score, node: str) -> bool:
    return node != "total" and result.node_scores[node] is None


def _scale(model: Model, kind: GateKind) -> Scale:
    return {"total": model.total_scale, "practice": model.practice_scale}.get(kind, model.node_scale)


def described(target: Target) -> str:
    """The target in a few words, for messages.

    >>> described(LevelTarget(4)), described(ScoreTarget("total", Fraction(450)))
    ('level 4', 'total ≥ 450')
    """
    if isinstance(target, LevelTarget):
        return f"level {target.number}"
    return f"{target.node} ≥ {plain(target.at_least)}"


# --- which steps, in which order --------------------------------------------------------------------


def _objective(steps: Sequence[StepUp]) -> list[int]:
    """Days; with the same days, the fewest steps; with as many steps, those that stand early in the model.

    One whole number each, since proving three goals one after another takes the solver several times as
    long: a day outweighs all steps, a step the lateness of all. Lateness grows with the square root of the
    place: roots hardly ever have the same sum, as places so often do (1 + 4 = 2 + 3).
    """
    count = len(steps)
    lateness = [isqrt(place * ONE_STEP**2 // count) // count for place in range(1, count + 1)]
    return [(s.days * (count + 1) + 1) * ONE_STEP + late for s, late in zip(steps, lateness, strict=True)]


def _ordered(result: Score, target: Target, steps: Sequence[StepUp]) -> Plan:
    quick = _quick(steps)
    early = _by_yield([step for step in steps if step in quick])
    late = _by_yield([step for step in steps if step not in quick])
    stages = (_milestone(result, taken) for taken in ((), early, [*early, *late]))
    return Plan(target, tuple(early), tuple(late), *stages)


def _quick(steps: Sequence[StepUp]) -> list[StepUp]:
    """Quick wins that wait for no long-term step of the same practice."""
    slow: set[str] = set()
    quick = []
    for step in steps:
        if step.action.horizon != "quick-win":
            slow.add(step.practice.id)
        if step.practice.id not in slow:
            quick.append(step)
    return quick


def _by_yield(steps: Sequence[StepUp]) -> list[StepUp]:
    """Again and again the best of the steps that may be taken next: most points a day, then model order."""
    waiting, ordered = list(steps), []
    while waiting:
        lowest: dict[str, StepUp] = {}
        for step in waiting:
            lowest.setdefault(step.practice.id, step)
        best = max(lowest.values(), key=lambda step: step.yields)
        waiting.remove(best)
        ordered.append(best)
    return ordered


def _milestone(result: Score, taken: Sequence[StepUp]) -> Milestone:
    after = score_after(result, taken)
    assert after.total is not None
    return Milestone(sum(step.days for step in taken), after.total, after.level)
