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
from assessor.editions.pool import Asked, nodes_digest, of_other_versions, packed, pooled, version_named
from assessor.editions.queries import SYNTHETIC, editions_root, latest, line_key
from assessor.extensions import db, writing
from assessor.models import Contribution, Edition
from benchmarks.contributions import WINDOW_MONTHS
from benchmarks.counts import count
from benchmarks.editions import Engine

BATCH = 2_000


class EditionRefused(ValueError):
    """There is nothing that an edition could be built from, or it would not follow the one before it."""


def contribute(
    line: str,
    track: str,
    nodes: Sequence[str],
    rows: Iterable[benchmarks.Contribution],
    *,
    synthetic: bool,
    version: str = "",
) -> int:
    """Add rows to the pool in one transaction; returns how many were added.

    `version` is that of the model which the scores are of; an imported line has none.
    """
    shared = {"line": line, "track": track, "nodes": nodes_digest(nodes), "version": version}
    added, waiting = 0, iter(rows)
    with writing() as session:
        while batch := list(islice(waiting, BATCH)):
            values = [_row(one) | shared | {"synthetic": synthetic} for one in batch]
            session.execute(insert(Contribution), values)
            added += len(values)
    return added


def _row(one: benchmarks.Contribution) -> dict[str, object]:
    return {
        "organisation_key": one.organisation_id,
        "assessment_key": one.assessment_id,
        "industry": one.cell.industry,
        "place": one.cell.place,
        "size": one.cell.size,
        "decided_on": one.decided_on,
        "scores": packed(one.scores),
        "digest": one.digest,
    }


def contributed(line: str, track: str, *, synthetic: bool) -> int:
    """How many rows the pool has, those that were withdrawn left out."""
    of = Contribution
    kept = (of.line == line, of.track == track, of.synthetic == synthetic, of.withdrawn_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Contribution).where(*kept)) or 0


@dataclass(frozen=True, slots=True)
class Order:
    """What edition to build: of which line, track, nodes and version, on which day, from whom.

    `withdrawn` are organisations (by their keys in the pool) that leave at once; `only_this_version` leaves
    contributions of other versions of the model out instead of refusing to build beside them.
    """

    line: str
    track: str
    nodes: tuple[str, ...]
    built_on: date
    synthetic: bool = False
    withdrawn: Collection[str] = ()
    window_months: int = WINDOW_MONTHS
    version: str = ""
    only_this_version: bool = False
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
        engine,
        Asked(order.line, order.track, order.nodes, order.version, order.synthetic),
        previous,
        restated=previous is not None and previous.version != order.version,
    )
    if refused := _refusal(order, pool, previous):
        raise EditionRefused(refused)
    edition = benchmarks.build(
        line=order.key, track=order.track, nodes=order.nodes, contributions=pool, built_on=order.built_on,
        previous=previous, synthetic=order.synthetic, withdrawn=order.withdrawn,
        window_months=order.window_months, version=order.version, engine=engine, elsewhere=elsewhere,
    )  # fmt: skip
    if previous and _same(edition, previous) and not order.even_if_unchanged:
        raise EditionRefused(
            f"nothing has changed since edition {previous.number} of {order.key}, {order.track}: nobody "
            "came, left or became too old to count"
        )
    return _kept(edition)


def pool_of(edition: benchmarks.Edition) -> benchmarks.Contributions:
    """The contributions there are now for the line, track, nodes and version of an edition."""
    line = edition.line.removesuffix(SYNTHETIC) if edition.synthetic else edition.line
    return pooled(Asked(line, edition.track, edition.nodes, edition.version, edition.synthetic))


def _refusal(order: Order, pool: benchmarks.Contributions, previous: benchmarks.Edition | None) -> str:
    """Why there can be no edition; nothing where there can."""
    named = f"{order.key}, {order.track}"
    if previous and order.built_on < previous.built_on:
        return f"built on {order.built_on}: edition {previous.number} of {named} is of {previous.built_on}"
    if previous and order.version == previous.version and order.nodes != previous.nodes:
        return f"the model's parts are not those of edition {previous.number} of {named}"
    if not previous and not (pool.decided <= order.built_on.toordinal()).any():
        return f"no contributions of {named} by {order.built_on}: there is nothing to build an edition from"
    return "" if order.only_this_version else _mixed(order)


def _mixed(order: Order) -> str:
    """Say which contributions are of other versions of the model only; nothing where there are none."""
    asked = Asked(order.line, order.track, order.nodes, order.version, order.synthetic)
    other = of_other_versions(asked, order.built_on)
    if not other:
        return ""
    found = ", ".join(f"{one.contributions:,} of {one.named}" for one in other)
    return (
        f"mixed model versions in {order.key}, {order.track}: beside contributions of "
        f"{version_named(order.version, len(order.nodes))} there are {found}, of assessments that have no "
        "scores of this version. Scores of different versions are never counted together; contribute them by "
        "this version, or leave them out with --only-this-version"
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
