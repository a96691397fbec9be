"""A session ends when it is signed out of, for every copy of its cookie, and by itself."""

import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from assessor.accounts.sessions import ID, UNTIL
from assessor.extensions import db, writing
from assessor.models import EndedSession, Tenant
from assessor.models.base import now
from tests.assessor.accounts.people import browser, fresh, is_in, signed_in, somebody
from tests.assessor.browsing import CheckingClient


@pytest.fixture(autouse=True)
def member(company: Tenant) -> None:
    somebody(company)


def copy_of(web: Flask, client: CheckingClient) -> CheckingClient:
    """Another browser with the same cookie."""
    cookie, copy = client.get_cookie("session"), browser(web)
    assert cookie
    copy.set_cookie("session", cookie.value)
    return copy


def ended() -> list[EndedSession]:
    db.session.rollback()
    return list(db.session.scalars(select(EndedSession)))


def leave(client: CheckingClient) -> None:
    assert client.submit("/sign-out", at="/account/sign-out").status_code == 302


def test_a_copy_of_the_cookie_ends_with_signing_out(web: Flask) -> None:
    client, elsewhere = signed_in(web), signed_in(web)
    copy = copy_of(web, client)
    assert is_in(copy)
    leave(client)
    assert not is_in(copy)
    assert not is_in(client)
    assert is_in(elsewhere), "another session of the same account"
    with client.session_transaction() as session:
        assert ID not in session
    assert is_in(signed_in(web))


def test_it_stays_ended_however_often_its_cookie_is_renewed(web: Flask) -> None:
    client = signed_in(web)
    copy = copy_of(web, client)
    leave(client)
    assert copy.get("/no-such-page").headers.get("Set-Cookie"), "as any answer does"
    (kept,) = ended()
    with copy.session_transaction() as session:
        assert kept.until.timestamp() == session[UNTIL]
        assert session[ID] not in kept.digest
    assert timedelta(days=6, hours=23) < kept.until - now() <= timedelta(days=7)
    assert not is_in(copy)


def test_what_has_ended_by_itself_is_forgotten(web: Flask) -> None:
    first, second = signed_in(web), signed_in(web)
    leave(first)
    (old,) = (one.digest for one in ended())
    with writing() as session:
        session.get_one(EndedSession, old).until = now() - timedelta(seconds=1)
    leave(second)
    (left,) = ended()
    assert left.digest != old


def test_who_stays_signs_in_again_after_some_days(web: Flask) -> None:
    client = signed_in(web)
    with client.session_transaction() as session:
        assert 6.9 < (session[UNTIL] - time.time()) / 86_400 <= 7
        session[UNTIL] = int(time.time()) - 1
    assert client.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_how_many_days_is_a_setting(web: Flask) -> None:
    web.config["SESSION_DAYS"] = 2
    with signed_in(web).session_transaction() as session:
        assert 1.9 < (session[UNTIL] - time.time()) / 86_400 <= 2


@pytest.mark.parametrize("missing", [ID, UNTIL])
def test_a_session_of_an_earlier_version_has_ended(web: Flask, missing: str) -> None:
    client = signed_in(web)
    with client.session_transaction() as session:
        session.pop(missing)
    assert not is_in(client)


def test_it_costs_no_statement_more(web: Flask) -> None:
    client, uniquifier, seen = signed_in(web), fresh().fs_uniquifier, []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if uniquifier in str(values) or "ended_session" in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert is_in(client)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1
