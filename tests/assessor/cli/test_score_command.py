import json
from pathlib import Path

import jsonschema
import pytest

from assessor.reports.exchange import json_schema

BROKEN = """\
answers: 1
model: cmc@2026.1
track: declared
status: finished
organisation: {name: Broken, industry: C, country: CN, employees: 12}
date: 2026-10-31
practices:
  leadership.vision.customer-promise: 7
  leadership.vision.no-such-practice: 3
  people.skills.service-awareness: {not_applicable: true}
"""


@pytest.mark.parametrize(
    ("name", "total", "geometric", "level"), [("total-473", 473.1, 462.2, 3), ("total-452", 452.1, 432.3, 2)]
)
def test_golden_files_give_the_totals_of_the_method(run, golden, name, total, geometric, level):
    done = run("score", golden / f"{name}.yaml", "--json")
    assert done.exit_code == 0
    result = json.loads(done.stdout)
    assert result["total"]["value"] == total
    assert round(result["geometric"]["value"], 1) == geometric
    assert result["level"]["number"] == level
    jsonschema.validate(result, json_schema())


def test_several_files_give_a_list_in_their_order(run, golden):
    done = run("score", golden / "total-473.yaml", golden / "total-452.yaml", "--json")
    assert [result["total"]["shown"] for result in json.loads(done.stdout)] == ["473", "452"]


def test_contributions_of_practices_re_add_to_the_total(run, golden):
    result = json.loads(run("score", golden / "total-473.yaml", "--json").stdout)
    practices = [p for d in result["dimensions"] for c in d["criteria"] for p in c["practices"]]
    assert sum(p["contribution"]["value"] for p in practices) == pytest.approx(result["total"]["value"])


def test_a_broken_file_lists_every_fault_and_exits_2(run, tmp_path: Path):
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    done = run("score", path)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "4 faults" in done.stderr
    for place, found in (
        ("broken.yaml:4", "finished"),
        ("broken.yaml:8", "7"),
        ("broken.yaml:9", "no-such-practice"),
        ("broken.yaml:10", "reason"),
    ):
        assert any(place in line and found in line for line in done.stderr.splitlines()), (place, done.stderr)


def test_faults_of_all_files_are_listed_at_once(run, tmp_path: Path, golden):
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    done = run("score", path, golden / "total-473.yaml", tmp_path / "absent.yaml")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "absent.yaml" in done.stderr
    assert "broken.yaml:8" in done.stderr


@pytest.mark.parametrize("node", ["total", "people", "people.skills", "people.skills.service-awareness"])
def test_any_number_can_be_explained(run, golden, node):
    done = run("score", golden / "total-473.yaml", "--explain", node)
    assert done.exit_code == 0
    assert "473" in done.stdout if node == "total" else "50.0" in done.stdout


def test_explaining_a_criterion_shows_answers_times_weights(run, golden):
    shown = " ".join(run("score", golden / "total-473.yaml", "--explain", "people.skills").stdout.split())
    assert "Approach 50 × 30.0%" in shown
    assert "25.0% of its parent" in shown


def test_an_explanation_as_json_is_that_part_of_the_document(run, golden):
    whole = json.loads(run("score", golden / "total-473.yaml", "--json").stdout)
    part = json.loads(run("score", golden / "total-473.yaml", "--json", "--explain", "people").stdout)
    assert part in whole["dimensions"]


@pytest.mark.parametrize(
    ("options", "said"), [(["--explain", "nothing"], "--explain"), (["--profile", "nothing"], "--profile")]
)
def test_unknown_names_are_refused_with_what_is_allowed(run, golden, options, said):
    done = run("score", golden / "total-473.yaml", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "allowed" in done.stderr


def test_another_profile_changes_the_total_and_is_named(run, golden):
    result = json.loads(run("score", golden / "total-473.yaml", "--profile", "results-400", "--json").stdout)
    assert result["basis"]["profile"] == "results-400"
    others = {profile["id"]: profile["total"]["shown"] for profile in result["profiles"]}
    assert result["total"]["shown"] == others["results-400"] != others["balanced"]


def test_a_draft_with_blanks_shows_an_interval_and_no_total(run, golden, tmp_path: Path):
    lines = (
        (golden / "total-473.yaml").read_text(encoding="utf-8").replace("status: submitted", "status: draft")
    )
    kept = [line for line in lines.splitlines() if not line.strip().startswith("results.")]
    path = tmp_path / "draft.yaml"
    path.write_text("\n".join(kept), encoding="utf-8")
    result = json.loads(run("score", path, "--json").stdout)
    assert result["state"] == "incomplete"
    assert result["total"] is None
    low, high = result["interval"]["lowest"]["value"], result["interval"]["highest"]["value"]
    assert (low, high) == (368.1, 668.1)
    assert "between 368 and 668" in run("score", path).stdout
