import shutil
from pathlib import Path

import pytest

from criteria.registry import BUILT_IN

PACKS = Path(__file__).parents[2] / "data" / "packs"


def test_list_shows_every_model_and_version(run):
    shown = run("model", "list", "--packs", PACKS).stdout
    assert "cmc@2026.1" in shown
    folders = [head.parent for head in PACKS.glob("*/*/model.yaml")]
    assert len(folders) == 5
    assert all(f"{folder.parent.name}@{folder.name}" in shown for folder in folders)


def test_show_prints_the_tree_in_the_language_asked_for(run):
    assert "Complaints" in run("model", "show", "cmc").stdout
    assert "投诉" in run("model", "show", "cmc", "--lang", "zh-Hans").stdout
    assert "領導" in run("model", "show", "cmc", "--lang", "zh-Hant").stdout


def test_check_reports_the_sizes_of_a_valid_pack(run):
    shown = run("model", "check", "cmc@2026.1").stdout
    assert "7 dimensions, 30 criteria, 120 practices" in shown
    assert "1000 points" in shown


def test_check_lists_every_fault_of_a_folder_with_file_and_line(run, tmp_path: Path):
    folder = tmp_path / "2026.1"
    shutil.copytree(BUILT_IN / "cmc" / "2026.1", folder)
    people = (folder / "people.yaml").read_text(encoding="utf-8")
    (folder / "people.yaml").write_text(
        people.replace("points: 100", "points: 90", 1).replace("stage: service", "stage: servis", 1),
        encoding="utf-8",
    )
    done = run("model", "check", folder)
    assert done.exit_code == 2
    assert "people.yaml:" in done.stderr
    assert "servis" in done.stderr
    assert "90" in done.stderr


def test_a_folder_without_a_pack_is_named(run, tmp_path: Path):
    done = run("model", "check", tmp_path)
    assert done.exit_code == 2
    assert "model.yaml" in done.stderr


@pytest.mark.parametrize("reference", ["nothing", "cmc@1.0"])
def test_an_unknown_model_lists_those_there_are(run, reference):
    done = run("model", "show", reference)
    assert done.exit_code == 2
    assert "cmc@2026.1" in done.stderr


def test_diff_shows_what_changed(run, tmp_path: Path):
    folder = tmp_path / "2026.2"
    shutil.copytree(BUILT_IN / "cmc" / "2026.1", folder)
    head = (folder / "model.yaml").read_text(encoding="utf-8")
    (folder / "model.yaml").write_text(
        head.replace('version: "2026.1"', 'version: "2026.2"').replace("above: 15", "above: 20"),
        encoding="utf-8",
    )
    shown = run("model", "diff", "cmc", folder).stdout
    assert "criterion > 15" in shown
    assert "criterion > 20" in shown
    assert "no differences" in run("model", "diff", "cmc", "cmc").stdout
