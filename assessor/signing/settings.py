"""Which key signs and who stamps the time: from the environment or the application's configuration."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from assessor.signing.refusals import SigningRefused, signing_refused
from criteria.faults import Fault

KEY, CHAIN, PASSPHRASE = "ASSESSOR_SIGNING_KEY", "ASSESSOR_SIGNING_CHAIN", "ASSESSOR_SIGNING_PASSPHRASE"
MODULE, TOKEN = "ASSESSOR_SIGNING_MODULE", "ASSESSOR_SIGNING_TOKEN"
LABEL, PIN = "ASSESSOR_SIGNING_LABEL", "ASSESSOR_SIGNING_PIN"
STAMP_URL, STAMP_POLICY = "ASSESSOR_TIMESTAMP_URL", "ASSESSOR_TIMESTAMP_POLICY"
TRUST = "ASSESSOR_TRUST"
POLICIES = ("required", "optional")


@dataclass(frozen=True, slots=True)
class TimestampService:
    """A time-stamp service (RFC 3161). Where it is not `required`, its silence leaves the time out."""

    url: str
    required: bool = True
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key in a file: PKCS#12, or PEM with its certificates in it or in `chain`."""

    path: Path
    chain: Path | None = None
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class KeyToken:
    """A key that never leaves its token, reached through the PKCS#11 module of the token's maker."""

    module: Path
    token: str
    label: str
    chain: Path | None = None
    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """What was configured. `key` is None where nothing was: then the demonstration authority signs."""

    key: KeyFile | KeyToken | None = None
    timestamps: TimestampService | None = None
    trust: tuple[Path, ...] = ()


def settings_from(given: Mapping[str, object] | None = None) -> SigningSettings:
    """The settings of the environment, or of an application's configuration where that is given.

    Raises SigningRefused for settings that contradict each other or are not complete.
    """
    values = {name: str(value) for name, value in (os.environ if given is None else given).items() if value}
    faults = [*_contradictions(values), *_of_timestamps(values)]
    if faults:
        raise SigningRefused(faults)
    trusted = tuple(Path(part) for part in values.get(TRUST, "").split(os.pathsep) if part)
    return SigningSettings(_key(values), _timestamps(values), trusted)


def _contradictions(values: Mapping[str, str]) -> list[Fault]:
    of_tokens = [name for name in (MODULE, TOKEN, LABEL) if name in values]
    if KEY in values and of_tokens:
        return [Fault(KEY, "", f"a key file, and {', '.join(of_tokens)}", "a file or a token, not both")]
    missing = [name for name in (MODULE, TOKEN, LABEL) if name not in values] if of_tokens else []
    if PIN in values and not of_tokens:
        missing = [MODULE, TOKEN, LABEL]
    faults = [
        Fault(name, "", "nothing", f"a value: a token needs {MODULE}, {TOKEN}, {LABEL}") for name in missing
    ]
    alone = [name for name in (CHAIN, PASSPHRASE) if name in values]
    if alone and KEY not in values and not of_tokens:
        # whoever set these meant a real key: falling back to the demonstration would hide the mistake
        faults.append(Fault(KEY, "", f"nothing, but {', '.join(alone)}", "the path of the key file"))
    return faults


def _of_timestamps(values: Mapping[str, str]) -> list[Fault]:
    faults, url = [], values.get(STAMP_URL)
    if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        faults.append(Fault(STAMP_URL, "", repr(url), "an address that begins with http:// or https://"))
    policy = values.get(STAMP_POLICY, POLICIES[0])
    if policy not in POLICIES:
        faults.append(Fault(STAMP_POLICY, "", repr(policy), f"one of {', '.join(POLICIES)}"))
    return faults


def _timestamps(values: Mapping[str, str]) -> TimestampService | None:
    url = values.get(STAMP_URL)
    return TimestampService(url, values.get(STAMP_POLICY) != "optional") if url else None


def _key(values: Mapping[str, str]) -> KeyFile | KeyToken | None:
    chain = Path(values[CHAIN]) if CHAIN in values else None
    if KEY in values:
        return KeyFile(Path(values[KEY]), chain, values.get(PASSPHRASE))
    if MODULE in values:
        return KeyToken(Path(values[MODULE]), values[TOKEN], values[LABEL], chain, values.get(PIN))
    return None


def read_bytes(setting: str, path: Path) -> bytes:
    """A file that a setting names; raises SigningRefused where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise signing_refused(setting, str(path), f"{error.strerror}", "a file that can be read") from error
