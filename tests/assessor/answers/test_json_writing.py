from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.answers.json_writing import to_json

GOLDEN = sorted((Path(__file__).parents[2] / "data" / "golden").glob("*.yaml"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_is_written_is_read_back_the_same(path: Path, tmp_path: Path) -> None:
    sheet = read_answers(path)
    written = tmp_path / f"{path.stem}.json"
    written.write_text(to_json(sheet), encoding="utf-8")
    back = read_answers(written)
    compared = [name for name in sheet.__dataclass_fields__ if name not in ("source", "digest")]
    assert {name: getattr(back, name) for name in compared} == {
        name: getattr(sheet, name) for name in compared
    }
    assert to_json(back) == to_json(sheet)


def test_there_are_files_to_compare() -> None:
    assert len(GOLDEN) >= 2
