"""Which measurements a run has, in which order, and in which way a baseline is at its fastest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tools.bench_editions.running import Job, Run

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PARTS = ("verified", "standing", "bandwidth", "rows", "stepped")
"""What is measured of this software besides building an edition and counting it from its file."""

WAYS = {"pandas": ("uint16", "float64"), "duckdb": ("patterns", "sets")}
"""How each baseline may be asked: all ways at the small sizes, beyond them the one that was the fastest."""

TRIED_UP_TO = 100_000
ROWS_UP_TO = 1_000_000
"""Up to here a database is filled and an edition built from its rows."""


def jobs(size: int, parts: Sequence[str], baselines: Sequence[str], cores: int) -> Iterator[Job]:
    """Yield what is measured at one size; the edition of each kind comes before what reads it."""
    yield from (Job(name, size) for name in ("edition", "frozen"))
    yield from (Job(name, size) for name in ("verified", "standing", "bandwidth") if name in parts)
    if "rows" in parts and size <= ROWS_UP_TO:
        yield from (Job(name, size) for name in ("fill", "rows"))
    for baseline in baselines:
        ways = [Job(baseline, size, way=way) for way in WAYS[baseline]]
        threads = sorted({1, cores}) if baseline == "duckdb" else [1]
        yield from (replace(job, threads=number) for number in threads for job in ways)
    if "stepped" in parts:
        yield from (Job(name, size, kind="stepped") for name in ("edition", "frozen"))


def worth_running(job: Job, runs: Sequence[Run]) -> bool:
    """Say whether a job's way is tried at its size, or was the fastest at the largest size tried."""
    if job.way == "" or job.size <= TRIED_UP_TO:
        return True
    return job.way == _fastest(job, runs)


def _fastest(job: Job, runs: Sequence[Run]) -> str:
    tried = [
        run
        for run in runs
        if run.done
        and (run.job.name, run.job.threads) == (job.name, job.threads)
        and run.job.size <= TRIED_UP_TO
    ]
    if not tried:
        return WAYS[job.name][0]
    largest = max(run.job.size for run in tried)
    return min((run for run in tried if run.job.size == largest), key=lambda run: run.processor).job.way
