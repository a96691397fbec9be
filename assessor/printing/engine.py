"""HTML -> the pages of one part. The only file that knows WeasyPrint; nothing is fetched.

Typefaces are not embedded here: each part says which glyphs of which face it uses, and the binder asks once
for each face, with the glyphs of all parts.
"""

import gc
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from importlib.resources import files
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from assessor.printing.fonts import (
    FaceMissing,
    PdfUnavailable,
    breakable,
    chinese,
    code_point,
    how_to_install,
)
from assessor.printing.tagging import complete

ELSEWHERE = "https://elsewhere.invalid/"
"""Where a link to another part leads until the parts are bound; a domain reserved for what is nowhere."""

_JOINED = "\u200b"
"""The text of a glyph whose letter is told by the mark above it: a glyph has to have one."""

SAMPLE = "客户管理能力評審證書"
_LOGGER = logging.getLogger("weasyprint")
_WITHIN = ("data:image/svg+xml,", "data:image/svg+xml;base64,", "data:image/png;base64,")
_BEGINNINGS = (b"<", b"\x89PNG\r\n\x1a\n")
_ONE_AT_A_TIME = threading.RLock()
"""Pango's faces are shared by all layouts of a process, and two threads at once damage them."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of one face that are used: the text each stands for, and its width in 1/1000 em.

    `css` selects the face.
    """

    css: str
    texts: Mapping[int, str]
    widths: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the outline: `page` counts from 0 within the part, `top` in points from the page's foot."""

    depth: int
    label: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A part as laid out. `replaced` are characters that no face has, printed as their code points."""

    pdf: bytes
    pages: int
    headings: tuple[Heading, ...] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)
    faces: Mapping[str, Glyphs] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()


def lay(html: str, style: str) -> Printed:
    """Lay out one part. `style` is the CSS of the whole booklet, parsed once.

    A character that no typeface has is printed as its code point, never as a box. Raises FaceMissing where
    there is Chinese text and no Chinese typeface, and PdfUnavailable where the text engine is not installed.
    """
    with _ONE_AT_A_TIME:
        return _lay(html, style)


def _lay(html: str, style: str) -> Printed:
    printed, missing = _laid(html, style)
    if not missing:
        return printed
    if chinese(missing):
        require_faces()
    legible = html.translate({ord(character): code_point(character) for character in missing})
    printed, _ = _laid(legible, style)
    return Printed(
        printed.pdf, printed.pages, printed.headings, printed.anchors, printed.faces, frozenset(missing)
    )


@lru_cache(maxsize=1)
def require_faces() -> None:
    """Raise PdfUnavailable or FaceMissing unless this machine can print Chinese; takes some milliseconds."""
    with _ONE_AT_A_TIME:
        _, missing = _laid(f'<html lang="zh-Hans"><title>{SAMPLE}</title><p>{SAMPLE}</p></html>', "")
    if missing:
        raise FaceMissing(missing)


def embedded(face: str, glyphs: Glyphs) -> bytes:
    """The font file of a face with these glyphs only, which keep their numbers."""
    with _ONE_AT_A_TIME:
        return _cut(face, glyphs)


def _cut(face: str, glyphs: Glyphs) -> bytes:
    if face not in _FACES:
        sample = escape("".join(glyphs.texts[number] for number in sorted(glyphs.texts)))
        _laid(f'<html lang="en"><title>-</title><p style="{escape(glyphs.css)}">{sample}</p></html>', "")
    from weasyprint.text.fonts import get_hb_object_data

    font = _FACES[face]
    font.file_content = get_hb_object_data(font.hb_face)
    type(font).clean(font, dict.fromkeys(sorted(glyphs.texts), ""), False)
    content: bytes = font.file_content
    font.file_content = _outline(font)  # what is kept is the face, not the twenty megabytes of its file
    return content


# --- one render -------------------------------------------------------------------------------------


_FACES: dict[str, Any] = {}
"""Every face that this process has drawn with, by its hash: what `embedded` cuts down."""


class _Faces(dict[Any, Any]):
    """The faces of one document, which leave out their files until the binder asks for them."""

    def __setitem__(self, key: object, font: Any) -> None:  # noqa: ANN401 - WeasyPrint's own class
        font.file_content = _outline(font)
        font.clean = _left_out
        _FACES.setdefault(font.hash, font)
        super().__setitem__(key, font)


def _outline(font: Any) -> bytes:  # noqa: ANN401
    """The first bytes of a face's file: they tell which kind of outlines it has."""
    return b"OTTO" if "CFF " in font.tables else b"\0\1\0\0"


def _left_out(_texts: object, _hinting: object) -> None:
    """In place of cutting a face down for one part."""


def _laid(html: str, style: str) -> tuple[Printed, set[str]]:
    """The part, and the characters for which no typeface has a glyph."""
    weasyprint = load()
    options: dict[str, Any] = {"presentational_hints": False, "pdf_variant": "pdf/a-3a"}
    with _watched() as seen:
        page = _read(html, weasyprint, _fetcher())
        _lead_elsewhere(page.etree_element)
        _let_break(page.etree_element)
        sheets = [_parsed(style)] if style else None
        document = page.render(font_config=_typefaces(), stylesheets=sheets, **options)
        document.fonts = faces = _Faces()
        document.output_intent, document.color_profiles["srgb"] = "srgb", _colours()
        # The binder compresses, once and for all parts; an identifier would cost a second serialisation.
        pdf: bytes = document.write_pdf(
            finisher=complete, uncompressed_pdf=True, pdf_identifier=False, output_intent="own", **options
        )
        printed = Printed(pdf, len(document.pages), _headings(document), _anchors(document), _glyphs(faces))
    return printed, seen.missing


