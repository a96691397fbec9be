"""Contributing to the pool, and building the next edition of a line and track from it."""

import hashlib
import json
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

    Raises what `benchmarks.build` raises, and EditionExists where its folder is already there.
    """
    previous = latest(line, track, synthetic=synthetic)
    edition = benchmarks.build(
        line=line_key(line, synthetic=synthetic),
        track=track,
        nodes=nodes,
        contributions=_pool(line, track, nodes_digest(nodes), synthetic),
        built_on=built_on,
        previous=previous,
        synthetic=synthetic,
    )
    folder = root / f"{edition.line}-{track}-{edition.number}"
    benchmarks.write(edition, folder)
    with writing() as session:
        row = Edition(
            line=edition.line, track=track, number=edition.number, built_on=built_on, folder=folder.name,
            digest=edition.digest, synthetic=synthetic, manifest=benchmarks.read_manifest(folder),
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
