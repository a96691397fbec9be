"""Scores as counts: exact, additive, mergeable. Every statistic of a cohort follows from its counts.

A score is a whole number of tenths of a point, 0 to 1000 (a score of 63.4 points is 634). A node is anything
that has a score on 0-100: a criterion, a dimension, or the total as a percentage. No floating point enters
a count or the position of a quantile, so every engine that counts gives the same bits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

TOP = 1000
"""The highest score, in tenths of a point."""

ABSENT = TOP + 1
"""How a node without a score (not applicable) is stored in a matrix of scores; it is never counted."""

Points = int | float | Decimal | Fraction
Matrix = NDArray[np.uint16]
Integers = NDArray[np.int64]


def tenths(points: Points) -> int:
    """Return a score on 0-100 points as whole tenths, `rint(10 * points)`: to the nearest, ties to even.

    Raises ValueError outside 0-100. Decimals and fractions are rounded exactly.

    >>> tenths(63.44), tenths(Decimal("0.25")), tenths(100)
    (634, 2, 1000)
    """
    if isinstance(points, bool) or not 0 <= points <= 100:
        raise ValueError(f"score: found {points!r}, allowed are 0 to 100 points")
    return round(10 * points)


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each score occurs under each label and node, sparse, ordered by label, node and score.

    `lengths` has one entry for each (label, node): how many different scores follow in `scores`.
    """

    labels: tuple[str, ...]
    nodes: int
    lengths: NDArray[np.uint16]
    scores: Matrix
    counts: Integers

    @cached_property
    def _slots(self) -> Integers:
        """Where each entry falls in a dense (node, score) table."""
        node = np.tile(np.arange(self.nodes, dtype=np.int64), len(self.labels))
        return np.repeat(node, self.lengths) * (TOP + 1) + self.scores

    @cached_property
    def _starts(self) -> Integers:
        """Where the entries of each label begin, and the end of the last."""
        per_label = self.lengths.reshape(len(self.labels), self.nodes).sum(axis=1, dtype=np.int64)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(per_label)])

    def of(self, labels: Iterable[int]) -> "Distributions":
        """Return the distribution of each node over the labels at these positions, added up."""
        spans = [slice(self._starts[label], self._starts[label + 1]) for label in labels]
        slots = np.concatenate([self._slots[span] for span in spans] or [self._slots[:0]])
        counts = np.concatenate([self.counts[span] for span in spans] or [self.counts[:0]])
        # weights are added as doubles: exact for whole numbers up to 2**53
        table = np.bincount(slots, weights=counts, minlength=self.nodes * (TOP + 1))
        return Distributions(table.astype(np.int64).reshape(self.nodes, TOP + 1))


def count(labels: Sequence[str], label_of: Integers, scores: Matrix) -> Counts:
    """Count every score of a matrix (organisations, nodes), each row under the label at `label_of[row]`.

    `labels` must be sorted and distinct. Entries equal to `ABSENT` are left out; scores above `TOP` otherwise
    raise ValueError.

    >>> counted = count(["a", "b"], np.array([0, 0, 1]), np.array([[5], [5], [7]], dtype=np.uint16))
    >>> counted.scores.tolist(), counted.counts.tolist()
    ([5, 7], [2, 1])
    """
    if list(labels) != sorted(set(labels)):
        raise ValueError("labels must be sorted and distinct")
    if (scores > ABSENT).any():
        raise ValueError(f"scores: found {int(scores.max())}, allowed are 0 to {TOP} tenths of a point")
    nodes = scores.shape[1]
    keys = (label_of[:, None] * nodes + np.arange(nodes)) * (TOP + 1) + scores
    found, counts = np.unique(keys[scores != ABSENT], return_counts=True)
    return _from_keys(labels, nodes, found, counts)


def merge(first: Counts, *others: Counts) -> Counts:
    """Add counts up: the counts of all their organisations together, whatever labels each has.

    >>> one = count(["a"], np.array([0]), np.array([[5]], dtype=np.uint16))
    >>> two = count(["b"], np.array([0]), np.array([[7]], dtype=np.uint16))
    >>> merge(one, two, one).counts.tolist()
    [2, 1]
    """
    parts = (first, *others)
    if len({part.nodes for part in parts}) > 1:
        raise ValueError(f"nodes differ: {sorted({part.nodes for part in parts})}")
    labels = sorted({label for part in parts for label in part.labels})
    place = {label: position for position, label in enumerate(labels)}
    keys = np.concatenate([_keys(part, place) for part in parts])
    found, position = np.unique(keys, return_inverse=True)
    counts = np.zeros(found.size, dtype=np.int64)
    np.add.at(counts, position, np.concatenate([part.counts for part in parts]))
    return _from_keys(labels, first.nodes, found, counts)


