"""assessor report: the form by the name of the file or by --format, and the variant by its name."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from assessor.reports.variants import VARIANTS


@pytest.fixture
def answers() -> Path:
    return Path(__file__).parents[3] / "assessor/demo/answers/self-assessment.xlsx"


def test_the_name_of_the_file_says_what_is_written(run, tmp_path: Path, answers: Path) -> None:
    for ending in ("docx", "md", "html", "json"):
        done = run("report", answers, "-o", tmp_path / f"r.{ending}", "--lang", "zh-Hans")
        assert done.exit_code == 0, done.stderr
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    total, holder = document["total"]["shown"], document["subject"]["name"]
    word = Document(BytesIO((tmp_path / "r.docx").read_bytes()))
    assert holder in [p.text for p in word.paragraphs]
    assert word.core_properties.language == "zh-Hans"
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert text.startswith("# 评价报告：")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-Hans">')
    for written in (text, page):
        assert total in written
        assert holder in written


def test_the_format_goes_before_the_name(run, tmp_path: Path, answers: Path) -> None:
    done = run("report", answers, "-o", tmp_path / "report.txt", "--format", "markdown")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("# Assessment report: ")


def test_a_name_that_says_nothing_is_refused_with_what_is_allowed(run, tmp_path: Path, answers: Path) -> None:
    done = run("report", answers, "-o", tmp_path / "report.odt")
    assert done.exit_code == 2
    assert "'report.odt'" in done.stderr
    assert ".pdf, .html, .json, .docx, .md, or --format" in done.stderr
    assert not (tmp_path / "report.odt").exists()


def test_a_variant_has_its_sections_only(run, tmp_path: Path, answers: Path) -> None:
    whole, short = tmp_path / "whole.md", tmp_path / "short.md"
    assert run("report", answers, "-o", whole).exit_code == 0
    assert run("report", answers, "-o", short, "--variant", "summary").exit_code == 0
    headings = [line for line in short.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## 1 Statement of result", "## 2 Summary"]
    assert len(short.read_bytes()) < len(whole.read_bytes()) / 10


def test_data_of_an_anonymous_report_name_nobody(run, tmp_path: Path, answers: Path) -> None:
    for ending in ("json", "md"):
        done = run("report", answers, "-o", tmp_path / f"r.{ending}", "--variant", "anonymised")
        assert done.exit_code == 0, done.stderr
        text = (tmp_path / f"r.{ending}").read_text(encoding="utf-8")
        assert "Lakeside" not in text
        assert "Anonymised organisation" in text


def test_an_unknown_variant_is_refused_with_those_there_are(run, tmp_path: Path, answers: Path) -> None:
    done = run("report", answers, "-o", tmp_path / "r.md", "--variant", "short")
    assert done.exit_code == 2
    for name in VARIANTS:
        assert f"'{name}'" in done.stderr
