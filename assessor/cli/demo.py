"""assessor demo: the whole job once, on a complete input."""

import time
from pathlib import Path

import click

from assessor.cli.terminal import err, out, progress, reports_faults, running_app


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the reports; <instance>/demo otherwise.",
)
@reports_faults
def demo(output: Path | None) -> None:
    """Score, compare, report and certify two complete assessments from filled workbooks."""
    from assessor.demo.steps import Demonstration
    from assessor.printing.press import press

    press().warm()
    app = running_app()
    folder = output or Path(app.instance_path) / "demo"
    demonstration = Demonstration(app, folder)
    started = time.perf_counter()
    with progress() as bar:
        steps = list(demonstration.steps())
        task = bar.add_task("", total=len(steps))
        for step in steps:
            bar.update(task, description=step.title)
            begun = time.perf_counter()
            said = step.run()
            err.print(
                f"{time.perf_counter() - begun:6.2f} s  {step.title}: {said or 'already there'}",
                soft_wrap=True,
            )
            bar.advance(task)
    err.print(f"{time.perf_counter() - started:6.2f} s  in all", soft_wrap=True)
    _where(demonstration.folder)


def _where(folder: Path) -> None:
    out.print("\nReports (the peers in them are synthetic, and every page says so):")
    for path in sorted(folder.glob("*/[!.]*")):
        out.print(
            f"  {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}", soft_wrap=True
        )
    out.print("\nOpen the application with: make serve (or assessor serve)")
