"""The packs and answer files that the tests of the model are about."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from criteria.answers import Answer, NotApplicable, RawAnswer, parse_answers
from criteria.faults import PackInvalid
from criteria.loading import load_pack
from criteria.model import Model
from criteria.registry import BUILT_IN, load
from criteria.yaml import read_yaml

DATA = Path(__file__).parents[1] / "data"
PACKS = DATA / "packs"

Read = Callable[[Model, Path], dict[str, Answer | NotApplicable]]


@pytest.fixture(scope="session")
def cmc() -> Model:
    return load("cmc@2026.1")


@pytest.fixture(scope="session")
def assurance() -> Model:
    return load("assurance@1.0", [PACKS])


@pytest.fixture(scope="session")
def ladder() -> Model:
    return load("ladder@2.1", [PACKS])


@pytest.fixture(scope="session")
def twolayer() -> Model:
    return load("twolayer@1.0", [PACKS])


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads the practices of an answers file into checked answers."""

    def answers(model: Model, path: Path) -> dict[str, Answer | NotApplicable]:
        document = read_yaml(path)
        assert not document.faults
        assert document.value["model"] == model.reference
        raw = [
            RawAnswer(name, document.where(("practices", name)), values)
            for name, values in document.value["practices"].items()
        ]
        return parse_answers(model, document.value["track"], raw)

    return answers


class Draft:
    """A copy of a pack to spoil: replaces texts in its files and says what is refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.folder / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (text.count(old), old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, where: str) -> str:
        """What stands at `folder/file.yaml:line`."""
        file, _, line = where.partition("/")[2].partition(":")
        return (self.folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]

    def faults(self) -> list[tuple[str, str, str, str]]:
        with pytest.raises(PackInvalid) as refused:
            load_pack(self.folder)
        assert refused.value.faults
        return [(f.where, f.key, f.found, f.allowed) for f in refused.value.faults]


@pytest.fixture
def ladder_draft(tmp_path):
    return Draft(Path(copytree(PACKS / "ladder" / "2.1", tmp_path / "2.1")))


@pytest.fixture
def twolayer_draft(tmp_path):
    return Draft(Path(copytree(PACKS / "twolayer" / "1.0", tmp_path / "1.0")))


@pytest.fixture
def cmc_draft(tmp_path):
    return Draft(Path(copytree(BUILT_IN / "cmc" / "2026.1", tmp_path / "2026.1")))
