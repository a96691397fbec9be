"""Files between the moment they are given and the moment somebody has decided: kept for a day, then gone.

They lie in the instance folder, each under the SHA-256 of its bytes, readable by the service only. Which
files were given together, by whom and for which assessment, is a file too, under its own digest; that digest
is all a browser holds, so nothing it says about the content is ever believed.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from assessor.access import User
from assessor.workbooks.reading import Upload

DAY = 86_400
MOST_BYTES = 200_000_000
"""What one tenant's files may take up; beyond it the oldest go first."""

LONGEST_NAME = 100
_DIGEST = re.compile("[0-9a-f]{64}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def folder_of(instance: Path, tenant_id: UUID) -> Path:
    """Where a tenant's files lie."""
    return instance / "uploads" / str(tenant_id) / "workbooks"


def keep(folder: Path, user: User, assessment_id: UUID, uploads: Sequence[Upload]) -> str:
    """Keep files that were given together; gives the digest by which they are found again.

    The same files of the same person again are the same. Sweeps out what is older than a day.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for upload in uploads:
        _write(folder / upload.digest, upload.data)
    batch = json.dumps(
        {**_whose(user, assessment_id), "files": [[upload.name, upload.digest] for upload in uploads]},
        ensure_ascii=False,
        sort_keys=True,
    ).encode()
    digest = hashlib.sha256(batch).hexdigest()
    _write(folder / digest, batch)
    sweep(folder, {digest, *(upload.digest for upload in uploads)})
    return digest


def kept(folder: Path, user: User, assessment_id: UUID, digest: str) -> list[Upload] | None:
    """The files that this person gave for this assessment; None where they are gone, or another's."""
    batch = _read(folder, digest)
    try:
        told = json.loads(batch) if batch is not None else None
    except ValueError:
        return None
    if not isinstance(told, dict) or any(told.get(k) != v for k, v in _whose(user, assessment_id).items()):
        return None
    found = [(name, _read(folder, of_file)) for name, of_file in told["files"]]
    if any(data is None for _, data in found):
        return None
    return [Upload(name, data) for name, data in found if data is not None]


def sweep(folder: Path, keeping: Iterable[str] = ()) -> None:
    """Remove what is older than a day, and the oldest of what is too much; never what `keeping` names."""
    spared, size, now = set(keeping), 0, time.time()
    for path, changed, length in sorted(_files(folder), key=lambda entry: -entry[1]):
        size += length
        if path.name not in spared and (changed < now - DAY or size > MOST_BYTES):
            path.unlink(missing_ok=True)


def sweep_all(instance: Path) -> None:
    """Remove what is older than a day, of every tenant; for whoever tidies up in the background."""
    for folder in (instance / "uploads").glob("*/workbooks"):
        sweep(folder)


def _files(folder: Path) -> Iterator[tuple[Path, float, int]]:
    """The files, when each was written, and how long it is; without those that went away meanwhile."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            facts = path.stat()
            yield path, facts.st_mtime, facts.st_size


def told_apart(names: Iterable[str]) -> list[str]:
    """Names of files as they are shown: without folders and what cannot be seen, each only once.

    >>> told_apart(["C:\\\\answers\\\\a.xlsx", "a.xlsx", ""])
    ['a.xlsx', 'a (2).xlsx', 'file']
    """
    found: list[str] = []
    for name in names:
        last = _UNPRINTABLE.sub("", name).replace("\\", "/").rpartition("/")[2].strip()
        stem, dot, kind = last.rpartition(".")
        stem, kind = (stem, f".{kind[:9]}") if dot and stem else (last, "")
        stem, number = stem[:LONGEST_NAME] or "file", 1
        while f"{stem}{'' if number == 1 else f' ({number})'}{kind}" in found:
            number += 1
        found.append(f"{stem}{'' if number == 1 else f' ({number})'}{kind}")
    return found


def _whose(user: User, assessment_id: UUID) -> dict[str, str]:
    return {"account": str(user.account_id or user.role.value), "assessment": str(assessment_id)}


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; what is there already is made younger by being written again."""
    partial = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _read(folder: Path, digest: str) -> bytes | None:
    """A file by its digest, while it is not older than a day and still what its digest says."""
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return None
    path = folder / digest
    try:
        if path.stat().st_mtime < time.time() - DAY:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None
