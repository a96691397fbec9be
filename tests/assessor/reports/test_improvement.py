"""The plan and the robustness of a report: what they say is what was computed, in every language."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest

from assessor.answers.files import read_answers
from assessor.languages import LANGUAGES, wording
from assessor.reports import improvement
from assessor.reports.building import build, score_sheet
from assessor.reports.improvement import next_level_plan, plan_chart, plan_view
from assessor.reports.outline import outliner
from assessor.reports.robustness import dropped_chart, robustness_view
from criteria.answers import Answer
from criteria.planning import LevelTarget, ScoreTarget, next_level, plan
from criteria.programme import Unsolved
from criteria.robustness import robustness
from tests.assessor.sheets import declared, verified

DATA = Path(__file__).parents[2] / "data"


def golden():
    """Level 2 with 452 points: results stand below the bar of level 3."""
    return read_answers(DATA / "golden" / "total-452.yaml")


def lines(sheet, language="en"):
    return outliner(score_sheet(sheet), wording(language))


def even(sheet, level: int):
    return replace(sheet, answers={p.id: Answer({"answer": F(level)}) for p in sheet.model.practices})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_has_the_plan_to_the_next_level_and_its_robustness(language):
    sheet = golden()
    result = score_sheet(sheet)
    document, found = build(sheet, result, language), plan(result, next_level(result))
    shown = document.plan
    steps = (*shown.quick_wins, *shown.long_term)
    assert [step.node for step in steps] == [step.practice.id for step in found.steps]
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert shown.days.value == found.days == sum(step.days.value for step in steps)
    assert sum(stream.days.value for stream in shown.streams) == found.days
    assert sum(stream.steps for stream in shown.streams) == len(steps)
    assert sum(stream.quick_wins for stream in shown.streams) == len(shown.quick_wins)
    assert (shown.milestones[0].total, shown.milestones[0].level) == (document.total, 2)
    assert shown.milestones[-1].level == 3
    assert document.next_level.title in shown.target
    assert shown.obstacles == ()


def test_gains_add_up_from_today_to_the_end():
    shown = next_level_plan(lines(golden()))
    gained = sum(step.gain.value for step in (*shown.quick_wins, *shown.long_term))
    assert gained == pytest.approx(shown.milestones[-1].total.value - shown.milestones[0].total.value)
    assert gained == pytest.approx(sum(stream.gain.value for stream in shown.streams))


def test_the_lead_sentence_names_effort_steps_target_and_totals():
    shown = next_level_plan(lines(even(declared(), 2)))
    first, last = shown.milestones[0], shown.milestones[-1]
    for words in (
        f"{shown.days.shown} person-days",
        "level 4, Advanced",
        first.total.shown,
        last.total.shown,
    ):
        assert words in shown.statement


def test_one_step_and_one_day_are_said_in_the_singular():
    sheet = even(declared(), 2)
    result = score_sheet(sheet)
    (step,) = plan(result, ScoreTarget("leadership", F(41))).steps
    cheap = {(step.practice.id, step.level): 1}
    shown = plan_view(outliner(result, wording("en")), ScoreTarget("leadership", F(41)), cheap)
    assert "1 person-day of work, in 1 step," in shown.statement


def test_a_step_says_from_which_level_to_which_what_to_do_and_who():
    sheet = even(declared(), 0)
    shown = next_level_plan(lines(sheet, "en")).quick_wins[0]
    action = next(a for a in sheet.model.by_id[shown.node].guide.actions if a.level == 1)
    assert (shown.from_level, shown.to_level) == ("0 Nothing in place", "1 Initial")
    assert shown.action == str(action.text)
    assert shown.owner == str(action.owner)
    assert (shown.days.value, shown.quick_win) == (action.days, action.horizon == "quick-win")


def test_how_a_step_is_meant_is_said_of_each_track():
    assert "takes the answer to a practice one level up" in next_level_plan(lines(even(declared(), 2))).method
    assert "lowest score of the next" in next_level_plan(lines(verified())).method


def test_there_is_no_plan_at_the_top_without_a_total_and_without_actions():
    assert next_level_plan(lines(even(declared(), 5))) is None
    assert next_level_plan(lines(replace(declared(), answers={}, status="draft"))) is None
    packs = DATA / "packs"
    assert next_level_plan(lines(read_answers(packs / "ladder" / "answers.yaml", folders=[packs]))) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_out_of_reach_says_why(language):
    shown = plan_view(lines(even(declared(), 2), language), ScoreTarget("total", F(1001)))
    assert shown.quick_wins == shown.long_term == shown.milestones == ()
    assert len(shown.obstacles) == 1
    assert "1001" in shown.obstacles[0]
    assert "1000" in shown.obstacles[0]


def test_a_target_that_holds_is_said_to():
    shown = plan_view(lines(even(declared(), 3)), LevelTarget(2))
    assert shown.statement == "The target is reached already: level 2, Managed."


def test_a_plan_is_made_once_for_all_languages(monkeypatch):
    made = []

    def counted(*arguments, **options):
        made.append(arguments)
        return plan(*arguments, **options)

    monkeypatch.setattr(improvement, "plan", counted)
    improvement._planned.cache_clear()
    for language in LANGUAGES:
        assert next_level_plan(lines(golden(), language)) is not None
    assert len(made) == 1
    assert next_level_plan(lines(even(declared(), 1))) is not None
    assert len(made) == 2


def test_a_plan_that_could_not_be_proven_is_not_shown_as_one(monkeypatch):
    def gives_up(*_arguments, **_options):
        raise Unsolved("too many nodes")

    monkeypatch.setattr(improvement, "plan", gives_up)
    shown = plan_view(lines(even(declared(), 2)), ScoreTarget("total", F(777)))
    assert "could be proven" in shown.statement
    assert shown.milestones == shown.quick_wins == ()


# --- robustness -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_robustness_shows_every_criterion(language):
    own = lines(golden(), language)
    shown, found = robustness_view(own), robustness(own.result)
    assert [v.id for v in shown.dropped] == [v.id for v in found.dropped]
    assert [v.total.value for v in shown.dropped] == [float(v.total) for v in found.dropped]
    assert [v.change.value for v in shown.dropped] == [float(v.total - found.total) for v in found.dropped]
    deciding = {v.id for v in found.deciding_criteria}
    assert {v.id for v in shown.dropped if v.changes_level} == deciding
    assert str(len(deciding)) in shown.criteria_statement or not deciding


def test_what_is_said_of_the_profiles_agrees_with_their_levels():
    for sheet in (golden(), even(declared(), 3)):
        document = build(sheet, score_sheet(sheet), "en")
        others = [p for p in document.profiles if p.id != document.basis.profile]
        moved = sum(profile.level != document.level.number for profile in others)
        said = document.robustness.profiles_statement
        assert ("stays the same" in said) == (moved == 0)
        assert moved == 0 or f"Under {moved} of the {len(others)}" in said


def test_a_criterion_that_decides_the_level_is_named():
    sheet = even(declared(), 4)
    low = [p.id for c in sheet.model.criteria if c.id == "people.skills" for p in c.practices]
    sheet = replace(sheet, answers={**sheet.answers, **{name: Answer({"answer": F(1)}) for name in low}})
    shown = robustness_view(lines(sheet))
    assert [v.id for v in shown.dropped if v.changes_level] == ["people.skills"]
    assert "hangs on 1 of 30 criteria" in shown.criteria_statement


# --- charts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_have_every_figure_in_their_tables(language):
    sheet = golden()
    document = build(sheet, score_sheet(sheet), language)
    say = wording(language)
    path, swarm = plan_chart(document, say), dropped_chart(document, say)
    assert [row[2] for row in path.table.rows] == [m.total.shown for m in document.plan.milestones]
    assert [row[1] for row in swarm.table.rows] == [v.total.shown for v in document.robustness.dropped]
    assert path.svg.count("<circle") == len(document.plan.milestones)


def test_there_is_no_chart_where_there_is_nothing_to_draw():
    sheet = even(declared(), 5)
    document = build(sheet, score_sheet(sheet), "en")
    assert plan_chart(document, wording("en")) is None
    assert dropped_chart(replace(document, robustness=None), wording("en")) is None
