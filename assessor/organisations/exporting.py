"""Everything an organisation owns as one archive: answers that can be read again, results, files, every row.

It is written while somebody waits, into a temporary file, from one reading transaction: that holds nobody up,
and a job would only add a second place where all of it lies. The same content gives the same bytes but for
the moment, which stands in the manifest alone.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select

from assessor import tenancy
from assessor.extensions import db
from assessor.languages import Language
from assessor.models import Tenant
from assessor.organisations.exported_assessments import assessments_of
from assessor.organisations.exported_rows import brand_files, members_of, peers_of, tables_of
from assessor.organisations.guide import guide

FORMAT = "assessor.organisation/1"
MANIFEST, README = "manifest.json", "README.txt"
NEVER_LATER = (1980, 1, 1, 0, 0, 0)
"""The moment of every file: that of the export stands in the manifest alone."""


@dataclass(slots=True)
class Archive:
    """A zip that remembers the digest of what is put into it."""

    zip: ZipFile
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, content: bytes) -> None:
        """Put a file in and list it."""
        self._write(name, content)
        digest = hashlib.sha256(content).hexdigest()
        self.listed.append({"path": name, "size": len(content), "sha256": digest})

    def close(self, head: dict[str, Any]) -> None:
        """Put the manifest in, which lists every other file."""
        files = sorted(self.listed, key=lambda entry: str(entry["path"]))
        self._write(MANIFEST, as_json({**head, "files": files}))

    def _write(self, name: str, content: bytes) -> None:
        info = ZipInfo(name, NEVER_LATER)
        info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0o644 << 16, 3
        self.zip.writestr(info, content)


def export(
    tenant_id: UUID, into: IO[bytes], moment: datetime, language: Language, folders: Sequence[Path] = ()
) -> int:
    """Write the archive of a tenant; returns of how many files. `language` is that of results and README.

    `folders` hold model packs besides the built-in ones. What cannot be computed any more is named in the
    manifest; its rows are there all the same.
    """
    with tenancy.within(tenant_id), ZipFile(into, "w") as opened:  # nothing of another tenant can be read
        tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
        archive = Archive(opened)
        missing: list[dict[str, str]] = []
        archive.add(README, guide(language, tenant.name).encode())
        for name, content in _contents(tenant, language, folders, missing):
            archive.add(name, content)
        head = {
            "format": FORMAT,
            "organisation": tenant.name,
            "exported_at": moment.isoformat(timespec="seconds"),
            "not_computed": missing,
        }
        archive.close(head)
    return len(archive.listed) + 1


def _contents(
    tenant: Tenant, language: Language, folders: Sequence[Path], missing: list[dict[str, str]]
) -> Iterator[tuple[str, bytes]]:
    yield "members.json", as_json(members_of(tenant.id))
    yield "peers.json", as_json(peers_of(tenant.id))
    yield from brand_files(tenant.id)
    for name, rows in tables_of(tenant.id):
        yield f"tables/{name}.json", as_json(rows)
    yield from assessments_of(tenant.id, language, folders, missing)


def as_json(value: Any) -> bytes:  # noqa: ANN401 - plain values
    """Plain values as JSON; half a character, which UTF-8 cannot hold, as JSON escapes it."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return text.encode(errors="backslashreplace")
