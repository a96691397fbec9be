"""What several people changed meanwhile: nothing is lost, nothing is replaced unseen."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from assessor.extensions import db, writing
from assessor.models import Activity
from tests.assessor.workbooks.drafts import (
    FIRST,
    LAST,
    OF_OPERATIONS,
    SECOND,
    THIRD,
    answer_to,
    draft,
    person,
    revisions,
    say,
    value_of,
)


def names(page) -> dict[str, str]:
    """The fields of the conflicts by practice."""
    found = re.findall(r'name="seen" value="([^"]+)"', page.text)
    return {name.rpartition("-")[0]: name for name in found}


def options(page, name: str) -> list[str]:
    return re.findall(rf'name="{re.escape(name)}" type="radio" value="([^"]+)"', page.text)


@pytest.fixture
def clash(company, cast, bearer):
    """A file whose first answer was changed here too, and whose second was not."""
    assessment = draft(company)
    say(assessment, FIRST, "1")
    staff = bearer(cast["coordinator"], assessment)
    data = staff.fill({(FIRST, "answer"): "4", (SECOND, "answer"): "2"})
    say(assessment, FIRST, "3", comment="Since then")
    return assessment, staff, data


def test_the_report_tells_both_sides_and_what_it_was_before(clash) -> None:
    assessment, staff, data = clash
    page = staff.give(("mine.csv", data))
    text = unescape(page.text)
    assert page.status_code == 200
    assert "When the file was taken: 1 – " in text
    assert "3 – " in text
    assert "Comment: Since then" in text
    assert "Take what mine.csv says" in text
    assert list(names(page)) == [FIRST]
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == ("3", None)
    assert revisions(assessment) == []


def test_a_conflict_that_nobody_decided_leaves_everything_as_it_was(clash) -> None:
    assessment, staff, data = clash
    page = staff.decide(staff.give(("mine.csv", data)))
    assert page.status_code == 400
    assert "Nothing was written." in page.text
    assert f'href="#{names(page)[FIRST]}"' in page.text
    assert value_of(assessment, SECOND) is None


@pytest.mark.parametrize(
    ("every", "value", "states"),
    [("theirs", "4", {"applied"}), ("ours", "3", {"applied", "dismissed"})],
)
def test_all_conflicts_are_decided_at_once(clash, every, value, states) -> None:
    assessment, staff, data = clash
    page = staff.decide(staff.give(("mine.csv", data)), every=every)
    assert page.status_code == 200
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == (value, "2")
    assert {row.state for row in revisions(assessment)} == states
    kept = next(row for row in revisions(assessment) if row.practice_id == FIRST)
    assert (kept.base, kept.values, kept.made_by) == (1, {"answer": "4"}, "Coordinator of local")
    assert (kept.version is None) == (every == "ours")
    told = db.session.scalar(select(Activity).where(Activity.action == "workbook.merged"))
    assert told is not None
    written, left = (2, 0) if every == "theirs" else (1, 1)
    assert told.details == {"answers": written, "kept": left, "files": ["mine.csv"]}
    again = staff.give(("mine.csv", data))
    assert "There is nothing to merge" in again.text


def test_one_conflict_is_decided_by_itself(clash) -> None:
    assessment, staff, data = clash
    page = staff.give(("mine.csv", data))
    name = names(page)[FIRST]
    ours, theirs = options(page, name)
    assert ours == "ours"
    page = staff.decide(page, **{name: theirs})
    assert "2 answers merged." in page.text
    answer = answer_to(assessment, FIRST)
    assert answer is not None
    assert (answer.values, answer.comment, answer.version) == ({"answer": "4"}, "", 3)


def test_what_changes_between_report_and_decision_is_asked_again(clash) -> None:
    assessment, staff, data = clash
    report = staff.give(("mine.csv", data))
    say(assessment, FIRST, "5")  # somebody answers while the report is read
    say(assessment, SECOND, "5")  # which was no conflict before
    page = staff.decide(report, every="theirs")
    assert page.status_code == 400
    assert set(names(page)) == {FIRST, SECOND}
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == ("5", "5")


def test_two_files_that_differ_are_asked_about_and_two_that_agree_are_not(company, cast, bearer) -> None:
    assessment = draft(company)
    staff = bearer(cast["owner"], assessment)
    one = staff.fill({(FIRST, "answer"): "4", (SECOND, "answer"): "2", (THIRD, "answer"): "1"})
    two = staff.fill({(FIRST, "answer"): "5", (SECOND, "answer"): "2"})
    page = staff.give(("a.csv", one), ("a.csv", two))
    assert list(names(page)) == [FIRST]
    assert len(options(page, names(page)[FIRST])) == 3
    assert "Take what a (2).csv says" in page.text
    again = staff.decide(page, every="theirs")  # which of the two is not said
    assert again.status_code == 400
    assert value_of(assessment, SECOND) is None
    name = names(page)[FIRST]
    done = staff.decide(page, **{name: options(page, name)[2]})
    assert "3 answers merged." in done.text
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == ("5", "2")
    states = {row.values["answer"]: row.state for row in revisions(assessment) if row.practice_id == FIRST}
    assert states == {"4": "dismissed", "5": "applied"}


def test_the_same_change_made_on_both_sides_is_no_conflict(clash) -> None:
    assessment, staff, data = clash
    say(assessment, FIRST, "4", comment="")
    page = staff.give(("mine.csv", data))
    assert names(page) == {}
    assert "Already so in the application" in page.text


def test_respondents_merge_their_own_and_staff_everybodys(company, cast, bearer) -> None:
    assessment = draft(company, "apart")
    own = person(assessment, "Branch manager", cast["respondent"], "operations")
    other = person(assessment, "Head of sales")
    practice = OF_OPERATIONS
    staff, respondent = bearer(cast["coordinator"], assessment), bearer(cast["respondent"], assessment)
    mine = respondent.fill({(practice, "answer"): "2"})
    assert FIRST.encode() not in mine
    theirs = staff.fill({(FIRST, "answer"): "5"}, person=str(other.id))
    page = respondent.give(("mine.csv", mine), ("theirs.csv", theirs))
    assert "a file for somebody else" in page.text
    refused = respondent.decide(page)
    assert refused.status_code == 400
    assert value_of(assessment, practice, "Branch manager") is None
    done = respondent.decide(page, leave_out="yes")
    assert "1 answer merged." in done.text
    assert value_of(assessment, practice, "Branch manager") == "2"
    staff.decide(staff.give(("mine.csv", mine), ("theirs.csv", theirs)))
    assert value_of(assessment, FIRST, "Head of sales") == "5"
    assert respondent.browser.get(f"{respondent.address}.csv?person={other.id}").status_code == 404
    assert str(own.id) in respondent.browser.get(respondent.address).text


def test_an_answer_that_is_not_asked_is_named(company, cast, bearer) -> None:
    assessment = draft(company)
    person(assessment, "Branch manager", cast["respondent"], "operations")
    respondent = bearer(cast["respondent"], assessment)
    whole = bearer(cast["owner"], assessment).fill({(LAST, "answer"): "2"})
    row = next(line for line in whole.splitlines() if line.startswith(LAST.encode()))
    page = respondent.give(("mine.csv", respondent.take() + row + b"\r\n"))
    assert "only what is asked: operations" in page.text
    assert LAST.partition(".")[0] != "operations"


def test_a_file_of_another_assessment_or_version_is_refused_whole(company, cast, bearer) -> None:
    one, two = draft(company), draft(company)
    here, there = bearer(cast["owner"], one), bearer(cast["owner"], two)
    page = here.give(("there.csv", there.fill({(FIRST, "answer"): "2"})))
    assert "a file of another assessment" in page.text
    assert "This file cannot be merged." in page.text
    older = here.fill({(FIRST, "answer"): "2"}).replace(b"cmc@2026.1", b"cmc@2019.1")
    page = here.give(("older.csv", older))
    assert "cmc@2019.1" in page.text
    assert "There is nothing that can be merged" in page.text


def test_every_cell_that_cannot_be_read_is_told_and_the_rest_waits(company, cast, bearer) -> None:
    assessment = draft(company)
    staff = bearer(cast["owner"], assessment)
    data = staff.fill({(FIRST, "answer"): "7", (SECOND, "not_applicable"): "yes", (THIRD, "answer"): "3"})
    page = staff.give(("mine.csv", data))
    text = unescape(page.text)
    for said in ("Line 6", "'7'", "one of 0, 1, 2, 3, 4, 5", "“Not applicable” without a reason", "Line 7"):
        assert said in text, said
    assert staff.decide(page).status_code == 400
    assert value_of(assessment, THIRD) is None
    assert "1 answer merged." in staff.decide(page, leave_out="yes").text
    assert value_of(assessment, THIRD) == "3"


def test_nothing_is_merged_once_it_was_submitted(company, cast, bearer) -> None:
    assessment = draft(company)
    staff = bearer(cast["owner"], assessment)
    report = staff.give(("mine.csv", staff.fill({(FIRST, "answer"): "2"})))
    with writing():
        assessment.status = "submitted"
    assert staff.browser.get(report.request.path).status_code == 403
    page = staff.browser.get(staff.address)
    assert "This assessment was submitted." in page.text
    assert staff.browser.get(f"{staff.address}.xlsx").status_code == 200
