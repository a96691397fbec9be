"""One organisation against its peers: which cohort and why, where it stands, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np

from benchmarks.cohorts import Cell, Cohort, ladder
from benchmarks.counts import Distributions, Integers, Points, tenths
from benchmarks.editions import Edition
from benchmarks.publishing import LEAST_COVERAGE, LEAST_ORGANISATIONS, STATISTICS, Statistic, rounded

CONFIDENCE = 0.95
"""Of every interval here, two-sided."""

Verdict = Literal["chosen", "too-few-peers", "withheld-by-disclosure", "low-coverage", "wider-than-chosen"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A cohort that was considered, and the verdict on it.

    `chosen`: compared with. `too-few-peers`: fewer than 10 other organisations are known. `withheld-by-
    disclosure`: there are 10, but fewer can be counted without a group under k being told apart.
    `low-coverage`: 10 are counted, but under 80% of those known. `wider-than-chosen`: a narrower one served.

    `n` is the number of other organisations counted, rounded down to 5; `coverage` the counted share of the
    organisations known in the cohort, 0 to 1, rounded down to a hundredth.
    """

    cohort: str
    title: str
    n: int
    coverage: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of the peers in points (0-100), with the 95% interval between two order statistics.

    `low` or `high` is None where the interval would end at the lowest or highest score of all, which is one
    organisation's own and is never shown.
    """

    name: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class NodeStanding:
    """Where a score stands among its peers on one node.

    `position` is the mid-rank (peers below + half of those equal) / n, 0 to 1, and `low` to `high` its Wilson
    95% interval. `n` is rounded down to 5.
    """

    node: str
    score: float
    n: int
    position: float
    low: float
    high: float
    quantiles: tuple[Quantile, ...]


@dataclass(frozen=True, slots=True)
class TooFewPeers:
    """A node on which fewer than 10 of the chosen cohort have a score."""

    node: str
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The edition a standing is from, as a report cites it; `synthetic` is said wherever it is shown."""

    line: str
    track: str
    number: int
    built_on: str
    digest: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation's standing in the narrowest cohort that may be published, and the way there."""

    edition: Citation
    chosen: Rung
    rungs: tuple[Rung, ...]
    nodes: tuple[NodeStanding | TooFewPeers, ...]


@dataclass(frozen=True, slots=True)
class NoCohort:
    """No cohort of the ladder may be published; each rung says why."""

    edition: Citation
    rungs: tuple[Rung, ...]


def stand(
    edition: Edition, cell: Cell, scores: Mapping[str, Points], excluding: str | None = None
) -> Standing | NoCohort:
    """Place an organisation's scores among the narrowest publishable cohort of its cell's ladder.

    `scores` are points (0-100) by node, of some or all nodes of the edition; the total is given as a
    percentage. `excluding` is the organisation's own id: if the edition counts it, its counted score is taken
    out of every cohort first. Raises ValueError for a node the edition does not have or a score out of range.
    """
    own = _own(edition, scores)
    cited = _cited(edition)
    rungs = _judged(edition, cell, excluding)
    chosen = next((rung for rung in rungs if rung.verdict == "chosen"), None)
    if chosen is None:
        return NoCohort(cited, rungs)
    cohort = Cohort.parse(chosen.cohort)
    peers = edition.distributions(cohort)
    if excluding is not None and _counts(edition, cohort, excluding):
        peers = peers.without(edition.evidence.scores[edition.evidence.row_of[excluding]])
    return Standing(cited, chosen, rungs, _nodes(edition, peers, own))


def _cited(edition: Edition) -> Citation:
    return Citation(
        line=edition.line,
        track=edition.track,
        number=edition.number,
        built_on=edition.built_on.isoformat(),
        digest=edition.digest,
        synthetic=edition.synthetic,
    )


def _own(edition: Edition, scores: Mapping[str, Points]) -> dict[str, int]:
    """Return the scores to place in tenths, by node."""
    if unknown := sorted(set(scores) - set(edition.nodes)):
        allowed = ", ".join(edition.nodes)
        raise ValueError(
            f"nodes: found {', '.join(unknown)}, which the edition has not; allowed are {allowed}"
        )
    return {node: tenths(points) for node, points in scores.items()}


def _counts(edition: Edition, cohort: Cohort, organisation: str | None) -> bool:
    """Say whether the edition counts an organisation under a label inside the cohort."""
    label = edition.label_of.get(organisation) if organisation is not None else None
    return label is not None and cohort.covers(Cohort.parse(label))


def _knows(edition: Edition, cohort: Cohort, organisation: str | None) -> bool:
    """Say whether an organisation the edition counts has its own cell inside the cohort."""
    row = edition.evidence.row_of.get(organisation) if organisation is not None else None
    return row is not None and cohort.contains(edition.evidence.members[row].cell)


