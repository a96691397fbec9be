"""Authorities, keys and certificates for tests; nobody is behind them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC)
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Identity:
    """A key and its certificate, and who issued it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuer: "Identity | None" = None

    @property
    def chain(self) -> list[x509.Certificate]:
        return [self.issuer.certificate, *self.issuer.chain] if self.issuer else []

    def pem(self, passphrase: str | None = None, *, chain: bool = True) -> bytes:
        certificates = [self.certificate, *(self.chain if chain else [])]
        return self.key_pem(passphrase) + b"".join(one.public_bytes(Encoding.PEM) for one in certificates)

    def key_pem(self, passphrase: str | None = None) -> bytes:
        protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)

    def pkcs12(self, passphrase: str | None = None) -> bytes:
        protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return serialize_key_and_certificates(b"key", self.key, self.certificate, self.chain, protection)

    def root_pem(self) -> bytes:
        return (self.chain or [self.certificate])[-1].public_bytes(Encoding.PEM)


def identity(name: str, issuer: Identity | None = None, **how: object) -> Identity:
    """A new key with a certificate; `how`: key, ca, usages, purpose, begins, ends, address."""
    key = how.get("key") or ec.generate_private_key(ec.SECP256R1())
    authority = bool(how.get("ca"))
    signs = issuer.key if issuer else key
    usages = how.get("usages") or (["key_cert_sign", "crl_sign"] if authority else ["digital_signature"])
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(how.get("begins") or NOW - timedelta(days=1))
        .not_valid_after(how.get("ends") or NOW + timedelta(days=400))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.KeyUsage(**{one: one in usages for one in USAGES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key()), critical=False)
    )
    if purpose := how.get("purpose"):
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if address := how.get("address"):
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        builder = builder.add_extension(names, critical=False)
    return Identity(key, builder.sign(signs, SHA256()), issuer)


def named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Certification Body"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


@lru_cache
def root() -> Identity:
    return identity("Example Root", ca=True)


@lru_cache
def issuing() -> Identity:
    return identity("Example Issuing Authority", root(), ca=True)


@lru_cache
def signer() -> Identity:
    return identity("Example Certification Office", issuing())


@lru_cache
def expired() -> Identity:
    past = NOW - timedelta(days=100)
    return identity("Example Expired Office", issuing(), begins=past, ends=NOW - timedelta(days=3))


@lru_cache
def time_authority() -> Identity:
    key = rsa.generate_private_key(65537, 3072)
    return identity("Example Time", root(), key=key, purpose=ExtendedKeyUsageOID.TIME_STAMPING)


def revocations(of: Identity, by: Identity, on: datetime) -> bytes:
    """A revocation list of one entry, in PEM form."""
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(of.certificate.serial_number)
        .revocation_date(on)
        .build()
    )
    listed = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=30))
        .add_revoked_certificate(entry)
    )
    return listed.sign(by.key, SHA256()).public_bytes(Encoding.PEM)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
