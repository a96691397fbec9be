from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.extensions import db, writing
from assessor.models import Account, Activity, Answer, Assessment, Evidence, Mail, Organisation, Tenant
from assessor.models.base import now
from criteria.registry import load
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, join
from tests.assessor.opening.conftest import answered, asked, fresh, opened, page_of

MODEL = load("cmc")
SOON, LATER = ((now().date() + timedelta(days=days)).isoformat() for days in (8, 32))
FIRST = [practice.id for practice in MODEL.practices[:10]]


def test_a_draft_is_opened_with_what_is_known(
    coordinator: CheckingClient, together: Assessment, people: dict[str, Account]
) -> None:
    assert together.status == "draft"
    assert (together.source, together.answering, together.track) == ("application", "together", "declared")
    assert together.recorded_by == people["coordinator"].name
    assert together.stated["name"] == "Lantern Street Bank"
    assert together.profile == "balanced"
    line = db.session.scalars(select(Activity)).one()
    assert (line.action, line.about) == ("assessment.opened", str(together.id))
    page = coordinator.get(page_of(together)).text
    assert "0 of 120 answered" in page
    assert "between 0 and 1000 of 1000" in page
    assert f'href="/assessments/{together.id}/answers/leadership.vision"' in page


def test_what_is_missing_is_said_at_once_and_nothing_typed_is_lost(
    coordinator: CheckingClient, organisation: Organisation
) -> None:
    data = {"title": " ", "start": "fresh", "model": "nothing@1", "organisation": str(uuid4())}
    response = coordinator.submit("/assessments/new", data)
    assert response.status_code == 422
    for field in ("title", "model", "answering"):
        assert f'href="#{field}"' in response.text, field
    assert db.session.scalars(select(Assessment)).all() == []
    response = coordinator.submit("/assessments/new", {"title": "Kept as typed", "start": "fresh"})
    assert 'value="Kept as typed"' in response.text


def test_an_owner_says_who_is_assessed_where_nobody_did(
    owner: CheckingClient, coordinator: CheckingClient
) -> None:
    assert "Ask an owner" in coordinator.get("/assessments/new").text
    start = {"title": "First", "start": "fresh", "model": "cmc@2026.1", "answering": "together"}
    wrong = owner.submit("/assessments/new", {**start, "name": "Paper Boat", "employees": "many"})
    assert wrong.status_code == 422
    for field in ("industry", "country", "employees"):
        assert f'href="#{field}"' in wrong.text
    facts = {"name": "Paper Boat", "industry": "K", "country": "HK", "employees": "40"}
    assert owner.submit("/assessments/new", {**start, **facts}).status_code == 302
    db.session.rollback()
    known = db.session.scalars(select(Organisation)).one()
    assert (known.name, known.industry, known.country, known.employees) == ("Paper Boat", "K", "HK", 40)


def test_whoever_sits_at_the_machine_opens_one_too(client: CheckingClient) -> None:
    page = client.get("/").text
    assert "Open your first assessment" in page
    assert "assessor demo" in page
    data = {
        "title": "First", "start": "fresh", "model": "cmc@2026.1", "answering": "together",
        "name": "Paper Boat", "industry": "K", "country": "HK",
    }  # fmt: skip
    location = client.submit("/assessments/new", data).headers["Location"]
    assert client.get(location).status_code == 200
    assert "0 of 120 answered" in client.get("/").text


# --- starting from an earlier one -------------------------------------------------------------------


@pytest.fixture
def last_year(coordinator: CheckingClient, together: Assessment, people: dict[str, Account]) -> Assessment:
    """Submitted, with answers, a practice that is not asked any more, N/A, evidence and somebody asked."""
    asked(coordinator, together, people["respondent"], "leadership")
    together = fresh(together.id)
    answered(together, FIRST)
    with writing() as session:
        rows = session.scalars(select(Answer).order_by(Answer.id)).all()
        rows[0].comment = "Seen in every branch"
        rows[1].values, rows[1].not_applicable, rows[1].reason = {}, True, "Law decides"
        rows[2].values = {"answer": "9"}  # a level that only another version had
        rows[3].practice_id = "leadership.vision.given-up"
        for row in rows:
            row.given_at = now() - timedelta(days=360)
        session.add(
            Evidence(
                tenant_id=together.tenant_id, assessment_id=together.id, position=0, reference="E-1",
                kind="document", practices=[FIRST[0], "leadership.vision.given-up"], title="Charter",
                seen_on=None, seen_by="", site="", note="", sha256="", link="https://intranet.example/charter",
            )
        )  # fmt: skip
        together = session.get(Assessment, together.id)
        together.status, together.assessed_on = "submitted", date(2025, 11, 1)
    return fresh(together.id)


