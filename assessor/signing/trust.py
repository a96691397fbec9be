"""Whom an installation trusts: certificates of authorities, and what they revoked, from PEM files."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from assessor.signing.refusals import TrustRefused
from criteria.faults import Fault

ALLOWED = "certificates of authorities in PEM form, and revocation lists (X509 CRL) beside them"
_BLOCK = re.compile(
    rb"-----BEGIN (CERTIFICATE|X509 CRL)-----.+?-----END (?:CERTIFICATE|X509 CRL)-----", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Trust:
    """The authorities that are trusted, and the revocation lists that are known."""

    roots: tuple[x509.Certificate, ...] = ()
    revocations: tuple[x509.CertificateRevocationList, ...] = ()


def read_trust(paths: Iterable[Path]) -> Trust:
    """The authorities and revocation lists of PEM files. Raises TrustRefused with every file that is none."""
    roots: list[x509.Certificate] = []
    lists: list[x509.CertificateRevocationList] = []
    faults = []
    for path in paths:
        try:
            found, revoked = _read(path.read_bytes())
        except OSError as error:
            faults.append(Fault(str(path), "", f"{error.strerror}", "a file that can be read"))
        except ValueError as error:
            faults.append(Fault(str(path), "", str(error) or "something else", ALLOWED))
        else:
            roots += found
            lists += revoked
    if faults:
        raise TrustRefused(faults)
    return Trust(tuple(roots), tuple(lists))


def _read(data: bytes) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    blocks = [(found.group(1), found.group()) for found in _BLOCK.finditer(data)]
    if not blocks:
        raise ValueError("no certificate")
    roots = [x509.load_pem_x509_certificate(block) for kind, block in blocks if kind == b"CERTIFICATE"]
    return roots, [x509.load_pem_x509_crl(block) for kind, block in blocks if kind != b"CERTIFICATE"]


def revoked_on(path: Sequence[x509.Certificate], trust: Trust) -> datetime | None:
    """When a certificate of a path was revoked, by a list that its issuer signed; None where none was."""
    issuers = [*path, *trust.roots]
    for one in path:
        for revocations in trust.revocations:
            entry = revocations.get_revoked_certificate_by_serial_number(one.serial_number)
            if entry and revocations.issuer == one.issuer and _signed(revocations, issuers):
                return entry.revocation_date_utc
    return None


def _signed(revocations: x509.CertificateRevocationList, issuers: Iterable[x509.Certificate]) -> bool:
    return any(
        revocations.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
        for issuer in issuers
        if issuer.subject == revocations.issuer
    )
