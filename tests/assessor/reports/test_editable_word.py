"""The Word document: well-formed, in its schema's order, with real styles, and the same bytes each time."""

import re
import zipfile
from datetime import datetime
from functools import lru_cache
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from assessor.brands.brand import Brand
from assessor.reports.editable.word import CONTENTS, docx
from assessor.reports.flow import flow
from assessor.reports.flow.blocks import Flow, Heading, Run, Table, bullets, facts, line, paragraph, row
from tests.assessor.reports.reading_forms import text_of_word
from tests.pdf.documents import full
from tests.pdf.edges import bare, unfinished

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order that the schema of WordprocessingML (ECMA-376, wml.xsd) asks of what is written here.
ORDER = {
    "pPr": "pStyle keepNext keepLines numPr pBdr tabs spacing ind contextualSpacing jc outlineLvl",
    "rPr": "rStyle rFonts b bCs color sz szCs lang",
    "tblPr": "tblStyle tblW tblInd tblLayout tblBorders tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tc": "tcPr p",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
    "sectPr": "headerReference footerReference pgSz pgMar cols docGrid",
}
PARTS = {
    "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
    "word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/header1.xml",
    "word/numbering.xml", "word/settings.xml",
    "word/styles.xml", "word/theme/theme1.xml",
}  # fmt: skip
FONTS = {"en": "Microsoft YaHei", "zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}


@lru_cache(maxsize=4)
def written(language: str) -> bytes:
    return docx(flow(full(language), language))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as file:
        return etree.fromstring(file.read(name))


def local(found: etree._Element) -> str:
    return etree.QName(found).localname


def test_the_package_is_whole_and_holds_nothing_that_is_not_needed() -> None:
    with zipfile.ZipFile(BytesIO(written("en"))) as file:
        assert file.testzip() is None
        assert set(file.namelist()) == PARTS
        assert file.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        named = set(re.findall(rb'PartName="/([^"]+)"', file.read("[Content_Types].xml")))
        assert {name.decode() for name in named} <= PARTS
        for name in PARTS:
            etree.fromstring(file.read(name))


def test_the_same_report_is_the_same_file() -> None:
    assert docx(flow(full("en"), "en")) == written("en")
    assert docx(flow(bare("en"), "en")) != written("en")


@pytest.mark.parametrize("name", ["document", "styles", "numbering", "settings", "header1", "footer1"])
def test_elements_stand_in_the_order_of_the_schema(name: str) -> None:
    seen = 0
    for found in part(written("zh-Hans"), f"word/{name}.xml").iter():
        if local(found) in ORDER:
            order = ORDER[local(found)].split()
            places = [order.index(local(child)) for child in found]
            assert places == sorted(places), etree.tostring(found)[:300]
            seen += 1
    assert seen > 0


def test_every_style_that_is_used_is_there() -> None:
    styles = {s.get(f"{W}styleId") for s in part(written("en"), "word/styles.xml").iter(f"{W}style")}
    used = set()
    for name in ("document", "styles", "header1", "footer1", "numbering"):
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            used |= {e.get(f"{W}val") for e in part(written("en"), f"word/{name}.xml").iter(f"{W}{tag}")}
    assert used - styles == set()
    assert {
        "Title",
        "Subtitle",
        "Heading1",
        "Heading2",
        "Heading3",
        "Heading4",
        "ListBullet",
        "Caption",
    } <= used


def test_headings_are_real_and_in_the_order_of_the_report() -> None:
    document = Document(BytesIO(written("en")))
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    wanted = [
        (f"Heading {b.level}", b.text) for b in flow(full("en"), "en").sections if isinstance(b, Heading)
    ]
    assert found == wanted
    assert len(found) > 150


def test_every_table_repeats_its_header_and_fills_the_width_of_the_page() -> None:
    tables = Document(BytesIO(written("en"))).tables
    assert len(tables) > 25
    for table in tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f".//{W}tblHeader") is not None
        assert not [row for row in others if row.find(f".//{W}tblHeader") is not None]
        assert table._tbl.find(f".//{W}tblLook").get(f"{W}firstRow") == "1"
        assert table._tbl.find(f".//{W}tblCaption").get(f"{W}val")
        widths = [int(column.get(f"{W}w")) for column in table._tbl.iter(f"{W}gridCol")]
        assert sum(widths) == 9638
        assert all(len(row.tc_lst) == len(widths) for row in table._tbl.tr_lst)
        before = table._tbl.getprevious()
        assert before.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"


def test_links_lead_to_bookmarks_and_none_out_of_the_document() -> None:
    body = part(written("en"), "word/document.xml")
    marks = [e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    assert [e.get(f"{W}id") for e in body.iter(f"{W}bookmarkStart")] == [
        e.get(f"{W}id") for e in body.iter(f"{W}bookmarkEnd")
    ]
    links = list(body.iter(f"{W}hyperlink"))
    assert len(links) > 100
    assert {found.get(f"{W}anchor") for found in links} <= set(marks)
    with zipfile.ZipFile(BytesIO(written("en"))) as file:
        relations = b"".join(file.read(name) for name in file.namelist() if name.endswith(".rels"))
    assert b"TargetMode" not in relations


def test_the_contents_are_a_field_filled_with_sections_and_dimensions() -> None:
    report = flow(full("en"), "en")
    body = part(written("en"), "word/document.xml")
    listed = [
        "".join(p.itertext(f"{W}t"))
        for p in body.iter(f"{W}p")
        if (p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") if p.find(f"{W}pPr") is not None else "").startswith(
            "TOC"
        )
    ]
    assert listed == ["Contents", *(heading.text for heading in report.headings)]
    fields = [e.get(f"{W}fldCharType") for e in body.iter(f"{W}fldChar")]
    assert fields == ["begin", "separate", "end"]
    assert [e.text.strip() for e in body.iter(f"{W}instrText")] == [CONTENTS]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_fonts_and_languages_are_those_of_the_report(language: str) -> None:
    styles = part(written(language), "word/styles.xml")
    defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}rFonts").get(f"{W}eastAsia") == FONTS[language]
    tag = "zh-TW" if language == "zh-Hant" else "zh-CN"
    assert defaults.find(f"{W}lang").get(f"{W}eastAsia") == tag
    assert b"Theme=" not in etree.tostring(styles), "a face of the theme would win over ours"


