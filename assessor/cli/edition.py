"""assessor edition build | list | show"""

from datetime import date, datetime

import click
from rich.table import Table

from assessor.cli.terminal import fail, out, print_table, progress, reports_faults, running_app


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
            row.folder, row.built_on.isoformat(), f"{counted['counted']:,}", share, peers, row.digest[:12]
        )
    if table.row_count:
        print_table(table)
    else:
        out.print("no editions yet: assessor edition build, or assessor demo")


@edition.command()
@click.argument("name")
@click.option("--cohort", help="One cohort by its key, e.g. 'I|CN|*'; all published ones otherwise.")
@reports_faults
def show(name: str, cohort: str | None) -> None:
    """Show what an edition publishes: cohorts, rounded n, and the quantiles that may be shown."""
    import benchmarks
    from assessor.editions.queries import editions, opened

    running_app()
    row = next((row for row in editions() if row.folder == name), None)
    if row is None:
        fail([f"no edition {name!r}; there are: {', '.join(row.folder for row in editions()) or 'none'}"])
        return
    found = benchmarks.published(opened(row))
    totals = found[found["node"] == "total"]
    if cohort:
        found = found[found["cohort"] == cohort]
        totals = found
    if totals.empty:
        fail([f"cohort {cohort!r} is not published in {name}"])
    table = Table(box=None)
    for title in totals.columns:
        table.add_column(title)
    shown = totals.astype(object).where(totals.notna(), "")
    for values in shown.itertuples(index=False):
        table.add_row(*map(str, values))
    print_table(table)


@edition.command()
@click.option("--line", default="cmc", show_default=True, help="Model line.")
@click.option("--track", type=click.Choice(["declared", "verified"]), required=True)
@click.option("--synthetic", is_flag=True, help="From the synthetic peers of the demonstration.")
@click.option(
    "--on", "built_on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the edition; today where not given."
)
@reports_faults
def build(line: str, track: str, synthetic: bool, built_on: datetime | None) -> None:
    """Build the next edition from the contributions in the database."""
    from assessor.editions.nodes import compared_nodes
    from assessor.editions.operations import build_edition
    from assessor.editions.queries import editions_root
    from criteria.registry import load

    running_app()
    nodes = compared_nodes(load(line))
    day = built_on.date() if built_on else date.today()
    with progress() as bar:
        bar.add_task(f"edition of {line}, {track}", total=None)
        row = build_edition(line, track, nodes, editions_root(), day, synthetic=synthetic)
    out.print(
        f"{row.folder}: {row.manifest['coverage']['counted']:,} organisations, digest {row.digest[:12]}"
    )
