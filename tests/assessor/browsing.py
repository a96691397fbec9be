"""A test client that looks at every page it is given."""

import gzip
import re
from collections import Counter
from contextvars import Context
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from tinyhtml5.parser import HTMLParser
from werkzeug.test import TestResponse

from assessor.headers import HEADERS

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
HTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = [f"{HTML}h{n}" for n in range(1, 7)]


class CheckingClient(FlaskClient):
    """Every response is checked: its headers always, its content where it is a page."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask, and check the answer."""
        # in a context of its own: a request shares neither `g` nor a session with the test around it
        response = Context().run(super().open, *args, **options)
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, f"{name} is missing"
        if response.mimetype == "text/html" and response.location is None:  # nobody reads on the way
            packed = response.headers.get("Content-Encoding") == "gzip"
            page = gzip.decompress(response.data) if packed else response.data
            check_page(page, response.headers.get("Content-Type", ""))
        return response

    def submit(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Open the page of a form and send it filled in, with the token that the page carries.

        `at` is where the form is, if it is sent elsewhere.
        """
        page = self.get(options.pop("at", address))
        token = TOKEN.search(page.text)
        assert token, f"no form to send: {page.status}"
        return self.post(address, data={**(data or {}), "csrf_token": token[1]}, **options)


def check_page(body: bytes, content_type: str) -> None:
    """Fail for any fault that a page of ours may never have."""
    assert content_type == "text/html; charset=utf-8"
    parser = HTMLParser()
    page = parser.parse(body)
    assert parser.errors == [], f"HTML is broken: {parser.errors[:3]}"
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    _check_head(page, elements)
    _check_references(elements)
    _check_policy(elements)
    _check_tables(elements)


def _check_head(page: Element, elements: list[Element]) -> None:
    assert page.get("lang") in ("en", "zh-Hans", "zh-Hant")
    titles = [e for e in elements if e.tag == f"{HTML}title"]
    assert len(titles) == 1
    title = "".join(titles[0].itertext())
    assert title.endswith(" – Assessor")
    assert title.removesuffix(" – Assessor").strip()
    # a summary of errors, or a notice, stands before the heading of its page (GOV.UK Design System)
    before = ("govuk-error-summary__title", "govuk-notification-banner__title")
    levels = [
        int(e.tag[-1])
        for e in elements
        if e.tag in HEADINGS and not any(c in e.get("class", "") for c in before)
    ]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False)), (
        f"a heading is skipped: {levels}"
    )
    assert all("".join(e.itertext()).strip() for e in elements if e.tag in HEADINGS)


def _check_references(elements: list[Element]) -> None:
    ids = Counter(e.get("id") for e in elements if e.get("id") is not None)
    twice = [name for name, times in ids.items() if times > 1]
    assert not twice, f"ids that are there twice: {twice}"
    for element in elements:
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            for name in (element.get(attribute) or "").split():
                assert name in ids, f"{attribute} refers to {name}, which is nowhere"
        address = element.get("href") or ""
        if element.tag == f"{HTML}a":
            assert address
            assert not address.startswith("#") or address[1:] in ids, f"a link leads nowhere: {address}"
        if element.tag == f"{HTML}details":
            assert element[0].tag == f"{HTML}summary"


def _check_policy(elements: list[Element]) -> None:
    """Nothing that the content security policy would have to refuse."""
    for element in elements:
        if element.tag == f"{HTML}script":
            assert not "".join(element.itertext()).strip(), "a script within the page"
            assert (element.get("src") or "").startswith("/static/")
        assert not element.tag.endswith("}style")
        for name, value in element.attrib.items():
            assert name != "style", f"an inline style: {value}"
            assert not name.startswith("on"), f"an inline script: {value}"
            if name in ("href", "src") and element.tag != f"{HTML}a":
                assert value.startswith("/static/"), f"fetched from elsewhere: {value}"


def _check_tables(elements: list[Element]) -> None:
    for table in (e for e in elements if e.tag == f"{HTML}table"):
        captions = table.findall(f"{HTML}caption")
        assert len(captions) == 1
        assert "".join(captions[0].itertext()).strip()
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter(f"{HTML}th"))
        widths = {len(row) for row in table.iter(f"{HTML}tr")}
        assert len(widths) == 1, f"a table with rows of {widths} cells"
