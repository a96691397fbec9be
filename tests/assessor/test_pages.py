import gzip
import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event

from assessor.answers.sheet import APPLICATION, AnswerSheet
from assessor.assessments.operations import record
from assessor.assessments.views import PER_PAGE
from assessor.extensions import db, writing
from assessor.languages import Language, wording
from assessor.models import Assessment, Edition, Tenant
from assessor.reports.operations import document_for
from assessor.speech import translated
from criteria.answers import NotApplicable
from tests.assessor.browsing import CheckingClient
from tests.assessor.sheets import declared, verified

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WEIGHT = 150_000
GZIP = {"Accept-Encoding": "gzip"}


def page_of(assessment: Assessment) -> str:
    return f"/assessments/{assessment.id}/"


def test_an_empty_list_says_what_to_type(client: CheckingClient) -> None:
    page = client.get("/").text
    assert "There is no assessment yet." in page
    assert "assessor demo" in page
    assert "<table" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_what_each_assessment_came_to(
    client: CheckingClient, assessment: Assessment, audit: Assessment, language: str
) -> None:
    page = client.get(f"/?lang={language}").text
    for row in (assessment, audit):
        document = document_for(row, language)  # type: ignore[arg-type]
        assert document.total is not None
        assert document.level is not None
        assert f"<b>{document.total.shown}</b> / {document.basis.points.shown}" in page
        assert f"{document.level.number} {document.level.title}" in page
        assert document.basis.track_title in page
        assert document.basis.assessed_on_shown in page
        assert f'href="{page_of(row)}"' in page


