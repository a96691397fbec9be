"""Quantiles of every cohort at once: labels counted, added up to cohorts, and looked up, node by node."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.cohorts import Cohort
from benchmarks.counts import WIDTH, Integers, Table

Share = tuple[int, int]
"""A quantile as numerator and denominator."""


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Of one node, by cohort: how many organisations have a score, and their quantiles.

    `values` (cohorts x quantiles) are in tenths of a point x the quantile's denominator, exactly; 0 where
    there is nobody.
    """

    n: Integers
    values: Integers


class Rollups:
    """Which labels each cohort is the union of, laid out once to add up the counts of node after node.

    >>> rollups = Rollups([Cohort("C"), Cohort()], [Cohort("C", "CN"), Cohort("G")])
    >>> table = np.zeros((2, WIDTH), dtype=np.int32)
    >>> table[0, 300], table[1, 500] = 1, 1
    >>> found = rollups.quantiles(table, [(1, 2)])
    >>> found.n.tolist(), found.values.tolist()
    ([1, 2], [[600], [800]])
    """

    def __init__(self, cohorts: Sequence[Cohort], labels: Sequence[Cohort]) -> None:
        self.cohorts = tuple(cohorts)
        place = {cohort: position for position, cohort in enumerate(cohorts)}
        pairs = [
            (place[wider], label)
            for label, cohort in enumerate(labels)
            for wider in cohort.rollups()
            if wider in place
        ]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2).T
        ones = np.ones(len(pairs), dtype=np.int32)
        self._holds = csr_array((ones, (rows, columns)), shape=(len(cohorts), len(labels)))

    def members(self, by_label: Integers) -> Integers:
        """Add up a number of organisations by label to one by cohort."""
        found: Integers = self._holds.astype(np.int64) @ by_label
        return found

    def quantiles(self, table: Table, shares: Sequence[Share]) -> Quantiles:
        """Return the quantiles of one node from its counts by label (labels x `WIDTH`).

        Definition 7 of Hyndman and Fan (1996), numpy's `linear`, as `Distributions.quantiles`.
        """
        counts = self._holds @ table
        # one running count over all cohorts: a cohort's ranks follow those of the cohorts before it
        n = self.members(table.sum(axis=1, dtype=np.int64))
        before = np.cumsum(n) - n
        whole = (
            np.int32 if n.sum() <= np.iinfo(np.int32).max else np.int64
        )  # half the memory, twice the speed
        at_most = np.cumsum(counts.reshape(-1), dtype=whole)
        lower, upper, remainder, denominator = _ranks(n, shares)
        ranks = (np.stack([lower, upper], axis=2) + before[:, None, None]).astype(whole)
        found = np.searchsorted(at_most, ranks.reshape(-1), side="right").reshape(ranks.shape)
        low, high = (found[:, :, side] - WIDTH * np.arange(len(n))[:, None] for side in (0, 1))
        values = np.where(n[:, None] > 0, low * denominator + (high - low) * remainder, 0)
        return Quantiles(n, values)


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
