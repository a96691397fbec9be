"""The whole way in a real browser, as each role: from an empty database to a plan and an archive."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from waitress.server import create_server

from assessor import create_app
from assessor.accounts.beginning import offer_set_up
from assessor.extensions import db, open_database
from assessor.languages import wording
from assessor.models import Answer, AnswerRevision, Assessment, Mail
from criteria.registry import load
from tests.browser.test_questionnaire_pages import overflowing
from tests.browser.visiting import SHOTS

pytestmark = pytest.mark.browser

PASSWORD = "lantern-otter-window-42"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MODEL = load("cmc")


@dataclass
class Town:
    """A server that was never used, its browser windows, and what went wrong in them."""

    app: Flask
    address: str
    code: str
    browser: Browser
    windows: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    shots: int = 0

    def window(self, language: str, viewport: dict[str, int]) -> Page:
        """A browser of somebody's own, in which nobody is signed in."""
        context = self.browser.new_context(base_url=self.address, viewport=viewport, locale=language)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        self.windows.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None
        )
        return page

    def letter(self, recipient: str) -> str:
        """The newest message to somebody."""
        with self.app.app_context():
            written = select(Mail.body).where(Mail.recipient == recipient).order_by(Mail.id.desc()).limit(1)
            return db.session.scalars(written).one()

    def kept(self) -> dict[str, Any]:
        """What the database holds of the newest assessment."""
        with self.app.app_context():
            newest = db.session.scalars(select(Assessment).order_by(Assessment.id.desc()).limit(1)).one()
            answers = db.session.scalars(select(Answer).where(Answer.assessment_id == newest.id)).all()
            saves = select(AnswerRevision.state).where(AnswerRevision.assessment_id == newest.id)
            return {
                "status": newest.status,
                "own": {
                    (a.given_by, a.practice_id): a for a in answers if a.role == "respondent" and a.values
                },
                "settled": {a.practice_id: a for a in answers if a.role == "consensus" and a.values},
                "saves": list(db.session.scalars(saves)),
            }


