"""Blanks: a draft shows how far they reach, a submitted assessment counts them and is settled everywhere."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet
from assessor.assessments.operations import record
from assessor.languages import LANGUAGES, Language, wording
from assessor.models import Tenant
from assessor.reports import selection
from assessor.reports.building import build, score_sheet
from assessor.reports.document import NodeView, ReportDocument
from assessor.reports.exchange import plain
from assessor.reports.operations import document_for
from assessor.reports.pictures import pictures
from tests.assessor.browsing import CheckingClient
from tests.assessor.reports.reading_forms import FORMS, printed, squeezed, text_of_html, told
from tests.assessor.sheets import declared

PACKS = Path(__file__).parents[2] / "data" / "packs"
ANSWERED = 60
LEFT = "Left unanswered: 60 of 120 practices. They count as nothing in place."
UNSETTLED = ("Not final:", "Answers are still missing", "Between all missing", "dashed edge")


def half(status: str = "submitted") -> AnswerSheet:
    """A self-assessment of which half was left unanswered: five criteria and more have nothing at all."""
    sheet = declared(status=status)
    return replace(sheet, answers=dict(list(sheet.answers.items())[:ANSWERED]))


def document(sheet: AnswerSheet, language: Language = "en") -> ReportDocument:
    return build(sheet, score_sheet(sheet), language)


def nodes(found: ReportDocument) -> Iterator[NodeView]:
    for dimension in found.dimensions:
        yield dimension
        yield from dimension.criteria


def test_a_submitted_assessment_has_one_number_everywhere() -> None:
    found = document(half())
    assert found.total is not None
    assert found.interval is None
    assert all(node.score is not None and node.interval is None for node in nodes(found))
    lowest = document(half("draft")).interval
    assert lowest is not None
    assert found.total == lowest.lowest
    assert [criterion.score.shown for criterion in selection.weakest(found) if criterion.score] == ["0.0"] * 3
    of_level_two = next(gate for gate in found.gates if gate.text.startswith("Every dimension"))
    assert of_level_two.weakest == min(d.score.shown for d in found.dimensions if d.score)


def test_its_pictures_show_every_score_and_no_interval() -> None:
    drawn = pictures(document(half()), wording("en"))
    assert drawn.radar is not None
    assert drawn.ladder is not None
    for chart in (drawn.radar, drawn.dimensions, drawn.heatmap, drawn.ladder, *drawn.criteria.values()):
        assert not [cell for row in chart.table.rows for cell in row if " to " in cell and "." in cell]
        assert "Not fully answered" not in chart.svg
        assert "Not applicable" not in chart.svg


def test_it_says_how_many_were_left_out_and_what_they_count_as() -> None:
    unanswered = document(half()).basis.unanswered
    assert unanswered is not None
    assert (unanswered.practices, unanswered.statement) == (60, LEFT)
    assert document(half("draft")).basis.unanswered is None
    assert "unanswered" not in plain(document(declared()).basis)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [*FORMS, "pdf"])
def test_every_form_says_so_and_calls_nothing_open(form: str, language: Language) -> None:
    found, say = document(half(), language), wording(language)
    said = squeezed(printed(found, language) if form == "pdf" else told(found, language, form))
    assert found.basis.unanswered is not None
    assert squeezed(found.basis.unanswered.statement) in said
    for text in (
        "Answers are still missing. The lower end counts every blank as the lowest answer, the upper end as "
        "the highest.",
        "A cell with a dashed edge is not fully answered and shows where it may end.",
    ):
        assert squeezed(say(text)) not in said


def test_the_result_and_its_reasons_are_settled_pages(client: CheckingClient, local: Tenant) -> None:
    row = record(half(), local, "tests")
    found = document_for(row, "en")
    assert found.total is not None
    for address in ("", f"why/{found.dimensions[-1].id}", "report"):
        page = client.get(f"/assessments/{row.id}/{address}").text
        assert [text for text in UNSETTLED if text in page] == []
        assert LEFT in page
    answered = client.get(f"/assessments/{row.id}/why/{found.dimensions[0].id}").text
    assert LEFT not in answered  # nothing was left out there
    page = text_of_html(client.get(f"/assessments/{row.id}/").text)
    assert LEFT in page
    assert "60 of 120 answered, 1 of them not applicable" in squeezed_lines(page)
    taken = json.loads(client.get(f"/assessments/{row.id}/result.json").text)
    assert taken["interval"] is None
    assert taken["basis"]["unanswered"] == {"practices": 60, "statement": LEFT}


def squeezed_lines(text: str) -> str:
    return " ".join(text.split())


def test_a_draft_keeps_its_interval_and_names_what_is_open() -> None:
    found = document(half("draft"))
    assert found.interval is not None
    assert [d.interval is not None for d in found.dimensions].count(True) >= 3
    drawn = pictures(found, wording("en")).heatmap
    assert "Not fully answered" in drawn.svg
    assert "Not applicable" not in drawn.svg
    said = told(found, "en", "page")
    assert "A cell with a dashed edge is not fully answered" in said
    assert "Answers are still missing" in said


def test_a_model_that_leaves_blanks_out_says_that() -> None:
    sheet = read_answers(PACKS / "ladder" / "answers.yaml", folders=[PACKS])
    kept = {name: a for name, a in sheet.answers.items() if not name.startswith("upkeep.farewell")}
    found = document(replace(sheet, answers=kept))
    assert found.interval is None
    assert found.basis.unanswered is not None
    assert found.basis.unanswered.statement == "Left unanswered: 2 of 14 practices. They are in no score."
    farewell = next(node for node in nodes(found) if node.id == "upkeep.farewell")
    assert (farewell.score, farewell.interval) == (None, None)
    table = pictures(found, wording("en")).heatmap.table
    assert [row[2] for row in table.rows if row[1] == farewell.title] == ["Not answered"]
