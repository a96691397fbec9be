import hashlib
import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.accounts.operations import password_link_token
from assessor.activity.verifying import verify
from assessor.extensions import db, writing
from assessor.models import Account, Activity, Invitation, Mail, Membership, Tenant
from assessor.models.base import now
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, member, members

ASKED = {"addresses": "new@guest.example", "role": "respondent", "language": "zh-Hans", "seen_from": "IT"}
JOINING = {"name": "Nina New", "language": "zh-Hant", "password": "quiet lake morning"}


def ask(browser: CheckingClient, **changes: str) -> str:
    """Invite as the page does; the token of the last message."""
    sent = browser.submit("/organisation/members/invite", {**ASKED, **changes})
    assert sent.status_code == 302, sent.text
    return last_token()


def last_token() -> str:
    db.session.rollback()
    body = db.session.scalars(select(Mail.body).order_by(Mail.id.desc())).first()
    return re.search(r"/invitations/([\w-]+)", body)[1]


def only() -> Invitation:
    db.session.rollback()
    return db.session.scalars(select(Invitation)).one()


@pytest.fixture
def owner(web: Flask, company: Tenant) -> CheckingClient:
    return browser_of(web, member(company, "owner"))


def test_several_people_are_asked_at_once_in_their_language(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    ask(owner, addresses="a@guest.example, B@Guest.example;\r\na@guest.example", personal="Bis bald\r\n你好")
    letters = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [letter.recipient for letter in letters] == ["a@guest.example", "b@guest.example"]
    first = letters[0]
    assert first.subject == "请在 Assessor 中加入“Local”"
    assert "Bis bald\n你好" in first.body
    assert "http://localhost/invitations/" in first.body
    assert first.tenant_id == company.id
    tokens = [re.search(r"/invitations/([\w-]+)", letter.body)[1] for letter in letters]
    kept = db.session.scalars(select(Invitation.token_digest).order_by(Invitation.id)).all()
    assert kept == [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    assert all(len(token) == 43 for token in tokens)  # 32 bytes
    page = owner.get("/organisation/members").text
    assert "a@guest.example" in page
    assert not any(token in page for token in tokens)


def test_nobody_is_asked_where_an_address_is_wrong(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    ask(owner)
    member(company, "viewer")
    for typed, fault in (
        ("x@guest.example nobody @", "Not an e-mail address: nobody, @"),
        ("x@guest.example viewer@local.example", "Members already: viewer@local.example"),
        ("x@guest.example new@guest.example", "Invited already: new@guest.example"),
        ("", "Enter at least one e-mail address"),
    ):
        page = owner.submit("/organisation/members/invite", {**ASKED, "addresses": typed})
        assert page.text.count(fault) == 2, fault
        assert "IT" in page.text  # what was typed is kept
    assert only().email == "new@guest.example"


def test_an_address_in_capitals_is_the_same_person(
    web: Flask, company: Tenant, other_company: Tenant, owner: CheckingClient
) -> None:
    member(company, "viewer")
    ask(owner)
    for typed, fault in (
        ("VIEWER@local.example", "Members already: viewer@local.example"),
        ("NEW@guest.example", "Invited already: new@guest.example"),
    ):
        page = owner.submit("/organisation/members/invite", {**ASKED, "addresses": typed})
        assert fault in page.text
    theirs = member(other_company, "owner")
    token = ask(owner, addresses=theirs.email.upper())
    assert "Sign in" in browser_of(web, None).get(f"/invitations/{token}?lang=en").text
    assert browser_of(web, theirs).submit(f"/invitations/{token}").status_code == 302
    db.session.rollback()
    assert len(db.session.scalars(select(Membership).where(Membership.account_id == theirs.id)).all()) == 2


def test_an_invitation_and_an_account_of_an_earlier_version_meet(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    """Their addresses were kept as they had been typed."""
    token, guest = ask(owner), account("New@guest.example")
    with writing():
        only_one = db.session.scalars(select(Invitation)).one()
        only_one.email = "NEW@guest.example"
    assert "Sign in" in browser_of(web, None).get(f"/invitations/{token}?lang=en").text
    page = owner.submit("/organisation/members/invite", {**ASKED, "addresses": "nEw@guest.example"})
    assert "Invited already: new@guest.example" in page.text
    assert browser_of(web, guest).submit(f"/invitations/{token}").status_code == 302
    page = owner.submit("/organisation/members/invite", {**ASKED, "addresses": "nEw@guest.example"})
    assert "Members already: new@guest.example" in page.text


def test_coordinators_invite_respondents_and_viewers_only(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    coordinator = browser_of(web, member(company, "coordinator"))
    refused = coordinator.submit("/organisation/members/invite", {**ASKED, "role": "owner"})
    assert refused.status_code == 200
    assert db.session.scalars(select(Invitation)).all() == []
    ask(owner, role="coordinator")
    for way in ("resend", "revoke"):
        address = f"/organisation/invitations/{only().id}/{way}"
        assert coordinator.submit(address, at="/organisation/members/invite").status_code == 403
    assert only().revoked_at is None
    ask(coordinator, addresses="second@guest.example", role="viewer")


def test_a_new_person_joins_with_an_account_of_their_own(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    token = ask(owner)
    guest: CheckingClient = web.test_client()  # type: ignore[assignment]
    page = guest.get(f"/invitations/{token}?lang=en")
    assert "Owner of local invites new@guest.example to join Local as respondent." in page.text
    short = guest.submit(f"/invitations/{token}", {**JOINING, "password": "short"})
    assert short.status_code == 200
    assert 'href="#password"' in short.text
    joined = guest.submit(f"/invitations/{token}", JOINING)
    assert joined.headers["Location"] == "/?lang=zh-Hant"
    assert guest.get("/organisation").status_code == 200  # signed in
    db.session.rollback()
    made = db.session.scalars(select(Account).where(Account.email == "new@guest.example")).one()
    assert (made.name, made.language, made.password[:7]) == ("Nina New", "zh-Hant", "$argon2")
    row = db.session.scalars(select(Membership).where(Membership.account_id == made.id)).one()
    assert (row.tenant_id, row.role, row.seen_from) == (company.id, "respondent", "IT")
    line = db.session.scalars(select(Activity).order_by(Activity.number.desc())).first()
    assert (line.action, line.actor, line.account_id) == ("invitation.accepted", "Nina New", made.id)
    assert verify(company.id).holds
    again = browser_of(web, None).get(f"/invitations/{token}?lang=en")
    assert again.status_code == 410
    assert "was used already" in again.text
    assert "guest.example" not in again.text


def test_an_existing_account_signs_in_first_and_the_token_stays_out_of_the_address(
    web: Flask, company: Tenant, other_company: Tenant, owner: CheckingClient
) -> None:
    theirs = member(other_company, "owner")
    token = ask(owner, addresses=theirs.email)
    browser = browser_of(web, None)
    page = browser.get(f"/invitations/{token}?lang=en").text
    assert 'href="/sign-in?next=/invitations/"' in page
    assert browser.get("/invitations/").headers["Location"] == f"/invitations/{token}"
    signed_in = browser_of(web, theirs)
    assert "Join Local" in signed_in.get(f"/invitations/{token}").text
    assert signed_in.submit(f"/invitations/{token}").status_code == 302
    assert "Local" in signed_in.get("/organisation").text
    db.session.rollback()
    rows = db.session.scalars(select(Membership).where(Membership.account_id == theirs.id)).all()
    assert {row.tenant_id: row.role for row in rows} == {company.id: "respondent", other_company.id: "owner"}


def test_an_invitation_for_another_address_says_so_and_lets_nobody_in(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    token = ask(owner)
    other = account("other@else.example")
    browser = browser_of(web, other)
    page = browser.get(f"/invitations/{token}").text
    assert "It is for new@guest.example. You are signed in as other@else.example." in page
    assert browser.submit(f"/invitations/{token}").status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(Membership).where(Membership.account_id == other.id)) is None
    assert only().accepted_at is None


def test_what_ended_says_so_and_no_more(web: Flask, company: Tenant, owner: CheckingClient) -> None:
    token, guest = ask(owner), browser_of(web, None)
    assert guest.get(f"/invitations/{'A' * 43}").status_code == 404
    with writing():
        only_one = db.session.scalars(select(Invitation)).one()
        only_one.expires_at = now() - timedelta(seconds=1)
    expired = guest.get(f"/invitations/{token}")
    assert (expired.status_code, "has expired" in expired.text) == (410, True)
    assert "Local" not in expired.text
    assert (
        owner.submit(f"/organisation/invitations/{only().id}/resend", at="/organisation/members").status_code
        == 302
    )
    renewed = last_token()
    assert guest.get(f"/invitations/{token}").status_code == 404  # the first address ended
    assert guest.get(f"/invitations/{renewed}").status_code == 200
    assert (only().expires_at - now()) > timedelta(days=13, hours=23)
    owner.submit(f"/organisation/invitations/{only().id}/revoke", at="/organisation/members")
    revoked = guest.get(f"/invitations/{renewed}?lang=en")
    assert (revoked.status_code, "was withdrawn" in revoked.text) == (410, True)
    assert (
        owner.submit(f"/organisation/invitations/{only().id}/revoke", at="/organisation/edit").status_code
        == 404
    )


def test_invitations_of_another_organisation_are_not_there(
    web: Flask, company: Tenant, other_company: Tenant, owner: CheckingClient
) -> None:
    ask(owner)
    theirs = browser_of(web, members(other_company)["owner"])
    assert "guest.example" not in theirs.get("/organisation/members").text
    for invitation in (only().id, uuid4()):
        address = f"/organisation/invitations/{invitation}/revoke"
        assert theirs.submit(address, at="/organisation/edit").status_code == 404
    assert only().revoked_at is None


def test_tokens_stay_out_of_logs(web: Flask, caplog: pytest.LogCaptureFixture) -> None:
    token = "t0ken-" * 8
    with caplog.at_level(logging.INFO):
        web.logger.error("Exception on %s [%s]", f"/invitations/{token}", "GET")
        logging.getLogger("gunicorn.access").info("%(r)s", {"r": f"GET /invitations/{token} HTTP/1.1"})
        web.logger.error("next=%s", f"%2Finvitations%2F{token}")
    assert token not in caplog.text
    assert caplog.text.count("…") == 3


def test_links_that_set_a_password_stay_out_of_logs_too(
    web: Flask, company: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with web.test_request_context():
        token = password_link_token(member(company, "owner"))
    assert "." in token
    with caplog.at_level(logging.INFO):
        web.logger.error("Exception on %s [%s]", f"/password/{token}", "POST")
        logging.getLogger("gunicorn.access").info("%(r)s", {"r": f"GET /password/{token}?lang=en HTTP/1.1"})
        web.logger.error("next=%s", f"%2Fpassword%2F{token.replace('.', '%2E')}")
        web.logger.info("GET /account/password HTTP/1.1")
    assert not [part for part in token.split(".") if part in caplog.text]
    assert caplog.text.count("…") == 3
    assert "…?lang=en HTTP/1.1" in caplog.text
