"""Contributing to the pool, and building the next edition of a line and track from it."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import func, insert, select

import benchmarks
from assessor.editions.queries import latest, line_key
from assessor.extensions import db, writing
from assessor.models import Contribution, Edition
from benchmarks.cohorts import Cell

BATCH = 2_000
ABSENT = 0xFFFF


class EditionRefused(ValueError):
    """There is nothing that an edition could be built from, or it would not follow the one before it."""


def nodes_digest(nodes: Sequence[str]) -> str:
    """Which nodes a packed row has, and in which order."""
    return hashlib.sha256(json.dumps(list(nodes)).encode()).hexdigest()


def packed(scores: Sequence[int | None]) -> bytes:
    """Tenths of a point as unsigned 16-bit little-endian; what does not apply is all ones.

    >>> unpacked(packed((473, None, 1000)))
    (473, None, 1000)
    """
    return np.array([ABSENT if s is None else s for s in scores], dtype="<u2").tobytes()


def unpacked(row: bytes) -> tuple[int | None, ...]:
    """The scores of a packed row."""
    return tuple(None if s == ABSENT else s for s in np.frombuffer(row, dtype="<u2").tolist())


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
        "country": one.cell.country,
        "size": one.cell.size,
        "decided_on": one.decided_on,
        "scores": packed(one.scores),
        "nodes": nodes,
        "digest": one.digest,
        "synthetic": synthetic,
    }


def contributed(line: str, track: str, *, synthetic: bool) -> int:
    """How many rows the pool has."""
    kept = (Contribution.line == line, Contribution.track == track, Contribution.synthetic == synthetic)
    return db.session.scalar(select(func.count()).select_from(Contribution).where(*kept)) or 0


def build_edition(
    line: str, track: str, nodes: Sequence[str], root: Path, built_on: date, *, synthetic: bool
) -> Edition:
    """Build, write and record the next edition; a failure leaves the previous one as it was.

    Raises EditionRefused, what `benchmarks.build` raises, and EditionExists where its folder is there.
    """
    previous = latest(line, track, synthetic=synthetic)
    pool = _pool(line, track, nodes_digest(nodes), synthetic)
    if refused := _refusal(line_key(line, synthetic=synthetic), track, nodes, pool, built_on, previous):
        raise EditionRefused(refused)
    edition = benchmarks.build(
        line=line_key(line, synthetic=synthetic), track=track, nodes=nodes, contributions=pool,
        built_on=built_on, previous=previous, synthetic=synthetic,
    )  # fmt: skip
    folder = root / f"{edition.line}-{track}-{edition.number}"
    benchmarks.write(edition, folder)
    try:
        return _recorded(edition, folder)
    except BaseException:
        shutil.rmtree(folder)  # nobody can have cited it, and its number is still free
        raise


def _refusal(
    line: str,
    track: str,
    nodes: Sequence[str],
    pool: Sequence[benchmarks.Contribution],
    built_on: date,
    previous: benchmarks.Edition | None,
) -> str:
    """Why there can be no edition; nothing where there can."""
    if not any(one.decided_on <= built_on for one in pool):
        return f"no contributions of {line}, {track} by {built_on}: there is nothing to build an edition from"
    if previous is None:
        return ""
    if built_on < previous.built_on:
        return f"built on {built_on}: edition {previous.number} of {line}, {track} is of {previous.built_on}"
    if tuple(nodes) != tuple(previous.nodes):
        return f"the model's parts are not those of edition {previous.number} of {line}, {track}"
    return ""


def _recorded(edition: benchmarks.Edition, folder: Path) -> Edition:
    with writing() as session:
        row = Edition(
            line=edition.line, track=edition.track, number=edition.number, built_on=edition.built_on,
            folder=folder.name, digest=edition.digest, synthetic=edition.synthetic,
            manifest=benchmarks.read_manifest(folder),
        )  # fmt: skip
        session.add(row)
    return row


def _pool(line: str, track: str, nodes: str, synthetic: bool) -> list[benchmarks.Contribution]:
    """The rows of one node tree: another version's tree is another line until it is mapped."""
    of = Contribution
    columns = (of.organisation_key, of.assessment_key, of.industry, of.country, of.size, of.decided_on)
    rows = db.session.execute(
        select(*columns, of.scores, of.digest)
        .where(of.line == line, of.track == track, of.synthetic == synthetic, of.nodes == nodes)
        .order_by(of.organisation_key, of.assessment_key)
    )
    return [
        benchmarks.Contribution(
            organisation, assessment, Cell(industry, country, size), day, unpacked(scores), digest
        )
        for organisation, assessment, industry, country, size, day, scores, digest in rows
    ]
