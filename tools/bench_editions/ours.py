"""What is measured of this software, each in a process of its own."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import benchmarks
from assessor.editions.nodes import compared_nodes
from benchmarks import Cell, Cohort, disclosure
from benchmarks.columns import NODE
from benchmarks.counts import WIDTH, Column, Counts, Rows, count
from benchmarks.gathering import Pool
from benchmarks.rollups import Rollups, points
from benchmarks.storage import COUNTS, DEPARTED, EVIDENCE, MANIFEST, POPULATION
from tools.bench_editions.population import BUILT_ON, LINE, SHARES, TRACK, Kind, draw, model, rolled_up
from tools.bench_editions.telling import lap, ready, tell, timed_calls

REPEATS = 3
ASKED_AGAIN, LOOKUPS = 200, 5_000
QUANTILES = "quantiles.npz"


def edition(folder: Path, size: int, kind: Kind) -> None:
    """Build an edition from columns, by phase, and write it."""
    with lap("draw"):
        contributions = draw(size, kind)
    ready()
    phases = (
        (Pool, "of"),
        (Pool, "candidates"),
        (disclosure, "release"),
        (disclosure, "guard"),
        (Pool, "archived"),
    )
    with lap("build"), timed_calls(*phases):
        built = benchmarks.build(
            line=LINE,
            track=TRACK,
            nodes=compared_nodes(model()),
            contributions=contributions,
            built_on=BUILT_ON,
            synthetic=True,
            engine=_counting,
        )
    with lap("write"):
        benchmarks.write(built, folder)
    names = {"counts": COUNTS, "manifest": MANIFEST, "population": POPULATION}
    names |= {"evidence": EVIDENCE, "departed": DEPARTED}
    tell("stored", **{what: (folder / name).stat().st_size for what, name in names.items()})
    tell(
        "edition",
        labels=len(built.counts.labels),
        counted=len(built.evidence),
        known=sum(built.population.values()),
    )


def _counting(labels: Sequence[str], starts: Sequence[int], scores: Sequence[Column]) -> Counts:
    with lap("count and pack"):
        return count(labels, starts, scores)


# --- from the frozen file ---------------------------------------------------------------------------


def frozen(folder: Path) -> None:
    """All quantiles of all roll-ups from the file of an edition: the first time, and again."""
    pa.array(np.zeros(1))  # pyarrow imports pandas at its first conversion: that is start-up, no counting
    ready()
    for _ in range(REPEATS):
        with lap("frozen"):
            found = quantiles(folder)
    cohorts, organisations, values = found
    np.savez(
        folder.parent / QUANTILES,
        cohorts=np.array([one.key for one in cohorts]),
        n=organisations,
        values=values,
    )
    tell("cohorts", cohorts=len(cohorts), quantiles=int(values.size))
    with lap("sha-256 of the file"), (folder / EVIDENCE).open("rb") as file:
        hashlib.file_digest(file, "sha256")


def quantiles(folder: Path) -> tuple[list[Cohort], NDArray[np.int64], NDArray[np.float64]]:
    """Return every roll-up, how many it has by node, and its quantiles by node, in points."""
    watch = _Watch()
    with watch.part("open"):
        evidence = opened(folder)
    with watch.part("lay out"):
        labels = [Cohort.parse(key) for key in evidence.labels]
        cohorts = rolled_up(labels)
        rollups, rows = Rollups(cohorts, labels), Rows(evidence.starts)
        room = np.empty((len(labels), WIDTH), dtype=np.int32)
    found = []
    for column in evidence.scores:
        with watch.part("count"):
            table = rows.table(column, room)
        with watch.part("roll up, look up"):
            found.append(rollups.quantiles(table, SHARES))
    n = np.stack([one.n for one in found], axis=1)
    values = np.stack([points(one.values, SHARES) for one in found], axis=1)
    watch.tell()
    return cohorts, n, values


class _Watch:
    """Adds up how long each kind of step took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[what] = self.seconds.get(what, 0.0) + time.perf_counter() - started

    def tell(self) -> None:
        tell("parts", seconds=self.seconds)


