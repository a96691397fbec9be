"""Plans: the cheapest by brute force on small models, exact at bars, and what they say on the real one."""

import os
from dataclasses import replace
from fractions import Fraction as F
from itertools import product
from math import isqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria import programme
from criteria.answers import Answer, NotApplicable
from criteria.guide import Action, EvidencePrompts, Guide
from criteria.model import (
    Ceiling,
    Component,
    Criterion,
    Dimension,
    Gate,
    Level,
    NotApplicableFloors,
    Option,
    Practice,
    Profile,
    Rating,
    Rounding,
    Scale,
    Track,
)
from criteria.planning import Infeasible, LevelTarget, Plan, ScoreTarget, described, next_level, plan
from criteria.registry import load
from criteria.scoring import score
from criteria.steps import score_after, steps_up
from criteria.text import Text

CMC = load("cmc@2026.1")
WORD = Text({"en": "word"})
OPTIONS = tuple(Option(F(n), F(n), WORD) for n in range(4))
RATED = tuple(Component(name, WORD, F(1, 2), range=Scale(F(0), F(3))) for name in ("plan", "deed"))


# --- small models at random -------------------------------------------------------------------------


def action(level: int, days: int, horizon="quick-win") -> Action:
    return Action(level, WORD, days, horizon, "process", WORD)


def small_practice(random: Random, criterion: str, n: int) -> Practice:
    horizons = ("quick-win", "long-term")
    offered = range(1, random.choice([3, 4, 4, 4]))  # the actions of some practices end before the top
    actions = tuple(action(k, random.randrange(6), random.choice(horizons)) for k in offered)
    guide = Guide(WORD, {}, EvidencePrompts((), (), (), WORD), actions)
    weight, key = F(random.randint(1, 7)), random.random() < 0.3
    return Practice(f"{criterion}.p{n}", WORD, WORD, weight, "only", group="g", key=key, guide=guide)


def small_dimension(random: Random, name: str) -> Dimension:
    criteria = tuple(
        Criterion(
            f"{name}.{c}",
            WORD,
            F(random.randint(1, 9)),
            tuple(small_practice(random, f"{name}.{c}", n) for n in range(random.randint(1, 2))),
        )
        for c in random.choice(["a", "ab"] if name == "one" else ["a"])
    )
    return Dimension(name, WORD, sum((c.points for c in criteria), F(0)), criteria)


def small_gates(random: Random, height: int) -> tuple[Gate, ...]:
    """A few bars, some of them exactly where scores of even answers stand."""
    kinds = random.sample(["total", "dimension", "criterion", "practice"], random.randint(1, 3))
    bars = [F(random.randrange(10 * height + 1), 10), F(height), F(2 * height, 3)]
    gates = []
    for kind in kinds:
        bar, strict = random.choice(bars), random.random() < 0.4
        bar, only_key = bar * 10 if kind == "total" else bar, kind == "practice" and random.random() < 0.7
        gates.append(Gate(kind, bar, strict, only_key))
    return tuple(gates)


def small_model(random: Random):
    """Two dimensions, up to six practices of levels 0 to 3, on a total of 30."""
    dimensions = tuple(small_dimension(random, name) for name in ("one", "two"))
    points = {d.id: d.points for d in dimensions}
    declared = Rating("only", (Component("answer", WORD, F(1), options=OPTIONS),))
    verified = Rating("only", RATED, ceilings=(Ceiling("deed", plus=F(1, 2)),))
    mode = random.choice(["half-up", "half-even", "truncate"])
    levels = [Level(n, WORD, small_gates(random, n) if n > 1 else ()) for n in (1, 2, 3)]
    return replace(
        CMC,
        dimensions=dimensions,
        levels=tuple(levels),
        tracks={
            "declared": Track("declared", WORD, False, False, {"only": declared}),
            "verified": Track("verified", WORD, True, False, {"only": verified}),
        },
        profiles={"own": Profile("own", WORD, WORD, points)},
        default_profile="own",
        practice_scale=Scale(F(0), F(3)),
        node_scale=Scale(F(0), F(3)),
        total_scale=Scale(F(0), F(30)),
        practice_aggregation=random.choice(["weighted-mean", "mean-of-group-means"]),
        unanswered=random.choice(["lowest", "missing"]),
        not_applicable=NotApplicableFloors(random.choice(["excluded", "full"]), F(0), F(0)),
        rounding=Rounding(mode, 1, random.choice([0, 1]), each_step=random.random() < 0.3),
        compare_rounded=random.random() < 0.4,
        stages=(),
        confidence=None,
        certification=None,
    )


