import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.model import ConfidenceRow
from criteria.reliability import MeasurementError
from criteria.simulation import confidence, evidence_index, simulate, standard_error

quick = settings(max_examples=40, deadline=None)
score = st.integers(0, 20).map(lambda n: n * 5)

# leadership, strategy, people, resources, information, operations, results, one criterion each
DIMENSION_POINTS = [100, 100, 100, 70, 110, 220, 300]
EXAMPLE = [60, 55, 50, 45, 40, 58, 35]
TABLE = [
    ConfidenceRow("A", 2, Fraction("0.75"), Fraction("0.95"), Fraction("0.75"), Fraction("0.90")),
    ConfidenceRow("B", 2, Fraction("0.50"), Fraction("0.85"), Fraction("0.50"), Fraction("0.70")),
]
EARNS_A = {
    "assessors": 2,
    "icc": 0.75,
    "answered": 0.95,
    "evidence_index": Fraction(3, 4),
    "level_probability": 0.9,
}


def example(*assessors, **settings_):
    return simulate(assessors, DIMENSION_POINTS, range(7), DIMENSION_POINTS, seed=7, **settings_)


@st.composite
def assessments(draw):
    """Scores by assessor, criterion points, dimension of each criterion, and dimension points."""
    dimensions = draw(st.integers(1, 4))
    index = [*range(dimensions), *draw(st.lists(st.integers(0, dimensions - 1), max_size=5))]
    row = st.lists(score, min_size=len(index), max_size=len(index))
    weights = st.integers(1, 50)
    return (
        draw(st.lists(row, min_size=1, max_size=4)),
        draw(st.lists(weights, min_size=len(index), max_size=len(index))),
        index,
        draw(st.lists(weights, min_size=dimensions, max_size=dimensions)),
    )


def total(scores, points, index, dimension_points):
    """The total of mean scores, by the definition."""
    mean = [sum(column) / len(column) for column in zip(*scores, strict=True)]
    result = 0.0
    for d, top in enumerate(dimension_points):
        held = [(p, s) for p, s, i in zip(points, mean, index, strict=True) if i == d]
        result += top * sum(p * s for p, s in held) / sum(p for p, _ in held) / 100
    return result


def test_without_spread_a_sole_assessment_is_its_total():
    simulation = example(EXAMPLE, spread=0)
    assert simulation.totals.tolist() == [473.1] * 1000
    assert (simulation.p5, simulation.p95, simulation.assessors) == (473.1, 473.1, 1)


@given(assessments())
@quick
def test_without_spread_agreeing_assessors_give_the_total_in_every_draw(assessment):
    scores, points, index, tops = assessment
    simulation = simulate([scores[0]] * 3, points, index, tops, draws=20, seed=1, spread=0)
    assert simulation.totals == pytest.approx(total(scores[:1], points, index, tops), abs=1e-8)


@given(assessments(), st.integers(0, 2**32), st.sampled_from([0, 0.25, 0.9]))
@quick
def test_draws_stay_between_the_lowest_and_the_highest_score(assessment, seed, spread):
    scores, points, index, tops = assessment
    simulation = simulate(scores, points, index, tops, draws=30, seed=seed, spread=spread)
    lowest, highest = np.min(scores, axis=0), np.max(scores, axis=0)
    assert (simulation.criteria >= lowest).all()
    assert (simulation.criteria <= highest).all()
    for d in range(len(tops)):
        own = [c for c, i in enumerate(index) if i == d]
        assert (simulation.dimensions[:, d] >= lowest[own].min() - 1e-8).all()
        assert (simulation.dimensions[:, d] <= highest[own].max() + 1e-8).all()
    assert (simulation.totals <= sum(tops) * highest.max() / 100 + 1e-8).all()
    assert simulation.p5 <= simulation.percentile(50) <= simulation.p95


@given(assessments(), st.integers(0, 2**32))
@quick
def test_a_seed_fixes_every_draw(assessment, seed):
    first, again = (simulate(*assessment, draws=20, seed=seed) for _ in range(2))
    assert (first.totals == again.totals).all()
    assert (first.dimensions == again.dimensions).all()
    assert (first.criteria == again.criteria).all()


def test_another_seed_draws_otherwise():
    draws = [simulate([EXAMPLE], DIMENSION_POINTS, range(7), DIMENSION_POINTS, seed=s) for s in (1, 2)]
    assert (draws[0].totals != draws[1].totals).all()
    assert draws[0].p5 == pytest.approx(draws[1].p5, abs=2)