def test_a_long_list_is_turned_page_by_page(client: CheckingClient, local: Tenant) -> None:
    for number in range(PER_PAGE + 1):
        record(declared(f"Branch {number:02}"), local, "tests")
    first, second = client.get("/").text, client.get("/?page=2").text
    assert first.count("<tr>") == 1 + PER_PAGE
    assert second.count("<tr>") == 2
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    for odd in ("0", "-3", "x", "9" * 40):
        assert client.get(f"/?page={odd}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [declared, verified])
def test_the_result_shows_the_figures_of_the_document(
    client: CheckingClient, local: Tenant, language: str, make: object
) -> None:
    row = record(make(), local, "tests")  # type: ignore[operator]
    document = document_for(row, language)  # type: ignore[arg-type]
    page = client.get(f"{page_of(row)}?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert document.total is not None
    shown = [document.total.shown, *(b.value.shown for b in document.blockers)]
    shown += [node.score.shown for d in document.dimensions for node in (d, *d.criteria) if node.score]
    shown += [p.score.shown for d in document.dimensions for c in d.criteria for p in c.practices if p.score]
    shown += [profile.total.shown for profile in document.profiles]
    assert [figure for figure in shown if figure not in page] == []
    for text in ("NC-1", "OB-1") if document.findings else ():
        assert text in page
    assert "<script>" not in page


def test_a_draft_shows_its_interval_and_no_level(client: CheckingClient, local: Tenant) -> None:
    sheet = declared(status="draft")
    half = replace(sheet, answers=dict(list(sheet.answers.items())[:60]))
    row = record(half, local, "tests")
    document = document_for(row, "en")
    assert document.interval is not None
    between = f"{document.interval.lowest.shown}–{document.interval.highest.shown}"
    page = client.get(page_of(row)).text
    assert between in page
    assert "Not yet known" in page
    assert between in client.get("/").text


def test_too_little_that_applies_gives_the_reason_and_no_number(
    client: CheckingClient, local: Tenant
) -> None:
    sheet = declared()
    results = [p.id for c in sheet.model.dimensions[-1].criteria for p in c.practices]
    answers = {**sheet.answers, **{name: NotApplicable("none kept") for name in results}}
    row = record(replace(sheet, answers=answers), local, "tests")
    page = client.get(page_of(row)).text
    assert "Not ratable" in page
    assert "Results: 0.0% applies, at least 66.7% is needed" in page
    assert "Too little applies for a total" in page
    assert "Not ratable" in client.get("/").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_practice_is_explained_down_to_its_components(
    client: CheckingClient, audit: Assessment, language: str
) -> None:
    document = document_for(audit, language)  # type: ignore[arg-type]
    for dimension in document.dimensions:
        page = client.get(f"{page_of(audit)}why/{dimension.id}?lang={language}").text
        for practice in (p for c in dimension.criteria for p in c.practices):
            assert f'id="{practice.id}"' in page
            assert (
                practice.question.replace("'", "&#39;").replace("&", "&amp;").replace("&amp;#39;", "&#39;")
                in page
            )
            for part in practice.components:
                assert part.given.split(" ")[0] in page
                assert part.title in page
    assert client.get(f"{page_of(audit)}why/nothing").status_code == 404


def test_what_somebody_wrote_is_shown_as_text(client: CheckingClient, audit: Assessment) -> None:
    page = client.get(page_of(audit)).text + client.get(f"{page_of(audit)}why/leadership").text
    assert "A &lt;script&gt;alert(1)&lt;/script&gt; in a text." in page
    assert "&lt;b&gt;not&lt;/b&gt; everywhere" in page
    assert "Retail &amp; branches" in page


def test_the_data_is_the_document(client: CheckingClient, audit: Assessment) -> None:
    response = client.get(f"{page_of(audit)}result.json")
    assert response.mimetype == "application/json"
    assert "attachment" in response.headers["Content-Disposition"]
    total = document_for(audit, "en").total
    assert total is not None
    assert json.loads(response.data)["total"] == {"value": total.value, "shown": total.shown}


@pytest.mark.parametrize(
    ("name", "file"), [('A\r\nX-B: "c"/../d', "A X-B c .. d"), ("客户" * 60, "%E5%AE%A2%E6%88%B7" * 40)]
)
def test_a_file_is_named_for_the_organisation_whatever_its_name(
    client: CheckingClient, local: Tenant, name: str, file: str
) -> None:
    row = record(declared(name), local, "tests")
    disposition = client.get(f"{page_of(row)}result.json").headers["Content-Disposition"]
    assert f"{file} 2026-10-31 result.json" in unquote(disposition).replace("客户", "%E5%AE%A2%E6%88%B7")
    assert "X-B" not in dict(client.get(f"{page_of(row)}result.json").headers)


def test_the_report_is_a_pdf_with_the_same_total(client: CheckingClient, audit: Assessment) -> None:
    response = client.get(f"{page_of(audit)}report.pdf")
    assert response.mimetype == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.data)).pages[:4])
    total = document_for(audit, "en").total
    assert total is not None
    assert total.shown in text
    assert audit.stated["name"] in text


# --- language ---------------------------------------------------------------------------------------


def test_a_language_once_chosen_stays(client: CheckingClient, assessment: Assessment) -> None:
    assert 'lang="en"' in client.get("/").text
    assert '<html lang="zh-Hant"' in client.get("/?lang=zh-Hant").text
    page = client.get(page_of(assessment)).text
    assert '<html lang="zh-Hant"' in page
    assert "總分" in page
    assert client.get("/?lang=fr").text.count('<html lang="zh-Hant"') == 1


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("zh-CN,en;q=0.5", "zh-Hans"),
        ("fr, zh-TW;q=0.8", "zh-Hant"),
        ("de", "en"),
        ("en-GB,zh;q=0.9", "en"),
        ("*", "en"),
    ],
)
def test_a_browsers_preference_is_followed(client: CheckingClient, preferred: str, language: str) -> None:
    assert f'<html lang="{language}"' in client.get("/", headers={"Accept-Language": preferred}).text


def test_another_language_is_the_same_page(client: CheckingClient, assessment: Assessment) -> None:
    page = client.get(f"{page_of(assessment)}why/people").text
    assert f'href="{page_of(assessment)}why/people?lang=zh-Hans"' in page
    assert "/?page=2&amp;lang=zh-Hans" in client.get("/?page=2").text


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "_anchor=x&_scheme=javascript", "assessment_id=1"]
)
def test_a_query_reaches_no_key_of_the_addresses(
    client: CheckingClient, assessment: Assessment, query: str
) -> None:
    page = client.get(f"{page_of(assessment)}?{query}")
    assert page.status_code == 200
    assert f'href="{page_of(assessment)}?lang=zh-Hans"' in page.text


