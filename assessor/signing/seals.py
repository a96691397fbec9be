"""The signature of a PDF: whose it is, whether it holds, what it covers, and who answers for it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureStatus
from pyhanko_certvalidator import ValidationContext

from assessor.languages import message
from assessor.signing.certificates import (
    as_asn1,
    facts,
    issued_by,
    kind_of_key,
    name_of,
    path_of,
    period_fault,
    plain_text,
)
from assessor.signing.container import Container, examine
from assessor.signing.trust import Trust, revoked_on
from assessor.signing.verification import Remark, SignatureFacts, StampFacts, remark
from assessor.signing.waiting import awaited

Permits = Literal["nothing", "filling in forms", "filling in forms and comments", "not stated"]

_PERMITS: dict[MDPPerm, Permits] = {
    MDPPerm.NO_CHANGES: "nothing",
    MDPPerm.FILL_FORMS: "filling in forms",
    MDPPerm.ANNOTATE: "filling in forms and comments",
}
_CLOCKS = timedelta(minutes=10)  # so far clocks may differ
_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class SealCheck:
    """A signature, what is wrong with it, what else to know, and the revision that it signed."""

    signature: SignatureFacts | None
    changes: tuple[Remark, ...]
    warnings: tuple[Remark, ...] = ()
    revision: int = 0


def check_seal(pdf: bytes, reader: PdfFileReader, trust: Trust, now: datetime) -> SealCheck:
    """The first signature of a file; what is wrong with it is said, never raised."""
    try:
        found = reader.embedded_signatures
        signatures = [one for one in found if one.sig_object_type == "/Sig"]
        if not found:
            return SealCheck(None, ())
        if not signatures:
            return SealCheck(None, (remark(message("a time stamp stands where a signature should")),))
        return _checked(pdf, signatures[0], [one for one in found if one is not signatures[0]], trust, now)
    except Exception:  # a damaged or hostile signature raises whatever its author thought of
        return SealCheck(None, (remark(message("the signature is damaged and cannot be read")),))


def _checked(
    pdf: bytes,
    embedded: EmbeddedPdfSignature,
    others: list[EmbeddedPdfSignature],
    trust: Trust,
    now: datetime,
) -> SealCheck:
    place = examine(pdf, embedded.byte_range, embedded.pkcs7_content)
    status = _validated(embedded, trust, now)
    stamp = _stamp(status)
    if stamp and stamp.trusted:
        status = _validated(embedded, trust, stamp.at)  # the certificate is judged at the time that is proven
    leaf = _loaded(embedded.signer_cert)
    path = path_of(leaf, [_loaded(one) for one in embedded.other_embedded_certs])
    trusted, why = _trust(status, path, stamp, trust, now)
    signature = SignatureFacts(
        signer=facts(leaf),
        chain=tuple(facts(one) for one in path[1:]),
        profile=_profile(embedded, stamp),
        algorithm=plain_text(f"{embedded.md_algorithm.upper().replace('SHA', 'SHA-')}, {kind_of_key(leaf)}"),
        intact=bool(status.intact and status.valid) and not place.faults,
        whole_file=place.whole_file,
        permits=_permits(embedded),
        trusted=trusted,
        trust=why,
        claimed_at=embedded.self_reported_timestamp,
        stamp=stamp,
        reason=plain_text(embedded.sig_object.get("/Reason", "")),
        location=plain_text(embedded.sig_object.get("/Location", "")),
    )
    changes = tuple(_changes(pdf, embedded, place, status, others))
    return SealCheck(signature, changes, tuple(_warnings(signature, now)), embedded.signed_revision)


def _validated(embedded: EmbeddedPdfSignature, trust: Trust, moment: datetime) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=[as_asn1(one) for one in trust.roots], moment=moment, allow_fetching=False
    )

    async def validated() -> PdfSignatureStatus:
        return await async_validate_pdf_signature(
            embedded, context, key_usage_settings=_SIGNING, skip_diff=True
        )

    return awaited(lambda: asyncio.run(validated()))


def _stamp(status: PdfSignatureStatus) -> StampFacts | None:
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    authority = name_of(_loaded(stamp.signing_cert).subject)
    return StampFacts(stamp.timestamp, authority, bool(stamp.valid and stamp.intact and stamp.trusted))


def _changes(
    pdf: bytes,
    embedded: EmbeddedPdfSignature,
    place: Container,
    status: PdfSignatureStatus,
    others: list[EmbeddedPdfSignature],
) -> Iterator[Remark]:
    """Everything for which the file is not as it was signed."""
    yield from place.faults
    if not status.intact:
        yield remark(message("what was signed was altered afterwards: its digest is another one"))
    elif not status.valid:
        yield remark(message("the signature was not made with the key of its certificate"))
    if not place.whole_file:
        end = sum(int(part) for part in list(embedded.byte_range)[2:])
        said = message("the signature covers %(end)s of %(size)s bytes: something was appended afterwards")
        yield remark(said, end=end, size=len(pdf))
    for other in others:
        name = name_of(_loaded(other.signer_cert).subject)
        yield remark(message("another signature was added: %(name)s"), name=name)
    if status.timestamp_validity is not None and not _holds(status.timestamp_validity):
        yield remark(message("the time stamp does not belong to this signature, or was altered"))


def _holds(status: SignatureStatus) -> bool:
    return bool(status.intact and status.valid)


def _warnings(signature: SignatureFacts, now: datetime) -> Iterator[Remark]:
    if signature.permits != "nothing":
        yield remark(message("the signer does not certify the document as final: changes are not ruled out"))
    if signature.stamp is None:
        yield remark(message("the time of signing is the signer's own claim: there is no time stamp"))
    elif not signature.stamp.trusted:
        said = message("the time stamp's authority is not trusted here: %(name)s")
        yield remark(said, name=signature.stamp.authority)
    if signature.claimed_at is not None and signature.claimed_at > now + _CLOCKS:
        yield remark(message("the signer claims a time that has not come yet"))


def _trust(
    status: PdfSignatureStatus,
    path: tuple[x509.Certificate, ...],
    stamp: StampFacts | None,
    trust: Trust,
    now: datetime,
) -> tuple[bool, Remark]:
    """Whether somebody who is trusted here answers for the signer, and who, or why not."""
    leaf, top = path[0], path[-1]
    at = stamp.at if stamp and stamp.trusted else now
    revoked = revoked_on(path, trust)
    if any(facts(one).demonstration for one in path):
        return False, remark(message("not trusted: a demonstration authority, which certifies nobody"))
    if revoked is not None and revoked <= at:
        return False, remark(message("not trusted: revoked on %(day)s"), day=f"{revoked:%Y-%m-%d}")
    if period := _expired(path, at):
        return False, remark(message("not trusted: the certificate of %(name)s does not hold"), name=period)
    if status.trusted and status.validation_path and _anchored(top, trust):
        anchor = _loaded(status.validation_path.first)
        return True, remark(message("trusted by %(name)s"), name=name_of(anchor.subject))
    if not any(top == root or issued_by(top, root) for root in trust.roots):
        said = message("not trusted: %(name)s is none of the authorities trusted here")
        return False, remark(said, name=name_of(top.subject if top != leaf else leaf.issuer))
    return False, remark(message("not trusted: the certificate does not allow this signature"))


def _expired(path: tuple[x509.Certificate, ...], at: datetime) -> str:
    """The first certificate of a path that does not hold at a moment."""
    return next((name_of(one.subject) for one in path if period_fault(one, at)), "")


def _anchored(top: x509.Certificate, trust: Trust) -> bool:
    """Whether the last certificate that was sent along is proven by itself or by one that is trusted."""
    return issued_by(top, top) or any(issued_by(top, root) for root in trust.roots)


def _profile(embedded: EmbeddedPdfSignature, stamp: StampFacts | None) -> str:
    pades = embedded.sig_object.get("/SubFilter") == SigSeedSubFilter.PADES.value
    return f"PAdES B-{'T' if stamp else 'B'}" if pades else "PKCS#7"


def _permits(embedded: EmbeddedPdfSignature) -> Permits:
    level = embedded.docmdp_level
    return _PERMITS.get(level, "not stated") if level else "not stated"


def _loaded(certificate: Any) -> x509.Certificate:  # noqa: ANN401 - of another library
    return x509.load_der_x509_certificate(certificate.dump())
