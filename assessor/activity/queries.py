"""The log as somebody may read it: filtered and paged, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import abort
from sqlalchemy import Select, func, select

from assessor.access import Action, User, allows, relation_to
from assessor.extensions import db
from assessor.models import Activity

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines somebody looks for: whose, of what kind, from which day (UTC) to which; empty for all."""

    actor: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page, its number from 1, how many pages and how many lines there are."""

    lines: Sequence[Activity]
    number: int
    pages: int
    found: int


def log_for(user: User, wanted: Wanted, number: int) -> Page:
    """A page of the log; the last one where there are fewer. Answers 403 to whoever may not read it."""
    _require_reader(user)
    chosen = _chosen(user, wanted)
    found = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-found // A_PAGE))
    number = min(max(1, number), pages)
    ordered = chosen.order_by(Activity.number.desc()).limit(A_PAGE).offset((number - 1) * A_PAGE)
    return Page(db.session.scalars(ordered).all(), number, pages, found)


def actors_for(user: User) -> list[str]:
    """Everybody who appears in the log, by name."""
    _require_reader(user)
    names = select(Activity.actor).where(Activity.tenant_id == user.tenant_id)
    return list(db.session.scalars(names.distinct().order_by(Activity.actor)))


def _require_reader(user: User) -> None:
    if not allows(Action.READ_ACTIVITY, relation_to(user, user.tenant_id)):
        abort(403)


def _chosen(user: User, wanted: Wanted) -> Select[tuple[Activity]]:
    of = Activity
    chosen = select(of).where(of.tenant_id == user.tenant_id)
    if wanted.actor:
        chosen = chosen.where(of.actor == wanted.actor)
    if wanted.kind:
        chosen = chosen.where(of.action.startswith(f"{wanted.kind}.", autoescape=True))
    if wanted.first:
        chosen = chosen.where(of.at >= _midnight(wanted.first))
    if wanted.last:
        chosen = chosen.where(of.at < _midnight(wanted.last) + timedelta(days=1))
    return chosen


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
