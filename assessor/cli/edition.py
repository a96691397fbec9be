"""assessor edition build | list | show | coverage | trend | verify | publish"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from assessor.cli.terminal import fail, out, print_table, progress, reports_faults, running_app
from assessor.whole_files import write_whole

if TYPE_CHECKING:
    from assessor.editions.operations import Order
    from assessor.models import Edition
    from benchmarks.coverage import Coverage
    from benchmarks.trends import Trend

QUANTILES = ("p10", "p25", "p50", "p75", "p90")
TABLES = {".csv": "CSV", ".json": "JSON", ".parquet": "Parquet"}


@click.group()
def edition() -> None:
    """Build and show benchmark editions: numbered snapshots that reports cite."""


@edition.command("list")
@reports_faults
def list_editions() -> None:
    """List every edition."""
    from assessor.editions.queries import editions

    running_app()
    table = Table(box=None)
    for title in ("Edition", "Built on", "Organisations", "Coverage", "Peers", "Digest"):
        table.add_column(title)
    for row in editions():
        counted = row.manifest["coverage"]
        known = counted["organisations"]
        share = f"{counted['counted'] / known:.1%}" if known else "–"
        peers = "synthetic" if row.synthetic else "real"
        table.add_row(
            row.name, row.built_on.isoformat(), f"{counted['counted']:,}", share, peers, row.digest[:12]
        )
    if table.row_count:
        print_table(table)
    else:
        out.print("no editions yet: assessor edition build, or assessor demo")


def _named(name: str) -> "Edition":
    """The edition of this name; ends the command where there is none."""
    from assessor.editions.queries import edition_named, editions

    found = edition_named(name)
    if found is None:
        there = ", ".join(row.name for row in editions()) or "none"
        fail([f"no edition {name!r}; there are: {there}"])
        raise AssertionError("unreachable")
    return found


@edition.command()
@click.argument("name")
@click.option("--cohort", help="One cohort by its key, e.g. 'I|CN|*'; all published ones otherwise.")
@reports_faults
def show(name: str, cohort: str | None) -> None:
    """Show what an edition publishes: cohorts, rounded n, and the quantiles that may be shown."""
    import benchmarks
    from assessor.editions.queries import opened

    running_app()
    edition = opened(_named(name))
    found = benchmarks.published(edition)
    shown = found[found["cohort"] == cohort] if cohort else found[found["node"] == edition.nodes[0]]
    if cohort and shown.empty:
        fail([f"cohort {cohort!r} is not published in {name}"])
    table = Table(box=None)
    for title in shown.columns:
        table.add_column(title)
    for values in shown.astype(object).where(shown.notna(), "").itertuples(index=False):
        table.add_row(*map(str, values))
    print_table(table)


@edition.command()
@click.argument("name")
@reports_faults
def coverage(name: str) -> None:
    """Show what the disclosure rule costs an edition: who waits, what is not published, how old scores are.

    For whoever builds editions; the figures are exact and are not published.
    """
    from assessor.editions.operations import pool_of
    from assessor.editions.queries import opened
    from benchmarks.coverage import coverage as measured

    running_app()
    edition = opened(_named(name))
    found = measured(edition, pool_of(edition))
    print_table(_facts(found))
    print_table(_kinds(found))


def _facts(found: "Coverage") -> Table:
    """The edition in figures."""
    facts: list[tuple[str, object]] = [
        ("counted", f"{found.whole.counted:,} of {found.whole.population:,} ({found.whole.percent}%)"),
        ("waiting", f"{found.waiting:,}"),
        ("smallest group that can be told apart", found.smallest_class),
        ("median age of scores, days", found.median_age_days),
        ("oldest score, days", found.oldest_age_days),
    ]
    if fresh := found.freshness:
        facts += [
            ("counted with an older score than their latest", f"{fresh.superseded:,}"),
            ("counted, no score in the window any more", f"{fresh.lapsed:,}"),
            ("left with others, until a new assessment", f"{fresh.barred:,}"),
            ("median age of latest scores, days", fresh.latest_age_days),
        ]
    table = Table("", "", box=None, show_header=False)
    for title, value in facts:
        table.add_row(title, "–" if value is None else str(value))
    return table


def _kinds(found: "Coverage") -> Table:
    """Labels and published cohorts by kind."""
    from benchmarks.coverage import Labelled, Published

    table = Table("Cohorts by", "Labels", "Organisations", "Published", "Possible", box=None)
    for kind in sorted({*found.labels, *found.cohorts}):
        labels = found.labels.get(kind, Labelled(0, 0))
        cohorts = found.cohorts.get(kind, Published(0, 0))
        by = [kind.place, *(["industry"] if kind.industry else []), *(["size"] if kind.size else [])]
        numbers = (labels.labels, labels.organisations, cohorts.published, cohorts.possible)
        table.add_row(" x ".join(by), *(f"{number:,}" for number in numbers))
    return table


@edition.command()
@click.argument("names", nargs=-1)
@reports_faults
def verify(names: tuple[str, ...]) -> None:
    """Check editions against their evidence: every digest, every count, and the disclosure guard.

    All editions where none is named. Exits with 2 when one is not what was built.
    """
    from assessor.editions.queries import editions
    from assessor.editions.verifying import problems_of

    running_app()
    chosen = [_named(name) for name in names] or editions()
    with progress() as bar:
        task = bar.add_task("verifying", total=len(chosen))
        found = []
        for row in chosen:
            bar.update(task, description=f"verifying {row.name}")
            problems = problems_of(row)
            found += problems
            if not problems:
                out.print(f"{row.name}: as it was built, digest {row.digest[:12]}")
            bar.advance(task)
    if found:
        fail(found)


@edition.command()
@click.argument("name")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@reports_faults
def publish(name: str, target: Path) -> None:
    """Write what may leave an edition to TARGET: a .csv, .json or .parquet file.

    Cohorts, rounded numbers of organisations and quantiles, nothing else; no organisation's score can be
    recovered from it, together with all that was published before.
    """
    from assessor.editions.publication import publication
    from assessor.editions.queries import opened

    if target.suffix not in TABLES:
        fail([f"{target.name}: found {target.suffix or 'no suffix'}, allowed are {', '.join(TABLES)}"])
    running_app()
    row = _named(name)
    with progress() as bar:
        bar.add_task(f"publishing {name}", total=None)
        content, rows = publication(opened(row), target.suffix)
        write_whole(target, content)
    out.print(f"{target}: {rows:,} rows of {name}, digest {row.digest[:12]}")


@edition.command()
@click.argument("line")
@click.option("--track", type=click.Choice(["declared", "verified"]), required=True)
@click.option("--cohort", default="*|*|*", show_default=True, help="A cohort by its key, e.g. 'I|CN|*'.")
@click.option("--node", help="What to follow: total, a dimension or a criterion; the total otherwise.")
@click.option("--statistic", type=click.Choice(QUANTILES), default="p50", show_default=True)
@click.option("--synthetic", is_flag=True, help="The synthetic peers of the demonstration.")
@reports_faults
def trend(line: str, track: str, cohort: str, node: str | None, statistic: str, synthetic: bool) -> None:
    """Follow a cohort of LINE over its editions.

    Where a new version of the model lies between two editions, its part of the change is shown apart from
    the real one: it is measured on the organisations that have scores of both versions.
    """
    from assessor.editions.queries import editions, line_key, opened
    from benchmarks import trends
    from benchmarks.cohorts import Cohort

    running_app()
    key = line_key(line, synthetic=synthetic)
    found = [opened(row) for row in editions() if (row.line, row.track) == (key, track)]
    if not found:
        fail([f"no editions of {key}, {track}: assessor edition list shows which there are"])
    try:
        followed = trends.trend(found, Cohort.parse(cohort), node or found[0].nodes[0], statistic)
    except ValueError as error:
        fail([error])
        return
    print_table(_trend_table(followed))


def _trend_table(trend: "Trend") -> Table:
    """A row for each edition, with the change since the one before."""
    table = Table(box=None)
    for title in ("Edition", "Built on", "Version", "n", trend.statistic, "Change", "Real", "Of the version"):
        table.add_column(title)
    changes = [
        ("", "", ""),
        *((_signed(s.total), _signed(s.real), _signed(s.of_version)) for s in trend.steps),
    ]
    for point, change in zip(trend.points, changes, strict=True):
        shown = "not published" if point.value is None else f"{point.value:.1f}"
        n = str(point.n) if point.value is not None else ""
        table.add_row(str(point.number), point.built_on, point.version or "–", n, shown, *change)
    return table


def _signed(change: float | None) -> str:
    return "not known" if change is None else f"{change:+.1f}"


@edition.command()
@click.option("--line", default="cmc", show_default=True, help="A model, or a line of imported peers.")
@click.option("--track", type=click.Choice(["declared", "verified"]), required=True)
@click.option("--synthetic", is_flag=True, help="From the synthetic peers of the demonstration.")
@click.option(
    "--on", "built_on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the edition; today where not given."
)
@click.option("--only-this-version", is_flag=True, help="Leave out contributions of other model versions.")
@click.option("--even-if-unchanged", is_flag=True, help="Build though nothing has changed since the last.")
@click.option("--engine", type=click.Choice(["embedded", "dask"]), default="embedded", show_default=True)
@click.option("--scheduler", help="Address of a running Dask scheduler; two local workers otherwise.")
@reports_faults
def build(
    line: str,
    track: str,
    synthetic: bool,
    built_on: datetime | None,
    only_this_version: bool,
    even_if_unchanged: bool,
    engine: str,
    scheduler: str | None,
) -> None:
    """Build the next edition from the contributions in the database."""
    from assessor.editions.engines import engine_named
    from assessor.editions.operations import build_edition

    running_app()
    order = _order(line, track, synthetic, built_on.date() if built_on else date.today())
    order = replace(order, only_this_version=only_this_version, even_if_unchanged=even_if_unchanged)
    with progress() as bar, engine_named(engine, scheduler) as counting:
        bar.add_task(f"edition of {line}, {track}", total=None)
        row = build_edition(order, counting)
    counted = row.manifest["coverage"]
    out.print(f"{row.name}: {counted['counted']:,} organisations, digest {row.digest[:12]}")
    if counted["waiting"]:
        out.print(f"{counted['waiting']:,} more wait until enough others can be counted with them")


def _order(line: str, track: str, synthetic: bool, day: date) -> "Order":
    """What to build: the nodes of a model, or of an imported line."""
    from assessor.editions.nodes import compared_nodes
    from assessor.editions.operations import Order
    from assessor.peers.queries import nodes_of, window_of, withdrawn_organisations
    from benchmarks.contributions import WINDOW_MONTHS
    from criteria.registry import load

    imported = nodes_of(line)
    model = load(line) if imported is None else None
    nodes = compared_nodes(model) if model else imported or ()
    withdrawn = frozenset() if synthetic else withdrawn_organisations(line, track)
    window = window_of(line) or WINDOW_MONTHS
    return Order(line, track, nodes, day, synthetic, withdrawn, window, model.version if model else "")
