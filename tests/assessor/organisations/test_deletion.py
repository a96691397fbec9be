from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from assessor.accounts.operations import add_account
from assessor.config import DATABASE
from assessor.extensions import db, sqlite_driver, writing
from assessor.models import Account, Base, Consent, IssuedReport, Mail, Tenant, Tombstone
from assessor.organisations.deletion import delete_organisation, finish_deletions
from assessor.organisations.stored import evidence_folder
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, join, member
from tests.assessor.organisations.marked import SHARED, files_under, fill

PASSWORD = "quiet lake morning"


def database() -> Path:
    return Path(current_app.instance_path) / DATABASE


def vacuumed() -> bytes:
    """The whole database file once nothing that was deleted is left in it."""
    db.session.rollback()
    db.session.remove()
    with closing(sqlite_driver().connect(database())) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database().read_bytes()


def forget_mail() -> None:
    """As once every message was sent."""
    with writing() as session:
        for letter in session.scalars(select(Mail).where(Mail.tenant_id.is_(None))):
            letter.body = ""


def rows_by_table(tenant_id: UUID) -> dict[str, int]:
    """How many rows of every table belong to a tenant."""
    found = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if "tenant_id" in table.c:
                chosen = select(table.c.id).where(table.c.tenant_id == tenant_id)
                found[table.name] = len(connection.execute(chosen).all())
    return found


def test_nothing_of_it_is_left_anywhere_and_the_other_is_untouched(
    web: Flask, company: Tenant, other_company: Tenant
) -> None:
    fill(other_company, "OURMARK", certify=False)
    fill(company, "THEIRMARK")
    ours, theirs = rows_by_table(other_company.id), rows_by_table(company.id)
    assert min(ours[name] for name in ours if name not in ("decision", "finding", "measurement")) > 0
    gone, kept = other_company.id, company.id
    delete_organisation(gone, "Somebody")
    raw = database().read_bytes() + database().with_name(f"{DATABASE}-wal").read_bytes()
    assert b"OURMARK" not in raw  # not even where rows once were
    forget_mail()
    left = vacuumed()
    for text in (b"OURMARK", b"Other Company", gone.bytes, gone.hex.encode()):
        assert text not in left, text
    assert b"THEIRMARK" in left
    assert rows_by_table(kept) == theirs
    assert not evidence_folder(gone).exists()
    assert [c for c in files_under("evidence") + files_under("prints") if b"OURMARK" in c] == []
    assert SHARED in files_under("prints")  # the other organisation's report has the same bytes
    assert len(files_under("evidence")) == 1
    assert files_under("deletions") == []
    assert len([row for row in db.session.scalars(select(Consent)) if row.withdrawn_at]) == 1


def test_of_a_certificate_stays_what_verifying_it_takes(web: Flask, company: Tenant) -> None:
    fill(company, "OURMARK")
    delete_organisation(company.id, "Somebody")
    forget_mail()
    kept = db.session.scalars(select(Tombstone)).one()
    assert (kept.number, kept.holder, kept.scope) == (
        "OURMARK-0001",
        "OURMARK Insurance",
        "Retail & branches",
    )
    assert (str(kept.decided_on), str(kept.effective_on), str(kept.expires_on)) == (
        "2026-11-02", "2026-11-05", "2029-11-01",
    )  # fmt: skip
    assert (kept.model, kept.track, kept.status) == ("cmc@2026.1", "verified", "issued")
    assert kept.level >= 1
    with writing() as session:
        session.delete(kept)
    assert b"OURMARK" not in vacuumed()  # there was nothing else


