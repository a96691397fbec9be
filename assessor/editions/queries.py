"""Which editions there are, reading one, and placing an assessment in it."""

from functools import lru_cache
from pathlib import Path

from flask import current_app
from sqlalchemy import select

import benchmarks
from assessor.answers.sheet import AnswerSheet
from assessor.editions.nodes import compared_nodes
from assessor.extensions import db
from assessor.models import Edition
from assessor.reports.comparison import percentages
from benchmarks.cohorts import Cell
from criteria.scoring import Score

FOLDER = "editions"
SYNTHETIC = "-synthetic"


def line_key(line: str, *, synthetic: bool) -> str:
    """Synthetic peers are a line of their own: no edition ever mixes them with real ones."""
    return f"{line}{SYNTHETIC}" if synthetic else line


def editions_root() -> Path:
    """Where this installation keeps its editions."""
    return Path(current_app.instance_path) / FOLDER


def editions() -> list[Edition]:
    """Every edition, by line and track, the newest first."""
    order = (Edition.line, Edition.track, Edition.number.desc())
    return list(db.session.scalars(select(Edition).order_by(*order)))


def edition_named(name: str) -> Edition | None:
    """The edition that is cited by this name, such as cmc-declared-3."""
    return next((row for row in editions() if row.name == name), None)


def latest_row(line: str, track: str, *, synthetic: bool) -> Edition | None:
    """The newest edition of a line and track."""
    chosen = select(Edition).where(
        Edition.line == line_key(line, synthetic=synthetic), Edition.track == track
    )
    return db.session.scalar(chosen.order_by(Edition.number.desc()).limit(1))


def latest(line: str, track: str, *, synthetic: bool) -> benchmarks.Edition | None:
    """The newest edition, read from its folder. Raises EditionDamaged where a file is not what was built."""
    row = latest_row(line, track, synthetic=synthetic)
    return opened(row) if row else None


def opened(row: Edition) -> benchmarks.Edition:
    """An edition from its folder, checked against the digest that was recorded when it was built."""
    return _opened(editions_root() / row.folder, row.digest)


@lru_cache(maxsize=8)
def _opened(folder: Path, digest: str) -> benchmarks.Edition:
    edition = benchmarks.read(folder)
    if edition.digest != digest:
        raise benchmarks.EditionDamaged(folder, ["its digest is not the one recorded when it was built"])
    return edition


def current(line: str, track: str) -> Edition | None:
    """The edition to compare with: real peers where there are any, else synthetic ones, labelled so."""
    return latest_row(line, track, synthetic=False) or latest_row(line, track, synthetic=True)


def standing_of(
    sheet: AnswerSheet, result: Score, subject: str | None = None
) -> benchmarks.Standing | benchmarks.NoCohort | None:
    """Where an assessment stands in the current edition, which may count its organisation, `subject`.

    None without a total, a head count, or an edition of the very parts that this model has: the same name in
    another version's tree need not be the same thing.
    """
    who, row = sheet.organisation, current(sheet.model.id, sheet.track)
    if row is None or result.total is None or who.employees is None or sheet.status != "submitted":
        return None
    edition = opened(row)
    if tuple(edition.nodes) != compared_nodes(sheet.model):
        return None
    scores = percentages(sheet.model, result.total, result.node_scores)
    cell = Cell.of(who.industry, who.country, who.employees)
    return benchmarks.stand(edition, cell, scores, excluding=subject)
