"""Somebody with a password, and what they hold in their hand."""

import re

from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from assessor.accounts.operations import add_account, join
from assessor.extensions import db
from assessor.models import Account, Mail, Tenant
from tests.assessor.browsing import CheckingClient

PASSWORD = "seven quiet harbours"
EMAIL = "wei@local.example"
LINK = re.compile(r"http://localhost(/\S+)")


def somebody(tenant: Tenant, email: str = EMAIL, language: str = "en") -> Account:
    """A member who can sign in at the door."""
    made = add_account(email, "Wei Example", language, PASSWORD)  # type: ignore[arg-type]
    join(made, tenant, "coordinator")
    return made


def browser(web: Flask) -> CheckingClient:
    """Nobody yet."""
    return web.test_client()  # type: ignore[return-value]


def signed_in(web: Flask, email: str = EMAIL, password: str = PASSWORD) -> CheckingClient:
    """Somebody who came in by the door."""
    client = browser(web)
    answer = client.submit("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 302, answer.text
    return client


def is_in(client: CheckingClient) -> bool:
    """Whether the account page opens."""
    return client.get("/account").status_code == 200


def fresh(email: str = EMAIL) -> Account:
    """The account as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Account).where(Account.email == email)).one()


def mails() -> list[Mail]:
    """All messages, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def turn_on_the_second_step(client: CheckingClient) -> TOTP:
    """Set up an app; returns what the app knows."""
    page = client.submit("/account/second-step", {"setup": "authenticator"}).text
    key = re.search(r'account__key">([^<]+)<', page)
    assert key
    app = TOTP(key=key[1])
    done = client.submit("/sign-in/code", {"code": app.generate().token})
    assert done.status_code == 302
    return app


def a_later_code(app: TOTP, steps: int = 1) -> str:
    """The code that the app shows some half minutes later."""
    import time

    return app.generate(time.time() + 30 * steps).token
