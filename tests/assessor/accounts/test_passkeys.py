"""Passkeys in a real browser, whose authenticator is the browser's own virtual one."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from assessor.models import Tenant
from tests.assessor.accounts.people import EMAIL, PASSWORD, fresh, mails, somebody
from tests.assessor.accounts.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(web: Flask, company: Tenant, browser: Browser) -> Iterator[Page]:
    somebody(company)
    with served(web) as site:
        window = browser.new_context(base_url=site)
        opened = window.new_page()
        refused: list[str] = []
        opened.on(
            "console", lambda said: refused.append(said.text) if "Content Security" in said.text else None
        )
        devices = window.new_cdp_session(opened)
        devices.send("WebAuthn.enable")
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }},
        )  # fmt: skip
        yield opened
        assert refused == []
        window.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/sign-in"))


def add(page: Page, name: str, use: str) -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_label(use).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(f"The passkey {name} is added.")).to_be_visible()


def test_a_passkey_instead_of_the_password_and_then_as_second_step(page: Page, web: Flask) -> None:
    sign_in(page)
    add(page, "laptop", "Instead of the password")
    assert faults(page) == []
    sign_out(page)
    assert faults(page) == []
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/organisations/new|/$"))
    page.goto("/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove laptop").click()
    expect(page.get_by_text("The passkey laptop is removed.")).to_be_visible()
    add(page, "blue key", "As second step, after the password")
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Confirm with your passkey")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto("/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert [key.usage for key in fresh().webauthn] == ["secondary"]
    assert [mail.subject for mail in mails()].count("A passkey was added") == 2
