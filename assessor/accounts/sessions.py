"""Sessions: each has an id of its own, ends by itself after some days, and stays ended once signed out of.

A session is a signed cookie, so a copy of it would go on after signing out. The digest of what was ended is
kept until the session would have ended by itself: not only some hours, because any answer, also to who is
nobody, renews the cookie.
"""

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask, after_this_request, current_app, session
from flask_security.utils import set_request_attr
from sqlalchemy import delete, exists, select

from assessor.extensions import db, writing
from assessor.models import Account, EndedSession
from assessor.models.base import now

ID, UNTIL = "session_id", "session_until"


def begun(app: Flask) -> dict[str, Any]:
    """What a session gets when somebody signs in."""
    lifetime = timedelta(days=app.config["SESSION_DAYS"])
    return {ID: secrets.token_urlsafe(16), UNTIL: int(time.time() + lifetime.total_seconds())}


def begin_session(_app: Flask, **_more: object) -> None:
    """From now on the session ends by itself: hours after its last request, and after some days anyway."""
    session.permanent = True  # not when the browser is closed
    session.update(begun(current_app))


def account_of_session(uniquifier: str) -> Account | None:
    """The account that a session refers to; None where either has ended."""
    if ID not in session or session.get(UNTIL, 0) <= time.time():
        return None
    ended = exists().where(EndedSession.digest == _digest(session[ID]))
    account = db.session.scalar(
        select(Account).where(Account.fs_uniquifier == uniquifier, Account.active, ~ended)
    )
    if account is not None:  # what Flask-Security asks for when it wants to know how somebody came in
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
    return account


def end_session(_app: Flask, **_more: object) -> None:
    """No copy of the session that is signed out of lets anybody in."""
    identity, until = session.pop(ID, None), session.pop(UNTIL, None)
    if identity and until:
        after_this_request(partial(_ended, _digest(identity), datetime.fromtimestamp(until, UTC)))


def _ended(digest: str, until: datetime, response: Any) -> Any:  # noqa: ANN401 - after_this_request's own
    with writing() as session:
        session.execute(delete(EndedSession).where(EndedSession.until <= now()))
        session.merge(EndedSession(digest=digest, until=until))
    return response


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()