@dataclass(frozen=True)
class Frozen:
    """What counting takes of an edition's file: its labels, each row's place in them, scores by node."""

    labels: tuple[str, ...]
    label: NDArray[np.int32]
    scores: tuple[Column, ...]

    @property
    def starts(self) -> list[int]:
        """The first row of every label, and the end of the last."""
        starts: list[int] = np.searchsorted(self.label, np.arange(len(self.labels) + 1)).tolist()
        return starts


def opened(folder: Path) -> Frozen:
    """Return the rows of an edition as they lie in its file, mapped and not read.

    Without comparing the file with its digest, which `benchmarks.read` does and which is timed apart.
    """
    table = pa.ipc.open_file(pa.memory_map(str(folder / EVIDENCE))).read_all()
    label = table.column("label").chunk(0)
    nodes = benchmarks.read_manifest(folder)["nodes"]
    scores = (table.column(NODE + node).chunk(0).to_numpy() for node in nodes)
    return Frozen(tuple(label.dictionary.to_pylist()), label.indices.to_numpy(), tuple(scores))


def verified(folder: Path) -> None:
    """Every digest, a recount of the evidence, and the guard: what `assessor edition verify` does."""
    ready()
    with lap("verify"):
        benchmarks.verify(folder)


# --- lookups ----------------------------------------------------------------------------------------


def standing(folder: Path) -> None:
    """Standings of all nodes: the first of each cell, again in a few cells, and anywhere at random."""
    with lap("read"):
        edition = benchmarks.read(folder)
    rng = np.random.default_rng(2)
    cells = list(edition.population)
    ready()
    cold = _lookups(edition, cells)
    tell("lookups", what="cold, every cell once", cells=len(cells), **_spread(cold[1:]), first=cold[0])
    few = [cells[place] for place in rng.choice(len(cells), min(ASKED_AGAIN, len(cells)), replace=False)]
    _lookups(edition, few)
    warm = _lookups(edition, (few[place] for place in rng.integers(0, len(few), LOOKUPS)))
    tell("lookups", what=f"warm, among {len(few)} cells", cells=len(few), **_spread(warm))
    anywhere = _lookups(edition, (cells[place] for place in rng.integers(0, len(cells), LOOKUPS)))
    tell("lookups", what="among all cells", cells=len(cells), **_spread(anywhere))


def _lookups(edition: benchmarks.Edition, cells: Iterable[Cell]) -> list[float]:
    """Return how long the standing of an assessment in each cell took, in microseconds."""
    scores = dict(zip(edition.nodes, np.linspace(20, 60, len(edition.nodes)).round(1).tolist(), strict=True))
    taken = []
    for cell in cells:
        started = time.perf_counter_ns()
        benchmarks.stand(edition, cell, scores)
        taken.append((time.perf_counter_ns() - started) / 1000)
    return taken


def _spread(taken: list[float]) -> dict[str, float]:
    middle, late = np.percentile(taken, [50, 99]).tolist()
    return {"p50": middle, "p99": late, "lookups": len(taken)}


# --- the physical limit -----------------------------------------------------------------------------


def bandwidth(folder: Path) -> None:
    """What the machine can do at best with the same bytes: read them, copy them, count them once."""
    columns = opened(folder).scores
    copy = np.empty_like(columns[0])
    ready()
    passes: dict[str, Callable[[NDArray[np.uint16]], object]] = {
        "read": lambda column: column.max(),
        "copy": lambda column: np.copyto(copy, column),
        "sum": lambda column: column.sum(),
        "bincount": lambda column: np.bincount(column, minlength=WIDTH),
    }
    for what, work in passes.items():
        for _ in range(REPEATS):
            with lap(what):
                for column in columns:
                    work(column)
    tell("bytes", bytes=sum(column.nbytes for column in columns))
