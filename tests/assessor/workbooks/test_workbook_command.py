"""assessor workbook export | merge."""

import pytest
from click.testing import CliRunner

from assessor.cli import main
from tests.assessor.workbooks.drafts import (
    FIRST,
    SECOND,
    as_csv,
    changed_rows,
    draft,
    filled,
    person,
    revisions,
    say,
    value_of,
)


@pytest.fixture
def run(company):
    """The command line on the database of the tests."""
    return lambda *words: CliRunner().invoke(main, ["workbook", *map(str, words)])


def test_out_and_back_on_the_command_line(run, company, tmp_path) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "1")
    path = tmp_path / "autumn.xlsx"
    done = run("export", assessment.id, "-o", path, "--lang", "zh-Hans")
    assert (done.exit_code, "120 practices of Autumn 2026, everybody" in done.output) == (0, True), (
        done.output
    )
    path.write_bytes(
        filled(path.read_bytes(), tmp_path / "b.xlsx", {(FIRST, "answer"): 4, (SECOND, "answer"): 2})
    )
    say(assessment, FIRST, "3")
    open_ = run("merge", assessment.id, path)
    assert open_.exit_code == 1
    assert f"{FIRST}\n    application: answer 3\n    autumn.xlsx: answer 4" in open_.output
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == ("3", None)
    done = run("merge", assessment.id, path, "--theirs")
    assert (done.exit_code, "2 answers merged" in done.output) == (0, True), done.output
    assert (value_of(assessment, FIRST), value_of(assessment, SECOND)) == ("4", "2")
    assert {row.made_by for row in revisions(assessment)} == {"command line"}
    again = run("merge", assessment.id, path, "--ours")
    assert (again.exit_code, "Nothing changed" in again.output) == (0, True)


def test_what_cannot_be_read_is_listed_and_nothing_is_written(run, company, tmp_path) -> None:
    assessment = draft(company)
    path = tmp_path / "a.csv"
    assert run("export", assessment.id, "-o", path).exit_code == 0
    cells = {(FIRST, "answer"): "9", (SECOND, "answer"): "2"}
    path.write_bytes(as_csv(changed_rows(path.read_bytes(), cells)))
    failed = run("merge", assessment.id, path, "--theirs")
    assert failed.exit_code == 2
    assert f"a.csv:6: {FIRST}.answer: found '9'; allowed: one of 0, 1, 2, 3, 4, 5" in failed.output
    assert value_of(assessment, SECOND) is None


def test_whose_questionnaire_it_is_has_to_be_said_where_each_answers_apart(run, company, tmp_path) -> None:
    assessment = draft(company, "apart")
    person(assessment, "Branch manager", None, "operations")
    path = tmp_path / "a.csv"
    failed = run("export", assessment.id, "-o", path)
    assert (failed.exit_code, "allowed: 'Branch manager'" in failed.output) == (2, True), failed.output
    assert run("export", assessment.id, "-o", path, "--for", "Branch manager").exit_code == 0
    assert run("export", assessment.id, "-o", tmp_path / "a.doc").exit_code == 2


def test_what_is_not_there_is_said(run, company, tmp_path) -> None:
    unknown = "01a201e8-794e-75e8-9338-ba7c626aad61"
    failed = run("merge", unknown, tmp_path / "gone.csv")
    assert (failed.exit_code, "no such assessment" in failed.output) == (2, True)
    failed = run("merge", draft(company).id, tmp_path / "gone.csv")
    assert (failed.exit_code, "gone.csv: found No such file" in failed.output) == (2, True), failed.output
    failed = run("merge", draft(company, status="submitted").id, tmp_path / "gone.csv")
    assert (failed.exit_code, "found submitted; allowed: a draft" in failed.output) == (2, True), (
        failed.output
    )
