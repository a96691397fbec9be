"""Steps that somebody will not take, or takes anyway: the plan is still the cheapest of what is left."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.planning import Infeasible, LevelTarget, Plan, ScoreTarget, described, plan
from criteria.registry import load
from criteria.scoring import score
from criteria.steps import score_after, steps_up
from tests.criteria.test_planning import F, declared, reaches, small_answers, small_model, targets

CMC = load("cmc@2026.1")


def days_by_trying(result, target, without, including):
    """Days and number of the best set among all that keep to the wishes; None where none does."""
    ladders: dict[str, list] = {}
    for step in steps_up(result):
        ladders.setdefault(step.practice.id, []).append(step)
    best = None
    for counts in product(*(range(len(ladder) + 1) for ladder in ladders.values())):
        taken = [s for ladder, n in zip(ladders.values(), counts, strict=True) for s in ladder[:n]]
        keys = {step.key for step in taken}
        if keys & without or not including <= keys:
            continue
        cost = (sum(step.days for step in taken), len(taken))
        if (best is None or cost < best) and reaches(target, score_after(result, taken)):
            best = cost
    return best


@settings(max_examples=60, deadline=None)
@given(st.builds(Random, st.integers(0, 2**32)))
def test_no_set_of_steps_that_keeps_to_the_wishes_is_cheaper(random):
    model = small_model(random)
    result = score(model, small_answers(random, model, "declared"), "declared")
    steps = steps_up(result)
    if result.total is None or len(steps) < 2:
        return
    wanted, unwanted = random.sample(steps, 2)
    without, including = {unwanted.key}, {wanted.key}
    if wanted.practice is unwanted.practice and wanted.level > unwanted.level:
        including = set()
    for target in targets(random, model):
        found = plan(result, target, without=without, including=including)
        best = days_by_trying(result, target, without, including)
        if best is None:
            assert isinstance(found, Infeasible), described(target)
        else:
            assert isinstance(found, Plan), described(target)
            assert (found.days, len(found.steps)) == best


def test_a_step_that_is_ruled_out_takes_those_above_it_along():
    result = score(CMC, declared(2), "declared")
    cheapest = plan(result, LevelTarget(4))
    unwanted = cheapest.steps[0].key
    other = plan(result, LevelTarget(4), without=[unwanted])
    assert other.days >= cheapest.days
    assert not any(s.practice.id == unwanted[0] and s.level >= unwanted[1] for s in other.steps)


def test_a_step_that_is_taken_anyway_is_there_with_those_below_it_even_where_the_target_holds():
    result = score(CMC, declared(2), "declared")
    wanted = ("leadership.governance.life-cycle-owner", 4)
    found = plan(result, ScoreTarget("total", F(100)), including=[wanted])
    assert [step.key for step in found.steps] == [(wanted[0], 3), wanted]


def test_wishes_of_steps_that_are_reached_ask_nothing():
    result = score(CMC, declared(3), "declared")
    reached = [("leadership.governance.life-cycle-owner", 2)]
    target = ScoreTarget("leadership", F(61))
    assert plan(result, target, including=reached) == plan(result, target)


def test_ruling_everything_out_says_what_is_out_of_reach():
    result = score(CMC, declared(2), "declared")
    without = [(practice.id, 3) for practice in CMC.practices if practice.id.startswith("leadership.")]
    found = plan(result, ScoreTarget("leadership", F(41)), without=without)
    assert isinstance(found, Infeasible)
    assert [(o.node, o.highest, o.reason) for o in found.obstacles] == [
        ("leadership", F(40), "too few actions")
    ]


def test_wishes_that_contradict_each_other_or_that_nobody_knows_are_refused():
    result = score(CMC, declared(2), "declared")
    name = "leadership.governance.life-cycle-owner"
    with pytest.raises(ValueError, match=f"including: found '{name}', level 4, allowed: one below level 3"):
        plan(result, LevelTarget(4), without=[(name, 3)], including=[(name, 4)])
    with pytest.raises(
        ValueError, match=r"without: found .nowhere., level 3.*; without: found .leadership., level 2"
    ):
        plan(result, LevelTarget(4), without=[("nowhere", 3), ("leadership", 2)])
    with pytest.raises(ValueError, match="including: found 'nowhere', level 3"):
        plan(result, LevelTarget(4), including=[("nowhere", 3)])
