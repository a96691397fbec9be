"""Times scoring beside what a user would pick instead, in one run.

Prints a table and writes build/bench.json. Ratios are this software over the baseline: below 1 is faster.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from assessor.answers.files import read_answers
from assessor.demo.steps import ANSWERS
from assessor.reports.building import build, score_sheet
from criteria.answers import Answer
from criteria.explaining import explain
from criteria.model import Model
from criteria.registry import load
from criteria.rescoring import rescore
from criteria.scoring import score

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Measure:
    """One figure: milliseconds (median, and the middle half of all runs), and the baseline's."""

    what: str
    median: float
    spread: float
    baseline: str = ""
    baseline_median: float | None = None

    @property
    def ratio(self) -> str:
        """This over the baseline."""
        return f"{self.median / self.baseline_median:.3f}" if self.baseline_median else ""


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median and interquartile range, in milliseconds, after one run to warm up."""
    work()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    low, middle, high = statistics.quantiles(times, n=4) if runs > 1 else (times[0],) * 3
    return middle, high - low


# --- scoring ----------------------------------------------------------------------------------------


def _plain_scoring(model: Model, values: dict[str, float]) -> Callable[[], object]:
    """The same weighted means with pandas, as an analyst would write them in a notebook."""
    rows = [
        (d.id, float(d.points), c.id, float(c.points), float(p.weight), values[p.id])
        for d in model.dimensions
        for c in d.criteria
        for p in c.practices
    ]
    frame = pd.DataFrame(rows, columns=["d", "dp", "c", "cp", "w", "s"])

    def work() -> float:
        scored = frame.assign(ws=frame.w * frame.s)
        criteria = scored.groupby(["d", "dp", "c", "cp"], as_index=False)[["ws", "w"]].sum()
        criteria["ws"] = criteria.ws / criteria.w * criteria.cp
        dimensions = criteria.groupby(["d", "dp"], as_index=False)[["ws", "cp"]].sum()
        return float((dimensions.ws / dimensions.cp * dimensions.dp).sum() / 100)

    return work


def scoring() -> Iterator[Measure]:
    """One assessment in each track, its explanation, and ten thousand at once."""
    model = load("cmc")
    drawn = np.random.default_rng(1)
    chosen = drawn.integers(0, 6, len(model.practices)).tolist()
    answers = {p.id: Answer({"answer": Fraction(v)}) for p, v in zip(model.practices, chosen, strict=True)}
    values = {p.id: v * 20.0 for p, v in zip(model.practices, chosen, strict=True)}
    baseline, _ = timed(_plain_scoring(model, values), 50)
    name = "pandas groupby, weighted means only"
    yield Measure(
        "score, declared, 120 practices",
        *timed(lambda: score(model, answers, "declared"), 300),
        name,
        baseline,
    )
    audit = read_answers(next(ANSWERS.glob("*audit*.xlsx")))
    yield Measure("score, verified, 120 practices", *timed(lambda: score_sheet(audit), 300), name, baseline)
    result = score(model, answers, "declared")
    yield Measure("explain every number", *timed(lambda: explain(result), 100), name, baseline)
    many = drawn.integers(0, 6, (10_000, len(model.practices))) * 20.0
    one_by_one, _ = timed(lambda: [score(model, answers, "declared") for _ in range(100)], 5)
    yield Measure(
        "rescore 10,000 at once",
        *timed(lambda: rescore(model, many), 20),
        "score() one by one",
        one_by_one * 100,
    )


# --- the document -----------------------------------------------------------------------------------


def document() -> Iterator[Measure]:
    """Everything that a report says, from a sheet; `make bench-reports` times the printing of it."""
    sheet = read_answers(next(ANSWERS.glob("*audit*.xlsx")))
    yield Measure("document from a sheet", *timed(lambda: build(sheet, score_sheet(sheet), "en"), 10))


def main() -> int:
    """Run everything, print it, write build/bench.json."""
    console = Console()
    table = Table("", "median ms", "spread", "baseline ms", "ratio", "baseline", box=None)
    found = []
    for part in (scoring, document):
        for one in part():
            found.append(one)
            baseline = f"{one.baseline_median:.2f}" if one.baseline_median else ""
            table.add_row(
                one.what, f"{one.median:.3f}", f"{one.spread:.3f}", baseline, one.ratio, one.baseline
            )
    console.print(table)
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    measures = [asdict(one) | {"ratio": one.ratio} for one in found]
    target.write_text(
        json.dumps({"machine": machine, "measures": measures}, indent=1) + "\n", encoding="utf-8"
    )
    load_average = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    console.print(f"written to {target.relative_to(ROOT)}; {load_average}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
