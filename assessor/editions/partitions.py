"""The pool in parts: ranges of the database's keys, which workers read for themselves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Protocol, runtime_checkable
from uuid import UUID

from sqlalchemy import Connection, NullPool, create_engine, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from assessor.editions.pool import Asked, columns, pooled
from assessor.editions.queries import editions_root, latest_row
from assessor.extensions import db, prepare, sqlite_driver
from assessor.models import Contribution
from benchmarks import Contributions, ContributionsRefused, Edition
from benchmarks.editions import Engine
from benchmarks.partitions import ROWS, frozen_partitions
from benchmarks.portions import Elsewhere, Partition
from benchmarks.storage import EVIDENCE


@dataclass(frozen=True, slots=True)
class DatabasePartition:
    """The contributions that are asked for whose ids are from `first` to before `last`, in their order.

    Whoever reads it opens a connection of their own and closes it. The URL may hold a password: it is never
    shown.
    """

    url: str = field(repr=False)
    asked: Asked
    first: UUID
    last: UUID | None

    def __str__(self) -> str:
        return f"contributions of {self.asked.line}, {self.asked.track} from id {self.first} on"

    def read(self) -> Contributions:
        """Return the rows with their scores; raise ContributionsRefused where the database cannot be read."""
        of = Contribution
        within = self.asked.selected().where(of.id >= self.first).order_by(of.id)
        try:
            with _connected(self.url) as connection:
                chosen = within if self.last is None else within.where(of.id < self.last)
                return columns(connection, chosen, len(self.asked.nodes))
        except SQLAlchemyError as error:
            problem = f"{self}: cannot be read by a worker: {getattr(error, 'orig', None) or error}"
            raise ContributionsRefused([problem]) from error


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    local = make_url(url).get_backend_name() == "sqlite"
    options = {"module": sqlite_driver()} if local else {}
    engine = create_engine(url, poolclass=NullPool, **options)
    prepare(engine)
    with engine.connect() as connection:
        yield connection


def database_partitions(asked: Asked, rows: int = ROWS) -> list[DatabasePartition]:
    """What is asked for in ranges of ids, each of at most so many rows."""
    of = Contribution
    place = func.row_number().over(order_by=of.id) - 1
    numbered = select(of.id, place.label("place")).where(*asked.kept).subquery()
    every = select(numbered.c.id).where(numbered.c.place % rows == 0).order_by(numbered.c.id)
    firsts = list(db.session.scalars(every))
    url = db.engine.url.render_as_string(hide_password=False)
    return [DatabasePartition(url, asked, first, last) for first, last in zip_longest(firsts, firsts[1:])]


@runtime_checkable
class Spreading(Protocol):
    """An engine whose workers read the partitions themselves."""

    def spread(
        self, nodes: Sequence[str], given: Sequence[Partition], before: Sequence[Partition], scratch: Path
    ) -> tuple[Contributions, Elsewhere]:
        """Return who the rows that are given are of, and where their scores are."""


def pool_for(
    engine: Engine, asked: Asked, previous: Edition | None, *, restated: bool = False
) -> tuple[Contributions, Elsewhere | None]:
    """The pool as an engine wants it: with its scores, or without them and where they are.

    The first edition of a new version of the model (`restated`) is counted twice, by both versions, and with
    its scores here.
    """
    if restated or not isinstance(engine, Spreading):
        return pooled(asked), None
    editions_root().mkdir(parents=True, exist_ok=True)
    return engine.spread(asked.nodes, database_partitions(asked), _counted(asked, previous), editions_root())


def _counted(asked: Asked, previous: Edition | None) -> Sequence[Partition]:
    """The evidence of the edition before."""
    row = latest_row(asked.line, asked.track, synthetic=asked.synthetic)
    if row is None or previous is None:
        return []
    path = editions_root() / row.folder / EVIDENCE
    return frozen_partitions(path, previous.nodes, len(previous.evidence))
