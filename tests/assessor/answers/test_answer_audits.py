"""What only an audit asks for: approval of N/A, findings; and comments that wait for a rating."""

from pathlib import Path
from typing import Any

import pytest

from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet
from assessor.answers.workbook import write_template
from criteria.answers import NotApplicable
from criteria.faults import AnswersInvalid
from tests.assessor.answers.answer_sheets import DEFINITION, MODEL, PROMISE, as_json, document
from tests.assessor.answers.opened_workbooks import described, opened

TEAM = [{"name": "Member", "role": "member"}, {"name": "Lead", "role": "lead"}]


def read(folder: Path, changes: dict[str, Any], track: str = "verified") -> AnswerSheet:
    whole = document(track)
    whole["practices"] = {**whole["practices"], **changes.pop("practices", {})}
    (folder / "a.json").write_bytes(as_json({**whole, **changes}))
    return read_answers(folder / "a.json")


def excluded(approved_by: str) -> dict[str, Any]:
    return {PROMISE: {"not_applicable": True, "reason": "None", "approved_by": approved_by}}


@pytest.mark.parametrize(("team", "approver"), [(TEAM, "Lead"), (TEAM[:1], "Somebody"), ([], "Somebody")])
def test_the_lead_assessor_approves_what_does_not_apply(
    tmp_path: Path, team: list[dict[str, str]], approver: str
) -> None:
    sheet = read(tmp_path, {"practices": excluded(approver), "assessors": team})
    assert sheet.answers[PROMISE] == NotApplicable("None", approver)


def test_nobody_else_approves_it(tmp_path: Path) -> None:
    expected = f"{PROMISE}.approved_by: found 'Member'; allowed: the lead assessor who approved it, 'Lead'"
    with pytest.raises(AnswersInvalid, match=expected):
        read(tmp_path, {"practices": excluded("Member"), "assessors": TEAM})


@pytest.mark.parametrize("kind", ["observation", "strength"])
@pytest.mark.parametrize(("given", "status"), [(None, "closed"), ("open", "open")])
def test_nothing_has_to_be_done_about_some_findings(
    tmp_path: Path, kind: str, given: str | None, status: str
) -> None:
    finding = {"id": "F1", "kind": kind, "text": "Well told", "status": given}
    (found,) = read(tmp_path, {"findings": [finding]}).findings
    assert found.status == status


def test_a_finding_may_leave_its_status_empty_in_a_workbook(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified"))
    book.fill("Findings", {"A4": "S1", "B4": "strength", "D4": "Well told"})
    (found,) = read_answers(book.save()).findings
    assert (found.kind, found.status) == ("strength", "closed")


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_a_comment_waits_for_its_rating(tmp_path: Path, status: str) -> None:
    """Unanswered it stays, also once submitted; from file to workbook and back nothing is lost."""
    waiting = {DEFINITION: {"comment": "Ask the branches"}}
    sheet = read(tmp_path, {"practices": waiting, "status": status}, "declared")
    assert (list(sheet.answers), sheet.comments) == ([PROMISE], {DEFINITION: "Ask the branches"})
    write_template(MODEL, "declared", tmp_path / "a.xlsx", answers=sheet)
    again = read_answers(tmp_path / "a.xlsx")
    assert (list(again.answers), again.comments) == ([PROMISE], {DEFINITION: "Ask the branches"})


def test_a_comment_of_an_assessor_waits_too(tmp_path: Path) -> None:
    book = described(opened(tmp_path, "verified", assessors=1))
    row = {key: book.row_of("Assessor 1", f"@{key}") for key in ("name", "role")}
    book.fill("Assessor 1", {f"C{row['name']}": "Lin Yi", f"C{row['role']}": "lead"})
    book.fill("Assessor 1", {book.at("Assessor 1", PROMISE, "comment"): "Minutes are missing"})
    (lin,) = read_answers(book.save()).assessors
    assert (lin.answers, lin.comments) == ({}, {PROMISE: "Minutes are missing"})
