"""Robustness: every figure is the score of the same answers with one judgement changed."""

from fractions import Fraction as F
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.answers import Answer, NotApplicable
from criteria.registry import load
from criteria.robustness import robustness, without
from criteria.scoring import score
from criteria.yaml import read_yaml

PACKS = Path(__file__).parents[1] / "data" / "packs"
CMC = load("cmc@2026.1")
ABSENT = NotApplicable("no such customers", "lead assessor")


def declared(random: Random | None = None, level: int = 2):
    return {p.id: Answer({"answer": F(random.randrange(6) if random else level)}) for p in CMC.practices}


@settings(max_examples=10, deadline=None)
@given(st.builds(Random, st.integers(0, 2**32)))
def test_dropping_a_criterion_shares_its_points_among_the_others_of_its_dimension(random):
    """By hand: Σ p·S over the others, over their points, times the points of the dimension."""
    result = score(CMC, declared(random), "declared")
    dropped = {v.id: v for v in robustness(result).dropped}
    assert list(dropped) == [c.id for c in CMC.criteria]
    for dimension in CMC.dimensions:
        before = result.node_scores[dimension.id]
        for left in dimension.criteria:
            others = [c for c in dimension.criteria if c is not left]
            points = sum(c.points for c in others)
            after = sum(c.points * result.node_scores[c.id] for c in others) / points
            expected = result.total + (after - before) * result.profile.points[dimension.id] / 100
            assert dropped[left.id].total == expected


def test_profiles_are_the_others_and_give_what_scoring_gives():
    answers = declared(Random(3))
    found = robustness(score(CMC, answers, "declared", "service"))
    assert [v.id for v in found.profiles] == [name for name in CMC.profiles if name != "service"]
    for variant in found.profiles:
        other = score(CMC, answers, "declared", variant.id)
        assert (variant.total, variant.level) == (other.total, other.level)


def test_the_one_criterion_that_blocks_a_level_decides_it():
    """Everything at 60 but one criterion at 20, whose bar at level 4 is 30: without it the gate is gone."""
    names = [p.id for c in CMC.criteria if c.id == "people.skills" for p in c.practices]
    answers = declared(level=4) | {name: Answer({"answer": F(1)}) for name in names}
    found = robustness(score(CMC, answers, "declared"))
    assert found.level.number == 3
    assert [(v.id, v.level.number) for v in found.deciding_criteria] == [("people.skills", 5)]


def test_a_total_at_its_bar_is_decided_by_many():
    answers = declared(level=3)
    raised = [p.id for p in CMC.criteria[0].practices]
    answers |= {name: Answer({"answer": F(4)}) for name in raised}
    answers |= {p.id: Answer({"answer": F(2)}) for p in CMC.criteria[1].practices}
    result = score(CMC, answers, "declared")  # 30 points gain 6, 25 lose 5: 601
    assert (float(result.total), result.level.number) == (601.0, 4)
    found = robustness(result)
    assert {v.id for v in found.deciding_criteria} == {CMC.criteria[0].id}
    assert all(v.level.number == 4 for v in found.profiles) == (not found.deciding_profiles)


def test_dropping_does_not_ask_again_how_much_applies():
    """Of resources 45 of 70 points are left without a criterion: under two thirds, and still a figure."""
    names = [p.id for c in CMC.criteria if c.id == "resources.funding" for p in c.practices[:1]]
    result = score(CMC, declared() | dict.fromkeys(names, ABSENT), "declared")
    found = {v.id: v.total for v in robustness(result).dropped}
    assert found["resources.facilities"] == 400


def test_a_criterion_that_does_not_apply_is_not_dropped():
    names = [p.id for c in CMC.criteria if c.id == "people.recognition" for p in c.practices]
    result = score(CMC, declared() | dict.fromkeys(names, ABSENT), "declared")
    found = {v.id for v in robustness(result).dropped}
    assert len(found) == 29
    assert "people.recognition" not in found


def test_the_only_criterion_of_a_dimension_is_not_dropped():
    left = without(without(CMC, "resources.funding"), "resources.partners")
    answers = {p.id: Answer({"answer": F(2)}) for p in left.practices}
    found = {v.id for v in robustness(score(left, answers, "declared")).dropped}
    assert "resources.facilities" not in found
    assert "people.skills" in found


def test_there_is_none_without_a_total():
    assert robustness(score(CMC, {}, "declared", submitted=False)) is None


@pytest.mark.parametrize("name", ["ladder", "twolayer", "assurance"])
def test_other_models_have_it_too(name, read):
    path = PACKS / name / "answers.yaml"
    track = read_yaml(path).value["track"]
    model = load(read_yaml(path).value["model"], [PACKS])
    result = score(model, read(model, path), track)
    found = robustness(result)
    assert found.total == result.total
    low, high = model.total_scale.low, model.total_scale.high
    assert all(low <= v.total <= high for v in (*found.profiles, *found.dropped))