# --- what goes wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there(client: CheckingClient, language: str) -> None:
    response = client.get(f"/nowhere?lang={language}")
    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.text
    assert client.get("/assessments/not-an-id/").status_code == 404


def test_a_fault_of_ours_is_logged_and_reveals_nothing(
    app: Flask, client: CheckingClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the machine")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("assessor.assessments.views.assessments_for", fail)
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "secret" not in response.text
    assert "a secret of the machine" in caplog.text


def test_an_assessment_of_a_model_that_is_gone_stays_in_the_list(
    client: CheckingClient, assessment: Assessment
) -> None:
    with writing():
        assessment.model = "cmc@1999.1"
    assert "Model changed" in client.get("/").text
    response = client.get(page_of(assessment))
    assert response.status_code == 409
    assert "cmc@1999.1" in response.text


# --- weight and work --------------------------------------------------------------------------------


def test_no_page_is_heavy_or_asks_the_database_often(
    app: Flask, client: CheckingClient, audit: Assessment, assessment: Assessment
) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for address in ("/", page_of(audit), page_of(assessment), f"{page_of(audit)}why/operations"):
        statements.clear()
        page = client.get(address, headers=GZIP)
        asked = sum(not statement.startswith("BEGIN") for statement in statements)
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', gzip.decompress(page.data).decode())
        weight = len(page.data)
        for sheet in styles:
            with client.get(sheet, headers=GZIP) as style:
                weight += len(style.data)
        assert len(styles) >= 2
        assert weight <= WEIGHT, f"{address} weighs {weight} bytes"
        assert asked <= 15, f"{address}: {asked} statements"


def test_static_files_are_kept_until_they_change(client: CheckingClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(address) as response:
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_an_edition_whose_files_are_gone_is_named(
    app: Flask, client: CheckingClient, assessment: Assessment
) -> None:
    with writing() as session:
        session.add(
            Edition(
                line="cmc", track="declared", number=1, built_on=date(2026, 10, 31), folder="cmc-declared-1",
                digest="0" * 64, synthetic=False, manifest={},
            )
        )  # fmt: skip
    response = client.get(page_of(assessment))
    assert response.status_code == 503
    assert "cmc-declared-1" in response.text


def test_what_is_filled_into_a_message_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        assert translated("Approved by %(name)s", name="<b>") == "Approved by &lt;b&gt;"
        assert translated("100% of <it>") == "100% of <it>", "without values there is nothing to fill in"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_peers_the_result_says_why(client: CheckingClient, local: Tenant, language: Language) -> None:
    def said(sheet: AnswerSheet, reason: str) -> None:
        page = client.get(f"{page_of(record(sheet, local, 'tests'))}?lang={language}").text
        section = page.partition('id="standing"')[2].partition("</section>")[0]
        assert wording(language)(reason) in section
        assert 'href="#standing"' in page

    uncounted = replace(declared().organisation, employees=None)
    said(
        declared(),
        "There are no peers to compare with yet: this model and track have no benchmark edition.",
    )
    said(
        declared("Nobody", organisation=uncounted),
        "There is no comparison with peers: it needs the number of employees, which is not known.",
    )
    said(
        declared("Draft", status="draft"),
        "There is no comparison with peers yet: only a submitted assessment with a total has one.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_answered_here_is_said_to_come_from_no_file(
    client: CheckingClient, local: Tenant, language: Language
) -> None:
    here = record(declared(source=APPLICATION), local, "tests")
    said = wording(language)("Answered in the application")
    for name in ("", "report"):
        page = client.get(f"{page_of(here)}{name}?lang={language}").text
        assert said in page
        assert f">{APPLICATION}<" not in page
    file = record(declared("From a file"), local, "tests")
    assert "from-a-file.xlsx" in client.get(f"{page_of(file)}?lang={language}").text
