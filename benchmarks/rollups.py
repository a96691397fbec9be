"""Quantiles of every cohort at once: labels counted, added up to cohorts, and looked up, node by node."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.classification import widening
from benchmarks.cohorts import Cohort
from benchmarks.counts import WIDTH, Integers, Table

Share = tuple[int, int]
"""A quantile as numerator and denominator."""

MOST_COLUMNS = 0.8
"""Scores that nobody has are left out where no more than this share of them is used."""

MOST_STEPS = 4
"""A geography is at most so many steps from the world: province, country, sub-region, region."""

MOST_ROLLUPS = 2 * (MOST_STEPS + 1) * 2
"""No label is in more cohorts: with or without industry and size, at every step of its geography."""

Running = NDArray[np.int32] | NDArray[np.int64]
Widened = Callable[[Cohort], Cohort | None]


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Of one node, by cohort: how many organisations have a score, and their quantiles.

    `values` (cohorts x quantiles) are in tenths of a point x the quantile's denominator, exactly; 0 where
    there is nobody.
    """

    n: Integers
    values: Integers


@dataclass(frozen=True, eq=False)
class _Stage:
    """One step out: the rows at `existing` and `new` rows after the first `known` are added up from those."""

    known: int
    existing: Integers
    holds: csr_array

    def add(self, rows: Running) -> None:
        """Add what the known rows have to the rows one step wider."""
        added = self.holds @ rows[: self.known]
        rows[self.existing] += added[: len(self.existing)]
        new = len(added) - len(self.existing)
        rows[self.known : self.known + new] = added[len(self.existing) :]


class Rollups:
    """How labels add up to cohorts, laid out once to add up the counts of node after node.

    A wider cohort is added up from those one step narrower, not from labels: first every size, then every
    industry, then place by place. That takes a third of the additions. One at a time: the rows are reused.

    >>> rollups = Rollups([Cohort("C"), Cohort()], [Cohort("C", "CN"), Cohort("G")])
    >>> table = np.zeros((2, WIDTH), dtype=np.int32)
    >>> table[0, 300], table[1, 500] = 1, 1
    >>> found = rollups.quantiles(table, [(1, 2)])
    >>> found.n.tolist(), found.values.tolist()
    ([1, 2], [[600], [800]])
    """

    def __init__(self, cohorts: Sequence[Cohort], labels: Sequence[Cohort]) -> None:
        self.cohorts = tuple(cohorts)
        self._labels = len(labels)
        place = {label: row for row, label in enumerate(labels)}
        places: list[Widened] = [partial(_wider_place, MOST_STEPS - n) for n in range(MOST_STEPS)]
        steps = [_any_size, _any_industry, *places]
        self._stages = [_stage(place, step) for step in steps]
        unknown = {cohort for cohort in cohorts if cohort not in place}
        for cohort in sorted(unknown, key=lambda cohort: cohort.key):
            place[cohort] = len(place)  # no label is inside it
        self._wanted = np.array([place[cohort] for cohort in cohorts], dtype=np.int64)
        self._rows = len(place)
        self._empty = len(unknown)
        # memory that is new with every node costs as much as the additions
        self._buffers = [
            np.empty(size * WIDTH, dtype=np.int32) for size in (self._rows, len(cohorts), len(cohorts))
        ]

    def members(self, by_label: Integers) -> Integers:
        """Add up a number of organisations by label to one by cohort."""
        rows = np.zeros((self._rows, 1), dtype=np.int64)
        rows[: self._labels, 0] = by_label
        self._add_up(rows)
        found: Integers = rows[self._wanted, 0]
        return found

    def _add_up(self, rows: Running) -> None:
        for stage in self._stages:
            stage.add(rows)
        rows[self._rows - self._empty :] = 0

    def quantiles(self, table: Table, shares: Sequence[Share]) -> Quantiles:
        """Return the quantiles of one node from its counts by label (labels x `WIDTH`).

        Definition 7 of Hyndman and Fan (1996), numpy's `linear`, as `Distributions.quantiles`.
        """
        by_score = table.sum(axis=0, dtype=np.int32)
        used = np.flatnonzero(by_score)
        if not used.size:
            nobody = np.zeros(len(self.cohorts), dtype=np.int64)
            return Quantiles(nobody, np.zeros((len(nobody), len(shares)), dtype=np.int64))
        if len(used) > MOST_COLUMNS * WIDTH:
            used = np.arange(WIDTH)
        counts = self._counted(table, used)
        # one running count over all cohorts: a cohort's ranks follow those of the cohorts before it
        most = MOST_ROLLUPS * int(by_score.sum(dtype=np.int64))
        at_most = _running(counts.reshape(-1), most, self._buffers[2])
        n = np.diff(at_most.reshape(counts.shape)[:, -1], prepend=0).astype(np.int64)
        held = np.flatnonzero(n)
        values = np.zeros((len(n), len(shares)), dtype=np.int64)
        if held.size:
            values[held] = _interpolated(counts, at_most, n, held, used, shares)
        return Quantiles(n, values)

    def _counted(self, table: Table, used: Integers) -> NDArray[np.int32]:
        """Return the counts of every cohort, of the scores that are used."""
        rows = _room(self._buffers[0], self._rows, len(used))
        rows[: self._labels] = table if len(used) == WIDTH else table[:, used]
        self._add_up(rows)
        return np.take(
            rows, self._wanted, axis=0, out=_room(self._buffers[1], len(self._wanted), len(used)), mode="clip"
        )


