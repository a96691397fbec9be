"""ReportDocument -> the certificate: one page with everything it must show, in one language or in two."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from assessor.brands.brand import DEFAULT, Brand
from assessor.languages import Language, wording
from assessor.printing.booklet import Booklet
from assessor.printing.fonts import printable, shortened
from assessor.reports import ornament
from assessor.reports.certificate_fitting import FOOT, HEAD, ems, fitted
from assessor.reports.certificate_texts import Voice, texts_of
from assessor.reports.document import CertificateView, LevelView, ReportDocument
from assessor.reports.exchange import within_certificate
from assessor.reports.sandbox import environment
from assessor.reports.typefaces import faces_of

REGIONS: dict[Language, str] = {"en": "SC", "zh-Hans": "SC", "zh-Hant": "TC"}  # of the CJK faces
SEAL_EMS = 6.0
FINGERPRINT = 16
LOGO_HEIGHT, NAME_HEIGHT = 13.0, 11.5  # mm; a name of 120 characters takes two lines


class NotCertified(ValueError):
    """No certificate was issued for this result; the message says what stands in its way."""


class LanguagesDisagree(ValueError):
    """The two documents of a certificate in two languages are not of the same decision."""


def certificate_html(
    document: ReportDocument,
    language: Language,
    verify_address: str,
    brand: Brand | None = None,
    second: tuple[ReportDocument, Language] | None = None,
) -> str:
    """The certificate as one HTML page; raises as `certificate_booklet` does."""
    return certificate_booklet(document, language, verify_address, brand, second).whole()


def certificate_booklet(
    document: ReportDocument,
    language: Language,
    verify_address: str,
    brand: Brand | None = None,
    second: tuple[ReportDocument, Language] | None = None,
) -> Booklet:
    """The certificate, with a code that leads to `verify_address` and the fingerprint, and the result inside.

    `brand` is a certification body's; any other prints in the house's colours, since no consultancy and no
    client issues certificates. `second` is the same document in another language, printed beside the first.
    Raises NotCertified where none was issued, LanguagesDisagree where `second` is of something else, and
    ValueError for an address that is not http or https, or too long to be read from paper.
    """
    certificate = _issued(document)
    if urlsplit(verify_address).scheme not in ("http", "https"):
        raise ValueError(f"verification address: found {verify_address!r}, allowed: http:// or https://")
    if second and (fingerprint(second[0]) != fingerprint(document) or second[1] == language):
        raise LanguagesDisagree(
            f"second language: found {second[1]}, of another document or no other language"
        )
    say = wording(language)
    context = _context(document, language, verify_address, brand, second)
    templates, paint = environment(language), context["brand"]
    title = say("Certificate %(number)s", number=certificate.number)
    return Booklet(
        title=printable(f"{title}: {context['texts'].holder}"),
        subject=printable(document.basis.model_title),
        language=language,
        written_on=document.basis.assessed_on,
        style=templates.get_template("certificate.css").render(**context),
        parts=(templates.get_template("certificate.html").render(**context),),
        attachments=(within_certificate(document, say),),
        ground=ornament.guilloche(paint.tint, paint.accent, paint.primary),
    )


def _context(
    document: ReportDocument,
    language: Language,
    verify_address: str,
    brand: Brand | None,
    second: tuple[ReportDocument, Language] | None,
) -> dict[str, Any]:
    """What the certificate's templates may say."""
    say, mark = wording(language), fingerprint(document)
    issuer = brand if brand and brand.kind == "certification body" else DEFAULT
    other = Voice(second[0], wording(second[1])) if second else None
    texts, step = fitted(texts_of(Voice(document, say), other), _above(issuer))
    code = ornament.verification_code(f"{verify_address}#{mark}", say("Code with the verification address"))
    return {
        "document": document,
        "language": language,
        "second": second[1] if second else "",
        "brand": issuer,
        "texts": texts,
        "step": step,
        "head": HEAD,
        "foot": FOOT,
        "faces": faces_of(language),
        "second_faces": faces_of(second[1] if second else language),
        "draft": document.draft,
        "seal": seal(document, language, issuer),
        "fingerprint": mark,
        "verify_address": verify_address,
        "code": code,
        "mark_size": min(34.0, 190 / max(ems(texts.mark.first), 1)),
        "region": REGIONS[language],
    }


def _above(brand: Brand) -> float:
    """The height in mm of the logo, or of the name of who has none."""
    return LOGO_HEIGHT if brand.picture else NAME_HEIGHT if brand.name else 0.0


def _issued(document: ReportDocument) -> CertificateView:
    certificate = document.certificate
    if certificate is None or not certificate.issued or document.level is None or document.total is None:
        obstacles = certificate.obstacles if certificate else ()
        raise NotCertified("; ".join(obstacles) or "no certificate was issued for this result")
    return certificate


def fingerprint(document: ReportDocument) -> str:
    """Sixteen hexadecimal digits over what a certificate says, the same in every language.

    The dates are in it by the digest of the answers, which hold the decision.
    """
    certificate, basis, subject = document.certificate, document.basis, document.subject
    said = [
        *((certificate.number, certificate.decided_by) if certificate else ()),
        *(subject.name, subject.scope, *(site.name for site in subject.sites)),
        *(basis.model, basis.model_digest, basis.track, basis.profile, basis.source_digest),
        str(document.level.number) if document.level else "",
        document.total.shown if document.total else "",
        document.standing.edition_digest if document.standing else "",
    ]
    digest = hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT]
    return "-".join(digest[start : start + 4] for start in range(0, FINGERPRINT, 4))


def seal(document: ReportDocument, language: Language, brand: Brand = DEFAULT) -> Markup:
    """The level as a seal with one arc for each level of the model; nothing where no level holds."""
    level: LevelView | None = document.level
    if level is None:
        return Markup("")
    arcs = ornament.ring([step.reached for step in document.levels])
    title = shortened(level.title, 2 * SEAL_EMS)
    size = min(15.0, 15.0 * SEAL_EMS / max(len(title), SEAL_EMS))
    drawn = environment(language).get_template("seal.svg.html").render(
        level=level,
        arcs=arcs,
        title=title,
        title_size=f"{size:.1f}",
        region=REGIONS[language],
        brand=brand,
    )  # fmt: skip
    return Markup(drawn)  # noqa: S704 - the template has escaped what it was given
