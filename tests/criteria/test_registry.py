"""Packs and versions side by side."""

from pathlib import Path
from shutil import copytree

import pytest

from criteria.faults import PackInvalid
from criteria.registry import UnknownModel, load, references

PACKS = Path(__file__).parents[1] / "data" / "packs"


def test_packs_and_versions_side_by_side(tmp_path):
    for version in ("2.9", "2.10"):
        folder = Path(copytree(PACKS / "ladder" / "2.1", tmp_path / "ladder" / version))
        head = folder / "model.yaml"
        text = head.read_text(encoding="utf-8").replace('version: "2.1"', f'version: "{version}"')
        head.write_text(text, encoding="utf-8")
    assert references([tmp_path]) == ["cmc@2026.1", "ladder@2.9", "ladder@2.10"]
    assert load("ladder", [tmp_path]).version == "2.10"
    assert load("ladder@2.9", [tmp_path]).version == "2.9"
    assert load("ladder@2.9", [tmp_path]).digest != load("ladder@2.10", [tmp_path]).digest
    with pytest.raises(UnknownModel, match=r"no model 'ladder@3'; there are: cmc@2026\.1, ladder@2\.9"):
        load("ladder@3", [tmp_path])


def test_a_pack_in_the_folder_of_another_version_is_refused(tmp_path):
    copytree(PACKS / "ladder" / "2.1", tmp_path / "ladder" / "2.2")
    with pytest.raises(PackInvalid) as refused:
        load("ladder", [tmp_path])
    assert str(refused.value) == (
        "2.2/model.yaml: id, version: found ladder@2.1; allowed: ladder@2.2, as its folders say"
    )
