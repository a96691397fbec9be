"""What commands share: faults to stderr with exit code 2, progress over a second, whole files or none."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from flask.cli import ScriptInfo
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from criteria.faults import InvalidInput
from criteria.registry import UnknownModel

P = ParamSpec("P")
R = TypeVar("R")

WIDEST = 10_000  # columns: wider than any table

# Names of files, models and organisations go through here: what they say is never markup.
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)


def write_what_it_can() -> None:
    """A terminal that has not every character shows '?' for the others, rather than ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_table(table: Table) -> None:
    """A table in its full width: numbers are never cut off, the terminal wraps long lines."""
    needed = Measurement.get(out, out.options.update(max_width=WIDEST), table).maximum
    wide = Console(highlight=False, markup=False, emoji=False, width=max(needed, out.width))
    wide.print(table, soft_wrap=True)


def fail(faults: Sequence[object]) -> None:
    """Print every fault, one a line, and leave with exit code 2."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    err.print(count, style="bold red")
    for fault in faults:
        err.print(f"  {fault}", soft_wrap=True)
    sys.exit(2)


def reports_faults(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose invalid input ends in a list of faults, never in a stack trace."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Exception as error:
            faults = _faults_of(error)
            if faults is None:
                raise
            fail(faults)
        raise AssertionError("unreachable")

    return wrapped


def _faults_of(error: Exception) -> Sequence[object] | None:
    """What a refusal says; None for an error of the software itself."""
    if isinstance(error, InvalidInput):
        return error.faults
    if isinstance(error, UnknownModel):
        return [error.args[0]]
    if isinstance(error, _refusals()):
        return str(error).splitlines()
    if isinstance(error, OSError):
        return [f"{error.filename or 'file system'}: {error.strerror or error}"]
    return None


def _refusals() -> tuple[type[Exception], ...]:
    """Errors whose message tells the user what is wrong; loaded only when there is one."""
    from assessor.config import SettingRefused
    from assessor.editions.operations import EditionRefused
    from assessor.extensions import DatabaseRefused
    from assessor.printing.fonts import PdfUnavailable
    from benchmarks import ContributionsRefused, DisclosureRefused, EditionDamaged, EditionExists, UnknownCode

    of_editions = (ContributionsRefused, DisclosureRefused, EditionDamaged, EditionExists, EditionRefused)
    return (DatabaseRefused, PdfUnavailable, SettingRefused, UnknownCode, *of_editions)


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress display on the error stream; silent where that is no terminal."""
    said = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), said, BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield bar


def running_app() -> Flask:
    """The application, with its context for the rest of the command and its database brought up to date.

    Raises DatabaseRefused where the database is none, or cannot be reached.
    """
    context = click.get_current_context()
    app = opened(context.ensure_object(ScriptInfo).load_app)
    context.with_resource(app.app_context())
    return app


def opened(make: Callable[[], Flask]) -> Flask:
    """An application with its database brought up to date; raises DatabaseRefused where that cannot be."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from assessor.extensions import DatabaseRefused, open_database

    try:
        app = make()
        open_database(app)
    except (ArgumentError, DBAPIError, ImportError) as error:  # ImportError: an engine without its driver
        raise DatabaseRefused(f"the database cannot be used: {getattr(error, 'orig', error)}") from error
    return app


answers_file = click.Path(path_type=Path)
packs_option = click.option(
    "--packs",
    "folders",
    multiple=True,
    envvar="ASSESSOR_PACKS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with further model packs (<id>/<version>/model.yaml); may be repeated.",
)
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "zh-Hans", "zh-Hant"]),
    default="en",
    show_default=True,
    help="Language of the output.",
)
