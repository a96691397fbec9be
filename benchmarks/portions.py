"""What is computed of one partition where it lies, and what is left to add up.

Every function here takes what a worker holds of a partition and returns something small; nothing here knows
how work is sent there.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contributions import Codes, Contributions, ContributionsRefused, Texts, none_yet, texts
from benchmarks.counts import ABSENT, Column, Counts, Integers, count

Flags = NDArray[np.bool_]


class Partition(Protocol):
    """A part of what an edition is built from, wherever it lies.

    It is sent to whoever reads it, so it names its rows and holds nothing open. Reading it again gives the
    same rows in the same order. Messages name it by its `str`.
    """

    def read(self) -> Contributions:
        """Return its rows with their scores; raise `ContributionsRefused` naming what cannot be read."""


def without_scores(rows: Contributions) -> Contributions:
    """Return who the rows are of, and nothing that is counted.

    >>> from benchmarks.contributions import none_yet
    >>> without_scores(none_yet(38)).scores
    ()
    """
    return Contributions(
        rows.organisations, rows.assessments, rows.digests, rows.cells, rows.cell, rows.decided, ()
    )


def one_after_another(parts: Sequence[Contributions]) -> Contributions:
    """Return the rows of all parts in their order, without scores; the cells are numbered as they come."""
    cells = tuple(dict.fromkeys(cell for part in parts for cell in part.cells))
    place = {cell: position for position, cell in enumerate(cells)}
    moved = [np.array([place[cell] for cell in part.cells], dtype=np.int32) for part in parts]
    return Contributions(
        organisations=_concatenated(part.organisations for part in parts),
        assessments=_concatenated(part.assessments for part in parts),
        digests=_concatenated(part.digests for part in parts),
        cells=cells,
        cell=_numbers(to[part.cell] for to, part in zip(moved, parts, strict=True) if len(part)),
        decided=_numbers(part.decided for part in parts),
        scores=(),
    )


def _concatenated(columns: Iterable[Texts]) -> Texts:
    return pa.concat_arrays([texts(()), *columns])


def _numbers(columns: Iterable[Codes]) -> Codes:
    return np.concatenate([np.empty(0, dtype=np.int32), *columns])


class Elsewhere(Protocol):
    """Scores that stay where they are: of the rows of the edition before, then of the rows that are given."""

    def faults(self, nodes: Sequence[str]) -> Iterable[str]:
        """Name every score that is out of range."""

    def allowed(self, source: Integers, block: Integers, block_then: Integers, k: int) -> tuple[Column, ...]:
        """Return the scores of the rows `source`, in this order, without those that too few of a block have.

        `block` has the block of each of them, `block_then` that of each row of the edition before; see
        `benchmarks.disclosure.withheld`.
        """


class PartitionChanged(ContributionsRefused):
    """A partition had to be read again, and then had other rows or scores than before."""

    def __init__(self, problem: str) -> None:
        super().__init__([problem])


@dataclass(frozen=True, eq=False)
class Held:
    """What a worker holds of a partition: its scores, and the digest of all its content."""

    name: str
    scores: tuple[Column, ...]
    digest: str


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of a partition: who its rows are of, what is wrong with it, the digest of its content."""

    rows: Contributions
    faults: tuple[str, ...]
    digest: str


def read(partition: Partition, nodes: Sequence[str]) -> tuple[Held, Told]:
    """Read a partition; what is wrong with it is told, not raised: a list would not survive the journey."""
    try:
        rows = partition.read()
        faults = tuple(rows.faults(nodes))
    except ContributionsRefused as refused:
        rows, faults = none_yet(len(nodes)), refused.problems
    digest = digest_of(rows)
    return Held(str(partition), rows.scores, digest), Told(without_scores(rows), faults, digest)


