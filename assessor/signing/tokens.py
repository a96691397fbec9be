"""A key on a token (PKCS#11): it signs there and never leaves it."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from assessor.signing.certificates import as_asn1, path_of
from assessor.signing.keyfiles import Ask, matching, read_chain
from assessor.signing.refusals import SigningRefused, signing_refused
from assessor.signing.settings import CHAIN, LABEL, MODULE, PIN, TOKEN, KeyToken
from criteria.faults import Fault

_ONE_AT_A_TIME = threading.Lock()
"""A token's session is not made for threads."""

_SESSIONS: dict[tuple[Path, str, str], Any] = {}


@dataclass(frozen=True, slots=True)
class OpenToken:
    """A token with its session open, its certificate, and the certificates above it."""

    engine: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def open_token(token: KeyToken, ask: Ask | None = None) -> OpenToken:
    """The key of a token. `ask` is asked for the PIN where the environment has none.

    Raises SigningRefused that names the setting and what the token says.
    """
    pkcs11 = _library()
    if not token.module.is_file():
        raise signing_refused(MODULE, str(token.module), "no such file", "the PKCS#11 module of the token")
    pin = token.pin if token.pin is not None or ask is None else ask(f"PIN of {token.token}")
    if pin is None:
        raise signing_refused(PIN, "", "nothing", f"the PIN of the token {token.token!r}")
    try:
        return _with_certificate(pkcs11, token, _session(pkcs11, token, pin))
    except pkcs11.PKCS11Error as error:
        raise SigningRefused([_said(token, error)]) from error


def _library() -> Any:  # noqa: ANN401 - a module that may not be installed
    try:
        import pkcs11
    except ImportError as error:
        allowed = "the extra: pip install 'assessor[pkcs11]'"
        raise signing_refused(MODULE, "", "python-pkcs11 is not installed", allowed) from error
    return pkcs11


def _session(pkcs11: Any, token: KeyToken, pin: str) -> Any:  # noqa: ANN401
    """The session of a token: a process is signed in to a token once, whoever asks again gets the same."""
    known = (token.module, token.token, pin)
    with _ONE_AT_A_TIME:
        if known not in _SESSIONS:
            _SESSIONS[known] = _found(_module(pkcs11, token), token).open(user_pin=pin)
        return _SESSIONS[known]


def _module(pkcs11: Any, token: KeyToken) -> Any:  # noqa: ANN401
    try:
        return pkcs11.lib(str(token.module))
    except pkcs11.PKCS11Error as error:
        raise signing_refused(MODULE, str(token.module), str(error), "a PKCS#11 module") from error


def _found(module: Any, token: KeyToken) -> Any:  # noqa: ANN401
    labels = [one.label for one in module.get_tokens() if one.label]
    if token.token not in labels:
        present = ", ".join(repr(label) for label in labels) or "none is"
        raise signing_refused(
            TOKEN, "", repr(token.token), f"the label of a token that is present: {present}"
        )
    return module.get_token(token_label=token.token)


def _with_certificate(pkcs11: Any, token: KeyToken, session: Any) -> OpenToken:  # noqa: ANN401
    label = {pkcs11.Attribute.LABEL: token.label}
    keys = list(session.get_objects({**label, pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}))
    if len(keys) != 1:
        raise signing_refused(LABEL, "", f"{len(keys)} private keys labelled {token.label!r}", "exactly one")
    every = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    stored = [
        x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE]) for one in session.get_objects(every)
    ]
    if token.chain is not None:
        stored += read_chain(CHAIN, token.chain)
    leaf = matching(token.token, stored, _public_key(pkcs11, session, label, token))
    chain = path_of(leaf, stored)[1:]
    return OpenToken(_engine(session, token.label, leaf, chain), leaf, chain)


def _public_key(pkcs11: Any, session: Any, label: dict[Any, str], token: KeyToken) -> bytes:  # noqa: ANN401
    """The DER form of the public key beside the private one."""
    from pkcs11.util.ec import encode_ec_public_key
    from pkcs11.util.rsa import encode_rsa_public_key

    query = {**label, pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY}
    found = next(iter(list(session.get_objects(query))), None)
    if found is None:
        raise signing_refused(
            LABEL, "", f"no public key labelled {token.label!r}", "one beside the private key"
        )
    if found.key_type == pkcs11.KeyType.EC:
        return bytes(encode_ec_public_key(found))
    return _spki(bytes(encode_rsa_public_key(found)))


def _spki(rsa: bytes) -> bytes:
    """An RSA key as certificates have it."""
    from asn1crypto.keys import PublicKeyInfo, RSAPublicKey

    return bytes(PublicKeyInfo.wrap(RSAPublicKey.load(rsa), "rsa").dump())


def _engine(
    session: Any,  # noqa: ANN401
    label: str,
    leaf: x509.Certificate,
    chain: tuple[x509.Certificate, ...],
) -> Any:  # noqa: ANN401
    from pyhanko.sign.pkcs11 import PKCS11Signer

    class OneAtATime(PKCS11Signer):
        """Signs for one thread at a time."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            with _ONE_AT_A_TIME:
                return bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))

    # Tokens hash too, but not all can for elliptic curves: the digest is computed here, the token signs it.
    return OneAtATime(
        session,
        signing_cert=as_asn1(leaf),
        ca_chain=[as_asn1(one) for one in chain],
        key_label=label,
        use_raw_mechanism=True,
    )


def _said(token: KeyToken, error: Exception) -> Fault:
    kind = type(error).__name__
    if kind in ("PinIncorrect", "PinLenRange", "PinInvalid", "PinLocked", "UserAlreadyLoggedIn"):
        return Fault(
            PIN, "", f"a PIN that the token {token.token!r} refuses ({kind})", "the token's user PIN"
        )
    return Fault(TOKEN, "", f"{token.token!r}: {kind} {error}".strip(), "a token that can be opened")