def test_assessors_are_drawn_with_replacement_and_as_whole_assessors():
    simulation = example([0] * 7, [100] * 7, draws=20_000, spread=0)
    # two of two: both first, one of each, both second; the same for all criteria
    values, counts = np.unique(simulation.criteria, axis=0, return_counts=True)
    assert values.tolist() == [[0.0] * 7, [50.0] * 7, [100.0] * 7]
    assert counts / 20_000 == pytest.approx([0.25, 0.5, 0.25], abs=0.015)


def test_spread_of_the_weights_has_the_size_that_error_propagation_predicts():
    simulation = example(EXAMPLE, draws=20_000)
    # U(0.75, 1.25) has the variance 0.25^2 / 3, and d total / d factor = points x (score - mean) / 100
    mean = 47.31
    slopes = [p * (s - mean) / 100 for p, s in zip(DIMENSION_POINTS, EXAMPLE, strict=True)]
    expected = math.sqrt(sum(slope**2 for slope in slopes) * 0.25**2 / 3)
    assert simulation.totals.std() == pytest.approx(expected, rel=0.03)
    assert simulation.totals.mean() == pytest.approx(473.1, abs=0.5)


def test_weights_of_criteria_vary_within_their_dimension_only():
    simulation = simulate([[20, 80, 50, 50]], [50, 50, 10, 90], [0, 0, 1, 1], [500, 500], seed=3)
    first, second = simulation.dimensions.T
    assert first.min() > 20 + 60 * 0.75 / 2 - 1e-9
    assert first.max() < 20 + 60 * 1.25 / 2 + 1e-9
    assert first.std() == pytest.approx(60 * 0.25 / math.sqrt(3) / 2 / math.sqrt(2), rel=0.1)
    assert (second == 50).all()


def test_a_score_exactly_on_a_gate_stays_on_it_in_every_draw():
    scores = [[40.0] * 30] * 3
    points = [1 / 3 + n / 7 for n in range(30)]
    simulation = simulate(scores, points, [n % 7 for n in range(30)], DIMENSION_POINTS, seed=5)
    assert simulation.level_probability(3, lambda t, d, c: np.where(t >= 400, 3, 2)) == 1
    assert simulation.level_probability(3, lambda t, d, c: np.where((d >= 40).all(axis=1), 3, 2)) == 1


def test_a_criterion_nobody_drawn_has_scored_takes_the_mean_of_all_who_did():
    simulation = simulate([[60, None], [60, 20], [60, 40]], [1, 1], [0, 0], [100], seed=2, spread=0)
    scores = sorted(set(simulation.criteria[:, 1].tolist()))
    assert scores == pytest.approx([20, 80 / 3, 30, 100 / 3, 40])
    assert (simulation.criteria[:, 0] == 60).all()
    only_the_first = (simulation.criteria[:, 1] == 30).mean()
    # mean 30: the first alone three times (1/27), or one of each (6/27)
    assert only_the_first == pytest.approx(7 / 27, abs=0.05)


def test_shares_of_the_levels_add_to_one_and_see_all_three_arrays():
    simulation = example([60] * 7, [30] * 7, draws=400)

    def level_of(totals, dimensions, criteria):
        assert (totals.shape, dimensions.shape, criteria.shape) == ((400,), (400, 7), (400, 7))
        return np.where(totals >= 600 - 1e-6, 4, np.where(totals >= 400, 3, 2))

    found = simulation.level_probabilities(level_of)
    assert list(found) == [2, 3, 4]
    assert sum(found.values()) == pytest.approx(1)
    assert [found[n] for n in (2, 3, 4)] == pytest.approx([0.25, 0.5, 0.25], abs=0.08)
    assert simulation.level_probability(3, level_of) == found[3]
    assert simulation.level_probability(5, level_of) == 0


@pytest.mark.parametrize("returned", [3, [3.0] * 10, [3] * 9, [[3]] * 10, [None] * 10])
def test_levels_must_be_one_whole_number_per_draw(returned):
    with pytest.raises(MeasurementError, match=r"allowed: whole numbers of shape \(10,\)"):
        example(EXAMPLE, draws=10).level_probabilities(lambda t, d, c: np.asarray(returned))


