from pathlib import Path

import pytest
from flask import Flask

from assessor import create_app
from assessor.accounts.beginning import offer_set_up
from assessor.config import SettingRefused
from assessor.extensions import db
from tests.assessor.accounts.people import EMAIL, PASSWORD, browser
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