def test_an_earlier_assessment_is_carried_over_and_marked(
    coordinator: CheckingClient, organisation: Organisation, last_year: Assessment, people: dict[str, Account]
) -> None:
    new = opened(coordinator, organisation, start=str(last_year.id), evidence="y", title="This year")
    rows = {row.practice_id: row for row in new.answers}
    assert set(rows) == set(FIRST) - {FIRST[2], FIRST[3]}
    assert rows[FIRST[0]].comment == "Seen in every branch"
    assert rows[FIRST[1]].reason == "Law decides"
    assert [(row.account_id, row.dimensions) for row in new.respondents] == [
        (people["respondent"].id, ["leadership"])
    ]
    assert [(row.practices, row.link) for row in new.evidence] == [
        ([FIRST[0]], "https://intranet.example/charter")
    ]
    page = coordinator.get(page_of(new)).text
    assert "8 answers come from an earlier assessment" in page
    assert "leadership.vision.given-up" in page
    assert MODEL.by_id[FIRST[2]].title.in_language("en") in page


def test_who_is_carried_over_is_named_and_written_to_once(
    coordinator: CheckingClient, organisation: Organisation, last_year: Assessment, people: dict[str, Account]
) -> None:
    new = opened(coordinator, organisation, start=str(last_year.id))
    told = f"not written to yet: {people['respondent'].name}."
    assert told in coordinator.get(page_of(new)).text
    assert told in coordinator.get(page_of(new, "people")).text
    before = db.session.scalars(select(Mail.id)).all()
    for said in ("Asked, and written to: Respondent", "Nobody was written to: all know already"):
        coordinator.submit(page_of(new, "people/write"), at=page_of(new, "people/ask"))
        page = coordinator.get(page_of(new, "people")).text
        assert said in page
        assert told not in page
    db.session.rollback()
    (mail,) = db.session.scalars(select(Mail).where(Mail.id.not_in(before)))
    assert (mail.kind, mail.recipient) == ("asked", people["respondent"].email)


def test_confirmed_and_changed_answers_are_of_today(
    coordinator: CheckingClient, organisation: Organisation, last_year: Assessment
) -> None:
    new = opened(coordinator, organisation, start=str(last_year.id))
    with writing() as session:
        row = session.scalars(select(Answer).where(Answer.assessment_id == new.id)).first()
        assert row is not None
        row.values = {"answer": "5"}
    assert "7 answers come from" in coordinator.get(page_of(new)).text
    response = coordinator.submit(page_of(new, "carried-over/leadership"), at=page_of(new))
    assert response.status_code == 302
    assert "Answers confirmed: 7." in (page := coordinator.get(page_of(new)).text)
    assert "come from an earlier assessment" not in page


def test_one_cannot_start_from_what_is_not_ones_own(
    coordinator: CheckingClient, organisation: Organisation, last_year: Assessment, other_company: Tenant
) -> None:
    with writing() as session:
        another = Organisation(
            tenant_id=organisation.tenant_id, name="Another", industry="K", country="CN", employees=None,
            scope="", sites=[],
        )  # fmt: skip
        session.add(another)
    data = {
        "title": "x", "model": "cmc@2026.1", "answering": "together", "organisation": str(another.id),
        "start": str(last_year.id),
    }  # fmt: skip
    response = coordinator.submit("/assessments/new", data)
    assert response.status_code == 422
    assert "is about another organisation" in response.text
    assert coordinator.submit("/assessments/new", {**data, "start": str(uuid4())}).status_code == 422


# --- details ----------------------------------------------------------------------------------------


def details(assessment: Assessment, **changes: object) -> dict[str, object]:
    return {
        "version": str(assessment.version), "title": assessment.title, "profile": "service",
        "sites": ["Harbour"], "scope": "Retail without cards", "business_units": "Cards\n\nLoans\nCards",
        "period_from": "2026-01-01", "period_to": "2026-09-30", "assessed_on": "2026-10-01",
        "due_on": SOON, **changes,
    }  # fmt: skip


def test_scope_dates_and_weights_are_kept(coordinator: CheckingClient, together: Assessment) -> None:
    response = coordinator.submit(page_of(together, "details"), details(together))
    assert response.status_code == 302
    kept = fresh(together.id)
    assert (kept.profile, kept.business_units) == ("service", ["Cards", "Loans"])
    assert kept.stated["sites"] == [{"name": "Harbour", "share": "2"}]
    assert (kept.stated["scope"], kept.period_to) == ("Retail without cards", date(2026, 9, 30))
    page = coordinator.get(page_of(together, "details")).text
    assert f'value="{SOON}"' in page
    assert "Cards\nLoans</textarea>" in page


def test_every_fault_of_the_details_is_said(coordinator: CheckingClient, together: Assessment) -> None:
    wrong = details(
        together, title="", period_to="2025-01-01", due_on="30 Nov", profile="heavy", assessed_on=""
    )
    response = coordinator.submit(page_of(together, "details"), wrong)
    assert response.status_code == 422
    for field in ("title", "period_to", "due_on", "profile", "assessed_on"):
        assert f'href="#{field}"' in response.text, field
    assert 'value="30 Nov"' in response.text
    assert fresh(together.id).due_on is None


