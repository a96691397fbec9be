import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visiting import SHOTS, VIEWS, WINDOWS, Site, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "window"), VIEWS)
@pytest.mark.parametrize("name", ["list", "declared", "verified", "why", "missing"])
def test_every_page_is_accessible_and_loads_nothing_it_should_not(
    visit: Visit, site: Site, name: str, language: str, window: str
) -> None:
    page = visit.page
    width, height = WINDOWS[window]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.pages[name]}?lang={language}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{language}-{window}.png", full_page=True)
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("window.refused") == []
    assert [fault for fault in visit.faults if name != "missing" or "404" not in fault] == []


def test_everything_folded_is_accessible_too(visit: Visit, site: Site) -> None:
    for name in ("verified", "why"):
        visit.page.goto(site.pages[name])
        visit.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        visit.page.screenshot(path=SHOTS / f"{name}-open.png", full_page=True)
        found = Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


def test_the_keyboard_reaches_the_components_of_a_practice(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(site.pages["verified"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.locator("#why").scroll_into_view_if_needed()
    page.locator(".branch:has(> #why-leadership) > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details').parentElement.id") == "why-leadership"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    practice = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/why/leadership#*")
    opened = page.locator("details[open]")
    assert opened.count() == 1, "the browser opens the practice that it is sent to"
    assert practice in opened.inner_text()
    assert opened.locator("table.figures").is_visible()


def test_focus_is_visible(visit: Visit, site: Site) -> None:
    visit.page.goto(site.pages["verified"])
    for _ in range(30):
        visit.page.keyboard.press("Tab")
        seen = visit.page.evaluate(
            "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
            "(getComputedStyle(document.activeElement))"
        )
        assert seen, visit.page.evaluate("document.activeElement.outerHTML")


def test_another_language_is_one_click_and_the_same_page(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(site.pages["why"])
    page.get_by_role("link", name="简体中文").click()
    assert page.url.endswith("/why/leadership?lang=zh-Hans")
    page.locator(".govuk-back-link").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans", "the choice is remembered"


def test_the_list_leads_to_the_result_and_the_result_to_its_files(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(site.pages["list"])
    page.get_by_role("link", name="Paper Boat Insurance").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Paper Boat Insurance"
    for button, ending in (("Data (JSON)", "result.json"), ("Certificate (PDF)", "certificate.pdf")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.suggested_filename.endswith(ending)


def test_every_picture_has_its_table(visit: Visit, site: Site) -> None:
    page = visit.page
    page.goto(site.pages["verified"])
    pictures = page.locator("figure.picture")
    assert pictures.count() == 9
    for index in range(pictures.count()):
        picture = pictures.nth(index)
        table = picture.locator("table")
        assert table.is_hidden()
        picture.locator("summary").click()
        assert table.is_visible()
        assert table.locator("tbody tr").count() >= 3
        assert picture.locator("svg[role=img] > title").count() == 1


def test_the_pages_say_that_the_peers_are_synthetic(visit: Visit, site: Site) -> None:
    for name in ("declared", "verified", "why"):
        visit.page.goto(site.pages[name])
        assert visit.page.locator(".notice").inner_text().startswith("Synthetic peers")
