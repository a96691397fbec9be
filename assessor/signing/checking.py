"""Verifying a PDF: who signed it, whether every byte is as it was signed, and whether it says one thing."""

import hashlib
import logging
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader

from assessor.languages import message
from assessor.signing.attachment import Attached, attached_result
from assessor.signing.certificates import now_utc, plain_text
from assessor.signing.printed import compare, contradictions, pages_of, required
from assessor.signing.refusals import pdf_refused
from assessor.signing.revisions import appended
from assessor.signing.seals import SealCheck, check_seal
from assessor.signing.trust import Trust
from assessor.signing.verification import LARGEST, FigureFacts, Remark, Verdict, Verification, remark

_LIMITS = DecodeLimits(per_stream=StreamDecodeLimits(max_output_size=64 * 1024 * 1024))
_TRACES = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached", b"/DocMDP")
for _library in ("pyhanko", "pyhanko_certvalidator", "pypdf"):
    # what they log of a stranger's file is said here in our own words; an application may still listen
    logging.getLogger(_library).addHandler(logging.NullHandler())

_TOO_MUCH = (
    "content that unpacks to more than the limits",
    "64 MB a stream, 256 MB or 100 times the file in all",
)


def verify(pdf: bytes, trust: Trust | None = None, now: datetime | None = None) -> Verification:
    """What a PDF is: who signed it, whether anything was changed, whether attachment and print agree.

    Raises PdfRefused for what is not looked into: no PDF, encrypted, or beyond the limits. Everything else
    that a file may be, damaged or hostile, is found and said.
    """
    _require_pdf(pdf)
    reader = _reader(pdf)
    if reader is None:
        return _damaged(pdf)
    seal = _seal(pdf, reader, trust or Trust(), now or now_utc())
    attached = attached_result(reader)
    figures, disagreements = _printed(pdf, attached)
    later = appended(reader, seal.revision) if seal.signature and not seal.signature.whole_file else ()
    changes = (*seal.changes, *later, *attached.faults, *disagreements)
    return Verification(
        verdict=_verdict(seal, changes),
        signature=seal.signature,
        changes=changes,
        warnings=seal.warnings,
        attachment=attached.facts,
        figures=figures,
        certificate_number=_certificate(attached),
        digest=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
    )


def _require_pdf(pdf: bytes) -> None:
    if len(pdf) > LARGEST:
        raise pdf_refused(f"{len(pdf)} bytes", f"{LARGEST} at most")
    if not pdf.startswith(b"%PDF-"):
        raise pdf_refused(
            f"a file that begins with {plain_text(repr(pdf[:8]))}", "one that begins with %PDF-"
        )


def _reader(pdf: bytes) -> PdfFileReader | None:
    """The file as a PDF; None where it cannot be read as one."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False, decode_limits=_LIMITS)
        encrypted = reader.encrypted
        if not encrypted:
            _ = reader.root["/Pages"]
    except PdfDecodeLimitError as error:
        raise pdf_refused(*_TOO_MUCH) from error
    except Exception:  # no limit to what a damaged file may raise
        return None
    if encrypted:
        raise pdf_refused("an encrypted PDF", "one that everybody can read")
    return reader


def _printed(pdf: bytes, attached: Attached) -> tuple[tuple[FigureFacts, ...], tuple[Remark, ...]]:
    if attached.document is None:
        return (), ()
    try:
        figures = compare(attached.document, pages_of(pdf, attached.document))
        against = tuple(contradictions(attached.document))
    except Exception:  # text of a stranger's pages, figures of a stranger's data
        return (), (
            remark(message("the text of the pages cannot be read and compared with the attached result")),
        )
    return figures, (*(_said(one) for one in figures if _disagrees(one)), *against)


def _disagrees(figure: FigureFacts) -> bool:
    return figure.comparison == "differs" or (figure.comparison == "not printed" and required(figure))


def _said(figure: FigureFacts) -> Remark:
    if figure.comparison == "differs":
        said = message("%(label)s: printed %(printed)s, attached %(attached)s")
    else:
        said = message("%(label)s: not printed, attached %(attached)s")
    return remark(said, label=figure.name, printed=figure.printed, attached=figure.attached)


def _seal(pdf: bytes, reader: PdfFileReader, trust: Trust, now: datetime) -> SealCheck:
    """What there is of a signature; traces of one without the signature are a change."""
    seal = check_seal(pdf, reader, trust, now)
    if seal.signature is None and not seal.changes and any(trace in pdf for trace in _TRACES):
        return replace(seal, changes=(remark(message("what is left of a signature does not hold together")),))
    return seal


def _verdict(seal: SealCheck, changes: tuple[Remark, ...]) -> Verdict:
    if seal.signature is None and not seal.changes:
        return "unsigned"
    if changes:
        return "changed"
    return "good" if seal.signature and seal.signature.trusted else "untrusted"


def _certificate(attached: Attached) -> str:
    certificate: Any = (attached.document or {}).get("certificate")
    issued = isinstance(certificate, dict) and certificate.get("issued") is True
    return plain_text(certificate.get("number", "")) if issued else ""


def _damaged(pdf: bytes) -> Verification:
    said = remark(message("the file is damaged: it cannot be read as a PDF"))
    digest = hashlib.sha256(pdf).hexdigest()
    return Verification("changed", None, (said,), (), None, (), "", digest, len(pdf))
