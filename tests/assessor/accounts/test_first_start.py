import re
import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.accounts.beginning import offer_set_up
from assessor.assessments.operations import record
from assessor.extensions import db
from assessor.models import Account, Activity, Membership, Organisation, Tenant
from tests.assessor.accounts.people import browser, is_in, somebody
from tests.assessor.browsing import CheckingClient
from tests.assessor.sheets import declared

FORM = {
    "name": "Ana Example",
    "email": "Ana@Example.COM",
    "password": "seven quiet harbours",
    "organisation": "Harbour Example Ltd",
    "industry": "C",
    "country": "CN",
    "employees": "420",
}


def with_the_code(web: Flask) -> CheckingClient:
    code = offer_set_up(web)
    assert code
    client = browser(web)
    answer = client.submit("/set-up", {"code": code.lower().replace("-", " ")})
    assert answer.headers["Location"] == "/set-up/account"
    return client


@pytest.mark.parametrize("page", ["/", "/models", "/account", "/sign-in", "/password", "/sign-in/passkey"])
def test_every_page_leads_to_set_up(web: Flask, page: str) -> None:
    assert browser(web).get(page).headers["Location"] == "/set-up"


def test_the_code_is_kept_as_a_digest_that_nobody_else_reads(web: Flask) -> None:
    code = offer_set_up(web)
    path = Path(web.instance_path) / "set-up-code"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}", path.read_text())
    assert offer_set_up(web) != code, "each start makes another"


@pytest.mark.parametrize("code", ["AAAAA-AAAAA-AAAAA-AAAAA", "", "0" * 64])
def test_without_the_code_nothing_is_set_up(web: Flask, code: str) -> None:
    offer_set_up(web)
    client = browser(web)
    assert "There is a problem" in client.submit("/set-up", {"code": code}).text
    assert client.get("/set-up/account").headers["Location"] == "/set-up"
    answer = client.submit("/set-up/account", FORM, at="/set-up")
    assert answer.headers["Location"] == "/set-up"
    assert db.session.scalar(select(Account)) is None


def test_where_no_code_was_offered_none_is_right(web: Flask) -> None:
    client = browser(web)
    assert client.submit("/set-up", {"code": "x"}).status_code == 200
    with client.session_transaction() as session:
        session["set_up"] = ""
    assert client.get("/set-up/account").headers["Location"] == "/set-up"


def test_the_first_account_owns_what_the_command_line_recorded(web: Flask, company: Tenant) -> None:
    recorded = record(declared(), company, "tests").id
    client = with_the_code(web)
    assert client.submit("/set-up/account", FORM).headers["Location"] == "/"
    assert is_in(client)
    assert client.get(f"/assessments/{recorded}/").status_code == 200
    db.session.rollback()
    tenant = db.session.scalars(select(Tenant)).one()
    assert (tenant.slug, tenant.name) == ("local", "Harbour Example Ltd")
    account = db.session.scalars(select(Account)).one()
    assert account.email == "ana@example.com"
    assert db.session.scalars(select(Membership)).one().role == "owner"
    made = db.session.scalars(select(Organisation).where(Organisation.name == "Harbour Example Ltd")).one()
    assert (made.industry, made.country, made.employees) == ("C", "CN", 420)
    assert [(line.action, line.actor) for line in db.session.scalars(select(Activity))][-1] == (
        "organisation.set_up",
        "Ana Example",
    )
    assert not (Path(web.instance_path) / "set-up-code").exists()
    assert browser(web).get("/set-up").headers["Location"] == "/"
    assert offer_set_up(web) is None


def test_all_faults_at_once_and_nothing_typed_is_lost(web: Flask) -> None:
    client = with_the_code(web)
    odd = {**FORM, "email": "ana", "password": "short", "industry": "", "country": "XX", "employees": "many"}
    page = client.submit("/set-up/account", odd).text
    for name in ("email", "password", "industry", "country", "employees"):
        assert f'href="#{name}"' in page
    assert 'value="Harbour Example Ltd"' in page
    assert 'value="many"' in page
    assert "short" not in page
    assert db.session.scalar(select(Account)) is None


def test_of_two_who_set_up_at_once_one_does(web: Flask, company: Tenant) -> None:
    client = with_the_code(web)
    client.get("/set-up/account")
    somebody(company)
    answer = client.submit("/set-up/account", FORM, at="/sign-in")
    assert answer.headers["Location"] == "/set-up"
    assert len(db.session.scalars(select(Account)).all()) == 1


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_set_up_speaks_every_language(web: Flask, language: str) -> None:
    client = with_the_code(web)
    assert client.get(f"/set-up?lang={language}").status_code == 200
    client.submit("/set-up/account", FORM)
    db.session.rollback()
    assert db.session.scalars(select(Account)).one().language == language
