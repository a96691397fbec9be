"""Against a real provider on this machine, with RS256 tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select

from assessor import create_app
from assessor.accounts.operations import deactivate
from assessor.config import SettingRefused
from assessor.extensions import LOCAL, db
from assessor.models import Account, Membership, Tenant
from tests.assessor.accounts.people import (
    EMAIL,
    browser,
    fresh,
    is_in,
    signed_in,
    somebody,
    turn_on_the_second_step,
)
from tests.assessor.accounts.provider import CLIENT, SECRET, Provider, provided
from tests.assessor.blank import opened
from tests.assessor.browsing import CheckingClient


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided(Provider({})) as running:
        yield running


@pytest.fixture
def site(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application that trusts the provider, with one member."""
    provider.claims = {"email": EMAIL.upper(), "email_verified": True}
    provider.wrong, provider.signing = {}, None
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setenv("ASSESSOR_OIDC_ISSUER", provider.issuer)
    monkeypatch.setenv("ASSESSOR_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("ASSESSOR_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("ASSESSOR_OIDC_NAME", "Example ID")
    made = opened(tmp_path)
    with made.app_context():
        somebody(db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one())
        yield made
        db.engine.dispose()


def there(client: CheckingClient, wanted: str = "") -> str:
    """Go to the provider, sign in there; the address it sends back to."""
    away = client.get(f"/sign-in/elsewhere?next={wanted}").headers["Location"]
    return requests.get(away, allow_redirects=False, timeout=5).headers["Location"]


def back(client: CheckingClient, wanted: str = "") -> str:
    """There and back; what is said in the end."""
    return client.get(there(client, wanted), follow_redirects=True).text


def test_a_verified_address_lets_in(site: Flask) -> None:
    client = browser(site)
    assert "Use Example ID" in client.get("/sign-in").text
    answer = client.get(there(client, "/models"))
    assert answer.headers["Location"] == "/models"
    assert is_in(client)


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_nobody_is_sent_elsewhere_afterwards(site: Flask, wanted: str) -> None:
    client = browser(site)
    assert client.get(there(client, wanted)).headers["Location"] == "/"


REFUSED = [
    ({"nonce": "another"}, "did not work"),
    ({"nonce": None}, "did not work"),
    ({"iss": "https://elsewhere.example"}, "did not work"),
    ({"aud": "somebody-else"}, "did not work"),
    ({"exp": 1}, "did not work"),
    ({"email_verified": False}, "does not say that your e-mail address is verified"),
    ({"email_verified": "true"}, "does not say that your e-mail address is verified"),
    ({"email_verified": None}, "does not say that your e-mail address is verified"),
    ({"email": None}, "does not say that your e-mail address is verified"),
    ({"email": "stranger@elsewhere.example"}, "Ask to be invited"),
]


def test_whoever_is_not_vouched_for_stays_out(site: Flask, provider: Provider) -> None:
    for wrong, said in REFUSED:
        provider.wrong = wrong
        client = browser(site)
        assert said in back(client), wrong
        assert not is_in(client), wrong
    provider.wrong, provider.signing = {}, RSAKey.generate_key(2048, {"kid": "one"})
    client = browser(site)
    assert "did not work" in back(client), "a key that is not the provider's"
    assert not is_in(client)


def test_nobody_becomes_a_member(site: Flask, provider: Provider) -> None:
    provider.wrong = {"email": "stranger@elsewhere.example"}
    back(browser(site))
    db.session.rollback()
    assert len(db.session.scalars(select(Account)).all()) == 1
    assert len(db.session.scalars(select(Membership)).all()) == 1


def test_an_answer_that_nobody_asked_for_is_refused(site: Flask) -> None:
    asked, another = browser(site), browser(site)
    address = there(asked)
    assert "did not work" in another.get(address, follow_redirects=True).text, "another browser's state"
    assert asked.get(address).headers["Location"] == "/"
    asked.submit("/sign-out", at="/account")
    assert "did not work" in asked.get(address, follow_redirects=True).text, "the same answer again"


def test_a_closed_account_stays_closed(site: Flask) -> None:
    deactivate(fresh())
    client = browser(site)
    assert "Ask to be invited" in back(client)


def test_a_second_step_is_asked_for_all_the_same(site: Flask) -> None:
    turn_on_the_second_step(signed_in(site))
    client = browser(site)
    assert client.get(there(client)).headers["Location"].startswith("/sign-in/code")
    assert not is_in(client)


def test_a_provider_that_is_away_is_said(site: Flask) -> None:
    site.extensions["authlib.integrations.flask_client"].oidc._server_metadata_url = "http://127.0.0.1:1/"
    answer = browser(site).get("/sign-in/elsewhere", follow_redirects=True)
    assert "Example ID does not answer" in answer.text


def test_half_a_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setenv("ASSESSOR_OIDC_ISSUER", "https://id.example.org")
    with pytest.raises(SettingRefused, match="ASSESSOR_OIDC_CLIENT_ID and ASSESSOR_OIDC_CLIENT_SECRET"):
        create_app({})


def test_without_a_provider_there_is_no_such_page(web: Flask, company: Tenant) -> None:
    somebody(company)
    assert browser(web).get("/sign-in/elsewhere").status_code == 404
