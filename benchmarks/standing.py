"""One organisation against its peers: which cohort and why, where it stands, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, lgamma, log, log1p, sqrt
from typing import Literal, NamedTuple

import numpy as np

from benchmarks.archives import Counted
from benchmarks.cohorts import Cell, Cohort, ladder
from benchmarks.counts import TOP, Distributions, Integers, Points, tenths
from benchmarks.editions import Edition
from benchmarks.estimating import CONFIDENCE, Estimate, Floats, Z, estimates
from benchmarks.publishing import LEAST_COVERAGE, LEAST_ORGANISATIONS, STATISTICS, Statistic, rounded
from benchmarks.remembering import remembered

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


class NodeStanding(NamedTuple):
    """Where a score stands among its peers on one node.

    `position` is the mid-rank (peers below + half of those equal) / n, 0 to 1, and `low` to `high` its Wilson
    95% interval. `n` is rounded down to 5. (A tuple because one is made for every node of every standing, and
    a frozen dataclass takes five times as long to make.)
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
    """An organisation's standing in the narrowest cohort that may be published, and the way there.

    `estimates` are of cohorts nearer to the organisation than the chosen one, or of the chosen one where it
    is thin: guesses from what is published, not counts, and to be shown as such.
    """

    edition: Citation
    chosen: Rung
    rungs: tuple[Rung, ...]
    nodes: tuple[NodeStanding | TooFewPeers, ...]
    estimates: tuple[Estimate, ...]


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

    What depends on the edition and the cohort alone is remembered, so that a second standing only looks up
    the positions of its own scores.
    """
    own = _own(edition, scores)
    counted = edition.evidence.counted_as(excluding) if excluding is not None else None
    rungs = _rungs(edition, cell) if counted is None else _judged(edition, cell, counted)
    chosen = next((rung for rung in rungs if rung.verdict == "chosen"), None)
    if chosen is None:
        return NoCohort(_cited(edition), rungs)
    peers = _peers(edition, chosen.cohort) if counted is None else _others(edition, chosen.cohort, counted)
    nearer = estimates(edition, cell, chosen.cohort)
    return Standing(_cited(edition), chosen, rungs, _placed(edition.nodes, peers, own), nearer)


@remembered(1)
def _cited(edition: Edition) -> Citation:
    return Citation(
        line=edition.line,
        track=edition.track,
        number=edition.number,
        built_on=edition.built_on.isoformat(),
        digest=edition.digest,
        synthetic=edition.synthetic,
    )


def _own(edition: Edition, scores: Mapping[str, Points]) -> dict[int, int]:
    """Return the scores to place in tenths, by the node's row in the edition."""
    if unknown := sorted(scores.keys() - set(edition.nodes)):
        allowed = ", ".join(edition.nodes)
        raise ValueError(
            f"nodes: found {', '.join(unknown)}, which the edition has not; allowed are {allowed}"
        )
    return {row: tenths(scores[node]) for row, node in enumerate(edition.nodes) if node in scores}


# --- which cohort -----------------------------------------------------------------------------------------


@remembered(4096)
def _rungs(edition: Edition, cell: Cell) -> tuple[Rung, ...]:
    """Judge the ladder of an organisation that the edition does not count: the same for all of its cell."""
    return _judged(edition, cell, None)


def _judged(edition: Edition, cell: Cell, subject: Counted | None) -> tuple[Rung, ...]:
    """Judge every rung by the organisations other than the subject, where the edition counts it.

    The coverage is the cohort's own, the same whoever asks: it says how far the cohort speaks for its name,
    and a second figure beside the published one would only be another to subtract.
    """
    rungs: list[Rung] = []
    for cohort in ladder(cell):
        reach = edition.reach(cohort)
        peers = reach.counted - (subject is not None and _counts(cohort, subject))
        known = reach.population - (subject is not None and cohort.contains(subject.cell))
        served = any(rung.verdict == "chosen" for rung in rungs)
        verdict = "wider-than-chosen" if served else _verdict(peers, known, reach.coverage)
        rungs.append(Rung(cohort.key, cohort.title, rounded(peers), reach.percent / 100, verdict))
    return tuple(rungs)


def _counts(cohort: Cohort, subject: Counted) -> bool:
    """Say whether an organisation is counted under a label inside the cohort, wherever it is itself."""
    return cohort.covers(Cohort.parse(subject.label))


def _verdict(peers: int, known: int, coverage: float) -> Verdict:
    if known < LEAST_ORGANISATIONS:
        return "too-few-peers"
    if peers < LEAST_ORGANISATIONS:
        return "withheld-by-disclosure"
    return "chosen" if coverage >= LEAST_COVERAGE else "low-coverage"


