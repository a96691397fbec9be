import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessor.extensions import db, writing
from assessor.models import Account, Activity, Invitation, Mail, Membership, Tenant
from tests.assessor.cast import account, browser_of, join, member, members
from tests.assessor.workbooks.drafts import draft


def membership(who: Account) -> Membership | None:
    db.session.rollback()
    return db.session.scalar(select(Membership).where(Membership.account_id == who.id))


def test_staff_see_who_belongs_and_nobody_of_another_organisation(
    web: Flask, company: Tenant, other_company: Tenant
) -> None:
    people, others = members(company), members(other_company)
    for role in ("owner", "coordinator"):
        page = browser_of(web, people[role]).get("/organisation/members").text
        assert all(one.email in page for one in people.values())
        assert not any(one.email in page for one in others.values())
        assert ("Edit<" in page) is (role == "owner")
    for role in ("respondent", "viewer"):
        assert browser_of(web, people[role]).get("/organisation/members").status_code == 403


def test_only_owners_learn_that_messages_stay_in_the_outbox(web: Flask, company: Tenant) -> None:
    people = members(company)
    told = "No mail server is set up here"
    owner, coordinator = (browser_of(web, people[role]) for role in ("owner", "coordinator"))
    assert told in owner.get("/organisation/members").text
    assert told not in coordinator.get("/organisation/members").text
    web.config["MAIL_URL"] = "smtp://mail.example.org"
    assert told not in owner.get("/organisation/members").text


def test_it_is_said_what_was_done(web: Flask, company: Tenant) -> None:
    people = members(company)
    owner, list_ = browser_of(web, people["owner"]), "/organisation/members"

    def said(address: str, data: dict[str, str] | None = None, at: str | None = None) -> str:
        answer = owner.submit(address, data, **({"at": at} if at else {}))
        assert answer.status_code == 302
        return owner.get(answer.headers["Location"]).text

    one = f"{list_}/{membership(people['viewer']).id}"
    assert "Saved: Viewer of local." in said(one, {"role": "respondent", "seen_from": ""})
    assert "Viewer of local is no longer a member." in said(f"{one}/let-go")
    asked = {"addresses": "a@guest.example", "role": "viewer", "language": "en", "seen_from": ""}
    assert "Invited, and written to: a@guest.example." in said(f"{list_}/invite", asked)
    db.session.rollback()
    open_ = f"/organisation/invitations/{db.session.scalars(select(Invitation.id)).one()}"
    assert "Sent again to a@guest.example." in said(f"{open_}/resend", at=list_)
    assert "Withdrawn: the invitation of a@guest.example." in said(f"{open_}/revoke", at=list_)
    facts = {"name": "Local", "industry": "K", "country": "CN", "employees": "", "scope": "", "sites": ""}
    assert "Saved." in said("/organisation/edit", facts)


def test_an_owner_changes_role_and_group(web: Flask, company: Tenant) -> None:
    people = members(company)
    address = f"/organisation/members/{membership(people['viewer']).id}"
    sent = {"role": "coordinator", "seen_from": " Front  line "}
    assert browser_of(web, people["owner"]).submit(address, sent).status_code == 302
    changed = membership(people["viewer"])
    assert (changed.role, changed.seen_from) == ("coordinator", "Front line")
    actions = db.session.scalars(select(Activity.action).order_by(Activity.number)).all()
    assert actions == ["member.role-changed", "member.group-changed"]
    page = browser_of(web, people["owner"]).get("/organisation/activity").text
    assert "Made Viewer of local, who was viewer, coordinator" in page
    assert "from the group “” to “Front line”" in page


@pytest.mark.parametrize("way", ["", "/let-go"])
def test_members_of_another_organisation_are_not_there(
    web: Flask, company: Tenant, other_company: Tenant, way: str
) -> None:
    owner, theirs = member(company, "owner"), member(other_company, "viewer")
    address = f"/organisation/members/{membership(theirs).id}{way}"
    browser = browser_of(web, owner)
    assert browser.get(address).status_code == 404
    assert browser.submit(address, {"role": "owner"}, at="/organisation/edit").status_code == 404
    assert membership(theirs).role == "viewer"


