from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessor.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an installation of its own; output and errors are kept apart."""
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def golden() -> Path:
    return Path(__file__).parents[2] / "data" / "golden"
