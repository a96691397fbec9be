"""Estimates for cohorts too thin to speak for themselves, from nothing but what is published.

A withheld cohort has no figures, and a thin one has unsure ones. Both have published relatives: a wider
cohort they belong to, its *parent*, and the other published cohorts of the same kind within it, their
*siblings*. How far the siblings' medians lie from the parent's says how far this cohort's may; and its own
median, where it is published, is moved towards the parent's, the more the thinner it is. This is the
empirical-Bayes estimate of the normal model with a known centre; where all cohorts are equally thin it is
the James-Stein estimate.

Only medians, quartiles and rounded numbers of publishable cohorts enter, each of which `published` lists.
Counts of any other cohort are never looked at, so an estimate discloses nothing that the table does not.

Sources: B. Efron and C. Morris, Journal of the American Statistical Association 68 (1973) 117-130 and 70
(1975) 311-319; C. Morris, ibid. 78 (1983) 47-55, for the interval; B. P. Carlin and T. A. Louis, Bayesian
Methods for Data Analysis, 3rd ed., chapter 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.classification import widening
from benchmarks.cohorts import Cell, Cohort, ladder
from benchmarks.counts import Distributions, Integers
from benchmarks.editions import Edition
from benchmarks.publishing import STATISTICS, publishable, published_cohorts, rounded
from benchmarks.remembering import remembered

CONFIDENCE = 0.95
"""Of every interval here and of a standing, two-sided."""

Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)

LEAST_SIBLINGS = 3
"""Fewer published cohorts do not say how far cohorts of their kind lie apart."""

THIN = 50
"""A chosen cohort with fewer organisations is estimated too: from 50 on p10 and p90 show it well enough."""

QUARTILES_TO_DEVIATION = 1 / (NormalDist().inv_cdf(0.75) - NormalDist().inv_cdf(0.25))
"""From the distance between the quartiles to the standard deviation, for normal scores."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NodeEstimate:
    """An estimated median in points (0-100), with its 95% interval."""

    node: str
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated medians of a cohort, and what they rest on.

    `n` organisations of the cohort itself, rounded down to 5, have a part in it: 0 where it is withheld.
    `siblings` is how many published cohorts of its kind there are within the parent, itself included where
    it is published. `nodes` has only those that are published of enough siblings.
    """

    cohort: str
    title: str
    parent: str
    parent_title: str
    n: int
    siblings: int
    nodes: tuple[NodeEstimate, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Released:
    """What is published of a cohort, by node: n rounded down, median and quartiles in points or NaN."""

    n: Integers
    median: Floats
    low: Floats
    high: Floats


@remembered(1024)
def released(edition: Edition, cohort: Cohort) -> Released | None:
    """Return the published quartiles and numbers of a cohort; None for one that is not publishable.

    The only way in which this module looks at scores: what the rule withholds is not here to be used.
    """
    if not publishable(edition, cohort):
        return None
    found = edition.distributions(cohort)
    quartiles = [_quantile(found, name) for name in ("p25", "p50", "p75")]
    n = np.array([rounded(size) for size in found.n.tolist()], dtype=np.int64)
    return Released(n, median=quartiles[1], low=quartiles[0], high=quartiles[2])


def _quantile(found: Distributions, name: str) -> Floats:
    """Return a quantile of every node in points, NaN where too few have a score."""
    statistic = next(one for one in STATISTICS if one.name == name)
    points = found.quantiles(statistic.numerator, statistic.denominator) / (10 * statistic.denominator)
    return np.where(found.n >= statistic.least, points, np.nan)


@remembered(1024)
def estimates(edition: Edition, cell: Cell, chosen: str) -> tuple[Estimate, ...]:
    """Estimate what is nearer to an organisation of this cell than its chosen cohort, or the chosen one.

    `chosen` is the key of the rung it is compared with. Estimated are the narrowest rung, where that is
    withheld, with the chosen one as its parent; and the chosen one, where under 50 are counted, with the
    narrowest published parent that holds enough siblings. Empty where there is too little to estimate from.
    Raises ValueError where `chosen` is not a rung of the cell's ladder.
    """
    rungs = ladder(cell)
    if chosen not in (keys := [rung.key for rung in rungs]):
        raise ValueError(f"cohort: found {chosen!r}, allowed are {', '.join(keys)}")
    used = keys.index(chosen)
    found = []
    if used > 0:
        found.append(_estimated(edition, rungs[0], rungs[used : used + 1], of_its_own=False))
    if edition.reach(rungs[used]).counted < THIN:
        found.append(_estimated(edition, rungs[used], rungs[used + 1 :], of_its_own=True))
    return tuple(one for one in found if one is not None)


def _estimated(
    edition: Edition, cohort: Cohort, wider: Sequence[Cohort], *, of_its_own: bool
) -> Estimate | None:
    """Estimate a cohort from the first wider one that is published and holds enough of its siblings."""
    own = released(edition, cohort) if of_its_own else None
    for parent in wider:
        if (centre := released(edition, parent)) is None:
            continue
        others = [found for one in _siblings(edition, cohort, parent) if (found := released(edition, one))]
        siblings = len(others) + (own is not None)
        if siblings >= LEAST_SIBLINGS:
            return Estimate(
                cohort=cohort.key,
                title=cohort.title,
                parent=parent.key,
                parent_title=parent.title,
                n=int(own.n.max()) if own else 0,
                siblings=siblings,
                nodes=_by_node(edition.nodes, centre, others, own),
            )
    return None


def _siblings(edition: Edition, cohort: Cohort, parent: Cohort) -> list[Cohort]:
    """Return the published cohorts inside the parent that restrict what the cohort restricts."""
    return [
        one
        for one in _published(edition)
        if one != cohort and _kind(one) == _kind(cohort) and parent.covers(one)
    ]


@remembered(1)
def _published(edition: Edition) -> tuple[Cohort, ...]:
    return published_cohorts(edition)


def _kind(cohort: Cohort) -> tuple[bool, int, bool]:
    """Whether an industry, how narrow a place, and whether a size is asked for."""
    return cohort.industry is not None, len(widening(cohort.geography)), cohort.size is not None


def _by_node(
    names: Sequence[str], centre: Released, others: Sequence[Released], own: Released | None
) -> tuple[NodeEstimate, ...]:
    known = [*others, own] if own else [*others]
    medians = np.array([one.median for one in known])
    variances = median_variances(known, centre)
    (doubt,) = median_variances([centre], centre)
    usable = np.isfinite(medians) & np.isfinite(variances)
    enough = (usable.sum(axis=0) >= LEAST_SIBLINGS) & np.isfinite(doubt)
    if own:
        enough &= usable[-1]
    rows = np.flatnonzero(enough)
    found = []
    for row in rows.tolist():
        kept = usable[:, row]
        prior = prior_variance(medians[kept, row], variances[kept, row], centre.median[row])
        mean = Unsure(float(medians[-1, row]), float(variances[-1, row])) if own else None
        middle = Unsure(float(centre.median[row]), float(doubt[row]))
        found.append(NodeEstimate(names[row], *shrunk(mean, middle, prior, int(kept.sum()))))
    return tuple(found)


def median_variances(known: Sequence[Released], parent: Released) -> Floats:
    """Return the sampling variance of each published median (cohorts x nodes), in points squared, or NaN.

    pi/2 s^2 / n, that of the median of n normal scores. Cohorts of a kind are taken to be spread alike, as
    the quartiles of one thin cohort say little: s^2 is the mean over those whose quartiles are published, or
    the parent's where there are none. NaN where nobody has a score, or the quartiles lie on one spot.
    """
    distances = np.array([one.high - one.low for one in known])
    published = np.isfinite(distances)
    total = np.where(published, distances, 0.0) ** 2
    pooled = total.sum(axis=0) / np.maximum(published.sum(axis=0), 1)
    spread = np.where(published.any(axis=0), pooled, (parent.high - parent.low) ** 2)
    n = np.array([one.n for one in known])
    variances = pi / 2 * spread * QUARTILES_TO_DEVIATION**2 / np.maximum(n, 1)
    return np.where((n > 0) & (variances > 0), variances, np.nan)


def prior_variance(medians: Floats, variances: Floats, centre: float) -> float:
    """Return the variance of cohorts' true medians around their parent's, in points squared; never 0.

    By the method of moments, max(0, mean((m - centre)^2 - v)) = A over k cohorts, widened to
    (k A + 2 mean(v)) / (k - 2) because A is itself estimated: with equal v the share of the distance to the
    parent that is taken is then (k - 2) v / sum((m - centre)^2), that of James and Stein. Raises ValueError
    for fewer than three cohorts.

    >>> prior_variance(np.array([36.0, 44.0, 40.0, 40.0]), np.full(4, 2.0), 40.0)
    14.0
    """
    k = medians.size
    if k < LEAST_SIBLINGS:
        raise ValueError(f"cohorts: found {k}, allowed from {LEAST_SIBLINGS}")
    between = max(0.0, float(np.mean((medians - centre) ** 2 - variances)))
    return (k * between + 2 * float(variances.mean())) / (k - 2)


class Unsure(NamedTuple):
    """A published median in points, and its sampling variance in points squared."""

    median: float
    variance: float


def shrunk(own: Unsure | None, parent: Unsure, prior: float, cohorts: int) -> tuple[float, float, float]:
    """Return the estimated median and the ends of its 95% interval, in points within 0-100.

    Of the way from a cohort's `own` median, with variance v, to its parent's the share b = v / (v + prior) is
    taken. The variance is that of the normal posterior, (1 - b) v, and a part for each thing that is itself
    estimated: b from so many `cohorts`, 2 b^2 (own - parent)^2 / (cohorts - 2) as in Morris, and the middle
    they lie around, b^2 (prior / cohorts + the parent's variance). Where nothing of the cohort is published
    `own` is None, b is 1 and the first part is the prior.

    >>> [round(x, 2) for x in shrunk(Unsure(50.0, 4.0), Unsure(40.0, 0.8), 12.0, cohorts=10)]
    [47.5, 43.26, 51.74]
    >>> [round(x, 2) for x in shrunk(None, Unsure(40.0, 0.8), 12.0, cohorts=10)]
    [40.0, 32.67, 47.33]
    """
    middle = prior / cohorts + parent.variance
    if own is None:
        value, variance = parent.median, prior + middle
    else:
        taken = own.variance / (own.variance + prior)
        away = taken * (own.median - parent.median)
        value = own.median - away
        variance = (1 - taken) * own.variance + 2 * away**2 / (cohorts - 2) + taken**2 * middle
    half = Z * variance**0.5
    return value, max(0.0, value - half), min(100.0, value + half)
