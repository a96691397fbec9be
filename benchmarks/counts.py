"""Scores as counts: exact, additive, mergeable. Every statistic of a cohort follows from its counts.

A score is a whole number of tenths of a point, 0 to 1000 (a score of 63.4 points is 634). A node is anything
that has a score on 0-100: a criterion, a dimension, or the total as a percentage. No floating point enters
a count or the position of a quantile, so every engine that counts gives the same bits.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.blocks import Entries, packed, unpacked

TOP = 1000
"""The highest score, in tenths of a point."""

ABSENT = TOP + 1
"""How a node without a score (not applicable) is stored in a column of scores; it is never counted."""

WIDTH = ABSENT + 1
"""How many values a column of scores can hold."""

GROUP_ROWS = 16_384
"""Labels are counted together up to so many rows: enough to repay a call, few enough for the cache."""

Points = int | float | Decimal | Fraction
Column = NDArray[np.uint16]
Integers = NDArray[np.int64]
Table = NDArray[np.int32]


def tenths(points: Points) -> int:
    """Return a score on 0-100 points as whole tenths, `rint(10 * points)`: to the nearest, ties to even.

    Raises ValueError outside 0-100. Decimals and fractions are rounded exactly.

    >>> tenths(63.44), tenths(Decimal("0.25")), tenths(100)
    (634, 2, 1000)
    """
    if isinstance(points, bool) or not 0 <= points <= 100:
        raise ValueError(f"score: found {points!r}, allowed are 0 to 100 points")
    if isinstance(points, Fraction):  # eight times faster than rounding another fraction
        whole, rest = divmod(10 * points.numerator, points.denominator)
        return whole + (2 * rest + (whole & 1) > points.denominator)
    return round(10 * points)


class Rows:
    """Rows sorted by label, laid out once to be counted node by node.

    `starts` has the first row of every label, and the end of the last.

    >>> Rows([0, 2, 3]).table(np.array([5, 5, 7], dtype=np.uint16))[:, [5, 7]].tolist()
    [[2, 0], [0, 1]]
    """

    def __init__(self, starts: Sequence[int]) -> None:
        self.labels = len(starts) - 1
        self._groups = [(first, last, starts[first], starts[last]) for first, last in _groups(starts)]
        self._offsets = [_offsets(starts[first : last + 1]) for first, last, _, _ in self._groups]

    def table(self, column: Column, out: Table | None = None) -> Table:
        """Count a column of scores: how many rows of each label have each score (labels x `WIDTH`).

        `out` is a table to write into, whatever it holds; new memory for every node costs as much as counting
        a million rows. Raises ValueError for what is no score.
        """
        if column.size and int(column.max()) > ABSENT:
            raise ValueError(f"scores: found {int(column.max())}, allowed are 0 to {TOP} tenths of a point")
        table = np.zeros((self.labels, WIDTH), dtype=np.int32) if out is None else out
        for (first, last, start, end), offsets in zip(self._groups, self._offsets, strict=True):
            rows = column[start:end] if offsets is None else column[start:end] + offsets
            counted = np.bincount(rows, minlength=(last - first) * WIDTH)
            table[first:last] = counted.reshape(-1, WIDTH)
        table[:, ABSENT] = 0
        return table


def _groups(starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Put neighbouring labels with few rows together: yields the first, and the one after the last."""
    first = 0
    for last in range(1, len(starts)):
        if starts[last] - starts[first] >= GROUP_ROWS or last == len(starts) - 1:
            yield first, last
            first = last


def _offsets(starts: Sequence[int]) -> NDArray[np.int32] | None:
    """Return where in a table of these labels each row counts; None where there is one label only."""
    if len(starts) == 2:
        return None
    offsets = np.arange(len(starts) - 1, dtype=np.int32) * WIDTH
    return np.repeat(offsets, np.diff(starts))


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each score occurs under each label and node; one compressed block a label.

    `members` are the organisations under each label, whether or not a node applies to them.
    """

    labels: tuple[str, ...]
    nodes: int
    members: Integers
    blocks: tuple[bytes, ...]
    contents: tuple[bytes, ...] | None = None
    """SHA-256 of the entries of each block, where whoever packed them has it."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is counted, in hexadecimal; no compressor has a part in it."""
        found = hashlib.sha256("\n".join((str(self.nodes), *self.labels)).encode())
        found.update(self.members.astype("<i8").tobytes())
        contents = self.contents or (_content(unpacked(block, self.nodes)) for block in self.blocks)
        for content in contents:
            found.update(content)
        return found.hexdigest()

    def of(self, labels: Iterable[int]) -> "Distributions":
        """Return the distribution of each node over the labels at these positions, added up."""
        table = np.zeros(self.nodes * (TOP + 1), dtype=np.int64)
        for label in labels:
            slots, counts = _slots(unpacked(self.blocks[label], self.nodes))
            table[slots] += counts  # a slot occurs once in a label
        return Distributions(table.reshape(self.nodes, TOP + 1))

    def tables(self) -> NDArray[np.int32]:
        """Return all counts, dense: nodes x labels x scores. Takes 4 kB for each label and node."""
        tables = np.zeros((self.nodes, len(self.labels), WIDTH), dtype=np.int32)
        for label, block in enumerate(self.blocks):
            lengths, scores, counts = unpacked(block, self.nodes)
            tables[np.repeat(np.arange(self.nodes), lengths), label, scores] = counts
        return tables


