"""Partitions read and counted by the workers of a Dask cluster; needs the extra `assessor[dask]`.

This process has who the rows are of, and of their scores a few columns at a time: those of the evidence,
which it writes, go to an unnamed file as they come.
"""

import tempfile
from collections.abc import Callable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.contributions import Codes, Contributions, ContributionsRefused
from benchmarks.counts import Column, Counts, Integers, beside, count, merge
from benchmarks.disclosure import too_few
from benchmarks.portions import (
    Flags,
    Partition,
    Told,
    added,
    columns,
    one_after_another,
    portion,
    presence,
    read,
    seated,
    shards,
    spans,
)

T = TypeVar("T")

Client = Any
Future = Any
"""Those of `distributed`, which types half of what it has."""

Matrix = NDArray[np.uint16]

SHARDS = 1
"""In how many groups of nodes scores are counted: more make partials smaller and merging them dearer."""

AT_A_TIME = 8
"""How many nodes' scores are on their way to this process at a time."""

FAN_IN = 4
"""How many partials are merged at a time."""


class DaskEngine:
    """An `Engine` that counts on the workers of a cluster what they have read; see `spread`."""

    def __init__(self, client: Client, shards: int = SHARDS) -> None:
        self.client, self.shards = client, shards

    def __call__(self, labels: Sequence[str], starts: Sequence[int], scores: Sequence[Column]) -> Counts:
        """Count scores where they were read; those that were read here are counted here.

        To send a column takes longer than to count it.
        """
        return scores.counted(labels, starts) if isinstance(scores, Landed) else count(labels, starts, scores)

    def spread(
        self, nodes: Sequence[str], given: Sequence[Partition], before: Sequence[Partition], scratch: Path
    ) -> "tuple[Contributions, Scattered]":
        """Have the workers read partitions; return who their rows are of, and where their scores are."""
        found = Scattered(self.client, nodes, given, before, scratch=scratch, shards=self.shards)
        return found.contributions, found


class Scattered:
    """The scores of partitions, on the workers of a cluster: an `Elsewhere` for `benchmarks.build`.

    `given` are the partitions an edition is built from, `before` those of the evidence of the edition before.
    Raises `ContributionsRefused` naming everything that cannot be read. `contributions` are the rows that are
    given, without scores. A worker that is lost costs time only: what it held is read again.
    """

    def __init__(
        self,
        client: Client,
        nodes: Sequence[str],
        given: Sequence[Partition],
        before: Sequence[Partition] = (),
        *,
        scratch: Path | None = None,
        shards: int = SHARDS,
    ) -> None:
        self.client, self.nodes, self.scratch, self.shards = client, tuple(nodes), scratch, shards
        both = [client.submit(read, one, self.nodes, pure=False) for one in (*before, *given)]
        self.held: list[Future] = [client.submit(itemgetter(0), one, pure=False) for one in both]
        told: list[Told] = client.gather([client.submit(itemgetter(1), one, pure=False) for one in both])
        if problems := [problem for one in told for problem in one.faults]:
            raise ContributionsRefused(problems)
        self.digests = [one.digest for one in told]
        self.parts = spans(len(one.rows) for one in told)
        self.contributions = one_after_another([one.rows for one in told[len(before) :]])

    def faults(self, nodes: Sequence[str]) -> Sequence[str]:
        """Name what is wrong with the scores: nothing, because each partition was asked already."""
        return [] if tuple(nodes) == self.nodes else [f"found scores of {self.nodes}, allowed are {nodes}"]

    def allowed(self, source: Integers, block: Integers, block_then: Integers, k: int) -> tuple[Column, ...]:
        """Return the scores of these rows without those that too few of a block have, as `Elsewhere` says."""
        found, places = np.unique(np.concatenate([block, block_then]), return_inverse=True)
        code, blocks = places.astype(np.int32), len(found)
        now = self._seats(source, code[: len(block)])
        then = self._seats(np.arange(len(block_then)), code[len(block) :])
        have, still, had = (
            self._presence(one, blocks) for one in (now, _of_before(now, len(block_then)), then)
        )
        were = np.bincount(code[len(block) :], minlength=blocks)[:, None]
        # rows of one version: whoever was counted before and has a node had it then, so nobody is added to it
        few = too_few(have, still, had, were, k)
        return Landed.of(self, now, few, code[: len(block)])

    def _seats(self, source: Integers, block: Codes) -> "list[_Seated]":
        seats = seated(source, block, self.parts, self.digests)
        found = zip(self.held, self.parts, seats, strict=True)
        # what is sent with a task is sent again when the task is repeated; scattered data would be lost
        return [
            _Seated(held, first, self.client.submit(_as_is, seat, pure=False), places)
            for held, (first, _), (places, seat) in found
            if len(places)
        ]

    def _presence(self, seats: "Sequence[_Seated]", blocks: int) -> Integers:
        none = np.zeros((blocks, len(self.nodes)), dtype=np.int64)
        tables = [self.client.submit(presence, one.held, one.seat, blocks, pure=False) for one in seats]
        return self.combined(added, tables).result() if tables else none

    def combined(self, combine: Callable[..., Any], parts: Sequence[Future]) -> Future:
        """Bring parts together on the workers, a few at a time."""
        level = list(parts)
        while len(level) > 1:
            groups = [level[start : start + FAN_IN] for start in range(0, len(level), FAN_IN)]
            level = [self.client.submit(combine, *group, pure=False) for group in groups]
        return level[0]


