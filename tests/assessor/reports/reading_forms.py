"""What a reader sees of each form of a report: its text, without the marks that the form is written with."""

import re
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assessor.languages import Language
from assessor.reports.document import ReportDocument
from assessor.reports.editable.markdown import markdown
from assessor.reports.editable.word import docx
from assessor.reports.flow import flow
from assessor.reports.rendering import report_booklet
from assessor.reports.screen import page_file

FORMS = ("markdown", "word", "page")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class _Text(HTMLParser):
    """Text outside pictures, styles and the head."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipped += tag in ("svg", "style", "head")
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in ("svg", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.said.append(data)


def text_of_html(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return "".join(parser.said)


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def text_of_markdown(text: str) -> str:
    said = []
    for token in tokens(text):
        for child in token.children or []:
            said.append(child.content if child.type == "text" else " ")
        said.append(" ")
    return "".join(said)


def text_of_word(content: bytes) -> str:
    document = Document(BytesIO(content))
    words = {qn("w:t"): None, qn("w:tab"): " ", qn("w:br"): " ", qn("w:p"): " "}
    return "".join(words[e.tag] or e.text or "" for e in document.element.body.iter() if e.tag in words)


def printed(document: ReportDocument, language: Language) -> str:
    """The text of the PDF, from the HTML that it is printed from."""
    return text_of_html("".join(report_booklet(document, language).parts))


def told(document: ReportDocument, language: Language, form: str) -> str:
    report = flow(document, language)
    if form == "markdown":
        return text_of_markdown(markdown(report))
    return text_of_word(docx(report)) if form == "word" else text_of_html(page_file(report))


def numbers(text: str) -> set[str]:
    return {found.group().rstrip(",") for found in NUMBER.finditer(text)}


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