def _judged(edition: Edition, cell: Cell, excluding: str | None) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for cohort in ladder(cell):
        reach = edition.reach(cohort)
        peers = reach.counted - _counts(edition, cohort, excluding)
        known = reach.population - _knows(edition, cohort, excluding)
        served = any(rung.verdict == "chosen" for rung in rungs)
        verdict = "wider-than-chosen" if served else _verdict(peers, known, reach.coverage)
        rungs.append(Rung(cohort.key, cohort.title, rounded(peers), reach.percent / 100, verdict))
    return tuple(rungs)


def _verdict(peers: int, known: int, coverage: float) -> Verdict:
    if known < LEAST_ORGANISATIONS:
        return "too-few-peers"
    if peers < LEAST_ORGANISATIONS:
        return "withheld-by-disclosure"
    return "chosen" if coverage >= LEAST_COVERAGE else "low-coverage"


def _nodes(
    edition: Edition, peers: Distributions, own: Mapping[str, int]
) -> tuple[NodeStanding | TooFewPeers, ...]:
    quantiles = {statistic: _quantiles(peers, statistic) for statistic in STATISTICS}
    standings: list[NodeStanding | TooFewPeers] = []
    for row, (node, n) in enumerate(zip(edition.nodes, peers.n.tolist(), strict=True)):
        if node not in own:
            continue
        score = own[node]
        if n < LEAST_ORGANISATIONS:
            standings.append(TooFewPeers(node, score / 10))
            continue
        position = (peers.below(row, score) + peers.equal(row, score) / 2) / n
        low, high = wilson(position, n)
        shown = tuple(found[row] for statistic, found in quantiles.items() if n >= statistic.least)
        standings.append(NodeStanding(node, score / 10, rounded(n), position, low, high, shown))
    return tuple(standings)


def _quantiles(peers: Distributions, statistic: Statistic) -> list[Quantile]:
    """Return a quantile of every node with its interval, in points; only those with enough n are used."""
    values = peers.quantiles(statistic.numerator, statistic.denominator) / (10 * statistic.denominator)
    ranks = [interval_ranks(n, statistic.numerator, statistic.denominator) for n in peers.n.tolist()]
    lows = _at(peers, [low for low, _ in ranks])
    highs = _at(peers, [high for _, high in ranks])
    return [
        Quantile(statistic.name, value, low, high)
        for value, low, high in zip(values.tolist(), lows, highs, strict=True)
    ]


def _at(peers: Distributions, ranks: list[int | None]) -> list[float | None]:
    """Return the score in points at each node's rank, None where there is no rank."""
    found: Integers = peers.nth(np.array([rank or 0 for rank in ranks], dtype=np.int64))
    return [None if rank is None else score / 10 for rank, score in zip(ranks, found.tolist(), strict=True)]


def wilson(position: float, n: int) -> tuple[float, float]:
    """Return the Wilson 95% interval of a share (0 to 1) observed among n (at least 1).

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).

    >>> [round(end, 3) for end in wilson(0.5, 20)]
    [0.299, 0.701]
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    centre = position + z * z / (2 * n)
    half = z * sqrt(position * (1 - position) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and at 1 the interval ends there, but for the last bit of the arithmetic
    return min(position, max(0.0, (centre - half) / scale)), max(position, min(1.0, (centre + half) / scale))


@lru_cache(maxsize=4096)
def interval_ranks(n: int, numerator: int, denominator: int) -> tuple[int | None, int | None]:
    """Return the ranks, counted from 0, between which the quantile of a population lies with 95% confidence.

    From the binomial distribution, for any continuous distribution of scores; at least 95% when both ends
    exist. An end that would be the lowest or highest of the n scores is None. Source: H. A. David and
    H. N. Nagaraja, Order Statistics, 3rd ed., section 7.1.

    >>> interval_ranks(10, 1, 2), interval_ranks(50, 1, 10)
    ((1, 8), (None, 9))
    """
    if n < 3:
        return None, None
    first, at_most = _binomial(n, numerator / denominator)
    tail = (1 - CONFIDENCE) / 2
    low = first + int(np.searchsorted(at_most, tail, side="right")) - 1
    high = first + int(np.searchsorted(at_most, 1 - tail, side="left"))
    return (low if low > 0 else None), (high if high < n - 1 else None)


def _binomial(n: int, p: float) -> tuple[int, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return the distribution function of the binomial, from the first value that matters on."""
    reach = 12 * sqrt(n * p * (1 - p)) + 12  # beyond twelve standard deviations nothing is left to add
    first, last = max(0, floor(n * p - reach)), min(n, ceil(n * p + reach))
    steps = np.arange(first, last, dtype=np.float64)
    log_first = lgamma(n + 1) - lgamma(first + 1) - lgamma(n - first + 1)
    log_first += first * log(p) + (n - first) * log1p(-p)
    logs = np.concatenate([np.zeros(1), np.cumsum(np.log((n - steps) / (steps + 1) * (p / (1 - p))))])
    return first, np.cumsum(np.exp(log_first + logs))
