"""Signing a finished PDF: the last step, after which no byte may change.

PAdES B-B, or B-T with a time stamp: an invisible certification signature that permits no changes. Nothing is
added later (as B-LT would), so that one signature covers every byte of the file.
"""

import logging
import re
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession

from assessor.signing.certificates import now_utc
from assessor.signing.container import examine
from assessor.signing.refusals import SigningRefused, TimestampFailed, signing_refused
from assessor.signing.settings import TimestampService
from assessor.signing.signer import Signer
from assessor.signing.timestamps import LARGEST_ANSWER, HttpTimestamper, timestamp_failed
from assessor.signing.waiting import awaited

FIELD = "Signature"
LARGEST_PDF = 128 * 1024 * 1024
ROOM = 4096  # bytes of the signature itself, beside certificates and time stamp

# PDF/A wants the widget to be printable and not hidden, PDF/UA wants it hidden, tagged or off the page.
_OFF_THE_PAGE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
_RANGE = re.compile(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+)")
_LOGGER = logging.getLogger(__name__)


def sign(
    pdf: bytes,
    signer: Signer,
    *,
    reason: str,
    location: str = "",
    timestamps: TimestampService | None = None,
    when: datetime | None = None,
) -> bytes:
    """The PDF with a certification signature over all of it, permitting no changes.

    `when` is the time claimed, now unless given; only a time stamp proves it. Raises SigningRefused for a key
    that may not sign or a PDF that cannot be signed, TimestampFailed where a required service fails.
    """
    moment = when or now_utc()
    faults = signer.faults(moment)
    if faults:
        raise SigningRefused(faults)
    if len(pdf) > LARGEST_PDF:
        raise signing_refused("", "PDF", f"{len(pdf)} bytes", f"{LARGEST_PDF} at most")
    meant = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=location or None,
    )
    try:
        return _signed(pdf, signer, meant, timestamps, moment)
    except TimestampFailed as failed:
        if timestamps is None or timestamps.required:
            raise
        _LOGGER.warning("signed without a time stamp, which is optional here: %s", failed)
        return _signed(pdf, signer, meant, None, moment)


def _signed(
    pdf: bytes,
    signer: Signer,
    meant: PdfSignatureMetadata,
    timestamps: TimestampService | None,
    moment: datetime,
) -> bytes:
    try:
        writer = _Writer(BytesIO(pdf))
        _require_signable(writer)
        sealer = _Sealer(meant, signer.engine, moment, HttpTimestamper(timestamps) if timestamps else None)
        room = _room(signer, timestamps)
        out: bytes = awaited(lambda: sealer.sign_pdf(writer, bytes_reserved=room)).getvalue()
        _require_verifiable(out, len(pdf), timestamps)
    except SigningError as error:
        if timestamps and "payload larger" in str(error).lower():
            raise timestamp_failed(timestamps, "a stamp larger than the room kept for it") from error
        raise signing_refused("", "PDF", str(error), "a PDF that can be signed") from error
    except (PdfError, ValueError, KeyError) as error:
        if isinstance(error, SigningRefused | TimestampFailed):
            raise
        raise signing_refused("", "PDF", f"not readable: {error}", "a finished PDF") from error
    return out


def _require_verifiable(pdf: bytes, before: int, timestamps: TimestampService | None) -> None:
    """Refuse now what would be refused by whoever verifies: a stamp in a form that is not accepted."""
    found = _RANGE.search(pdf, before)
    assert found is not None
    limits = [int(one) for one in found.groups()]
    contents = bytes.fromhex(pdf[limits[1] + 1 : limits[2] - 1].decode("ascii"))
    faults = examine(pdf, limits, contents).faults
    if faults and timestamps:
        raise timestamp_failed(timestamps, "a stamp whose certificates or form cannot be verified")
    if faults:
        raise signing_refused(
            "", "certificate", "certificates that do not prove each other", "one whole chain"
        )


def _require_signable(writer: "_Writer") -> None:
    reader = writer.prev
    if reader.encrypted:
        raise signing_refused("", "PDF", "an encrypted PDF", "one that everybody can read")
    if reader.embedded_signatures:
        raise signing_refused("", "PDF", "a PDF that is signed already", "one without: signing comes last")


def _room(signer: Signer, timestamps: TimestampService | None) -> int:
    """Hexadecimal digits kept for the signature: known beforehand, so that a service is asked once only."""
    certificates = sum(len(one.public_bytes(Encoding.DER)) for one in (signer.certificate, *signer.chain))
    return 2 * (ROOM + certificates + (LARGEST_ANSWER if timestamps else 0))


class _Writer(IncrementalPdfFileWriter):
    """Appends the signature and nothing else: metadata stays as it was, with what archives ask for in it."""

    def _update_meta(self) -> None:
        pass


class _Sealer(PdfSigner):
    """Signs at a given time, and leaves the PDF the version that PDF/A-3 builds on (1.7)."""

    def __init__(
        self,
        meant: PdfSignatureMetadata,
        engine: Any,  # noqa: ANN401 - of the library, or of a token's
        moment: datetime,
        timestamper: HttpTimestamper | None,
    ) -> None:
        field = SigFieldSpec(FIELD, readable_field_name="Signature", invis_sig_settings=_OFF_THE_PAGE)
        super().__init__(meant, engine, timestamper=timestamper, new_field_spec=field)
        self._moment = moment

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """PAdES is an extension of PDF 1.7; naming those for new curves would make the file PDF 2.0."""
        pdf_out.register_extension(ESIC_EXTENSION_1)

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """A session at the time that the caller says."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._moment
        return session
