import hashlib
import json
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.answers.checking import checked
from assessor.answers.documents import from_json
from assessor.assessments.sheets import sheet_of
from assessor.extensions import db, writing
from assessor.models import Activity, Assessment, Tenant
from assessor.organisations.exported_rows import owned_tables
from assessor.organisations.exporting import export
from tests.assessor.cast import browser_of, member
from tests.assessor.organisations.marked import SHARED, fill

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def taken(web: Flask, company: Tenant, other_company: Tenant) -> ZipFile:
    """The archive of an organisation that has something everywhere, beside another that has too."""
    fill(company, "OURMARK")
    fill(other_company, "THEIRMARK")
    return archive(company)


def archive(tenant: Tenant) -> ZipFile:
    file = BytesIO()
    export(tenant.id, file, MOMENT, "en")
    return ZipFile(file)


def test_everything_is_in_it_and_nothing_of_another_organisation(taken: ZipFile, company: Tenant) -> None:
    whole = {name: taken.read(name) for name in taken.namelist()}
    assert not [n for n, content in whole.items() if b"THEIRMARK" in content or "THEIRMARK" in n]
    tables = {table.__tablename__ for table in owned_tables()}
    assert {f"tables/{name}.json" for name in tables | {"mail", "tenant"}} <= set(whole)
    for name in tables - {"brand", "issued_report", "measurement", "membership", "finding"}:
        assert b"OURMARK" in whole[f"tables/{name}.json"] or name == "decision", name
        assert json.loads(whole[f"tables/{name}.json"]), name
    joined = b"".join(whole.values())
    assert b"OURMARK evidence" in joined  # the file itself
    assert b"%PDF-1.7 OURMARK" in joined
    assert SHARED in joined
    assert b"OURMARK digest" not in joined  # what lets somebody in stays out
    assert b"OURMARK letter" not in joined


def test_the_manifest_lists_every_other_file(taken: ZipFile) -> None:
    manifest = json.loads(taken.read("manifest.json"))
    assert manifest["exported_at"] == "2026-11-22T12:00:00+00:00"
    assert manifest["not_computed"] == []
    listed = {entry["path"]: entry for entry in manifest["files"]}
    assert set(listed) | {"manifest.json"} == set(taken.namelist())
    for name, entry in listed.items():
        content = taken.read(name)
        assert (entry["size"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert not any(".." in name or name.startswith("/") for name in taken.namelist())


def test_answers_can_be_read_again(taken: ZipFile) -> None:
    names = [name for name in taken.namelist() if name.endswith("answers.json")]
    assert len(names) == len([name for name in taken.namelist() if name.endswith("result.json")]) == 2
    for name in names:
        row = db.session.get_one(Assessment, UUID(name.split("/")[1][-36:]))
        there = sheet_of(row)
        back = checked(from_json(taken.read(name).decode(), there.source), there.digest, None, ())
        assert back == there


def test_the_same_content_gives_the_same_bytes(taken: ZipFile, company: Tenant) -> None:
    again = archive(company)
    assert {n: again.read(n) for n in again.namelist()} == {n: taken.read(n) for n in taken.namelist()}
    assert again.fp.getvalue() == taken.fp.getvalue()  # type: ignore[union-attr]


def test_an_owner_downloads_it_and_the_log_says_so(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    with owner.submit("/organisation/export") as response:
        assert response.mimetype == "application/zip"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="Local 20')
        content = response.data
    with writing():
        db.session.get_one(Tenant, company.id).name = "灯塔/../银行\n"
    with owner.submit("/organisation/export") as named:
        assert "filename*=UTF-8''" + quote("灯塔 .. 银行 20") in named.headers["Content-Disposition"]
    with ZipFile(BytesIO(content)) as file:
        assert file.testzip() is None
        assert "README.txt" in file.namelist()
    db.session.rollback()
    assert db.session.scalars(select(Activity.action)).all() == ["organisation.exported"] * 2
    for role in ("coordinator", "respondent", "viewer"):
        assert browser_of(web, member(company, role)).get("/organisation/export").status_code == 403
