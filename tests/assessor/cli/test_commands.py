"""What every command line must do: help without an application, a wrong name named."""

import pytest


def test_help_lists_every_command_without_opening_anything(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    shown = run("--help").stdout
    assert [
        name
        for name in ("demo", "edition", "model", "report", "score", "serve", "template")
        if name not in shown
    ] == []


def test_a_wrong_name_is_named(run):
    done = run("scorre")
    assert done.exit_code == 2
    assert "scorre" in done.stderr


@pytest.mark.parametrize(("key", "code", "said"), [("industry", "04", "'04'"), ("country", "QQ", "'QQ'")])
def test_codes_that_are_in_no_list_are_faults_with_their_line(run, golden, tmp_path, key, code, said):
    text = (golden / "total-473.yaml").read_text(encoding="utf-8")
    for old in ("industry: C", "country: CN"):
        if old.startswith(key):
            text = text.replace(old, f'{key}: "{code}"')
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    done = run("score", path)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "a.yaml:" in done.stderr
