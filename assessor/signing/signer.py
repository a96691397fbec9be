"""Whoever signs: the configured key, or the demonstration authority where none is configured."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assessor.signing.certificates import (
    ALLOWED_KEYS,
    CertificateFacts,
    as_asn1,
    facts,
    kind_of_key,
    may_sign,
    now_utc,
    period_fault,
    strong_enough,
)
from assessor.signing.demonstration import FILE, demonstration_key
from assessor.signing.keyfiles import Ask, KeyMaterial, read_key_file
from assessor.signing.refusals import SigningRefused
from assessor.signing.settings import KeyFile, KeyToken, SigningSettings
from criteria.faults import Fault

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that can sign, with its certificate and those above it. `source` says where the key is."""

    source: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    engine: Any = field(repr=False)

    @property
    def facts(self) -> CertificateFacts:
        """What the certificate says."""
        return facts(self.certificate)

    @property
    def demonstration(self) -> bool:
        """Whether this is a demonstration authority, which certifies nobody."""
        return self.facts.demonstration

    def expires_soon(self, now: datetime | None = None) -> bool:
        """Whether the certificate expires within thirty days, or has expired."""
        return self.certificate.not_valid_after_utc - (now or now_utc()) < SOON

    def faults(self, now: datetime | None = None) -> list[Fault]:
        """Everything for which this key may not sign."""
        found = []
        if not strong_enough(self.certificate):
            found.append((kind_of_key(self.certificate), ALLOWED_KEYS))
        if not may_sign(self.certificate):
            found.append(("a certificate whose key usage is not signing", "one with digitalSignature"))
        expired = period_fault(self.certificate, now or now_utc())
        if expired:
            found.append((expired, "a certificate that holds when the document is signed"))
        return [Fault(self.source, "certificate", what, allowed) for what, allowed in found]


def read_signer(settings: SigningSettings, folder: Path, ask: Ask | None = None) -> Signer:
    """The signer in force, whether or not its certificate holds; `folder` is the installation's.

    Raises SigningRefused where a configured key cannot be used: the demonstration never takes its place.
    """
    key = settings.key
    if isinstance(key, KeyToken):
        from assessor.signing.tokens import open_token  # an optional library

        token = open_token(key, ask)
        return Signer(f"token {key.token}, key {key.label}", token.certificate, token.chain, token.engine)
    if isinstance(key, KeyFile):
        return _of(str(key.path), read_key_file(key, ask))
    return _of(str(folder / FILE), demonstration_key(folder))


def signer_in_force(settings: SigningSettings, folder: Path, ask: Ask | None = None) -> Signer:
    """The signer in force, ready to sign; raises SigningRefused with everything that is wrong with it."""
    signer = read_signer(settings, folder, ask)
    faults = signer.faults()
    if faults:
        raise SigningRefused(faults)
    return signer


def _of(source: str, material: KeyMaterial) -> Signer:
    return Signer(source, material.certificate, material.chain, _engine(material))


def _engine(material: KeyMaterial) -> Any:  # noqa: ANN401 - pyHanko is loaded only where something is signed
    from asn1crypto.keys import PrivateKeyInfo
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = material.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([as_asn1(one) for one in material.chain])
    return SimpleSigner(as_asn1(material.certificate), PrivateKeyInfo.load(private), store)