def test_draws_cannot_be_changed():
    simulation = example(EXAMPLE, draws=10)
    for array in (simulation.totals, simulation.dimensions, simulation.criteria):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_exact_scores_of_the_engine_are_taken_as_they_are():
    exact = simulate(
        [[Fraction(50)]], [Fraction(100, 3)], [0], [Fraction(1000)], seed=1, spread=Fraction(1, 4)
    )
    assert exact.totals.tolist() == [500.0] * 1000


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scores": []}, "no ratings"),
        ({"scores": [[50, 101]]}, "assessor 1, criterion 2: found 101, allowed: 0 to 100"),
        ({"scores": [[50, 50], [-1, 50]]}, "assessor 2, criterion 1: found -1, allowed: 0 to 100"),
        ({"scores": [[50, None]]}, "criterion 2: found no score, allowed: one or more"),
        (
            {"points": [30]},
            "found 2 scored criteria, 1 points, 2 dimension indices, allowed: as many of each",
        ),
        ({"points": [30, -1]}, "points 2: found -1, allowed: 0 to 1e\\+100"),
        ({"points": [30, math.nan]}, "points 2: found nan"),
        ({"points": [30, 0]}, "dimension 2: found no criterion with points"),
        ({"index": [0, 0]}, "dimension 2: found no criterion with points"),
        ({"index": [0, 2]}, "dimension index 2: found 2, allowed: 0 to 1"),
        ({"index": [-1, 1]}, "dimension index 1: found -1, allowed: 0 to 1"),
        ({"tops": [0, 0]}, "dimension points: found none above 0"),
        ({"tops": [500, math.inf]}, "dimension points 2: found inf"),
        ({"draws": 0}, "draws: found 0, allowed: 1 or more"),
        ({"seed": -1}, "seed: found -1, allowed: 0 or more"),
        ({"spread": 1}, "spread: found 1.0, allowed: 0 to less than 1"),
        ({"spread": math.nan}, "spread: found nan"),
    ],
)
def test_what_cannot_be_simulated_is_refused(change, fault):
    given_ = {"scores": [[50, 60]], "points": [30, 70], "index": [0, 1], "tops": [500, 500], **change}
    table = [given_.pop(name) for name in ("scores", "points", "index", "tops")]
    with pytest.raises(MeasurementError, match=fault):
        simulate(*table, **{"seed": 1, **given_})


def test_all_faults_of_a_simulation_are_named_at_once():
    with pytest.raises(MeasurementError) as refused:
        simulate([[50, 200]], [-1, 1], [0, 5], [100], draws=0, seed=-1)
    assert len(refused.value.faults) == 5


def test_standard_error_by_hand():
    # (0.75 x 4)^2 / 2 + (0.3 x 10)^2 / 2 + 0 = 9
    assert standard_error([75, 30, 45], [16, 100, 0], k=2) == pytest.approx(3)


@given(st.lists(st.tuples(st.integers(0, 75), st.integers(0, 2500)), min_size=1, max_size=30))
@quick
def test_four_times_the_assessors_halve_the_standard_error(pairs):
    points, variances = zip(*pairs, strict=True)
    assert standard_error(points, variances, 8) == pytest.approx(standard_error(points, variances, 2) / 2)


def test_standard_error_is_what_a_simulation_of_independent_errors_gives():
    generator = np.random.default_rng(4)
    points, deviations = np.array([30, 25, 45]), np.array([12, 5, 8])
    means = generator.normal(50, deviations, (20_000, 3, 3)).mean(axis=1)
    assert standard_error(points, deviations**2, k=3) == pytest.approx((means @ points / 100).std(), rel=0.03)


@pytest.mark.parametrize(
    ("points", "variances", "k", "fault"),
    [
        ([], [], 2, "found 0 effective points, 0 variances, allowed: as many of both, not 0"),
        ([1, 2], [1], 2, "found 2 effective points, 1 variances"),
        ([1], [-1], 2, "variances 1: found -1"),
        ([1], [math.nan], 2, "variances 1: found nan"),
        ([-1], [1], 2, "effective points 1: found -1"),
        ([1], [1], 1, "assessors: found 1, allowed: 2 or more"),
    ],
)
def test_standard_error_refuses(points, variances, k, fault):
    with pytest.raises(MeasurementError, match=fault):
        standard_error(points, variances, k)


@given(st.lists(st.tuples(st.floats(0.01, 100), st.integers(0, 4)), min_size=1, max_size=30))
@quick
def test_evidence_index_is_a_share_that_no_common_factor_of_points_changes(pairs):
    points, evidence = zip(*pairs, strict=True)
    index = evidence_index(points, evidence)
    assert Fraction(min(evidence), 4) <= index <= Fraction(max(evidence), 4)
    assert evidence_index([Fraction(str(p)) * 7 for p in points], evidence) == index


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
@quick
def test_evidence_that_is_three_everywhere_is_exactly_three_quarters(points):
    assert evidence_index(points, [3] * len(points)) == Fraction(3, 4)


