"""What docs/answers.md shows can be read, and the limits that it names are those that hold."""

import re
from pathlib import Path

import pytest

from assessor.answers import (
    archive,
    checking,
    documents,
    evidence,
    fields,
    files,
    measurements,
    respondents,
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


def test_the_example_of_an_audit_can_be_read(tmp_path: Path) -> None:
    head, rest = TEXT.split("```yaml\n")[1:3]
    head = head.partition("practices:")[0].replace("track: declared ", "track: verified ")
    example = f"{head}practices:\n{rest.partition('```')[0].replace('{...}', '{}')}"
    (tmp_path / "a.yaml").write_text(example, encoding="utf-8")
    sheet = read_answers(tmp_path / "a.yaml")
    assert (len(sheet.answers), len(sheet.assessors), len(sheet.findings)) == (3, 2, 3)
    assert [item.site for item in sheet.evidence] == ["Lakeside"]
    assert [len(found.periods) for found in sheet.measurements] == [3]
    assert sheet.decision is not None


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
        f"{evidence.MOST_ITEMS:,} items, ids of {evidence.ID_LENGTH} characters",
        f"{measurements.MOST_MEASUREMENTS} of {measurements.MOST_PERIODS} periods",
        f"periods {measurements.PERIOD_LENGTH} characters, units {measurements.UNIT_LENGTH}",
        f"from {float(measurements.SMALLEST)} to {measurements.LARGEST:,} in size",
        f"| assessors' sheets | {workbook.MOST_ASSESSORS} |",
        f"| respondents | {respondents.MOST_RESPONDENTS} in {respondents.MOST_GROUPS} groups, ",
        f"in a workbook {workbook.MOST_RESPONDENTS} sheets |",
    ],
)
def test_the_limits_are_those_that_hold(limit: str) -> None:
    assert limit in TEXT[TEXT.index("## Limits") :]
