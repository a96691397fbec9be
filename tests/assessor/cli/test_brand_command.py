"""Brands, document control and certificates by the command line."""

import json
from pathlib import Path

import pytest

import assessor
from tests.assessor.brands.pictures import SHAPE, svg

AUDIT = Path(assessor.__file__).parent / "demo/answers/audit.xlsx"
BRAND = """\
name: Example Certification Body
kind: certification body
primary: "#4a1d5c"
accent: "#8a3a10"
logo: logo.svg
confidentiality: Confidential
distribution: [Board]
"""


@pytest.fixture
def brand(tmp_path):
    (tmp_path / "logo.svg").write_bytes(svg(SHAPE))
    (tmp_path / "brand.yaml").write_text(BRAND, encoding="utf-8")
    return tmp_path / "brand.yaml"


def control(run, tmp_path, answers, *options):
    """What the result says of the document's control."""
    done = run("report", answers, "-o", tmp_path / "out.json", *options)
    assert done.exit_code == 0, done.stderr
    return json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["control"]


def test_a_brand_is_set_shown_and_cleared(run, brand):
    assert "no brand" in run("brand", "show").stdout
    said = run("brand", "set", brand).stdout
    assert "Example Certification Body (certification body)" in said
    assert "primary: #4a1d5c, contrast at least" in said
    assert run("brand", "show").stdout == said
    assert run("brand", "clear").stdout == "brand cleared\n"
    assert run("brand", "clear").stdout == "there was no brand\n"
    assert "no brand" in run("brand", "show").stdout


def test_a_bad_brand_is_refused_whole_and_changes_nothing(run, brand):
    run("brand", "set", brand)
    before = run("brand", "show").stdout
    brand.write_text("kind: x\nprimary: '#ffffff'\n", encoding="utf-8")
    for command in ("check", "set"):
        done = run("brand", command, brand)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert "3 faults" in done.stderr
    assert run("brand", "show").stdout == before


def test_a_hostile_logo_is_refused_with_the_line_that_names_it(run, brand):
    (brand.parent / "logo.svg").write_bytes(svg("<script>alert(1)</script>"))
    done = run("brand", "check", brand)
    assert done.exit_code == 2
    assert "brand.yaml:5: logo: found <script>; allowed: only" in done.stderr


def test_a_recorded_brand_fills_in_the_control_of_a_report(run, brand, tmp_path, golden):
    answers = golden / "total-473.yaml"
    assert control(run, tmp_path, answers) is None
    run("brand", "set", brand)
    found = control(run, tmp_path, answers)
    assert (found["confidentiality"], found["distribution"]) == ("Confidential", ["Board"])
    assert found["issued_by"] == "Example Certification Body"


def test_options_count_before_the_file_and_the_file_before_the_brand(run, brand, tmp_path, golden):
    (tmp_path / "control.yaml").write_text(
        "version: '1.0'\nprepared_by: Unit\nconfidentiality: Internal\n", encoding="utf-8"
    )
    found = control(
        run, tmp_path, golden / "total-473.yaml",
        *("--brand", brand, "--control", tmp_path / "control.yaml", "--document-version", "1.1"),
        *("--approved-by", "Board", "--approved-on", "2026-11-03"),
        *("--distribution", "A", "--distribution", "B"),
    )  # fmt: skip
    assert (found["version"], found["prepared_by"], found["confidentiality"]) == ("1.1", "Unit", "Internal")
    assert (found["approved_by"], found["approved_on"]) == ("Board", "2026-11-03")
    assert found["distribution"] == ["A", "B"]


def test_half_an_approval_is_refused(run, tmp_path, golden):
    done = run("report", golden / "total-473.yaml", "-o", tmp_path / "out.json", "--approved-by", "Board")
    assert done.exit_code == 2
    assert "approved_on: found nothing; allowed: approved_by and approved_on together" in done.stderr
    assert not (tmp_path / "out.json").exists()


# --- certificates -------------------------------------------------------------------------------------


def test_a_certificate_in_two_languages_under_a_brand(run, brand, tmp_path):
    out = tmp_path / "certificate.html"
    done = run("certificate", AUDIT, "-o", out, "--language", "en", "--also", "zh-Hans", "--brand", brand)
    assert done.exit_code == 0, done.stderr
    page = out.read_text(encoding="utf-8")
    for said in (
        "Certificate",
        "证书",
        "Effective from",
        "生效日期",
        "#4a1d5c",
        "data:image/svg+xml;base64,",
    ):
        assert said in page


def test_a_certificate_as_pdf(run, tmp_path):
    out = tmp_path / "certificate.pdf"
    assert run("certificate", AUDIT, "-o", out, "--lang", "zh-Hant").exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_no_certificate_without_one(run, tmp_path, golden):
    done = run("certificate", golden / "total-473.yaml", "-o", tmp_path / "c.pdf")
    assert done.exit_code == 2
    assert "no certificate" in done.stderr
    assert not (tmp_path / "c.pdf").exists()


def test_what_cannot_be_asked_for_is_said_at_once(run, tmp_path):
    done = run("certificate", AUDIT, "-o", tmp_path / "c.docx", "--also", "en")
    assert done.exit_code == 2
    assert "2 faults" in done.stderr
    assert "another language than --language" in done.stderr


def test_a_consultancy_issues_no_certificate(run, brand, tmp_path):
    brand.write_text(BRAND.replace("certification body", "consultancy"), encoding="utf-8")
    done = run("certificate", AUDIT, "-o", tmp_path / "c.pdf", "--brand", brand)
    assert done.exit_code == 2
    assert "kind: found 'consultancy'; allowed: 'certification body', on a certificate" in done.stderr


def test_a_number_too_long_for_a_code_is_a_fault_of_the_file(run, tmp_path, monkeypatch):
    monkeypatch.setattr("assessor.reports.operations.VERIFY_ADDRESS", f"https://verify.example/{'x' * 300}/")
    done = run("certificate", AUDIT, "-o", tmp_path / "c.pdf")
    assert done.exit_code == 2
    assert "decision.certificate_number: found 13 characters" in done.stderr
    assert "too long for a readable code" in done.stderr
