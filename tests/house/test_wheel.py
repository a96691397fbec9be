"""A wheel has what running needs: packs, templates, catalogues, static files, filled answers."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = (
    "criteria/packs/cmc/2026.1/model.yaml",
    "criteria/traditional.txt",
    "assessor/translations/zh_Hant/terms.txt",
    "benchmarks/codelists.json",
    "benchmarks/country_names.json",
    "benchmarks/industry_schemes.json",
    "assessor/templates/base.html",
    "assessor/templates/pdf/report.html",
    "assessor/translations/zh_Hans/product.po",
    "assessor/static/assessor.css",
    "assessor/migrations/env.py",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_is_complete(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in NEEDED if name not in names] == []
    assert any(name.startswith("assessor/demo/answers/") and name.endswith(".xlsx") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "instance/"))]


def test_the_installed_command_scores_and_finds_its_templates(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, away from the checkout: the same as installing it, without the network."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "import assessor, assessor.config as c;"
        f"assert str(assessor.__file__).startswith({str(tmp_path)!r}), assessor.__file__;"
        "assert (c.templates() / 'pdf' / 'report.html').is_file(), c.templates();"
        "from assessor.cli import main; main()"
    )
    golden = ROOT / "tests/data/golden/total-473.yaml"
    done = subprocess.run(
        [sys.executable, "-c", program, "score", str(golden)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "473 of 1000" in done.stdout
