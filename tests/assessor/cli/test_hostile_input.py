"""What a user or an attacker may type, and a machine that is not as it should be: faults, never a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessor.cli.terminal import fail, print_table, reports_faults
from assessor.whole_files import write_whole
from benchmarks.classification import country

COMMAND = [sys.executable, "-c", "from assessor.cli import main; main()"]


def test_a_file_name_is_never_markup(run, golden, tmp_path: Path):
    done = run("report", golden / "total-473.yaml", "-o", tmp_path / "[bold]a [-1].html")
    assert done.exit_code == 0
    assert "[bold]a [-1].html" in done.stdout
    closing = run("model", "document", "cmc", "-o", tmp_path / "[" / "x].md")
    assert closing.exit_code == 0
    assert "[/x].md" in closing.stdout


@pytest.mark.parametrize("name", ["[/]", "[link=file:///]x[/link]"])
def test_names_in_faults_are_never_markup(capsys, name):
    with pytest.raises(SystemExit):
        fail([f"no model {name}"])
    assert f"no model {name}" in capsys.readouterr().err


def test_an_organisation_keeps_its_brackets(run, golden, tmp_path: Path):
    path = tmp_path / "named.yaml"
    said = (golden / "total-473.yaml").read_text(encoding="utf-8")
    path.write_text(said.replace("Golden vector 473", "[red]A[/red] [/]"), encoding="utf-8")
    assert "[red]A[/red] [/]" in run("score", path).stdout
    assert "[red]A[/red] [/]" in run("score", path, "--explain", "total").stdout


@pytest.mark.parametrize(
    ("field", "code"), [("industry: C", "industry: ZZ"), ("country: CN", "country: China")]
)
@pytest.mark.parametrize("command", ["score", "report"])
def test_unknown_codes_are_faults_with_file_and_line(run, golden, tmp_path: Path, field, code, command):
    path = tmp_path / "codes.yaml"
    path.write_text((golden / "total-473.yaml").read_text(encoding="utf-8").replace(field, code), "utf-8")
    options = ["-o", tmp_path / "out.html"] if command == "report" else []
    done = run(command, path, *options)
    assert done.exit_code == 2
    assert "codes.yaml:8" in done.stderr
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("options", [[], ["--lang", "zh-Hans"], ["--explain", "people"]])
def test_a_terminal_without_the_characters_still_gets_the_result(golden, encoding, options):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [*COMMAND, "score", str(golden / "total-473.yaml"), *options]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert (b"50.0" if "--explain" in options else b"473") in done.stdout


def test_json_is_utf_8_on_any_terminal(golden):
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [*COMMAND, "score", str(golden / "total-473.yaml"), "--json", "--lang", "zh-Hans"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "领导" in done.stdout.decode("utf-8")


def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(tmp_path: Path):
    path = tmp_path / ("x" * 300 + ".html")
    with pytest.raises(OSError, match="cannot be written") as refused:
        write_whole(path, b"text")
    assert refused.value.filename == str(path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("address", "said"),
    [("nonsense", "Could not parse"), ("sqlite:////no-such-folder/a.db", "unable to open database file")],
)
def test_a_database_that_cannot_be_opened_is_a_fault(run, monkeypatch, address, said):
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", address)
    done = run("edition", "list")
    assert done.exit_code == 2
    assert "the database cannot be used" in done.stderr
    assert said in done.stderr


def test_a_file_that_is_no_database_is_a_fault(run, tmp_path: Path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "assessor.sqlite3").write_bytes(b"this is no database at all" * 200)
    done = run("edition", "list")
    assert done.exit_code == 2
    assert "file is not a database" in done.stderr


def test_tables_are_never_cut_off(run, monkeypatch, capsys):
    from rich.table import Table

    monkeypatch.setenv("COLUMNS", "20")
    table = Table("a", "b", box=None)
    table.add_row("cmc-synthetic-declared-1", "0123456789abcdef" * 8)
    print_table(table)
    assert "cmc-synthetic-declared-1" in capsys.readouterr().out
    assert "cmc@2026.1" in run("model", "list").stdout


def test_a_code_that_only_the_classification_refuses_is_a_fault(capsys):
    with pytest.raises(SystemExit) as left:
        reports_faults(country)("QQ")
    assert left.value.code == 2
    assert "country: found 'QQ'" in capsys.readouterr().err
