"""The packs and answer files that the tests of the model are about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from criteria.answers import Answer, NotApplicable, RawAnswer, parse_answers
from criteria.model import Model
from criteria.registry import load
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
