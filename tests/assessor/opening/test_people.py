import time
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, select

from assessor.background import ROUND, Worker
from assessor.cli import main
from assessor.extensions import db, writing
from assessor.models import (
    Account,
    AnswerRevision,
    Assessment,
    Evidence,
    Mail,
    Membership,
    Respondent,
    Tenant,
)
from assessor.models.base import now
from assessor.opening.people import remind_due
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, join
from tests.assessor.opening.conftest import answered, asked, fresh, page_of
from tests.assessor.opening.test_opening import FIRST


def mails() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def the_respondent(assessment: Assessment, who: Account) -> Respondent:
    return next(row for row in fresh(assessment.id).respondents if row.account_id == who.id)


def test_who_is_asked_gets_a_message_in_their_language(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account], company: Tenant
) -> None:
    reader = account("xiao@local.example", "晓", "zh-Hans")
    join(reader, company, "respondent", "front line")
    asked(coordinator, apart, reader, "leadership")
    row = the_respondent(apart, reader)
    assert (row.name, row.seen_from, row.dimensions) == ("晓", "front line", ["leadership"])
    (mail,) = mails()
    assert (mail.recipient, mail.kind) == ("xiao@local.example", "asked")
    assert "请您" in mail.body
    assert f"http://localhost/assessments/{apart.id}/tasks" in mail.body
    page = coordinator.get(page_of(apart, "people")).text
    assert "晓" in page
    assert "front line" in page


def test_two_of_the_same_name_stay_two(
    coordinator: CheckingClient, apart: Assessment, company: Tenant
) -> None:
    for address in ("kim@a.example", "kim@b.example"):
        kim = account(address, "Kim")
        join(kim, company, "respondent")
        asked(coordinator, apart, kim)
    assert [row.name for row in fresh(apart.id).respondents] == ["Kim", "Kim (2)"]
    assert [row.dimensions for row in fresh(apart.id).respondents] == [[], []], "nothing named: everything"


def test_asking_nobody_or_nothing_is_said(coordinator: CheckingClient, apart: Assessment) -> None:
    response = coordinator.submit(page_of(apart, "people/ask"), {"due_on": "soon"})
    assert response.status_code == 422
    for field in ("members", "dimensions", "due_on"):
        assert f'href="#{field}"' in response.text
    assert mails() == []


