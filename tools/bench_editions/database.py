"""An edition from the rows of a real database, as `assessor edition build` makes it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import benchmarks
from assessor import create_app
from assessor.editions import operations
from assessor.editions.nodes import compared_nodes
from assessor.extensions import db, open_database
from tools.bench_editions.population import BUILT_ON, TRACK, Kind, draw, model
from tools.bench_editions.telling import lap, ready, tell, timed_calls

AT_ONCE = 10_000


@contextmanager
def _application(home: Path) -> Iterator[None]:
    """The application on the database of a folder, with its schema brought up to date."""
    os.environ["ASSESSOR_HOME"] = str(home)
    app = create_app()
    open_database(app)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def fill(home: Path, size: int, kind: Kind) -> None:
    """Contribute so many assessments to the pool of a new database."""
    drawn = draw(size, kind)
    ready()
    with _application(home), lap("contribute"):
        operations.contribute(model().id, TRACK, compared_nodes(model()), _one_by_one(drawn), synthetic=True)
    tell("stored", database=sum(file.stat().st_size for file in home.glob("*.sqlite3*")))


def _one_by_one(drawn: benchmarks.Contributions) -> Iterator[benchmarks.Contribution]:
    """Yield the rows, without ever holding many of them as objects."""
    for start in range(0, len(drawn), AT_ONCE):
        yield from drawn.take(np.arange(start, min(start + AT_ONCE, len(drawn))))


def rows(home: Path, size: int) -> None:
    """Build, write and record the edition of everything in the pool; raise ValueError if any is left out."""
    order = operations.Order(model().id, TRACK, compared_nodes(model()), BUILT_ON, synthetic=True)
    phases = ((benchmarks, "build"), (benchmarks, "write"))
    with _application(home):
        ready()
        with lap("rows to edition"), timed_calls(*phases):
            made = operations.build_edition(order)
        known = made.manifest["coverage"]["organisations"]
    if known != size:
        raise ValueError(f"the edition knows {known:,} organisations of the {size:,} in the database")
    tell("edition", known=known)
