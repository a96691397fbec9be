"""Contributions that lie in parts: files of a folder, rows of an edition's evidence, ranges of a database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.classification import UnknownCode
from benchmarks.cohorts import Cell
from benchmarks.columns import EPOCH, NODE
from benchmarks.contributions import Codes, Contributions, ContributionsRefused, Texts
from benchmarks.counts import ABSENT, TOP, Column, Integers

ROWS = 1_000_000
"""How many rows a partition has at most: enough to repay merging its counts, few enough for a worker."""

IDENTITY = ("organisation", "assessment", "digest")
PLACE = ("industry", "place", "size")

Table = Any
"""A pyarrow `Table`; that package ships no types."""


# --- an edition's own evidence ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FrozenPartition:
    """Rows `first` to before `last` of an edition's `evidence.arrow`."""

    path: Path
    nodes: tuple[str, ...]
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.path.name} from row {self.first + 1} on"

    def read(self) -> Contributions:
        """Return the rows with the scores they are counted with; raise `ContributionsRefused`."""
        try:
            with pa.memory_map(str(self.path)) as file:
                table = pa.ipc.open_file(file).read_all().slice(self.first, self.last - self.first)
                return _rows(table, self.nodes, self.path.name, self.first)
        except (OSError, pa.ArrowException) as error:
            raise ContributionsRefused([f"{self.path.name}: cannot be read: {error}"]) from error


def frozen_partitions(path: Path, nodes: Sequence[str], rows: int, most: int = ROWS) -> list[FrozenPartition]:
    """Return the first `rows` rows of an `evidence.arrow` in partitions of at most `most`.

    >>> [(one.first, one.last) for one in frozen_partitions(Path("evidence.arrow"), ("total",), 5, 2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    spans = ((first, min(first + most, rows)) for first in range(0, rows, most))
    return [FrozenPartition(path, tuple(nodes), first, last) for first, last in spans]


# --- Parquet ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParquetPartition:
    """Row groups of a Parquet file, all where `groups` is None.

    Columns as in `evidence.arrow`: organisation, assessment, digest, decided (a date), cell (`C|CN|large`) or
    industry, place and size, and `node:<name>` in whole tenths of a point for each node, null or 1001 where
    it does not apply. Further columns are not read.
    """

    path: Path
    nodes: tuple[str, ...]
    groups: tuple[int, ...] | None = None

    def __str__(self) -> str:
        return self.path.name

    def read(self) -> Contributions:
        """Return the rows of these groups; raise `ContributionsRefused` with every fault of them."""
        try:
            with pq.ParquetFile(self.path) as file:
                names = _columns_of(file.schema_arrow.names, self.nodes, self.path.name)
                groups = range(file.num_row_groups) if self.groups is None else self.groups
                sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
                table = file.read_row_groups(list(groups), columns=names)
        except (OSError, pa.ArrowException) as error:
            raise ContributionsRefused([f"{self.path.name}: cannot be read: {error}"]) from error
        return _rows(table, self.nodes, self.path.name, sum(sizes[: min(groups, default=0)]))


def parquet_partitions(folder: Path, nodes: Sequence[str], most: int = ROWS) -> list[ParquetPartition]:
    """Return the Parquet files of a folder and its subfolders, by name, large ones by their row groups.

    Raises `ContributionsRefused` where there is none, or one cannot be opened.
    """
    paths = sorted(folder.rglob("*.parquet"))
    if not paths:
        raise ContributionsRefused([f"{folder.name}: found no .parquet file, allowed are one or more"])
    found, problems = [], []
    for path in paths:
        try:
            groups = _grouped(path, most)
        except (OSError, pa.ArrowException) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
            continue
        found += [ParquetPartition(path, tuple(nodes), group) for group in groups]
    if problems:
        raise ContributionsRefused(problems)
    return found


def _grouped(path: Path, most: int) -> list[tuple[int, ...]]:
    """Put neighbouring row groups together as long as they have at most so many rows."""
    metadata = pq.read_metadata(path)
    grouped: list[tuple[int, ...]] = []
    rows = 0
    for group in range(metadata.num_row_groups):
        rows += metadata.row_group(group).num_rows
        if grouped and rows <= most:
            grouped[-1] = (*grouped[-1], group)
        else:
            grouped.append((group,))
            rows = metadata.row_group(group).num_rows
    return grouped


def _columns_of(there: Sequence[str], nodes: Sequence[str], name: str) -> list[str]:
    """Choose the columns to read; raise `ContributionsRefused` naming every one that is missing."""
    place = ("cell",) if "cell" in there else PLACE
    needed = [*IDENTITY, "decided", *place, *(NODE + node for node in nodes)]
    if missing := [column for column in needed if column not in there]:
        raise ContributionsRefused([f"{name}: has no column {column!r}" for column in missing])
    return needed


# --- what both have in common -------------------------------------------------------------------------


def _rows(table: Table, nodes: Sequence[str], name: str, first: int) -> Contributions:
    """Return the rows of a table; `first` is the number of its first row in the file, counted from 0."""
    columns = {column: _whole(table, column) for column in table.column_names}
    problems = [fault for column in columns for fault in _gaps(columns[column], column)]
    cell, cells, unknown = _cells(columns)
    scores, off_scale = _scores(columns, nodes)
    days, undated = _days(columns["decided"])
    if problems := [*problems, *unknown, *undated, *off_scale]:
        raise ContributionsRefused([fault.of(name, first) for fault in problems])
    organisations, assessments, digests = (_texts(columns[column]) for column in IDENTITY)
    return Contributions(organisations, assessments, digests, cells, cell, days, scores)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong in a column: in the first of some rows, or, without any, in all of it."""

    column: str
    found: object
    allowed: str
    rows: Integers

    def of(self, file: str, first: int) -> str:
        """Say it, where the first row of what was read is row `first` of the file, counted from 0."""
        row = f", row {first + int(self.rows[0]) + 1}" if self.rows.size else ""
        more = f", and {self.rows.size - 1} more like it" if self.rows.size > 1 else ""
        return f"{file}{row}, column {self.column!r}: found {self.found!r}, allowed {self.allowed}{more}"


