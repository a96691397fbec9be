"""What is worth a second look, in the document, on the page and in the report."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from html import unescape

import pytest

from assessor.answers.evidence import EvidenceItem
from assessor.assessments.operations import record
from assessor.extensions import writing
from assessor.languages import LANGUAGES, wording
from assessor.models import AnswerRevision, Assessment, Tenant
from assessor.models.base import now
from assessor.reports.building import build, score_sheet
from assessor.reports.document import AnomalyView, ReportDocument
from assessor.reports.editable.markdown import markdown
from assessor.reports.exchange import plain
from assessor.reports.flow import flow
from assessor.reports.operations import document_for
from assessor.reports.selection import sections
from assessor.reports.variants import anonymised
from criteria.answers import Answer
from tests.assessor.browsing import CheckingClient
from tests.assessor.sheets import declared, verified

MODEL = declared().model
SEVERAL = {"resources": 2, "operations__complaints": 1, "results__service__complaint_time": 4}


def answers(**given: int) -> dict[str, Answer]:
    """1, 2 and 3 in turn, in which there is nothing to look at; `given` by the beginning of an id."""
    values = {p.id: Fraction(1 + n % 3) for n, p in enumerate(MODEL.practices)}
    for key, value in given.items():
        start = key.replace("__", ".").replace("_", "-")
        values |= {name: Fraction(value) for name in values if name.startswith(start)}
    return {name: Answer({"answer": value}) for name, value in values.items()}


def document(language: str = "en", sheet=None, **given: int) -> ReportDocument:
    sheet = sheet or declared(answers=answers(**given))
    return build(sheet, score_sheet(sheet), language)  # type: ignore[arg-type]


def kinds(found: ReportDocument) -> list[str]:
    return [anomaly.kind for anomaly in found.anomalies]


def only(found: ReportDocument) -> AnomalyView:
    [anomaly] = found.anomalies
    return anomaly


def test_an_ordinary_assessment_has_no_such_section(client: CheckingClient, local: Tenant) -> None:
    sheet = declared(answers=answers())
    assert document(sheet=sheet).anomalies == ()
    row = record(sheet, local, "tests")
    assert "Worth a second look" not in client.get(f"/assessments/{row.id}/").text
    assert "second-look" not in [s.id for s in sections(document(sheet=sheet), wording("en"))]


def test_each_is_said_in_one_sentence_with_its_figures_and_its_bar() -> None:
    said = {anomaly.kind: anomaly for anomaly in document(**SEVERAL).anomalies}
    same, bare, result = said["same answers"], said["no evidence"], said["result above enablers"]
    assert same.statement == (
        "All 12 practices of Resources that apply and were answered have the same answer."
    )
    assert bare.statement == (
        "Practices answered with 80.0 or higher, for which neither evidence nor a comment says what that "
        "rests on: 1."
    )
    assert result.statement == (
        "Complaint rate and settlement time stands at 80.0, while the best of what brings it about, "
        "Complaints, suggestions and recovery, stands at 20.0; pointed out from 80.0 up with no more than "
        "40.0 behind it."
    )
    assert [(n.id, n.dimension) for n in result.nodes] == [
        ("results.service.complaint-time", "results"),
        ("operations.complaints", "operations"),
    ]
    assert (result.found.shown, result.bar.shown) == ("80.0", "80.0")


def test_a_comment_or_an_item_of_the_register_is_something_to_rest_on() -> None:
    given = answers(operations__complaints=5)
    names = [name for name in given if name.startswith("operations.complaints")]
    given[names[0]] = replace(given[names[0]], comment="Seen by the auditor of 2025")
    item = EvidenceItem("D-1", "document", tuple(names[1:3]), "Register of complaints")
    sheet = declared(answers=given, evidence=(item,))
    assert [node.id for node in only(document(sheet=sheet)).nodes] == names[3:]


def test_an_audit_is_told_by_its_rating_of_evidence() -> None:
    audit = verified()
    name = next(name for name, a in audit.answers.items() if isinstance(a, Answer) and "approach" in a.values)
    bare = Answer({**audit.answers[name].values, "evidence": Fraction(0)})
    found = document(sheet=replace(audit, answers={**audit.answers, name: bare}))
    said = next(anomaly for anomaly in found.anomalies if anomaly.kind == "no evidence")
    assert [node.id for node in said.nodes] == [name]
    assert "before ceilings" in said.statement


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_the_page_tells_each_and_leads_to_its_parts(
    client: CheckingClient, local: Tenant, language: str
) -> None:
    sheet = declared(answers=answers(**SEVERAL))
    row = record(sheet, local, "tests")
    found = document_for(row, language)  # type: ignore[arg-type]
    page = unescape(client.get(f"/assessments/{row.id}/?lang={language}").text)
    assert kinds(found) == ["same answers", "no evidence", "result above enablers"]
    for anomaly in found.anomalies:
        assert anomaly.statement in page
        assert anomaly.remark in page
        for node in anomaly.nodes:
            assert f'/assessments/{row.id}/why/{node.dimension}#{node.id}">{node.title}</a>' in page
    if language != "en":
        assert "second look" not in page
        return
    last = found.anomalies[-1].nodes[-1]
    assert f'id="{last.id}"' in client.get(f"/assessments/{row.id}/why/{last.dimension}").text


def test_what_is_about_the_whole_lists_nothing() -> None:
    whole = document(sheet=declared(answers={p.id: Answer({"answer": Fraction(3)}) for p in MODEL.practices}))
    said = only(whole)
    assert said.statement == "120 of 120 answers are the same; from 90% up this is pointed out."
    assert said.whole
    assert said.named == ()
    assert said.more == 0
    assert len(plain(whole)["anomalies"][0]["nodes"]) == 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_some_and_says_how_many_more(language: str) -> None:
    found = document(language, resources=2)
    text = markdown(flow(found, language))  # type: ignore[arg-type]
    said = only(found)
    assert said.statement in text
    for node in said.nodes[:8]:
        assert node.title in text
    assert wording(language)("and %(count)s more", count=4) in text  # type: ignore[arg-type]
    assert "second-look" in [s.id for s in sections(found, wording(language))]  # type: ignore[arg-type]


def test_without_names_it_says_the_same() -> None:
    found = document(resources=2)
    assert anonymised(found, wording("en")).anomalies == found.anomalies


# --- when answers were given in the application -----------------------------------------------------


def saved(row: Assessment, minutes_apart: float, before: float) -> None:
    """As if every answer had been saved in the application, the last `before` minutes before submission."""
    with writing() as session:
        row.answering, row.submitted_at = "together", now()
        last = row.submitted_at - timedelta(minutes=before)
        for n, practice in enumerate(reversed(MODEL.practices)):
            session.add(
                AnswerRevision(
                    tenant_id=row.tenant_id,
                    assessment_id=row.id,
                    practice_id=practice.id,
                    role="consensus",
                    given_by="",
                    made_by="Coordinator",
                    made_at=last - timedelta(minutes=n * minutes_apart),
                    key=practice.id,
                    base=0,
                    version=1,
                    state="applied",
                )
            )


def test_one_sitting_just_before_submission_is_pointed_out(local: Tenant) -> None:
    row = record(declared(answers=answers()), local, "tests")
    saved(row, minutes_apart=0.25, before=4)
    said = only(document_for(row, "en"))
    assert said.kind == "one sitting"
    assert said.whole
    assert said.statement == (
        "120 of 120 answers were given within 29 minutes, and submitted 4 minutes later; pointed out where "
        "no more than 60 minutes lie between."
    )


def test_a_save_that_did_not_count_and_a_file_say_nothing(local: Tenant) -> None:
    row = record(declared(answers=answers()), local, "tests")
    assert document_for(row, "en").anomalies == ()
    saved(row, minutes_apart=0.25, before=4)
    with writing() as session:
        for revision in session.query(AnswerRevision):
            revision.state, revision.version = "conflicting", None
    assert document_for(row, "en").anomalies == ()


def test_work_over_days_says_nothing(local: Tenant) -> None:
    row = record(declared(answers=answers()), local, "tests")
    saved(row, minutes_apart=45, before=4)
    assert document_for(row, "en").anomalies == ()