def test_nobody_is_asked_until_yesterday(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    yesterday = (now().date() - timedelta(days=1)).isoformat()
    data = {"members": [str(people["respondent"].id)], "dimensions": ["leadership"], "due_on": yesterday}
    response = coordinator.submit(page_of(apart, "people/ask"), data)
    assert response.status_code == 422
    assert "is in the past" in response.text
    assert mails() == []


def test_viewers_and_strangers_cannot_be_asked(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    stranger = account("stranger@elsewhere.example")
    data = {"members": [str(people["viewer"].id), str(stranger.id)], "dimensions": ["leadership"]}
    assert coordinator.submit(page_of(apart, "people/ask"), data).status_code == 422
    assert fresh(apart.id).respondents == []


def test_what_somebody_is_asked_can_be_changed(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    row = the_respondent(apart, people["respondent"])
    due = now().date() + timedelta(days=30)
    data = {"seen_from": "management", "dimensions": ["people", "results"], "due_on": due.isoformat()}
    assert coordinator.submit(page_of(apart, f"people/{row.id}"), data).status_code == 302
    row = the_respondent(apart, people["respondent"])
    assert (row.seen_from, row.dimensions, str(row.due_on)) == (
        "management", ["people", "results"], str(due),
    )  # fmt: skip


def test_answers_of_who_is_asked_no_more_stay_and_wait_for_their_return(
    coordinator: CheckingClient, respondent: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    who = people["respondent"]
    asked(coordinator, apart, who)
    row = the_respondent(apart, who)
    answered(fresh(apart.id), FIRST[:4], sheet=("respondent", row.name))
    with writing() as session:
        session.add(
            AnswerRevision(
                tenant_id=apart.tenant_id, assessment_id=apart.id, practice_id=FIRST[0], role="respondent",
                given_by=row.name, made_by=row.name, account_id=who.id, key="k", base=0, version=1,
                state="applied",
            )
        )  # fmt: skip
    address = page_of(apart, f"people/{row.id}")
    assert coordinator.submit(f"{address}/release", at=address).status_code == 302
    page = coordinator.get(page_of(apart, "people")).text
    assert "Answers that stay: 4" in page
    assert "Not asked any more; 4 answers stay" in page
    assert respondent.get(page_of(apart)).status_code == 403
    asked(coordinator, apart, who)
    assert [r.name for r in fresh(apart.id).respondents] == [row.name], "the same sheet again"
    assert "4 of 120 answered" in respondent.get(page_of(apart)).text


def test_who_answered_nothing_leaves_no_trace(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    address = page_of(apart, f"people/{the_respondent(apart, people['respondent']).id}")
    coordinator.submit(f"{address}/release", at=address)
    assert fresh(apart.id).respondents == []
    assert coordinator.get(address).status_code == 404


def test_a_namesake_gets_nothing_of_who_left(
    web: Flask, coordinator: CheckingClient, apart: Assessment, company: Tenant
) -> None:
    first, second = (account(f"kim@{place}.example", "Kim Lee") for place in "ab")
    for who in (first, second):
        join(who, company, "respondent")
    asked(coordinator, apart, first)
    browser = browser_of(web, first)
    criterion = page_of(apart, f"answers/{FIRST[0].rpartition('.')[0]}")
    practice = page_of(apart, f"answers/practices/{FIRST[0]}/evidence")
    told = {"link-link": "https://share.example/s/PRIVATE", "link-kind": "record", "link-title": ""}
    assert browser.submit(f"{practice}/link", told, at=practice).status_code == 303
    address = page_of(apart, f"people/{the_respondent(apart, first).id}")
    coordinator.submit(f"{address}/release", at=address)
    asked(coordinator, apart, second)
    assert the_respondent(apart, second).name == "Kim Lee (2)"
    item = db.session.scalars(select(Evidence)).one()
    theirs = browser_of(web, second)
    assert "share.example" not in theirs.get(criterion).text
    remove = page_of(apart, f"evidence/{item.id}/remove")
    assert theirs.submit(remove, at=practice).status_code == 404
    assert db.session.scalars(select(Evidence.title)).one() == "share.example", "not the way in"


def test_who_was_let_go_is_written_to_no_more(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    with writing() as session:
        session.execute(delete(Membership).where(Membership.account_id == people["respondent"].id))
    before = len(mails())
    due(fresh(apart.id), 0)
    assert remind_due(now().date()) == 0
    assert len(mails()) == before


def test_links_lead_to_the_public_address_whichever_way_was_asked(
    web: Flask, coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    web.config["PUBLIC_URL"] = "https://assess.example.org"
    asked(coordinator, apart, people["respondent"])
    assert f"https://assess.example.org/assessments/{apart.id}/tasks" in mails()[-1].body
    guests = {"addresses": "ana@guest.example", "role": "respondent", "language": "en"}
    assert coordinator.submit("/organisation/members/invite", guests).status_code == 302
    assert "https://assess.example.org/invitations/" in mails()[-1].body


def test_finishing_is_said_and_taken_back(
    coordinator: CheckingClient, respondent: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    asked(coordinator, apart, people["respondent"])
    respondent.submit(page_of(apart, "finished"), at=page_of(apart))
    assert the_respondent(apart, people["respondent"]).finished_at is not None
    assert "1 of 1 people have finished" in coordinator.get("/").text
    assert "You have finished" in respondent.get("/").text
    respondent.submit(page_of(apart, "resumed"), at=page_of(apart))
    assert the_respondent(apart, people["respondent"]).finished_at is None


# --- reminders --------------------------------------------------------------------------------------


@pytest.fixture
def late(
    coordinator: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> tuple[Assessment, Account]:
    """Somebody who was asked a week ago, and has not finished."""
    asked(coordinator, apart, people["respondent"])
    written(apart, people["respondent"], days_ago=7)
    return apart, people["respondent"]


def written(assessment: Assessment, who: Account, days_ago: int) -> None:
    row = the_respondent(assessment, who)
    with writing() as session:
        session.merge(row).reminded_at = now() - timedelta(days=days_ago)


def due(assessment: Assessment, in_days: int) -> None:
    with writing():
        fresh(assessment.id).due_on = now().date() + timedelta(days=in_days)


def test_a_button_reminds_once_a_day_and_says_whom(
    coordinator: CheckingClient, late: tuple[Assessment, Account]
) -> None:
    apart, who = late
    address = page_of(apart, "people")
    coordinator.submit(f"{address}/remind", at=address)
    assert f"Reminded: {who.name}." in (page := coordinator.get(address).text)
    assert "nobody to remind now" in page
    coordinator.submit(f"{address}/remind", at=page_of(apart, f"people/{the_respondent(apart, who).id}"))
    assert "Nobody was written to" in coordinator.get(address).text
    assert [mail.kind for mail in mails()] == ["asked", "reminder"]


def test_reminders_go_out_three_days_before_and_on_the_day(late: tuple[Assessment, Account]) -> None:
    apart, who = late
    today = now().date()
    for in_days, reminded in ((4, 0), (3, 1), (2, 1), (0, 1), (-1, 0)):
        due(apart, in_days)
        written(apart, who, days_ago=7)
        before = len(mails())
        assert remind_due(today) == reminded, in_days
        assert remind_due(today) == 0, "again changes nothing"
        assert len(mails()) == before + reminded


def test_who_was_reminded_before_is_reminded_on_the_day(late: tuple[Assessment, Account]) -> None:
    apart, who = late
    due(apart, 0)
    written(apart, who, days_ago=3)
    assert remind_due(now().date()) == 1


def test_nobody_is_reminded_who_finished_or_of_what_is_submitted(
    respondent: CheckingClient, late: tuple[Assessment, Account]
) -> None:
    apart, _ = late
    due(apart, 0)
    respondent.submit(page_of(apart, "finished"), at=page_of(apart))
    assert remind_due(now().date()) == 0
    respondent.submit(page_of(apart, "resumed"), at=page_of(apart))
    with writing():
        fresh(apart.id).status = "submitted"
    assert remind_due(now().date()) == 0


def test_the_servers_thread_reminds_with_the_public_address(
    web: Flask, late: tuple[Assessment, Account]
) -> None:
    due(late[0], 0)
    web.config["PUBLIC_URL"] = "https://assess.example/inside"
    reminders = Worker(web, ROUND)
    reminders.start()
    deadline = time.monotonic() + 20
    while len(mails()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    reminders.stop()
    reminders.join(10)
    assert not reminders.is_alive()
    assert f"https://assess.example/inside/assessments/{late[0].id}/tasks" in mails()[-1].body


def test_the_command_reminds_without_a_server(web: Flask, late: tuple[Assessment, Account]) -> None:
    due(late[0], 3)
    result = CliRunner().invoke(main, ["remind"])
    assert result.exit_code == 0, result.output
    assert "1 reminder written" in result.output
    assert "Sign in to Assessor" in mails()[-1].body
