import json
from pathlib import Path

import openpyxl
import pytest


@pytest.mark.parametrize("track", ["declared", "verified"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_template_is_written_in_every_language(run, tmp_path: Path, track, language):
    path = tmp_path / "a.xlsx"
    done = run("template", "-o", path, "--track", track, "--lang", language)
    assert done.exit_code == 0
    assert "120 practices" in done.stdout
    assert len(openpyxl.load_workbook(path).sheetnames) >= 4


@pytest.mark.parametrize(
    ("options", "said"), [(["-o", "a.pdf"], ".xlsx"), (["-o", "a.xlsx", "--track", "guessed"], "declared")]
)
def test_wrong_options_are_refused_and_nothing_is_written(run, tmp_path: Path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    done = run("template", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert list(tmp_path.glob("a.*")) == []


def test_an_empty_template_lists_what_is_missing_and_is_not_scored(run, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    run("template", "-o", path)
    done = run("score", path, "--json")
    assert done.exit_code == 2
    assert "a.xlsx: " in done.stderr
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.stdout)
