"""Times an edition from partitioned Parquet on one process and on two local workers, and weighs what is sent.

    python -m tools.bench_editions.scale_out ROWS [FOLDER]

Needs the extra `assessor[dask]`. FOLDER (a new temporary one where not given) takes about 150 bytes a row,
and twice as much for the two editions.
"""

import argparse
import filecmp
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assessor.editions.engines import engine_named
from assessor.editions.nodes import compared_nodes
from benchmarks import Edition, build, write
from benchmarks.columns import EPOCH, NODE
from benchmarks.counts import count
from benchmarks.partitions import ParquetPartition, parquet_partitions
from benchmarks.portions import columns, one_after_another, portion, read, shards
from benchmarks.scattering import SHARDS, Landed, Scattered
from tools.bench_editions.population import BUILT_ON, LINE, TRACK, draw, model

NODES = compared_nodes(model())
ROWS = 500_000
"""Rows of a file: small enough that both workers have some of a million."""


def written(size: int, folder: Path) -> None:
    """Write a synthetic population as Parquet, a file a partition."""
    for number, first in enumerate(range(0, size, ROWS)):
        rows = draw(min(ROWS, size - first), "smooth", seed=number + 1)
        table = {
            "organisation": _of_part(rows.organisations, number),
            "assessment": _of_part(rows.assessments, number),
            "digest": rows.digests,
            "cell": pa.DictionaryArray.from_arrays(rows.cell, [cell.cohort.key for cell in rows.cells]),
            "decided": pa.array(rows.decided - EPOCH, pa.int32()).cast(pa.date32()),
        }
        table |= {NODE + node: pa.array(column) for node, column in zip(NODES, rows.scores, strict=True)}
        pq.write_table(pa.table(table), folder / f"part-{number:03d}.parquet")


def _of_part(names: pa.Array, number: int) -> pa.Array:
    last = (pa.scalar(text, pa.large_string()) for text in (f"{number:03d}", "-"))
    return pc.binary_join_element_wise(names, *last)


def embedded(partitions: list[ParquetPartition]) -> tuple[Edition, dict[str, float]]:
    started = time.perf_counter()
    parts = [one.read() for one in partitions]
    scores = tuple(np.concatenate(columns) for columns in zip(*(part.scores for part in parts), strict=True))
    rows = replace(one_after_another(parts), scores=scores)
    read_in = time.perf_counter() - started
    edition = build(line=LINE, track=TRACK, nodes=NODES, contributions=rows, built_on=BUILT_ON, engine=count)
    return edition, {"read": read_in, "built": time.perf_counter() - started}


def scattered(partitions: list[ParquetPartition], folder: Path) -> tuple[Edition, dict[str, float]]:
    started = time.perf_counter()
    with engine_named("dask") as engine:
        start_up = time.perf_counter() - started
        rows, elsewhere = engine.spread(NODES, partitions, (), folder)
        read_in = time.perf_counter() - started - start_up
        edition = build(
            line=LINE, track=TRACK, nodes=NODES, contributions=rows, built_on=BUILT_ON, engine=engine,
            elsewhere=elsewhere,
        )  # fmt: skip
        built_in = time.perf_counter() - started
        worked = {
            f"worker_{name}": max(of[name] for of in engine.client.run(_used).values()) for name in _used()
        }
        sent = dict(_sent(partitions[0], edition.evidence.contributions.scores, elsewhere))
    return edition, {"start": start_up, "read": read_in, "built": built_in, **worked, **sent}


def _used() -> dict[str, float]:
    mine = resource.getrusage(resource.RUSAGE_SELF)
    return {"peak_mb": mine.ru_maxrss / 1024, "cpu": mine.ru_utime + mine.ru_stime}


def _sent(partition: ParquetPartition, landed: Landed, elsewhere: Scattered) -> Iterator[tuple[str, float]]:
    """Weigh what one partition sends and gets, in megabytes."""
    held, told = read(partition, NODES)
    yield "told_mb", len(pickle.dumps(told, 5)) / 1e6
    seat = landed.seats[0].seat.result()
    yield "seat_mb", len(pickle.dumps(seat, 5)) / 1e6
    few = landed.few.result()
    shard = shards(len(NODES), SHARDS)[0]
    yield "columns_shard_mb", columns(held, seat, few, shard).nbytes / 1e6
    label = np.arange(len(few), dtype=np.int32)
    names = [f"{one:06d}" for one in range(len(few))]
    started = time.perf_counter()
    partial = portion(held, seat, few, names, label, shard)
    yield "portion_shard_s", time.perf_counter() - started
    yield "portion_shard_mb", sum(map(len, partial.blocks)) / 1e6


def one(engine: str, folder: Path) -> None:
    """Build, write, and print what it took, as JSON."""
    partitions = parquet_partitions(folder / "peers", NODES)
    edition, found = embedded(partitions) if engine == "embedded" else scattered(partitions, folder)
    started = time.perf_counter()
    write(edition, folder / engine)
    found |= {"write": time.perf_counter() - started, **_used()}
    rounded = {name: round(value, 2) for name, value in found.items()}
    print(json.dumps({"engine": engine, "digest": edition.digest[:12], **rounded}))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("rows", type=int)
    given.add_argument("folder", type=Path, nargs="?")
    given.add_argument("--engine", choices=["embedded", "dask"])
    chosen = given.parse_args()
    if chosen.engine:
        one(chosen.engine, chosen.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        (folder / "peers").mkdir(parents=True)
        written(chosen.rows, folder / "peers")
        print(f"{chosen.rows:,} rows, load {os.getloadavg()[0]:.1f}, {psutil.cpu_count()} cores")
        for engine in ("embedded", "dask"):
            command = [sys.executable, "-m", "tools.bench_editions.scale_out", str(chosen.rows), str(folder)]
            done = subprocess.run([*command, "--engine", engine], capture_output=True, text=True, check=True)
            print(done.stdout.strip())
        parts = ("evidence.arrow", "counts.arrow", "population.csv", "departed.arrow")
        same = all(filecmp.cmp(folder / "embedded" / part, folder / "dask" / part, False) for part in parts)
        print("the same bytes" if same else "NOT the same bytes")


if __name__ == "__main__":
    main()
