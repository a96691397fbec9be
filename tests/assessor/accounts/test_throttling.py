from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor import create_app
from assessor.accounts.beginning import offer_set_up
from assessor.config import SettingRefused
from assessor.extensions import db
from assessor.models import Account, Tenant
from tests.assessor.accounts.people import (
    EMAIL,
    PASSWORD,
    browser,
    signed_in,
    somebody,
    turn_on_the_second_step,
)
from tests.assessor.blank import opened
from tests.assessor.cast import account


@pytest.fixture
def strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The application with few attempts."""
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setenv("ASSESSOR_SIGN_IN_LIMIT_ADDRESS", "6 per 10 minutes")
    monkeypatch.setenv("ASSESSOR_SIGN_IN_LIMIT_ACCOUNT", "3 per 10 minutes")
    made = opened(tmp_path)
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture
def holder(strict: Flask) -> Account:
    """Somebody with a password."""
    return somebody(db.session.scalars(select(Tenant)).one())


def tries(app: Flask, email: str, times: int, address: str = "192.0.2.1") -> list[int]:
    client = browser(app)
    form = {"email": email, "password": PASSWORD}
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    where = {"REMOTE_ADDR": address}
    return [
        client.post("/sign-in", data={**form, "csrf_token": token}, environ_base=where).status_code
        for _ in range(times)
    ]


def test_an_account_is_tried_so_often_from_wherever(strict: Flask) -> None:
    account(EMAIL)
    assert tries(strict, EMAIL, 2) == [200, 200]
    assert tries(strict, EMAIL.upper(), 2, "192.0.2.2") == [200, 429]
    assert tries(strict, "other@local.example", 1, "192.0.2.2") == [200]


def test_an_address_tries_so_often_whatever_account(strict: Flask) -> None:
    account(EMAIL)
    assert [tries(strict, f"nobody{n}@local.example", 1)[0] for n in range(7)] == [200] * 6 + [429]
    assert tries(strict, EMAIL, 1, "192.0.2.9") == [200]


def test_another_way_to_write_an_address_is_no_further_try(strict: Flask, holder: Account) -> None:
    written = ("wei@\uff4cocal.example", "wei@local\u3002example", "WEI@LOCAL\uff0eexample", EMAIL)
    assert [tries(strict, email, 1)[0] for email in written] == [302, 302, 302, 429]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/account/confirm", {"password": "guessed it is"}),
        ("/account/password", {"password": "guessed it is", "new_password": "x" * 12}),
    ],
)
def test_a_field_that_names_nobody_is_no_further_try(
    strict: Flask, holder: Account, address: str, form: dict[str, str]
) -> None:
    client = signed_in(strict)
    answers = [client.submit(address, {**form, "email": f"{n}@a.b"}).status_code for n in range(4)]
    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/recovery-code"])
def test_nor_at_the_second_step(strict: Flask, holder: Account, address: str) -> None:
    turn_on_the_second_step(signed_in(strict))
    for limiter in strict.extensions["limiter"]:
        limiter.reset()
    client = browser(strict)
    client.submit("/sign-in", {"email": EMAIL, "password": PASSWORD})
    answers = [client.submit(address, {"code": "000000", "email": f"{n}@a.b"}).status_code for n in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_password_of_a_session_is_tried_so_often_from_one_address(strict: Flask, holder: Account) -> None:
    tries(strict, "nobody@local.example", 3, "127.0.0.1")
    client = signed_in(strict)
    answers = [client.submit("/account/confirm", {"password": "no"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429], "four of six were at the door"


@pytest.mark.parametrize(
    ("here", "there", "alike"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_a_network_of_ipv6_is_one_address(strict: Flask, here: str, there: str, alike: bool) -> None:
    account(EMAIL)
    assert [tries(strict, f"nobody{n}@local.example", 1, here)[0] for n in range(6)] == [200] * 6
    assert tries(strict, "nobody6@local.example", 1, there) == [429 if alike else 200]


def test_who_is_refused_learns_when_to_come_back(strict: Flask) -> None:
    account(EMAIL)
    tries(strict, EMAIL, 3)
    client = browser(strict)
    refused = client.submit("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert refused.status_code == 429
    assert 540 < int(refused.headers["Retry-After"]) <= 600
    assert "Come back in 10 minutes" in refused.text
    assert 'href="/sign-in">Sign in</a>' in refused.text


def test_the_code_of_the_first_start_cannot_be_guessed_either(strict: Flask) -> None:
    offer_set_up(strict)
    client = browser(strict)
    answers = [client.submit("/set-up", {"code": "GUESS"}).status_code for _ in range(7)]
    assert answers == [200] * 6 + [429]


def test_a_limit_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setenv("ASSESSOR_SIGN_IN_LIMIT_ACCOUNT", "often")
    with pytest.raises(SettingRefused, match="10 per 10 minutes"):
        create_app()
