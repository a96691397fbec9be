"""Out, filled in, and back: by real files, in three languages."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from assessor.access import Role, User
from assessor.extensions import db
from assessor.models import Assessment, Tenant
from assessor.workbooks.comparing import Fate
from assessor.workbooks.content import NOTHING, Content, Held
from assessor.workbooks.operations import Choices, examine, merge
from assessor.workbooks.queries import assessment_to_copy, held_on
from assessor.workbooks.reading import Asked, Upload, read_file
from assessor.workbooks.sheets import Sheet, sheets_for
from assessor.workbooks.writing import Copy, csv_file, workbook
from tests.assessor.answers.opened_workbooks import Opened
from tests.assessor.workbooks.drafts import (
    FIRST,
    MODEL,
    OF_OPERATIONS,
    SECOND,
    THIRD,
    answer_to,
    as_csv,
    changed_rows,
    draft,
    filled,
    person,
    revisions,
    rows_of,
    say,
    unsaved,
    value_of,
)

COMMENT = '=HYPERLINK("http://elsewhere.example","x"), "said"; <b>not</b> — 已核查。\nLine two'


def operator(tenant: Tenant) -> User:
    return User("Staff", tenant.id, Role.OPERATOR)


def copied(assessment: Assessment, tenant: Tenant, language: str = "en", person: str | None = None) -> Copy:
    sheets = sheets_for(operator(tenant), assessment, MODEL)
    sheet = next(s for s in sheets if person is None or s.whose == person)
    return Copy(
        assessment, MODEL, sheet, held_on(assessment, sheet), language, "Autumn 2026", sheet.whose or "all"
    )  # type: ignore[arg-type]


def back(assessment: Assessment, tenant: Tenant, *uploads: Upload, **choices: object):  # type: ignore[no-untyped-def]
    return merge(operator(tenant), assessment.id, uploads, Choices(**choices), ())  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_workbook_comes_back_as_it_was_filled_in(company: Tenant, tmp_path: Path, language: str) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "2", comment=COMMENT)
    say(assessment, SECOND, "1")
    data = workbook(copied(assessment, company, language))
    yes = {"en": "yes", "zh-Hans": "是", "zh-Hant": "是"}[language]
    data = filled(
        data,
        tmp_path / "a.xlsx",
        {(FIRST, "answer"): 4, (THIRD, "not_applicable"): yes, (THIRD, "reason"): "没有这类客户"},
    )
    merged = back(assessment, company, Upload("a.xlsx", data))
    assert (merged.is_done, merged.written, merged.kept) == (True, 2, 0)
    assert value_of(assessment, FIRST) == "4"
    first, second, third = (answer_to(assessment, practice) for practice in (FIRST, SECOND, THIRD))
    assert first is not None
    assert (first.comment, first.version) == (COMMENT, 2)
    assert second is not None
    assert second.version == 1
    assert third is not None
    assert (third.not_applicable, third.reason, third.values) == (True, "没有这类客户", {})
    saves = {row.practice_id: row for row in revisions(assessment)}
    assert {(p, r.base, r.version, r.state) for p, r in saves.items()} == {
        (FIRST, 1, 2, "applied"),
        (THIRD, 0, 1, "applied"),
    }


def test_a_table_comes_back_as_it_was_filled_in_whatever_separates_it(company: Tenant) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "2", comment=COMMENT)
    taken = csv_file(copied(assessment, company, "zh-Hans"))
    assert taken.startswith(b"\xef\xbb\xbf")
    assert not [cell for row in rows_of(taken) for cell in row if cell[:1] in "=+-@\t\r" and cell]
    rows = changed_rows(taken, {(FIRST, "answer"): "3", (SECOND, "comment"): "'=1+1"})
    merged = back(assessment, company, Upload("a.csv", as_csv(rows, ";")))
    assert (merged.written, merged.report.faults) == (2, ())
    first, second = answer_to(assessment, FIRST), answer_to(assessment, SECOND)
    assert first is not None
    assert (first.values, first.comment) == ({"answer": "3"}, COMMENT)
    assert second is not None
    assert (second.values, second.comment) == ({}, "=1+1")


@pytest.mark.parametrize("write", [workbook, csv_file])
def test_the_same_file_again_changes_nothing_and_says_so(company: Tenant, tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    assessment = draft(company)
    data = write(copied(assessment, company))
    if write is workbook:
        data = filled(data, tmp_path / "a.xlsx", {(FIRST, "answer"): 4})
    else:
        data = as_csv(changed_rows(data, {(FIRST, "answer"): "4"}))
    upload = Upload("a.xlsx" if write is workbook else "a.csv", data)
    assert back(assessment, company, upload).written == 1
    again = back(assessment, company, upload)
    assert (again.is_done, again.written, again.kept) == (True, 0, 0)
    assert again.report.files[0].count(Fate.SAME) == 1
    say(assessment, FIRST, "1")  # somebody thinks better of it, knowing what the file said
    later = back(assessment, company, upload)
    assert (later.is_done, later.written) == (True, 0)
    assert later.report.files[0].count(Fate.BEFORE) == 1
    assert value_of(assessment, FIRST) == "1"
    assert len(revisions(assessment)) == 1


def test_an_answer_that_was_emptied_in_the_file_is_taken_back(company: Tenant) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "4", comment="Gone soon")
    rows = changed_rows(
        csv_file(copied(assessment, company)), {(FIRST, "answer"): "", (FIRST, "comment"): ""}
    )
    merged = back(assessment, company, Upload("a.csv", as_csv(rows)))
    assert merged.report.files[0].count(Fate.CLEARED) == 1
    answer = answer_to(assessment, FIRST)
    assert answer is not None
    assert (answer.values, answer.comment, answer.version) == ({}, "", 2)


def test_a_row_that_is_missing_from_the_file_is_left_alone(company: Tenant) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "4")
    rows = [row for row in rows_of(csv_file(copied(assessment, company))) if row[0] != FIRST]
    merged = back(assessment, company, Upload("a.csv", as_csv(rows)))
    assert (merged.is_done, merged.written) == (True, 0)
    assert value_of(assessment, FIRST) == "4"


def test_a_respondent_takes_only_what_they_are_asked(company: Tenant, tmp_path: Path) -> None:
    assessment = draft(company, "apart")
    person(assessment, "Branch manager", None, "operations", "people")
    say(assessment, OF_OPERATIONS, "3", "Branch manager")
    db.session.expire_all()
    path = tmp_path / "own.xlsx"
    path.write_bytes(workbook(copied(assessment, company)))
    book = Opened(path)
    ids = {row[0] for row in book.cells["Answers"]}
    assert {p.id for p in MODEL.practices if p.id.partition(".")[0] in ("operations", "people")} == {
        practice for practice in ids if isinstance(practice, str) and practice.count(".") == 2
    }
    assert book.names == ["Start", "Answers", "Guidance", "Descriptors", "_assessor"]


def test_what_must_not_be_changed_is_locked_and_what_a_merge_needs_is_hidden(
    company: Tenant, tmp_path: Path
) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "2")
    path = tmp_path / "own.xlsx"
    path.write_bytes(workbook(copied(assessment, company)))
    book = Opened(path)
    for name in book.names:
        protection = re.search(rb"<sheetProtection[^>]*/>", book.parts[book.part(name)])
        assert protection is not None, name
        assert b"password" not in protection[0]
    assert dict(zip(("assessment", "person"), _meta(book), strict=True)) == {
        "assessment": str(assessment.id),
        "person": "all",
    }
    stamp = book.cells["Answers"][book.row_of("Answers", FIRST) - 1][-1]
    assert re.fullmatch("v1:[0-9a-f]{16}", str(stamp))
    columns = re.findall(rb'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', book.parts[book.part("Answers")])
    assert (b"1", b"1") in columns
    last = str(len(book.cells["Answers"][book.row_of("Answers", FIRST) - 1])).encode()
    assert (last, last) in columns


def _meta(book: Opened) -> list[object]:
    entries = {row[0]: row[1] for row in book.cells["_assessor"] if row[0]}
    return [entries["assessment"], entries["person"]]


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t"),
    max_size=40,
)
contents = st.one_of(
    st.builds(lambda v, c: Content({"answer": str(v)}, comment=c.strip()), st.integers(0, 5), texts),
    st.builds(
        lambda r, c: Content(not_applicable=True, reason=f"R{r}".strip(), comment=c.strip()), texts, texts
    ),
    st.builds(lambda c: Content(comment=c.strip()), texts),
    st.just(NOTHING),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.dictionaries(st.sampled_from([p.id for p in MODEL.practices]), contents, max_size=12),
    language=st.sampled_from(["en", "zh-Hans", "zh-Hant"]),
    kind=st.sampled_from(["xlsx", "csv"]),
)
def test_a_copy_that_nobody_touched_changes_nothing(
    held: dict[str, Content], language: str, kind: str
) -> None:
    assessment = unsaved()
    sheet: Sheet = sheets_for(User("S", assessment.tenant_id, Role.OWNER), assessment, MODEL)[0]
    all_held = {practice: Held(content, n) for n, (practice, content) in enumerate(held.items(), start=1)}
    copy = Copy(assessment, MODEL, sheet, all_held, language, "T", "all")  # type: ignore[arg-type]
    data = workbook(copy) if kind == "xlsx" else csv_file(copy)
    found = read_file(Upload(f"a.{kind}", data), Asked(assessment, MODEL, (sheet,)))
    assert found.faults == ()
    assert len(found.offers) == len(MODEL.practices)
    assert [offer for offer in found.offers if offer.is_changed] == []
    assert {o.practice: o.content for o in found.offers if not o.content.is_empty} == {
        practice: content for practice, content in held.items() if not content.is_empty
    }


def test_calamine_reads_what_was_filled_in_before(company: Tenant) -> None:
    assessment = draft(company)
    say(assessment, FIRST, "2", comment=COMMENT)
    with CalamineWorkbook.from_filelike(io.BytesIO(workbook(copied(assessment, company)))) as book:
        rows = book.get_sheet_by_name("Answers").to_python()
    row = next(row for row in rows if row[0] == FIRST)
    assert 2.0 in row
    assert COMMENT in row


def test_looking_writes_nothing(web: Flask, company: Tenant) -> None:
    assessment = draft(company)
    rows = changed_rows(csv_file(copied(assessment, company)), {(FIRST, "answer"): "4"})
    fetched = assessment_to_copy(operator(company), assessment.id, _merging())
    report = examine(fetched, operator(company), [Upload("a.csv", as_csv(rows))], ())
    assert [question.practice for question in report.settled] == [FIRST]
    assert value_of(assessment, FIRST) is None


def _merging():  # type: ignore[no-untyped-def]
    from assessor.access import Action

    return Action.MERGE_WORKBOOK
