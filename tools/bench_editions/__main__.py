"""Every measurement of editions in one run, as tables and as build/bench-editions.json."""

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tools.bench_editions.planning import PARTS, SIZES, WAYS, jobs, worth_running
from tools.bench_editions.running import ROOT, Job, Limits, Run, measure
from tools.bench_editions.showing import show

TARGET = ROOT / "build" / "bench-editions.json"
SCALES = {"": 1, "k": 1_000, "M": 1_000_000}
WIDTH = 170


def size(text: str) -> int:
    """Read a number of assessments such as 3000, 10k or 1M."""
    found = re.fullmatch(r"([1-9]\d*)([kM]?)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed are numbers such as 3000, 10k or 1M")
    return int(found[1]) * SCALES[found[2]]


def arguments(line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    parser = argparse.ArgumentParser(prog="python -m tools.bench_editions", description=__doc__)
    add = parser.add_argument
    add("--sizes", type=size, nargs="+", default=SIZES, help="numbers of assessments, such as 10k 1M")
    add("--baselines", choices=[*WAYS, "none"], nargs="+", default=[*WAYS], help="what to compare with")
    add("--parts", choices=[*PARTS, "none"], nargs="+", default=PARTS, help="what else to measure of ours")
    add("--limit", type=float, default=1200, help="seconds after which a measurement is given up")
    add("--memory", type=float, default=round(memory * 0.9 / 1e9, 1), help="GB beyond which it is given up")
    add("--output", type=Path, default=TARGET, help="where the figures go, as JSON")
    add("--show", type=Path, metavar="FILE", help="measure nothing, print the figures of an earlier run")
    return parser.parse_args(line)


def run(given: argparse.Namespace, console: Console) -> list[Run]:
    """Measure everything; what is measured is kept in the file as soon as it is known."""
    baselines = [name for name in given.baselines if name in WAYS]
    limits = Limits(given.limit, int(given.memory * 1e9))
    runs: list[Run] = []
    given.output.parent.mkdir(parents=True, exist_ok=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as progress:
        for number in sorted(given.sizes):
            # beside the result, because a memory file system could not hold the files of ten million
            with tempfile.TemporaryDirectory(dir=given.output.parent, prefix="bench-") as folder:
                planned = list(jobs(number, given.parts, baselines, os.cpu_count() or 1))
                task = progress.add_task(f"{number:,}", total=len(planned))
                for job in planned:
                    if worth_running(job, runs):
                        runs.append(_measured(job, Path(folder), limits, progress, task))
                        _keep(runs, given)
                    progress.advance(task)
    return runs


def _measured(job: Job, folder: Path, limits: Limits, progress: Progress, task: TaskID) -> Run:
    """Run one job and say so, in a line that stays where there is no terminal to redraw."""
    title = f"{job.size:,}: {job.title}"
    progress.update(task, description=title)
    place = folder / job.kind
    place.mkdir(exist_ok=True)
    done = measure(job, place, limits, lambda step: progress.update(task, description=f"{title}: {step}"))
    progress.console.print(f"{title}: {done.outcome}, {done.took:.1f} s, load {done.load[0]:.1f}")
    return done


def _keep(runs: Sequence[Run], given: argparse.Namespace) -> None:
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    limits = {"seconds": given.limit, "memory_gb": given.memory}
    content = {"machine": machine, "limits": limits, "runs": [one.plain for one in runs]}
    given.output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def kept(path: Path) -> list[Run]:
    """Return the runs that are in a file."""
    return [Run.of(plain) for plain in json.loads(path.read_text(encoding="utf-8"))["runs"]]


def main(line: Sequence[str] | None = None) -> int:
    """Run, print the tables; the exit code is 1 where anything failed or a baseline disagrees."""
    given = arguments(line)
    runs = kept(given.show) if given.show else run(given, Console(stderr=True))
    console = Console(width=WIDTH)
    show(console, runs)
    failed = [one for one in runs if one.outcome.startswith("failed")]
    differing = [one for one in runs if (told := one.fact("compared")) and not told["same"]]
    for one in failed:
        console.print(f"{one.job.size:,}: {one.job.title}: {one.outcome}")
    if not given.show:
        console.print(f"written to {given.output}")
    return 1 if failed or differing else 0


if __name__ == "__main__":
    sys.exit(main())
