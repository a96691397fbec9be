"""What a certificate says, as plain values; and what keys and certificates are good enough to sign with."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CERTIFIES_NOBODY = "(certifies nobody)"
"""In the names of every demonstration authority, whichever installation made it."""

RSA_BITS = 3072
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
ALLOWED_KEYS = f"an elliptic curve ({', '.join(CURVES.values())}) or RSA of {RSA_BITS} bits or more"
LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate as plain values; `fingerprint` is the SHA-256 of its DER form."""

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    key: str
    demonstration: bool


def facts(certificate: x509.Certificate) -> CertificateFacts:
    """What a certificate says of itself."""
    subject, issuer = name_of(certificate.subject), name_of(certificate.issuer)
    return CertificateFacts(
        subject=subject,
        issuer=issuer,
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        key=kind_of_key(certificate),
        demonstration=CERTIFIES_NOBODY in subject or CERTIFIES_NOBODY in issuer,
    )


def name_of(name: x509.Name) -> str:
    """A distinguished name on one line, without anything that a terminal would obey."""
    return plain_text(name.rfc4514_string())


def plain_text(text: object) -> str:
    """Text from a stranger's file: no controls, no changes of direction, not endless.

    >>> plain_text("Example\\x1b[31m Ltd\\u202e")
    'Example[31m Ltd'
    """
    kept = "".join(c for c in str(text)[:2000] if unicodedata.category(c)[0] != "C")
    return kept if len(kept) <= 300 else f"{kept[:299]}…"


def kind_of_key(certificate: x509.Certificate) -> str:
    """The kind of a certificate's key: 'P-256', 'RSA 3072' …"""
    try:
        key = certificate.public_key()
    except ValueError:
        return "?"
    if isinstance(key, EllipticCurvePublicKey):
        return CURVES.get(key.curve.name, key.curve.name)
    return f"RSA {key.key_size}" if isinstance(key, RSAPublicKey) else type(key).__name__.lstrip("_")


def strong_enough(certificate: x509.Certificate) -> bool:
    """Whether the key of a certificate may sign."""
    kind = kind_of_key(certificate)
    return kind in CURVES.values() or (kind.startswith("RSA ") and int(kind[4:]) >= RSA_BITS)


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether the certificate allows signatures; one that names no usages allows every one."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def period_fault(certificate: x509.Certificate, now: datetime) -> str | None:
    """Why a certificate does not hold at a moment; None where it does."""
    if now > certificate.not_valid_after_utc:
        return f"a certificate that expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if now < certificate.not_valid_before_utc:
        return f"a certificate that holds only from {certificate.not_valid_before_utc:%Y-%m-%d}"
    return None


def belongs(certificate: x509.Certificate, spki: bytes) -> bool:
    """Whether a certificate is of this public key (its DER form)."""
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return public == spki


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether one certificate was signed by the other."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # whatever is wrong with either: it does not prove that one issued the other
        return False
    return True


def path_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The chain from a certificate upwards, as far as it can be followed."""
    waiting, path = [c for c in others if c != leaf], [leaf]
    while len(path) < LONGEST_CHAIN and not issued_by(path[-1], path[-1]):
        issuer = next((c for c in waiting if issued_by(path[-1], c)), None)
        if issuer is None:
            break
        waiting.remove(issuer)
        path.append(issuer)
    return tuple(path)


def unproven(certificates: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
    """Certificates whose issuer is among these, but did not sign them: they were altered.

    An issuer is known by its name, or by the identifier of its key.
    """
    for one in certificates:
        above = _identifier(one, x509.AuthorityKeyIdentifier)
        issuers = [
            c
            for c in certificates
            if c.subject == one.issuer
            or (above is not None and above == _identifier(c, x509.SubjectKeyIdentifier))
        ]
        if issuers and not any(issued_by(one, issuer) for issuer in issuers):
            yield one


def _identifier(
    certificate: x509.Certificate, kind: type[x509.AuthorityKeyIdentifier | x509.SubjectKeyIdentifier]
) -> bytes | None:
    """The identifier of a certificate's key, or of the key that signed it."""
    try:
        value = certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    return value.key_identifier


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The same certificate in the library of the signatures."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def now_utc() -> datetime:
    """This moment."""
    return datetime.now(UTC)
