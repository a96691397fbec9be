import pytest
from flask import Flask

from assessor.accounts.operations import deactivate
from assessor.extensions import writing
from assessor.models import Tenant
from tests.assessor.accounts.people import (
    EMAIL,
    LINK,
    PASSWORD,
    browser,
    fresh,
    is_in,
    mails,
    signed_in,
    somebody,
)
from tests.assessor.cast import account


@pytest.fixture(autouse=True)
def member(company: Tenant) -> None:
    somebody(company)


def test_in_and_out(web: Flask) -> None:
    client = signed_in(web)
    assert is_in(client)
    assert fresh().last_seen_at is not None
    assert client.submit("/sign-out", at="/account").headers["Location"] == "/sign-in"
    assert not is_in(client)


def test_back_to_the_page_that_was_asked_for(web: Flask) -> None:
    client = browser(web)
    door = client.get("/models?x=1").headers["Location"]
    answer = client.submit(door, {"email": EMAIL, "password": PASSWORD})
    assert answer.headers["Location"] == "/models?x=1"


def test_never_to_a_page_elsewhere(web: Flask) -> None:
    door = "/sign-in?next=https://elsewhere.example/"
    answer = browser(web).submit(door, {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 302
    assert "elsewhere" not in answer.headers["Location"]


def test_leaving_needs_a_form_of_ours(web: Flask) -> None:
    client = signed_in(web)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert is_in(client)


def test_the_cookie_stays_with_the_browser_and_ends(web: Flask) -> None:
    answer = browser(web).submit("/sign-in", {"email": EMAIL, "password": PASSWORD, "remember": "y"})
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(one for one in cookies if one.startswith("session="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Expires=" in session
    assert not [one for one in cookies if one.startswith("remember_token=")]


def test_a_wrong_password_and_an_unknown_account_look_alike(web: Flask) -> None:
    client = browser(web)
    pages = [
        client.submit("/sign-in", {"email": email, "password": "not this one"}).text.replace(email, "…")
        for email in (EMAIL, "nobody@local.example")
    ]
    token = "csrf_token"
    shown = [[line for line in page.splitlines() if token not in line] for page in pages]
    assert shown[0] == shown[1]
    assert "The e-mail address or the password is not right" in pages[0]
    assert 'href="#email"' in pages[0]


def test_a_closed_account_stays_out(web: Flask) -> None:
    client = signed_in(web)
    deactivate(fresh())
    assert not is_in(client)
    again = browser(web).submit("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert again.status_code == 200


def test_no_token_in_an_address_or_a_header_lets_in(web: Flask) -> None:
    with web.test_request_context():
        token = fresh().get_auth_token()
    client = browser(web)
    assert client.get(f"/account?auth_token={token}").status_code == 302
    assert client.get("/account", headers={"Authentication-Token": token}).status_code == 302


def test_json_is_not_a_way_around_the_form(web: Flask) -> None:
    client = browser(web)
    client.get("/sign-in")
    assert client.post("/sign-in", json={"email": EMAIL, "password": PASSWORD}).status_code in (400, 415)
    assert not is_in(client)


# --- passwords --------------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_by_a_link(web: Flask) -> None:
    client = browser(web)
    said = client.submit("/password", {"email": EMAIL})
    assert "a message is on its way" in said.text
    (mail,) = mails()
    assert mail.recipient == EMAIL
    link = LINK.search(mail.body)
    assert link
    wrong = client.submit(link[1], {"password": "short", "password_confirm": "short"})
    assert "at least 12 characters" in wrong.text
    new = "eleven new lanterns"
    assert client.submit(link[1], {"password": new, "password_confirm": new}).status_code == 302
    assert is_in(signed_in(web, password=new))
    assert client.get(link[1]).headers["Location"] == "/password", "the link works once"
    assert mails()[-1].subject == "Your password was changed"


def test_an_empty_address_is_a_fault_and_what_was_asked_for_is_not_asked_for_again(web: Flask) -> None:
    client = browser(web)
    empty = client.submit("/password", {"email": " "}).text
    assert "Enter your e-mail address" in empty
    assert "on its way" not in empty
    for address in (EMAIL, "nobody@local.example"):
        asked = client.submit("/password", {"email": address}).text
        assert 'name="email"' not in asked
        assert 'href="/password">Ask for another link' in asked
    assert len(mails()) == 1


def test_nobody_learns_whether_there_is_an_account(web: Flask) -> None:
    client = browser(web)
    known = client.submit("/password", {"email": EMAIL}).text
    unknown = client.submit("/password", {"email": "nobody@local.example"}).text
    assert len(mails()) == 1
    assert "a message is on its way" in known
    assert "a message is on its way" in unknown


@pytest.mark.parametrize(
    "email", [EMAIL, "keyless@local.example", "closed@local.example", "nobody@x.example"]
)
def test_nor_by_how_long_the_answer_takes(web: Flask, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is hashing: it is done once, whoever was asked about."""
    account("keyless@local.example")
    deactivate(account("closed@local.example"))
    hashing = web.extensions["security"].pwd_context
    done: list[str] = []
    monkeypatch.setattr(hashing, "hash", lambda password, **_options: done.append(password) or "")
    monkeypatch.setattr(hashing, "verify", lambda *_arguments, **_options: done.append("verified"))
    browser(web).submit("/password", {"email": email})
    assert len(done) == 1


def test_the_link_leads_to_the_public_address(web: Flask) -> None:
    web.config["PUBLIC_URL"] = "https://assess.example.org"
    browser(web).submit("/password", {"email": EMAIL})
    assert "https://assess.example.org/password/" in mails()[0].body


def test_a_forged_name_gets_no_link(web: Flask) -> None:
    client = browser(web)
    client.get("/password")
    assert (
        client.post("/password", data={"email": EMAIL}, headers={"Host": "evil.example"}).status_code == 400
    )
    assert mails() == []


def test_letters_are_in_the_language_of_whom_they_are_for(web: Flask) -> None:
    with writing():
        fresh().language = "zh-Hant"
    browser(web).submit("/password?lang=en", {"email": EMAIL})
    assert "設定" in mails()[0].subject


def test_a_changed_password_ends_all_other_sessions(web: Flask) -> None:
    here, there = signed_in(web), signed_in(web)
    new = "eleven new lanterns"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert here.submit("/account/password", form).headers["Location"] == "/account"
    assert is_in(here)
    assert not is_in(there)


def test_who_changes_a_password_knows_it(web: Flask) -> None:
    client = signed_in(web)
    form = {"password": "guessed it is", "new_password": "x" * 12, "new_password_confirm": "x" * 12}
    assert "This is not your password" in client.submit("/account/password", form).text


def test_a_letter_typed_in_another_way_is_the_same_letter(web: Flask, company: Tenant) -> None:
    from assessor.accounts.operations import add_account

    add_account("ü@local.example", "Ü", "en", "caf\u00e9 au lait, bitte")
    answer = browser(web).submit(
        "/sign-in", {"email": "ü@local.example", "password": "cafe\u0301 au lait, bitte"}
    )
    assert answer.status_code == 302


# --- one's own account ------------------------------------------------------------------------------


def test_signing_out_everywhere(web: Flask) -> None:
    here, there = signed_in(web), signed_in(web)
    answer = here.submit("/account/sign-out-everywhere", at="/account", follow_redirects=True)
    assert "All your sessions have ended" in answer.text
    assert not is_in(here)
    assert not is_in(there)


def test_the_account_decides_the_language_unless_something_nearer_does(web: Flask) -> None:
    client = signed_in(web)
    answer = client.submit("/account/details", {"name": "  Wei   Li ", "language": "zh-Hans"})
    assert answer.status_code == 302
    assert fresh().name == "Wei Li"
    assert 'lang="zh-Hans"' in client.get("/account").text
    assert 'lang="en"' in client.get("/account?lang=en").text
    assert 'lang="en"' in client.get("/account").text, "what was chosen last stays"
    client.submit("/account/details", {"name": "Wei", "language": "zh-Hant"})
    assert 'lang="zh-Hant"' in client.get("/account").text


@pytest.mark.parametrize("form", [{"name": "", "language": "en"}, {"name": "W", "language": "fr"}])
def test_odd_details_are_refused(web: Flask, form: dict[str, str]) -> None:
    client = signed_in(web)
    assert "There is a problem" in client.submit("/account/details", form).text
    assert fresh().name == "Wei Example"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_page_of_an_account_opens_in_every_language(web: Flask, language: str) -> None:
    client = signed_in(web)
    for page in ("", "/details", "/password", "/confirm", "/second-step", "/recovery-codes", "/passkeys"):
        assert client.get(f"/account{page}?lang={language}").status_code == 200
    nobody = browser(web)
    for page in ("/sign-in", "/sign-in/passkey", "/password"):
        assert nobody.get(f"{page}?lang={language}").status_code == 200
