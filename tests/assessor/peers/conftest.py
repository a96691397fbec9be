from collections.abc import Callable
from pathlib import Path

import pytest

from assessor.peers.mapping import MappingFile, read_mapping
from tests.assessor.peers.mappings import MAPPING
from tests.benchmarks.peer_files import csv_file

Write = Callable[..., Path]


@pytest.fixture
def mapping_path(tmp_path: Path) -> Write:
    """Write the mapping, with texts replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = MAPPING
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / "peers.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def mapping(mapping_path: Write) -> MappingFile:
    return read_mapping(mapping_path())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three organisations, one assessment each."""
    return csv_file(tmp_path)
