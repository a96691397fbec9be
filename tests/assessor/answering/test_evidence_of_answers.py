import hashlib
import stat
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from assessor.answering.evidence import KINDS, MOST_BYTES, FileRefused, clean_name, media_type_of
from assessor.extensions import db, writing
from assessor.models import Account, Activity, Assessment, Evidence, Tenant
from tests.assessor.answering.opened import DEFINITION, PROMISE, VISION, asked, opened
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, join, members

PDF = b"%PDF-1.7\n1 0 obj\n"


def office(part: str, *others: str, content: bytes = b"<x/>") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *others):
            archive.writestr(name, content)
    return made.getvalue()


GOOD = {
    "charter.pdf": PDF,
    "photo.PNG": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "photo.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "章程.docx": office("word/document.xml"),
    "table.xlsx": office("xl/workbook.xml"),
    "talk.pptx": office("ppt/presentation.xml"),
    "notes.txt": "客户说：好\n".encode(),
    "wide.txt": "客户说".encode("utf-16"),
    "export.csv": "客户,次数\n甲,3\n".encode("gb18030"),
    "letter.eml": b"From: a@example.com\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n<html>hello",
}
BAD = {
    "empty.pdf": b"",
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "page.txt": b"\n  <HTML><script>alert(1)</script>",
    "picture.csv": b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='alert(1)'/>",
    "program.txt": b"MZ\x90\x00\x03\x00\x00",
    "script.js": b"alert(1)",
    "macro.docx": office("word/document.xml", "word/vbaProject.bin"),
    "table.docx": office("xl/workbook.xml"),
    "broken.xlsx": b"PK\x03\x04" + b"\0" * 50,
    "many.xlsx": office("xl/workbook.xml", *(f"{n}" for n in range(10_001))),
    "archive.zip": office("anything"),
    "letter.eml": b"<html><body>From: nobody</body></html>",
    "noending": PDF,
    "photo.png": b"GIF89a",
    "large.pdf": PDF + b"\0" * MOST_BYTES,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_is_known_by_its_content(name: str) -> None:
    assert media_type_of(name, GOOD[name]) == KINDS[name.lower().rsplit(".", 1)[1]].media_type


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        media_type_of(name, BAD[name])


def test_a_zip_bomb_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_details: object) -> None:
        raise AssertionError("a part was unpacked")

    bomb = office("xl/workbook.xml", content=b"\0" * 50_000_000)
    assert len(bomb) < 200_000
    monkeypatch.setattr(zlib, "decompressobj", unpacked)
    assert media_type_of("bomb.xlsx", bomb).endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\报告.pdf", "报告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("in\u202efdp.exe.pdf", "infdp.exe.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_lose_what_could_mislead(given: str, kept: str) -> None:
    assert clean_name(given) == kept


# --- attaching --------------------------------------------------------------------------------------


@pytest.fixture
def cast(company: Tenant) -> dict[str, Account]:
    return members(company)


@pytest.fixture
def shared(company: Tenant) -> Assessment:
    return opened(company)


@pytest.fixture
def owner(web: Flask, cast: dict[str, Account]) -> CheckingClient:
    return browser_of(web, cast["owner"])


def page_of(row: Assessment, practice: str = PROMISE) -> str:
    return f"/assessments/{row.id}/answers/practices/{practice}/evidence"


def send(
    browser: CheckingClient, row: Assessment, name: str = "charter.pdf", content: bytes = PDF, **more: str
) -> TestResponse:
    data: dict[str, Any] = {"file-file": (BytesIO(content), name), "file-kind": "document", "file-title": ""}
    data |= {f"file-{field}": value for field, value in more.items()}
    return browser.submit(f"{page_of(row)}/file", data, at=page_of(row), content_type="multipart/form-data")


def link(browser: CheckingClient, row: Assessment, address: str, **more: str) -> TestResponse:
    data = {"link-link": address, "link-kind": "record", "link-title": "Minutes"} | more
    return browser.submit(f"{page_of(row)}/link", data, at=page_of(row))


def rows() -> list[Evidence]:
    db.session.rollback()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.position)))


