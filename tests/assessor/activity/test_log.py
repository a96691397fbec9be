from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from assessor.activity.operations import note
from assessor.activity.sentences import FIELDS, KINDS, ROLES, SENTENCES, sentence_of
from assessor.activity.verifying import ALTERED, MISSING, UNCONNECTED, verify
from assessor.extensions import db, writing
from assessor.languages import wording
from assessor.models import Activity, Tenant
from assessor.opening.operations import Details
from tests.assessor.cast import browser_of, member, members


def write_down(tenant: Tenant, number: int = 5) -> None:
    with writing():
        for n in range(number):
            note(tenant.id, "invitation.sent", "", {"email": f"guest-{n}@guest.example", "role": "viewer"})


def test_a_log_that_nobody_touched_holds(company: Tenant, other_company: Tenant) -> None:
    assert verify(company.id).holds
    write_down(company)
    write_down(other_company, 1)
    chain = verify(company.id)
    last = db.session.scalars(
        select(Activity).where(Activity.tenant_id == company.id, Activity.number == 5)
    ).one()
    assert (chain.holds, chain.lines, chain.digest) == (True, 5, last.digest)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "Somebody else"),
        ("details", {"email": "guest-2@guest.example", "role": "owner"}),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("about", "x"),
        ("action", "invitation.revoked"),
    ],
)
def test_an_altered_line_shows(company: Tenant, column: str, value: object) -> None:
    write_down(company)
    with writing() as session:
        session.execute(update(Activity).where(Activity.number == 3).values({column: value}))
    chain = verify(company.id)
    assert (chain.holds, chain.lines, chain.broken_at, chain.fault) == (False, 2, 3, ALTERED)


def test_a_line_that_was_taken_out_shows(company: Tenant) -> None:
    write_down(company)
    with writing() as session:
        session.execute(delete(Activity).where(Activity.number == 3))
    assert (verify(company.id).broken_at, verify(company.id).fault) == (4, MISSING)
    with writing() as session:
        session.execute(update(Activity).where(Activity.number == 4).values(number=3))
    assert (verify(company.id).broken_at, verify(company.id).fault) == (3, UNCONNECTED)


def test_the_page_tells_in_words_and_says_where_the_chain_is_broken(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    write_down(company, 2)
    with writing():
        note(company.id, "kettle.boiled", "", {"litres": 2})
        settled = {"practices": ["results.value.retention-economics", "of-a-model.that-is.gone"]}
        note(company.id, "assessment.moderated", "", settled)
    page = owner.get("/organisation/activity").text
    assert "Invited guest-1@guest.example as viewer" in page
    assert "kettle.boiled (litres: 2)" in page
    assert "answer to Economics of keeping customers; of-a-model.that-is.gone" in page
    assert "The chain of digests holds" in page
    chinese = owner.get("/organisation/activity?lang=zh-Hans").text
    assert "邀请 guest-1@guest.example，角色为查看者" in chinese
    with writing() as session:
        session.execute(update(Activity).where(Activity.number == 2).values(actor="x"))
    assert "broken at line 2: it was altered" in owner.get("/organisation/activity?lang=en").text


def test_lines_are_found_by_person_kind_and_day_and_paged(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    write_down(company, 120)
    owner.submit(
        "/organisation/members/invite", {"addresses": "a@b.example", "role": "viewer", "language": "en"}
    )
    first = owner.get("/organisation/activity").text
    assert "Lines: 121" in first
    assert "Page 1 of 3" in first
    assert 'rel="next" href="/organisation/activity?page=2"' in first
    assert "guest-119" in first
    last = owner.get("/organisation/activity?page=99").text
    assert "Page 3 of 3" in last
    assert "guest-0@" in last
    by_person = owner.get("/organisation/activity?person=Owner+of+local").text
    assert "Lines: 1" in by_person
    assert "guest-1" not in by_person
    assert "No line" in owner.get("/organisation/activity?kind=assessment").text
    assert "Lines: 121" in owner.get("/organisation/activity?kind=invitation").text
    day = datetime.now(UTC).date()
    assert "Lines: 121" in owner.get(f"/organisation/activity?first={day}&last={day}").text
    assert "No line" in owner.get(f"/organisation/activity?last={day - timedelta(days=1)}").text
    wrong = owner.get(f"/organisation/activity?first={day}&last=2020-01-01").text
    assert wrong.count("The last day is before the first day") == 2


def test_staff_read_the_log_of_their_own_organisation(
    web: Flask, company: Tenant, other_company: Tenant
) -> None:
    people = members(company)
    write_down(other_company)
    for role in ("respondent", "viewer"):
        assert browser_of(web, people[role]).get("/organisation/activity").status_code == 403
    for role in ("owner", "coordinator"):
        assert "guest-" not in browser_of(web, people[role]).get("/organisation/activity").text


def test_every_sentence_belongs_to_a_kind() -> None:
    assert {action.split(".")[0] for action in SENTENCES} <= set(KINDS)
    assert set(ROLES) == {"owner", "coordinator", "respondent", "viewer"}
    assert set(FIELDS) == set(Details.__dataclass_fields__) | {"name", "industry", "country", "employees"}


def test_changed_fields_are_named_in_the_language_of_the_reader() -> None:
    line = Activity(action="assessment.changed", details={"fields": ["scope", "period_from", "due_on"]})
    assert sentence_of(line, wording("zh-Hans")) == "更改评价：范围、期间的第一天、作答截止日期"
    settled = Activity(action="assessment.settled", details={"count": 3, "way": "median"})
    assert sentence_of(settled, wording("en")) == "Settled 3 answers by a rule: by the median"
