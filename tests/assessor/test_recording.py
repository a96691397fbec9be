from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessor.answers.sheet import AnswerSheet, Assessor
from assessor.assessments import sheets as sheets_module
from assessor.assessments.operations import record
from assessor.assessments.sheets import ModelChanged, decimal_text, sheet_of
from assessor.extensions import WriteOutsideTransaction, db, writing
from assessor.models import CONSENSUS, Answer, Assessment, Organisation, Tenant
from assessor.reports.building import score_sheet
from criteria.answers import NotApplicable
from criteria.exact import exact
from criteria.faults import AnswersInvalid
from tests.assessor.sheets import declared, verified


def reread(assessment: Assessment) -> AnswerSheet:
    """What a later process would read: nothing is left in the session."""
    name = assessment.id
    db.session.rollback()
    db.session.expunge_all()
    return sheet_of(db.session.get_one(Assessment, name))


@pytest.mark.parametrize("sheet", [declared(), verified(), declared(status="draft", profile="service")])
def test_what_was_recorded_comes_back_exactly(local: Tenant, sheet: AnswerSheet) -> None:
    assert reread(record(sheet, local, "tests")) == sheet


def test_a_comment_on_what_nobody_rated_yet_is_kept(local: Tenant) -> None:
    sheet = declared(status="draft")
    name, *_ = sheet.answers
    rest = {practice: answer for practice, answer in sheet.answers.items() if practice != name}
    draft = replace(sheet, answers=rest, comments={name: "Ask the branch in the harbour first"})
    back = reread(record(draft, local, "tests"))
    assert back == draft
    assert name not in back.answers


def test_a_deployment_weighted_by_site_keeps_its_fraction(local: Tenant) -> None:
    sheet = verified()
    weighted = [
        (practice, answer.values["deployment"])
        for practice, answer in sheet.answers.items()
        if not isinstance(answer, NotApplicable) and answer.sites
    ]
    assert any(value.denominator == 3 for _, value in weighted), "shares of 2 to 1 give thirds"
    back = reread(record(sheet, local, "tests")).answers
    assert all(back[practice].values["deployment"] == value for practice, value in weighted)
    assert score_sheet(replace(sheet, answers=back)).total == score_sheet(sheet).total


def test_the_same_file_again_changes_nothing(local: Tenant) -> None:
    first = record(declared(), local, "first")
    again = record(declared(), local, "second")
    assert again.id == first.id
    assert again.recorded_by == "first"
    assert db.session.scalar(select(func.count()).select_from(Assessment)) == 1
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 120


def test_the_same_file_in_another_tenant_is_another_assessment(local: Tenant, stranger: Tenant) -> None:
    assert record(declared(), local, "tests").id != record(declared(), stranger, "tests").id


def test_the_originals_of_every_assessor_are_kept_apart(local: Tenant) -> None:
    record(verified(), local, "Assessor One")  # also the name of an assessor
    counted = db.session.execute(select(Answer.role, func.count()).group_by(Answer.role)).all()
    assert dict(map(tuple, counted)) == {CONSENSUS: 120, "assessor": 240}


def test_numbers_are_stored_as_decimal_text(audit: Assessment) -> None:
    row = next(a for a in audit.scored if a.sites)
    assert "deployment" not in row.values
    assert all(isinstance(value, str) and exact(value) >= 0 for value in row.values.values())
    assert row.sites["deployment"][0]["share"] == "2"


def test_an_organisation_is_known_as_its_latest_assessment_states(local: Tenant) -> None:
    def stated(day: date, employees: int) -> Assessment:
        sheet = declared(assessed_on=day, digest=f"{employees:064d}")
        return record(
            replace(sheet, organisation=replace(sheet.organisation, employees=employees)), local, "tests"
        )

    newer, older = stated(date(2026, 6, 1), 900), stated(date(2025, 6, 1), 700)
    assert db.session.scalars(select(Organisation)).one().employees == 900
    assert [sheet_of(a).organisation.employees for a in (newer, older)] == [900, 700]


def test_nothing_is_left_of_a_record_that_fails(local: Tenant) -> None:
    sheet = verified()
    twice = replace(sheet, assessors=(sheet.assessors[0], sheet.assessors[0]))
    with pytest.raises(IntegrityError):
        record(twice, local, "tests")
    for table in (Assessment, Answer, Organisation):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_a_row_cannot_belong_to_a_parent_of_another_tenant(assessment: Assessment, stranger: Tenant) -> None:
    smuggled = Answer(
        tenant_id=stranger.id, assessment_id=assessment.id, practice_id="x", given_by="y", role="respondent"
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), writing() as session:
        session.add(smuggled)


@pytest.mark.parametrize(("column", "word"), [("role", "guest"), ("reason", "")])
def test_the_database_refuses_words_that_mean_nothing(assessment: Assessment, column: str, word: str) -> None:
    row = Answer(
        tenant_id=assessment.tenant_id, assessment_id=assessment.id, practice_id="x", given_by="y",
        role="respondent", not_applicable=True, reason="because",
    )  # fmt: skip
    setattr(row, column, word)
    with pytest.raises(IntegrityError, match=f"ck_answer_{column}"), writing() as session:
        session.add(row)


def test_nothing_is_written_outside_a_write_transaction(local: Tenant) -> None:
    db.session.add(Tenant(slug="x", name="x"))
    with pytest.raises(WriteOutsideTransaction):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(WriteOutsideTransaction):
        db.session.execute(Tenant.__table__.delete())


def test_whoever_read_an_older_state_cannot_overwrite_the_newer_one(assessment: Assessment) -> None:
    assert assessment.profile is None
    name, stale = assessment.id, assessment
    db.session.expunge(stale)
    with writing() as session:
        session.get_one(Assessment, name).profile = "service"
    db.session.expunge_all()
    stale.profile = "b2b"
    with pytest.raises(StaleDataError), writing() as session:
        session.add(stale)
    assert db.session.get_one(Assessment, name).profile == "service"


def test_a_published_model_that_changed_is_refused(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = sheet_of(assessment).model
    changed = SimpleNamespace(digest="0" * 64, status="published")
    monkeypatch.setattr(sheets_module, "load", lambda reference, folders: changed)
    with pytest.raises(ModelChanged, match=rf"recorded with digest {model.digest[:12]}, found 0000"):
        sheet_of(assessment)


def test_answers_that_a_draft_model_no_longer_has_are_named(assessment: Assessment) -> None:
    with writing():
        assessment.scored[0].practice_id = "leadership.vision.gone"
    with pytest.raises(AnswersInvalid, match=r"bank\.xlsx: found 'leadership\.vision\.gone'"):
        sheet_of(assessment)


def test_an_assessor_without_answers_keeps_the_place_in_the_team(local: Tenant) -> None:
    sheet = replace(verified(), assessors=(*verified().assessors, Assessor("Assessor Three", "member", {})))
    assert reread(record(sheet, local, "tests")).assessors[2] == Assessor("Assessor Three", "member", {})


written = st.one_of(
    st.builds(Fraction, st.integers(0, 10**9 - 1), st.integers(1, 10**9 - 1)),
    st.decimals(min_value=0, max_value=10**9, places=6).map(Fraction),
)


@given(written)
def test_every_number_is_read_as_it_was_written(number: Fraction) -> None:
    assert exact(decimal_text(number)) == number
