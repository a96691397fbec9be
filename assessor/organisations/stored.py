"""Where an organisation's files are: evidence in a folder of its own, prints in a store that all share."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from flask import current_app

from assessor.prints import store


def evidence_file(tenant_id: UUID, digest: str) -> bytes | None:
    """A file of evidence by its digest; None where there is none of it."""
    path = evidence_folder(tenant_id) / digest[:2] / digest
    return path.read_bytes() if digest and path.is_file() else None


def evidence_folder(tenant_id: UUID) -> Path:
    """The folder that holds every file of evidence of one tenant, and nothing of another."""
    return Path(current_app.instance_path) / "evidence" / str(tenant_id)


def discard_evidence(tenant_id: UUID) -> None:
    """Remove the folder with all that it holds."""
    shutil.rmtree(evidence_folder(tenant_id), ignore_errors=True)
    left = evidence_folder(tenant_id)
    if left.exists():
        raise OSError(f"not removed: {left}")


def discard_prints(digests: Iterable[str]) -> None:
    """Remove printed files that nothing refers to any more."""
    for digest in digests:
        store.discard(digest)
