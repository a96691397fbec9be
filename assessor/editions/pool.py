"""The pool of contributions, read as columns: what an edition is built from."""

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import ColumnElement, Connection, CursorResult, Select, func, select
from sqlalchemy.orm import aliased

from assessor.extensions import db
from assessor.models import Contribution
from benchmarks import Cell, Contributions
from benchmarks.contributions import none_yet
from benchmarks.counts import ABSENT

BATCH = 50_000
NOT_APPLICABLE = 0xFFFF
"""How a packed row says that a node has no score."""

Row = Sequence[Any]


def nodes_digest(nodes: Sequence[str]) -> str:
    """Which nodes a packed row has, and in which order."""
    return hashlib.sha256(json.dumps(list(nodes)).encode()).hexdigest()


def packed(scores: Sequence[int | None]) -> bytes:
    """Tenths of a point as unsigned 16-bit little-endian; what does not apply is all ones.

    >>> unpacked(packed((473, None, 1000)))
    (473, None, 1000)
    """
    return np.array([NOT_APPLICABLE if s is None else s for s in scores], dtype="<u2").tobytes()


def unpacked(row: bytes) -> tuple[int | None, ...]:
    """The scores of a packed row."""
    return tuple(None if s == NOT_APPLICABLE else s for s in np.frombuffer(row, dtype="<u2").tolist())


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contributions are asked for: of a line and track, with scores of these nodes and version."""

    line: str
    track: str
    nodes: tuple[str, ...]
    version: str = ""
    synthetic: bool = False

    @property
    def of_its_line(self) -> tuple[ColumnElement[bool], ...]:
        """What a contribution of the line and track fulfils, of any version, that was not withdrawn."""
        of = Contribution
        synthetic = of.synthetic == self.synthetic
        return (of.line == self.line, of.track == self.track, synthetic, of.withdrawn_at.is_(None))

    @property
    def kept(self) -> tuple[ColumnElement[bool], ...]:
        """What a contribution fulfils that is asked for."""
        of = Contribution
        return (*self.of_its_line, of.nodes == nodes_digest(self.nodes), of.version == self.version)

    def selected(self) -> Select[Any]:
        """The contributions that are asked for, as `columns` reads them."""
        of = Contribution
        cell = of.industry + "|" + of.place + "|" + of.size
        asked = (of.organisation_key, of.assessment_key, of.digest, cell, of.decided_on, of.scores)
        return select(*asked).where(*self.kept)


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Contributions of a line and track whose scores are of another version of the model."""

    version: str
    nodes: int
    contributions: int

    @property
    def named(self) -> str:
        """How a message calls the version."""
        return version_named(self.version, self.nodes)


def version_named(version: str, nodes: int) -> str:
    """How a message calls a version: by its name, or by the number of its scores."""
    return f"version {version} ({nodes} scores)" if version else f"a list of {nodes} scores"


def of_other_versions(asked: Asked, built_on: date) -> list[OtherVersion]:
    """The contributions of other versions, by that day, of assessments that have none of this one."""
    of, own = Contribution, aliased(Contribution)
    counted_by = (of.version, of.nodes)
    synthetic = of.synthetic == asked.synthetic
    versions = select(*counted_by).where(of.line == asked.line, of.track == asked.track, synthetic).distinct()
    # nearly always there is one, which an index alone can tell
    if {(asked.version, nodes_digest(asked.nodes))} >= set(db.session.execute(versions).tuples()):
        return []
    there = select(own.id).where(
        own.line == of.line, own.track == of.track, own.organisation_key == of.organisation_key,
        own.assessment_key == of.assessment_key, own.version == asked.version,
        own.nodes == nodes_digest(asked.nodes),
    )  # fmt: skip
    found = db.session.execute(
        select(of.version, func.max(func.length(of.scores)), func.count())
        .where(*asked.of_its_line, of.decided_on <= built_on)
        .where((of.nodes != nodes_digest(asked.nodes)) | (of.version != asked.version), ~there.exists())
        .group_by(*counted_by)
        .order_by(*counted_by)
    )
    return [OtherVersion(version, length // 2, rows) for version, length, rows in found]


def pooled(asked: Asked) -> Contributions:
    """Every contribution that is asked for."""
    return columns(db.session.connection(), asked.selected(), len(asked.nodes))


def columns(connection: Connection, wanted: Select[Any], nodes: int) -> Contributions:
    """What a connection gives of what `Asked.selected` asks for, as columns."""
    found = connection.execution_options(stream_results=True).execute(wanted)
    with _uncollected():
        return _columns(_batches(found), nodes)


def _batches(found: CursorResult[Any]) -> Iterator[Sequence[Row]]:
    """Rows as the driver gives them: a million rows through the usual result take three times as long."""
    cursor = found.cursor
    assert cursor is not None
    # a streaming result has taken its first row from the cursor already
    first = found.fetchmany(1)
    if not first:
        return
    yield first
    while batch := cursor.fetchmany(BATCH):
        yield batch


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here makes a cycle, and looking for one among millions of rows takes longer than reading."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _columns(batches: Iterable[Sequence[Row]], nodes: int) -> Contributions:
    cells, days = _Numbered(), _Days()
    parts = [_part(batch, nodes, cells, days) for batch in batches]
    if not parts:
        return none_yet(nodes)
    texts, codes, decided, scores = zip(*parts, strict=True)
    organisations, assessments, digests = (pa.concat_arrays(list(part)) for part in zip(*texts, strict=True))
    return Contributions(
        organisations=organisations,
        assessments=assessments,
        digests=digests,
        cells=tuple(Cell(*key.split("|")) for key in cells),
        cell=np.concatenate(codes),
        decided=np.concatenate(decided),
        scores=tuple(np.concatenate(columns) for columns in zip(*scores, strict=True)),
    )


class _Numbered(dict[str, int]):
    """The keys met so far, numbered as they come."""

    def __missing__(self, key: str) -> int:
        return self.setdefault(key, len(self))


class _Days(dict[Any, int]):
    """The day number of each date met so far, a date or as SQLite keeps it."""

    def __missing__(self, key: date | str) -> int:
        day = key if isinstance(key, date) else date.fromisoformat(key)
        return self.setdefault(key, day.toordinal())


def _part(batch: Sequence[Row], nodes: int, cells: _Numbered, days: _Days) -> tuple[Any, ...]:
    organisations, assessments, digests, keys, decided, scores = zip(*batch, strict=True)
    texts = [pa.array(column, pa.large_string()) for column in (organisations, assessments, digests)]
    codes = np.fromiter(map(cells.__getitem__, keys), np.int32, len(batch))
    ordinals = np.fromiter(map(days.__getitem__, decided), np.int32, len(batch))
    return texts, codes, ordinals, list(_scores(b"".join(scores), nodes))


def _scores(rows: bytes, nodes: int) -> Iterator[np.ndarray[Any, np.dtype[np.uint16]]]:
    """One column for each node, from rows packed one after the other."""
    matrix = np.frombuffer(rows, dtype="<u2").reshape(-1, nodes)
    columns = np.array(matrix.T, order="C")  # a copy even of a single row
    columns[columns == NOT_APPLICABLE] = ABSENT
    yield from columns
