"""The report as a page of the application and as files for editing; the page as a file by itself."""

from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from tinyhtml5.parser import HTMLParser

from assessor.access import RULES, Action, reader_or_once_submitted
from assessor.brands.brand import Brand
from assessor.models import Assessment
from assessor.reports.flow import flow
from assessor.reports.flow.blocks import Flow, Heading, Table, facts, paragraph, row
from assessor.reports.operations import document_for
from assessor.reports.screen import page_body, page_file
from assessor.reports.variants import VARIANTS
from tests.assessor.browsing import HTML, CheckingClient
from tests.assessor.reports.reading_forms import squeezed, text_of_html, text_of_markdown, text_of_word
from tests.pdf.documents import full

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def at(assessment: Assessment, name: str, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/assessments/{assessment.id}/{name}{'?' if asked else ''}{asked}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_report_is_a_page(client: CheckingClient, audit: Assessment, language: str) -> None:
    page = client.get(at(audit, "report", lang=language))
    assert page.status_code == 200
    said = squeezed(text_of_html(page.text))
    document = document_for(audit, language)  # type: ignore[arg-type]
    report = flow(document, language)  # type: ignore[arg-type]
    assert document.total is not None
    assert document.total.shown in said
    for block in report.sections:
        if isinstance(block, Heading):
            assert squeezed(block.text) in said
            assert f'id="{block.id}"' in page.text
    assert "A &lt;script&gt;alert(1)&lt;/script&gt; in a text." in page.text


@pytest.mark.parametrize("name", VARIANTS)
def test_each_variant_has_its_page_and_leads_to_its_files(
    client: CheckingClient, audit: Assessment, name: str
) -> None:
    page = client.get(at(audit, "report", variant=name)).text
    for file in ("report.pdf", "report.docx", "report.md"):
        assert f"{at(audit, file)}?variant={name}&amp;lang=en" in page
    named = audit.stated["name"] in page
    assert named == (name != "anonymised")


def test_the_result_leads_to_the_report(client: CheckingClient, audit: Assessment) -> None:
    assert f'href="{at(audit, "report")}?lang=en"' in client.get(at(audit, "")).text


def test_the_word_document_can_be_taken_away(client: CheckingClient, audit: Assessment) -> None:
    response = client.get(at(audit, "report.docx", lang="zh-Hans"))
    assert response.mimetype == WORD
    assert response.headers["Content-Disposition"].endswith('report.docx"')
    assert Document(BytesIO(response.data)).core_properties.language == "zh-Hans"
    assert client.get(at(audit, "report.docx", lang="zh-Hans")).data == response.data
    total = document_for(audit, "zh-Hans").total
    assert total is not None
    assert total.shown in text_of_word(response.data)


def test_markdown_can_be_taken_away(client: CheckingClient, audit: Assessment) -> None:
    response = client.get(at(audit, "report.md", variant="summary"))
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith('summary.md"')
    assert response.text.startswith("# Summary report: ")
    assert audit.stated["name"] in text_of_markdown(response.text)


def test_not_even_the_name_of_an_anonymous_file_names_anybody(
    client: CheckingClient, audit: Assessment
) -> None:
    for file in ("report.docx", "report.md"):
        response = client.get(at(audit, file, variant="anonymised"))
        named = response.headers["Content-Disposition"]
        assert audit.stated["name"].split()[0] not in named
        assert f'2026-10-31 anonymised.{file.rpartition(".")[2]}"' in named


@pytest.mark.parametrize("name", ["report", "report.docx", "report.md", "report.pdf"])
@pytest.mark.parametrize("asked", ["everything", "", "FULL", "%3Cscript%3E"])
def test_a_variant_that_there_is_not_is_refused_in_words(
    client: CheckingClient, audit: Assessment, name: str, asked: str
) -> None:
    response = client.get(at(audit, name, variant=asked))
    assert response.status_code == 404
    assert "There is no such version of the report" in response.text
    assert "full, summary, annex, plan, anonymised" in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("name", ["report", "report.docx", "report.md"])
def test_the_report_of_another_tenant_is_not_there(
    client: CheckingClient, foreign: Assessment, name: str
) -> None:
    assert client.get(at(foreign, name)).status_code == 404


def test_who_may_read_a_report_may_take_it_away(app: Flask) -> None:
    views = app.view_functions
    assert RULES[views["assessments.report_page"].action] is reader_or_once_submitted  # type: ignore[attr-defined]
    for endpoint in ("report_word", "report_markdown"):
        action = views[f"assessments.{endpoint}"].action  # type: ignore[attr-defined]
        assert action is Action.TAKE_REPORT
        assert RULES[action] is reader_or_once_submitted


# --- the file by itself -----------------------------------------------------------------------------


def parsed(html: str):
    parser = HTMLParser()
    page = parser.parse(html)
    assert parser.errors == []
    return [element for element in page.iter() if isinstance(element.tag, str)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_sound_and_asks_for_nothing(language: str) -> None:
    elements = parsed(page_file(flow(full(language), language)))
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    assert elements[0].get("lang") == language
    for element in elements:
        assert element.tag not in (f"{HTML}script", f"{HTML}link", f"{HTML}iframe", f"{HTML}form")
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
        assert "src" not in element.attrib
        address = element.get("href")
        assert address is None or (address.startswith("#") and address[1:] in ids), address
        for name in (element.get("aria-labelledby") or "").split():
            assert name in ids
    tables = [element for element in elements if element.tag == f"{HTML}table"]
    assert len(tables) > 25
    for table in tables:
        assert len(table.findall(f"{HTML}caption")) == 1
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter(f"{HTML}th"))


def test_every_picture_is_in_the_page_with_its_table_behind_it() -> None:
    elements = parsed(page_file(flow(full("en"), "en")))
    figures = [element for element in elements if element.tag == f"{HTML}figure"]
    assert len(figures) > 10
    for figure in figures:
        assert [e.tag.endswith("svg") for e in figure.iter()].count(True) == 1
        details = figure.find(f"{HTML}details")
        assert details[0].tag == f"{HTML}summary"
        assert details.find(f".//{HTML}table") is not None


def test_the_file_carries_the_colours_and_the_name_of_the_brand() -> None:
    brand = Brand("Example Certification", "certification body", primary="#123456", accent="#234567")
    page = page_file(flow(full("en"), "en", brand=brand))
    assert "--report-primary: #123456" in page
    assert "Example Certification" in page


def test_what_people_wrote_is_text() -> None:
    hostile = '"><img src=x onerror=alert(1)>{{ 7 * 7 }}</style></title>\u202eend'
    blocks = (
        Heading(1, "a", hostile),
        paragraph(hostile),
        facts(hostile, (hostile, hostile)),
        Table(hostile, (hostile,), (row(hostile),)),
    )
    report = Flow("en", hostile, hostile, hostile, "2026-11-02", hostile, (hostile,), (), blocks)
    elements = parsed(page_file(report))
    assert not [element for element in elements if element.tag == f"{HTML}img"]
    assert "{{ 7 * 7 }}" in page_body(report)
    assert "\u202e" not in page_file(report)
