"""What stays with whoever builds editions: the rows that are counted, and the scores that left."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.cohorts import Cell
from benchmarks.contributions import Codes, Contributions, Texts
from benchmarks.counts import Column
from benchmarks.histories import STILL, History

Hash = Any
"""What `hashlib.sha256()` returns; its type has no public name."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How one organisation is counted: under which label, from which cell, with which scores by node."""

    label: str
    cell: Cell
    scores: Column


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is counted, one row an organisation, sorted by label, then cell, then organisation.

    `label` has the place of each row's label in `labels`, `entered` the edition that first counted it.
    `earlier` is there in the first edition of a new version of the model: what the rows had in the version
    before, by node, where both versions can be compared.
    """

    contributions: Contributions
    labels: tuple[str, ...]
    label: Codes
    entered: Codes
    earlier: tuple[Column, ...] = ()

    def __len__(self) -> int:
        return len(self.contributions)

    @cached_property
    def starts(self) -> list[int]:
        """The first row of every label, and the end of the last."""
        starts: list[int] = np.searchsorted(self.label, np.arange(len(self.labels) + 1)).tolist()
        return starts

    def counted_as(self, organisation: str) -> Counted | None:
        """Return how an organisation is counted; None where it is not."""
        row = pc.index(self.contributions.organisations, organisation).as_py()
        if row < 0:
            return None
        one = self.contributions
        scores = np.array([column[row] for column in one.scores], dtype=np.uint16)
        return Counted(self.labels[self.label[row]], one.cells[one.cell[row]], scores)


@dataclass(frozen=True, eq=False)
class Archive:
    """The evidence of an edition, and the stays that ended before it."""

    evidence: Evidence
    departed: History
    whole: History | None = None
    """The history, where whoever made the archive has it; else it is put together when it is asked for."""

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the content of both, however they are stored."""
        return {"evidence": _evidence_digest(self.evidence), "departed": _departed_digest(self.departed)}

    @cached_property
    def history(self) -> History:
        """Every stay up to this edition, those of the evidence first and in its order."""
        if self.whole is not None:
            return self.whole
        rows = self.evidence.contributions
        counted = History(
            rows.organisations,
            rows.assessments,
            self.evidence.labels,
            *(np.arange(len(rows)), np.arange(len(rows))),
            self.evidence.label.astype(np.int64),
            self.evidence.entered.astype(np.int64),
            np.full(len(rows), STILL, dtype=np.int64),
        )
        return counted.followed_by(self.departed)


def only_cells(rows: Contributions) -> Contributions:
    """Return the same rows with no cells but theirs, those in the order of their keys."""
    found = np.unique(rows.cell).tolist()
    cells = sorted((rows.cells[one] for one in found), key=lambda cell: cell.cohort.key)
    place = {cell: position for position, cell in enumerate(cells)}
    moved = np.array([place.get(cell, 0) for cell in rows.cells], dtype=np.int32)
    cell = moved[rows.cell] if len(rows) else rows.cell
    return replace(rows, cells=tuple(cells), cell=cell)


def _evidence_digest(evidence: Evidence) -> str:
    rows, found = evidence.contributions, hashlib.sha256()
    for keys in (evidence.labels, [cell.cohort.key for cell in rows.cells]):
        found.update("\n".join(keys).encode() + b"\0")
    for column in (rows.organisations, rows.assessments, rows.digests):
        _add_texts(found, column)
    for numbers in (rows.cell, rows.decided, evidence.label, evidence.entered):
        found.update(_bytes(numbers, "<i4"))
    for scores in (*rows.scores, *evidence.earlier):
        found.update(_bytes(scores, "<u2"))
    return found.hexdigest()


def _departed_digest(departed: History) -> str:
    found = hashlib.sha256("\n".join(departed.labels).encode() + b"\0")
    _add_texts(found, departed.organisations.take(pa.array(departed.organisation)))
    _add_texts(found, departed.assessments.take(pa.array(departed.assessment)))
    for numbers in (departed.label, departed.entered, departed.left):
        found.update(_bytes(numbers, "<i4"))
    return found.hexdigest()


def _bytes(column: NDArray[Any], kind: str) -> memoryview:
    return np.ascontiguousarray(column, dtype=kind).data


def _add_texts(found: Hash, column: Texts) -> None:
    """Add the length of every text, then all texts: no two columns give the same bytes."""
    found.update(pc.binary_length(column).to_numpy(zero_copy_only=False).astype("<i8"))
    if len(column):
        offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset :]
        found.update(memoryview(column.buffers()[2])[offsets[0] : offsets[len(column)]])