@dataclass(frozen=True, eq=False)
class Seat:
    """Which rows of a partition are counted, in the order of the evidence, each with its block.

    `digest` is that of the partition as it was when this was decided. The blocks are numbered from 0.
    """

    digest: str
    rows: Codes
    block: Codes

    def require(self, held: Held) -> None:
        """Raise `PartitionChanged` unless the partition is as it was."""
        if held.digest != self.digest:
            raise PartitionChanged(f"{held.name}: changed while the edition was built; build it again")


def digest_of(rows: Contributions) -> str:
    """Return SHA-256 of rows and scores, in hexadecimal, for as long as one version of this software runs."""
    columns = {"organisation": rows.organisations, "assessment": rows.assessments, "digest": rows.digests}
    columns |= {"cell": pa.array(rows.cell), "decided": pa.array(rows.decided)}
    columns |= {str(place): pa.array(column) for place, column in enumerate(rows.scores)}
    cells = "\n".join(cell.cohort.key for cell in rows.cells)
    found = hashlib.sha256(cells.encode() + b"\0")
    found.update(pa.record_batch(columns).serialize())
    return found.hexdigest()


def presence(held: Held, seat: Seat, blocks: int) -> Integers:
    """Count how many seated rows of each block have each node: blocks x nodes."""
    seat.require(held)
    present = [
        np.bincount(seat.block[column[seat.rows] != ABSENT], minlength=blocks) for column in held.scores
    ]
    return np.stack(present, axis=1).astype(np.int64)


def columns(held: Held, seat: Seat, few: Flags, nodes: range) -> NDArray[np.uint16]:
    """Return the scores of the seated rows on some nodes (nodes x rows).

    `few` (blocks x nodes) says where too few of a block have a node: those scores are left out.
    """
    seat.require(held)
    found = np.empty((len(nodes), len(seat.rows)), dtype=np.uint16)
    for place, node in enumerate(nodes):
        found[place] = held.scores[node][seat.rows]
        if few[:, node].any():
            found[place][few[seat.block, node]] = ABSENT
    return found


def portion(held: Held, seat: Seat, few: Flags, labels: Sequence[str], label: Codes, nodes: range) -> Counts:
    """Count the seated rows on some nodes; `label` has the place in `labels` of each block.

    Rows of the evidence are sorted by label, and so are those of a seat.
    """
    used, first = np.unique(label[seat.block], return_index=True)
    starts = [*first.tolist(), len(seat.rows)]
    return count([labels[one] for one in used.tolist()], starts, columns(held, seat, few, nodes))


def added(*tables: Integers) -> Integers:
    """Add up the presence in some partitions."""
    total: Integers = np.sum(tables, axis=0, dtype=np.int64)
    return total


# --- what is decided for all partitions ---------------------------------------------------------------


def spans(sizes: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first row of each part, and the one after its last, where parts follow each other.

    >>> spans([2, 0, 3])
    [(0, 2), (2, 2), (2, 5)]
    """
    return list(pairwise(accumulate(sizes, initial=0)))


def shards(nodes: int, many: int) -> list[range]:
    """Return the nodes in so many neighbouring groups of nearly one size, none of them empty.

    >>> shards(5, 2), shards(2, 5)
    ([range(0, 3), range(3, 5)], [range(0, 1), range(1, 2)])
    """
    many = min(many, nodes)
    ends = [-(-nodes * group // many) for group in range(many + 1)]
    return [range(first, last) for first, last in pairwise(ends)]


def seated(
    source: Integers, block: Codes, parts: Sequence[tuple[int, int]], digests: Sequence[str]
) -> Iterator[tuple[Integers, Seat]]:
    """Yield for each part which places of the evidence its rows have, and its seat."""
    order = np.argsort(source, kind="stable")
    ordered = source[order]
    for (first, last), digest in zip(parts, digests, strict=True):
        start, end = np.searchsorted(ordered, (first, last)).tolist()
        places = np.sort(order[start:end])
        yield places, Seat(digest, (source[places] - first).astype(np.int32), block[places])
