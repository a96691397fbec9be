"""assessor report --declared: what the organisation said of itself, beside its audit."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assessor.answers.workbook import write_template
from tests.assessor.sheets import declared, verified

WHO = "Copper Kettle Logistics"


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    path, sheet = tmp_path / "audit.xlsx", verified(WHO)
    lead = sheet.assessors[0].name
    answers = {
        name: answer if hasattr(answer, "values") else type(answer)(answer.reason, lead, answer.comment)
        for name, answer in sheet.answers.items()
    }
    write_template(sheet.model, "verified", path, answers=replace(sheet, answers=answers))
    return path


def own(tmp_path: Path, **changes: object) -> Path:
    path, sheet = tmp_path / "own.xlsx", declared(WHO, **changes)
    write_template(sheet.model, "declared", path, answers=sheet)
    return path


def test_the_two_tracks_stand_side_by_side(run, tmp_path: Path, audit: Path) -> None:
    done = run("report", audit, "--declared", own(tmp_path), "-o", tmp_path / "r.json")
    assert done.exit_code == 0, done.stderr
    shown = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    total = shown["beside"]["rows"][0]
    assert total["verified"] == shown["total"]
    assert total["declared"] != shown["total"]
    assert shown["beside"]["declared_on_shown"] == "31 October 2026"


def test_without_it_there_is_nothing_beside(run, tmp_path: Path, audit: Path) -> None:
    assert run("report", audit, "-o", tmp_path / "r.json").exit_code == 0
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["beside"] is None


def test_what_does_not_fit_is_refused_with_every_reason(run, tmp_path: Path, audit: Path) -> None:
    wrong = own(tmp_path, status="draft", assessed_on=declared().assessed_on.replace(year=2020))
    done = run("report", audit, "--declared", wrong, "-o", tmp_path / "r.json")
    assert done.exit_code == 2
    assert "own.xlsx: status: found 'draft'; allowed: submitted" in done.stderr
    assert "date: found 2020-10-31" in done.stderr
    assert not (tmp_path / "r.json").exists()
