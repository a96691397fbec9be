"""Contributing to the pool, and building the next edition of a line and track from it."""

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

import benchmarks
from assessor.editions.partitions import pool_for
from assessor.editions.pool import nodes_digest, other_trees, packed
from assessor.editions.queries import editions_root, latest, line_key
from assessor.extensions import db, writing
from assessor.models import Contribution, Edition
from benchmarks.contributions import WINDOW_MONTHS
from benchmarks.counts import count
from benchmarks.editions import Engine

BATCH = 2_000


class EditionRefused(ValueError):
    """There is nothing that an edition could be built from, or it would not follow the one before it."""


def contribute(
    line: str, track: str, nodes: Sequence[str], rows: Iterable[benchmarks.Contribution], *, synthetic: bool
) -> int:
    """Add rows to the pool in one transaction; returns how many were added."""
    of_nodes, added, waiting = nodes_digest(nodes), 0, iter(rows)
    with writing() as session:
        while batch := list(islice(waiting, BATCH)):
            values = [_row(line, track, of_nodes, one, synthetic) for one in batch]
            session.execute(insert(Contribution), values)
            added += len(values)
    return added


def _row(
    line: str, track: str, nodes: str, one: benchmarks.Contribution, synthetic: bool
) -> dict[str, object]:
    return {
        "line": line,
        "track": track,
        "organisation_key": one.organisation_id,
        "assessment_key": one.assessment_id,
        "industry": one.cell.industry,
        "place": one.cell.place,
        "size": one.cell.size,
        "decided_on": one.decided_on,
        "scores": packed(one.scores),
        "nodes": nodes,
        "digest": one.digest,
        "synthetic": synthetic,
    }


def contributed(line: str, track: str, *, synthetic: bool) -> int:
    """How many rows the pool has, those that were withdrawn left out."""
    of = Contribution
    kept = (of.line == line, of.track == track, of.synthetic == synthetic, of.withdrawn_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Contribution).where(*kept)) or 0


@dataclass(frozen=True, slots=True)
class Order:
    """What edition to build: of which line, track and nodes, on which day, from whom.

    `withdrawn` are organisations (by their keys in the pool) that leave at once; `only_these_nodes` leaves
    contributions of other versions of the model out instead of refusing to build beside them.
    """

    line: str
    track: str
    nodes: tuple[str, ...]
    built_on: date
    synthetic: bool = False
    withdrawn: Collection[str] = ()
    window_months: int = WINDOW_MONTHS
    only_these_nodes: bool = False
    even_if_unchanged: bool = False

    @property
    def key(self) -> str:
        """The line of the edition; synthetic peers are a line of their own."""
        return line_key(self.line, synthetic=self.synthetic)


def build_edition(order: Order, engine: Engine = count) -> Edition:
    """Build, write and record the next edition; a failure leaves the previous one as it was.

    Raises EditionRefused, what `benchmarks.build` raises, and OSError where it cannot be written.
    """
    previous = latest(order.line, order.track, synthetic=order.synthetic)
    pool, elsewhere = pool_for(
        engine, order.line, order.track, order.nodes, synthetic=order.synthetic, previous=previous
    )
    if refused := _refusal(order, pool, previous):
        raise EditionRefused(refused)
    edition = benchmarks.build(
        line=order.key, track=order.track, nodes=order.nodes, contributions=pool, built_on=order.built_on,
        previous=previous, synthetic=order.synthetic, withdrawn=order.withdrawn,
        window_months=order.window_months, engine=engine, elsewhere=elsewhere,
    )  # fmt: skip
    if previous and _same(edition, previous) and not order.even_if_unchanged:
        raise EditionRefused(
            f"nothing has changed since edition {previous.number} of {order.key}, {order.track}: nobody "
            "came, left or became too old to count"
        )
    return _kept(edition)


def _refusal(order: Order, pool: benchmarks.Contributions, previous: benchmarks.Edition | None) -> str:
    """Why there can be no edition; nothing where there can."""
    named = f"{order.key}, {order.track}"
    if previous and order.built_on < previous.built_on:
        return f"built on {order.built_on}: edition {previous.number} of {named} is of {previous.built_on}"
    if previous and tuple(order.nodes) != tuple(previous.nodes):
        return f"the model's parts are not those of edition {previous.number} of {named}"
    if not previous and not (pool.decided <= order.built_on.toordinal()).any():
        return f"no contributions of {named} by {order.built_on}: there is nothing to build an edition from"
    return "" if order.only_these_nodes else _mixed(order)


def _mixed(order: Order) -> str:
    """Say which contributions are of other versions of the model; nothing where there are none."""
    other = other_trees(
        order.line, order.track, nodes_digest(order.nodes), order.built_on, synthetic=order.synthetic
    )
    if not other:
        return ""
    found = ", ".join(f"{tree.contributions:,} with {tree.nodes} scores" for tree in other)
    return (
        f"mixed model versions in {order.key}, {order.track}: this version has {len(order.nodes)} scores, "
        f"but there are contributions of other versions: {found}. Scores of different versions are never "
        "counted together; --only-this-version leaves the others out"
    )


def _same(edition: benchmarks.Edition, previous: benchmarks.Edition) -> bool:
    """Whether two editions count the same scores and know the same organisations."""
    return edition.digests == previous.digests


def _kept(edition: benchmarks.Edition) -> Edition:
    """Write the edition's folder and record it; without its row a folder is nobody's and blocks nothing."""
    folder = editions_root() / f"{edition.line}-{edition.track}-{edition.number}-{edition.digest[:12]}"
    if not _is_there(folder):
        benchmarks.write(edition, folder)
    try:
        return _recorded(edition, folder)
    except IntegrityError as error:
        named = f"edition {edition.number} of {edition.line}, {edition.track}"
        raise EditionRefused(f"{named} was built by somebody else meanwhile") from error
    finally:
        if db.session.scalar(select(Edition.id).where(Edition.folder == folder.name)) is None:
            shutil.rmtree(folder)


def _is_there(folder: Path) -> bool:
    """Whether a process that was killed, or one that builds the same edition now, has written it already.

    The folder's name says its digest, so that what can be read under it is the very edition.
    """
    try:
        return folder.exists() and bool(benchmarks.read(folder))
    except benchmarks.EditionDamaged:
        shutil.rmtree(folder)
        return False


def _recorded(edition: benchmarks.Edition, folder: Path) -> Edition:
    with writing() as session:
        row = Edition(
            line=edition.line, track=edition.track, number=edition.number, built_on=edition.built_on,
            folder=folder.name, digest=edition.digest, synthetic=edition.synthetic,
            manifest=benchmarks.read_manifest(folder),
        )  # fmt: skip
        session.add(row)
    return row