def _keys(part: Counts, place: dict[str, int]) -> Integers:
    """One number for each entry, in the order (label, node, score), with labels numbered as in `place`."""
    label = np.array([place[label] for label in part.labels], dtype=np.int64)
    entries = np.diff(part._starts)
    return np.repeat(label, entries) * (part.nodes * (TOP + 1)) + part._slots


def _from_keys(labels: Sequence[str], nodes: int, keys: Integers, counts: Integers) -> Counts:
    lengths = np.bincount(keys // (TOP + 1), minlength=len(labels) * nodes)
    return Counts(
        labels=tuple(labels),
        nodes=nodes,
        lengths=lengths.astype(np.uint16),
        scores=(keys % (TOP + 1)).astype(np.uint16),
        counts=counts.astype(np.int64),
    )


@dataclass(frozen=True, eq=False)
class Distributions:
    """The counts of one cohort, dense: `table[node, score]` organisations have that score on that node."""

    table: Integers

    @cached_property
    def cumulative(self) -> Integers:
        """How many organisations have at most each score, by node."""
        cumulative: Integers = np.cumsum(self.table, axis=1, dtype=np.int64)
        return cumulative

    @property
    def n(self) -> Integers:
        """How many organisations have a score, by node."""
        n: Integers = self.cumulative[:, -1]
        return n

    def below(self, node: int, score: int) -> int:
        """How many organisations are below a score (tenths) on a node."""
        return int(self.cumulative[node, score] - self.table[node, score])

    def equal(self, node: int, score: int) -> int:
        """How many organisations have exactly this score (tenths) on a node."""
        return int(self.table[node, score])

    def nth(self, rank: Integers) -> Integers:
        """Return for each node the score at this rank of its sorted scores, counted from 0."""
        scores: Integers = (self.cumulative > rank[:, None]).argmax(axis=1).astype(np.int64)
        return scores

    def without(self, scores: Matrix) -> "Distributions":
        """Return the distributions with one organisation taken out, given its scores by node."""
        table = self.table.copy()
        present = np.flatnonzero(scores != ABSENT)
        table[present, scores[present]] -= 1
        if (table[present, scores[present]] < 0).any():
            raise ValueError("an organisation that was not counted cannot be taken out")
        return Distributions(table)

    def quantiles(self, numerator: int, denominator: int) -> Integers:
        """Return the quantile numerator/denominator of each node, in tenths x denominator, exactly.

        Definition 7 of Hyndman and Fan (1996), numpy's `linear`: at position (n - 1) * p of the sorted
        scores, interpolated between neighbours. The position is a whole part and a remainder, both integers.
        Nodes without any score give 0 and are for the caller to leave out. Raises ValueError for p outside
        0-1.
        """
        if not 0 <= numerator <= denominator:
            raise ValueError(f"quantile: found {numerator}/{denominator}, allowed are 0 to 1")
        last: Integers = np.maximum(self.n - 1, 0)
        position = last * numerator
        rank, remainder = position // denominator, position % denominator
        lower, upper = self.nth(rank), self.nth(np.minimum(rank + 1, last))
        scaled: Integers = lower * denominator + (upper - lower) * remainder
        return scaled


def quantile(counts: Sequence[int] | Integers, numerator: int, denominator: int) -> Fraction:
    """Return a quantile of the scores counted in `counts[score]`, in tenths of a point, exactly.

    Type 7, as `Distributions.quantiles`. Raises ValueError when nothing is counted.

    >>> quantile([0, 1, 0, 0, 1], 1, 4)  # of the scores 1 and 4
    Fraction(7, 4)
    """
    return Fraction(int(_one(counts).quantiles(numerator, denominator)[0]), denominator)


def mean(counts: Sequence[int] | Integers) -> Fraction:
    """Return the mean of the scores counted in `counts[score]`, in tenths of a point, exactly.

    >>> mean([0, 1, 0, 0, 2])
    Fraction(3, 1)
    """
    row = _one(counts).table[0]
    return Fraction(int((row * np.arange(row.size)).sum()), int(row.sum()))


def _one(counts: Sequence[int] | Integers) -> Distributions:
    row = np.asarray(counts, dtype=np.int64)
    if not row.sum():
        raise ValueError("there are no scores to take a statistic of")
    return Distributions(row[None, :])
