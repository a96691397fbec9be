"""What `make bench-web` measures at length, once and small."""

import pytest

from tools import load_web
from tools.bench_web import MOST_BYTES, MOST_STATEMENTS, weigh


def test_no_page_of_a_complete_assessment_is_heavy_or_asks_the_database_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", "")  # put back afterwards, whatever the measurement sets
    weights = weigh()
    assert len(weights) >= 30
    assert "plans.proposal" in {one.page for one in weights}
    assert [one for one in weights if one.sent > MOST_BYTES] == []
    assert [one for one in weights if one.statements > MOST_STATEMENTS] == []


def test_no_acknowledged_answer_is_lost_or_written_over_though_the_server_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", "")
    told, faults = load_web.run(people=6, seconds=15, kills=1)
    assert faults == []
    assert told["acknowledged"] >= 10
    assert told["conflicts"] >= 1
    assert told["lost connections"] >= 1


def test_a_lost_save_would_be_noticed() -> None:
    heard = load_web.Heard()
    heard.acknowledged["a-key"] = ("a.practice", 1, "3")
    assert list(load_web._lost(heard, [])) == ["a-key: acknowledged as version 1 of a.practice and lost"]
