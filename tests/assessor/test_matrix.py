"""Every route, by every method, as everybody: answered, refused, or nothing there, as the rules have it."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from assessor.access import RULES, Action, Relation, State, anybody, signed_in
from assessor.assessments.operations import record
from assessor.extensions import db, writing
from assessor.models import Account, Assessment, Respondent, Tenant
from criteria.registry import load
from tests.assessor import blank
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, members
from tests.assessor.sheets import certified, declared

KNOWN: dict[str, dict[str, UUID]] = {}
MARKS = {"own": "Ours Ltd", "other": "Theirs Ltd"}
PRINTING = ("viewer", "submitted")
"""Who prints in this test: a document takes seconds, and one is enough."""
ENDINGS = ("security.logout", "accounts.leave_everywhere", "organisations.depart")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = {
    "owner": Relation.OWNER,
    "coordinator": Relation.COORDINATOR,
    "respondent": Relation.RESPONDENT,
    "viewer": Relation.VIEWER,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Two organisations with one of each role, a draft, a submitted assessment and a certificate each."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(home))
        # the token of a form is tested where forms are: here it would answer before the guard does
        app = blank.opened(home, {"WTF_CSRF_ENABLED": False})
    with app.app_context():
        for slug, mark in MARKS.items():
            _filled(slug, mark)
        account("nowhere@example.org")
        yield app
        db.session.remove()
        db.engine.dispose()


def _filled(slug: str, mark: str) -> None:
    with writing() as session:
        tenant = Tenant(slug=slug, name=mark)
        session.add(tenant)
    cast = members(tenant)
    for sheet in (declared(mark), certified()):
        record(sheet, tenant, "tests")
    draft = record(declared(f"{mark} draft"), tenant, "tests")
    submitted = record(declared(mark), tenant, "tests")
    with writing():
        draft.status, draft.answering, submitted.answering = "draft", "apart", "apart"
        for one in (draft, submitted):
            one.respondents.extend(
                Respondent(position=position, name=role, seen_from="", account_id=cast[role].id)
                for position, role in enumerate(("owner", "coordinator", "respondent"))
            )
    KNOWN[slug] = {"draft": draft.id, "submitted": submitted.id}


def somebody(app: Flask, who: str) -> CheckingClient:
    """`owner@own`, `nowhere` or `nobody`, signed in."""
    if who == "nobody":
        return browser_of(app, None)
    role, _, slug = who.partition("@")
    email = f"{role}@{slug}.example" if slug else "nowhere@example.org"
    return browser_of(app, db.session.scalars(select(Account).where(Account.email == email)).one())


def assessment(slug: str, state: str) -> UUID:
    """A draft or a submitted assessment of a tenant, put back into that state if a route changed it."""
    found = KNOWN[slug][state]
    if db.session.scalar(select(Assessment.status).where(Assessment.id == found)) != state:
        with writing() as session:
            session.get_one(Assessment, found).status = state
    db.session.rollback()
    return found


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with every method that it answers to."""
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            if method in (rule.methods or ()):
                yield rule, method


def action_of(app: Flask, rule: Rule) -> Action:
    """What the route's view is marked with."""
    action: Action = app.view_functions[rule.endpoint].action  # type: ignore[attr-defined]
    return action


def address(app: Flask, rule: Rule, assessment_id: UUID) -> str:
    """The address of a route about one assessment; what else it names is there, or is nobody's."""
    known = {
        "assessment_id": assessment_id,
        "dimension_id": "operations",
        "criterion_id": "operations.complaints",
        "practice_id": load("cmc").practices[0].id,
        "reference": load("cmc").reference,
        "filename": "assessor.css",
        "name": "cmc-declared-1",
        "suffix": "csv",
        "way": "agreed",
    }
    values = {
        name: known.get(name, uuid4() if "UUID" in type(rule._converters[name]).__name__ else "nothing")
        for name in rule.arguments
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def outcome(status: int) -> str:
    """What an answer says about permission: what is wrong with an empty form says nothing against it."""
    return {401: "refused", 403: "refused", 404: "nothing there"}.get(status, "answered")


def test_every_route_is_marked(world: Flask) -> None:
    assert [
        r.endpoint for r, _ in routes(world) if not hasattr(world.view_functions[r.endpoint], "action")
    ] == []


@pytest.mark.parametrize("state", ["draft", "submitted"])
@pytest.mark.parametrize("role", ROLES)
def test_a_member_gets_what_the_rules_allow_and_no_more(world: Flask, role: str, state: str) -> None:
    client = somebody(world, f"{role}@own")
    wrong = []
    for rule, method in routes(world):
        action = action_of(world, rule)
        if skipped(rule, action):
            continue
        about = State(state) if "assessment_id" in rule.arguments else State.NONE
        allowed = RULES[action](ROLES[role], about)
        if allowed and rule.rule.endswith(".pdf") and (role, state) != PRINTING:
            continue
        found = address(world, rule, assessment("own", state))
        with client.open(found, method=method) as response:
            got = outcome(response.status_code)
        if (got == "refused") == allowed:
            wrong.append((rule.rule, method, action.name, response.status_code))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_a_member_of_another_organisation_finds_nothing(world: Flask, role: str) -> None:
    client = somebody(world, f"{role}@other")
    wrong = []
    for rule, method in routes(world):
        action = action_of(world, rule)
        if skipped(rule, action):
            continue
        for found in KNOWN["own"].values():
            with client.open(address(world, rule, found), method=method) as response:
                told = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
                got = outcome(response.status_code)
            if MARKS["own"] in told:
                wrong.append((rule.rule, method, "tells of another organisation"))
            if "assessment_id" in rule.arguments and got == "answered":
                wrong.append((rule.rule, method, response.status_code))
            if "assessment_id" not in rule.arguments:
                break
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("who", ["nobody", "nowhere"])
def test_who_belongs_to_no_organisation_is_sent_away(world: Flask, who: str) -> None:
    client, found = somebody(world, who), KNOWN["own"]["submitted"]
    wrong = []
    for rule, method in routes(world):
        action = action_of(world, rule)
        if skipped(rule, action) or (who == "nowhere" and RULES[action] is signed_in):
            continue
        with client.open(address(world, rule, found), method=method) as response:
            sent = response.headers.get("Location", "")
            away = response.status_code in (401, 403) or re.match(r"/(sign-in|organisations/new)\b", sent)
        if not away:
            wrong.append((rule.rule, method, response.status_code, sent))
    assert not wrong, "\n".join(map(str, wrong))


def skipped(rule: Rule, action: Action) -> bool:
    """What is open to anybody is tested where it is; signing out, or leaving, would end the test."""
    return RULES[action] is anybody or rule.endpoint in ENDINGS
