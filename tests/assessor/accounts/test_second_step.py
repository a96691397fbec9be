import re

import pytest
from flask import Flask

from assessor.accounts.operations import forget_second_step
from assessor.models import Tenant
from tests.assessor.accounts.people import (
    EMAIL,
    PASSWORD,
    a_later_code,
    browser,
    fresh,
    is_in,
    mails,
    signed_in,
    somebody,
    turn_on_the_second_step,
)
from tests.assessor.browsing import CheckingClient


@pytest.fixture(autouse=True)
def member(company: Tenant) -> None:
    somebody(company)


def at_the_second_step(web: Flask) -> CheckingClient:
    client = browser(web)
    answer = client.submit("/sign-in?next=/models", {"email": EMAIL, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/sign-in/code")
    return client


def test_a_code_is_asked_for_and_counts_once(web: Flask) -> None:
    app = turn_on_the_second_step(signed_in(web))
    client = at_the_second_step(web)
    assert not is_in(client)
    wrong = client.submit("/sign-in/code", {"code": "000000"})
    assert "This code is not right, or was used before" in wrong.text
    code = a_later_code(app)
    assert client.submit("/sign-in/code?next=/models", {"code": code}).headers["Location"] == "/models"
    assert is_in(client)
    again = at_the_second_step(web).submit("/sign-in/code", {"code": code})
    assert "was used before" in again.text


def test_the_secret_is_kept_encrypted(web: Flask) -> None:
    app = turn_on_the_second_step(signed_in(web))
    assert app.base32_key not in str(fresh().tf_totp_secret)


def test_a_wrong_code_at_set_up_keeps_the_picture_that_was_scanned(web: Flask) -> None:
    client = signed_in(web)
    page = client.submit("/account/second-step", {"setup": "authenticator"}).text
    assert "<svg" in page
    assert "data:image" not in page
    assert "This code is not right" in client.submit("/sign-in/code", {"code": "000000"}).text
    assert fresh().tf_primary_method is None


def test_a_recovery_code_lets_in_once(web: Flask) -> None:
    owner = signed_in(web)
    turn_on_the_second_step(owner)
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", owner.submit("/account/recovery-codes").text)
    assert len(codes) == 8
    assert codes[0] not in str(fresh().mf_recovery_codes)
    client = at_the_second_step(web)
    assert client.get("/sign-in/without-code").headers["Location"] == "/sign-in/recovery-code"
    assert (
        "not one of your unused" in client.submit("/sign-in/recovery-code", {"code": "0000-0000-0000"}).text
    )
    assert client.submit("/sign-in/recovery-code", {"code": codes[0]}).status_code == 302
    assert is_in(client)
    assert len(fresh().mf_recovery_codes or []) == 7
    again = at_the_second_step(web).submit("/sign-in/recovery-code", {"code": codes[0]})
    assert "not one of your unused" in again.text


def test_turning_it_off_is_told_to_its_holder(web: Flask) -> None:
    client = signed_in(web)
    turn_on_the_second_step(client)
    client.submit("/account/second-step", {"setup": "disable"})
    assert fresh().tf_totp_secret is None
    assert [mail.subject for mail in mails()] == ["A code is now asked for", "No code is asked for any more"]
    assert is_in(signed_in(web))


def test_old_sessions_confirm_before_they_change_what_protects(web: Flask) -> None:
    client = signed_in(web)
    with client.session_transaction() as session:
        session["fs_paa"] = session["fs_paa"] - 3600
        session.pop("fs_gexp", None)
    for page in ("/account/second-step", "/account/passkeys", "/account/recovery-codes"):
        assert client.get(page).headers["Location"].startswith("/account/confirm?next=")
    assert "This is not your password" in client.submit("/account/confirm", {"password": "wrong one"}).text
    confirmed = client.submit("/account/confirm?next=/account/passkeys", {"password": PASSWORD})
    assert confirmed.headers["Location"] == "/account/passkeys"
    assert client.get("/account/passkeys").status_code == 200


def test_who_lost_everything_is_let_in_by_whoever_runs_it(web: Flask) -> None:
    turn_on_the_second_step(signed_in(web))
    forget_second_step(fresh())
    assert is_in(signed_in(web))


def test_the_pages_between_are_closed_to_who_did_not_give_a_password(web: Flask) -> None:
    client = browser(web)
    for page in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-step"):
        assert client.get(page).headers["Location"] == "/sign-in"
