import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from assessor.extensions import db, writing
from assessor.models import Account, Activity, Answer, Assessment, Decision, Mail, Organisation, PrintOrder
from assessor.models.base import now
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of
from tests.assessor.opening.conftest import answered, asked, fresh, opened, page_of
from tests.assessor.opening.test_opening import FIRST, MODEL

ALL = [practice.id for practice in MODEL.practices]


def today() -> dict[str, str]:
    return {"assessed_on": now().date().isoformat()}


def test_submitting_locks_settles_and_orders_the_report(
    coordinator: CheckingClient, together: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, together, people["respondent"])
    answered(fresh(together.id), ALL)
    response = coordinator.submit(page_of(together, "submit"), today())
    assert response.headers["Location"] == f"/assessments/{together.id}/"
    kept = fresh(together.id)
    assert (kept.status, kept.submitted_by) == ("submitted", people["coordinator"].name)
    assert kept.submitted_at is not None
    assert {order.language for order in db.session.scalars(select(PrintOrder))} == {"en", "zh-Hans"}
    assert [mail.kind for mail in db.session.scalars(select(Mail).order_by(Mail.id))] == [
        "asked",
        "submitted",
    ]
    assert "<b>600</b> / 1000" in coordinator.get("/").text
    assert coordinator.get(page_of(together, "submit")).status_code == 403
    assert "The answers are locked" in coordinator.get(page_of(together)).text


