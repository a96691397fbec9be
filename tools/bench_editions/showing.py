"""What was measured, as tables."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log

from rich.console import Console
from rich.table import Table

from tools.bench_editions.running import Lap, Run

OWN = ("edition", "frozen", "verified", "rows")
BASELINES = ("pandas", "duckdb")
STEPS = {
    "edition": ("build", "write"),
    "frozen": ("frozen",),
    "verified": ("verify",),
    "rows": ("rows to edition", "build", "write"),
}
TITLES = {
    ("edition", "build"): "build from columns, disclosure rule, guard, digests",
    ("edition", "write"): "write it",
    ("frozen", "frozen"): "all quantiles from the frozen file",
    ("verified", "verify"): "verify: digests, recount, guard",
    ("rows", "rows to edition"): "database rows to a written edition",
    ("rows", "build"): "  of which building; the rest is reading the rows",
    ("rows", "write"): "  of which writing",
}


def show(console: Console, runs: Sequence[Run]) -> None:
    """Print everything."""
    for size in sorted({run.job.size for run in runs}):
        console.print(_times(size, [run for run in runs if run.job.size == size]))
        console.print()
    for table in (_phases(runs), _growth(runs), _stored(runs), _lookups(runs), _limit(runs), _equality(runs)):
        if table.row_count:
            console.print(table)
            console.print()


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, title_style="bold")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _times(size: int, runs: Sequence[Run]) -> Table:
    columns = (
        "first s",
        "best s",
        "processor s (first / best)",
        "peak MB",
        "× ours",
        "in processor time",
        "load",
    )
    table = _table(f"{size:,} assessments × 38 nodes", "what", *columns)
    own = first_frozen(runs)
    for run in runs:
        if run.job.name in OWN:
            for row in _own_rows(run):
                table.add_row(*row)
        elif run.job.name in BASELINES:
            table.add_row(*_baseline_row(run, own))
    return table


def _own_rows(run: Run) -> Iterator[tuple[str, ...]]:
    kind = f" ({run.job.kind})" if run.job.kind != "smooth" else ""
    if not run.done:
        yield f"{run.job.title}: {run.outcome}", "", "", "", _mega(run.peak), "", "", _load(run)
    for step in STEPS[run.job.name]:
        if laps := run.laps_of(step):
            least, processor = min(lap.seconds for lap in laps), f"{laps[0].processor:.3f}"
            if len(laps) > 1:
                processor += f" / {_best(laps):.3f}"
            figures = f"{laps[0].seconds:.3f}", f"{least:.3f}", processor
            yield f"ours: {TITLES[run.job.name, step]}{kind}", *figures, _mega(run.peak), "", "", _load(run)


def _baseline_row(run: Run, own: Lap | None) -> tuple[str, ...]:
    if not run.done:
        least = f"≥ {run.took / own.seconds:.0f}" if own and run.given_up else ""
        return (
            f"{run.job.title}: {run.outcome}",
            f"{run.took:.1f}",
            "",
            "",
            _mega(run.peak),
            least,
            "",
            _load(run),
        )
    ratios = (run.measured / own.seconds, run.processor / own.processor) if own else ()
    shown = [f"{ratio:.1f}" for ratio in ratios] or ["", ""]
    return (
        run.job.title,
        f"{run.measured:.2f}",
        "",
        f"{run.processor:.2f}",
        _mega(run.peak),
        *shown,
        _load(run),
    )


def first_frozen(runs: Sequence[Run]) -> Lap | None:
    """How long this software took from the frozen file, the first time: what baselines are compared with."""
    laps = [run.laps_of("frozen") for run in runs if (run.job.name, run.job.kind) == ("frozen", "smooth")]
    return laps[0][0] if laps and laps[0] else None


def _mega(peak: int) -> str:
    return f"{peak / 1e6:,.0f}"


def _load(run: Run) -> str:
    return f"{run.load[0]:.1f} → {run.load[1]:.1f}"


# --- where the time goes ----------------------------------------------------------------------------


def _phases(runs: Sequence[Run]) -> Table:
    """The steps of a build, and of a count from the frozen file at its best."""
    table = _table("where the time goes, in seconds", "what", "assessments", "steps")
    for run in runs:
        if run.job.name == "edition" and (built := run.laps_of("build")):
            steps = [lap for lap in run.laps if lap.what not in ("draw", "build", "write")]
            rest = built[0].seconds - sum(lap.seconds for lap in steps)
            told = [*((lap.what, lap.seconds) for lap in steps), ("number, digest", rest)]
            table.add_row(f"build ({run.job.kind})", f"{run.job.size:,}", _steps(told))
        parts = [one["seconds"] for one in run.told if one["event"] == "parts"]
        if parts:
            best = min(parts, key=lambda one: sum(one.values()))
            table.add_row(f"frozen ({run.job.kind})", f"{run.job.size:,}", _steps(list(best.items())))
    return table


def _steps(steps: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{what} {seconds:.3f}" for what, seconds in steps)


# --- growth -----------------------------------------------------------------------------------------


def _growth(runs: Sequence[Run]) -> Table:
    series = dict(_series(runs))
    sizes = sorted({size for found in series.values() for size in found})
    steps = list(pairwise(sizes))
    titles = [f"{small:,} → {large:,}" for small, large in steps]
    table = _table("growth: processor time grows as size to the power of", "what", *titles)
    for what, found in series.items():
        if len(found) > 1:
            table.add_row(what, *(growth(found, small, large) for small, large in steps))
    return table


def _series(runs: Sequence[Run]) -> Iterator[tuple[str, dict[int, float]]]:
    """Yield what is measured at several sizes, and its processor seconds by size."""
    smooth = [run for run in runs if run.job.kind == "smooth"]
    for name, step in (
        ("frozen", "frozen"),
        ("edition", "build"),
        ("rows", "rows to edition"),
        ("verified", "verify"),
    ):
        laps = {run.job.size: run.laps_of(step) for run in smooth if run.job.name == name}
        yield f"ours: {TITLES[name, step]}", {size: _best(of) for size, of in laps.items() if of}
    for name, threads in sorted(
        {(run.job.name, run.job.threads) for run in smooth if run.job.name in BASELINES}
    ):
        of = [run for run in smooth if run.done and (run.job.name, run.job.threads) == (name, threads)]
        of.sort(key=lambda run: -run.processor)  # so that of several ways the fastest stays
        yield f"{name}, {threads} thread{'s' * (threads > 1)}", {run.job.size: run.processor for run in of}


def growth(found: dict[int, float], small: int, large: int) -> str:
    """Return the slope between two sizes on logarithmic scales; nothing where one was not measured."""
    if small not in found or large not in found:
        return ""
    return f"{log(found[large] / found[small]) / log(large / small):.2f}"


# --- the rest ---------------------------------------------------------------------------------------


def _stored(runs: Sequence[Run]) -> Table:
    columns = ("kind", "labels", "counts MB", "manifest, population kB", "evidence MB", "counted")
    table = _table("stored", "assessments", *columns)
    for run in runs:
        stored, made = run.fact("stored"), run.fact("edition")
        if run.job.name == "edition" and stored and made:
            table.add_row(
                f"{run.job.size:,}",
                run.job.kind,
                f"{made['labels']:,}",
                f"{stored['counts'] / 1e6:.2f}",
                f"{(stored['manifest'] + stored.get('population', 0)) / 1e3:.1f}",
                f"{stored['evidence'] / 1e6:,.1f}",
                f"{made['counted'] / made['known']:.1%}",
            )
    return table


def _lookups(runs: Sequence[Run]) -> Table:
    table = _table(
        "standing of 38 nodes, in µs", "assessments", "which", "lookups", "p50", "p99", "the very first"
    )
    for run in runs:
        for one in run.told:
            if one["event"] == "lookups":
                first = f"{one['first']:,.0f}" if "first" in one else ""
                spread = f"{one['p50']:,.0f}", f"{one['p99']:,.0f}"
                table.add_row(f"{run.job.size:,}", one["what"], f"{one['lookups']:,}", *spread, first)
    return table


def _limit(runs: Sequence[Run]) -> Table:
    """The same bytes read, copied, summed and counted once, and how far the whole is from reading them."""
    columns = ("MB", "read s", "GB/s", "copy s", "sum s", "one bincount a node s", "ours s", "ours ÷ read")
    table = _table("the physical limit, in processor time, best of three", "assessments", *columns)
    whole = {
        run.job.size: run.laps_of("frozen")
        for run in runs
        if run.job.kind == "smooth" and run.laps_of("frozen")
    }
    for run in runs:
        told = run.fact("bytes")
        if told and run.job.size in whole:
            own = _best(whole[run.job.size])
            read, *others = (_best(run.laps_of(what)) for what in ("read", "copy", "sum", "bincount"))
            passes = (f"{seconds:.4f}" for seconds in (read, told["bytes"] / read / 1e9, *others))
            table.add_row(
                f"{run.job.size:,}", f"{told['bytes'] / 1e6:.1f}", *passes, f"{own:.3f}", f"{own / read:.0f}"
            )
    return table


def _best(laps: Sequence[Lap]) -> float:
    """Return the least processor time, which hardly depends on what else the machine does."""
    return min(lap.processor for lap in laps)


def _equality(runs: Sequence[Run]) -> Table:
    table = _table(
        "the same quantiles as ours", "what", "assessments", "compared", "furthest apart, points", "same"
    )
    for run in runs:
        if told := run.fact("compared"):
            figures = f"{told['compared']:,}", f"{told['furthest']:.1e}", "yes" if told["same"] else "NO"
            table.add_row(run.job.title, f"{run.job.size:,}", *figures)
    return table
