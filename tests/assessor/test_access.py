from dataclasses import FrozenInstanceError
from datetime import date
from functools import wraps
from itertools import product
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessor import create_app
from assessor.access import RULES, Action, Relation, Role, State, User, allows, relation_to, requires
from assessor.demo.peers import Plan, contributions
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import Order, build_edition, contribute
from assessor.extensions import writing
from assessor.models import Assessment, Edition, Tenant
from criteria.registry import load
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import account, browser_of, member

LETTERS = {
    "n": Relation.NOBODY,
    "s": Relation.STRANGER,
    "v": Relation.VIEWER,
    "r": Relation.RESPONDENT,
    "c": Relation.COORDINATOR,
    "o": Relation.OWNER,
    "m": Relation.OPERATOR,  # of the machine
}

# Who may act on: nothing in particular, a draft, a submitted assessment.
WHO: dict[tuple[str, str, str], str] = {
    ("nsvrcom", "nsvrcom", "nsvrcom"): "FETCH_PUBLIC SIGN_IN SET_UP ACCEPT_INVITATION",
    ("vrcom", "vrcom", "vrcom"): "KEEP_ACCOUNT CREATE_ORGANISATION CHOOSE_ORGANISATION READ_ORGANISATION "
    "LIST_ASSESSMENTS READ_MODEL READ_BENCHMARKS",
    ("com", "com", "com"): "READ_MEMBERS INVITE READ_ACTIVITY OPEN_ASSESSMENT READ_ANSWERS EDIT_PLAN",
    ("om", "om", "om"): "EDIT_ORGANISATION MANAGE_MEMBERS EXPORT_ORGANISATION DELETE_ORGANISATION "
    "DELETE_ASSESSMENT",
    ("", "com", ""): "STEER_ASSESSMENT SUBMIT_ASSESSMENT MODERATE",
    ("", "", "com"): "REOPEN_ASSESSMENT",
    ("rcom", "rcom", "rcom"): "READ_QUESTIONNAIRE TAKE_WORKBOOK",
    ("", "rcom", ""): "ANSWER MERGE_WORKBOOK",
    ("vcom", "vcom", "vrcom"): "READ_RESULT TAKE_REPORT READ_PLAN",
    ("", "", "vcom"): "TAKE_CERTIFICATE",
    ("vcom", "vcom", "vcom"): "TAKE_BENCHMARKS",
    ("m", "m", "m"): "READ_COVERAGE",
}
ALLOWED = {Action[name]: who for who, names in WHO.items() for name in names.split()}


@pytest.mark.parametrize(("action", "relation", "state"), [*product(Action, Relation, State)])
def test_truth_table(action: Action, relation: Relation, state: State) -> None:
    who = ALLOWED[action][list(State).index(state)]
    assert allows(action, relation, state) is (relation in {LETTERS[letter] for letter in who})


def test_every_action_has_a_rule() -> None:
    assert set(RULES) == set(Action) == set(ALLOWED)


def test_relation_follows_from_tenant_and_role() -> None:
    ours, theirs = uuid4(), uuid4()
    operator, viewer = User("a", ours, Role.OPERATOR), User("b", ours, Role.VIEWER)
    assert relation_to(None, ours) is Relation.NOBODY
    assert relation_to(operator, theirs) is relation_to(viewer, theirs) is Relation.STRANGER
    assert relation_to(operator, ours) is Relation.OPERATOR
    assert relation_to(viewer, ours) is Relation.VIEWER


def test_a_user_cannot_be_altered() -> None:
    with pytest.raises(FrozenInstanceError):
        User("a", uuid4(), Role.VIEWER).role = Role.OPERATOR  # type: ignore[misc]


# --- the guard --------------------------------------------------------------------------------------


def test_a_view_without_a_mark_is_refused(app: Flask, client: CheckingClient) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    response = client.get("/forgotten")
    assert response.status_code == 403
    assert "secret" not in response.text


def test_the_mark_of_the_registered_function_counts_not_of_one_inside(
    app: Flask, client: CheckingClient
) -> None:
    @requires(Action.FETCH_PUBLIC)
    def inner() -> dict[str, str]:
        return {"kept": "secret"}

    app.add_url_rule("/hidden", "hidden", lambda: inner())
    app.add_url_rule("/wrapped", "wrapped", wraps(inner)(lambda: inner()))
    assert client.get("/hidden").status_code == 403
    assert client.get("/wrapped").status_code == 200


def test_every_endpoint_is_marked(app: Flask) -> None:
    marks = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "action", None)
        for rule in app.url_map.iter_rules()
    }
    assert None not in marks.values()
    assert {name for name, mark in marks.items() if mark is Action.FETCH_PUBLIC} == {
        "static",
        "health.health",
    }


EDITION = "cmc-synthetic-declared-1"


