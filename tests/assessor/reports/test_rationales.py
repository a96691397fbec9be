"""The rationale of a moderated answer: from the record into every form of a report but the anonymised."""

from dataclasses import replace

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.operations import record
from assessor.assessments.sheets import sheet_of
from assessor.brands.brand import DEFAULT
from assessor.extensions import db, writing
from assessor.languages import wording
from assessor.models import Answer, Assessment, Tenant
from assessor.reports.building import build, score_sheet
from assessor.reports.document import ReportDocument
from assessor.reports.editable.markdown import markdown
from assessor.reports.exchange import to_json
from assessor.reports.flow import flow
from assessor.reports.rendering import report_booklet
from assessor.reports.variants import told, variant
from tests.assessor.browsing import CheckingClient
from tests.assessor.sheets import declared

WHY = "Seen in six of nine shops; the <other> three begin in spring."


def document(sheet: AnswerSheet, language: str = "en") -> ReportDocument:
    return build(sheet, score_sheet(sheet), language)  # type: ignore[arg-type]


def moderated() -> tuple[AnswerSheet, str]:
    sheet = declared()
    practice = sheet.model.practices[1].id
    return replace(sheet, rationales={practice: WHY}), practice


def test_a_rationale_stands_beside_its_practice_in_every_form() -> None:
    sheet, practice = moderated()
    found = document(sheet)
    views = [p for d in found.dimensions for c in d.criteria for p in c.practices]
    assert {p.id: p.rationale for p in views if p.rationale} == {practice: WHY}
    assert WHY in to_json(found)
    assert "six of nine shops" in markdown(flow(found, "en", variant("full"), DEFAULT))


def test_it_changes_no_number() -> None:
    sheet, _ = moderated()
    assert document(sheet).total == document(declared()).total


def test_an_anonymised_report_has_none() -> None:
    sheet, _ = moderated()
    silent, _ = told(document(sheet), DEFAULT, variant("anonymised"), wording("en"))
    assert WHY not in to_json(silent)


def test_the_printed_criterion_has_it_in_both_languages() -> None:
    sheet, _ = moderated()
    for language, heading in (("en", "Rationale"), ("zh-Hans", "定案理由")):
        pages = "".join(report_booklet(document(sheet, language), language).parts)
        assert f"<b>{heading}</b>&ensp;Seen in six of nine shops; the &lt;other&gt; three" in pages


def test_the_page_that_explains_a_score_quotes_it(local: Tenant, client: CheckingClient) -> None:
    recorded = record(declared(), local, "tests")
    practice = declared().model.practices[1].id
    with writing() as session:
        rows = session.scalars(db.select(Answer).where(Answer.assessment_id == recorded.id))
        next(row for row in rows if row.practice_id == practice).rationale = WHY
    page = client.get(f"/assessments/{recorded.id}/why/leadership").text
    assert "six of nine shops; the &lt;other&gt; three" in page


def test_notes_on_what_is_not_settled_are_in_no_report(local: Tenant) -> None:
    recorded = record(declared(), local, "tests")
    name = recorded.id
    with writing() as session:
        row = session.scalars(db.select(Answer).where(Answer.assessment_id == recorded.id)).first()
        assert row is not None
        row.values, row.not_applicable, row.rationale, row.comment = {}, False, WHY, ""
    db.session.expunge_all()
    sheet = sheet_of(db.session.get_one(Assessment, name))
    assert sheet.rationales == {}
    assert sheet.comments == {}
