"""Deleting an organisation with everything that it owns.

The rows go in one transaction. Files cannot go in it, so a note of them is written first: whatever happens in
between, the next deletion finds the note and does what is left, and removes only what no row refers to.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import func, select

from assessor import tenancy
from assessor.extensions import LOCAL, db, writing
from assessor.models import (
    Assessment,
    Evidence,
    IssuedReport,
    Membership,
    Organisation,
    Tenant,
    Tombstone,
)
from assessor.organisations.certificates import Certificate, issued_by
from assessor.organisations.exported_rows import accounts_of
from assessor.organisations.letters import post_deletion
from assessor.organisations.stored import discard_evidence, discard_prints
from assessor.peers.keys import pool_key
from assessor.peers.operations import withdraw
from assessor.peers.refusals import PeersInvalid
from assessor.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class Extent:
    """What a deletion removes, counted, and the certificates of which a line must stay."""

    assessments: int
    members: int
    files: int
    certificates: tuple[Certificate, ...]


def extent_of(tenant_id: UUID, folders: Sequence[Path] = ()) -> Extent:
    """What deleting a tenant would remove and leave."""
    counted = [
        db.session.scalar(select(func.count(of.id)).where(of.tenant_id == tenant_id)) or 0
        for of in (Assessment, Membership, IssuedReport)
    ]
    attached = select(func.count(Evidence.id)).where(Evidence.tenant_id == tenant_id, Evidence.filename != "")
    assessments, members, printed = counted
    files = printed + (db.session.scalar(attached) or 0)
    return Extent(assessments, members, files, tuple(issued_by(tenant_id, folders)))


def delete_organisation(tenant_id: UUID, by: str, folders: Sequence[Path] = ()) -> None:
    """Delete a tenant: rows, files, what its peers know of it; its members are told. It cannot be undone.

    Of each issued certificate a tombstone stays, of contributions to the peers their empty keys, so that
    they cannot come back. Accounts are their holders' and stay.
    """
    certificates = issued_by(tenant_id, folders)  # scored before the lock
    with tenancy.everybody():  # what is shared with others must be told from what is not
        note = _note_files(tenant_id)
        with writing() as session:
            tenant = session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
            _tell_members(tenant, by)
            _leave_the_peers(tenant_id)
            session.add_all(Tombstone(**asdict(kept), status="issued") for kept in certificates)
            _delete_rows(tenant)
        finish_deletions([note])
        _empty_the_log_of_writes()


def _delete_rows(tenant: Tenant) -> None:
    """The row of the tenant takes everything with it that refers to it; SQLite writes zeros over all."""
    session = db.session()
    sqlite = session.get_bind().dialect.name == "sqlite"
    if sqlite:
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    local = tenant.slug == LOCAL
    session.delete(tenant)
    session.flush()
    if local:  # whoever sits at this machine goes on with an empty one
        session.add(Tenant(slug=LOCAL, name="Local"))
        session.flush()


def _empty_the_log_of_writes() -> None:
    """Older versions of pages wait in SQLite's write-ahead log until they are written over: empty it now.

    While somebody else reads, that is left to the next time; it is only ever a copy.
    """
    if db.engine.dialect.name == "sqlite":
        with closing(db.engine.raw_connection()) as connection:  # outside any transaction
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _tell_members(tenant: Tenant, by: str) -> None:
    accounts = accounts_of(tenant.id)
    of = Membership
    others = select(of.account_id).where(
        of.tenant_id != tenant.id, of.account_id.in_([account.id for account in accounts])
    )
    elsewhere = set(db.session.scalars(others))
    for account in accounts:
        post_deletion(account, tenant.name, by, account.id in elsewhere)


def _leave_the_peers(tenant_id: UUID) -> None:
    """Take the scores out of the pool: afterwards nobody could find them to withdraw them."""
    chosen = select(Organisation).where(Organisation.tenant_id == tenant_id)
    for row in db.session.scalars(chosen).all():
        try:
            withdraw(pool_key(row), named="organisation")
        except PeersInvalid:
            continue  # it neither consented nor contributed


# --- files ------------------------------------------------------------------------------------------


def _note_files(tenant_id: UUID) -> Path:
    """Write down which files are to go, where the next deletion would find it."""
    digests = select(IssuedReport.digest).where(IssuedReport.tenant_id == tenant_id).distinct()
    content = {"tenant": str(tenant_id), "prints": sorted(db.session.scalars(digests))}
    path = _notes() / f"{uuid4().hex}.json"
    write_whole(path, json.dumps(content).encode())
    return path


def finish_deletions(notes: Iterable[Path] = ()) -> int:
    """Remove the files of deletions whose rows are gone, also of such as were interrupted; returns how many.

    Looked up while nobody can write, so that a file which a new row refers to is never taken away.
    """
    done = 0
    for note in sorted({*notes, *_notes().glob("*.json")}):
        content = json.loads(note.read_text(encoding="ascii"))
        with writing():
            _remove_files(UUID(content["tenant"]), content["prints"])
        note.unlink(missing_ok=True)
        done += 1
    return done


def _remove_files(tenant_id: UUID, prints: Sequence[str]) -> None:
    if db.session.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is not None:
        return  # it was not deleted after all
    discard_evidence(tenant_id)
    still = set(db.session.scalars(select(IssuedReport.digest).where(IssuedReport.digest.in_(prints))))
    discard_prints(digest for digest in prints if digest not in still)


def _notes() -> Path:
    return Path(current_app.instance_path) / "deletions"
