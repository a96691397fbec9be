"""The vectors that METHOD §9 gives for practices, totals, balance and levels."""

from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

from criteria.answers import RawAnswer, parse_answers
from criteria.exact import rounded
from criteria.explaining import explain
from criteria.levels import blockers
from criteria.ratings import rate
from criteria.rescoring import rescore
from criteria.scoring import balance, score

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
PROCESS = ["approach", "deployment", "learning", "integration", "evidence"]
RESULTS = ["level", "trend", "comparison", "integration", "scope", "periods", "comparator", "evidence"]
DIMENSIONS = {
    "leadership": 60, "strategy": 55, "people": 50, "resources": 45, "information": 40, "operations": 58,
}  # fmt: skip


def rated(cmc, kind, names, values):
    """A practice's score by the way of an answer in a file: parsed, checked, rated."""
    practice = next(p for p in cmc.practices if p.kind == kind)
    raw = RawAnswer(practice.id, "golden.yaml:1", dict(zip(names, values, strict=True)))
    answer = parse_answers(cmc, "verified", [raw])[practice.id]
    return rate(cmc.rating_of(practice, "verified"), answer)


@pytest.mark.parametrize(
    ("values", "expected", "bound_by"),
    [
        ((60, 50, 40, 40, 3), 49, None),  # 18 + 15 + 8 + 8
        ((80, 30, 60, 60, 4), 50, "deployment"),  # mean 57, deployment 30 + 20
        ((40, 80, 60, 60, 4), 40, "approach"),  # mean 60
        ((80, 80, 70, 70, 2), 45, "evidence"),  # mean 76
        ((60, 60, 60, 60, 4), 60, None),  # approach allows exactly the mean: nothing was held down
        ((85, 85, 85, 85, 3), 85, None),  # so does the evidence
    ],
)
def test_process_practice(cmc, values, expected, bound_by):
    result = rated(cmc, "process", PROCESS, values)
    assert (result.score, result.bound_by) == (expected, bound_by)


@pytest.mark.parametrize(
    ("scope", "periods", "comparator", "expected", "limited"),
    [
        (80, 4, 1, 60, ()),  # (70 + 60 + 50 + 60) / 4
        (80, 2, 0, 45, ("trend", "comparison")),  # (70 + 25 + 25 + 60) / 4
        (40, 4, 1, 40, ()),
    ],
)
def test_results_practice(cmc, scope, periods, comparator, expected, limited):
    result = rated(cmc, "results", RESULTS, (70, 60, 50, 60, scope, periods, comparator, 3))
    assert (result.score, result.limited) == (expected, limited)


@pytest.mark.parametrize(
    ("evidence", "cap"), [(0, 5), (1, 25), (2, 45), (3, 85), (4, 100)], ids=lambda value: str(value)
)
def test_evidence_caps_both_kinds(cmc, evidence, cap):
    assert rated(cmc, "process", PROCESS, (100, 100, 100, 100, evidence)).score == cap
    assert rated(cmc, "results", RESULTS, (100, 100, 100, 100, 100, 3, 1, evidence)).score == cap


def test_three_periods_are_enough_for_a_trend(cmc):
    assert rated(cmc, "results", RESULTS, (60, 60, 60, 60, 100, 3, 1, 4)).score == 60
    assert rated(cmc, "results", RESULTS, (60, 60, 60, 60, 100, 2, 1, 4)).score == F("51.25")


@pytest.fixture(params=[("473", 35), ("452", 28)], ids=lambda vector: f"total-{vector[0]}")
def vector(request, cmc, read):
    name, results = request.param
    answers = read(cmc, GOLDEN / f"total-{name}.yaml")
    assert len(answers) == 120
    return name, results, score(cmc, answers, "verified", "balanced")


def test_totals(vector):
    name, results, result = vector
    assert [d.score for d in result.dimensions] == [*DIMENSIONS.values(), results]
    assert {d.id: d.score for d in result.dimensions} == {**DIMENSIONS, "results": results}
    assert result.total == {"473": F("473.1"), "452": F("452.1")}[name]
    assert str(rounded(result.total, 0)) == name
    assert (result.lowest, result.highest) == (result.total, result.total)


def test_balance(vector):
    name, _, result = vector
    geometric, ratio = balance(result)
    assert round(geometric, 1) == {"473": 462.2, "452": 432.3}[name]
    assert ratio == pytest.approx(geometric / float(result.total))


def test_levels(vector):
    name, _, result = vector
    assert result.level.number == {"473": 3, "452": 2}[name]
    blocking = {short.node: short.distance for short in blockers(result.model, result.standings)}
    if name == "452":
        # over 400 and every criterion over 15: results alone, 28 of 30, hold it at level 2
        assert blocking == {"results": 2}
    else:
        # level 4: 600, dimensions 50, criteria over 30
        assert blocking == {
            "total": F("126.9"),
            "resources": 5,
            "information": 10,
            "results": 15,
        }


def test_the_vectorised_form_agrees(vector, cmc):
    _, _, result = vector
    row = np.array([[float(p.score) for p in result.practices]])
    vectorised = rescore(cmc, row, "balanced")
    assert vectorised.totals[0] == pytest.approx(float(result.total), abs=1e-9)
    assert vectorised.levels[0] == result.level.number


def test_the_explanation_adds_up(vector):
    _, _, result = vector
    assert sum(leaf.contribution for leaf in explain(result).leaves()) == result.total


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [
        ((15, 15, 15, 15), (65, 65, 65, 65), 2),  # at the bar of 15, which must be exceeded
        ((20, 15, 15, 15), (60, 65, 65, 65), 3),  # 16.25
    ],
    ids=["at the bar", "over the bar"],
)
def test_level_three_needs_every_criterion_over_fifteen(cmc, read, low, high, number):
    """The same 473.1, with one criterion of information low and its equal in weight making up for it."""
    answers = read(cmc, GOLDEN / "total-473.yaml")
    first, second, *_ = next(d for d in cmc.dimensions if d.id == "information").criteria
    assert first.points == second.points
    raw = [
        RawAnswer(practice.id, "x.yaml:1", dict(zip(PROCESS, (*[value] * 4, 4), strict=True)))
        for criterion, values in ((first, low), (second, high))
        for practice, value in zip(criterion.practices, values, strict=True)
    ]
    result = score(cmc, answers | parse_answers(cmc, "verified", raw), "verified")
    assert result.node_scores[first.id] == F(sum(low), 4)
    assert result.total == F("473.1")
    assert result.level.number == number
