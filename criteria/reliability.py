"""How far assessors agree, and what they must discuss.

Every table of ratings has one row per unit (what is rated: a practice, a criterion) and one column per
rater; ``None`` is a missing rating. A coefficient that cannot be computed is an :class:`Estimate` without
a value whose first warning says why: no function here returns nan.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Number = float | Fraction
Ratings = Sequence[Sequence[Number | None]]
Matrix = NDArray[np.float64]
Scale = Literal["nominal", "ordinal", "interval"]
WarningCode = Literal["no-pairs", "no-variance", "few-units", "few-raters", "incomplete-units"]

LARGEST = 1e100  # squares and sums of anything larger could overflow into inf and nan


class MeasurementError(ValueError):
    """Input nothing can be measured from; `faults` lists everything that is wrong with it."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class SampleSize:
    """The smallest sample that raises no warning."""

    units: int
    raters: int


# Koo and Li 2016 (J. Chiropractic Medicine 15:155): at least 30 units and 3 raters.
ADEQUATE = SampleSize(units=30, raters=3)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient, the sample it rests on, and what to be careful about.

    `value` is None when the coefficient is undefined, and then the first of `warnings` is the reason:
    ``no-pairs`` (nothing was rated twice), ``no-variance`` (the variance it divides by is not positive),
    ``few-units`` or ``few-raters`` (fewer than two). Beside a value the warnings are about precision;
    ``incomplete-units`` says units with a missing rating were left out.
    """

    value: float | None
    units: int
    raters: int
    warnings: tuple[WarningCode, ...] = ()

    @property
    def warning(self) -> WarningCode | None:
        """The gravest warning, or None."""
        return self.warnings[0] if self.warnings else None


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """The six coefficients of Shrout and Fleiss: three models, for one rater and for the mean of k."""

    icc_1_1: Estimate
    icc_2_1: Estimate
    icc_3_1: Estimate
    icc_1_k: Estimate
    icc_2_k: Estimate
    icc_3_k: Estimate


def rating_table(rows: Ratings) -> Matrix:
    """Return the rows as a matrix in which a missing rating is nan.

    Raises MeasurementError, naming every fault, when the table is empty or ragged or holds anything but
    None and numbers of at most 1e100 in size. Rows and columns are counted from 1.

    >>> rating_table([[60, 55], [40, None]]).tolist()
    [[60.0, 55.0], [40.0, nan]]
    """
    if len(rows) == 0 or len(rows[0]) == 0:
        raise MeasurementError("no ratings: at least one row and one column are needed")
    width = len(rows[0])
    faults = [
        f"row {r}, column {c}: found {value!r}, allowed: a number or None"
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None and not _is_number(value)
    ]
    faults += [
        f"row {r}: found {len(row)} ratings, allowed: {width} as in row 1"
        for r, row in enumerate(rows, 1)
        if len(row) != width
    ]
    if faults:
        raise MeasurementError(*faults)
    return np.array([[math.nan if v is None else float(v) for v in row] for row in rows], dtype=np.float64)


def intraclass_correlation(ratings: Ratings, adequate: SampleSize = ADEQUATE) -> IntraclassCorrelation:
    """Return all six intraclass correlations of units x raters (at most 1; below 0 is possible).

    ICC(1) takes raters as different for every unit, ICC(2) as a sample of raters (absolute agreement),
    ICC(3) as the only raters of interest (consistency). Units with a missing rating are left out, with a
    warning. Where the estimated variance in the denominator is not positive the value is None: ICC(2,k)
    would otherwise exceed 1 for raters who contradict each other. Raises MeasurementError on an empty or
    faulty table. Source: Shrout and Fleiss 1979, Psychological Bulletin 86:420.

    >>> icc = intraclass_correlation([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                               [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    >>> round(icc.icc_2_1.value, 3), round(icc.icc_2_k.value, 3), icc.icc_2_k.warning
    (0.29, 0.62, 'few-units')
    """
    rated = _rated(ratings)
    complete = rated[~np.isnan(rated).any(axis=1)]
    n, k = complete.shape
    warnings = _sample_warnings(n, k, adequate)
    if n < len(rated):
        warnings += ("incomplete-units",)
    if n < 2 or k < 2:
        impossible: WarningCode = "few-raters" if k < 2 else "few-units"
        return IntraclassCorrelation(*[_undefined(impossible, n, k, warnings)] * 6)
    between, raters, error, within = _mean_squares(_unit_range(complete))
    forms = (
        (between - within, between + (k - 1) * within),
        (between - error, between + (k - 1) * error + k * (raters - error) / n),
        (between - error, between + (k - 1) * error),
        (between - within, between),
        (between - error, between + (raters - error) / n),
        (between - error, between),
    )
    return IntraclassCorrelation(*(_ratio(over, under, n, k, warnings) for over, under in forms))


def krippendorff_alpha(
    ratings: Ratings, scale: Scale = "interval", adequate: SampleSize = ADEQUATE
) -> Estimate:
    """Return Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give, below 0 is possible.

    Any number of raters, missing ratings allowed; a unit rated once says nothing about agreement and is
    left out, so `units` counts the units rated at least twice. Raises MeasurementError on an empty or
    faulty table or an unknown scale. Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.

    >>> alpha = krippendorff_alpha([[1, 1], [2, 2], [3, 3], [2, 3], [4, None]], "nominal")
    >>> round(alpha.value, 3), alpha.units, alpha.warnings
    (0.667, 4, ('few-units', 'few-raters'))
    """
    if scale not in get_args(Scale):
        raise MeasurementError(f"scale: found {scale!r}, allowed: {', '.join(get_args(Scale))}")
    paired, warnings = _paired(ratings, adequate)
    n, k = paired.shape
    if n == 0:
        return _undefined("no-pairs", 0, k, warnings)
    values, counts = _value_counts(_unit_range(paired))
    if len(values) == 1:
        return _undefined("no-variance", n, k, warnings)
    share = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidences = counts.T @ share  # right off the diagonal, and a value is at no distance from itself
    totals = counts.sum(axis=0)
    distance = _squared_distances(values, totals, scale)
    observed = float((coincidences * distance).sum())
    expected = float(totals @ distance @ totals) / (float(totals.sum()) - 1)
    return Estimate(1 - observed / expected, n, k, warnings)


def r_wg(
    ratings: Ratings, categories: int, step: float = 1, adequate: SampleSize = SampleSize(1, ADEQUATE.raters)
) -> Estimate:
    """Return within-group agreement r_wg against a uniform null, averaged over the units rated twice or more.

    1 is full agreement, 0 the spread of answers at random; more spread than that is below 0 and is
    reported as it is, not cut off. `categories` is the number of points on the scale and `step` the
    distance between two of them. Agreement is within a unit, so one unit is enough and only few raters
    raise a warning. Raises MeasurementError on an empty or faulty table, fewer than 2 categories, a step
    that is not positive, or ratings further apart than the scale is long.
    Source: James, Demaree and Wolf 1984, J. Applied Psychology 69:85.

    >>> round(r_wg([[3, 3, 4, 2]], categories=6).value, 3)
    0.771
    """
    if categories < 2 or not 0 < step <= LARGEST:
        raise MeasurementError(
            f"scale: found {categories} categories {step} apart, allowed: at least 2, more than 0"
        )
    paired, warnings = _paired(ratings, adequate)
    n, k = paired.shape
    if n == 0:
        return _undefined("no-pairs", 0, k, warnings)
    spread, length = float(np.nanmax(paired) - np.nanmin(paired)), (categories - 1) * step
    if spread > length * (1 + 1e-9):
        raise MeasurementError(
            f"ratings: found {spread:g} between two, allowed: {length:g}, the length of the scale"
        )
    uniform = step**2 * (categories**2 - 1) / 12
    return Estimate(float(np.mean(1 - np.nanvar(paired, axis=1, ddof=1) / uniform)), n, k, warnings)


def mean_absolute_difference(ratings: Ratings, adequate: SampleSize = ADEQUATE) -> Estimate:
    """Return the mean absolute difference of two raters of one unit, in the ratings' own units (0 or more).

    Each pair of ratings of the same unit counts once. Raises MeasurementError on an empty or faulty table.

    >>> mean_absolute_difference([[60, 50, 55], [40, 40, None]]).value
    5.0
    """
    paired, warnings = _paired(ratings, adequate)
    n, k = paired.shape
    if n == 0:
        return _undefined("no-pairs", 0, k, warnings)
    first, second = np.triu_indices(k, 1)
    return Estimate(float(np.nanmean(np.abs(paired[:, first] - paired[:, second]))), n, k, warnings)


def _is_number(value: object) -> bool:
    # `<=` is false for nan, so one comparison refuses nan, inf and what would overflow
    return isinstance(value, int | float | Fraction | np.integer) and bool(-LARGEST <= value <= LARGEST)


def _rated(ratings: Ratings) -> Matrix:
    """Return the table without the units nobody rated and the raters who rated nothing."""
    table = rating_table(ratings)
    present = ~np.isnan(table)
    if not present.any():
        raise MeasurementError("no ratings: every rating is missing")
    return table[present.any(axis=1)][:, present.any(axis=0)]


def _paired(ratings: Ratings, adequate: SampleSize) -> tuple[Matrix, tuple[WarningCode, ...]]:
    """Return the units rated twice or more, by those who rated one of them, and the sample's warnings."""
    rated = _rated(ratings)
    paired = rated[(~np.isnan(rated)).sum(axis=1) >= 2]
    paired = paired[:, (~np.isnan(paired)).any(axis=0)]
    units, raters = paired.shape
    return paired, _sample_warnings(units, raters, adequate)


def _sample_warnings(units: int, raters: int, adequate: SampleSize) -> tuple[WarningCode, ...]:
    few_units: tuple[WarningCode, ...] = ("few-units",) if units < adequate.units else ()
    few_raters: tuple[WarningCode, ...] = ("few-raters",) if raters < adequate.raters else ()
    return few_units + few_raters


def _undefined(reason: WarningCode, units: int, raters: int, warnings: tuple[WarningCode, ...]) -> Estimate:
    return Estimate(None, units, raters, (reason, *(code for code in warnings if code != reason)))


def _ratio(over: float, under: float, units: int, raters: int, warnings: tuple[WarningCode, ...]) -> Estimate:
    # ratings have unit range here, so a denominator this small is rounding error around zero
    if under <= 1e-12:
        return _undefined("no-variance", units, raters, warnings)
    return Estimate(over / under, units, raters, warnings)


def _unit_range(ratings: Matrix) -> Matrix:
    """Return the ratings shifted and scaled to 0..1, which no coefficient here notices but rounding does."""
    lowest, highest = np.nanmin(ratings), np.nanmax(ratings)
    return np.asarray((ratings - lowest) / ((highest - lowest) or 1.0))


def _mean_squares(ratings: Matrix) -> tuple[float, float, float, float]:
    """Return the mean squares between units, between raters, of error, and within units."""
    n, k = ratings.shape
    grand = ratings.mean()
    units = k * float(((ratings.mean(axis=1) - grand) ** 2).sum())
    raters = n * float(((ratings.mean(axis=0) - grand) ** 2).sum())
    residuals = ratings - ratings.mean(axis=1, keepdims=True) - ratings.mean(axis=0) + grand
    error = float((residuals**2).sum())
    return (units / (n - 1), raters / (k - 1), error / ((n - 1) * (k - 1)), (raters + error) / (n * (k - 1)))


def _value_counts(ratings: Matrix) -> tuple[Matrix, Matrix]:
    """Return the distinct values in order, and how often each unit (row) received each (column)."""
    values = np.unique(ratings[~np.isnan(ratings)])
    return values, (ratings[:, :, None] == values).sum(axis=1).astype(np.float64)


def _squared_distances(values: Matrix, totals: Matrix, scale: Scale) -> Matrix:
    if scale == "nominal":
        return 1.0 - np.eye(len(values))
    # on an ordinal scale: how many ratings lie from one value to the other, each end counted half
    place = values if scale == "interval" else np.cumsum(totals) - totals / 2
    return np.asarray((place[:, None] - place) ** 2)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the assessors rated too differently, and the lowest and the highest of their ratings."""

    subject: Literal["score", "approach", "deployment"]
    lowest: Number
    highest: Number


def needs_discussion(
    scores: Sequence[Number | None],
    approach: Sequence[Number | None] = (),
    deployment: Sequence[Number | None] = (),
    *,
    discuss_range: Number,
    bands: Sequence[tuple[Number, Number]],
    bands_apart: int = 1,
) -> tuple[Disagreement, ...]:
    """Return why the assessors must discuss a practice; empty when they need not.

    One rating per assessor, None where one did not rate; a results practice has no approach or deployment.
    To discuss: scores `discuss_range` or more apart, approach or deployment more than `bands_apart` bands
    apart. `bands` are the lowest and highest value of each, ascending; what falls between two belongs to
    the upper. Raises MeasurementError when there are no bands or a rating lies outside them.

    >>> bands = [(0, 5), (10, 25), (30, 45), (50, 65), (70, 85), (90, 100)]
    >>> needs_discussion([45, 50], [60, 65], [25, 50], discuss_range=20, bands=bands)
    (Disagreement(subject='deployment', lowest=25, highest=50),)
    """
    if not bands:
        raise MeasurementError("no bands: at least one is needed")
    tops = [top for _, top in bands]
    spans = (
        _span("score", scores, bands[0][0], tops[-1]),
        _span("approach", approach, bands[0][0], tops[-1]),
        _span("deployment", deployment, bands[0][0], tops[-1]),
    )
    return tuple(
        span
        for span in spans
        if span is not None
        and (
            span.highest - span.lowest >= discuss_range
            if span.subject == "score"
            else bisect_left(tops, span.highest) - bisect_left(tops, span.lowest) > bands_apart
        )
    )


def _span(
    subject: Literal["score", "approach", "deployment"],
    ratings: Sequence[Number | None],
    lowest: Number,
    highest: Number,
) -> Disagreement | None:
    """Return the lowest and highest rating given, or None when nobody rated."""
    given = [rating for rating in ratings if rating is not None]
    faults = [
        f"{subject}: found {rating!r}, allowed: {lowest} to {highest}"
        for rating in given
        if not (_is_number(rating) and lowest <= rating <= highest)
    ]
    if faults:
        raise MeasurementError(*faults)
    return Disagreement(subject, min(given), max(given)) if given else None
