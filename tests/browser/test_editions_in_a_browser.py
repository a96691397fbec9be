"""The pages of benchmarks as they are seen: accessible, no wider than the window, and usable by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.test_questionnaire_pages import open_all, overflowing
from tests.browser.visiting import SHOTS, VIEWS, WINDOWS, Site, Visit

pytestmark = pytest.mark.browser

EDITION = "/benchmarks/cmc-synthetic-declared-1"
PAGES = {
    "benchmarks": "/benchmarks?",
    "edition": f"{EDITION}?",
    "withheld": f"{EDITION}?size=large&",
    "wrong": f"{EDITION}?industry=zz&",
    "coverage": f"{EDITION}/coverage?",
}


def cut_off(page: Page) -> list[str]:
    """What is wider than its place; but pictures scroll, and the targets of buttons reach beyond them."""
    page.evaluate("document.querySelectorAll('.picture svg, .govuk-button').forEach(e => e.remove())")
    return overflowing(page)


@pytest.mark.parametrize(("language", "window"), VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_fits_its_window(
    visit: Visit, site: Site, name: str, language: str, window: str
) -> None:
    page = visit.page
    width, height = WINDOWS[window]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{PAGES[name]}lang={language}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{language}-{window}.png", full_page=True)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".picture").count() == (2 if name == "edition" else 0)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert cut_off(page) == []
    assert page.evaluate("window.refused") == []
    assert [fault for fault in visit.faults if name != "wrong" or "400" not in fault] == []


def test_a_cohort_is_chosen_by_keyboard_and_keeps_the_language(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto("/benchmarks?lang=zh-Hant")
    page.locator(".criteria a").first.click()
    page.locator("#place").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "size"
    page.select_option("#place", "030")
    page.locator(".chooser button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**place=030**")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert page.locator("#place").input_value() == "030"
    assert "東亞" in page.locator("h2#cohort").inner_text()
    assert page.evaluate("location.hash") == "#cohort"


def test_the_tables_can_be_taken_away(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(EDITION)
    for button, ending in (("Published table (CSV)", ".csv"), ("Published table (JSON)", ".json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.suggested_filename == f"cmc-synthetic-declared-1{ending}"


def test_a_wrong_choice_leads_to_its_field(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(PAGES["wrong"])
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "industry"
    page.select_option("#industry", label="Manufacturing")
    page.get_by_role("button", name="Show cohort").click()
    assert page.get_by_role("alert").count() == 0
    assert "Manufacturing" in page.locator("h2#cohort").inner_text()


def test_focus_is_visible(visit: Visit, site: Site) -> None:
    visit.page.goto(EDITION)
    for _ in range(17):
        visit.page.keyboard.press("Tab")
        seen = visit.page.evaluate(
            "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
            "(getComputedStyle(document.activeElement))"
        )
        assert seen, visit.page.evaluate("document.activeElement.outerHTML")
