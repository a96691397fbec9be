"""Where Flask-Security writes: what a request changed is written at its end, in one short transaction.

Flask-Security changes accounts while a request runs, computes passwords in between and commits when it is
done. A password takes a tenth of a second, and nobody may hold the write lock that long. So nothing is
flushed on the way; at the end the read transaction is let go of, and what was changed is made again within
`writing()`. Where somebody else changed the same in between, nothing is written: a code that is used twice
at once counts once.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, session, url_for
from flask_security import SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from assessor.accounts.queries import account_of
from assessor.extensions import db, writing
from assessor.languages import message
from assessor.models import Account, Passkey
from assessor.speech import translated

Changes = dict[str, tuple[Any, Any]]
"""By name of a column: what it was when it was read, and what it is to be."""

UNKNOWN = object()
TWICE = message("This account was changed elsewhere at the same moment. Sign in again")
LAST_ONE_COUNTS = frozenset({"last_seen_at", "lastuse_datetime", "backup_state", "device_type"})
"""Columns that say what happened last; two that set them at once are no conflict."""


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed the same account since this request read it."""


class AccountStore(SQLAlchemyUserDatastore):
    """Accounts and passkeys, for Flask-Security."""

    def __init__(self) -> None:
        super().__init__(db, Account, None, Passkey)  # type: ignore[arg-type]

    def find_user(self, case_insensitive: bool = False, **by: Any) -> UserMixin | None:  # noqa: ANN401
        """One account, by one of its columns; by its address in the same way everywhere."""
        return account_of(by["email"]) if "email" in by else super().find_user(case_insensitive, **by)

    def commit(self) -> None:
        """Write what is pending; raises ChangedMeanwhile."""
        write_pending(db.session())

    def mf_delete_recovery_code(self, user: Account, idx: int) -> bool:  # type: ignore[override]
        """Use a recovery code up, in a new list, so that the change can be compared."""
        codes = list(user.mf_recovery_codes or [])
        if idx >= len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True


def written_at_the_end(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose changes are gathered, and written before it answers."""

    @wraps(view)
    def answered(**arguments: Any) -> Any:  # noqa: ANN401 - whatever views take and return
        pending = db.session()
        pending.autoflush = False
        response = view(**arguments)
        try:
            write_pending(pending)
        except ChangedMeanwhile:
            session.clear()
            flash(translated(TWICE), "error")
            return redirect(url_for("security.login"))
        return response

    return answered


def write_pending(pending: Session) -> None:
    """Write what is new, changed or deleted in a session, in a transaction of its own.

    Raises ChangedMeanwhile where a column is no longer what it was when it was read.
    """
    new, deleted = list(pending.new), list(pending.deleted)
    changed = {row: changes for row in pending.dirty if (changes := _changes(row))}
    if not (new or deleted or changed):
        return
    pending.rollback()  # ends the read transaction; what is new is let go of and keeps its values
    with writing() as now:
        for row, changes in changed.items():
            _change_again(now, row, changes)
        now.add_all(new)
        for row in deleted:
            now.delete(row)


def _changes(row: object) -> Changes:
    state = inspect(row)
    assert state is not None
    found: Changes = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes():
            found[column.key] = (next(iter(history.deleted), UNKNOWN), getattr(row, column.key))
    return found


def _change_again(now: Session, row: object, changes: Changes) -> None:
    now.refresh(row, with_for_update=True)
    for name, (before, after) in changes.items():
        if before is not UNKNOWN and name not in LAST_ONE_COUNTS and getattr(row, name) != before:
            raise ChangedMeanwhile(name)
        setattr(row, name, after)