def _room(buffer: NDArray[np.int32], rows: int, columns: int) -> NDArray[np.int32]:
    return buffer[: rows * columns].reshape(rows, columns)


def _any_size(cohort: Cohort) -> Cohort | None:
    return Cohort(cohort.industry, cohort.geography, None) if cohort.size else None


def _any_industry(cohort: Cohort) -> Cohort | None:
    return Cohort(None, cohort.geography, cohort.size) if cohort.industry else None


def _wider_place(steps: int, cohort: Cohort) -> Cohort | None:
    """Widen a cohort whose place is so many steps from the world by one of them."""
    places = widening(cohort.geography)
    return Cohort(cohort.industry, places[1], cohort.size) if len(places) == steps + 1 else None


def _stage(place: dict[Cohort, int], widened: Widened) -> _Stage:
    """Lay out one step, and give the cohorts that it makes their rows."""
    known = len(place)
    pairs = [(wider, row) for cohort, row in place.items() if (wider := widened(cohort)) is not None]
    targets = dict.fromkeys(wider for wider, _ in pairs)
    existing = [wider for wider in targets if wider in place]
    new = [wider for wider in targets if wider not in place]
    row_of = {wider: row for row, wider in enumerate((*existing, *new))}
    rows = np.array([row_of[wider] for wider, _ in pairs], dtype=np.int64)
    columns = np.array([row for _, row in pairs], dtype=np.int64)
    holds = csr_array((np.ones(len(pairs), dtype=np.int32), (rows, columns)), shape=(len(row_of), known))
    at = np.array([place[wider] for wider in existing], dtype=np.int64)
    for wider in new:
        place[wider] = len(place)
    return _Stage(known, at, holds)


def _running(counts: NDArray[np.int32], most: int, buffer: NDArray[np.int32]) -> Running:
    """Return running sums that reach `most`, in numbers of half the size where those can hold them."""
    if most <= np.iinfo(np.int32).max:
        return np.cumsum(counts, dtype=np.int32, out=buffer[: len(counts)])
    return np.cumsum(counts, dtype=np.int64)


def _interpolated(
    counts: NDArray[np.int32],
    at_most: Running,
    n: Integers,
    held: Integers,
    used: Integers,
    shares: Sequence[Share],
) -> Integers:
    """Return the quantiles of the rows that hold anybody."""
    before, start = (np.cumsum(n) - n)[held, None], counts.shape[1] * held[:, None]
    lower, upper, remainder, denominator = _ranks(n[held], shares)
    low = _first_above(at_most, start, counts.shape[1], lower + before)
    high = low.copy()
    further = at_most[low] <= upper + before
    high[further] = _next_counted(counts.reshape(-1), low[further])
    below, above = used[low - start], used[high - start]
    values: Integers = below * denominator + (above - below) * remainder
    return values


def _first_above(at_most: Running, start: Integers, width: int, ranks: Integers) -> Integers:
    """Return for each rank the first place in its row, from `start` on, with more than so many.

    As `numpy.searchsorted` finds it, row by row; searching the whole for all ranks takes four times as long.
    """
    wanted = ranks.astype(at_most.dtype)
    low = np.broadcast_to(start, wanted.shape).astype(np.int64)
    high = low + width - 1
    for _ in range((width - 1).bit_length()):
        middle = (low + high) >> 1
        more = at_most[middle] <= wanted
        low = np.where(more, middle + 1, low)
        high = np.where(more, high, middle)
    return low


def _next_counted(counts: NDArray[np.int32], places: Integers) -> Integers:
    """Return the next place at which anybody is counted; mostly it is the very next."""
    places = places + 1
    left = np.flatnonzero(counts[places] == 0)
    while left.size:
        places[left] += 1
        left = left[counts[places[left]] == 0]
    return places


def _ranks(n: Integers, shares: Sequence[Share]) -> tuple[Integers, Integers, Integers, Integers]:
    """Return the ranks, counted from 0, between which each quantile lies, and how far, in integers."""
    numerator, denominator = np.array(shares, dtype=np.int64).reshape(len(shares), 2).T
    last = np.maximum(n - 1, 0)[:, None]
    position = last * numerator
    lower = position // denominator
    return lower, np.minimum(lower + 1, last), position % denominator, denominator


Floats = NDArray[np.float64]


def points(values: Integers, shares: Sequence[Share]) -> Floats:
    """Return exact quantiles as points (0-100), correctly rounded."""
    denominators = np.array([10 * denominator for _, denominator in shares], dtype=np.float64)
    found: Floats = values / denominators
    return found