def _of_type(name: str, column: Texts, allowed: str) -> _Fault:
    return _Fault(name, str(column.type), allowed, np.empty(0, dtype=np.int64))


def _whole(table: Table, column: str) -> Texts:
    found = table.column(column)
    return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()


def _texts(column: Texts) -> Texts:
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    return plain.cast(pa.large_string())


def _gaps(column: Texts, name: str) -> Iterator[_Fault]:
    """Name empty entries of a column that may have none."""
    if not name.startswith(NODE) and column.null_count:
        rows = np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))
        yield _Fault(name, None, "is a value in every row", rows)


def _days(column: Texts) -> tuple[Codes, list[_Fault]]:
    if not pa.types.is_date(column.type):
        return np.empty(0, dtype=np.int32), [_of_type("decided", column, "is a column of dates")]
    days = column.cast(pa.date32()).cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    return (days + EPOCH).astype(np.int32), []


def _cells(columns: Mapping[str, Texts]) -> tuple[Codes, tuple[Cell, ...], list[_Fault]]:
    """Return the place of each row's cell among the cells, and those that are none."""
    if "cell" in columns:
        name, keys = "cell", _texts(columns["cell"])
    else:
        name, keys = "industry|place|size", pc.binary_join_element_wise(
            *(_texts(columns[part]) for part in PLACE), pa.scalar("|", pa.large_string())
        )  # fmt: skip
    coded = keys.fill_null("").dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    cells: list[Cell] = []
    faults = []
    for place, key in enumerate(coded.dictionary.to_pylist()):
        try:
            cells.append(Cell(*key.split("|")))
        except (UnknownCode, TypeError):
            allowed = "is a section of ISIC, a country or Chinese province, and a size: 'C|CN|large'"
            faults.append(_Fault(name, key, allowed, np.flatnonzero(codes == place)))
    return codes, tuple(cells), faults


def _scores(columns: Mapping[str, Texts], nodes: Sequence[str]) -> tuple[tuple[Column, ...], list[_Fault]]:
    scores, faults = [], []
    for node in nodes:
        name, column = NODE + node, columns[NODE + node]
        if not pa.types.is_integer(column.type):
            faults.append(_of_type(name, column, "are whole tenths of a point"))
            continue
        # eight bits have no room for what stands for nothing
        wide = column if column.type.bit_width > 8 else column.cast(pa.int16())
        whole = wide.fill_null(ABSENT).to_numpy(zero_copy_only=False)
        wrong = np.flatnonzero((whole < 0) | (whole > ABSENT))
        if wrong.size:
            allowed = f"are 0 to {TOP} tenths of a point, or nothing"
            faults.append(_Fault(name, int(whole[wrong[0]]), allowed, wrong))
        # a copy: a partition outlives the file it was mapped from
        scores.append(whole.astype(np.uint16))
    return tuple(scores), faults
