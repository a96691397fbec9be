"""From a sheet or a recorded assessment to its document and its printed forms."""

from collections.abc import Sequence
from pathlib import Path

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.sheets import sheet_of
from assessor.editions.queries import standing_of
from assessor.languages import Language
from assessor.models import Assessment
from assessor.peers.keys import pool_key
from assessor.reports.building import build, review_sheet, score_sheet
from assessor.reports.document import ReportDocument

# The reserved example domain: this installation keeps no public register yet, and the certificate says so.
VERIFY_ADDRESS = "https://verify.example/"


def document_of(sheet: AnswerSheet, language: Language, subject: str | None = None) -> ReportDocument:
    """The document of a sheet, compared with the current edition; needs the application's context.

    `subject` is the organisation's key in the pool: it is not its own peer.
    """
    result = score_sheet(sheet)
    standing = standing_of(sheet, result, subject)
    return build(sheet, result, language, standing=standing, reviewed=review_sheet(sheet, result))


def document_for(assessment: Assessment, language: Language, folders: Sequence[Path] = ()) -> ReportDocument:
    """The document of a recorded assessment."""
    return document_of(sheet_of(assessment, folders), language, pool_key(assessment.organisation))


def report_pdf(document: ReportDocument, language: Language) -> bytes:
    """The report as PDF; the same document gives the same bytes."""
    from assessor.reports.pdf import to_pdf
    from assessor.reports.rendering import report_html

    return to_pdf(report_html(document, language))


def certificate_pdf(document: ReportDocument, language: Language) -> bytes:
    """The certificate as PDF. Raises NotCertified where the document has none."""
    from assessor.reports.pdf import to_pdf

    return to_pdf(certificate_page(document, language))


def certificate_page(document: ReportDocument, language: Language) -> str:
    """The certificate as HTML, with the address at which it can be verified."""
    from assessor.reports.rendering import certificate_html

    number = document.certificate.number if document.certificate else ""
    return certificate_html(document, language, f"{VERIFY_ADDRESS}{number}")
