"""Printed files, each under the digest of its own bytes: what is read is what was written, or nothing."""

import hashlib
from pathlib import Path

from flask import current_app

from assessor.whole_files import write_whole


def put(content: bytes) -> str:
    """Keep a file; returns its digest. The same file again changes nothing."""
    digest = hashlib.sha256(content).hexdigest()
    if get(digest) is None:
        write_whole(_path(digest), content)
    return digest


def get(digest: str) -> bytes | None:
    """The file of a digest; None where it is gone or no longer what it was."""
    try:
        content = _path(digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def discard(digest: str) -> None:
    """Remove a file that no row refers to any more."""
    _path(digest).unlink(missing_ok=True)


def _path(digest: str) -> Path:
    return Path(current_app.instance_path) / "prints" / digest[:2] / f"{digest}.pdf"
