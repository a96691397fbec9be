"""Answering in a real browser, against a real server with people who sign in."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select
from waitress.server import create_server

from assessor import create_app
from assessor.extensions import LOCAL, db, open_database
from assessor.models import Account, Answer, AnswerRevision, Tenant
from tests.assessor.answering.opened import DEFINITION, PROMISE, VISION, opened
from tests.assessor.cast import members
from tests.browser.visiting import SHOTS

pytestmark = pytest.mark.browser


@dataclass
class Office:
    """A server, who works there, and a new assessment for whoever asks."""

    app: Flask
    address: str
    people: dict[str, Account]
    browser: Browser

    def open(self, **changes: Any) -> UUID:
        with self.app.app_context():
            tenant = db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
            return opened(tenant, **changes).id

    def answers(self, assessment: UUID) -> dict[str, Answer]:
        """What the database holds."""
        with self.app.app_context():
            rows = db.session.scalars(select(Answer).where(Answer.assessment_id == assessment))
            return {row.practice_id: row for row in rows}

    def states(self, assessment: UUID) -> list[str]:
        with self.app.app_context():
            found = select(AnswerRevision.state).where(AnswerRevision.assessment_id == assessment)
            return sorted(db.session.scalars(found))

    def cookie(self, role: str) -> dict[str, str]:
        who = self.people[role]
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        session = {"_user_id": who.fs_uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time()}
        return {"name": "session", "value": signer.dumps(session), "url": self.address}


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(tmp_path_factory.mktemp("office")))
        app = create_app()
        open_database(app)
        with app.app_context():
            people = members(db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one())
            for who in people.values():
                db.session.refresh(who)
            db.session.expunge_all()
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Office(app, f"http://127.0.0.1:{server.effective_port}", people, browser)
        server.close()
        thread.join(timeout=10)
        with app.app_context():
            db.engine.dispose()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(office: Office) -> Iterator[SignIn]:
    """A window in which somebody is signed in; at the end, none has reported a fault."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def windows(role: str = "owner", *, offline_faults: bool = False, **options: Any) -> Page:
        context = office.browser.new_context(
            base_url=office.address, **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        context.set_default_timeout(10_000)
        context.add_cookies([office.cookie(role)])  # type: ignore[list-item]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield windows
    for context in contexts:
        context.close()
    assert faults == []


def path(assessment: UUID) -> str:
    return f"/assessments/{assessment}/answers/{VISION.id}"


def practice(page: Page, practice_id: str = PROMISE) -> Locator:
    return page.locator(f"[data-practice='{practice_id}']")


def level(page: Page, value: str, practice_id: str = PROMISE) -> Locator:
    return practice(page, practice_id).locator(f"input[type=radio][value='{value}']")


def state(page: Page, name: str, practice_id: str = PROMISE) -> None:
    """Wait until the practice says so."""
    expect(practice(page, practice_id).locator(".saved")).to_have_attribute("data-state", name)


def test_an_answer_is_saved_by_keyboard_and_is_there_after_a_reload(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    level(page, "").focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    assert level(page, "3").is_checked()
    state(page, "saved")
    page.keyboard.press("Tab")
    page.screenshot(path="/tmp/shot1.png")
    page.reload()
    assert level(page, "3").is_checked()
