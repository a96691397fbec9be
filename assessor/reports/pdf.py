"""HTML -> PDF. The only file that knows WeasyPrint; nothing is fetched; same HTML, same bytes."""

import gc
import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from assessor.printing.fonts import FaceMissing, PdfUnavailable, chinese, code_point, how_to_install

SAMPLE = "客户管理能力評審證書"
_LOGGER = logging.getLogger("weasyprint")


def to_pdf(html: str) -> bytes:
    """The pages of an HTML text, tagged for screen readers (PDF/UA-1).

    A character that no typeface has is printed as its code point, never as a box. Raises FaceMissing where
    there is Chinese text and no Chinese typeface, and PdfUnavailable where the text engine is not installed.
    """
    pdf, missing = _printed(html)
    if not missing:
        return pdf
    if chinese(missing):
        require_faces()
    legible = html.translate({ord(character): code_point(character) for character in missing})
    return _printed(legible)[0]


def require_faces() -> None:
    """Raise PdfUnavailable or FaceMissing unless this machine can print Chinese; takes some milliseconds."""
    _, missing = _printed(f'<html lang="zh-Hans"><title>{SAMPLE}</title><p>{SAMPLE}</p></html>')
    if missing:
        raise FaceMissing(missing)


def _printed(html: str) -> tuple[bytes, set[str]]:
    """The PDF, and the characters for which no typeface has a glyph."""
    weasyprint = _weasyprint()
    # Only what is in the HTML itself: no files, no network, no redirects out of a data address.
    fetcher = weasyprint.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    with _watched() as seen, _collection_held():
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        pdf: bytes = page.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier, presentational_hints=False
        )
    return pdf, seen.missing


def _weasyprint() -> ModuleType:
    try:
        import weasyprint  # loads Pango, which may not be there
    except OSError as error:
        raise PdfUnavailable(f"PDF needs Pango, which was not found: {error}\n{how_to_install()}") from error
    module: ModuleType = weasyprint
    return module


@contextmanager
def _collection_held() -> Iterator[None]:
    """Garbage is collected once afterwards: during the layout it is a tenth of the time."""
    held = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()
            gc.collect()


class _MissingGlyphs(logging.Handler):
    """Notes the characters that this thread's render has no glyph for: they are only said in the log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Take the character from the renderer's warning."""
        if record.thread == self._thread and str(record.msg).startswith(".notdef"):
            arguments: Any = record.args
            self.missing.add(arguments[0])


@contextmanager
def _watched() -> Iterator[_MissingGlyphs]:
    handler = _MissingGlyphs()
    _LOGGER.addHandler(handler)
    try:
        yield handler
    finally:
        _LOGGER.removeHandler(handler)


__all__ = ["FaceMissing", "PdfUnavailable", "require_faces", "to_pdf"]
