"""A key and its certificates from a file: PKCS#12, or PEM."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from assessor.signing.certificates import ALLOWED_KEYS, belongs, name_of, path_of
from assessor.signing.refusals import SigningRefused, signing_refused
from assessor.signing.settings import CHAIN, KEY, PASSPHRASE, KeyFile, read_bytes

Ask = Callable[[str], str]
PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True, slots=True)
class KeyMaterial:
    """A private key, its certificate, and the certificates above it."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def read_key_file(file: KeyFile, ask: Ask | None = None) -> KeyMaterial:
    """The key of a file. `ask` is asked for the passphrase where the environment has none.

    Raises SigningRefused that names the file and what is wrong with it.
    """
    data = read_bytes(KEY, file.path)
    key, certificates = _from_pem(file, data, ask) if b"-----BEGIN" in data else _from_pkcs12(file, data, ask)
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise signing_refused(KEY, str(file.path), f"a key of kind {type(key).__name__}", ALLOWED_KEYS)
    if file.chain is not None:
        certificates += read_chain(CHAIN, file.chain)
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    leaf = matching(str(file.path), certificates, spki)
    return KeyMaterial(key, leaf, path_of(leaf, certificates)[1:])


def matching(where: str, certificates: list[x509.Certificate], spki: bytes) -> x509.Certificate:
    """The certificate of a public key; raises SigningRefused where none is."""
    found = next((one for one in certificates if belongs(one, spki)), None)
    if found is None:
        names = ", ".join(name_of(one.subject) for one in certificates[:5]) or "no certificate"
        allowed = "the certificate that was issued for this key (in the same file, or in " + CHAIN + ")"
        raise signing_refused(KEY, where, f"a key, and {names}: none is of this key", allowed)
    return found


def read_chain(setting: str, path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file; raises SigningRefused where there are none."""
    data = read_bytes(setting, path)
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise signing_refused(setting, str(path), "no certificates", "certificates in PEM form") from error


def _from_pem(file: KeyFile, data: bytes, ask: Ask | None) -> tuple[object, list[x509.Certificate]]:
    try:
        key = _opened(file, ask, lambda passphrase: load_pem_private_key(data, passphrase))
    except (TypeError, ValueError) as error:
        raise _unreadable(file) from error
    certificates = x509.load_pem_x509_certificates(data) if b"BEGIN CERTIFICATE" in data else []
    return key, certificates


def _from_pkcs12(file: KeyFile, data: bytes, ask: Ask | None) -> tuple[object, list[x509.Certificate]]:
    try:
        bundle = _opened(file, ask, lambda passphrase: load_pkcs12(data, passphrase))
    except (TypeError, ValueError) as error:
        raise _unreadable(file) from error
    own = [bundle.cert.certificate] if bundle.cert else []
    return bundle.key, own + [one.certificate for one in bundle.additional_certs]


def _opened(file: KeyFile, ask: Ask | None, load: Callable[[bytes | None], Any]) -> Any:  # noqa: ANN401
    """What a loader makes of the file: without a passphrase if it needs none, else with the one there is."""
    try:
        return load(None)
    except (TypeError, ValueError):  # it may be protected, or damaged: only the passphrase tells which
        passphrase = file.passphrase
        if passphrase is None and ask is not None:
            passphrase = ask(f"Passphrase of {file.path}")
        if passphrase is None:
            raise
    return load(passphrase.encode())


def _unreadable(file: KeyFile) -> SigningRefused:
    if file.passphrase is None:
        found, allowed = (
            "a protected or damaged key",
            f"a key that opens; its passphrase goes into {PASSPHRASE}",
        )
    else:
        found, allowed = "a key that the passphrase does not open, or that is damaged", "PKCS#12 or PEM"
    return signing_refused(KEY, str(file.path), found, allowed)
