import math
from fractions import Fraction
from itertools import permutations
from statistics import covariance, variance

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.reliability import (
    Disagreement,
    Estimate,
    MeasurementError,
    SampleSize,
    intraclass_correlation,
    krippendorff_alpha,
    mean_absolute_difference,
    needs_discussion,
    r_wg,
    rating_table,
)

FORMS = ("icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k")
SHROUT_FLEISS = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
_ = None
# One row per observer, as Krippendorff prints it; the functions take one row per unit.
KRIPPENDORFF = [
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
]
KRIPPENDORFF_UNITS = list(zip(*KRIPPENDORFF, strict=True))
PAIRWISE = [krippendorff_alpha, mean_absolute_difference, lambda table: r_wg(table, categories=6)]
BANDS = [(0, 5), (10, 25), (30, 45), (50, 65), (70, 85), (90, 100)]

quick = settings(max_examples=60, deadline=None)
score = st.integers(0, 20).map(lambda n: n * 5)


@st.composite
def tables(draw, missing=False):
    raters = draw(st.integers(2, 5))
    rating = st.none() | score if missing else score
    row = st.lists(rating, min_size=raters, max_size=raters)
    table = draw(st.lists(row, min_size=2, max_size=9))
    assume(any(value is not None for row in table for value in row))
    return table


def values(estimates):
    return {form: getattr(estimates, form).value for form in FORMS}


def same(found, expected):
    return (
        found is expected
        if None in (found, expected)
        else math.isclose(found, expected, abs_tol=1e-8, rel_tol=1e-8)
    )


def everything(table):
    """All measures of one table, by name."""
    icc = intraclass_correlation(table)
    return {
        **{form: getattr(icc, form) for form in FORMS},
        **{scale: krippendorff_alpha(table, scale) for scale in ("nominal", "ordinal", "interval")},
        "r_wg": r_wg(table, categories=21, step=5),
        "difference": mean_absolute_difference(table),
    }


def assert_same(found, expected):
    for name, estimate in expected.items():
        assert same(found[name].value, estimate.value), name
        assert found[name].warnings == estimate.warnings, name


@pytest.mark.parametrize(
    ("form", "expected"), list(zip(FORMS, (0.166, 0.290, 0.715, 0.443, 0.620, 0.909), strict=True))
)
def test_shrout_and_fleiss_published_example(form, expected):
    estimate = getattr(intraclass_correlation(SHROUT_FLEISS), form)
    assert estimate.value == pytest.approx(expected, abs=0.0005)
    assert (estimate.units, estimate.raters, estimate.warnings) == (6, 4, ("few-units",))