def small_answers(random: Random, model, track: str):
    found = {}
    for practice in model.practices:
        draw = random.random()
        if draw < 0.08:
            found[practice.id] = NotApplicable("no such customers")
        elif draw < 0.92:
            if track == "declared":
                found[practice.id] = Answer({"answer": F(random.randrange(4))})
            else:
                found[practice.id] = Answer({c.id: F(random.randrange(13), 4) for c in RATED})
    return found


def targets(random: Random, model) -> list:
    node = random.choice(["total", *(n.id for n in (*model.dimensions, *model.criteria))])
    bar = F(random.randrange(31), 10) * (10 if node == "total" else 1)
    return [LevelTarget(2), LevelTarget(3), ScoreTarget(node, bar)]


def reaches(target, after) -> bool:
    """Whether a score is at a target, read from the score and not from the planner."""
    if isinstance(target, LevelTarget):
        return after.level is not None and after.level.number >= target.number
    rule = after.model.rounding
    value = after.total if target.node == "total" else after.node_scores[target.node]
    if value is None or not after.model.compare_rounded or rule.each_step:
        return value is not None and value >= target.at_least
    from criteria.exact import exact, rounded

    places = rule.total_places if target.node == "total" else rule.places
    return exact(rounded(value, places, rule.mode)) >= target.at_least


def answered_again(result, steps):
    """The score of a declared assessment with its answers changed, without the planner's own rescoring."""
    answers = {p.practice.id: p.answer for p in result.practices if p.answer is not None}
    answers |= {step.practice.id: Answer({"answer": F(step.level)}) for step in steps}
    return score(result.model, answers, result.track)