def test_the_file_says_what_it_is() -> None:
    about = Document(BytesIO(written("zh-Hant"))).core_properties
    document = full("zh-Hant")
    assert about.title.endswith(document.subject.name)
    assert document.basis.model_title in about.subject
    assert about.language == "zh-Hant"
    assert (
        about.created
        == about.modified
        == datetime.fromisoformat(f"{document.basis.assessed_on}T00:00:00+00:00")
    )
    assert (about.author, about.comments) == ("Assessor", "")


def test_margins_say_whose_report_it_is_on_what_basis_and_which_page() -> None:
    section = Document(BytesIO(written("en"))).sections[0]
    assert section.header.paragraphs[0].text == full("en").subject.name
    foot = "\n".join(p.text for p in section.footer.paragraphs)
    assert "cmc@2026.1 | " in foot
    assert "Synthetic peers: for demonstration only" in foot
    fields = [e.text.strip() for e in section.footer._element.iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "Page 1 of 1" in foot


def test_a_draft_says_so_on_every_page() -> None:
    draft = Document(BytesIO(docx(flow(unfinished("en"), "en")))).sections[0].header
    final = Document(BytesIO(written("en"))).sections[0].header
    assert draft.paragraphs[0].text.endswith("\tDRAFT")
    assert "DRAFT" not in final.paragraphs[0].text


def test_the_brand_colours_it_and_is_its_author() -> None:
    brand = Brand("Example Certification", "certification body", primary="#123456", footer="Example Street 1")
    content = docx(flow(bare("en"), "en", brand=brand))
    assert b'w:val="123456"' in etree.tostring(part(content, "word/styles.xml"))
    assert Document(BytesIO(content)).core_properties.author == "Example Certification"
    assert "Example Street 1" in text_of_word(content)


ELEMENTS = {
    "document", "body", "p", "pPr", "pStyle", "r", "rPr", "rStyle", "b", "bCs", "t", "br", "tab", "tbl",
    "tblPr", "tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblGrid", "gridCol", "tr", "trPr",
    "tc", "tcPr", "tcW", "cantSplit", "tblHeader", "bookmarkStart", "bookmarkEnd", "hyperlink", "fldChar",
    "instrText", "sectPr", "headerReference", "footerReference", "pgSz", "pgMar", "cols", "docGrid",
}  # fmt: skip
HOSTILE = (
    "<w:p/>", "</w:t></w:r>", "&amp; &#60;", "]]>", '" onload="x', "a\x00b\x08", "\u202egnol", "\ud800 alone",
    "\ufffe", "=1+1", '{ HYPERLINK "http://evil.example" }', "https://evil.example",
    "mailto:a@b.example", "tab\there",
    "first\nsecond", "客户" * 5000, "x" * 20_000,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_text(text: str) -> None:
    blocks = (
        Heading(1, "a", f"1 {text}"),
        paragraph(text, Run(text, strong=True)),
        bullets([text]),
        facts("Facts", (text, text)),
        Table(text, (text, "b"), (row(text, Run(text, to="a")),)),
    )
    report = Flow("en", "Report", text, text, "2026-11-02", "", (text,), (), blocks)
    content = docx(report)
    body = part(content, "word/document.xml")
    tags = {local(found) for found in body.iter()}
    assert tags <= ELEMENTS
    assert [e.text.strip() for e in body.iter(f"{W}instrText")] == [CONTENTS]
    assert all(found.get(f"{W}anchor") == "_Part0001" for found in body.iter(f"{W}hyperlink"))
    heading = next(p for p in Document(BytesIO(content)).paragraphs if p.style.name == "Heading 1")
    for character in ("\x00", "\x08", "\u202e", "\ufffe"):
        assert character not in heading.text
    if text.isprintable():
        assert heading.text == f"1 {text}"
    assert qn("w:p") in {e.tag for e in body.iter()}


def test_a_long_row_may_break_over_pages_and_a_short_one_may_not() -> None:
    table = Table("t", ("a",), (row("short"), row("long " * 200)))
    report = Flow("en", "R", "H", "S", "2026-11-02", "", ("x",), (), (Heading(1, "a", "1"), table))
    head, short, long = part(docx(report), "word/document.xml").iter(f"{W}tr")
    assert [r.find(f".//{W}cantSplit") is not None for r in (head, short, long)] == [True, True, False]


def test_a_line_is_kept_together_from_its_runs() -> None:
    assert [found.text for found in line("a", Run("b"), "", "c")] == ["a", "b", "c"]
