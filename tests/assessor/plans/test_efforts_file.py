"""Own person-days from a file, for `assessor plan --efforts`."""

import pytest

from assessor.plans.efforts import read_efforts
from criteria.faults import AnswersInvalid
from criteria.registry import load
from tests.assessor.cli.conftest import golden, run

__all__ = ["golden", "run"]  # fixtures of the commands' tests

CMC = load("cmc@2026.1")
PROMISE = "leadership.vision.customer-promise"


def test_csv_and_yaml_say_the_same(tmp_path):
    table, listed = tmp_path / "own.csv", tmp_path / "own.yaml"
    table.write_text(f"practice,level,days\n{PROMISE},3,7\n{PROMISE},4,0\n")
    listed.write_text(
        f"- {{practice: {PROMISE}, level: 3, days: 7}}\n- practice: {PROMISE}\n  level: 4\n  days: 0\n"
    )
    assert read_efforts(table, CMC) == read_efforts(listed, CMC) == {(PROMISE, 3): 7, (PROMISE, 4): 0}


def test_everything_that_is_wrong_is_named_with_its_line(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        f"practice,level,days\nnowhere,3,7\n{PROMISE},3,-1\n{PROMISE},high,1\n{PROMISE},4,1\n{PROMISE},4,2\n"
    )
    with pytest.raises(AnswersInvalid) as refused:
        read_efforts(path, CMC)
    said = [str(fault) for fault in refused.value.faults]
    assert [line.split(": ")[0] for line in said] == [f"own.csv:{n}" for n in (2, 3, 4, 6)]
    assert "found '-1'; allowed: whole person-days from 0 to 9999" in said[1]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"step,days\n"), ("a.yaml", b"days: 3\n"), ("a.csv", b"\xff")]
)
def test_another_kind_of_file_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AnswersInvalid):
        read_efforts(tmp_path / name, CMC)


def test_the_command_plans_with_them(run, golden, tmp_path):
    plain = run("plan", golden / "total-452.yaml")
    path = tmp_path / "own.csv"
    rows = [f"{p.id},{a.level},0" for p in CMC.practices for a in p.guide.actions]
    path.write_text("\n".join(["practice,level,days", *rows]))
    free = run("plan", golden / "total-452.yaml", "--efforts", path)
    assert (plain.exit_code, free.exit_code) == (0, 0)
    assert "It takes 0 person-days of work" in free.stdout
    assert "the organisation's own estimate" in " ".join(free.stdout.split())
    assert "It takes 0" not in plain.stdout
