"""A document -> the file that leaves the house: printed, and sealed where it is final."""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import assessor
from assessor.brands.brand import DEFAULT, Brand
from assessor.config import home
from assessor.languages import Language
from assessor.reports.document import ReportDocument, SealView
from assessor.reports.exchange import to_json
from assessor.reports.operations import certificate_pdf, report_pdf
from assessor.reports.sandbox import templates
from assessor.reports.variants import Variant
from assessor.signing.settings import settings_from
from assessor.signing.signer import signer_in_force


def report(
    document: ReportDocument, language: Language, brand: Brand | None, kind: Variant | None = None
) -> bytes:
    """A report as it is handed out."""
    said = announced(document)
    return sealed(report_pdf(said, language, brand or DEFAULT, kind), said)


def certificate(
    document: ReportDocument,
    language: Language,
    brand: Brand | None,
    second: tuple[ReportDocument, Language] | None = None,
) -> bytes:
    """A certificate as it is handed out. Raises NotCertified where the document has none."""
    said = announced(document)
    other = (announced(second[0]), second[1]) if second else None
    return sealed(certificate_pdf(said, language, brand, other), said)


def announced(document: ReportDocument) -> ReportDocument:
    """The document with whose signature will close it; a draft gets none.

    Raises SigningRefused where the configured key cannot sign.
    """
    if document.draft:
        return document
    signer = signer_in_force(settings_from(), home())
    return replace(document, seal=SealView(signer.facts.subject, signer.demonstration))


def sealed(pdf: bytes, document: ReportDocument) -> bytes:
    """The file with the installation's signature; a draft stays as it is, since it is nobody's word yet.

    Raises SigningRefused where the configured key cannot sign.
    """
    if document.draft:
        return pdf
    from assessor.signing.sealing import sign

    settings = settings_from()
    signer = signer_in_force(settings, home())
    return sign(pdf, signer, reason=document.basis.model_title, timestamps=settings.timestamps)


def made_from(document: ReportDocument, language: Language, brand: Brand | None, what: str) -> str:
    """The SHA-256 of everything that a file is printed from: document, brand, form and this software."""
    found = hashlib.sha256()
    for text in (to_json(announced(document)), language, repr(brand), what, software()):
        found.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()


@lru_cache(maxsize=1)
def software() -> str:
    """The SHA-256 of all that decides how a document looks: templates, code and words."""
    package = Path(assessor.__file__).parent
    folders = ("reports", "printing", "charts", "brands", "signing")
    sources = [path for folder in folders for path in package.joinpath(folder).rglob("*.py")]
    found = hashlib.sha256()
    for path in sorted([*templates().rglob("*.*"), *sources, *package.glob("translations/*.po")]):
        found.update(path.read_bytes())
    return found.hexdigest()
