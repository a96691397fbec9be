"""Who reaches workbooks, and what becomes of files that were given."""

import io
import os
import stat
import time
from pathlib import Path

from assessor.assessments.operations import record
from assessor.workbooks.uploads import sweep_all
from tests.assessor.browsing import TOKEN
from tests.assessor.cast import browser_of, members
from tests.assessor.sheets import declared
from tests.assessor.workbooks.drafts import FIRST, draft, person


def test_strangers_find_nothing_and_viewers_are_refused(web, company, cast, other_company) -> None:
    assessment = draft(company)
    addresses = [
        f"/assessments/{assessment.id}/workbook{end}" for end in ("", ".xlsx", ".csv", "/" + "0" * 64)
    ]
    strangers = members(other_company)
    for address in addresses:
        assert browser_of(web, strangers["owner"]).get(address).status_code == 404, address
        assert browser_of(web, cast["viewer"]).get(address).status_code == 403, address


def test_a_respondent_who_was_not_asked_is_told_so(web, company, cast) -> None:
    assessment = draft(company)
    browser = browser_of(web, cast["respondent"])
    assert "You have not been asked" in browser.get(f"/assessments/{assessment.id}/workbook").text
    assert browser.get(f"/assessments/{assessment.id}/workbook.xlsx").status_code == 403


def test_what_was_handed_in_as_a_file_has_no_workbook(web, company, cast) -> None:
    assessment = record(declared(), company, "tests")
    browser = browser_of(web, cast["owner"])
    assert browser.get(f"/assessments/{assessment.id}/workbook").status_code == 404


def test_a_form_without_its_token_is_refused(web, company, cast) -> None:
    assessment = draft(company)
    browser = browser_of(web, cast["owner"])
    data = {"files": (io.BytesIO(b"x"), "a.csv")}
    assert browser.post(f"/assessments/{assessment.id}/workbook", data=data).status_code == 400


def test_choosing_no_file_is_said_beside_the_field(company, cast, bearer) -> None:
    page = bearer(cast["owner"], draft(company)).give()
    assert page.status_code == 400
    assert page.text.count("Choose the files that were filled in") == 2
    assert 'href="#files"' in page.text
    assert "<title>Error: " in page.text


def test_too_many_and_too_large_files_are_refused_before_they_are_read(web, company, cast, bearer) -> None:
    staff = bearer(cast["owner"], draft(company))
    page = staff.give(*[(f"{n}.csv", b"x") for n in range(21)])
    assert (page.status_code, "Choose at most 20 files" in page.text) == (400, True)
    web.config["MAX_CONTENT_LENGTH"] = 100_000
    page = staff.give(("a.csv", b"x" * 200_000))
    assert (page.status_code, "The files are too large" in page.text) == (413, True)


def kept(web) -> list[Path]:
    return sorted(path for path in (Path(web.instance_path) / "uploads").rglob("*") if path.is_file())


def test_files_are_kept_for_their_giver_only_and_for_a_day(web, company, cast, bearer) -> None:
    assessment = draft(company)
    staff, other = bearer(cast["owner"], assessment), bearer(cast["coordinator"], assessment)
    page = staff.give(("../../etc/passwd.csv", staff.fill({(FIRST, "answer"): "2"})))
    report = page.request.path
    assert "passwd.csv" in page.text
    assert "etc/" not in page.text
    assert len(kept(web)) == 2
    assert {path.parent.parent.name for path in kept(web)} == {str(company.id)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept(web)} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in kept(web)} == {0o700}
    assert other.browser.get(report).status_code == 404
    for path in kept(web):
        os.utime(path, (time.time() - 90_000,) * 2)
    gone = staff.browser.get(report)
    assert (gone.status_code, "no longer here" in gone.text) == (404, True)
    staff.give(("b.csv", b"nothing"))
    assert len(kept(web)) == 2  # the old ones were swept out, the new ones are there
    sweep_all(Path(web.instance_path))
    assert len(kept(web)) == 2
    for path in kept(web):
        os.utime(path, (time.time() - 90_000,) * 2)
    sweep_all(Path(web.instance_path))
    assert kept(web) == []


def test_a_file_that_was_altered_on_disk_is_not_believed(web, company, cast, bearer) -> None:
    assessment = draft(company)
    staff = bearer(cast["owner"], assessment)
    page = staff.give(("a.csv", staff.fill({(FIRST, "answer"): "2"})))
    for path in kept(web):
        path.write_bytes(path.read_bytes().replace(b"a", b"b"))
    assert staff.browser.get(page.request.path).status_code == 404


def test_made_up_digests_find_nothing(company, cast, bearer) -> None:
    staff = bearer(cast["owner"], draft(company))
    for made_up in ("0" * 64, "..", "%2e%2e%2fsecret-key", "A" * 64):
        assert staff.browser.get(f"{staff.address}/{made_up}").status_code == 404


def test_pages_are_light_and_speak_three_languages(web, company, cast, bearer) -> None:
    assessment = draft(company)
    person(assessment, "Branch manager", None, "operations")
    staff = bearer(cast["owner"], assessment)
    page = staff.browser.get(staff.address)
    assert TOKEN.search(page.text)
    assert len(page.data) < 20_000
    for language, said in (("zh-Hans", "工作簿"), ("zh-Hant", "活頁簿")):
        assert said in staff.browser.get(f"{staff.address}?lang={language}").text
        found = staff.browser.get(f"{staff.address}.xlsx?lang={language}")
        assert found.status_code == 200
        assert "xlsx" in found.headers["Content-Disposition"]
