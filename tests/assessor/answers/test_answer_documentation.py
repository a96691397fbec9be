"""What docs/answers.md shows can be read, and the limits that it names are those that hold."""

import re
from pathlib import Path

import pytest

from assessor.answers import (
    archive,
    checking,
    documents,
    fields,
    files,
    sites,
    tables,
    workbook,
    workbook_reading,
)
from assessor.answers.files import read_answers
from assessor.answers.layout import DECISION_KEYS
from benchmarks import workbooks

TEXT = (Path(__file__).parents[3] / "docs" / "answers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("fence", "suffix", "answers"), [("```yaml\n", ".yaml", 3), ("```\n@", ".csv", 1)])
def test_the_examples_can_be_read(tmp_path: Path, fence: str, suffix: str, answers: int) -> None:
    example = TEXT[TEXT.index(fence) :].partition("\n")[2].partition("```")[0]
    (tmp_path / f"a{suffix}").write_text(example, encoding="utf-8")
    sheet = read_answers(tmp_path / f"a{suffix}")
    assert len(sheet.answers) == answers
    assert [(site.name, site.share) for site in sheet.organisation.sites] == [
        ("Lakeside", 60),
        ("Old Town", 40),
    ]


def test_every_key_of_a_decision_is_named() -> None:
    assert {f"@decision.{key}" for key in DECISION_KEYS} == set(re.findall(r"@decision\.\w+", TEXT))


@pytest.mark.parametrize(
    "limit",
    [
        f"{files.MAX_BYTES // 1_000_000} MB |",
        f"{documents.YAML_LENGTH:,} characters",
        f"{documents.MAX_DEPTH} levels",
        f"{tables.MAX_ROWS:,} rows, {tables.MAX_COLUMNS} columns",
        f"{workbooks.MAX_ENTRIES:,} entries, {workbook_reading.MAX_SHEETS} sheets",
        f"{archive.LIMITS.unpacked // 1_000_000} MB, and an entry over {workbooks.SMALL // 1_000_000} MB",
        f"{workbooks.MAX_RATIO} times",
        f"{archive.LIMITS.cells:,} filled ones on a sheet, within {archive.LIMITS.rows:,} rows",
        f"{fields.NAME_LENGTH} characters",
        f"{fields.TEXT_LENGTH:,} characters",
        f"{sites.MAX_LENGTH:,} characters",
        f"{checking.MOST_EMPLOYEES:,}",
        f"| assessors' sheets | {workbook.MOST_ASSESSORS} |",
    ],
)
def test_the_limits_are_those_that_hold(limit: str) -> None:
    assert limit in TEXT[TEXT.index("## Limits") :]
