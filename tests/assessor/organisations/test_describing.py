from flask import Flask
from sqlalchemy import select

from assessor.assessments.operations import record
from assessor.extensions import db
from assessor.models import Activity, Membership, Organisation, Tenant
from tests.assessor.cast import account, browser_of, join, member, members
from tests.assessor.sheets import declared

TYPED = {
    "name": "Lakeside Hotels",
    "industry": "55",
    "country": "CN-GD",
    "employees": "1,180",
    "scope": "Rooms\r\nand restaurants",
    "sites": 'Lakeside 60%\r\n"Old; Town" 40%\r\n',
}


def test_what_an_owner_types_is_what_everybody_reads(web: Flask, company: Tenant) -> None:
    people = members(company)
    answer = browser_of(web, people["owner"]).submit("/organisation/edit", TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/organisation")
    for role in people:
        page = browser_of(web, people[role]).get("/organisation").text
        for text in ("55 Accommodation", "I Accommodation and food", "Guangdong, China", "1,180", "60%"):
            assert text in page, (role, text)
        assert ("/organisation/edit" in page) is (role == "owner")
    db.session.rollback()
    known = db.session.scalars(select(Organisation)).one()
    assert (known.name, known.employees, known.scope) == ("Lakeside Hotels", 1180, "Rooms\nand restaurants")
    assert known.sites == [{"name": "Lakeside", "share": "60"}, {"name": "Old; Town", "share": "40"}]
    assert db.session.get_one(Tenant, company.id).name == "Lakeside Hotels"
    shown_again = browser_of(web, people["owner"]).get("/organisation/edit").text
    assert "Lakeside 60%\n&#34;Old; Town&#34; 40%" in shown_again
    assert '<option value="CN-GD" selected>' in shown_again


def test_every_fault_is_said_at_once_and_nothing_is_lost(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    wrong = {**TYPED, "name": " ", "industry": "04", "country": "", "employees": "0", "sites": "A 0%"}
    page = owner.submit("/organisation/edit", wrong)
    assert page.status_code == 200
    for text in ("Enter the organisation&#39;s name", "“04” is not in the list", "Choose the country"):
        assert page.text.count(text) == 2, text  # in the summary, and at the field
    assert "from 1 to 100,000,000, or nothing" in page.text
    assert "above 0: “A 0%”" in page.text
    assert "and restaurants" in page.text
    db.session.rollback()
    assert db.session.scalars(select(Organisation)).all() == []


def test_a_share_is_known_of_every_site_or_of_none(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    mixed = owner.submit("/organisation/edit", {**TYPED, "sites": "Lakeside 60%\nShop\nDepot"}).text
    assert "Give every site its share, or none. Without a share: Shop, Depot" in mixed
    assert owner.submit("/organisation/edit", {**TYPED, "sites": "Lakeside\nShop"}).status_code == 302


def test_the_own_organisation_is_edited_and_imported_ones_are_listed(web: Flask, company: Tenant) -> None:
    owner = browser_of(web, member(company, "owner"))
    record(declared("Lantern Street Bank"), company, "tests")
    owner.submit("/organisation/edit", TYPED)  # the only one is meant
    record(declared("Copper Kettle Logistics"), company, "tests")
    page = owner.get("/organisation").text
    assert "Lantern" not in page
    assert "Copper Kettle Logistics, K Financial and insurance activities, China" in page
    taken = owner.submit("/organisation/edit", {**TYPED, "name": "Copper Kettle Logistics"})
    assert "Another organisation recorded here has this name" in taken.text


def test_whoever_signs_in_may_open_an_organisation_and_owns_it(web: Flask, other_company: Tenant) -> None:
    newcomer = account("new@else.example", "New Comer")
    browser = browser_of(web, newcomer)
    assert browser.get("/").headers["Location"] == "/organisations/new"
    opened = browser.submit("/organisations/new", {k: TYPED[k] for k in ("name", "industry", "country")})
    assert opened.headers["Location"] == "/organisation"
    assert "Lakeside Hotels" in browser.get("/organisation").text
    db.session.rollback()
    tenant = db.session.scalars(select(Tenant).where(Tenant.name == "Lakeside Hotels")).one()
    assert tenant.slug == "lakeside-hotels"
    row = db.session.scalars(select(Membership)).one()
    assert (row.account_id, row.tenant_id, row.role) == (newcomer.id, tenant.id, "owner")
    line = db.session.scalars(select(Activity)).one()
    assert (line.tenant_id, line.actor, line.account_id) == (tenant.id, "New Comer", newcomer.id)
    second = account("second@else.example")
    browser_of(web, second).submit(
        "/organisations/new", {k: TYPED[k] for k in ("name", "industry", "country")}
    )
    db.session.rollback()
    slugs = db.session.scalars(select(Tenant.slug).where(Tenant.name == "Lakeside Hotels")).all()
    assert len(set(slugs)) == 2


def test_one_goes_over_to_own_organisations_only(web: Flask, company: Tenant, other_company: Tenant) -> None:
    owner, third = member(company, "owner"), account("third@else.example")
    browser = browser_of(web, owner)
    refused = browser.submit(
        "/organisations/choose", {"organisation": str(other_company.id)}, at="/organisation/edit"
    )
    assert refused.status_code == 404
    join(owner, other_company, "viewer")
    gone = browser.submit("/organisations/choose", {"organisation": str(other_company.id)})
    assert (gone.status_code, gone.headers["Location"]) == (302, "/")
    assert "Other Company" in browser.get("/organisation").text
    assert browser.get("/organisation/edit").status_code == 403  # a viewer there
    assert browser_of(web, third).get("/organisations/choose").status_code == 200
