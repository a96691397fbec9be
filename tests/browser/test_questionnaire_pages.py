import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.browser.visiting import LANGUAGES, SHOTS, VIEWS, WINDOWS, Site, Visit

pytestmark = pytest.mark.browser

MODEL = "/models/cmc@2026.1"
PAGES = {
    "models": "/models",
    "model": MODEL,
    "vision": f"{MODEL}/leadership.vision",
    "response": f"{MODEL}/operations.response",
    "value": f"{MODEL}/results.value",
    "partners": f"{MODEL}/results.partners-improvement",
}


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def overflowing(page: Page) -> list[str]:
    """What is wider than its place and cannot be scrolled to."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main *, header *, .trail *')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1"
        " && !e.closest('.scroll, .picture__frame, .govuk-button')"
        " && getComputedStyle(e).display !== 'inline' && !e.closest('.govuk-visually-hidden'))"
        ".map(e => e.outerHTML.slice(0, 120))"
    )
    return found


@pytest.mark.parametrize(("language", "window"), VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_fits_its_window(
    visit: Visit, site: Site, name: str, language: str, window: str
) -> None:
    page = visit.page
    width, height = WINDOWS[window]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{PAGES[name]}?lang={language}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"questionnaire-{name}-{language}-{window}.png", full_page=True)
    assert page.locator("html").get_attribute("lang") == language
    open_all(page)
    page.screenshot(path=SHOTS / f"questionnaire-{name}-open-{language}-{window}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    assert overflowing(page) == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("window.refused") == []
    assert visit.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_criterion_is_wider_than_a_phone(visit: Visit, site: Site, language: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{MODEL}?lang={language}")
    addresses = page.locator(".criteria a").evaluate_all("links => links.map(link => link.href)")
    assert len(addresses) == 30
    for address in addresses:
        page.goto(address)
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert overflowing(page) == [], address


def test_all_criteria_are_reached_from_the_head_by_turning_pages(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto("/")
    page.get_by_role("link", name="Models", exact=True).click()
    page.get_by_role("link", name="Customer management capability").click()
    follow(page, page.locator(".criteria a").first)
    seen = [page.url]
    while page.locator("a[rel=next]").count():
        follow(page, page.locator("a[rel=next]"))
        seen.append(page.url)
    assert len(seen) == len(set(seen)) == 30
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Results").click()
    assert page.url.endswith("/models/cmc@2026.1#results")


def follow(page: Page, link: Locator) -> None:
    """Click, and wait until the whole page is there: a click alone comes back before it."""
    address = link.evaluate("link => link.href")
    link.click()
    page.wait_for_url(address)


def test_the_keyboard_opens_the_evidence(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(PAGES["value"])
    fold = page.locator("details", has_text="Evidence to look for").first
    assert fold.get_by_text("Documents").is_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_by_text("Documents").is_visible()
    assert fold.get_by_text("Finance director").first.is_visible()


def test_focus_is_visible(visit: Visit, site: Site) -> None:
    visit.page.goto(PAGES["vision"])
    for _ in range(20):
        visit.page.keyboard.press("Tab")
        seen = visit.page.evaluate(
            "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
            "(getComputedStyle(document.activeElement))"
        )
        assert seen, visit.page.evaluate("document.activeElement.outerHTML")