@pytest.mark.parametrize(("scale", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorff_published_example_with_missing_ratings(scale, expected):
    estimate = krippendorff_alpha(KRIPPENDORFF_UNITS, scale)
    assert estimate.value == pytest.approx(expected, abs=0.0005)
    # unit 12 was rated once: it pairs with nothing
    assert (estimate.units, estimate.raters, estimate.warnings) == (11, 4, ("few-units",))


def test_r_wg_of_four_ratings_on_six_categories():
    estimate = r_wg([[3, 3, 4, 2]], categories=6)
    assert estimate.value == pytest.approx(0.771, abs=0.0005)
    assert estimate.warnings == ()


def test_r_wg_is_negative_where_raters_spread_wider_than_at_random():
    assert r_wg([[1, 2, 3, 4, 5]], categories=5).value == pytest.approx(1 - 2.5 / 2)
    assert r_wg([[1, 5]], categories=5).value == pytest.approx(1 - 8 / 2)


def test_r_wg_averages_units_and_follows_the_step_of_the_scale():
    units = [[3, 3, 4, 2], [5, 5, 5, None], [1, None, None, None]]
    single = [r_wg([unit], categories=6).value for unit in units[:2]]
    assert r_wg(units, categories=6).value == pytest.approx(sum(single) / 2)
    stretched = [[None if v is None else v * 20 for v in unit] for unit in units]
    assert r_wg(stretched, categories=6, step=20).value == pytest.approx(r_wg(units, categories=6).value)


def test_mean_absolute_difference_counts_each_pair_once():
    # |60-50| + |60-55| + |50-55| + |40-45| over four pairs
    estimate = mean_absolute_difference([[60, 50, 55], [40, 45, None], [None, None, 99]])
    assert estimate.value == pytest.approx((10 + 5 + 5 + 5) / 4)
    assert (estimate.units, estimate.raters) == (2, 3)


@given(tables(missing=True), st.randoms(use_true_random=False))
@quick
def test_order_of_units_and_raters_changes_nothing(table, random):
    rows = random.sample(table, len(table))
    columns = random.sample(range(len(table[0])), len(table[0]))
    assert_same(everything([[row[c] for c in columns] for row in rows]), everything(table))


@given(tables(missing=True))
@quick
def test_a_unit_or_rater_without_ratings_changes_nothing(table):
    padded = [[*row, None] for row in table] + [[None] * (len(table[0]) + 1)]
    assert_same(everything(padded), everything(table))


@given(st.lists(score, min_size=2, max_size=9), st.integers(2, 5))
@quick
def test_perfect_agreement_is_one(scores, raters):
    assume(len(set(scores)) > 1)
    found = everything([[s] * raters for s in scores])
    assert found.pop("difference").value == 0
    for name, estimate in found.items():
        assert estimate.value == pytest.approx(1), name


@given(tables(missing=True))
@quick
def test_a_value_never_exceeds_one_and_is_absent_only_with_a_reason(table):
    found = everything(table)
    assert found.pop("difference").value in (None, pytest.approx(50, abs=50))
    for estimate in found.values():
        if estimate.value is None:
            assert estimate.warning in {"no-pairs", "no-variance", "few-units", "few-raters"}
        else:
            assert math.isfinite(estimate.value)
            assert estimate.value <= 1 + 1e-9


@given(tables(), st.lists(st.integers(-50, 50), min_size=5, max_size=5))
@quick
def test_consistency_ignores_how_strict_each_rater_is(table, strictness):
    shifted = [[v + s for v, s in zip(row, strictness, strict=False)] for row in table]
    before, after = intraclass_correlation(table), intraclass_correlation(shifted)
    assert same(after.icc_3_1.value, before.icc_3_1.value)
    assert same(after.icc_3_k.value, before.icc_3_k.value)


def test_absolute_agreement_notices_how_strict_each_rater_is():
    level = intraclass_correlation([[10, 10], [20, 20], [30, 30]])
    strict = intraclass_correlation([[10, 0], [20, 10], [30, 20]])
    assert level.icc_2_1.value == pytest.approx(1)
    assert strict.icc_2_1.value == pytest.approx(200 / 300)
    assert strict.icc_3_1.value == pytest.approx(1)


@given(tables(missing=True), st.integers(-1000, 1000), st.sampled_from([0.001, 0.5, 3, 1e6]))
@quick
def test_unit_and_origin_of_the_scale_change_no_coefficient(table, origin, unit):
    moved = [[None if v is None else origin + unit * v for v in row] for row in table]
    icc = intraclass_correlation(table)
    for form, value in values(intraclass_correlation(moved)).items():
        assert same(value, getattr(icc, form).value), form
    for scale in ("nominal", "ordinal", "interval"):
        assert same(krippendorff_alpha(moved, scale).value, krippendorff_alpha(table, scale).value)


@given(tables())
@quick
def test_the_mean_of_k_raters_follows_spearman_and_brown(table):
    k, found = len(table[0]), values(intraclass_correlation(table))
    for model in (1, 2, 3):
        single, mean = found[f"icc_{model}_1"], found[f"icc_{model}_k"]
        if single is not None and mean is not None:
            assert same(mean, k * single / (1 + (k - 1) * single))


@given(st.lists(st.tuples(score, score), min_size=2, max_size=9))
@quick
def test_two_raters_consistency_is_twice_covariance_over_variances(pairs):
    first, second = zip(*pairs, strict=True)
    spread = variance(first) + variance(second)
    found = intraclass_correlation(pairs).icc_3_1.value
    assert same(found, 2 * covariance(first, second) / spread if spread else None)


@given(tables(missing=True), st.sampled_from(["nominal", "interval"]))
@quick
def test_alpha_equals_its_definition_by_pairs_of_ratings(table, scale):
    apart = (lambda a, b: a != b) if scale == "nominal" else (lambda a, b: (a - b) ** 2)
    units = [given_ for row in table if len(given_ := [v for v in row if v is not None]) > 1]
    pooled = [v for unit in units for v in unit]
    expected = sum(apart(a, b) for a, b in permutations(pooled, 2))
    found = krippendorff_alpha(table, scale).value
    if not expected:
        assert found is None
        return
    observed = sum(sum(apart(a, b) for a, b in permutations(u, 2)) / (len(u) - 1) for u in units)
    assert same(found, 1 - observed * (len(pooled) - 1) / expected)


def test_raters_who_contradict_each_other_get_no_agreement_of_their_mean():
    # the variance ICC(2,k) divides by is estimated as negative here: the bare formula gives 2
    contradiction = intraclass_correlation([[0, 100], [100, 0]])
    assert contradiction.icc_2_k == Estimate(None, 2, 2, ("no-variance", "few-units", "few-raters"))
    assert contradiction.icc_3_1.value == pytest.approx(-1)
    opposed = [[0, 100], [100, 0], [0, 95], [100, 5], [5, 100], [95, 0]]
    assert intraclass_correlation(opposed).icc_2_k.value is None


@pytest.mark.parametrize("rating", [0, 40, 0.1, 1e9 + 0.1])
def test_ratings_that_are_all_the_same_have_no_correlation(rating):
    found = everything([[rating] * 3] * 4)
    for name in (*FORMS, "nominal", "ordinal", "interval"):
        assert (found[name].value, found[name].warning) == (None, "no-variance")
    assert (found["r_wg"].value, found["difference"].value) == (1, 0)


def test_raters_who_differ_only_in_strictness_about_equal_units():
    found = intraclass_correlation([[0.1, 0.3, 0.7]] * 5)
    assert found.icc_2_1.value == pytest.approx(0)
    assert found.icc_3_1.warning == "no-variance"
    assert found.icc_1_1.value == pytest.approx(-1 / 2)


def test_incomplete_units_are_left_out_of_correlations_with_a_warning():
    holed = intraclass_correlation([*SHROUT_FLEISS, (5, None, 5, 5)])
    assert values(holed) == values(intraclass_correlation(SHROUT_FLEISS))
    assert holed.icc_2_k.warnings == ("few-units", "incomplete-units")
    assert holed.icc_2_k.units == 6


@pytest.mark.parametrize(
    ("table", "units", "raters", "reason"),
    [
        ([[50], [60]], 2, 1, "few-raters"),
        ([[50, 60]], 1, 2, "few-units"),
        ([[50, None], [None, 60]], 0, 2, "few-units"),
    ],
)
def test_correlation_of_less_than_two_says_what_is_lacking(table, units, raters, reason):
    estimate = intraclass_correlation(table).icc_2_k
    assert (estimate.value, estimate.units, estimate.raters, estimate.warning) == (
        None,
        units,
        raters,
        reason,
    )
    assert len(set(estimate.warnings)) == len(estimate.warnings)


@pytest.mark.parametrize("measure", PAIRWISE)
def test_units_rated_once_have_no_pairs(measure):
    estimate = measure([[1, None], [None, 2]])
    assert (estimate.value, estimate.units, estimate.warning) == (None, 0, "no-pairs")


def test_a_large_sample_raises_no_warning_and_the_size_is_the_callers():
    table = [[n % 7, n % 7, (n + n % 2) % 7] for n in range(30)]
    assert krippendorff_alpha(table).warning is None
    assert intraclass_correlation(table).icc_2_k.warning is None
    demanding = SampleSize(units=31, raters=4)
    assert krippendorff_alpha(table, adequate=demanding).warnings == ("few-units", "few-raters")


def test_fractions_and_arrays_are_ratings():
    fractions = [[Fraction(v) for v in row] for row in SHROUT_FLEISS]
    expected = values(intraclass_correlation(SHROUT_FLEISS))
    assert values(intraclass_correlation(fractions)) == expected
    assert values(intraclass_correlation(np.array(SHROUT_FLEISS))) == expected


@pytest.mark.parametrize("measure", [intraclass_correlation, *PAIRWISE])
@pytest.mark.parametrize("table", [[], [[]], [[None, None]]])
def test_nothing_rated_is_an_error(measure, table):
    with pytest.raises(MeasurementError, match="no ratings"):
        measure(table)


def test_every_fault_of_a_table_is_named_at_once():
    with pytest.raises(MeasurementError) as refused:
        rating_table([[1, "high", math.nan], [2, math.inf, 10**400], [3]])
    assert refused.value.faults == (
        "row 1, column 2: found 'high', allowed: a number or None",
        "row 1, column 3: found nan, allowed: a number or None",
        "row 2, column 2: found inf, allowed: a number or None",
        f"row 2, column 3: found {10**400}, allowed: a number or None",
        "row 3: found 1 ratings, allowed: 3 as in row 1",
    )
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("unit", [1e-200, 1e-9, 1e98])
def test_very_small_and_very_large_units_lose_no_precision(unit):
    tiny = [[v * unit for v in row] for row in SHROUT_FLEISS]
    assert values(intraclass_correlation(tiny)) == pytest.approx(
        values(intraclass_correlation(SHROUT_FLEISS))
    )
    assert krippendorff_alpha(tiny).value == pytest.approx(krippendorff_alpha(SHROUT_FLEISS).value)


def test_the_largest_ratings_give_finite_results():
    assert krippendorff_alpha([[1e100, -1e100], [-1e100, 1e100]]).value == pytest.approx(-0.5)
    assert intraclass_correlation([[1e100, 1e100], [-1e100, -1e100]]).icc_2_1.value == pytest.approx(1)


def test_an_unknown_scale_is_refused():
    with pytest.raises(MeasurementError, match="found 'ratio', allowed: nominal, ordinal, interval"):
        krippendorff_alpha([[1, 2]], "ratio")


@pytest.mark.parametrize(("categories", "step"), [(1, 1), (6, 0), (6, -5), (6, math.nan), (6, math.inf)])
def test_r_wg_refuses_an_impossible_scale(categories, step):
    with pytest.raises(MeasurementError, match="at least 2, more than 0"):
        r_wg([[1, 2]], categories, step)


def test_r_wg_refuses_ratings_off_its_scale():
    assert r_wg([[1, 6]], categories=6).value < 0
    with pytest.raises(MeasurementError, match="found 6 between two, allowed: 5"):
        r_wg([[0, 6]], categories=6)


def discuss(scores, approach=(), deployment=(), **changed):
    rule = {"discuss_range": 20, "bands": BANDS, **changed}
    return [d.subject for d in needs_discussion(scores, approach, deployment, **rule)]


@pytest.mark.parametrize(
    ("scores", "approach", "deployment", "expected"),
    [
        ([40, 59.9], [], [], []),
        ([40, 60], [], [], ["score"]),
        ([40, None, 60, 50], [], [], ["score"]),
        ([50, 50], [45, 65], [45, 65], []),
        ([50, 50], [45, 70], [60, 60], ["approach"]),
        ([50, 50], [60, 60], [25, 50], ["deployment"]),
        ([50, 50], [5, 30], [65, 90], ["approach", "deployment"]),
        ([10, 90], [0, 100], [100, 0], ["score", "approach", "deployment"]),
        ([50], [50], [50], []),
        ([None, None], [], [], []),
    ],
)
def test_what_assessors_must_discuss(scores, approach, deployment, expected):
    assert discuss(scores, approach, deployment) == expected


def test_a_value_between_two_bands_belongs_to_the_upper():
    assert discuss([50, 50], approach=[25, 46]) == ["approach"]
    assert discuss([50, 50], approach=[26, 46]) == []


def test_thresholds_of_the_discussion_are_the_callers():
    assert discuss([40, 50], discuss_range=10) == ["score"]
    assert discuss([50, 50], approach=[25, 30], bands_apart=0) == ["approach"]
    assert discuss([50, 50], approach=[5, 30], bands_apart=2) == []
    assert needs_discussion([60, 35, 50], discuss_range=25, bands=BANDS) == (Disagreement("score", 35, 60),)


@given(
    st.lists(score, min_size=1, max_size=5), st.lists(score, max_size=5), st.randoms(use_true_random=False)
)
@quick
def test_order_of_assessors_changes_no_discussion(scores, approach, random):
    shuffled = random.sample(scores, len(scores)), random.sample(approach, len(approach))
    assert discuss(*shuffled) == discuss(scores, approach)


@pytest.mark.parametrize("rating", [-5, 101, math.nan, "60"])
def test_a_rating_off_the_bands_is_refused(rating):
    with pytest.raises(MeasurementError, match=r"^deployment: found .*, allowed: 0 to 100$"):
        discuss([50, 50], [50, 50], [50, rating])


def test_a_discussion_needs_bands():
    with pytest.raises(MeasurementError, match="no bands"):
        discuss([50, 50], bands=[])