# --- where in it ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Node:
    """What is shown of a node whoever stands there: n rounded down, and the quantiles that n allows."""

    name: str
    n: int
    quantiles: tuple[Quantile, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Peers:
    """A cohort made ready for look-ups. `nodes` has None where too few have a score.

    `slots` are the scores that occur, as node x (TOP + 1) + score, rising; `before` says how many scores come
    before each of them, and in all; `first` the same for the first slot of each node. `divisors` are n, and 1
    where there is nobody to divide by.
    """

    nodes: tuple[_Node | None, ...]
    divisors: Integers
    slots: Integers
    before: Integers
    first: Integers

    def positions(self, rows: Integers, scores: Integers) -> Floats:
        """Return the mid-rank, 0 to 1, of a score (tenths) on each of some nodes that have scores.

        Twice the mid-rank is a whole number, so the only rounding is that of one division.
        """
        sought = rows * (TOP + 1) + scores
        below = self.before[self.slots.searchsorted(sought, side="left")]
        up_to = self.before[self.slots.searchsorted(sought, side="right")]
        shares: Floats = (below + up_to - 2 * self.first[rows]) / (2 * self.divisors[rows])
        return shares


@remembered(512)
def _peers(edition: Edition, cohort: str) -> _Peers:
    return _ready(edition.nodes, edition.distributions(Cohort.parse(cohort)))


def _others(edition: Edition, key: str, subject: Counted) -> _Peers:
    """Return the peers without an organisation that the edition counts, in this cohort or elsewhere."""
    cohort = Cohort.parse(key)
    if not _counts(cohort, subject):
        return _peers(edition, key)
    return _ready(edition.nodes, edition.distributions(cohort).without(subject.scores))


def _ready(names: Sequence[str], found: Distributions) -> _Peers:
    flat = found.table.reshape(-1)
    slots = np.flatnonzero(flat)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(flat[slots], dtype=np.int64)])
    n = np.asarray(found.n, dtype=np.int64)
    return _Peers(_shown(names, found), np.maximum(n, 1), slots, before, np.cumsum(n) - n)


def _shown(names: Sequence[str], found: Distributions) -> tuple[_Node | None, ...]:
    sizes = found.n.tolist()
    # a quantile that no node has the organisations for is not even looked up
    allowed = [statistic for statistic in STATISTICS if max(sizes, default=0) >= statistic.least]
    quantiles = [(statistic.least, _quantiles(found, statistic)) for statistic in allowed]
    return tuple(
        _Node(name, rounded(n), tuple(column[row] for least, column in quantiles if n >= least))
        if n >= LEAST_ORGANISATIONS
        else None
        for row, (name, n) in enumerate(zip(names, sizes, strict=True))
    )


def _placed(
    names: Sequence[str], peers: _Peers, own: Mapping[int, int]
) -> tuple[NodeStanding | TooFewPeers, ...]:
    """Place every score at once; plain values only at the end."""
    rows = np.fromiter(own.keys(), dtype=np.int64, count=len(own))
    scores = np.fromiter(own.values(), dtype=np.int64, count=len(own))
    positions = peers.positions(rows, scores)
    lows, highs = wilson_intervals(positions, peers.divisors[rows])
    found = zip(own.items(), positions.tolist(), lows.tolist(), highs.tolist(), strict=True)
    return tuple(
        [
            TooFewPeers(names[row], score / 10)
            if (node := peers.nodes[row]) is None
            else NodeStanding(node.name, score / 10, node.n, position, low, high, node.quantiles)
            for (row, score), position, low, high in found
        ]
    )


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


# --- how sure that is -------------------------------------------------------------------------------------


def wilson(position: float, n: int) -> tuple[float, float]:
    """Return the Wilson 95% interval of a share (0 to 1) observed among n (at least 1).

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).

    >>> [round(end, 3) for end in wilson(0.5, 20)]
    [0.299, 0.701]
    """
    low, high = wilson_intervals(np.array([position]), np.array([n], dtype=np.int64))
    return float(low[0]), float(high[0])


def wilson_intervals(positions: Floats, n: Integers) -> tuple[Floats, Floats]:
    """Return the lower and upper ends of the Wilson 95% intervals of many shares at once; as `wilson`.

    >>> low, high = wilson_intervals(np.array([0.5, 0.0]), np.array([20, 20]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.299, 0.0], [0.701, 0.161])
    """
    squared = Z * Z
    centre = positions + squared / (2 * n)
    half = Z * np.sqrt(positions * (1 - positions) / n + squared / (4 * n * n))
    scale = 1 + squared / n
    # at 0 and at 1 the interval ends there, but for the last bit of the arithmetic
    low = np.minimum(positions, np.maximum(0.0, (centre - half) / scale))
    return low, np.maximum(positions, np.minimum(1.0, (centre + half) / scale))


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