def _content(entries: Entries) -> bytes:
    lengths, scores, counts = entries
    found = hashlib.sha256(lengths.astype("<u2").tobytes())
    found.update(scores.astype("<u2").tobytes())
    found.update(counts.astype("<u4").tobytes())
    return found.digest()


def _slots(entries: Entries) -> tuple[Integers, NDArray[np.uint32]]:
    lengths, scores, counts = entries
    node = np.repeat(np.arange(len(lengths), dtype=np.int64) * (TOP + 1), lengths)
    return node + scores, counts


def count(labels: Sequence[str], starts: Sequence[int], scores: Iterable[Column]) -> Counts:
    """Count every score of columns whose rows are sorted by label; `starts` as for `Rows`.

    `labels` must be sorted and distinct. Entries equal to `ABSENT` are left out; scores above `TOP` otherwise
    raise ValueError.

    >>> counted = count(["a", "b"], [0, 2, 3], [np.array([5, 5, 7], dtype=np.uint16)])
    >>> counted.of([0, 1]).quantiles(1, 2).tolist(), counted.members.tolist()
    ([10], [2, 1])
    """
    rows = Rows(starts)
    room = np.empty((len(labels), WIDTH), dtype=np.int32)
    return counted(labels, np.diff(starts), (rows.table(column, room) for column in scores))


def counted(labels: Sequence[str], members: Integers, tables: Iterable[Table]) -> Counts:
    """Return counts from one table (labels x `WIDTH`) a node."""
    if list(labels) != sorted(set(labels)):
        raise ValueError("labels must be sorted and distinct")
    nodes = [_sparse(table) for table in tables]
    blocks, contents = [], []
    for label in range(len(labels)):
        entries = _block(nodes, label)
        blocks.append(packed(entries))
        contents.append(_content(entries))
    organisations = np.asarray(members, dtype=np.int64)
    return Counts(tuple(labels), len(nodes), organisations, tuple(blocks), tuple(contents))


Sparse = tuple[list[int], Column, NDArray[np.uint32]]


def _sparse(table: Table) -> Sparse:
    """Return where each label's entries begin, their scores and their counts."""
    found = np.flatnonzero(table)
    starts = np.searchsorted(found, np.arange(len(table) + 1) * WIDTH).tolist()
    return starts, (found % WIDTH).astype(np.uint16), table.ravel()[found].astype(np.uint32)


def _block(nodes: Sequence[Sparse], label: int) -> Entries:
    spans = [slice(starts[label], starts[label + 1]) for starts, _, _ in nodes]
    lengths = np.array([span.stop - span.start for span in spans], dtype=np.uint16)
    scores = [scores[span] for (_, scores, _), span in zip(nodes, spans, strict=True)]
    counts = [counts[span] for (_, _, counts), span in zip(nodes, spans, strict=True)]
    return lengths, np.concatenate(scores), np.concatenate(counts)


def merge(first: Counts, *others: Counts) -> Counts:
    """Add counts up: the counts of all their organisations together, whatever labels each has.

    >>> one = count(["a"], [0, 1], [np.array([5], dtype=np.uint16)])
    >>> two = count(["b"], [0, 1], [np.array([7], dtype=np.uint16)])
    >>> merge(one, two, one).members.tolist()
    [2, 1]
    """
    parts = (first, *others)
    if len({part.nodes for part in parts}) > 1:
        raise ValueError(f"nodes differ: {sorted({part.nodes for part in parts})}")
    labels = sorted({label for part in parts for label in part.labels})
    places = [{label: place for place, label in enumerate(part.labels)} for part in parts]
    blocks, members = [], []
    for label in labels:
        holding = [(part, at[label]) for part, at in zip(parts, places, strict=True) if label in at]
        members.append(sum(int(part.members[place]) for part, place in holding))
        blocks.append(packed(_added(holding)) if len(holding) > 1 else holding[0][0].blocks[holding[0][1]])
    return Counts(tuple(labels), first.nodes, np.array(members, dtype=np.int64), tuple(blocks))


def _added(holding: Sequence[tuple[Counts, int]]) -> Entries:
    table = np.sum([part.of([place]).table for part, place in holding], axis=0)
    node, scores = np.nonzero(table)
    lengths = np.bincount(node, minlength=len(table)).astype(np.uint16)
    return lengths, scores.astype(np.uint16), table[node, scores].astype(np.uint32)


def beside(shards: Sequence[Counts]) -> Counts:
    """Put counts of the same labels and organisations, but of different nodes, together in their order."""
    first = shards[0]
    if any(one.labels != first.labels or (one.members != first.members).any() for one in shards[1:]):
        raise ValueError("the shards are not of the same organisations")
    blocks = []
    for held in zip(*(one.blocks for one in shards), strict=True):
        parts = [unpacked(block, one.nodes) for block, one in zip(held, shards, strict=True)]
        lengths, scores, counts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        blocks.append(packed((lengths, scores, counts)))
    return Counts(first.labels, sum(one.nodes for one in shards), first.members, tuple(blocks))


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

    def without(self, scores: Column) -> "Distributions":
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
