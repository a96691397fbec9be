"""Every page, in a real browser: no violation of WCAG 2.2 AA, nothing cut off, on a phone and enlarged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from assessor.extensions import db
from tests.assessor.cast import signed_in_as
from tests.browser.test_questionnaire_pages import overflowing
from tools.bench_web import addresses, prepared

pytestmark = pytest.mark.browser

MOST = 0.8
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS = {
    "a desktop in English": ("en", {"width": 1280, "height": 900}),
    "a phone in Chinese": ("zh-Hans", {"width": 390, "height": 844}),
    "enlarged to 200%": ("en", {"width": 640, "height": 450}),
}
"""A window of half the width is what a page enlarged twice has."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask, UUID, str]]:
    """A server with a complete assessment; its address, and who is signed in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", "")
        app, assessment_id, uniquifier = prepared(Path(tmp_path_factory.mktemp("pages")))
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}", app, assessment_id, uniquifier
    server.close()
    thread.join(timeout=10)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def signed_in(
    browser: Browser, site: tuple[str, Flask, UUID, str], window: dict[str, int]
) -> Iterator[tuple[Page, dict[str, str]]]:
    """A window in which somebody is signed in, and the address of every page."""
    address, app, assessment_id, uniquifier = site
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    context = browser.new_context(base_url=address, viewport=window)  # type: ignore[arg-type]
    cookie = signer.dumps(signed_in_as(app, uniquifier))
    context.add_cookies([{"name": "session", "value": cookie, "url": address}])
    yield context.new_page(), addresses(app, assessment_id)
    context.close()


@pytest.mark.parametrize(
    "view", ["a phone in Chinese", *(pytest.param(view, marks=pytest.mark.soak) for view in list(VIEWS)[::2])]
)
def test_every_page_is_accessible_and_whole(
    browser: Browser, site: tuple[str, Flask, UUID, str], view: str
) -> None:
    language, window = VIEWS[view]
    wrong, seen = [], 0
    with signed_in(browser, site, window) as (page, every):
        for name, path in every.items():
            answer = page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            if answer is None or answer.status != 200:
                continue
            seen += "/sign-in" not in page.url
            found = Axe().run(page, options={"runOnly": RULES})
            wrong += [f"{name}: {one['id']}" for one in found.response["violations"]]
            wrong += [f"{name}: {element}" for element in overflowing(page)]
    assert not wrong, "\n".join(wrong)
    assert seen >= MOST * len(every), f"{seen} of {len(every)}: the others were refused"


def test_on_a_phone_states_stand_at_the_edge_and_a_wide_table_shows_that_it_goes_on(
    browser: Browser, site: tuple[str, Flask, UUID, str]
) -> None:
    with signed_in(browser, site, {"width": 390, "height": 844}) as (page, every):
        page.goto(every["opening.tasks"])
        state = "getComputedStyle(document.querySelector('.govuk-task-list__status')).paddingLeft"
        assert page.evaluate(state) == "0px"
        page.goto(every["opening.people.index"])
        shaded = "getComputedStyle(document.querySelector('.scroll')).backgroundAttachment"
        assert page.evaluate(shaded) == "local, local, scroll, scroll"