@pytest.fixture
def town(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """A server on an empty database, as `assessor serve` starts it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(tmp_path_factory.mktemp("town")))
        app = create_app()
    open_database(app)
    code = offer_set_up(app)
    assert code
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    made = Town(app, f"http://127.0.0.1:{server.effective_port}", code, browser)
    yield made
    for context in made.windows:
        context.close()
    server.close()
    thread.join(timeout=10)
    with app.app_context():
        db.engine.dispose()
    assert made.faults == []


def seen(town: Town, page: Page, name: str) -> None:
    """A picture to look at, and what can be checked of any page: no violation, nothing cut off."""
    town.shots += 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    language = page.locator("html").get_attribute("lang")
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=SHOTS / f"journey-{language}-{width}-{town.shots:02}-{name}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert overflowing(page) == [], name


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """A button, and wait for what follows."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


# --- what people do ---------------------------------------------------------------------------------


def set_up(town: Town, page: Page, words: dict[str, str]) -> None:
    """The first account, for who knows the code."""
    page.goto("/")
    expect(page).to_have_url(re.compile("/set-up"))
    seen(town, page, "set-up")
    page.locator("#code").fill(town.code)
    press(page, words["continue"])
    for name, value in (("name", "Owner"), ("email", "owner@journey.example"), ("password", PASSWORD)):
        page.locator(f"#{name}").fill(value)
    page.locator("#organisation").fill("Harbour Lantern Bank")
    page.locator("#industry").select_option("K")
    page.locator("#country").select_option("CN")
    page.locator("#employees").fill("1200")
    seen(town, page, "set-up-account")
    press(page, words["set up"])
    expect(page).to_have_url(re.compile("/$"))
    seen(town, page, "empty")


def invite(
    town: Town, page: Page, role: str, addresses: list[str], group: str, words: dict[str, str]
) -> None:
    """Everybody at once, each by a letter of their own."""
    page.goto("/organisation/members/invite")
    page.locator("#addresses").fill("\n".join(addresses))
    page.locator(f"input[name=role][value={role}]").check()
    page.locator("#seen_from").fill(group)
    page.locator(f"input[name=language][value={words['language']}]").check()
    press(page, words["invite"])


def join(
    town: Town, address: str, name: str, language: str, viewport: dict[str, int], words: dict[str, str]
) -> Page:
    """Somebody follows the link of their letter and makes their account."""
    page = town.window(language, viewport)
    page.goto(re.search(r"/invitations/\S+", town.letter(address))[0])  # type: ignore[index]
    page.locator("#name").fill(name)
    for secret in page.locator("input[type=password]").all():
        secret.fill(PASSWORD)
    seen(town, page, f"joining-{name.split()[0].lower()}")
    press(page, words["join"])
    return page


def open_assessment(town: Town, page: Page, answering: str, words: dict[str, str]) -> str:
    """A draft; its address without what comes behind."""
    page.goto("/assessments/new")
    page.locator("#title").fill("2026")
    page.locator(f"input[name=answering][value={answering}]").check()
    seen(town, page, "opening")
    press(page, words["open"])
    seen(town, page, "details")
    press(page, words["save and continue"])
    return re.search(r"/assessments/[0-9a-f-]{36}", page.url)[0]  # type: ignore[index]


def ask(town: Town, page: Page, address: str, people: tuple[str, ...], words: dict[str, str]) -> None:
    """Those people, about everything."""
    page.goto(f"{address}/people/ask")
    for name in people:
        page.get_by_label(name, exact=True).check()
    for box in page.locator("input[name=dimensions]").all():
        box.check()
    seen(town, page, "asking")
    press(page, words["ask"])
    seen(town, page, "people")


def answer(page: Page, address: str, criterion: Any, level: Callable[[str], str]) -> None:
    """One page of the questionnaire by clicks, until every answer is said to be saved."""
    page.goto(f"{address}/answers/{criterion.id}")
    for practice in criterion.practices:
        block = page.locator(f"[data-practice='{practice.id}']")
        block.locator(f"input[type=radio][value='{level(practice.id)}']").check()
    for practice in criterion.practices:
        status = page.locator(f"[data-practice='{practice.id}'] .saved")
        expect(status).to_have_attribute("data-state", re.compile("saved|offline"))


def level_of(person: int) -> Callable[[str], str]:
    """What somebody thinks of a practice: the second agrees mostly, and is more critical of every third."""
    place = {practice.id: n for n, practice in enumerate(MODEL.practices)}
    return lambda practice: str(2 + place[practice] % 3 - (person if place[practice] % 3 == 2 else 0))


ENGLISH = {
    "language": "en", "continue": "Continue", "set up": "Set up", "invite": "Send invitations",
    "join": "Join", "open": "Open and continue", "save and continue": "Save and continue",
    "ask": "Ask and send the message", "finished": "I have finished", "settle": "Settle these",
    "submit": "Submit the assessment", "plan": "Settle this plan",
}  # fmt: skip
CHINESE = {name: wording("zh-Hans")(text) for name, text in ENGLISH.items()} | {"language": "zh-Hans"}


def test_a_company_assesses_itself_apart_in_english(town: Town) -> None:
    owner = town.window("en-GB", DESKTOP)
    set_up(town, owner, ENGLISH)
    invite(town, owner, "coordinator", ["lead@journey.example"], "management", ENGLISH)
    invite(town, owner, "respondent", ["one@journey.example"], "management", ENGLISH)
    invite(town, owner, "respondent", ["two@journey.example"], "front line", ENGLISH)
    invite(town, owner, "viewer", ["board@journey.example"], "", ENGLISH)
    owner.goto("/organisation/members")
    seen(town, owner, "members")
    lead = join(town, "lead@journey.example", "Lead", "en-GB", DESKTOP, ENGLISH)
    one = join(town, "one@journey.example", "One", "en-GB", DESKTOP, ENGLISH)
    two = join(town, "two@journey.example", "Two", "en-GB", PHONE, ENGLISH)
    board = join(town, "board@journey.example", "Board", "en-GB", DESKTOP, ENGLISH)

    address = open_assessment(town, lead, "apart", ENGLISH)
    ask(town, lead, address, ("One", "Two"), ENGLISH)
    seen(town, one, "asked")
    for number, (page, person) in enumerate(((one, 0), (two, 1))):
        for criterion in MODEL.criteria:
            answer(page, address, criterion, level_of(person))
        seen(town, page, f"answering-{number}")
    assert len(town.kept()["own"]) == 240

    changed = MODEL.criteria[3].practices[0].id
    two.goto(f"{address}/answers/{MODEL.criteria[3].id}")
    two.context.set_offline(True)
    two.locator(f"[data-practice='{changed}'] input[type=radio][value='5']").check()
    status = two.locator(f"[data-practice='{changed}'] .saved")
    expect(status).to_have_attribute("data-state", "offline")
    two.screenshot(path=SHOTS / "journey-offline.png")
    assert town.kept()["own"][("Two", changed)].values != {"answer": "5"}
    two.context.set_offline(False)
    expect(status).to_have_attribute("data-state", "saved")
    assert town.kept()["own"][("Two", changed)].values == {"answer": "5"}
    for page in (one, two):
        page.goto(f"{address}/tasks")
        press(page, ENGLISH["finished"])
        seen(town, page, "finished")

    lead.goto(f"{address}/moderation")
    seen(town, lead, "moderation")
    lead.goto(f"{address}/moderation/settle/agreed")
    seen(town, lead, "agreed")
    press(lead, ENGLISH["settle"])
    assert len(town.kept()["settled"]) == 79
    moderate(town, lead, address)
    assert len(town.kept()["settled"]) == 120

    lead.goto(f"{address}/submit")
    seen(town, lead, "submitting")
    press(lead, ENGLISH["submit"])
    assert town.kept()["status"] == "submitted"
    for page, name in ((lead, "result-lead"), (two, "result-phone"), (board, "result-board")):
        page.goto(f"{address}/")
        seen(town, page, name)
    board.goto(f"{address}/why/operations")
    seen(town, board, "why")
    plan(town, lead, address)
    owner.goto("/organisation/activity")
    seen(town, owner, "activity")
    taken_away(town, owner, board, address)


def moderate(town: Town, page: Page, address: str) -> None:
    """What they disagree on: the higher of two answers, with a reason."""
    for criterion in MODEL.criteria:
        page.goto(f"{address}/moderation/{criterion.id}")
        settled = town.kept()["settled"]
        for practice in criterion.practices:
            if practice.id in settled:
                continue
            block = page.locator(f"section[aria-labelledby='{practice.id}']")
            block.locator("input[type=radio][value='=4']").check()
            block.locator("textarea[name^='rationale']").fill("Two teams work this way; the others follow.")
        if criterion is MODEL.criteria[0]:
            seen(town, page, "moderating")
        page.locator("button[name=then][value=stay]").click()
        page.wait_for_load_state()


def plan(town: Town, page: Page, address: str) -> None:
    """The cheapest way to the next level, settled."""
    page.goto(f"{address}/plan/target")
    seen(town, page, "plan-target")
    page.locator("input[name=aim]").first.check()
    press(page, "Find the cheapest plan")
    expect(page).to_have_url(re.compile("/plan/proposal"))
    seen(town, page, "plan-proposal")
    press(page, ENGLISH["plan"])
    expect(page).to_have_url(re.compile("/plan(#.*)?$"))
    seen(town, page, "plan")
    for suffix, begins in (("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR")):
        got = page.context.request.get(f"{town.address}{address}/plan.{suffix}")
        assert got.status == 200
        assert got.body().startswith(begins)


def taken_away(town: Town, owner: Page, board: Page, address: str) -> None:
    """The report, by who may only read; the archive, by the owner."""
    report = board.context.request.get(f"{town.address}{address}/report.pdf?lang=en", timeout=120_000)
    assert report.status == 200
    assert report.body().startswith(b"%PDF")
    owner.goto("/organisation/export")
    seen(town, owner, "export")
    with owner.expect_download() as download:
        owner.locator("main form button").first.click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_two_people_meet_on_one_answer_in_chinese(town: Town) -> None:
    owner = town.window("zh-CN", PHONE)
    set_up(town, owner, CHINESE)
    invite(town, owner, "respondent", ["one@journey.example", "two@journey.example"], "管理层", CHINESE)
    one = join(town, "one@journey.example", "一号", "zh-CN", DESKTOP, CHINESE)
    two = join(town, "two@journey.example", "二号", "zh-CN", PHONE, CHINESE)
    address = open_assessment(town, owner, "together", CHINESE)
    ask(town, owner, address, ("一号", "二号"), CHINESE)

    criterion = MODEL.criteria[0]
    first = criterion.practices[0].id
    for page in (one, two):
        page.goto(f"{address}/answers/{criterion.id}")
    one.locator(f"[data-practice='{first}'] input[type=radio][value='3']").check()
    expect(one.locator(f"[data-practice='{first}'] .saved")).to_have_attribute("data-state", "saved")
    two.locator(f"[data-practice='{first}'] input[type=radio][value='1']").check()
    expect(two.locator(f"[data-practice='{first}'] .conflict")).to_be_visible()
    assert town.kept()["settled"][first].values == {"answer": "3"}
    seen(town, two, "conflict")
    two.locator(f"[data-practice='{first}'] .conflict button[value*=':mine:']").click()
    two.wait_for_load_state()
    expect(two.locator(f"[data-practice='{first}'] .conflict")).to_have_count(0)
    assert town.kept()["settled"][first].values == {"answer": "1"}
    assert "conflicting" not in town.kept()["saves"]

    for criterion in MODEL.dimensions[1].criteria:
        answer(one, address, criterion, level_of(0))
    owner.goto(f"{address}/tasks")
    seen(town, owner, "tasks")
    one.goto(f"{address}/answers/{MODEL.criteria[8].id}")
    seen(town, one, "answering")
    owner.goto(f"{address}/submit")
    seen(town, owner, "submitting")
    press(owner, CHINESE["submit"])
    owner.goto(f"{address}/")
    seen(town, owner, "result")
