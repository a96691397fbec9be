"""The archive of an edition as Arrow tables, which any tool that reads Arrow files can open.

`evidence.arrow` has the columns organisation, assessment, digest, cell, label, decided, entered, and one of
tenths of a point for each node, 1001 where it does not apply; the first edition of a new version of the model
has the scores of the version before beside them. It is one batch, so that a node's scores are one stretch of
memory that is counted where it lies.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.archives import Archive, Evidence
from benchmarks.cohorts import Cell
from benchmarks.contributions import Codes, Contributions, Texts
from benchmarks.histories import STILL, History

EPOCH = 719_163
"""1 January 1970, from where Arrow counts days, as `date.toordinal` counts them."""

NODE, EARLIER = "node:", "earlier:"

Table = Any
"""A pyarrow `Table`; that package ships no types."""


def evidence_table(evidence: Evidence, nodes: Sequence[str]) -> Table:
    """Return the evidence of an edition of these nodes as one table."""
    rows = evidence.contributions
    columns = {
        "organisation": rows.organisations,
        "assessment": rows.assessments,
        "digest": rows.digests,
        "cell": _keys(rows.cell, (cell.cohort.key for cell in rows.cells)),
        "label": _keys(evidence.label, evidence.labels),
        "decided": pa.array(rows.decided - EPOCH, pa.int32()).cast(pa.date32()),
        "entered": pa.array(evidence.entered, pa.int32()),
    }
    scores = {NODE + node: pa.array(column) for node, column in zip(nodes, rows.scores, strict=True)}
    earlier = dict(zip((EARLIER + node for node in nodes), map(pa.array, evidence.earlier), strict=False))
    return pa.table(columns | scores | earlier)


def departed_table(departed: History) -> Table:
    """Return the stays that ended as one table."""
    columns = {
        "organisation": departed.organisations.take(pa.array(departed.organisation)),
        "assessment": departed.assessments.take(pa.array(departed.assessment)),
        "label": _keys(departed.label.astype(np.int32), departed.labels),
        "entered": pa.array(departed.entered, pa.int32()),
        "left": pa.array(departed.left, pa.int32()),
    }
    return pa.table(columns)


def archive_of(evidence: Table, departed: Table, nodes: Sequence[str]) -> Archive:
    """Return the archive that two tables hold; raises what pyarrow raises for tables of another shape."""
    cell, cells = _codes(evidence, "cell")
    label, labels = _codes(evidence, "label")
    rows = Contributions(
        organisations=_whole(evidence, "organisation"),
        assessments=_whole(evidence, "assessment"),
        digests=_whole(evidence, "digest"),
        cells=tuple(Cell(*key.split("|")) for key in cells),
        cell=cell,
        decided=_numbers(_whole(evidence, "decided").cast(pa.int32())) + np.int32(EPOCH),
        scores=tuple(_whole(evidence, NODE + node).to_numpy() for node in nodes),
    )
    entered = _numbers(_whole(evidence, "entered"))
    had = [EARLIER + node for node in nodes if EARLIER + node in evidence.column_names]
    earlier = tuple(_whole(evidence, name).to_numpy() for name in had)
    return Archive(Evidence(rows, tuple(labels), label, entered, earlier), _history(departed))


def _history(table: Table) -> History:
    label, labels = _codes(table, "label")
    rows = np.arange(len(label))
    ended = History(
        _whole(table, "organisation"),
        _whole(table, "assessment"),
        tuple(labels),
        *(rows, rows, label.astype(np.int64)),
        *(_numbers(_whole(table, name)).astype(np.int64) for name in ("entered", "left")),
    )
    if (ended.left == STILL).any():
        raise ValueError("a stay that ended has no end")
    return ended.followed_by(History.of(())).tidied()


def _keys(codes: Codes, keys: Iterable[str]) -> Texts:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(list(keys), pa.string()))


def _codes(table: Table, name: str) -> tuple[Codes, list[str]]:
    column = _whole(table, name)
    return _numbers(column.indices), column.dictionary.to_pylist()


def _whole(table: Table, name: str) -> Texts:
    """Return a column as one piece; an empty table has none."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _numbers(column: Texts) -> Codes:
    numbers: Codes = column.to_numpy(zero_copy_only=True)
    return numbers