def test_somebody_always_answers_for_the_organisation(web: Flask, company: Tenant) -> None:
    people = members(company)
    own = f"/organisation/members/{membership(people['owner']).id}"
    browser = browser_of(web, people["owner"])
    page = browser.submit(own, {"role": "viewer", "seen_from": ""})
    assert "Nobody else is an owner" in page.text
    assert "Nobody else is an owner" in browser.get(f"{own}/let-go").text
    assert browser.submit(f"{own}/let-go", at="/organisation/edit").status_code == 200
    assert browser.submit("/organisation/leave", at="/organisation/edit").status_code == 200
    assert membership(people["owner"]).role == "owner"
    with writing():
        membership_of_viewer = membership(people["viewer"])
        membership_of_viewer.role = "owner"
    assert browser.submit("/organisation/leave").status_code == 302
    assert membership(people["owner"]) is None


def test_who_is_let_go_is_out_at_once_and_told(web: Flask, company: Tenant) -> None:
    people = members(company)
    browser = browser_of(web, people["respondent"])
    assert browser.get("/organisation").status_code == 200
    address = f"/organisation/members/{membership(people['respondent']).id}/let-go"
    assert browser_of(web, people["owner"]).submit(address).status_code == 302
    assert browser.get("/organisation").headers["Location"] == "/organisations/new"
    db.session.rollback()
    told = db.session.scalars(select(Mail)).one()
    assert told.recipient == people["respondent"].email
    assert "Owner of local ended your membership of Local" in told.body
    assert db.session.get(Account, people["respondent"].id) is not None
    actions = [row.action for row in db.session.scalars(select(Activity))]
    assert actions == ["member.let-go"]


def test_one_leaves_one_organisation_and_stays_in_the_other(
    web: Flask, company: Tenant, other_company: Tenant
) -> None:
    viewer = member(company, "viewer")
    join(viewer, other_company, "respondent")
    browser = browser_of(web, viewer)
    assert "Leave Local?" in browser.get("/organisation/leave").text
    browser.submit("/organisation/leave")
    assert "Other Company" in browser.get("/organisation").text
    nobody = browser_of(web, account("alone@else.example"))
    assert nobody.get("/organisation/leave").status_code == 404


ORGANISATION_WIDE = (
    "/organisation/members/invite",
    "/organisation/edit",
    "/organisation/export",
    "/organisation/leave",
    "/assessments/new",
)


@pytest.mark.parametrize("address", ORGANISATION_WIDE)
def test_a_form_acts_in_no_organisation_but_that_it_was_opened_for(
    web: Flask, company: Tenant, other_company: Tenant, address: str
) -> None:
    owner = member(company, "owner")
    join(owner, other_company, "owner")
    join(account("second@local.example"), company, "owner")
    browser = browser_of(web, owner)
    opened = re.findall(r'name="meant_for" value="([^"]+)"', browser.get(address).text)
    assert opened == [str(company.id)]
    browser.get(f"/assessments/{draft(other_company).id}/tasks")  # goes on to the other one
    before = db.session.scalar(select(func.count(Activity.id)))
    told = {"meant_for": opened[0], "addresses": "ana@guest.example", "role": "owner"}
    sent = browser.submit(address, told, at="/organisation/edit")
    assert (sent.status_code, "meant for another organisation" in sent.text) == (409, True)
    assert db.session.scalar(select(func.count(Activity.id))) == before


def test_who_cannot_sign_in_does_not_answer_for_the_organisation(web: Flask, company: Tenant) -> None:
    owner, other = member(company, "owner"), account("second@local.example")
    join(other, company, "owner")
    with writing() as session:
        session.get_one(Account, other.id).active = False
    assert "Nobody else is an owner" in browser_of(web, owner).get("/organisation/leave").text
