"""A form that came too late: what is said, what is kept on the page, and where it leads."""

import re
from html import unescape

import pytest
from flask import Flask

from assessor.models import Account, Assessment, Tenant
from tests.assessor.accounts.people import browser, somebody
from tests.assessor.answering.opened import PROMISE, VISION, opened
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members

WORDS = 'Two sites <b>"differ"</b>\n两个场所'


@pytest.fixture
def people(company: Tenant) -> dict[str, Account]:
    return members(company)


@pytest.fixture
def draft(company: Tenant, people: dict[str, Account]) -> Assessment:
    return opened(company)


def links(page: str, text: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'href="([^"]+)">{text}</a>', page)]


def kept(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"readonly>\n(.*?)</textarea>", page, re.DOTALL)]


def test_what_was_typed_is_not_lost_when_the_session_has_ended(web: Flask, draft: Assessment) -> None:
    address = f"/assessments/{draft.id}/answers/{VISION.id}"
    answer = browser(web).post(
        address,
        data={
            f"{PROMISE}:comment": WORDS,
            f"{PROMISE}:value:answer": "3",
            f"{PROMISE}:base": "17",
            "key": "a-key",
            "csrf_token": "of another time",
        },
    )
    assert answer.status_code == 400
    assert "You are signed out" in answer.text
    assert kept(answer.text) == [WORDS]
    assert "a-key" not in answer.text
    assert links(answer.text, "Sign in") == [f"/sign-in?next={address}"]


def test_who_is_signed_in_is_told_that_the_form_has_expired(
    web: Flask, people: dict[str, Account], draft: Assessment
) -> None:
    address = f"/assessments/{draft.id}/answers/{VISION.id}"
    client = browser_of(web, people["owner"])
    answer = client.post(address, data={f"{PROMISE}:reason": WORDS})
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert kept(answer.text) == [WORDS]
    assert links(answer.text, "Open the page again") == [address]


def test_who_signed_out_elsewhere_gets_the_same_page(web: Flask, people: dict[str, Account]) -> None:
    client = browser_of(web, people["owner"])
    page = client.get("/organisation/members/invite")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    with client.session_transaction() as session:
        session.pop("_user_id")
    answer = client.post(
        "/organisation/members/invite", data={"addresses": "kim@example.org", "csrf_token": token[1]}
    )
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert kept(answer.text) == ["kim@example.org"]


def test_a_form_without_a_page_of_its_own_leads_to_where_it_was_sent_from(
    web: Flask, people: dict[str, Account], draft: Assessment
) -> None:
    client, there = browser_of(web, people["owner"]), f"/assessments/{draft.id}/people"
    for referrer, back in (
        (f"http://localhost{there}?x=1", f"{there}?x=1"),
        (f"http://elsewhere.example{there}", "/"),
        ("", "/"),
    ):
        answer = client.post(f"{there}/remind", headers={"Referer": referrer} if referrer else {})
        assert links(answer.text, "Open the page again") == [back]


def test_a_password_is_never_shown(web: Flask, company: Tenant) -> None:
    somebody(company)
    answer = browser(web).post(
        "/sign-in?next=/organisation", data={"email": "a@b.example", "password": "hush"}
    )
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert "hush" not in answer.text
    assert links(answer.text, "Open the page again") == ["/sign-in?next=/organisation"]


def test_a_script_still_gets_its_status(client: CheckingClient, assessment: Assessment) -> None:
    address = f"/assessments/{assessment.id}/answers/practices/{PROMISE}"
    answer = client.put(address, json={}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