@pytest.mark.parametrize(
    ("field", "days", "said"),
    [
        ("due_on", -1, "is in the past; enter today or a later day"),
        ("assessed_on", 400, "must be within a year from today"),
        ("assessed_on", -4000, "must not be before the period begins"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(
    coordinator: CheckingClient, together: Assessment, field: str, days: int, said: str
) -> None:
    day = (now().date() + timedelta(days=days)).isoformat()
    response = coordinator.submit(page_of(together, "details"), details(together, **{field: day}))
    assert response.status_code == 422
    assert said in response.text
    assert f'href="#{field}"' in response.text


def test_a_due_date_that_has_passed_may_stay(coordinator: CheckingClient, together: Assessment) -> None:
    passed = now().date() - timedelta(days=3)
    with writing():
        fresh(together.id).due_on = passed
    sent = details(fresh(together.id), scope="Later", due_on=passed.isoformat())
    assert coordinator.submit(page_of(together, "details"), sent).status_code == 302
    assert fresh(together.id).stated["scope"] == "Later"


def test_two_who_change_the_same_details_are_told(
    coordinator: CheckingClient, owner: CheckingClient, together: Assessment
) -> None:
    address = page_of(together, "details")
    mine = details(together, scope="Mine", due_on=LATER)
    assert owner.submit(address, details(together, scope="Theirs")).status_code == 302
    response = coordinator.submit(address, mine)
    assert response.status_code == 409
    assert "Somebody changed this while you were typing" in response.text
    assert "now “Theirs”" in response.text
    assert "Mine</textarea>" in response.text
    assert fresh(together.id).stated["scope"] == "Theirs"
    again = coordinator.submit(address, {**mine, "version": str(fresh(together.id).version)})
    assert again.status_code == 302
    assert fresh(together.id).stated["scope"] == "Mine"


def test_an_empty_first_page_says_what_comes_next(web: Flask, people: dict[str, Account]) -> None:
    pages = {role: browser_of(web, who).get("/").text for role, who in people.items()}
    for role in ("owner", "coordinator"):
        assert "Invite those who are to answer" in pages[role]
    assert "Results appear here as soon as there are any." in pages["viewer"]
    assert "Nothing is asked of you" not in pages["viewer"]
    assert "Nothing is asked of you" in pages["respondent"]


def test_who_may_not_is_told_whom_to_ask(web: Flask, people: dict[str, Account]) -> None:
    for role in ("coordinator", "respondent", "viewer"):
        refused = browser_of(web, people[role]).get("/organisation/edit")
        assert refused.status_code == 403
        assert "An owner of your organisation can do it" in refused.text


# --- who sees what ----------------------------------------------------------------------------------


def test_a_respondent_sees_only_what_was_asked(
    coordinator: CheckingClient, respondent: CheckingClient, apart: Assessment, people: dict[str, Account]
) -> None:
    assert "Nothing is asked of you" in respondent.get("/").text
    refused = respondent.get(page_of(apart))
    assert refused.status_code == 403
    assert "You were not asked about this part" in refused.text
    asked(coordinator, apart, people["respondent"], "leadership", "people")
    answered(fresh(apart.id), FIRST[:3], sheet=("respondent", people["respondent"].name))
    page = respondent.get(page_of(apart)).text
    assert "Your part" in page
    assert "3 of " in page
    assert MODEL.dimensions[0].title.in_language("en") in page
    assert MODEL.dimensions[1].title.in_language("en") not in page
    for hidden in ("the total lies between", "Set up and manage", people["coordinator"].name):
        assert hidden not in page
    assert "Self-assessment of the year" in respondent.get("/").text


def test_nobody_of_another_company_learns_that_it_exists(
    web: Flask, together: Assessment, other_company: Tenant
) -> None:
    from tests.assessor.cast import member

    stranger = browser_of(web, member(other_company, "owner"))
    for name in ("tasks", "details", "people", "people/ask", "submit", "reopen", "delete"):
        assert stranger.get(page_of(together, name)).status_code == 404, name


def test_who_does_not_lead_steers_nothing(
    web: Flask, together: Assessment, people: dict[str, Account]
) -> None:
    for role in ("respondent", "viewer"):
        browser = browser_of(web, people[role])
        for name in ("details", "people", "people/ask", "submit", "delete"):
            assert browser.get(page_of(together, name)).status_code == 403, name
        assert browser.get("/assessments/new").status_code == 403
        assert "Open an assessment" not in browser.get("/").text


def test_a_viewer_sees_how_far_it_is_and_no_way_to_answer(
    web: Flask, together: Assessment, people: dict[str, Account]
) -> None:
    page = browser_of(web, people["viewer"]).get(page_of(together)).text
    assert "between 0 and 1000 of 1000" in page
    assert "/answers/" not in page
    assert "Set up and manage" not in page


def test_somebody_of_two_companies_acts_in_the_one_that_is_meant(
    web: Flask,
    coordinator: CheckingClient,
    together: Assessment,
    other_company: Tenant,
    people: dict[str, Account],
) -> None:
    join(people["coordinator"], other_company, "viewer")
    assert coordinator.get(page_of(together, "details")).status_code == 200
