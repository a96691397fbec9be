"""How sure a total is: its standard error, a Monte Carlo of it, and the confidence letter they lead to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from criteria.model import ConfidenceRow
from criteria.reliability import LARGEST, Matrix, MeasurementError, Number, Ratings, rating_table

LevelOf = Callable[[Matrix, Matrix, Matrix], NDArray[np.integer]]


@dataclass(frozen=True, eq=False)
class Simulation:
    """The draws of one simulation: row i of each array is one draw. The arrays are read-only.

    `totals` has the shape (draws,) in points; `dimensions` (draws, dimensions) and `criteria`
    (draws, criteria) hold scores of 0 to 100.
    """

    totals: Matrix
    dimensions: Matrix = field(repr=False)
    criteria: Matrix = field(repr=False)
    assessors: int
    seed: int
    spread: float

    @property
    def p5(self) -> float:
        """The 5th percentile of the total, in points."""
        return self.percentile(5)

    @property
    def p95(self) -> float:
        """The 95th percentile of the total, in points."""
        return self.percentile(95)

    def percentile(self, percent: float) -> float:
        """Return a percentile (0 to 100) of the total, linear between draws (numpy's default, type 7)."""
        return float(np.percentile(self.totals, percent))

    def level_probabilities(self, level_of: LevelOf) -> dict[int, float]:
        """Return the share of draws (0 to 1) at each level that was drawn, lowest level first.

        `level_of(totals, dimensions, criteria)` takes the three arrays and returns a whole number per
        draw. A level missing from the result was never drawn. Raises MeasurementError when `level_of`
        returns anything else.

        >>> simulation = simulate([[30], [50]], [100], [0], [1000], seed=1, spread=0)
        >>> simulation.level_probabilities(lambda totals, dimensions, criteria: (totals >= 400) + 1)
        {1: 0.27, 2: 0.73}
        """
        levels = np.asarray(level_of(self.totals, self.dimensions, self.criteria))
        if levels.shape != self.totals.shape or not np.issubdtype(levels.dtype, np.integer):
            raise MeasurementError(
                f"level_of: found {levels.dtype} of shape {levels.shape}, "
                f"allowed: whole numbers of shape {self.totals.shape}"
            )
        found, counts = np.unique(levels, return_counts=True)
        return {int(level): int(n) / len(levels) for level, n in zip(found, counts, strict=True)}

    def level_probability(self, level: int, level_of: LevelOf) -> float:
        """Return the share of draws (0 to 1) that are exactly at `level`."""
        return self.level_probabilities(level_of).get(level, 0.0)


def simulate(
    criterion_scores_by_assessor: Ratings,
    points: Sequence[Number],
    dimension_index: Sequence[int],
    dimension_points: Sequence[Number],
    *,
    draws: int = 1000,
    seed: int,
    spread: Number = 0.25,
) -> Simulation:
    """Return `draws` totals under other weights and other assessors; a seed always gives the same draws.

    In each draw the assessors are drawn anew with replacement and their scores averaged per criterion, the
    points of the criteria within each dimension and of the dimensions within the total are multiplied by
    U(1 - spread, 1 + spread), and renormalised. A total is the sum of dimension points x score / 100.

    `criterion_scores_by_assessor` has one row per assessor and one column per applicable criterion, 0 to
    100; None where an assessor did not score it (a draw in which nobody did takes the mean of all who
    did). `points` are the criteria's effective points, `dimension_index` the position of each criterion's
    dimension in `dimension_points`. One assessor varies in nothing: then only the weights do.

    Raises MeasurementError, naming every fault, on an empty table, lengths that differ, a score off the
    scale, a criterion without a score, a dimension without points, or draws, seed or spread out of range.

    >>> simulation = simulate([[60, 40], [50, 40]], [30, 70], [0, 0], [1000], draws=500, seed=7)
    >>> [round(x) for x in (simulation.p5, np.median(simulation.totals), simulation.p95)]
    [426, 446, 468]
    """
    scores = rating_table(criterion_scores_by_assessor)
    weights = np.array([float(p) for p in points])
    index = np.array(dimension_index, dtype=np.intp)
    tops = np.array([float(p) for p in dimension_points])
    _check(_table_faults(scores, weights, index, tops) + _setting_faults(draws, seed, float(spread)))
    generator = np.random.Generator(np.random.PCG64(seed))
    criteria = _resampled(scores, draws, generator)
    drawn = weights * _factors(generator, (draws, len(weights)), float(spread))
    belongs = (index[:, None] == np.arange(len(tops))).astype(np.float64)
    dimensions = (drawn * criteria) @ belongs / (drawn @ belongs)
    drawn_tops = tops * _factors(generator, (draws, len(tops)), float(spread))
    totals = (drawn_tops * dimensions).sum(axis=1) / drawn_tops.sum(axis=1) * tops.sum() / 100
    return Simulation(
        _settled(totals), _settled(dimensions), _settled(criteria), len(scores), seed, float(spread)
    )


def standard_error(effective_points: Sequence[Number], variances: Sequence[Number], k: int) -> float:
    """Return the standard error of the total, in points: sqrt(sum of (points / 100)^2 x s^2 / k).

    `effective_points` are the points of each criterion in the total, `variances` those of its scores
    (0 to 100) between the k assessors. Assumes that the errors of the criteria are independent of each
    other. Raises MeasurementError on no criteria, lengths that differ, a negative value, or fewer than two
    assessors, who have no variance.

    >>> standard_error([300, 400], [50, 50], k=2)
    25.0
    """
    faults = [f"assessors: found {k}, allowed: 2 or more"] if k < 2 else []
    _check(faults + _pair_faults("effective points", effective_points, "variances", variances, LARGEST))
    pairs = zip(effective_points, variances, strict=True)
    return math.sqrt(math.fsum((float(p) / 100) ** 2 * float(s2) / k for p, s2 in pairs))


def evidence_index(points: Sequence[Number], evidence: Sequence[Number], top: Number = 4) -> Fraction:
    """Return the points-weighted mean of the criteria's evidence as a share of `top`: 0 to 1, exactly.

    Exact, so that evidence 3 of 4 everywhere is 3/4 under any weights and meets a bar of 0.75. Raises
    MeasurementError on no criteria, lengths that differ, evidence outside 0 to `top`, or no points at all.

    >>> evidence_index([30, 70], [4, 3])
    Fraction(33, 40)
    """
    faults = [] if top > 0 else [f"top: found {top!r}, allowed: more than 0"]
    _check(faults or _pair_faults("points", points, "evidence", evidence, top))
    weights = [_exact(p) for p in points]
    _check([] if sum(weights) else ["points: found none above 0, allowed: at least one"])
    earned = sum((w * _exact(e) for w, e in zip(weights, evidence, strict=True)), Fraction(0))
    return earned / sum(weights) / _exact(top)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A bar of a confidence letter that was missed; `found` is None when the measure is undefined."""

    letter: str
    measure: str
    required: Number
    found: Number | None


@dataclass(frozen=True, slots=True)
class ConfidenceLetter:
    """The confidence a result has earned, and what it missed for each better letter, best first."""

    letter: str
    shortfalls: tuple[Shortfall, ...]


def confidence(
    *,
    assessors: int,
    icc: Number | None,
    answered: Number,
    evidence_index: Number,
    level_probability: Number | None,
    table: Sequence[ConfidenceRow],
    otherwise: str,
) -> ConfidenceLetter:
    """Return the best letter of `table` (best first) all of whose bars are met, else `otherwise`.

    `icc` is that of the assessors' mean (at most 1, None when undefined), the other measures are shares of
    0 to 1; an undefined measure meets no bar. A float counts as the decimal it prints as, so that 114 of
    120 answered meets a bar of 0.95. Raises MeasurementError on an empty table or a measure out of range.

    >>> rows = [ConfidenceRow("A", 2, Fraction("0.75"), Fraction("0.95"), Fraction("0.75"), Fraction("0.9")),
    ...         ConfidenceRow("B", 2, Fraction("0.5"), Fraction("0.85"), Fraction("0.5"), Fraction("0.7"))]
    >>> earned = confidence(assessors=3, icc=0.6, answered=1, evidence_index=0.8, level_probability=0.97,
    ...                     table=rows, otherwise="C")
    >>> earned.letter, [(s.letter, s.measure, s.found) for s in earned.shortfalls]
    ('B', [('A', 'icc', 0.6)])
    """
    shares = {"answered": answered, "evidence_index": evidence_index, "level_probability": level_probability}
    found: dict[str, Number | None] = {"assessors": assessors, "icc": icc, **shares}
    faults = [] if table else ["confidence table: found no rows, allowed: at least one"]
    _check(faults + _measure_faults(found))
    missed: list[Shortfall] = []
    for row in table:
        shortfalls = _shortfalls(row, found)
        if not shortfalls:
            return ConfidenceLetter(row.letter, tuple(missed))
        missed += shortfalls
    return ConfidenceLetter(otherwise, tuple(missed))


def _shortfalls(row: ConfidenceRow, found: dict[str, Number | None]) -> list[Shortfall]:
    bars: dict[str, Number] = {
        "assessors": row.assessors,
        "icc": row.icc,
        "answered": row.answered,
        "evidence_index": row.evidence_index,
        "level_probability": row.level_probability,
    }
    return [
        Shortfall(row.letter, measure, bar, value)
        for measure, bar in bars.items()
        if (value := found[measure]) is None or _exact(value) < _exact(bar)
    ]


def _measure_faults(found: dict[str, Number | None]) -> list[str]:
    # a correlation may be negative, but like a share it never exceeds 1
    ranges = {"assessors": (0, math.inf), "icc": (-math.inf, 1)}
    return [
        f"{measure}: found {value!r}, allowed: {low} to {high}"
        for measure, value in found.items()
        for low, high in [ranges.get(measure, (0, 1))]
        if value is not None and not (low <= value <= high and math.isfinite(value))
    ]


def _exact(value: Number) -> Fraction:
    """Return the number as a fraction; a float as the shortest decimal that prints it."""
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def _check(faults: Sequence[str]) -> None:
    if faults:
        raise MeasurementError(*faults)


def _outside(name: str, values: Sequence[Number], top: Number) -> list[str]:
    return [
        f"{name} {place}: found {float(value):g}, allowed: 0 to {float(top):g}"
        for place, value in enumerate(values, 1)
        if not 0 <= value <= top
    ]


def _pair_faults(
    name: str, weights: Sequence[Number], other_name: str, others: Sequence[Number], top: Number
) -> list[str]:
    if len(weights) != len(others) or not len(weights):
        return [f"found {len(weights)} {name}, {len(others)} {other_name}, allowed: as many of both, not 0"]
    return _outside(name, weights, LARGEST) + _outside(other_name, others, top)


def _table_faults(scores: Matrix, weights: Matrix, index: NDArray[np.intp], tops: Matrix) -> list[str]:
    found = {"scored criteria": scores.shape[1], "points": len(weights), "dimension indices": len(index)}
    if len(set(found.values())) > 1:
        return [f"found {', '.join(f'{n} {name}' for name, n in found.items())}, allowed: as many of each"]
    faults = _outside("points", weights.tolist(), LARGEST)
    faults += _outside("dimension index", index.tolist(), len(tops) - 1)
    faults += _outside("dimension points", tops.tolist(), LARGEST)
    for assessor, row in enumerate(np.nan_to_num(scores).tolist(), 1):
        faults += _outside(f"assessor {assessor}, criterion", row, 100)
    unscored = np.flatnonzero(np.isnan(scores).all(axis=0))
    faults += [f"criterion {c + 1}: found no score, allowed: one or more" for c in unscored]
    return faults or _weightless(weights, index, tops)


def _weightless(weights: Matrix, index: NDArray[np.intp], tops: Matrix) -> list[str]:
    held = np.bincount(index, weights, len(tops)).tolist()
    faults = [
        f"dimension {d}: found no criterion with points" for d, points in enumerate(held, 1) if not points
    ]
    return faults if tops.any() else [*faults, "dimension points: found none above 0, allowed: at least one"]


def _setting_faults(draws: int, seed: int, spread: float) -> list[str]:
    settings = (
        ("draws", draws, draws >= 1, "1 or more"),
        ("seed", seed, seed >= 0, "0 or more"),
        ("spread", spread, 0 <= spread < 1, "0 to less than 1"),
    )
    return [f"{name}: found {value}, allowed: {allowed}" for name, value, ok, allowed in settings if not ok]


def _factors(generator: np.random.Generator, shape: tuple[int, int], spread: float) -> Matrix:
    return generator.uniform(1 - spread, 1 + spread, shape)


def _resampled(scores: Matrix, draws: int, generator: np.random.Generator) -> Matrix:
    """Return the mean score of each criterion over assessors drawn with replacement, one row per draw."""
    k = len(scores)
    times = generator.multinomial(k, np.full(k, 1 / k), draws).astype(np.float64)
    given = ~np.isnan(scores)
    known = np.where(given, scores, 0.0)
    sums, counts = times @ known, times @ given
    mean = known.sum(axis=0) / given.sum(axis=0)
    return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), mean))


def _settled(values: Matrix) -> Matrix:
    # Sums of the same numbers differ in the last bits; without this a score of exactly 40 would fall on
    # either side of a gate at 40 by chance.
    settled = np.round(values, 9)
    settled.setflags(write=False)
    return settled
