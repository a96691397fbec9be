"""Answering in a real browser, against a real server with people who sign in."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import select
from waitress.server import create_server

from assessor import create_app
from assessor.extensions import LOCAL, db, open_database
from assessor.models import Account, Answer, AnswerRevision, Tenant
from tests.assessor.answering.opened import DEFINITION, PROMISE, VISION, opened
from tests.assessor.cast import members, signed_in_as
from tests.browser.test_questionnaire_pages import overflowing
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
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        session = signed_in_as(self.app, self.people[role].fs_uniquifier)
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

    def windows(role: str = "owner", **options: Any) -> Page:
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


def kept(page: Page) -> list[str]:
    """What the browser still holds back."""
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return names


def wait_for(done: Callable[[], bool]) -> None:
    """Until the database says so, which no page shows."""
    until = time.monotonic() + 10
    while not done():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def shot(name: str) -> Path:
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS / f"answering-{name}.png"


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=shot(name), full_page=True)


def test_an_answer_is_saved_by_keyboard_and_is_there_after_a_reload(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    level(page, "").focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    assert level(page, "3").is_checked()
    state(page, "saved")
    expect(page.locator("[data-progress] [data-answered]").first).to_have_text("1")
    practice(page).get_by_label("Comment").fill("两个场所 seen")
    state(page, "saved")
    wait_for(lambda: office.answers(assessment)[PROMISE].comment == "两个场所 seen")
    page.reload()
    assert level(page, "3").is_checked()
    assert practice(page).get_by_label("Comment").input_value() == "两个场所 seen"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/answers/leadership.commitment")


def test_what_does_not_apply_waits_for_its_reason(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    reason = practice(page).get_by_label("Why this does not apply")
    expect(reason).to_be_hidden()
    level(page, "not-applicable").check()
    state(page, "refused")
    for _ in range(2):
        expect(practice(page).locator("[data-fault=reason]")).to_have_text("Say why this does not apply")
        expect(practice(page).locator(".saved")).to_contain_text("say why this does not apply")
        page.reload()
    assert level(page, "not-applicable").is_checked(), "kept on this device"
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("link", name="Say why this does not apply")).to_be_focused()
    reason.fill("no such customers")
    state(page, "saved")
    expect(practice(page).locator("[data-fault=reason]")).to_be_hidden()
    assert office.answers(assessment)[PROMISE].reason == "no such customers"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_state_of_saving_stands_where_one_looks(
    office: Office, sign_in: SignIn, width: int, height: int
) -> None:
    page = sign_in(viewport={"width": width, "height": height})
    page.goto(path(office.open()))
    for number, value in enumerate(("1", "5")):
        label = practice(page).locator(f"input[value='{value}'] + label")
        label.click()
        state(page, "saved")
        expect(practice(page).locator(".saved")).to_be_in_viewport(ratio=1)
        page.screenshot(path=shot(f"saved-{width}-{number}"))
    page.context.clear_cookies()
    practice(page).locator("input[value='2'] + label").click()
    state(page, "signedOut")
    expect(practice(page).get_by_role("link", name="Sign in")).to_be_in_viewport(ratio=1)
    page.screenshot(path=shot(f"signed-out-{width}"))


def test_what_is_answered_offline_is_sent_when_the_network_is_back(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    page.context.set_offline(True)
    level(page, "2").check()
    level(page, "4", DEFINITION).check()
    level(page, "5").check()
    state(page, "offline")
    state(page, "offline", DEFINITION)
    page.get_by_role("button", name="Save and continue").click()
    assert page.url.endswith(VISION.id), "nothing is lost by leaving"
    assert office.answers(assessment) == {}
    page.context.set_offline(False)
    state(page, "saved")
    state(page, "saved", DEFINITION)
    given = office.answers(assessment)
    assert (given[PROMISE].values, given[DEFINITION].values) == ({"answer": "5"}, {"answer": "4"})
    assert kept(page) == []


def test_what_was_kept_outlives_the_page_and_is_nobody_elses(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    page.route("**/answers/practices/**", lambda route: route.abort())
    level(page, "4").check()
    state(page, "offline")
    page.unroute_all()
    page.context.add_cookies([office.cookie("coordinator")])  # type: ignore[list-item]
    page.close(run_before_unload=False)
    other = page.context.new_page()
    other.goto(path(assessment))
    assert level(other, "").is_checked(), "the other account sees nothing of it"
    expect(other.locator("html")).to_have_class(re.compile("answering--live"))
    assert office.answers(assessment) == {}
    assert len(kept(other)) == 1
    other.context.add_cookies([office.cookie("owner")])  # type: ignore[list-item]
    other.goto(f"/assessments/{assessment}/answers/strategy.insight")
    wait_for(lambda: PROMISE in office.answers(assessment))
    assert office.answers(assessment)[PROMISE].values == {"answer": "4"}


def test_a_page_left_open_never_sends_in_the_name_of_the_next_account(
    office: Office, sign_in: SignIn
) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    page.context.add_cookies([office.cookie("coordinator")])  # type: ignore[list-item]
    level(page, "4").check()
    state(page, "signedOut")
    assert office.answers(assessment) == {}
    page.context.clear_cookies()
    level(page, "3").check()
    state(page, "signedOut")
    page.context.add_cookies([office.cookie("owner")])  # type: ignore[list-item]
    practice(page).get_by_role("link", name="Sign in").click()
    state(page, "saved")
    assert office.answers(assessment)[PROMISE].values == {"answer": "3"}


def test_a_save_whose_answer_was_lost_counts_once(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.post_data or "")
            route.fetch()
            route.abort()

    page.route("**/answers/practices/**", lose)
    level(page, "4").check()
    wait_for(lambda: PROMISE in office.answers(assessment))
    level(page, "5").check()
    state(page, "saved")
    wait_for(lambda: office.answers(assessment)[PROMISE].values == {"answer": "5"})
    assert office.states(assessment) == ["applied", "applied"]


def test_two_people_on_one_practice_both_keep_their_answer_and_one_chooses(
    office: Office, sign_in: SignIn
) -> None:
    assessment = office.open()
    one, two = sign_in("owner"), sign_in("coordinator")
    one.goto(path(assessment))
    two.goto(path(assessment))
    level(one, "2").check()
    state(one, "saved")
    level(two, "5").check()
    state(two, "conflict")
    box = practice(two).get_by_role("group", name="Somebody else answered meanwhile")
    expect(box).to_contain_text("Owner of local")
    expect(box).to_contain_text("2 Managed")
    expect(box).to_contain_text("5 Leading")
    shoot(two, "conflict")
    assert Axe().run(two).violations_count == 0
    assert office.answers(assessment)[PROMISE].values == {"answer": "2"}
    two.reload()
    box.get_by_role("button", name="Use my answer").click()
    expect(box).to_be_hidden()
    assert level(two, "5").is_checked()
    assert office.answers(assessment)[PROMISE].values == {"answer": "5"}
    assert office.states(assessment) == ["applied", "applied"]


def test_without_scripts_the_form_does_it_all(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(java_script_enabled=False), office.open()
    page.goto(path(assessment))
    level(page, "not-applicable").check()
    level(page, "4", DEFINITION).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Say why this does not apply").click()
    page.keyboard.type("no such customers")
    assert level(page, "4", DEFINITION).is_checked()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/answers/leadership.commitment")
    given = office.answers(assessment)
    assert (given[PROMISE].reason, given[DEFINITION].values) == ("no such customers", {"answer": "4"})


def test_evidence_is_attached_and_what_was_typed_is_saved_on_the_way(office: Office, sign_in: SignIn) -> None:
    page, assessment = sign_in(), office.open()
    page.goto(path(assessment))
    practice(page).get_by_label("Comment").fill("see the charter")
    practice(page).get_by_role("button", name="Attach or remove evidence").click()
    page.wait_for_url("**/evidence")
    assert office.answers(assessment)[PROMISE].comment == "see the charter"
    charter = {"name": "charter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    page.get_by_label("File", exact=True).set_input_files(charter)  # type: ignore[arg-type]
    page.get_by_role("button", name="Attach file").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="charter.pdf").click()
    assert download.value.suggested_filename == "charter.pdf"
    shoot(page, "evidence")
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Back to the question").click()
    expect(practice(page).get_by_role("link", name="charter.pdf")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(("window", "width"), [("desktop", 1280), ("phone", 390)])
def test_the_page_is_accessible_and_fits_its_window(
    office: Office, sign_in: SignIn, language: str, window: str, width: int
) -> None:
    assessment = office.open(complete=True)
    page = sign_in(viewport={"width": width, "height": 844})
    page.goto(f"/assessments/{assessment}/answers/results.partners-improvement?lang={language}")
    page.locator("input[value='not-applicable']").first.check()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    shoot(page, f"{language}-{window}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # the shadow of a button reaches past its edge
    assert [element for element in overflowing(page) if not element.startswith("<button")] == []
    found = Axe().run(page)
    told = [
        (fault["id"], fault["nodes"][0]["html"][:200], fault["nodes"][0]["failureSummary"][:300])
        for fault in found.response["violations"]
    ]
    assert told == []
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')"
            "(getComputedStyle(document.activeElement.type === 'radio'"
            " ? document.activeElement.nextElementSibling : document.activeElement,"
            " document.activeElement.type === 'radio' ? '::before' : null))"
        ), page.evaluate("document.activeElement.outerHTML")
