"""Pseudonyms: the pool knows organisations and assessments by keyed hashes only.

The key stays with the installation. Without it nobody can tell whose a row is, not even by hashing every name
there is; with it the same organisation always has the same pseudonym.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from flask import current_app

from assessor.config import write_once
from assessor.models import BenchmarkLine, Organisation
from assessor.peers.refusals import PeersInvalid
from criteria.faults import Fault

FILE = "peers-key"
VARIABLE = "ASSESSOR_PEERS_KEY"
"""Where several machines share a database, they share the key: 64 hexadecimal digits."""

DIGEST_BYTES = 16
_ORGANISATION, _ASSESSMENT = b"organisation", b"assessment"

Pseudonym = Callable[[str], str]


def pool_key(organisation: Organisation) -> str:
    """The pseudonym of an organisation of this installation, in contributions, consents and editions."""
    return _hashing(_ORGANISATION, f"{organisation.tenant_id}\0")(str(organisation.id))


def assessment_key(assessment_id: UUID) -> str:
    """The pseudonym of an assessment of this installation."""
    return _hashing(_ASSESSMENT, "")(str(assessment_id))


def imported_key(line: BenchmarkLine, organisation: str) -> str:
    """The key of an organisation of an imported line, by the id that its file gives it."""
    return organisation_pseudonyms(line.id)(organisation) if line.pseudonyms else organisation


def organisation_pseudonyms(line: str) -> Pseudonym:
    """What turns ids of an imported line's organisations into pseudonyms, others in every line."""
    return _hashing(_ORGANISATION, f"{line}\0")


def assessment_pseudonyms(line: str) -> Pseudonym:
    """What turns ids of an imported line's assessments into pseudonyms, the same for every organisation."""
    return _hashing(_ASSESSMENT, f"{line}\0")


def _hashing(kind: bytes, within: str) -> Pseudonym:
    begun = hashlib.blake2b(within.encode(), key=_installation_key(), person=kind, digest_size=DIGEST_BYTES)

    def hashed(name: str) -> str:
        one = begun.copy()
        one.update(name.encode())
        return one.hexdigest()

    return hashed


def _installation_key() -> bytes:
    """The key of this installation: of the environment, or made at first use, readable by its owner only."""
    known: bytes | None = current_app.extensions.get(FILE)
    if known is None:
        known = current_app.extensions[FILE] = _read_key(Path(current_app.instance_path) / FILE)
    return known


def _read_key(path: Path) -> bytes:
    text, where = os.environ.get(VARIABLE), VARIABLE
    if not text:
        if not path.exists():
            write_once(path, secrets.token_hex(32))
        text, where = path.read_text(encoding="ascii", errors="replace").strip(), str(path)
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        # another key would count every organisation a second time
        raise PeersInvalid([Fault(where, "", "no key", "the 64 hexadecimal digits that were made")])
    return key