def test_evidence_index_weighs_by_points_and_by_the_top_of_the_scale():
    assert evidence_index([75, 25], [4, 0]) == Fraction(3, 4)
    assert evidence_index([75, 25], [2, 0], top=2) == Fraction(3, 4)
    assert evidence_index([1, 1], [2.5, 3.5]) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("points", "evidence", "top", "fault"),
    [
        ([], [], 4, "found 0 points, 0 evidence"),
        ([1], [1, 2], 4, "found 1 points, 2 evidence"),
        ([1, 1], [1, 5], 4, "evidence 2: found 5, allowed: 0 to 4"),
        ([1], [math.nan], 4, "evidence 1: found nan"),
        ([0, 0], [1, 1], 4, "points: found none above 0"),
        ([1], [0], 0, "top: found 0, allowed: more than 0"),
    ],
)
def test_evidence_index_refuses(points, evidence, top, fault):
    with pytest.raises(MeasurementError, match=fault):
        evidence_index(points, evidence, top)


def letter(**changed):
    return confidence(**{**EARNS_A, "table": TABLE, "otherwise": "C", **changed})


def test_bars_are_met_when_they_are_equalled():
    assert letter().letter == "A"
    assert letter().shortfalls == ()


@pytest.mark.parametrize(
    ("measure", "just_b", "just_c"),
    [
        ("icc", 0.7499, 0.4999),
        ("answered", 0.9499, 0.8499),
        ("evidence_index", 0.7499, 0.4999),
        ("level_probability", 0.899, 0.699),
    ],
)
def test_each_measure_can_cost_each_letter(measure, just_b, just_c):
    b, c = letter(**{measure: just_b}), letter(**{measure: just_c})
    assert (b.letter, [(s.letter, s.measure, s.found) for s in b.shortfalls]) == (
        "B",
        [("A", measure, just_b)],
    )
    assert (c.letter, [(s.letter, s.measure) for s in c.shortfalls]) == (
        "C",
        [("A", measure), ("B", measure)],
    )


def test_a_sole_assessor_has_neither_agreement_nor_a_letter():
    earned = letter(assessors=1, icc=None)
    assert earned.letter == "C"
    assert [(s.measure, s.required, s.found) for s in earned.shortfalls] == [
        ("assessors", 2, 1),
        ("icc", Fraction(3, 4), None),
        ("assessors", 2, 1),
        ("icc", Fraction(1, 2), None),
    ]


@pytest.mark.parametrize(("answered", "out_of"), [(114, 120), (19, 20), (38, 40)])
def test_a_share_that_is_exactly_the_bar_meets_it_also_as_a_float(answered, out_of):
    # as binary numbers 0.95 and 0.85 lie just below the decimals they print as
    assert Fraction(answered / out_of) < Fraction("0.95")
    assert letter(answered=answered / out_of).letter == "A"
    assert letter(answered=102 / 120, icc=0.5).letter == "B"


def test_a_table_of_other_letters_is_as_good():
    table = [ConfidenceRow("S", 5, Fraction(1), Fraction(1), Fraction(1), Fraction(1)), *TABLE]
    assert letter(table=table).letter == "A"
    assert {s.letter for s in letter(table=table).shortfalls} == {"S"}
    assert letter(table=table[:1], otherwise="F").letter == "F"


unit = st.floats(0, 1)


@given(unit, unit, unit, st.integers(1, 4), st.floats(-1, 1), st.sampled_from([*EARNS_A]), st.floats(0, 1))
@quick
def test_more_of_a_measure_never_costs_a_letter(answered, index, probability, assessors, icc, measure, more):
    found = {
        "assessors": assessors,
        "icc": icc,
        "answered": answered,
        "evidence_index": index,
        "level_probability": probability,
    }
    better = {**found, measure: assessors + 1 if measure == "assessors" else max(found[measure], more)}
    assume(better != found)
    assert letter(**better).letter <= letter(**found).letter


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"table": []}, "confidence table: found no rows"),
        ({"answered": 1.1}, "answered: found 1.1, allowed: 0 to 1"),
        ({"evidence_index": -0.1}, "evidence_index: found -0.1, allowed: 0 to 1"),
        ({"level_probability": math.nan}, "level_probability: found nan"),
        ({"icc": 1.01}, "icc: found 1.01, allowed: -inf to 1"),
        ({"icc": -math.inf}, "icc: found -inf"),
        ({"assessors": -1}, "assessors: found -1"),
        ({"answered": 95, "icc": 2}, "icc: found 2.*answered: found 95"),
    ],
)
def test_a_measure_out_of_range_is_refused(change, fault):
    with pytest.raises(MeasurementError, match=fault):
        letter(**change)
