"""The pages of a plan: choosing a target, settling it, planning again, and working it off."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import event, select

from assessor.assessments.operations import record
from assessor.extensions import db
from assessor.languages import wording
from assessor.models import Activity, Assessment
from assessor.plans.forms import seen_text
from assessor.plans.operations import fields_of
from assessor.reports.building import score_sheet
from criteria.answers import Answer
from criteria.planning import LevelTarget, plan
from tests.assessor.cast import browser_of, members
from tests.assessor.plans.settling import hidden, keys, settle, settled, uneven

CHEAPEST = plan(score_sheet(uneven()), LevelTarget(4))


def step_form(task, **typed: str) -> dict[str, str]:
    return {"status": "open", **typed, "seen": seen_text(fields_of(task))}


# --- choosing ---------------------------------------------------------------------------------------


def test_without_a_plan_the_page_leads_to_a_target_and_says_why_peers_cannot_be_one(client, address):
    page = client.get(address)
    assert "No plan has been settled" in page.text
    assert f'href="{address}/target"' in page.text
    asked = client.get(f"{address}/target").text
    assert "Level 4, Advanced" in asked
    assert "Level 3" not in asked
    assert "No edition of the peers has been built yet for this model and track." in asked
    assert client.get(f"{address}.xlsx").status_code == 404


def test_a_target_that_there_is_not_is_refused_with_what_is_allowed(client, address):
    for query, said in (
        ("", "Choose what to aim at"),
        ("aim=nowhere", "Choose what to aim at"),
        ("aim=p75", "Choose what to aim at"),
        ("aim=score&part=leadership&points=101", "found “101”; allowed: a number from 0 to 100"),
        ("aim=score&part=total&points=", "Enter the score to reach, from 0 to 1000"),
        ("aim=score&part=total&points=many", "found “many”; allowed: a number from 0 to 1000"),
    ):
        page = client.get(f"{address}/proposal?{query}")
        assert page.status_code == 400
        assert said in page.text
        assert "There is a problem" in page.text


def test_a_dimensions_score_is_planned_for_and_what_is_out_of_reach_says_why(client, address):
    page = client.get(f"{address}/proposal?aim=score&part=leadership&points=55").text
    assert "Leadership of at least 55" in page
    assert "Settle this plan" in page
    everything = {f"wish:{p.id}:3": "without" for p in uneven().model.practices if "leadership" in p.id}
    refused = client.submit(f"{address}/proposal?aim=leadership&points=55", everything | {"do": "settle"})
    assert "No set of actions leads to the target" in refused.text
    assert "all actions together lead to" in refused.text
    assert "Settle this plan" not in refused.text


def test_a_long_proposal_is_settled_above_its_steps_too(client, address):
    long = client.get(f"{address}/proposal?aim=level-4").text
    assert long.index("Settle this plan") < long.index("plan-step__title") < long.rindex("Settle this plan")
    assert long.count("Calculate again</button>") == 2
    short = client.get(f"{address}/proposal?aim=score&part=leadership&points=51").text
    assert short.count("<select") < 6
    assert short.count("Settle this plan") == 1


# --- settling ---------------------------------------------------------------------------------------


def test_the_settled_plan_is_the_cheapest_one_and_does_not_move_by_itself(client, address):
    settle(client, address)
    row = settled()
    assert keys(row) == [step.key for step in CHEAPEST.steps]
    assert [task.days for task in row.tasks] == [step.days for step in CHEAPEST.steps]
    assert [Fraction(task.gain) for task in row.tasks] == [step.gain for step in CHEAPEST.steps]
    assert [stop["days"] for stop in row.milestones] == [
        m.days for m in (CHEAPEST.today, CHEAPEST.after_quick_wins, CHEAPEST.after_all)
    ]
    assert db.session.scalars(select(Activity.action)).all() == ["plan.settled"]
    page = client.get(address).text
    assert f"{CHEAPEST.days:,} person-days" in page
    for answer in db.session.scalars(select(Assessment)).one().scored:
        assert answer.values == {"answer": "2"} or answer.values == {"answer": "3"}


def test_own_efforts_and_wishes_are_kept_and_what_was_not_shown_is_not_settled(client, address):
    unwanted, dear = (f"{s.practice.id}:{s.level}" for s in CHEAPEST.steps[:2])
    typed = {f"wish:{unwanted}": "without", f"days:{dear}": "3"}
    shown = hidden(client.get(f"{address}/proposal?aim=level-4"))
    refused = client.submit(f"{address}/proposal?aim=level-4", {**shown, **typed, "do": "settle"})
    assert refused.status_code == 409
    assert "Check the plan first" in refused.text
    settle(client, address, **typed)
    row = settled()
    assert unwanted not in [f"{practice}:{level}" for practice, level in keys(row)]
    assert row.efforts == [{"practice": dear.split(":")[0], "level": int(dear.split(":")[1]), "days": 3}]
    assert [wish["wish"] for wish in row.wishes] == ["without"]
    again = client.get(f"{address}/proposal?aim=level-4").text
    assert "Its steps are those of the settled plan." in again
    assert 'value="without" selected' in again


def test_wrong_efforts_are_named_and_everything_typed_stays(client, address):
    one, other = (f"{s.practice.id}:{s.level}" for s in CHEAPEST.steps[:2])
    page = client.submit(
        f"{address}/proposal?aim=level-4",
        {f"days:{one}": "-4", f"days:{other}": "77", f"wish:{other}": "including", "do": "calculate"},
    )
    assert page.status_code == 400
    assert "found “-4”; allowed: whole person-days from 0 to 9,999" in page.text
    assert f'href="#days:{one}"' in page.text
    assert f'name="days:{one}" inputmode="numeric" value="-4"' in page.text
    assert f'name="days:{other}" inputmode="numeric" value="77"' in page.text


def test_efforts_go_on_to_the_plan_of_the_next_assessment(client, address, company):
    dear = CHEAPEST.steps[0]
    settle(client, address, **{f"days:{dear.practice.id}:{dear.level}": "91"})
    nxt = record(uneven(assessed_on=date(2026, 11, 1)), company, "tests")
    page = client.get(f"/assessments/{nxt.id}/plan/proposal?aim=level-4").text
    assert "Person-days that you changed in your last plan are used again." in page
    assert f'name="days:{dear.practice.id}:{dear.level}" inputmode="numeric" value="91"' in page


def test_planning_again_keeps_what_was_agreed_on_and_says_what_changes(client, address):
    settle(client, address)
    first, dropped, *_ = settled().tasks
    ids, gone = {task.id for task in settled().tasks}, dropped.id
    client.submit(f"{address}/steps/{first.id}", step_form(first, owner="Head of care", status="done"))
    client.submit(f"{address}/steps/{dropped.id}", step_form(dropped, status="dropped"))
    page = client.get(f"{address}/proposal?aim=level-4")
    assert "Steps that go" in page.text
    assert "Dropped" in page.text
    settle(client, address, **{
        f"wish:{first.practice_id}:{first.to_level}": "including",
        f"wish:{dropped.practice_id}:{dropped.to_level}": "without",
    })  # fmt: skip
    row = settled()
    kept = next(task for task in row.tasks if task.owner)
    assert (kept.owner, kept.status, kept.done_on) == ("Head of care", "done", date.today())
    assert gone not in {task.id for task in row.tasks}
    assert len(ids & {task.id for task in row.tasks}) > len(ids) / 2
    assert [task.position for task in row.tasks] == list(range(len(row.tasks)))


def test_who_settles_a_plan_that_was_settled_meanwhile_is_told(client, address, web, cast):
    proposal = f"{address}/proposal?aim=level-4"
    opened = hidden(client.get(proposal))
    settle(browser_of(web, cast["owner"]), address)
    late = client.submit(proposal, {**opened, "do": "settle"})
    assert late.status_code == 409
    assert "Somebody settled the plan meanwhile" in late.text
    assert settled().settled_by == "Owner of local"


# --- steps ------------------------------------------------------------------------------------------


def test_a_step_has_an_owner_dates_and_a_status_and_is_overdue_after_its_day(client, address):
    settle(client, address)
    task = settled().tasks[0]
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    form = client.get(f"{address}/steps/{task.id}").text
    assert '<option value="Respondent of local">' in form
    typed = step_form(task, owner="=cmd <b>", due_on=yesterday, status="started", note="Two\nlines")
    assert client.submit(f"{address}/steps/{task.id}", typed).status_code == 302
    task = settled().tasks[0]
    assert (task.owner, task.status, task.note) == ("=cmd <b>", "started", "Two\nlines")
    page = client.get(address).text
    assert "Overdue" in page
    assert "=cmd &lt;b&gt;" in page
    client.submit(f"{address}/steps/{task.id}", step_form(task, due_on=yesterday, status="done"))
    page = client.get(address).text
    assert "Overdue" not in page
    assert f"1 / {len(CHEAPEST.steps)}" in page
    assert f"{task.days} / {CHEAPEST.days:,}" in page


def test_wrong_dates_and_long_texts_are_all_named_at_once(client, address):
    settle(client, address)
    task = settled().tasks[0]
    typed = {"owner": "x" * 121, "starts_on": "31.12.2026", "status": "finished", "note": "kept"}
    page = client.submit(f"{address}/steps/{task.id}", typed)
    assert page.status_code == 400
    for said in ("found 121 characters", "found “31.12.2026”; allowed: a date such as", "choose one from"):
        assert said in page.text
    assert ">kept</textarea>" in page.text
    early = {"starts_on": "2026-12-02", "due_on": "2026-12-01", "status": "open"}
    assert "before the start date" in client.submit(f"{address}/steps/{task.id}", early).text
    assert settled().tasks[0].owner == ""


def test_a_stale_form_says_what_changed_and_loses_nothing(client, address, web, cast):
    settle(client, address)
    task = settled().tasks[0]
    where, stale = f"{address}/steps/{task.id}", step_form(task, owner="Mine", note="My note")
    other = browser_of(web, cast["owner"])
    assert other.submit(where, step_form(task, owner="Theirs", status="started")).status_code == 302
    page = client.submit(where, stale)
    assert page.status_code == 409
    assert "Who does it: was empty, is now Theirs. You typed: Mine" in page.text.replace("\n", " ")
    assert 'value="Mine"' in page.text
    assert 'value="started" checked' in page.text  # nobody touched it here, so it is theirs
    assert settled().tasks[0].owner == "Theirs"
    kept = {**stale, **hidden(page), "status": "started"}
    assert client.submit(where, kept).status_code == 302
    task = settled().tasks[0]
    assert (task.owner, task.status, task.note) == ("Mine", "started", "My note")


def test_what_was_typed_of_a_step_that_is_gone_is_given_back(client, address):
    settle(client, address)
    task = settled().tasks[0]
    typed = step_form(task, owner="Head of care", due_on="2026-12-01")
    settle(client, address, **{f"wish:{task.practice_id}:{task.to_level}": "without"})
    page = client.submit(f"{address}/steps/{task.id}", typed, at=f"{address}")
    assert page.status_code == 409
    assert "Head of care" in page.text
    assert "1 December 2026" in page.text


def test_steps_are_ordered_by_number_and_by_moving_and_two_at_once_are_told(client, address):
    settle(client, address)
    a, b, c, *rest = [task.id for task in settled().tasks]
    version = str(settled().version)
    moved = client.submit(f"{address}/order", {"move": f"{b}:up"}, at=address)
    assert moved.location.endswith(f"#step-{b}")
    assert [task.id for task in settled().tasks] == [b, a, c, *rest]
    client.submit(f"{address}/order", {"move": f"{b}:up"}, at=address)  # it is the first already
    late = client.submit(f"{address}/order", {"version": version, f"place:{c}": "1"}, at=address)
    assert late.status_code == 409
    assert "Somebody changed the plan meanwhile" in late.text
    assert f'name="place:{c}" inputmode="numeric" value="1"' in late.text
    now = {"version": str(settled().version), f"place:{c}": "1", f"place:{a}": " "}
    assert client.submit(f"{address}/order", now, at=address).status_code == 302
    assert [task.id for task in settled().tasks] == [c, b, a, *rest]
    assert client.submit(f"{address}/order", {"move": "nonsense:up"}, at=address).status_code == 400


def test_a_place_that_is_no_number_is_a_fault(client, address):
    settle(client, address)
    first, second, *_ = before = [task.id for task in settled().tasks]
    typed = {"version": str(settled().version), f"place:{first}": "zz", f"place:{second}": "1"}
    page = client.submit(f"{address}/order", typed, at=address)
    assert page.status_code == 400
    assert page.text.count("found “zz”; allowed: a whole number") == 2
    assert 'href="#place-1"' in page.text
    assert f'name="place:{first}" inputmode="numeric" value="zz"' in page.text
    assert f'name="place:{second}" inputmode="numeric" value="1"' in page.text
    assert "Somebody changed the plan meanwhile" not in page.text
    assert [task.id for task in settled().tasks] == before


# --- what became of it ------------------------------------------------------------------------------


def test_the_next_assessment_says_what_was_reached_in_fact(client, address, company):
    settle(client, address)
    row = settled()
    by_practice = {}
    for task in row.tasks:
        by_practice[task.practice_id] = max(task.to_level, by_practice.get(task.practice_id, 0))
    beyond, missed, *reached = by_practice
    levels = {name: by_practice[name] for name in reached} | {beyond: by_practice[beyond] + 1, missed: 1}
    sheet = uneven(assessed_on=date(2026, 12, 1))
    answers = {**sheet.answers, **{name: Answer({"answer": Fraction(n)}) for name, n in levels.items()}}
    record(replace(sheet, answers=answers), company, "tests")
    page = client.get(address).text
    assert "Done in fact" in page
    assert page.count("Beyond that level</p>") == 1
    assert page.count("Not yet at that level</p>") == sum(task.practice_id == missed for task in row.tasks)
    assert page.count("Level reached</p>") == len(row.tasks) - 1 - page.count("Not yet at that level</p>")


# --- who may, and at what price ---------------------------------------------------------------------


def test_readers_read_and_only_staff_changes(web, company, other_company, cast, client, address):
    settle(client, address)
    task = settled().tasks[0]
    for role, person in cast.items():
        browser, staff = browser_of(web, person), role in ("owner", "coordinator")
        page = browser.get(address)
        assert page.status_code == 200
        assert ("Save this order" in page.text) is staff
        assert ("/static/plans.js" in page.text) is staff
        assert browser.get(f"{address}.ics").status_code == 200
        for way in ("target", "proposal?aim=level-4", f"steps/{task.id}"):
            assert browser.get(f"{address}/{way}").status_code == (200 if staff else 403)
    for stranger in members(other_company).values():
        browser = browser_of(web, stranger)
        assert browser.get(address).status_code in (403, 404)
        assert browser.get(f"{address}.xlsx").status_code in (403, 404)
    assert browser_of(web, None).get(address).status_code == 302


def test_the_pages_are_in_chinese(client, address):
    settle(client, address)
    task = settled().tasks[0]
    for language, title in (("zh-Hans", "改进计划"), ("zh-Hant", wording("zh-Hant")("Improvement plan"))):
        for way in ("", "/target", "/proposal", f"/steps/{task.id}"):
            asked = {"lang": language, "aim": "level-4"}
            page = client.get(f"{address}{way}", query_string=asked).text
            assert title in page
            assert "Person-days" not in page
            assert "Save" not in page


def test_pages_are_light_and_ask_the_database_little(client, address, company):
    settle(client, address)
    record(uneven(3, assessed_on=date(2026, 12, 1)), company, "tests")
    task = settled().tasks[0]
    asked: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        for way in ("", "/target", "/proposal?aim=level-4", f"/steps/{task.id}", ".xlsx", ".ics"):
            asked.clear()
            page = client.get(f"{address}{way}")
            assert page.status_code == 200
            assert len([one for one in asked if not one.startswith("PRAGMA")]) <= 15, (way, asked)
            assert len(page.data) <= 150_000, way
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
