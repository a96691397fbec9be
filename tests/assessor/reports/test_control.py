"""Document control: whose word counts, and what it may not claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessor.brands.brand import DEFAULT
from assessor.languages import wording
from assessor.reports.control import Control, ControlInvalid, control_view, read_control

BRAND = replace(
    DEFAULT, name="Example Consultancy", kind="consultancy", confidentiality="Internal",
    prepared_by="Example Consultancy", distribution=("Client",),
)  # fmt: skip
EN = wording("en")
APPROVED = {"approved_by": "Quality board", "approved_on": date(2026, 11, 3)}


def faults_of(call, *arguments, **named):
    with pytest.raises(ControlInvalid) as refused:
        call(*arguments, **named)
    return [str(fault) for fault in refused.value.faults]


def test_a_command_counts_before_a_file_and_a_file_before_the_brand():
    asked, file = Control(version="2.0"), Control(version="1.0", confidentiality="Secret", **APPROVED)
    view = control_view(asked.over(file), EN, submitted=True, brand=BRAND)
    assert (view.version, view.confidentiality, view.prepared_by) == ("2.0", "Secret", "Example Consultancy")
    assert (view.approved_by, view.approved_on_shown) == ("Quality board", "3 November 2026")
    assert view.distribution == ("Client",)
    assert (view.issuer_kind, view.issued_by) == ("Consultancy", "Example Consultancy")


def test_an_approval_is_never_put_together_from_two_sources():
    """A name from the command with the day from a file would be an approval that nobody gave."""
    mixed = Control(approved_by="Somebody else").over(Control(**APPROVED))
    (fault,) = faults_of(control_view, mixed, EN, submitted=True)
    assert "approved_on: found nothing" in fault


def test_what_nobody_said_is_empty_and_not_invented():
    view = control_view(Control(), EN, submitted=True)
    assert (view.version, view.approved_by, view.approved_on, view.distribution) == ("", "", "", ())
    assert (view.status, view.issued_by, view.issuer_kind) == ("final", "", "")


@pytest.mark.parametrize(("language", "said"), [("en", "Draft"), ("zh-Hans", "草稿"), ("zh-Hant", "草稿")])
def test_answers_that_are_a_draft_make_a_draft(language, said):
    view = control_view(Control(), wording(language), submitted=False)
    assert (view.status, view.status_title) == ("draft", said)


def test_a_draft_of_submitted_answers_can_be_asked_for():
    assert control_view(Control(status="draft"), EN, submitted=True).status == "draft"


def test_a_draft_claims_nothing():
    faults = faults_of(control_view, Control(status="final", **APPROVED), EN, submitted=False)
    assert [fault.split(": ")[1] for fault in faults] == ["status", "approved_by"]


def test_an_approval_is_not_of_a_day_to_come():
    tomorrow = date.today() + timedelta(days=1)
    (fault,) = faults_of(control_view, Control(approved_by="Board", approved_on=tomorrow), EN, submitted=True)
    assert str(tomorrow) in fault


def test_a_file(tmp_path):
    path = tmp_path / "control.yaml"
    path.write_text(
        "version: '1.2'\nstatus: draft\nprepared_by: Unit\napproved_by: Board\napproved_on: 2026-11-03\n"
        "distribution: [Board, Client]\nconfidentiality: Internal\n",
        encoding="utf-8",
    )
    assert read_control(path) == Control(
        "1.2", "draft", "Unit", "Board", date(2026, 11, 3), ("Board", "Client"), "Internal"
    )


def test_every_fault_of_a_file_at_once(tmp_path):
    path = tmp_path / "control.yaml"
    path.write_text(
        f"version: {'1' * 21}\nstatus: finished\napproved_on: 3.11.2026\napproved_by: Board\n"
        "distribution: all\nconfidential: yes\n",
        encoding="utf-8",
    )
    faults = faults_of(read_control, path)
    assert {fault.split(": ")[1] for fault in faults} == {
        *("version", "status", "approved_on", "distribution", "confidential")
    }
    assert all(fault.startswith("control.yaml") for fault in faults)