def test_what_is_missing_is_said_before(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    answered(fresh(apart.id), ALL[:50])
    answered(fresh(apart.id), ALL[40:60], sheet=("respondent", people["respondent"].name))
    page = coordinator.get(page_of(apart, "submit")).text
    assert "Answered, and not settled: 10" in page
    assert "Unanswered: 70" in page
    assert "counts as nothing in place" in page
    assert f'href="/assessments/{apart.id}/moderation"' in page
    assert people["respondent"].name in page


def test_blanks_are_settled_once_it_is_submitted(coordinator: CheckingClient, together: Assessment) -> None:
    answered(fresh(together.id), ALL[:60])
    assert "So far the total lies between" in coordinator.get(page_of(together)).text
    coordinator.submit(page_of(together, "submit"), today())
    tasks, result = coordinator.get(page_of(together)).text, coordinator.get(page_of(together, "")).text
    left = "Left unanswered: 60 of 120 practices. They count as nothing in place."
    assert left in tasks
    assert left in result
    [total] = re.findall(r"The total is (\d+) of 1000 and the level 1 Initial\.", tasks)
    assert re.search(rf'headline__value">\s*{total}\s', result)
    assert "So far" not in tasks
    assert "60 of 120 answered" in tasks
    assert "60 of 120 answered" in result


def test_too_much_that_does_not_apply_is_said_before(
    coordinator: CheckingClient, together: Assessment
) -> None:
    answered(together, ALL)
    with writing() as session:
        for row in session.scalars(select(Answer).where(Answer.practice_id.startswith("people."))):
            row.values, row.not_applicable, row.reason = {}, True, "No staff"
    assert "no score can be given" in coordinator.get(page_of(together)).text
    page = coordinator.get(page_of(together, "submit")).text
    assert "There will be no score" in page
    assert "0% applies, at least 67% must" in page


def test_an_empty_assessment_is_not_submitted(coordinator: CheckingClient, together: Assessment) -> None:
    response = coordinator.submit(page_of(together, "submit"), today())
    assert response.status_code == 422
    assert "Nothing has been answered yet" in response.text
    tomorrow = (now().date() + timedelta(days=1)).isoformat()
    answered(together, FIRST)
    late = coordinator.submit(page_of(together, "submit"), {"assessed_on": tomorrow})
    assert "must be today or in the past" in late.text
    with writing():
        fresh(together.id).period_from = now().date()
    early = {"assessed_on": (now().date() - timedelta(days=1)).isoformat()}
    assert "must not be before the period begins" in (
        coordinator.submit(page_of(together, "submit"), early).text
    )
    assert fresh(together.id).status == "draft"


@pytest.fixture
def submitted(coordinator: CheckingClient, together: Assessment) -> Assessment:
    """Submitted a moment ago."""
    answered(together, FIRST)
    coordinator.submit(page_of(together, "submit"), today())
    return fresh(together.id)


def test_a_submitted_assessment_is_opened_again_with_a_reason(
    coordinator: CheckingClient, submitted: Assessment
) -> None:
    address = page_of(submitted, "reopen")
    assert coordinator.submit(address, {"reason": " "}).status_code == 422
    assert coordinator.submit(address, {"reason": "Two answers were mixed up"}).status_code == 302
    kept = fresh(submitted.id)
    assert (kept.status, kept.submitted_by, kept.submitted_at) == ("draft", "", None)
    assert db.session.scalars(select(PrintOrder)).all() == []
    last = db.session.scalars(select(Activity).order_by(Activity.number.desc())).first()
    assert last is not None
    assert last.details == {"reason": "Two answers were mixed up"}
    assert coordinator.submit(page_of(submitted, "submit"), today()).status_code == 302, "and submitted anew"
    db.session.rollback()
    assert len(db.session.scalars(select(PrintOrder)).all()) == 2


def test_what_carries_a_certificate_stays(
    coordinator: CheckingClient, owner: CheckingClient, submitted: Assessment
) -> None:
    page, title = page_of(submitted, "reopen"), {"title": submitted.title}
    with writing() as session:
        session.add(
            Decision(
                tenant_id=submitted.tenant_id, assessment_id=submitted.id, certify=True, decided_by="They",
                decided_on=now().date(), effective_on=None, certificate_number="C-1", reason="",
                last_advised_on=None,
            )
        )  # fmt: skip
    assert "rests on this assessment" in coordinator.get(page).text
    assert coordinator.submit(page, {"reason": "x"}, at="/assessments/new").status_code == 403
    delete = page_of(submitted, "delete")
    assert "cannot be deleted" in owner.get(delete).text
    assert owner.submit(delete, title, at="/assessments/new").status_code == 403
    assert fresh(submitted.id).status == "submitted"


def test_deleting_takes_the_title_and_an_owner(
    coordinator: CheckingClient, owner: CheckingClient, submitted: Assessment
) -> None:
    address, id_ = page_of(submitted, "delete"), submitted.id
    assert coordinator.get(address).status_code == 403
    wrong = owner.submit(address, {"title": "something"})
    assert wrong.status_code == 422
    assert 'value="something"' in wrong.text
    assert owner.submit(address, {"title": f" {submitted.title} "}).status_code == 302
    db.session.rollback()
    assert db.session.scalars(select(Assessment).where(Assessment.id == id_)).all() == []
    assert db.session.scalars(select(Answer)).all() == []
    last = db.session.scalars(select(Activity).order_by(Activity.number.desc())).first()
    assert last is not None
    assert last.action == "assessment.deleted"


# --- the list, and work ------------------------------------------------------------------------------


def test_the_list_shows_what_is_in_progress_first(
    coordinator: CheckingClient, submitted: Assessment, organisation: Organisation
) -> None:
    sooner = opened(coordinator, organisation, title="Sooner")
    later = opened(coordinator, organisation, title="Later")
    with writing() as session:
        for one, days in ((sooner, -1), (later, 9)):
            session.get_one(Assessment, one.id).due_on = now().date() + timedelta(days=days)
    page = coordinator.get("/").text
    places = [page.index(text) for text in ("In progress", "Sooner", "Overdue", "Later", "Results")]
    assert places == sorted(places)
    assert page.index("Results") < page.index(submitted.title, page.index("Results"))


def test_twenty_assessments_take_no_more_statements_than_one(
    web: Flask,
    coordinator: CheckingClient,
    respondent: CheckingClient,
    organisation: Organisation,
    people: dict[str, Account],
) -> None:
    drafts = [opened(coordinator, organisation, title=f"Draft {n}", answering="apart") for n in range(10)]
    asked(coordinator, drafts[0], people["respondent"])
    for draft in drafts[:2]:
        answered(fresh(draft.id), ALL[:60])
    results = [opened(coordinator, organisation, title=f"Result {n}") for n in range(10)]
    for one in results:
        answered(fresh(one.id), FIRST)
        coordinator.submit(page_of(one, "submit"), today())
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    the_first = drafts[0]
    row = fresh(the_first.id).respondents[0].id
    pages = ["/", "/assessments/new"]
    pages += [
        page_of(the_first, name) for name in ("tasks", "details", "people", "people/ask", "submit", "delete")
    ]
    pages += [page_of(the_first, f"people/{row}"), page_of(results[0]), page_of(results[0], "reopen")]
    owner = browser_of(web, people["owner"])
    for address in pages:
        statements.clear()
        assert owner.get(address).status_code == 200, address
        assert len(statements) <= 15, f"{address}: {len(statements)} statements"
    for address in ("/", page_of(the_first)):
        statements.clear()
        assert respondent.get(address).status_code == 200
        assert len(statements) <= 15, f"{address}: {len(statements)} statements"


def test_every_page_speaks_chinese(
    coordinator: CheckingClient, owner: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    answered(fresh(apart.id), FIRST)
    wanted = {
        "tasks": ("整个组织", "整個組織"), "details": ("评价范围", "評價範圍"), "people": ("提醒", "提醒"),
        "submit": ("将会发生", "將會發生"), "delete": ("删除", "刪除"),
    }  # fmt: skip
    for name, texts in wanted.items():
        for language, text in zip(("zh-Hans", "zh-Hant"), texts, strict=True):
            assert text in owner.get(f"{page_of(apart, name)}?lang={language}").text, name
