"""From a sheet or a recorded assessment to its document and its printed forms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.queries import declared_before, saves_of
from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.brands.brand import DEFAULT, Brand
from assessor.brands.operations import brand_of
from assessor.editions.queries import standing_of
from assessor.languages import Language, wording
from assessor.models import Assessment
from assessor.peers.keys import pool_key
from assessor.plans.queries import plan_of
from assessor.plans.settled import settled_view
from assessor.printing.booklet import Booklet
from assessor.reports.anomalies import Answering
from assessor.reports.beside import earliest
from assessor.reports.building import Settled, build, review_sheet, score_sheet
from assessor.reports.control import Control, control_view
from assessor.reports.document import ControlView, ReportDocument
from assessor.reports.variants import Variant
from criteria.anomalies import Moment
from criteria.faults import AnswersInvalid, PackInvalid
from criteria.registry import UnknownModel

# The reserved example domain: this installation keeps no public register yet, and the certificate says so.
VERIFY_ADDRESS = "https://verify.example/"


def document_of(
    sheet: AnswerSheet,
    language: Language,
    subject: str | None = None,
    declared: AnswerSheet | None = None,
    control: ControlView | None = None,
    answering: Answering | None = None,
    settled: Settled | None = None,
) -> ReportDocument:
    """The document of a sheet, compared with the current edition; needs the application's context.

    `subject` is the organisation's key in the pool: it is not its own peer. `declared` is what it declared
    before an audit; raises ValueError where that cannot stand beside it (`beside.misfits` says why).
    `answering` says when its answers were given, where they were given in the application.
    """
    result = score_sheet(sheet)
    standing = standing_of(sheet, result, subject)
    reviewed = review_sheet(sheet, result)
    return build(
        sheet,
        result,
        language,
        standing=standing,
        reviewed=reviewed,
        declared=declared,
        control=control,
        answering=answering,
        settled=settled,
    )


def document_for(assessment: Assessment, language: Language, folders: Sequence[Path] = ()) -> ReportDocument:
    """The document of a recorded assessment: with its settled plan, and an audit's with what was declared."""
    sheet = sheet_of(assessment, folders)
    declared = _declared_beside(assessment, sheet, folders)
    control = default_control(sheet, language, brand_of(assessment.tenant_id))
    row = plan_of(assessment.tenant_id, assessment.id)
    return document_of(
        sheet,
        language,
        subject=pool_key(assessment.organisation),
        declared=declared,
        control=control,
        answering=_answering(assessment),
        settled=partial(settled_view, row=row) if row else None,
    )


def _answering(assessment: Assessment) -> Answering | None:
    """When the answers were given; None where they came as one file, or may still change."""
    if assessment.answering is None or assessment.submitted_at is None:
        return None
    return Answering(tuple(Moment(*saved) for saved in saves_of(assessment)), assessment.submitted_at)


def default_control(sheet: AnswerSheet, language: Language, brand: Brand | None) -> ControlView | None:
    """The document control of whoever says nothing about it; None where there is no brand either."""
    if brand is None:
        return None
    return control_view(Control(), wording(language), submitted=sheet.status == "submitted", brand=brand)


def _declared_beside(
    assessment: Assessment, sheet: AnswerSheet, folders: Sequence[Path]
) -> AnswerSheet | None:
    """What was declared before an audit; None too where its own version of the model can no longer be read.

    An old self-assessment that nobody can read any more must not take the audit's report away.
    """
    tracks = sheet.model.tracks
    if not tracks[sheet.track].certifies:
        return None
    declaring = [track.id for track in tracks.values() if not track.certifies]
    found = declared_before(assessment, sheet.model.id, declaring, since=earliest(sheet.assessed_on))
    try:
        return sheet_of(found, folders, originals=False) if found else None
    except (UnknownModel, PackInvalid, ModelChanged, AnswersInvalid):
        return None


def report_pdf(
    document: ReportDocument, language: Language, brand: Brand = DEFAULT, kind: Variant | None = None
) -> bytes:
    """The report as PDF; the same document, brand and variant give the same bytes."""
    from assessor.printing.press import press
    from assessor.reports.rendering import report_booklet

    return press().print(report_booklet(document, language, kind, brand)).pdf


def certificate_pdf(
    document: ReportDocument,
    language: Language,
    brand: Brand | None = None,
    second: tuple[ReportDocument, Language] | None = None,
) -> bytes:
    """The certificate as PDF. Raises NotCertified where the document has none."""
    from assessor.printing.press import press

    return press().print(certificate_of(document, language, brand, second)).pdf


def certificate_of(
    document: ReportDocument,
    language: Language,
    brand: Brand | None = None,
    second: tuple[ReportDocument, Language] | None = None,
) -> Booklet:
    """The certificate, with the address at which it can be verified."""
    from assessor.reports.certificate import certificate_booklet

    number = document.certificate.number if document.certificate else ""
    return certificate_booklet(document, language, f"{VERIFY_ADDRESS}{number}", brand, second)
