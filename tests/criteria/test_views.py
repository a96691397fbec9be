"""The same scores cut by stage and by component: one truth with the total."""

from fractions import Fraction as F
from random import Random

import pytest

from criteria.answers import Answer, NotApplicable
from criteria.scoring import score
from criteria.views import by_component, by_stage, effective_shares

ABSENT = NotApplicable("no dealers", "Lead")


def uneven(model, seed=7):
    random = Random(seed)
    return {p.id: Answer({"answer": F(random.randint(0, 5))}) for p in model.practices}


def test_stages_readd_to_the_total(cmc):
    for profile in cmc.profiles:
        result = score(cmc, uneven(cmc), "declared", profile)
        weight = dict.fromkeys(by_stage(result), F(0))
        for share, practice in zip(effective_shares(result), result.practices, strict=True):
            weight[practice.practice.stage] += share
        assert sum(weight.values()) == 10
        assert sum(weight[stage] * value for stage, value in by_stage(result).items()) == result.total


def test_stages_of_cmc_are_all_asked_about(cmc):
    stages = by_stage(score(cmc, uneven(cmc), "declared"))
    assert list(stages) == ["acquisition", "service", "experience", "loyalty", "development"]
    assert all(0 < value < 100 for value in stages.values())


def test_what_does_not_apply_weighs_nothing(cmc):
    answers = {p.id: Answer({"answer": F(5 if p.stage == "loyalty" else 2)}) for p in cmc.practices}
    gone = next(p for p in cmc.practices if p.stage == "loyalty")
    result = score(cmc, answers | {gone.id: ABSENT}, "declared")
    assert by_stage(result)["loyalty"] == 100
    assert effective_shares(result)[cmc.practices.index(gone)] == 0


def test_full_marks_for_what_does_not_apply_are_not_a_score_of_the_stage(twolayer):
    three = {p.id: Answer({"documentation": F(3), "implementation": F(3)}) for p in twolayer.practices}
    gone = {p.id: ABSENT for p in twolayer.practices if p.stage == "gather"}
    result = score(twolayer, three | gone, "reviewed")
    assert by_stage(result) == {"gather": None, "hold": 3, "pass-on": 3}
    assert by_component(result) == {"documentation": 3, "implementation": 3}


def test_blanks_count_as_the_model_says(cmc, ladder):
    answers = {p.id: Answer({"answer": F(4)}) for p in cmc.practices if p.stage != "loyalty"}
    assert by_stage(score(cmc, answers, "declared"))["loyalty"] == 0
    values = {"habit": {"answer": F(5)}, "capability": {"answer": F(3)}}
    some = {p.id: Answer(values[p.kind]) for p in ladder.practices if p.kind in values}
    result = score(ladder, some, "declared")
    assert by_component(result) == {"answer": 3}
    assert by_component(result, "habit") == {"answer": 5}
    assert by_component(result, "routine") == {"extent": None, "depth": None}
    assert by_stage(result) == {}


def test_no_total_no_numbers(cmc):
    draft = score(cmc, {}, "declared", submitted=False)
    assert set(by_stage(draft).values()) == {None}
    assert by_component(draft) == {"answer": None}


def test_intention_against_reality(cmc):
    """Approach and deployment as rated, before what they do to the score; results by their own components."""
    process = {"approach": 90, "deployment": 20, "learning": 10, "integration": 10, "evidence": 4}
    results = {"level": 50, "trend": 60, "comparison": 40, "integration": 30}
    results |= {"scope": 100, "periods": 1, "comparator": 1, "evidence": 4}
    answers = {
        p.id: Answer({k: F(v) for k, v in (results if p.kind == "results" else process).items()})
        for p in cmc.practices
    }
    result = score(cmc, answers, "verified")
    assert by_component(result) == {"approach": 90, "deployment": 20, "learning": 10, "integration": 10}
    # with one period a trend counts 25 at most
    assert by_component(result, "results") == {"level": 50, "trend": 25, "comparison": 40, "integration": 30}
    with pytest.raises(KeyError):
        by_component(result, "weather")


def test_components_weigh_by_effective_points(cmc):
    """All of information at 80, the rest of the processes at 40: 110 of 700 points."""

    def values(p):
        high = 80 if p.id.startswith("information.") else 40
        return {"approach": high, "deployment": high, "learning": high, "integration": high, "evidence": 4}

    answers = {
        p.id: Answer({k: F(v) for k, v in values(p).items()}) for p in cmc.practices if p.kind == "process"
    }
    assert by_component(score(cmc, answers, "verified"))["approach"] == 40 + F(40 * 110, 700)
