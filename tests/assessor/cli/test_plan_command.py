import json

import pytest

from criteria.registry import load


def test_the_plan_to_the_next_level_is_the_default(run, golden):
    done = run("plan", golden / "total-452.yaml")
    assert done.exit_code == 0
    assert "level 3, Defined" in " ".join(done.stdout.split())
    assert "23 person-days" in done.stdout
    assert "results.loyalty.retention" in done.stdout
    words = " ".join(done.stdout.split())
    action = next(a for a in load("cmc").by_id["results.loyalty.retention"].guide.actions if a.level == 2)
    assert str(action.owner) in words


def test_any_level_and_any_total_can_be_aimed_at(run, golden):
    level = run("plan", golden / "total-473.yaml", "--to-level", 4)
    total = run("plan", golden / "total-473.yaml", "--to-total", "480.5")
    assert level.exit_code == total.exit_code == 0
    assert "level 4, Advanced" in " ".join(level.stdout.split())
    assert "Total of at least 480.5" in " ".join(total.stdout.split())


@pytest.mark.parametrize(("language", "said"), [("zh-Hans", "改进措施"), ("zh-Hant", "人日")])
def test_it_speaks_chinese(run, golden, language, said):
    done = run("plan", golden / "total-452.yaml", "--lang", language)
    assert done.exit_code == 0
    assert said in done.stdout or "速赢" in done.stdout
    assert "person-days" not in done.stdout


def test_a_target_out_of_reach_ends_with_1_and_says_why(run, golden):
    done = run("plan", golden / "total-473.yaml", "--to-total", 1200)
    assert done.exit_code == 1
    assert "beyond the scale" in done.stdout


def test_a_target_that_holds_needs_nothing(run, golden):
    done = run("plan", golden / "total-473.yaml", "--to-level", 2)
    assert done.exit_code == 0
    assert "reached already" in done.stdout


def test_a_draft_with_blanks_has_no_total_to_start_from(run, tmp_path):
    head = {"answers": 1, "model": "cmc@2026.1", "track": "declared", "status": "draft"}
    who = {"name": "Begun", "industry": "C", "country": "CN", "employees": 12}
    path = tmp_path / "begun.json"
    answers = {load("cmc").practices[0].id: 3}
    path.write_text(json.dumps({**head, "organisation": who, "date": "2026-10-31", "practices": answers}))
    done = run("plan", path)
    assert done.exit_code == 0
    assert "There is no total to start from." in done.stdout


def test_every_wrong_option_is_named_at_once(run, golden):
    done = run("plan", golden / "total-473.yaml", "--to-level", 9, "--to-total", "many", "--profile", "none")
    assert done.exit_code == 2
    assert done.stdout == ""
    for words in ("--to-level", "one of 1, 2, 3, 4, 5", "a number of points", "either a level or a total"):
        assert words in done.stderr
    assert "--profile" in done.stderr
