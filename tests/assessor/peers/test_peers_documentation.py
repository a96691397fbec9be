"""The guide's example is imported as it is printed."""

import re
from pathlib import Path

from assessor.peers.importing import import_peers
from assessor.peers.mapping import read_mapping
from tests.benchmarks.peer_files import TODAY

GUIDE = Path(__file__).parents[3] / "docs/peers.md"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_worked_example_works(local, tmp_path):
    table, mapping = tmp_path / "firms.csv", tmp_path / "firms.yaml"
    table.write_text(block("csv"), encoding="utf-8")
    mapping.write_text(block("yaml"), encoding="utf-8")
    done = import_peers(table, read_mapping(mapping), today=TODAY)
    said = f"{done.line}, {done.track}: {done.added} assessments added from firms.csv"
    assert said in GUIDE.read_text(encoding="utf-8")
