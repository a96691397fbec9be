from pathlib import Path
from zipfile import ZipFile

from assessor.config import DATABASE
from assessor.extensions import sqlite_driver
from tests.assessor.cli.conftest import Run


def test_an_organisation_is_taken_away_and_its_log_verified(run: Run, tmp_path: Path, golden: Path) -> None:
    out = tmp_path / "all.zip"
    assert run("organisation", "list").stdout == "local  Local\n"
    done = run("organisation", "export", "local", "-o", out)
    assert done.exit_code == 0, done.stderr
    with ZipFile(out) as archive:
        assert f"local: {len(archive.namelist())} files in {out}" in done.stdout
    verified = run("activity", "verify")
    assert verified.exit_code == 0
    assert verified.stdout.startswith("local: 1 line, the chain of digests holds; last ")
    assert run("activity", "verify", "--organisation", "local").stdout == verified.stdout
    connection = sqlite_driver().connect(tmp_path / "home" / DATABASE)
    connection.execute("update activity set actor = 'somebody else'")
    connection.commit()
    connection.close()
    broken = run("activity", "verify")
    assert broken.exit_code == 2
    assert "local: line 1: it was altered; the 0 lines before it hold" in broken.stderr


def test_an_organisation_that_is_not_there_is_named_with_those_that_are(run: Run, tmp_path: Path) -> None:
    refused = run("organisation", "export", "nowhere", "-o", tmp_path / "x.zip")
    assert refused.exit_code == 2
    assert "organisation: found 'nowhere'; allowed: local" in refused.stderr
    assert not (tmp_path / "x.zip").exists()
    assert run("activity", "verify", "--organisation", "nowhere").exit_code == 2
