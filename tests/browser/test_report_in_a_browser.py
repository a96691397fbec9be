"""The whole report as a page and as a file: accessible, within a narrow window, and asking for nothing."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from assessor.brands.brand import Brand
from assessor.reports.flow import flow
from assessor.reports.screen import page_file
from tests.browser.visiting import SHOTS, Site, Visit
from tests.pdf.edges import small, unfinished

pytestmark = pytest.mark.browser

WINDOWS = {"desktop": 1280, "narrow": 320}
BRAND = Brand("Example Certification", "certification body", primary="#5a1a4a", accent="#8a2f6d")


def within(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_file_is_accessible_in_any_window(
    browser: Browser, tmp_path: Path, language: str, window: str
) -> None:
    made = tmp_path / "report.html"
    document = small(language) if window == "desktop" else unfinished(language)
    made.write_text(page_file(flow(document, language, brand=BRAND)), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": WINDOWS[window], "height": 900}, java_script_enabled=True
    )
    page, asked, faults = context.new_page(), [], []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda said: faults.append(said.text))
    page.goto(made.as_uri())
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"report-file-{language}-{window}.png")
    assert within(page, WINDOWS[window]), "the page is wider than the window"
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert asked == [made.as_uri()]
    assert faults == []
    context.close()


@pytest.mark.parametrize("window", WINDOWS)
def test_the_page_is_accessible_and_keeps_to_the_policy(visit: Visit, site: Site, window: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": WINDOWS[window], "height": 900})
    page.goto(f"{site.pages['verified']}report?variant=summary&lang=zh-Hans")
    page.screenshot(path=SHOTS / f"report-page-{window}.png")
    assert within(page, WINDOWS[window]), "the page is wider than the window"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("window.refused") == []
    assert visit.faults == []


def test_the_contents_lead_to_a_section_and_its_tables_take_the_keyboard(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(f"{site.pages['declared']}report")
    page.locator(".report-contents a", has_text="Levels and gates").click()
    assert page.url.endswith("#levels")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "The levels of the model"
