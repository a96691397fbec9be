"""Declared beside verified: the two tracks side by side, which may stand so, and which is taken."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.operations import record
from assessor.assessments.queries import declared_before
from assessor.assessments.sheets import sheet_of
from assessor.extensions import writing
from assessor.languages import LANGUAGES, wording
from assessor.models import Assessment, Tenant
from assessor.reports.beside import beside_chart, earliest, misfits
from assessor.reports.building import build, score_sheet
from assessor.reports.document import BesideView, ReportDocument
from assessor.reports.figures import Figures, signed
from assessor.reports.operations import document_for
from criteria.answers import Answer
from criteria.model import Model
from tests.assessor.sheets import certified, declared, verified

WHO = "Copper Kettle Logistics"
AUDITED = date(2026, 10, 31)


def own(**changes: object) -> AnswerSheet:
    """The same organisation's assessment of itself, eight months before."""
    return declared(WHO, **{"assessed_on": date(2026, 2, 27), **changes})


def document(sheet: AnswerSheet, beside: AnswerSheet | None, language: str = "en") -> ReportDocument:
    return build(sheet, score_sheet(sheet), language, declared=beside)  # type: ignore[arg-type]


def view(sheet: AnswerSheet, beside: AnswerSheet, language: str = "en") -> BesideView:
    found = document(sheet, beside, language).beside
    assert found is not None
    return found


def test_both_tracks_keep_their_own_numbers() -> None:
    found = {row.node: row for row in view(verified(WHO), own()).rows}
    audit, alone = score_sheet(verified(WHO)), score_sheet(own())
    assert found["total"].declared.value == pytest.approx(float(alone.total))
    assert found["total"].verified.value == pytest.approx(float(audit.total))
    for node, score in audit.node_scores.items():
        assert found[node].verified.value == pytest.approx(float(score))
        assert found[node].declared.value == pytest.approx(float(alone.node_scores[node]))
    assert len(found) == 1 + 7 + 30


def test_a_difference_is_worked_out_before_rounding() -> None:
    audit, alone = score_sheet(verified(WHO)).node_scores, score_sheet(own()).node_scores
    for row in view(verified(WHO), own()).rows[1:]:
        exact = alone[row.node] - audit[row.node]
        assert float(row.difference.replace("−", "-")) == pytest.approx(float(exact), abs=0.0500001)


@pytest.mark.parametrize(
    ("level", "sign"), [(0, "−"), (5, "+")], ids=["nothing declared", "everything declared"]
)
def test_a_difference_has_its_sign(level: int, sign: str) -> None:
    answers = {name: Answer({"answer": Fraction(level)}) for name in own().answers}
    assert {row.difference[0] for row in view(verified(WHO), own(answers=answers)).rows} == {sign}


@pytest.mark.parametrize(
    ("value", "shown"), [("0", "0.0"), ("0.04", "0.0"), ("-0.04", "0.0"), ("-0.05", "−0.1"), ("12", "+12.0")]
)
def test_what_rounds_to_nothing_has_no_sign(value: str, shown: str) -> None:
    assert signed(Fraction(value), Figures(verified().model).score) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_declared_changes_no_number_of_the_audit(language: str) -> None:
    with_it, without = document(verified(WHO), own(), language), document(verified(WHO), None, language)
    assert replace(with_it, beside=None) == without
    assert without.beside is None


def test_it_is_said_that_the_two_are_not_one_measure() -> None:
    found = view(verified(WHO), own())
    assert "not the same measure" in found.explanation
    assert (found.declared_title, found.verified_title) == ("Declared", "Verified")
    assert found.lead.startswith("On 27 February 2026 the organisation declared ")


def test_the_picture_has_a_mark_of_each_track_for_every_dimension() -> None:
    chart = beside_chart(view(verified(WHO), own()), wording("en"), 100)
    assert chart is not None
    assert chart.table.headers == ("Dimension", "Difference", "Declared", "Verified")
    assert len(chart.table.rows) == 7
    assert beside_chart(None, wording("en"), 100) is None


def test_totals_are_compared_under_the_profile_of_the_audit() -> None:
    audit = verified(WHO)
    other = next(profile for profile in audit.model.profiles if profile != audit.model.default_profile)
    found = view(audit, own(profile=other))
    expected = score_sheet(own(profile=other), audit.model.default_profile).total
    assert found.rows[0].declared.value == pytest.approx(float(expected))
    assert any("made under another" in note for note in found.notes)


def test_an_unfinished_audit_has_only_numbers_that_are_final() -> None:
    audit = verified(WHO)
    blank = audit.model.criteria[0]
    answers = {k: v for k, v in audit.answers.items() if k != blank.practices[0].id}
    rows = {row.node: row for row in view(replace(audit, status="draft", answers=answers), own()).rows}
    assert (rows["total"].verified, rows["total"].difference) == (None, "")
    assert (rows[blank.id].verified, rows[blank.id].difference) == (None, "")
    assert rows[audit.model.criteria[1].id].verified is not None


# --- other versions of the model --------------------------------------------------------------------