def stored(app: Flask) -> list[Path]:
    return [path for path in (Path(app.instance_path) / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_attached_kept_apart_and_only_ever_downloaded(
    web: Flask, owner: CheckingClient, shared: Assessment, company: Tenant
) -> None:
    assert send(owner, shared, "../章程 final.pdf").location == page_of(shared)
    row = rows()[0]
    assert row.filename == row.title == "章程 final.pdf"
    assert (row.media_type, row.size) == ("application/pdf", len(PDF))
    assert (row.reference, row.practices, row.added_by) == ("E-1", [PROMISE], "Owner of local")
    path = stored(web)[0]
    assert path.name == row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert path.parts[-3] == str(company.id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parents[1].stat().st_mode) == 0o700
    got = owner.get(f"/assessments/{shared.id}/evidence/{row.id}/file")
    assert got.data == PDF
    assert got.headers["Content-Disposition"].startswith("attachment; filename")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "章程 final.pdf" in owner.get(f"/assessments/{shared.id}/answers/{VISION.id}").text
    assert [line.action for line in db.session.scalars(select(Activity))] == ["evidence.added"]


def test_a_refused_file_says_why_and_keeps_what_was_typed(
    web: Flask, owner: CheckingClient, shared: Assessment
) -> None:
    answer = send(owner, shared, "page.html", b"<html>", title="The <page>", kind="interview")
    assert answer.status_code == 422
    assert "Files of this kind are not taken" in answer.text
    assert 'href="#file-file"' in answer.text
    assert 'value="The &lt;page&gt;"' in answer.text
    assert '<option value="interview" selected>' in answer.text
    assert rows() == stored(web) == []


def test_a_form_without_a_file_and_with_another_kind(owner: CheckingClient, shared: Assessment) -> None:
    answer = owner.submit(f"{page_of(shared)}/file", {"file-kind": "rumour"}, at=page_of(shared))
    assert answer.status_code == 422
    assert "Choose a file" in answer.text
    assert "Choose a kind from the list" in answer.text


def test_more_than_is_taken_at_once_is_said_in_words(owner: CheckingClient, shared: Assessment) -> None:
    body, kind = b"\0" * 11_000_000, "multipart/form-data; boundary=x"
    answer = owner.post(f"{page_of(shared)}/file", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "at most 10 MB" in answer.text


def test_the_same_file_twice_is_attached_once(owner: CheckingClient, shared: Assessment) -> None:
    send(owner, shared)
    again = send(owner, shared, "renamed.pdf")
    assert again.status_code == 422
    assert "attached already" in again.text
    assert len(rows()) == 1


def test_a_link_is_attached(owner: CheckingClient, shared: Assessment) -> None:
    assert link(owner, shared, "https://intranet.example/x?a=1&b=客户").status_code == 303
    row = rows()[0]
    assert (row.link, row.title, row.kind) == ("https://intranet.example/x?a=1&b=客户", "Minutes", "record")
    assert 'rel="noreferrer noopener external"' in owner.get(page_of(shared)).text
    assert owner.get(f"/assessments/{shared.id}/evidence/{row.id}/file").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://",
        "//host/x",
        "http://a b",
        "ftp://host/x",
        "https://[",
        "https://" + "x" * 2000,
    ],
)
def test_other_addresses_are_refused(owner: CheckingClient, shared: Assessment, address: str) -> None:
    answer = link(owner, shared, address)
    assert answer.status_code == 422
    assert 'href="#link-link"' in answer.text
    assert rows() == []


def test_removing_takes_the_file_away_once_nothing_refers_to_it(
    web: Flask, owner: CheckingClient, shared: Assessment, company: Tenant
) -> None:
    second = opened(company)
    send(owner, shared)
    send(owner, second)
    assert len(stored(web)) == 1
    for row, left in zip(rows(), (1, 0), strict=True):
        at = page_of(shared if row.assessment_id == shared.id else second)
        gone = owner.submit(f"/assessments/{row.assessment_id}/evidence/{row.id}/remove", at=at)
        assert gone.location == at
        assert len(stored(web)) == left
    assert rows() == []


# --- whose evidence ---------------------------------------------------------------------------------


def test_together_respondents_see_what_supports_what_they_were_asked(
    web: Flask, cast: dict[str, Account], owner: CheckingClient, shared: Assessment
) -> None:
    send(owner, shared)
    file = f"/assessments/{shared.id}/evidence/{rows()[0].id}/file"
    respondent = browser_of(web, cast["respondent"])
    assert respondent.get(file).status_code == 404, "not asked at all"
    given = asked(shared, cast["respondent"], ["strategy"])
    assert respondent.get(file).status_code == 404
    with writing():
        db.session.merge(given).dimensions = ["leadership"]
    assert respondent.get(file).status_code == 200
    assert "Delete this evidence" not in respondent.get(page_of(shared)).text
    remove = f"/assessments/{shared.id}/evidence/{rows()[0].id}/remove"
    assert respondent.submit(remove, at=page_of(shared)).status_code == 403
    assert len(rows()) == 1


def test_apart_nobody_sees_what_another_attached_but_who_leads(
    web: Flask, cast: dict[str, Account], company: Tenant, owner: CheckingClient
) -> None:
    row = opened(company, "apart")
    second = account("second@local.example", "Second")
    join(second, company, "respondent")
    asked(row, cast["respondent"])
    asked(row, second)
    respondent, other = browser_of(web, cast["respondent"]), browser_of(web, second)
    send(respondent, row)
    file = f"/assessments/{row.id}/evidence/{rows()[0].id}/file"
    assert [b.get(file).status_code for b in (respondent, other, owner)] == [200, 404, 200]
    assert "charter.pdf" not in other.get(page_of(row)).text
    assert send(other, row).status_code == 303, "their own copy is not a second one"


def test_strangers_viewers_and_submitted_assessments(
    web: Flask, cast: dict[str, Account], owner: CheckingClient, shared: Assessment, other_company: Tenant
) -> None:
    send(owner, shared)
    row = rows()[0].id
    file = f"/assessments/{shared.id}/evidence/{row}/file"
    stranger, viewer = browser_of(web, members(other_company)["owner"]), browser_of(web, cast["viewer"])
    theirs = opened(other_company)
    assert [b.get(file).status_code for b in (stranger, viewer, browser_of(web, None))] == [404, 403, 302]
    assert stranger.get(f"/assessments/{theirs.id}/evidence/{row}/file").status_code == 404
    remove = f"/assessments/{shared.id}/evidence/{row}/remove"
    assert stranger.submit(remove, at=page_of(theirs)).status_code == 404
    assert owner.get(f"/assessments/{shared.id}/evidence/{uuid4()}/file").status_code == 404
    at = page_of(opened(db.session.get_one(Tenant, db.session.get_one(Assessment, shared.id).tenant_id)))
    with writing():
        db.session.get_one(Assessment, shared.id).status = "submitted"
    assert owner.get(file).status_code == 200
    assert "<form" not in owner.get(page_of(shared)).text
    assert owner.submit(remove, at=at).status_code == 403
    data = {"link-link": "https://x.example", "link-kind": "record"}
    assert owner.submit(f"{page_of(shared)}/link", data, at=at).status_code == 403
    assert len(rows()) == 1


def test_evidence_is_for_practices_that_were_asked(owner: CheckingClient, shared: Assessment) -> None:
    assert owner.get(page_of(shared, "leadership.vision.nothing")).status_code == 404
    assert owner.get(page_of(shared, DEFINITION)).status_code == 200
