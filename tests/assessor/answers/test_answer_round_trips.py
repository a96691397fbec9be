"""What is written comes back equal, in every format."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.answers.files import read_answers
from assessor.answers.sheet import AnswerSheet
from assessor.answers.workbook import write_template
from criteria.answers import Answer
from criteria.text import LANGUAGES
from tests.assessor.answers.answer_sheets import (
    MODEL,
    NO_MODEL,
    PROMISE,
    as_csv,
    as_json,
    as_yaml,
    audits,
    declared_sheets,
    document,
    document_of,
)

sheets = declared_sheets() | audits()


def read_back(suffix: str, write: Callable[[Path], object]) -> AnswerSheet:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"answers{suffix}")
        write(path)
        sheet = read_answers(path)
        assert sheet.model.reference == MODEL.reference
        return replace(sheet, model=NO_MODEL, source="", digest="")


@settings(max_examples=40, deadline=None)
@given(sheet=sheets)
def test_json_comes_back_equal(sheet: AnswerSheet) -> None:
    assert read_back(".json", lambda path: path.write_bytes(as_json(document_of(sheet)))) == sheet


@settings(max_examples=40, deadline=None)
@given(sheet=sheets)
def test_yaml_comes_back_equal(sheet: AnswerSheet) -> None:
    assert read_back(".yaml", lambda path: path.write_bytes(as_yaml(document_of(sheet)))) == sheet


@settings(max_examples=40, deadline=None)
@given(sheet=sheets, delimiter=st.sampled_from(",;\t"), newline=st.sampled_from(["\n", "\r\n"]))
def test_csv_comes_back_equal(sheet: AnswerSheet, delimiter: str, newline: str) -> None:
    sheet = replace(sheet, assessors=(), findings=(), evidence=(), measurements=())
    assert read_back(".csv", lambda path: path.write_bytes(as_csv(sheet, delimiter, newline))) == sheet


@settings(max_examples=15, deadline=None)
@given(sheet=sheets, language=st.sampled_from(LANGUAGES))
def test_a_filled_workbook_comes_back_equal(sheet: AnswerSheet, language: str) -> None:
    def write(path: Path) -> None:
        write_template(MODEL, sheet.track, path, language, answers=replace(sheet, model=MODEL))

    assert read_back(".xlsx", write) == sheet


def test_a_whole_assessment_goes_through_every_format(tmp_path: Path) -> None:
    whole = document()
    whole["practices"] = {practice.id: n % 6 for n, practice in enumerate(MODEL.practices)}
    (tmp_path / "a.yaml").write_bytes(as_yaml(whole))
    first = read_answers(tmp_path / "a.yaml")
    (tmp_path / "a.csv").write_bytes(as_csv(first))
    write_template(MODEL, "declared", tmp_path / "a.xlsx", answers=first)
    read = [read_answers(tmp_path / f"a.{suffix}") for suffix in ("csv", "xlsx")]
    assert [len(sheet.answers) for sheet in read] == [120, 120]
    assert [sheet.answers for sheet in read] == [first.answers] * 2


def test_the_sheet_names_its_file_and_the_digest_of_its_bytes(tmp_path: Path) -> None:
    from hashlib import sha256

    path = tmp_path / "harbour.json"
    path.write_bytes(as_json(document()))
    sheet = read_answers(path)
    assert (sheet.source, sheet.digest) == ("harbour.json", sha256(path.read_bytes()).hexdigest())


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path, plain = tmp_path / "a.yaml", as_yaml(document())
    path.write_bytes(plain)
    expected = replace(read_answers(path), digest="")
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    assert replace(read_answers(path), digest="") == expected


def test_an_unquoted_industry_and_country_mean_what_they_say(tmp_path: Path) -> None:
    """YAML takes 01 for a number; older YAML takes NO for false."""
    text = (
        as_yaml(document())
        .decode()
        .replace('"industry": "C"', "industry: 01")
        .replace('"country": "CN"', "country: NO")
    )
    (tmp_path / "a.yaml").write_text(text)
    organisation = read_answers(tmp_path / "a.yaml").organisation
    assert (organisation.industry, organisation.country) == ("01", "NO")


@pytest.mark.parametrize("written", ["North 60%: 50; South 40%: 75", "North 60％：50；South 40％：75"])
def test_values_by_site_may_be_written_in_one_text(tmp_path: Path, written: str) -> None:
    entry = document("verified")
    entry["practices"][PROMISE]["deployment"] = written
    (tmp_path / "a.yaml").write_bytes(as_yaml(entry))
    answer = read_answers(tmp_path / "a.yaml").answers[PROMISE]
    assert isinstance(answer, Answer)
    assert [(s.site, s.share, s.value) for s in answer.sites["deployment"]] == [
        ("North", 60, 50),
        ("South", 40, 75),
    ]
    assert answer.values["deployment"] == 60


def test_the_model_asked_for_is_used_where_the_file_names_none(tmp_path: Path) -> None:
    entry = document()
    del entry["model"]
    (tmp_path / "a.json").write_bytes(as_json(entry))
    assert read_answers(tmp_path / "a.json", model="cmc").model.reference == MODEL.reference