def test_an_interrupted_deletion_is_finished_by_the_next(
    web: Flask, company: Tenant, other_company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(other_company, "OURMARK", certify=False)
    gone = other_company.id

    def cut_off(_notes: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("assessor.organisations.deletion.finish_deletions", cut_off)
        with pytest.raises(KeyboardInterrupt):
            delete_organisation(gone, "Somebody")
    assert evidence_folder(gone).exists()
    assert len(files_under("prints")) == 2
    assert finish_deletions() == 1
    assert not evidence_folder(gone).exists()
    assert (files_under("prints"), files_under("deletions")) == ([], [])


def test_a_note_of_files_harms_nothing_that_was_not_deleted(web: Flask, company: Tenant) -> None:
    from assessor.organisations.deletion import _note_files

    fill(company, "OURMARK", certify=False)
    _note_files(company.id)
    before = files_under("evidence"), files_under("prints")
    finish_deletions()
    assert (files_under("evidence"), files_under("prints")) == before
    assert len(db.session.scalars(select(IssuedReport)).all()) == 2


@pytest.fixture
def owner(web: Flask, company: Tenant) -> Account:
    made = add_account("olive@local.example", "Olive", "en", PASSWORD)
    join(made, company, "owner")
    return made


def is_there(tenant_id: UUID) -> bool:
    db.session.rollback()
    return db.session.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is not None


def test_an_owner_types_name_and_password_and_everybody_is_told(
    web: Flask, company: Tenant, other_company: Tenant, owner: Account
) -> None:
    join(member(company, "viewer"), other_company, "viewer")
    browser, tenant_id = browser_of(web, owner), company.id
    page = browser.get("/organisation/delete").text
    assert "cannot be undone" in page
    assert 'href="/organisation/export"' in page
    for typed, fault in (
        ({"name": "local", "password": PASSWORD}, "exactly as it is shown"),
        ({"name": "Local", "password": "wrong"}, "Enter the password of your account"),
        ({"name": "Local", "password": ""}, "Enter the password of your account"),
    ):
        assert fault in browser.submit("/organisation/delete", typed).text
        assert is_there(tenant_id)
    done = browser.submit("/organisation/delete", {"name": "Local", "password": PASSWORD})
    assert "The organisation was deleted" in done.text
    assert not is_there(tenant_id)
    assert browser.get("/").headers["Location"] == "/organisations/new"
    letters = {row.recipient: row for row in db.session.scalars(select(Mail))}
    assert set(letters) == {"olive@local.example", "viewer@local.example"}
    assert "belongs to no organisation" in letters["olive@local.example"].body
    assert "other organisations" in letters["viewer@local.example"].body
    assert all("Local" in row.body and "Local" not in row.subject for row in letters.values())
    assert len(db.session.scalars(select(Account)).all()) == 2


def test_a_password_cannot_be_tried_for_ever(web: Flask, company: Tenant, owner: Account) -> None:
    browser, tenant_id = browser_of(web, owner), company.id
    for _ in range(5):
        browser.submit("/organisation/delete", {"name": "Local", "password": "wrong"})
    page = browser.submit("/organisation/delete", {"name": "Local", "password": PASSWORD})
    assert "wrong too often" in page.text
    assert is_there(tenant_id)


def test_nor_at_one_organisation_after_the_other(
    web: Flask, company: Tenant, other_company: Tenant, owner: Account
) -> None:
    join(owner, other_company, "owner")
    browser = browser_of(web, owner)
    for chosen, name, tries in ((company, "Local", 3), (other_company, "Other Company", 2)):
        with browser.session_transaction() as session:
            session["organisation"] = str(chosen.id)
        for _ in range(tries):
            page = browser.submit("/organisation/delete", {"name": name, "password": "wrong"})
            assert "Enter the password of your account" in page.text
    page = browser.submit("/organisation/delete", {"name": "Other Company", "password": PASSWORD})
    assert "wrong too often" in page.text
    assert is_there(other_company.id)


def test_without_a_password_a_fresh_sign_in_is_needed(web: Flask, company: Tenant) -> None:
    holder = account("key@local.example", "Key Holder")
    join(holder, company, "owner")
    browser, tenant_id = browser_of(web, holder), company.id
    with browser.session_transaction() as session:
        session["fs_paa"] -= 3600
    assert "within the last 10 minutes" in browser.get("/organisation/delete").text
    browser.submit("/organisation/delete", {"name": "Local"})
    assert is_there(tenant_id)
    assert "was deleted" in browser_of(web, holder).submit("/organisation/delete", {"name": "Local"}).text
    assert not is_there(tenant_id)


def test_only_owners_may_and_whoever_sits_at_the_machine(
    web: Flask, company: Tenant, app: Flask, client: CheckingClient
) -> None:
    for role in ("coordinator", "respondent", "viewer"):
        assert browser_of(web, member(company, role)).get("/organisation/delete").status_code == 403
    assert "was deleted" in client.submit("/organisation/delete", {"name": "Local"}).text
    assert client.get("/").status_code == 200  # an empty one is there again
