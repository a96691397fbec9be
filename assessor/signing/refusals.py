"""What signing and verifying refuse, said as every other invalid input is."""

from criteria.faults import Fault, InvalidInput


class SigningRefused(InvalidInput):
    """A key, a setting or a document that cannot be signed with; nothing was signed."""


class TimestampFailed(InvalidInput):
    """A time-stamp service that did not answer as RFC 3161 has it."""


class PdfRefused(InvalidInput):
    """A file that is not looked into: not a PDF, encrypted, or beyond the limits."""


class TrustRefused(InvalidInput):
    """Trusted authorities that cannot be read."""


class RegisterUnreachable(ValueError):
    """The public register did not say anything; the message says why."""


def signing_refused(where: str, key: str, found: str, allowed: str) -> SigningRefused:
    """A refusal with one fault."""
    return SigningRefused([Fault(where, key, found, allowed)])


def pdf_refused(found: str, allowed: str) -> PdfRefused:
    """A refusal of a file, whose name its reader adds."""
    return PdfRefused([Fault("", "PDF", found, allowed)])
