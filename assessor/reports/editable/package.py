"""The Word file around its text: a bare package with our styles, and the same bytes for the same content."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Mm

from assessor.languages import Language
from assessor.printing.fonts import printable
from assessor.reports.flow.blocks import Flow
from assessor.reports.flow.drawing import drawing

LATIN = "Arial"
CHINESE: dict[Language, str] = {
    "en": "Microsoft YaHei",
    "zh-Hans": "Microsoft YaHei",
    "zh-Hant": "Microsoft JhengHei",
}
EASTERN: dict[Language, str] = {"en": "zh-CN", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
WESTERN = "en-GB"
MARGIN, PAGE = 20, (210, 297)  # millimetres
# What python-docx's own template brings along and nothing here needs; the program is named in one of them.
SUPERFLUOUS = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")
OLDEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can say


def bare(report: Flow) -> WordDocument:
    """An empty document in the report's language, with its styles, page and properties."""
    document = Document()
    values = {
        "brand": report.brand,
        "latin": LATIN,
        "chinese": CHINESE[report.language],
        "western": WESTERN,
        "eastern": EASTERN[report.language],
        "hint": report.language != "en",
    }
    _replace(document.styles.element, "word-styles.xml", values)
    _replace(document.settings.element, "word-settings.xml", values)
    _replace(document.part.numbering_part.element, "word-numbering.xml", values)
    _drop_superfluous(document)
    _set_page(document)
    _describe(document, report)
    return document


def _replace(old: Element, template: str, values: dict[str, object]) -> None:
    """Everything within an element for everything within that of a template."""
    for child in list(old):
        old.remove(child)
    old.extend(list(parse_xml(drawing("en").get_template(template).render(values).strip())))


def _drop_superfluous(document: WordDocument) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, found in relations.items() if found.reltype.endswith(SUPERFLUOUS)]:
            del relations[name]


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)


def _describe(document: WordDocument, report: Flow) -> None:
    """The properties of the file; the day of the assessment stands for the time of writing."""
    day, about = datetime.fromisoformat(report.day), document.core_properties
    about.title = _property(f"{report.title}: {report.holder}")
    about.subject = _property(report.subject)
    about.author = about.last_modified_by = _property(report.brand.name) or "Assessor"
    about.language = report.language
    about.created = about.modified = day
    about.comments = about.keywords = ""
    about.revision = 1


def _property(text: str) -> str:
    """As much of a text as a property may hold."""
    return printable(text)[:255]


def packed(document: WordDocument) -> bytes:
    """The file. Times in it are fixed, so that the same content gives the same bytes."""
    loose, tight = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as written, zipfile.ZipFile(tight, "w") as file:
        for name in written.namelist():
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(entry, written.read(name))
    return tight.getvalue()