_VOID = re.compile(r"<((?:br|col|hr|img|meta)\b[^<>]*?)\s*/?>")


def _read(html: str, weasyprint: ModuleType, fetcher: object) -> Any:  # noqa: ANN401 - WeasyPrint's own class
    """The elements of a part: templates are written so that an XML parser, much the faster, can read them.

    What it cannot read, and whatever declares anything, is read as HTML.
    """
    from cssselect2 import ElementWrapper

    plain = html.removeprefix("<!DOCTYPE html>").replace("&ensp;", "\u2002").replace("&nbsp;", "\u00a0")
    try:
        if "<!" in plain:
            raise ElementTree.ParseError
        root = ElementTree.fromstring(_VOID.sub(r"<\1/>", plain))  # noqa: S314 - nothing is declared in it
    except ElementTree.ParseError:
        return weasyprint.HTML(string=html, url_fetcher=fetcher)
    page = object.__new__(weasyprint.HTML)
    page.base_url, page.url_fetcher, page.media_type = None, fetcher, "print"
    page.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    page.etree_element = page.wrapper_element.etree_element
    return page


def _lead_elsewhere(root: Any) -> None:  # noqa: ANN401 - an ElementTree element
    """Links to what is not in this part lead to a place that the binder knows."""
    here = {element.get("id") for element in root.iter() if element.get("id")}
    for link in root.iter("a"):
        target = link.get("href", "")
        if target.startswith("#") and target[1:] not in here:
            link.set("href", ELSEWHERE + quote(target[1:], safe=""))


def _let_break(root: Any) -> None:  # noqa: ANN401
    """Words without end may break anywhere; addresses and styles stand elsewhere than text, and stay."""
    for element in root.iter():
        if element.tag != "style" and element.text:
            element.text = breakable(element.text)
        if element.tail:
            element.tail = breakable(element.tail)


def _headings(document: Any) -> tuple[Heading, ...]:  # noqa: ANN401
    return tuple(
        Heading(depth, label, number, 0.75 * (page.height - y))
        for number, page in enumerate(document.pages)
        for depth, label, (_, y), _ in page.bookmarks
    )


def _anchors(document: Any) -> dict[str, int]:  # noqa: ANN401
    found: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            found.setdefault(name, number)
    return found


def _glyphs(faces: Mapping[Any, Any]) -> dict[str, Glyphs]:
    """One face is met in several sizes and, in WeasyPrint, under several keys."""
    found: dict[str, Glyphs] = {}
    for font in faces.values():
        old = found.get(font.hash, Glyphs(_css(font), {}, {}))
        texts = {number: text or _JOINED for number, text in font.to_unicode.items()}
        found[font.hash] = Glyphs(old.css, {**texts, **old.texts}, {**font.widths, **old.widths})
    return found


def _css(font: Any) -> str:  # noqa: ANN401
    style = ("normal", "oblique", "italic")[font.style]
    return f"font-family: '{font.family}'; font-weight: {int(font.weight)}; font-style: {style}"


@lru_cache(maxsize=1)
def _typefaces() -> Any:  # noqa: ANN401
    """The faces of this machine, opened once."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=8)
def _parsed(style: str) -> Any:  # noqa: ANN401 - WeasyPrint's own class
    weasyprint = load()
    return weasyprint.CSS(string=style, url_fetcher=_fetcher())


def _fetcher() -> Any:  # noqa: ANN401
    return _pictures()(allowed_protocols=("data",), allow_redirects=False)


@lru_cache(maxsize=1)
def _pictures() -> Any:  # noqa: ANN401 - a class, made here because WeasyPrint is loaded only where it is used
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        """Only pictures that stand in HTML or style themselves: no file, no network, no further style.

        By their content too: the library behind would give PostScript to an interpreter, whatever its name.
        """

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
            """The picture of a data address. Raises ValueError for anything else."""
            if not url.startswith(_WITHIN):
                raise ValueError("not a picture of its own")
            response = super().fetch(url, headers)
            content = response.read()
            if not content.lstrip().startswith(_BEGINNINGS):
                raise ValueError("neither SVG nor PNG")
            return URLFetcherResponse(url, content, response.headers)

    return Pictures


@lru_cache(maxsize=1)
def _colours() -> Any:  # noqa: ANN401
    """What the colours mean, for the output intent. WeasyPrint would open the file for each part."""
    from weasyprint.css import ColorProfile

    content = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    components = (["r"], ["g"], ["b"])
    name = ColorProfile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", components).name
    return SimpleNamespace(content=content, components=components, name=name, pdf_reference=None)


def load() -> ModuleType:
    """The text engine; raises PdfUnavailable where it is not installed."""
    try:
        import weasyprint  # loads Pango, which may not be there
    except OSError as error:
        raise PdfUnavailable(f"PDF needs Pango, which was not found: {error}\n{how_to_install()}") from error
    module: ModuleType = weasyprint
    return module


@contextmanager
def collection_held() -> Iterator[None]:
    """Garbage is collected once afterwards, and only what was made meanwhile is looked through for it.

    Left to itself, the collector takes a tenth of a layout's time, and in a process that holds much a third.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


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
