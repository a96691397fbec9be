"""Runs measurements, each in a process of its own, and keeps what they tell.

This process stays small on purpose: a new process starts with its parent's peak memory as its own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, Any

from tools.bench_editions.job import OUT_OF_MEMORY

ROOT = Path(__file__).parents[2]
DONE, GIVEN_UP = "done", "did not finish within"


@dataclass(frozen=True)
class Job:
    """What to measure: with how many assessments, of which kind, and in which way where there are several."""

    name: str
    size: int
    kind: str = "smooth"
    way: str = ""
    threads: int = 1

    @property
    def title(self) -> str:
        """The job in words."""
        threads = f", {self.threads} thread{'s' * (self.threads > 1)}" if self.name == "duckdb" else ""
        kind = f", {self.kind}" if self.kind != "smooth" else ""
        return f"{self.name} {self.way}".strip() + threads + kind


@dataclass(frozen=True)
class Limits:
    """When a measurement is given up: after so many seconds, or beyond so many bytes."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Lap:
    """How long one step took, by the clock and in processor time of all threads, in seconds."""

    what: str
    seconds: float
    processor: float


@dataclass
class Run:
    """What a measurement told.

    `took` is in seconds once it was ready; `peak` is in bytes, with pages of mapped files; `load` is the load
    average of the machine before and after it.
    """

    job: Job
    laps: list[Lap] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    outcome: str = DONE
    took: float = 0.0
    peak: int = 0
    load: tuple[float, float] = (0.0, 0.0)

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.outcome == DONE

    @property
    def given_up(self) -> bool:
        """Whether it was ended at one of its limits."""
        return self.outcome.startswith(GIVEN_UP)

    @property
    def measured(self) -> float:
        """The seconds of all laps together: of a baseline, without comparing its result."""
        return sum(lap.seconds for lap in self.laps)

    @property
    def processor(self) -> float:
        """The same in processor time of all threads."""
        return sum(lap.processor for lap in self.laps)

    def laps_of(self, what: str) -> list[Lap]:
        """Every lap of that name, in their order."""
        return [lap for lap in self.laps if lap.what == what]

    def fact(self, event: str) -> dict[str, Any] | None:
        """The last thing told of that kind."""
        return next((one for one in reversed(self.told) if one["event"] == event), None)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Run":
        """Return a run from what JSON has of it."""
        laps = [Lap(**lap) for lap in plain["laps"]]
        return cls(**{**plain, "job": Job(**plain["job"]), "laps": laps})

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def measure(job: Job, folder: Path, limits: Limits, heard: Callable[[str], None] = lambda _: None) -> Run:
    """Run one measurement and return what it told, whether it came to its end or not."""
    facts = {**asdict(job), "folder": str(folder / "edition"), "memory": limits.memory}
    line = [sys.executable, "-m", "tools.bench_editions.job", json.dumps(facts)]
    run, before = Run(job), os.getloadavg()[0]
    with tempfile.TemporaryFile("w+") as faults:
        process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=faults, text=True)
        late = _listen(process, run, limits, heard)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # else Popen would wait for it again
        run.outcome = _outcome(process.returncode, run, limits, late, faults)
    run.peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    run.load = (before, os.getloadavg()[0])
    return run


def _listen(process: subprocess.Popen[str], run: Run, limits: Limits, heard: Callable[[str], None]) -> bool:
    """Keep what the process tells until it ends; return whether it was ended for taking too long."""
    # not Popen.kill, which may wait for the process and so lose what it used
    timer = Timer(limits.seconds, os.kill, (process.pid, signal.SIGKILL))
    started = time.perf_counter()
    assert process.stdout is not None, "it was opened as a pipe"
    try:
        for text in process.stdout:
            told = json.loads(text)
            if told["event"] == "ready":
                started = time.perf_counter()
                timer.start()
            elif told["event"] == "lap":
                run.laps.append(Lap(told["what"], told["seconds"], told["processor"]))
                heard(told["what"])
            else:
                run.told.append(told)
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        timer.cancel()
        process.stdout.close()
        run.took = time.perf_counter() - started
    return run.took >= limits.seconds


def _outcome(code: int, run: Run, limits: Limits, late: bool, faults: IO[str]) -> str:
    if code == 0:
        return DONE
    laps = (
        f"{len(run.laps)} steps in {sum(lap.seconds for lap in run.laps):.0f} s"
        if run.laps
        else "no step done"
    )
    if late:
        return f"{GIVEN_UP} {limits.seconds:g} s: {laps}"
    faults.seek(0)
    last = (faults.read().strip() or f"ended by signal {-code}").splitlines()[-1]
    if code == OUT_OF_MEMORY or "Out of Memory" in last or code == -9:
        return f"{GIVEN_UP} {limits.memory / 1e9:g} GB: {laps}; {last}"
    return f"failed: {last}"