def cheapest_by_trying(result, target):
    """The best of all sets of steps, each scored; None where none reaches the target."""
    steps = steps_up(result)
    ladders: dict[str, list] = {}
    for place, step in enumerate(steps, 1):
        ladders.setdefault(step.practice.id, []).append((place, step))
    rescored = answered_again if result.track == "declared" else score_after
    best = None
    for counts in product(*(range(len(ladder) + 1) for ladder in ladders.values())):
        taken = [s for ladder, n in zip(ladders.values(), counts, strict=True) for s in ladder[:n]]
        late = sum(isqrt(place * 1024**2 // len(steps)) // len(steps) for place, _ in taken)
        key = (sum(s.days for _, s in taken), len(taken), late)
        if (best is None or key < best) and reaches(target, rescored(result, [s for _, s in taken])):
            best = key
    return best


@settings(max_examples=100, deadline=None)
@given(st.builds(Random, st.integers(0, 2**32)))
def test_no_set_of_steps_is_cheaper(random):
    model, track = small_model(random), random.choice(["declared", "verified"])
    result = score(model, small_answers(random, model, track), track)
    if result.total is None:
        assert isinstance(plan(result, LevelTarget(2)), Infeasible)
        return
    for target in targets(random, model):
        best, found = cheapest_by_trying(result, target), plan(result, target)
        if best is None:
            assert isinstance(found, Infeasible), (described(target), found)
            assert found.obstacles
        else:
            assert isinstance(found, Plan), (described(target), best, found)
            places = [steps_up(result).index(step) + 1 for step in found.steps]
            count = len(steps_up(result))
            late = sum(isqrt(place * 1024**2 // count) // count for place in places)
            assert (found.days, len(found.steps), late) == best
            assert reaches(target, score_after(result, found.steps))
            assert found == plan(result, target)


# --- exactness --------------------------------------------------------------------------------------


def declared(top: int = 2, **changes):
    """Every practice at one level, but those that are named; keys write dots as double underscores."""
    answers = {p.id: Answer({"answer": F(top)}) for p in CMC.practices}
    for name, level in changes.items():
        answers[name.replace("__", ".").replace("_", "-")] = Answer({"answer": F(level)})
    return answers


def two_practices(bar: F, strict: bool):
    """One criterion of two practices at 0, of weights 1 and 1, with steps of one day and of ten."""
    cheap = Practice("d.c.cheap", WORD, WORD, F(1), "only", guide=guide_of(action(1, 1), action(2, 10)))
    dear = Practice("d.c.dear", WORD, WORD, F(1), "only", guide=guide_of(action(1, 10), action(2, 10)))
    criterion = Criterion("d.c", WORD, F(30), (cheap, dear))
    base = small_model(Random(1))
    return replace(
        base,
        dimensions=(Dimension("d", WORD, F(30), (criterion,)),),
        levels=(Level(1, WORD, ()), Level(2, WORD, (Gate("criterion", bar, strict),)), Level(3, WORD, ())),
        profiles={"own": Profile("own", WORD, WORD, {"d": F(30)})},
        rounding=Rounding("half-up", 1, 0),
        compare_rounded=False,
        practice_aggregation="weighted-mean",
    )


def guide_of(*actions: Action) -> Guide:
    return Guide(WORD, {}, EvidencePrompts((), (), (), WORD), actions)


@pytest.mark.parametrize(
    ("bar", "strict", "days"),
    [
        (F(1, 2), False, 1),  # one step of 1 in one of two practices is exactly ½
        (F(1, 2), True, 11),
        (F(1, 2) + F(1, 10**15), False, 11),
        (F(1, 2) - F(1, 10**15), True, 1),
        (F(1), False, 11),
        (F(1), True, 21),
    ],
)
def test_a_bar_that_is_met_exactly_is_met_and_one_that_must_be_exceeded_is_not(bar, strict, days):
    model = two_practices(bar, strict)
    nothing = {p.id: Answer({"answer": F(0)}) for p in model.practices}
    found = plan(score(model, nothing, "declared"), LevelTarget(2))
    assert found.days == days


def test_what_the_solver_lets_through_by_its_tolerance_is_cut_off_and_solved_again(monkeypatch):
    """Weights that differ in the twelfth digit: floats cannot tell 1/2 from just below it."""
    solved, original = [], programme._solved

    def counting(*arguments):
        solved.append(original(*arguments))
        return solved[-1]

    monkeypatch.setattr(programme, "_solved", counting)
    model = two_practices(F(1, 2), strict=False)
    (dimension,) = model.dimensions
    cheap, dear = dimension.criteria[0].practices
    lighter = replace(cheap, weight=F(1) - F(1, 10**13))
    criterion = replace(dimension.criteria[0], practices=(lighter, dear))
    model = replace(model, dimensions=(replace(dimension, criteria=(criterion,)),))
    nothing = {p.id: Answer({"answer": F(0)}) for p in model.practices}
    found = plan(score(model, nothing, "declared"), LevelTarget(2))
    assert [step.practice.id for step in found.steps] == ["d.c.dear"]
    assert found.days == 10
    assert solved[0] == (0,)
    assert len(solved) > 1


def test_the_solver_prints_nothing_of_its_own(capfd):
    """This instance makes HiGHS write to standard output, past Python."""
    random = Random(1)
    answers = {p.id: Answer({"answer": F(random.choice([0, 1, 1, 2]))}) for p in CMC.practices}
    plan(score(CMC, answers, "declared"), LevelTarget(4))
    os.write(1, b"still heard\n")
    assert capfd.readouterr().out == "still heard\n"


def test_a_solver_that_gives_up_says_so_instead_of_giving_its_best_guess(monkeypatch):
    """With practices that do not apply shares are uneven, and this instance takes some thousand nodes."""
    monkeypatch.setattr(programme, "MOST_NODES", 20)
    random = Random(3)
    answers = {
        p.id: Answer({"answer": F(random.choice([1, 2, 2, 3]))})
        if random.random() > 0.05
        else NotApplicable("no such customers")
        for p in CMC.practices
    }
    with pytest.raises(programme.Unsolved, match="the cheapest of"):
        plan(score(CMC, answers, "declared"), LevelTarget(4))


# --- on the real model ------------------------------------------------------------------------------


def test_the_next_level_from_level_2():
    result = score(CMC, declared(1, leadership__vision__customer_promise=3), "declared")
    assert result.level.number == 1
    found = plan(result, next_level(result))
    assert found.after_all.level.number == 2
    assert found.after_all.total >= 250
    assert found.today.total == result.total
    assert found.after_all.total == result.total + sum(step.gain for step in found.steps)
    assert found.days == sum(step.days for step in found.steps)
    assert found.after_quick_wins.days == sum(step.days for step in found.quick_wins)


def test_one_weak_criterion_is_all_that_stands_between_level_3_and_4():
    """Everything at 60 but one criterion at 20, which must come above 30: its cheapest steps, by hand."""
    names = [p.id for c in CMC.criteria if c.id == "people.skills" for p in c.practices]
    answers = declared(3) | {name: Answer({"answer": F(1)}) for name in names}
    result = score(CMC, answers, "declared")
    found = plan(result, LevelTarget(4))
    assert found.after_all.level.number == 4
    assert result.level.number == 3
    assert found.after_all.total >= 600
    raised = [step for step in found.steps if step.practice.id in names]
    assert len(raised) >= 3  # 20 + 5·n must exceed 30


def test_a_step_waits_for_the_one_below_it_and_quick_wins_come_first():
    result = score(CMC, declared(0), "declared")
    found = plan(result, LevelTarget(5))
    reached: dict[str, int] = {}
    for step in found.steps:
        assert step.before == reached.get(step.practice.id, 0)
        reached[step.practice.id] = step.level
    assert {step.action.horizon for step in found.quick_wins} == {"quick-win"}
    waiting = {step.practice.id for step in found.long_term if step.action.horizon == "long-term"}
    assert all(step.action.horizon == "long-term" or step.practice.id in waiting for step in found.long_term)
    firsts = [step for step in found.quick_wins if step.before == 0]
    rates = [step.gain / step.days for step in firsts]
    assert rates == sorted(rates, reverse=True)


def test_a_target_that_holds_needs_no_step():
    found = plan(score(CMC, declared(3), "declared"), LevelTarget(3))
    assert found.steps == ()
    assert found.days == 0
    assert found.today == found.after_all


def test_there_is_no_level_after_the_highest():
    assert next_level(score(CMC, declared(5), "declared")) is None
    assert next_level(score(CMC, {}, "declared", submitted=False)) is None


def test_an_organisations_own_effort_changes_the_plan():
    result, target = score(CMC, declared(2), "declared"), ScoreTarget("leadership", F(41))
    before = plan(result, target)
    (step,) = before.steps
    dearer = {(step.practice.id, step.level): step.days + 100}
    after = plan(result, target, effort=dearer)
    assert step.practice.id not in {s.practice.id for s in after.steps}
    assert after.days >= before.days
    free = plan(result, target, effort={(step.practice.id, step.level): 0})
    assert (free.days, [s.practice.id for s in free.steps]) == (0, [step.practice.id])


def test_wrong_effort_is_refused_entry_by_entry():
    first = CMC.practices[0].id
    wrong = {("no.such.practice", 2): 5, (first, 7): 5, (first, 2): -1, (first, 3): True}
    with pytest.raises(ValueError, match="effort") as refused:
        plan(score(CMC, declared(2), "declared"), LevelTarget(4), effort=wrong)
    assert str(refused.value).count("effort: found") == 4


@pytest.mark.parametrize(
    ("target", "found"), [(LevelTarget(6), "level: found 6"), (ScoreTarget("nowhere", F(1)), "'nowhere'")]
)
def test_a_target_that_the_model_does_not_have_is_refused(target, found):
    with pytest.raises(ValueError, match=found):
        plan(score(CMC, declared(2), "declared"), target)


# --- why not ----------------------------------------------------------------------------------------


def reasons(found) -> dict[str, str]:
    assert isinstance(found, Infeasible)
    return {obstacle.node: obstacle.reason for obstacle in found.obstacles}


def test_a_target_above_the_scale_says_so():
    found = plan(score(CMC, declared(2), "declared"), ScoreTarget("total", F(1001)))
    assert reasons(found) == {"total": "beyond the scale"}
    assert found.obstacles[0].highest == 1000


def test_a_part_that_does_not_apply_has_no_plan():
    names = [p.id for c in CMC.criteria if c.id == "people.recognition" for p in c.practices]
    answers = declared(2) | {name: NotApplicable("no staff") for name in names}
    found = plan(score(CMC, answers, "declared"), ScoreTarget("people.recognition", F(50)))
    assert reasons(found) == {"people.recognition": "not applicable"}


def test_what_is_not_rated_has_no_plan():
    found = plan(score(CMC, {}, "declared", submitted=False), LevelTarget(2))
    assert reasons(found) == {"total": "not rated"}


def test_actions_that_end_too_early_are_named_with_how_far_they_lead():
    model = two_practices(F(5, 2), strict=False)
    nothing = {p.id: Answer({"answer": F(0)}) for p in model.practices}
    found = plan(score(model, nothing, "declared"), LevelTarget(2))
    assert reasons(found) == {"d.c": "too few actions"}
    assert (found.obstacles[0].highest, found.obstacles[0].needed) == (2, F(5, 2))


def test_what_does_not_apply_is_not_planned_for():
    name = CMC.practices[0].id
    answers = declared(2) | {name: NotApplicable("no promise can be made")}
    found = plan(score(CMC, answers, "declared"), ScoreTarget("leadership", F(100)))
    assert found.after_all.total > 0
    assert name not in {step.practice.id for step in found.steps}


# --- verified ---------------------------------------------------------------------------------------


def rated(value: int, evidence: int = 4):
    process = dict.fromkeys(("approach", "deployment", "learning", "integration"), F(value))
    results = dict.fromkeys(("level", "trend", "comparison", "integration"), F(value))
    results |= {"scope": F(100), "periods": F(4), "comparator": F(1)}
    sides = {"process": process, "results": results}
    return {p.id: Answer({**sides[p.kind], "evidence": F(evidence)}) for p in CMC.practices}


def test_a_verified_step_leads_to_the_lowest_score_of_the_next_level():
    steps = steps_up(score(CMC, rated(45), "verified"))
    first = [step for step in steps if step.practice is CMC.practices[0]]
    assert [(s.before, s.level, s.start, s.score) for s in first] == [
        (2, 3, 45, 60),
        (3, 4, 60, 80),
        (4, 5, 80, 100),
    ]


def test_a_ceiling_holds_the_level_down_that_a_step_starts_from():
    """Ratings of 85 under evidence that allows 25 score 25: level 1."""
    steps = steps_up(score(CMC, rated(85, evidence=1), "verified"))
    assert (steps[0].before, steps[0].start, steps[0].score) == (1, 25, 40)


def test_after_every_step_ratings_of_those_scores_give_the_same_result():
    result = score(CMC, rated(45), "verified")
    thirds = [step for step in steps_up(result) if step.level == 3]
    after, again = score_after(result, thirds), score(CMC, rated(60), "verified")
    assert (after.total, after.level) == (again.total, again.level)
    assert after.node_scores == again.node_scores
