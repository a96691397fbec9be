"""The whole job once, as a newcomer sees it: workbooks in, reports out, and the same numbers everywhere."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
import tinyhtml5
from werkzeug.test import TestResponse

from assessor.answers.files import read_answers
from assessor.demo.steps import ANSWERS

COMMAND = [sys.executable, "-c", "from assessor.cli import main; main()", "demo"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the demonstration ran once, for all processes that test side by side."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "demonstration"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _demonstrate(folder)
    return folder


def _demonstrate(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"ASSESSOR_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)}
    return subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=True, timeout=600)


def _document(home: Path, name: str) -> dict:
    return json.loads((home / "demo" / name / "report.json").read_text(encoding="utf-8"))


def _pdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _page_text(response: TestResponse) -> str:
    assert response.status_code == 200
    return "".join(tinyhtml5.parse(response.get_data(as_text=True)).itertext())


def test_a_second_run_changes_nothing(home: Path):
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in (home / "demo").rglob("*") if path.is_file()}

    before = state()
    done = _demonstrate(home)
    assert state() == before
    assert "Reports, audit: already there" in done.stderr
    assert "Synthetic peers, declared: already there" in done.stderr


def test_the_inputs_are_filled_templates_with_comments_and_reasons():
    for name in ("audit", "self-assessment"):
        sheet = read_answers(ANSWERS / f"{name}.xlsx")
        excluded = [a for a in sheet.answers.values() if not hasattr(a, "values")]
        assert len(excluded) == 2
        assert all(len(answer.reason) > 20 for answer in excluded)
        assert sum(bool(answer.comment) for answer in sheet.answers.values()) >= 40
    evidence = {
        int(a.values["evidence"])
        for a in read_answers(ANSWERS / "audit.xlsx").answers.values()
        if hasattr(a, "values")
    }
    assert len(evidence) >= 4


def test_the_audit_is_certified_and_the_self_assessment_is_not(home: Path):
    audit, own = _document(home, "audit"), _document(home, "self-assessment")
    assert audit["certificate"]["issued"] is True
    assert audit["confidence"]["letter"] in "AB"
    assert own["certificate"] is None
    assert (home / "demo/audit/certificate.pdf").is_file()
    assert not (home / "demo/self-assessment/certificate.pdf").exists()


def test_every_comparison_says_that_its_peers_are_synthetic(home: Path):
    for name in ("audit", "self-assessment"):
        assert _document(home, name)["standing"]["synthetic"] is True
        pages = [
            page.extract_text().lower() for page in pypdf.PdfReader(home / "demo" / name / "report.pdf").pages
        ]
        assert all("synthetic" in page for page in pages)


@pytest.mark.parametrize("name", ["audit", "self-assessment"])
def test_pdf_page_and_json_show_the_same_numbers(home: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    """Read as a person reads: the PDF's text, the page's text, and the document behind both."""
    from assessor import create_app

    monkeypatch.setenv("ASSESSOR_HOME", str(home))
    document, printed = _document(home, name), _pdf_text(home / "demo" / name / "report.pdf")
    client = create_app({"LOCAL_OPERATOR": True}).test_client()
    listed = client.get("/", headers={"Host": "localhost"}).get_data(as_text=True)
    address = listed.split(document["subject"]["name"])[0].rsplit('href="', 1)[1].split('"')[0]
    page = _page_text(client.get(address, headers={"Host": "localhost"}))
    exported = client.get(f"{address.rstrip('/')}/result.json", headers={"Host": "localhost"}).get_json()
    assert exported == document
    figures = [document["total"]["shown"], *(d["score"]["shown"] for d in document["dimensions"])]
    figures += [c["score"]["shown"] for d in document["dimensions"] for c in d["criteria"]]
    figures += [b["distance"]["shown"] for b in document["blockers"]]
    assert [shown for shown in figures if shown not in printed] == []
    assert [shown for shown in figures if shown not in page] == []


def test_the_terminal_shows_the_same_total(home: Path):
    for name in ("audit", "self-assessment"):
        line = [*COMMAND[:-1], "score", str(ANSWERS / f"{name}.xlsx"), "--json"]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["total"] == _document(home, name)["total"]
