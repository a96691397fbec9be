"""What leaves the house: signed where it is final, the same bytes below the signature whoever asks."""

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from flask import Flask

from assessor.assessments.operations import record
from assessor.cli import main
from assessor.models import Tenant
from assessor.printing.press import press
from assessor.reports import issuing
from assessor.reports.operations import document_for, report_pdf
from assessor.reports.rendering import report_booklet
from assessor.reports.variants import variant
from assessor.signing.checking import verify
from tests.assessor.sheets import certified, declared

PAGES = Path(__file__).parents[3] / "assessor/demo/answers/self-assessment.xlsx"


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def test_command_and_page_give_the_same_bytes_below_the_signature(
    local: Tenant, app: Flask, client, tmp_path: Path
):
    from assessor.answers.files import read_answers

    assessment = record(read_answers(PAGES), local, "tests")
    page = client.get(f"/assessments/{assessment.id}/report.pdf?variant=plan").data
    target = tmp_path / "plan.pdf"
    done = CliRunner().invoke(main, ["report", str(PAGES), "-o", str(target), "--variant", "plan"])
    assert done.exit_code == 0, done.output
    command = target.read_bytes()
    document = issuing.announced(document_for(assessment, "en"))
    unsigned = report_pdf(document, "en", kind=variant("plan"))
    assert page.startswith(unsigned)
    assert command.startswith(unsigned)
    assert verify(page).changes == verify(command).changes == ()


def test_a_final_document_says_who_closes_it_and_a_demonstration_that_it_certifies_nobody(local: Tenant):
    document = document_for(record(declared(), local, "tests"), "en")
    signed = issuing.report(document, "en", None, variant("plan"))
    told = text_of(signed)
    assert "closed by the signature of CN=Assessor demonstration signer" in told
    assert "It is a demonstration authority, which certifies nobody." in told
    assert verify(signed).signature.signer.demonstration


def test_a_certificate_of_the_demonstration_authority_says_so_whatever_its_peers_are(local: Tenant):
    document = document_for(record(certified(), local, "tests"), "en")
    assert not document.synthetic
    told = text_of(issuing.certificate(document, "en", None))
    assert "signed by a demonstration authority, which certifies nobody" in told


def test_a_draft_is_not_signed(local: Tenant):
    from dataclasses import replace

    document = document_for(record(replace(declared(), status="draft"), local, "tests"), "en")
    assert issuing.announced(document) is document
    assert issuing.sealed(b"%PDF", document) == b"%PDF"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_page_numbers_stand_on_the_line_of_the_footer(local: Tenant, language):
    document = document_for(record(declared(), local, "tests"), language)
    printed = press().print(report_booklet(document, language, variant("summary")))
    page = pypdf.PdfReader(BytesIO(printed.pdf)).pages[0]
    lines: dict[str, float] = {}

    def seen(text, page_matrix, matrix, _font, _size):
        if text.strip():
            lines[text.strip()] = matrix[4] * page_matrix[1] + matrix[5] * page_matrix[3] + page_matrix[5]

    page.extract_text(visitor_text=seen)
    number = [y for text, y in lines.items() if re.search(rf"1\D+{printed.pages}", text) and y < 60]
    basis = [y for text, y in lines.items() if "cmc@" in text and y < 60]
    assert number == pytest.approx(basis, abs=0.6)
