"""What an analyst would write instead: the same quantiles by pandas and by DuckDB, no disclosure rule."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import Cohort
from benchmarks.classification import widening
from tools.bench_editions.ours import QUANTILES, Frozen, opened
from tools.bench_editions.population import SHARES, patterns
from tools.bench_editions.telling import lap, ready, tell

KEYS = ("industry", "subregion", "region", "size")
QS = [numerator / denominator for numerator, denominator in SHARES]
CLOSE = 1e-9
"""In points: the baselines find their positions in floating point, so the last bits may differ."""

SPILL_AT = 0.8
"""The share of the limit of memory from which on DuckDB keeps its work on disk."""

Floats = NDArray[np.float64]
Found = Iterable[tuple[str, Floats]]
"""The key of a cohort, and its quantiles by node."""


class Reference:
    """The quantiles that the edition's own count gave, to compare a baseline's with."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder.parent / QUANTILES) as stored:
            self._place = {key: place for place, key in enumerate(stored["cohorts"].tolist())}
            self._values = stored["values"]
        self.compared, self.furthest = 0, 0.0

    def compare(self, found: Found) -> None:
        """Compare quantiles in tenths; a cohort that the edition does not have raises KeyError."""
        for key, tenths in found:
            apart = np.abs(tenths / 10 - self._values[self._place[key]])
            self.furthest = max(self.furthest, float(apart.max()))
            self.compared += apart.size

    def tell(self) -> None:
        """Say how many were compared, and how far apart the furthest two are, in points."""
        missing = self._values.size - self.compared
        same = not missing and self.furthest <= CLOSE
        tell("compared", compared=self.compared, missing=missing, furthest=self.furthest, same=same)


def _key_of(pattern: tuple[str, ...], found: tuple[Any, ...]) -> str:
    by_name = dict(zip(pattern, found, strict=True))
    geography = by_name.get("subregion") or by_name.get("region")
    return Cohort(by_name.get("industry"), geography, by_name.get("size")).key


def _keys(evidence: Frozen) -> Iterator[tuple[str, list[str], NDArray[np.int8]]]:
    """Yield each key column as its values and each row's place in them, -1 where the label is wider."""
    labels = [_parts(Cohort.parse(key)) for key in evidence.labels]
    for place, name in enumerate(KEYS):
        values = sorted({parts[place] for parts in labels} - {None})
        by_label = [values.index(parts[place]) if parts[place] else -1 for parts in labels]
        yield name, values, np.array(by_label, dtype=np.int8)[evidence.label]


def _parts(label: Cohort) -> tuple[Any, ...]:
    """Return industry, sub-region, region and size of a label, None where it does not restrict them."""
    steps = widening(label.geography)[:-1]
    region = steps[-1] if steps else None
    subregion = steps[-2] if len(steps) > 1 else None
    return label.industry, subregion, region, label.size


def _by_pattern(
    reference: Reference, work: Callable[[tuple[str, ...]], Any], read: Callable[..., Found]
) -> None:
    for pattern in patterns():
        with lap(" × ".join(pattern) or "all"):
            done = work(pattern)
        reference.compare(read(pattern, done))
    reference.tell()


# --- pandas -----------------------------------------------------------------------------------------


def pandas(folder: Path, kind: str) -> None:
    """`frame.groupby(keys)[nodes].quantile(...)` of each kind of roll-up, scores held as a numpy type."""
    import pandas as pd

    evidence, reference = opened(folder), Reference(folder)
    nodes = [f"n{place}" for place in range(len(evidence.scores))]
    columns = dict(zip(nodes, evidence.scores, strict=True))
    frame = pd.DataFrame({name: column.astype(kind) for name, column in columns.items()}, copy=False)
    for name, values, codes in _keys(evidence):
        frame[name] = pd.Categorical.from_codes(codes, categories=pd.Index(values))
    ready()

    def work(pattern: tuple[str, ...]) -> pd.DataFrame:
        if not pattern:
            return frame[nodes].quantile(np.array(QS))
        return frame.groupby(list(pattern), observed=True)[nodes].quantile(np.array(QS))

    _by_pattern(reference, work, _of_frame)


def _of_frame(pattern: tuple[str, ...], found: Any) -> Found:
    values = found.to_numpy().reshape(-1, len(QS), found.shape[1]).transpose(0, 2, 1)
    groups = found.index[:: len(QS)]
    for group, quantiles in zip(groups, values, strict=True):
        yield _key_of(pattern, group[:-1] if pattern else ()), quantiles


# --- DuckDB -----------------------------------------------------------------------------------------


def duckdb(folder: Path, way: str, threads: int, memory: int) -> None:
    """`quantile_cont` over a table in memory: a query for each kind of roll-up, or all as grouping sets."""
    import duckdb
    import pyarrow as pa

    evidence, reference = opened(folder), Reference(folder)
    nodes = [f"n{place}" for place in range(len(evidence.scores))]
    columns = {name: pa.array(column) for name, column in zip(nodes, evidence.scores, strict=True)}
    for name, values, codes in _keys(evidence):
        known = pa.array(codes, mask=codes < 0)
        columns[name] = pa.DictionaryArray.from_arrays(known, pa.array(values, pa.string()))
    # less than the process may have, so that DuckDB writes to disk instead of being refused
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{int(memory * SPILL_AT) // 2**20}MiB",
        "temp_directory": str(folder.parent / "spilt"),
    }
    with duckdb.connect(config=settings) as connection:
        connection.register("evidence", pa.table(columns))
        connection.execute("CREATE TABLE rows AS SELECT * FROM evidence")
        connection.unregister("evidence")
        del columns, evidence
        ready()
        asked = ", ".join(f"quantile_cont({node}, {QS})" for node in nodes)
        if way == "patterns":
            _by_pattern(
                reference, lambda pattern: connection.execute(_query(pattern, asked)).fetchall(), _of_rows
            )
        else:
            with lap("all as grouping sets"):
                found = connection.execute(_grouping_sets(asked)).fetchall()
            for pattern in patterns():
                reference.compare(_of_rows(pattern, _of_set(pattern, found)))
            reference.tell()


def _query(pattern: tuple[str, ...], asked: str) -> str:
    if not pattern:
        return f"SELECT {asked} FROM rows"  # noqa: S608 - of this module's own names
    keys, known = ", ".join(pattern), " AND ".join(f"{key} IS NOT NULL" for key in pattern)
    return f"SELECT {keys}, {asked} FROM rows WHERE {known} GROUP BY {keys}"  # noqa: S608 - likewise


def _grouping_sets(asked: str) -> str:
    sets = ", ".join(f"({', '.join(pattern)})" for pattern in patterns())
    keys = ", ".join(KEYS)
    return f"SELECT {keys}, GROUPING({keys}), {asked} FROM rows GROUP BY GROUPING SETS ({sets})"  # noqa: S608 - likewise


def _of_set(pattern: tuple[str, ...], found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of one grouping set as its own query gives them, those of wider labels left out."""
    left_out = sum(1 << place for place, key in enumerate(reversed(KEYS)) if key not in pattern)
    places = [KEYS.index(key) for key in pattern]
    chosen = (row for row in found if row[len(KEYS)] == left_out)
    rows = ((*(row[place] for place in places), *row[len(KEYS) + 1 :]) for row in chosen)
    return [row for row in rows if None not in row[: len(pattern)]]


def _of_rows(pattern: tuple[str, ...], found: list[tuple[Any, ...]]) -> Found:
    for row in found:
        yield _key_of(pattern, row[: len(pattern)]), np.array(row[len(pattern) :], dtype=np.float64)