def later(model: Model) -> Model:
    """Another version, which lacks the first criterion of the first dimension."""
    first, *others = model.dimensions
    fewer = replace(first, criteria=first.criteria[1:])
    return replace(model, dimensions=(fewer, *others), version="2025.1", digest="0" * 64)


def test_another_version_is_compared_by_id_and_without_totals() -> None:
    audit, alone = verified(WHO), own()
    gone = audit.model.criteria[0]
    old = later(alone.model)
    kept = {practice.id for practice in old.practices}
    answers = {k: v for k, v in alone.answers.items() if k in kept}
    found = view(audit, replace(alone, model=old, answers=answers))
    nodes = [row.node for row in found.rows]
    assert "total" not in nodes
    assert gone.id not in nodes
    assert len(nodes) == 7 + 29
    said = " ".join(found.notes)
    assert "declared under cmc@2025.1, verified under cmc@2026.1" in said
    assert f"Only in cmc@2026.1: {gone.title}." in said
    assert found.lead == "What the organisation declared on 27 February 2026, beside what was verified."


def test_another_scale_is_not_compared_at_all() -> None:
    alone = own()
    scale = replace(alone.model.node_scale, high=alone.model.node_scale.high * 2)
    old = replace(alone.model, version="2025.1", digest="0" * 64, node_scale=scale)
    found = view(verified(WHO), replace(alone, model=old))
    assert found.rows == ()
    assert any("different scales" in note for note in found.notes)
    assert beside_chart(found, wording("en"), 100) is None


# --- what may stand beside what ---------------------------------------------------------------------


def test_every_reason_is_given_at_once() -> None:
    wrong = verified("Somebody Else", status="draft", assessed_on=date(2027, 1, 1), source="other.yaml")
    found = [str(fault) for fault in misfits(verified(WHO), wrong)]
    assert len(found) == 4
    for words in (
        "track: found 'verified'",
        "status: found 'draft'",
        "'Somebody Else'",
        "date: found 2027-01-01",
    ):
        assert any(words in fault for fault in found), words
    with pytest.raises(ValueError, match="Somebody Else"):
        document(verified(WHO), wrong)


def test_only_an_audit_has_something_beside_it() -> None:
    (fault,) = misfits(own(), own())
    assert "an audit" in fault.allowed


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (AUDITED, True),
        (AUDITED + timedelta(days=1), False),
        (date(2024, 10, 31), True),
        (date(2024, 10, 30), False),
    ],
)
def test_it_is_dated_within_two_years_before(day: date, fits: bool) -> None:
    assert earliest(AUDITED) == date(2024, 10, 31)
    assert (misfits(verified(WHO), own(assessed_on=day)) == []) is fits


# --- from the record --------------------------------------------------------------------------------


def digest(number: int) -> str:
    return f"{number:064d}"


def taken(local: Tenant, *sheets: AnswerSheet, audit: AnswerSheet | None = None) -> Assessment | None:
    """What is found for the audit once the sheets are recorded."""
    for number, sheet in enumerate(sheets):
        record(replace(sheet, digest=digest(number)), local, "tests")
    recorded = record(audit or verified(WHO), local, "tests")
    return declared_before(recorded, "cmc", ["declared"], since=earliest(recorded.assessed_on))


def test_the_latest_submitted_one_is_taken(local: Tenant) -> None:
    days = [date(2025, 3, 1), date(2026, 5, 1), date(2026, 6, 1), date(2026, 11, 1), date(2024, 10, 30)]
    sheets = [own(assessed_on=day) for day in days]
    sheets[2] = replace(sheets[2], status="draft")
    found = taken(local, *sheets)
    assert found is not None
    assert found.assessed_on == date(2026, 5, 1)


def test_another_organisations_is_never_taken(local: Tenant) -> None:
    assert taken(local, declared("Lantern Street Bank", assessed_on=date(2026, 5, 1))) is None


def test_an_audit_is_never_taken(local: Tenant) -> None:
    earlier = verified(WHO, assessed_on=date(2026, 5, 1))
    assert taken(local, earlier) is None


def test_another_tenants_is_never_taken(local: Tenant, stranger: Tenant) -> None:
    record(own(digest=digest(1)), stranger, "tests")
    assert taken(local) is None


def test_another_models_is_never_taken(local: Tenant) -> None:
    recorded = record(own(), local, "tests")
    with writing():
        recorded.model = "cmcx@2026.1"
    assert taken(local) is None


def test_the_report_of_a_recorded_audit_has_it(local: Tenant) -> None:
    before = record(own(), local, "tests")
    audit = record(verified(WHO), local, "tests")
    found = document_for(audit, "en").beside
    assert found == view(sheet_of(audit), sheet_of(before))
    assert document_for(before, "en").beside is None


def test_an_audit_is_reported_even_where_what_was_declared_can_no_longer_be_read(local: Tenant) -> None:
    before = record(own(), local, "tests")
    audit = record(certified(WHO), local, "tests")
    with writing():
        before.model = "cmc@1999.9"
    shown = document_for(audit, "en")
    assert shown.beside is None
    assert shown.total is not None
