"""The demonstration authority: made at first use, so that everything can be tried; it certifies nobody.

Its root signs one certificate and is forgotten: no key exists that could make another.
"""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from assessor.config import write_once
from assessor.signing.certificates import CERTIFIES_NOBODY, now_utc
from assessor.signing.keyfiles import KeyMaterial, read_key_file
from assessor.signing.settings import KeyFile

FILE = "demonstration-signer.pem"
AUTHORITY = f"Assessor demonstration authority {CERTIFIES_NOBODY}"
SIGNER = f"Assessor demonstration signer {CERTIFIES_NOBODY}"
YEARS = 10


def demonstration_key(folder: Path) -> KeyMaterial:
    """The demonstration authority of an installation's folder, made at the first use.

    The file is readable by its owner only, and of two that make it at the same time one wins.
    """
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_once(path, _made(now_utc()))
    return read_key_file(KeyFile(path))


def _made(now: datetime) -> str:
    """The signer's key, its certificate and the root's, in PEM form."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate(AUTHORITY, root_key.public_key(), AUTHORITY, root_key, now)
    signer = _certificate(SIGNER, key.public_key(), AUTHORITY, root_key, now)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (
        (private + b"".join(one.public_bytes(Encoding.PEM) for one in (signer, root))).decode("ascii").strip()
    )


def _certificate(
    subject: str,
    key: ec.EllipticCurvePublicKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    authority = subject == issuer
    identifier = x509.SubjectKeyIdentifier.from_public_key(key)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # clocks differ
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(authority, 0 if authority else None), critical=True)
        .add_extension(_usage(authority), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(above, critical=False)
    )
    return builder.sign(issuer_key, SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