@pytest.fixture
def edition(local: Tenant) -> Edition:
    """A benchmark edition, which belongs to no tenant."""
    model = load("cmc")
    nodes = compared_nodes(model)
    contribute("cmc", "declared", nodes, contributions(Plan(model, "declared", 40, 7)), synthetic=True)
    return build_edition(Order("cmc", "declared", nodes, date(2026, 10, 31), synthetic=True))


READING = ("static", "health", "assessments", "questionnaires", "editions", "progress")


def addresses(app: Flask, assessment: Assessment) -> dict[str, str]:
    """Every address under which a result or what it rests on is read, about one assessment."""
    known = {
        "assessment_id": assessment.id,
        "dimension_id": "operations",
        "reference": assessment.model,
        "criterion_id": "operations.complaints",
        "filename": "assessor.css",
        "name": EDITION,
        "suffix": "csv",
    }
    with app.test_request_context(base_url="http://localhost"):
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return {
            rule.endpoint: adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if rule.endpoint.split(".")[0] in READING
        }


def statuses(client: FlaskClient, found: dict[str, str], **request: object) -> dict[str, int]:
    answers = {}
    for name, address in found.items():
        with client.get(address, **request) as response:  # type: ignore[arg-type]
            answers[name] = response.status_code
    return answers


ABOUT_ONE = {
    "result", "why", "report", "report_page", "report_word", "report_markdown", "certificate", "exchange",
    "since",
}  # fmt: skip


def test_the_operator_reaches_everything_of_their_own(
    app: Flask, client: CheckingClient, certificate: Assessment, edition: Edition
) -> None:
    assert edition.name == EDITION
    found = addresses(app, certificate)
    assert statuses(client, found) == dict.fromkeys(found, 200)


def test_no_certificate_is_taken_while_answers_may_change(
    client: CheckingClient, certificate: Assessment
) -> None:
    with writing():
        certificate.status = "draft"
    assert client.get(f"/assessments/{certificate.id}/certificate.pdf").status_code == 403


def test_a_certificate_that_was_not_earned_is_not_there(client: CheckingClient, audit: Assessment) -> None:
    assert client.get(f"/assessments/{audit.id}/certificate.pdf").status_code == 404


def test_the_operator_reaches_nothing_of_another_tenant(
    app: Flask, client: CheckingClient, foreign: Assessment, edition: Edition
) -> None:
    found = addresses(app, foreign)
    expected = {name: 404 if name.split(".")[-1] in ABOUT_ONE else 200 for name in found}
    assert statuses(client, found) == expected
    assert "Elsewhere" not in client.get("/").text


NOBODY = [
    {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
    {"headers": {"X-Forwarded-For": "192.0.2.7"}},
    {"headers": {"Forwarded": "for=192.0.2.7"}},
    {"headers": {"Via": "1.1 elsewhere"}},
]


@pytest.mark.parametrize("request_", NOBODY)
def test_nobody_reaches_anything_but_what_is_public(
    app: Flask,
    client: CheckingClient,
    assessment: Assessment,
    edition: Edition,
    request_: dict[str, object],
) -> None:
    found = addresses(app, assessment)
    expected = {name: 200 if name in ("static", "health.health") else 403 for name in found}
    assert statuses(client, found, **request_) == expected
    page = client.get("/", **request_).text  # type: ignore[arg-type]
    assert "assessor serve" in page
    assert assessment.stated["name"] not in page


def test_without_local_operation_nobody_is_anybody(
    app: Flask, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("somebody@local.example")  # before there is one, every page leads to set-up
    other = create_app({"TESTING": True})
    other.test_client_class = CheckingClient
    assert other.config["LOCAL_OPERATOR"] is False
    response = other.test_client().get(f"/assessments/{assessment.id}/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/sign-in?next=/assessments/{assessment.id}/",
    )


@pytest.mark.parametrize(
    "host", ["rebound.example", "127.0.0.1.rebound.example", "localhost.example:5000", "[::1]:5000"]
)
def test_a_page_elsewhere_cannot_reach_us_by_pointing_its_name_here(
    client: CheckingClient, host: str
) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "127.0.0.1:5000"])
def test_this_machine_reaches_us_by_its_own_names(client: CheckingClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_the_host_counts_even_where_the_setting_was_forgotten(app: Flask, client: CheckingClient) -> None:
    app.config["TRUSTED_HOSTS"] = None
    assert client.get("/", headers={"Host": "rebound.example"}).status_code == 403


def test_nothing_is_changed_without_the_token_of_a_form(web: Flask, company: Tenant) -> None:
    """Every route that changes something, as the owner, who may do all of it: the token comes first."""
    client = browser_of(web, member(company, "owner"))
    tried = []
    for rule in web.url_map.iter_rules():
        for method in {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()):
            values = {
                name: SAMPLES.get(type(rule._converters[name]).__name__, "agreed") for name in rule.arguments
            }
            address = web.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            assert client.open(address, method=method).status_code == 400, (rule.rule, method)
            tried.append(rule.endpoint)
    assert len(tried) > 40


SAMPLES = {"UUIDConverter": uuid4()}
