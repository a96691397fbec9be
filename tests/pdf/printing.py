"""Printing for tests: every warning of the renderer about our own HTML fails the test that caused it."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import unescape
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from assessor.printing.booklet import Booklet
from assessor.printing.press import Press
from assessor.reports.certificate import certificate_booklet
from assessor.reports.document import ReportDocument
from assessor.reports.rendering import report_booklet
from assessor.reports.variants import variant
from criteria.text import Language

ADDRESS = "https://verify.example/CMC-2026-000017"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _without_complaints() -> Iterator[None]:
    """Fails on anything the renderer complains of."""
    complaints, log = _Complaints(), logging.getLogger("weasyprint")
    log.addHandler(complaints)
    try:
        yield
    finally:
        log.removeHandler(complaints)
    assert complaints.said == []


def print_booklet(booklet: Booklet) -> bytes:
    """The PDF of a booklet, laid out part by part in this process."""
    with _without_complaints():
        return Press(1).print(booklet).pdf


def print_cleanly(html: str) -> bytes:
    """The PDF of an HTML text, as a booklet of one part."""
    language = re.search(r'<html lang="([^"]+)"', html)
    title = re.search("<title>(.*?)</title>", html, re.DOTALL)
    _, _, body = html.partition("<body>")
    assert language
    assert title
    assert body
    return print_booklet(
        Booklet(
            title=unescape(title[1]),
            subject="",
            language=language[1],
            written_on="2026-11-02",
            style="".join(re.findall("<style>(.*?)</style>", html, re.DOTALL)),
            parts=(body.partition("</body>")[0],),
        )
    )


def print_report(document: ReportDocument, language: Language = "en", kind: str = "full") -> bytes:
    """The PDF of a report."""
    return print_booklet(report_booklet(document, language, variant(kind)))


@lru_cache(maxsize=16)
def report(document: ReportDocument, language: Language = "en") -> bytes:
    """A report, printed once for all tests that read it."""
    return print_report(document, language)


@lru_cache(maxsize=16)
def certificate(document: ReportDocument, language: Language = "en") -> bytes:
    """A certificate, printed once for all tests that read it."""
    return print_booklet(certificate_booklet(document, language, ADDRESS))


@lru_cache(maxsize=16)
def pages(pdf: bytes) -> tuple[str, ...]:
    """The text of each page."""
    return tuple(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def text_of(pdf: bytes) -> str:
    """All text, without any white space: lines break where they will."""
    return squeezed("".join(pages(pdf)))


def squeezed(text: str) -> str:
    """Without white space."""
    return re.sub(r"\s+", "", text)


def numbers_in(text: str) -> Counter[str]:
    """How often each number is printed, whatever unit stands behind it."""
    return Counter(found.group() for found in NUMBER.finditer(text))


def outline(pdf: bytes) -> list[str]:
    """The titles of the outline, all levels."""
    return list(_titles(PdfReader(BytesIO(pdf)).outline))


def _titles(items: list) -> Iterator[str]:
    for item in items:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield item.title


def structure(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every element of the structure tree."""
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    waiting = [root]
    while waiting:
        found = waiting.pop()
        found = found.get_object() if isinstance(found, IndirectObject) else found
        if isinstance(found, list):
            waiting.extend(found)
        elif isinstance(found, DictionaryObject):
            yield found
            waiting.extend([found["/K"]] if "/K" in found else [])
