"""Many contributions at once -> rows of the pool.

Columns go to the driver as they are: an insert that looks at every value of every row again takes four times
as long, and a million rows are imported at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, Table, insert
from uuid6 import uuid7

from assessor.editions.pool import NOT_APPLICABLE
from assessor.models import Contribution
from benchmarks.contributions import Contributions
from benchmarks.counts import ABSENT

BATCH = 20_000
CACHE_KIB = 262_144


def add_rows(
    connection: Connection, peers: Contributions, facts: Mapping[str, object], advance: Callable[[int], None]
) -> None:
    """Add contributions to the pool. `facts` are the columns that all have in common."""
    with _roomy(connection):
        _add_batches(connection, peers, facts, advance)


@contextmanager
def _roomy(connection: Connection) -> Iterator[None]:
    """Give SQLite memory for growing indexes: with the 2 MB it has, it writes every page many times."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def _add_batches(
    connection: Connection, peers: Contributions, facts: Mapping[str, object], advance: Callable[[int], None]
) -> None:
    for start in range(0, len(peers), BATCH):
        part = peers.take(np.arange(start, min(start + BATCH, len(peers)), dtype=np.int64))
        alike = {name: [value] * len(part) for name, value in facts.items()}
        _insert(connection, {**alike, **_columns(part)})
        advance(len(part))


def _columns(part: Contributions) -> dict[str, Sequence[Any]]:
    cells = [part.cells[cell] for cell in part.cell.tolist()]
    first = uuid7().int  # ids of one moment count on from each other (RFC 9562, 6.2, method 2)
    return {
        "id": [UUID(int=first + n) for n in range(len(part))],
        "organisation_key": part.organisations.to_pylist(),
        "assessment_key": part.assessments.to_pylist(),
        "industry": [cell.industry for cell in cells],
        "place": [cell.place for cell in cells],
        "size": [cell.size for cell in cells],
        "decided_on": [date.fromordinal(day) for day in part.decided.tolist()],
        "scores": _packed(part),
        "digest": part.digests.to_pylist(),
    }


def _packed(part: Contributions) -> list[bytes]:
    """Each row's scores as the pool keeps them."""
    rows = np.column_stack(part.scores).astype("<u2")
    rows[rows == ABSENT] = NOT_APPLICABLE
    packed, width = rows.tobytes(), rows.shape[1] * rows.itemsize
    return [packed[start : start + width] for start in range(0, len(packed), width)]


def _insert(connection: Connection, columns: Mapping[str, Sequence[Any]]) -> None:
    table, dialect = Contribution.__table__, connection.dialect
    assert isinstance(table, Table)
    statement = insert(table).compile(dialect=dialect, column_keys=list(columns))
    bound = []
    for name, values in columns.items():
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        bound.append(values if process is None else list(map(process, values)))
    order = [list(columns).index(name) for name in statement.positiontup or columns]
    rows = zip(*(bound[position] for position in order), strict=True)
    if statement.positional:
        connection.exec_driver_sql(str(statement), list(rows))
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(columns, row, strict=True)) for row in rows])