def _of_before(seats: "Sequence[_Seated]", rows: int) -> "list[_Seated]":
    """Return the seats of the edition before: its rows come first, and are taken over unchanged."""
    return [one for one in seats if one.first < rows]


class _Seated:
    """A partition on the workers: its first row, its seat, and the places of its rows in the evidence."""

    def __init__(self, held: Future, first: int, seat: Future, places: Integers) -> None:
        self.held, self.first, self.seat, self.places = held, first, seat, places


class Landed(tuple[Column, ...]):
    """The scores of the evidence, one column a node, in a file; it remembers where they were read."""

    scattered: Scattered
    seats: Sequence[_Seated]
    few: Future
    block: Codes

    @classmethod
    def of(cls, scattered: Scattered, seats: Sequence[_Seated], few: Flags, block: Codes) -> "Landed":
        """Fetch the scores a few nodes at a time, put them in their places, and keep only the file."""
        there = scattered.client.submit(_as_is, few, pure=False)
        matrix = _in_a_file(len(scattered.nodes), len(block), scattered.scratch)
        for nodes in shards(len(scattered.nodes), -(-len(scattered.nodes) // AT_A_TIME)):
            _land(scattered.client, matrix, seats, there, nodes)
        matrix.flags.writeable = False
        landed = cls(matrix)
        landed.scattered, landed.seats, landed.few, landed.block = scattered, seats, there, block
        return landed

    def counted(self, labels: Sequence[str], starts: Sequence[int]) -> Counts:
        """Count the scores where they were read: partitions and shards apart, merged shard by shard."""
        if not self.seats:
            return count(labels, starts, self)
        label = np.zeros(int(self.block.max()) + 1, dtype=np.int32)
        label[self.block] = np.repeat(np.arange(len(labels)), np.diff(starts))
        names = self.scattered.client.submit(_as_is, tuple(labels), pure=False)
        groups = shards(len(self.scattered.nodes), self.scattered.shards)
        merged = [self._shard(names, label, group) for group in groups]
        found = self.scattered.client.gather(merged)
        return beside(found) if len(found) > 1 else found[0]

    def _shard(self, labels: Future, label: Codes, shard: range) -> Future:
        submit = self.scattered.client.submit
        parts = [
            submit(portion, one.held, one.seat, self.few, labels, label, shard, pure=False)
            for one in self.seats
        ]
        return self.scattered.combined(merge, parts)


def _in_a_file(nodes: int, rows: int, folder: Path | None) -> Matrix:
    """Return a table of scores that the system may write to disk; the file goes when nobody uses it."""
    if not nodes * rows:
        return np.empty((nodes, rows), dtype=np.uint16)
    with tempfile.TemporaryFile(dir=folder) as file:
        return np.memmap(file, dtype=np.uint16, mode="w+", shape=(nodes, rows))


def _land(client: Client, matrix: Matrix, seats: Sequence[_Seated], few: Future, nodes: range) -> None:
    coming = [client.submit(columns, one.held, one.seat, few, nodes, pure=False) for one in reversed(seats)]
    for one in seats:
        arrived = coming.pop().result()  # with its future goes what the worker keeps of it
        for node, column in zip(nodes, arrived, strict=True):
            matrix[node, one.places] = column


def _as_is(value: T) -> T:
    return value
