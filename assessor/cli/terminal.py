"""What commands share: faults to stderr with exit code 2, progress over a second, whole files or none."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from flask.cli import ScriptInfo
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from criteria.faults import InvalidInput
from criteria.registry import UnknownModel

P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(faults: Sequence[object]) -> None:
    """Print every fault, one a line, and leave with exit code 2."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    err.print(f"[bold red]{count}[/]")
    for fault in faults:
        err.print(f"  {fault}", markup=False, soft_wrap=True)
    sys.exit(2)


def reports_faults(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose invalid input ends in a list of faults, never in a stack trace."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InvalidInput as invalid:
            fail(invalid.faults)
        except UnknownModel as unknown:
            fail([unknown.args[0]])
        except OSError as error:
            fail([f"{error.filename or 'file system'}: {error.strerror or error}"])
        raise AssertionError("unreachable")

    return wrapped


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress display on the error stream; silent where that is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield bar


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all: to a temporary neighbour first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def running_app() -> Flask:
    """The application, with its context for the rest of the command and its database brought up to date."""
    from assessor.extensions import open_database

    context = click.get_current_context()
    app = context.ensure_object(ScriptInfo).load_app()
    context.with_resource(app.app_context())
    open_database(app)
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
