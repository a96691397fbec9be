"""What is taken away of a plan, and what reports say of it: workbook, calendar, report, data."""

import io
import json
from datetime import date

from python_calamine import CalamineWorkbook

from assessor.assessments.operations import record
from assessor.extensions import db
from assessor.languages import LANGUAGES, wording
from assessor.plans.settled import settled_view
from assessor.reports.building import build, score_sheet
from assessor.reports.exchange import plain, to_json
from assessor.reports.flow import flow
from assessor.reports.outline import outliner
from assessor.reports.variants import anonymised
from tests.assessor.plans.settling import settle, settled, uneven
from tests.assessor.plans.test_plan_calendar import read
from tests.assessor.plans.test_plan_pages import step_form


def agreed(client, address):
    """A settled plan with one step agreed on."""
    settle(client, address)
    task = settled().tasks[0]
    typed = step_form(task, owner="=1+1", starts_on="2026-12-01", due_on="2027-01-31", status="started",
                      action="Our own way", note="Ask the board")  # fmt: skip
    assert client.submit(f"{address}/steps/{task.id}", typed).status_code == 302
    return settled()


def test_the_workbook_has_every_step_with_dates_as_dates_and_texts_as_texts(client, address):
    row = agreed(client, address)
    for language in LANGUAGES:
        content = client.get(f"{address}.xlsx?lang={language}").data
        workbook, say = CalamineWorkbook.from_filelike(io.BytesIO(content)), wording(language)
        assert workbook.sheet_names == [say("Improvement plan"), say("Milestones")]
        heads, *steps = workbook.get_sheet_by_index(0).to_python()[3:]
        assert [step[0] for step in steps] == list(range(1, len(row.tasks) + 1))
        first = dict(zip(heads, steps[0], strict=True))
        assert first[say("Owner")] == "=1+1"
        assert first[say("Start date")] == date(2026, 12, 1)
        assert first[say("Due date")] == date(2027, 1, 31)
        assert first[say("Action")] == "Our own way"
        assert first[say("Notes")] == "Ask the board"
        assert first[say("Status")] == say("Started")
        assert sum(dict(zip(heads, s, strict=True))[say("Person-days")] for s in steps) == sum(
            task.days for task in row.tasks
        )
        stages = workbook.get_sheet_by_index(1).to_python()[4:7]
        assert [stage[1] for stage in stages] == [stop["days"] for stop in row.milestones]
    assert content == client.get(f"{address}.xlsx?lang={language}").data


def test_the_calendar_has_a_to_do_for_every_step_and_keeps_its_ids_when_planned_again(client, address):
    row = agreed(client, address)
    before = read(client.get(f"{address}.ics").data)
    assert [one["UID"] for one in before] == [f"{task.id}@assessor" for task in row.tasks]
    assert before[0]["DUE"] == "20270131"
    assert before[0]["CONTACT"] == "=1+1"
    assert before[0]["DESCRIPTION"].startswith("Our own way\n")
    assert before[0]["URL"].endswith(address)
    settle(client, address)
    assert {one["UID"] for one in read(client.get(f"{address}.ics").data)} == {o["UID"] for o in before}


def test_reports_show_the_settled_plan_in_every_form_and_nobody_where_anonymised(client, address):
    row = agreed(client, address)
    sheet = uneven()
    result = score_sheet(sheet)
    for language in LANGUAGES:
        say = wording(language)
        document = build(sheet, result, language, settled=lambda lines: settled_view(lines, row))
        found = plain(document)["plan"]
        step = min((*found["quick_wins"], *found["long_term"]), key=lambda step: step["number"])
        assert step["task"]["owner"] == "=1+1"
        assert (step["task"]["starts_on"], step["task"]["due_on"]) == ("2026-12-01", "2027-01-31")
        assert step["task"]["status_title"] == say("Started")
        assert found["settled"]["on"] == row.settled_at.date().isoformat()
        told = str(flow(document, language))
        for text in ("Our own way", "Ask the board", "=1+1", say("Started"), document.plan.settled.progress):
            assert text in told
        silent = to_json(anonymised(document, say))
        for text in ("Our own way", "Ask the board", "=1+1", row.settled_by):
            assert text not in silent
    page = client.get(address.removesuffix("/plan") + "/report").text
    assert "Our own way" in page
    data = json.loads(client.get(address.removesuffix("/plan") + "/result.json").data)
    assert data["plan"]["settled"]["by"] == "Coordinator of local"


def test_without_a_settled_plan_data_say_nothing_of_one(client, address):
    data = json.loads(client.get(address.removesuffix("/plan") + "/result.json").data)
    assert "settled" not in data["plan"]
    assert all("task" not in step for step in data["plan"]["quick_wins"] + data["plan"]["long_term"])


def test_a_settled_plan_reads_the_same_after_the_answers_changed(client, address, company):
    row = agreed(client, address)
    before = settled_view(outliner(score_sheet(uneven()), wording("en")), row)
    assert settled_view(outliner(score_sheet(uneven(3)), wording("en")), row) == before
    db.session.rollback()
    assert record(uneven(3, assessed_on=date(2026, 12, 1)), company, "tests").id != row.assessment_id
