import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from assessor.config import PACKAGE
from assessor.extensions import db, writing
from assessor.models import Account, Answer, AnswerRevision, Assessment, Tenant
from tests.assessor.answering.opened import CMC, DEFINITION, PROMISE, VISION, asked, opened
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members

WEIGHT, STATEMENTS = 150_000, 15
FIELD = re.compile(
    r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
    r'|type="radio" id="[^"]+" name="([^"]+)" value="([^"]*)" checked'
    r'|<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>'
)


@pytest.fixture
def cast(company: Tenant) -> dict[str, Account]:
    return members(company)


@pytest.fixture
def shared(company: Tenant) -> Assessment:
    return opened(company)


@pytest.fixture
def owner(web: Flask, cast: dict[str, Account]) -> CheckingClient:
    return browser_of(web, cast["owner"])


@pytest.fixture
def coordinator(web: Flask, cast: dict[str, Account]) -> CheckingClient:
    return browser_of(web, cast["coordinator"])


def path(row: Assessment, criterion: str = VISION.id) -> str:
    return f"/assessments/{row.id}/answers/{criterion}"


def fields(page: TestResponse) -> dict[str, str]:
    """What a browser without scripts would send back, untouched."""
    found: dict[str, str] = {}
    for hidden, value, radio, chosen, area, text in FIELD.findall(page.text):
        found |= {hidden: value} if hidden else {radio: chosen} if radio else {area: text}
    return found


def typed(page: TestResponse, **changes: str) -> dict[str, str]:
    """The form of a page, with some of the first practice's fields filled in."""
    names = {"level": "value:answer", "reason": "reason", "comment": "comment"}
    given = {f"{PROMISE}:{names[n]}" if n in names else n: value for n, value in changes.items()}
    return fields(page) | given


def saved() -> dict[str, tuple[dict[str, str], str]]:
    db.session.rollback()
    return {row.practice_id: (row.values, row.comment) for row in db.session.scalars(select(Answer))}


def revisions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AnswerRevision.state).order_by(AnswerRevision.id)))


# --- one page, one form -----------------------------------------------------------------------------


def test_the_page_asks_every_practice_with_its_levels(owner: CheckingClient, shared: Assessment) -> None:
    page = owner.get(path(shared))
    for practice in VISION.practices:
        assert practice.guide is not None
        assert practice.question.in_language("en").split("'")[0] in page.text
        assert len(re.findall(f'name="{re.escape(practice.id)}:value:answer"', page.text)) == 8
    assert page.text.count("No answer yet") == len(VISION.practices)
    assert set(fields(page)) >= {"csrf_token", "key", "account", f"{PROMISE}:base", f"{PROMISE}:comment"}


def test_saving_goes_on_to_the_next_criterion(owner: CheckingClient, shared: Assessment) -> None:
    data = typed(owner.get(path(shared)), level="3", comment="seen\r\nat two sites", then="next")
    answer = owner.post(path(shared), data=data)
    assert (answer.status_code, answer.location) == (303, path(shared, CMC.criteria[1].id))
    assert saved() == {PROMISE: ({"answer": "3"}, "seen\nat two sites")}
    page = owner.get(path(shared))
    assert fields(page)[f"{PROMISE}:value:answer"] == "3"
    assert "Owner of local" in page.text


@pytest.mark.parametrize(
    ("then", "criterion", "target"),
    [
        ("previous", CMC.criteria[1].id, f"answers/{VISION.id}"),
        ("stay", VISION.id, f"answers/{VISION.id}?saved=1"),
        ("first", VISION.id, "answers"),
        (f"evidence:{PROMISE}", VISION.id, f"answers/practices/{PROMISE}/evidence"),
        ("next", CMC.criteria[-1].id, "tasks"),
    ],
)
def test_every_button_saves_and_goes_where_it_says(
    owner: CheckingClient, shared: Assessment, then: str, criterion: str, target: str
) -> None:
    first = next(c for c in CMC.criteria if c.id == criterion).practices[0].id
    data = typed(owner.get(path(shared, criterion))) | {f"{first}:value:answer": "2", "then": then}
    answer = owner.post(path(shared, criterion), data=data)
    assert answer.location == f"/assessments/{shared.id}/{target}"
    assert set(saved()) == {first}


def test_a_form_that_is_sent_twice_counts_once(owner: CheckingClient, shared: Assessment) -> None:
    data = typed(owner.get(path(shared)), level="3", then="stay")
    assert [owner.post(path(shared), data=data).status_code for _ in range(2)] == [303, 303]
    assert revisions() == ["applied"]


def test_what_only_lay_on_the_page_is_not_saved_over_somebody_elses(
    owner: CheckingClient, coordinator: CheckingClient, shared: Assessment
) -> None:
    old = owner.get(path(shared))
    coordinator.post(path(shared), data=typed(coordinator.get(path(shared)), level="4"))
    owner.post(path(shared), data=typed(old) | {f"{DEFINITION}:value:answer": "1"})
    assert saved() == {PROMISE: ({"answer": "4"}, ""), DEFINITION: ({"answer": "1"}, "")}
    assert revisions() == ["applied", "applied"]


def test_clearing_and_leaving_out(owner: CheckingClient, shared: Assessment) -> None:
    left_out = typed(owner.get(path(shared)), level="not-applicable", reason="no customers")
    owner.post(path(shared), data=left_out)
    page = owner.get(path(shared))
    assert fields(page)[f"{PROMISE}:value:answer"] == "not-applicable"
    assert fields(page)[f"{PROMISE}:reason"] == "no customers"
    owner.post(path(shared), data=typed(page, level="", reason=""))
    assert fields(owner.get(path(shared)))[f"{PROMISE}:value:answer"] == ""


def test_a_refused_form_keeps_what_was_typed_and_leads_to_its_faults(
    owner: CheckingClient, shared: Assessment
) -> None:
    shown = owner.get(path(shared))
    data = typed(shown, level="not-applicable", comment="typed <b>long</b>")
    data |= {f"{DEFINITION}:value:answer": "2"}
    answer = owner.post(path(shared), data=data)
    assert answer.status_code == 422
    assert f'href="#{PROMISE}:reason"' in answer.text
    assert "Say why this does not apply" in answer.text
    assert saved() == {}
    again = fields(answer)
    assert again[f"{PROMISE}:comment"] == "typed &lt;b&gt;long&lt;/b&gt;"
    assert again[f"{DEFINITION}:value:answer"] == "2"
    assert {name: again[name] for name in ("key", f"{PROMISE}:seen")} == {
        name: fields(shown)[name] for name in ("key", f"{PROMISE}:seen")
    }
    owner.post(path(shared), data=data | {f"{PROMISE}:reason": "none of these"})
    assert set(saved()) == {PROMISE, DEFINITION}


def test_very_long_comments_in_chinese_are_taken(owner: CheckingClient, shared: Assessment) -> None:
    data = typed(owner.get(path(shared)), comment="客" * 20_000)
    data |= {f"{DEFINITION}:comment": "户" * 20_000, f"{DEFINITION}:value:answer": "2"}
    assert owner.post(path(shared), data=data).status_code == 303
    assert saved()[PROMISE][1] == "客" * 20_000


@pytest.mark.parametrize("junk", [{"base": "-1"}, {"base": "9" * 30}, {"seen": "x"}, {"base": "x"}])
def test_hidden_fields_that_were_tampered_with_do_no_harm(
    owner: CheckingClient, shared: Assessment, junk: dict[str, str]
) -> None:
    data = typed(owner.get(path(shared)), level="3")
    data |= {f"{PROMISE}:{name}": value for name, value in junk.items()}
    data |= {"settle": "no:no", "then": "evidence:"} if "seen" in junk else {}
    assert owner.post(path(shared), data=data).status_code in (303, 404)


def test_a_page_of_another_account_is_not_saved(
    owner: CheckingClient, coordinator: CheckingClient, shared: Assessment
) -> None:
    theirs = typed(coordinator.get(path(shared)), level="3")
    mine = fields(owner.get(path(shared)))
    answer = owner.post(path(shared), data=theirs | {"csrf_token": mine["csrf_token"]})
    assert answer.status_code == 409
    assert "somebody else signed in" in answer.text
    assert saved() == {}


def test_without_a_token_nothing_is_saved(owner: CheckingClient, shared: Assessment) -> None:
    data = typed(owner.get(path(shared)), level="3")
    del data["csrf_token"]
    assert owner.post(path(shared), data=data).status_code == 400
    assert saved() == {}


def test_a_practice_of_several_parts_is_given_wholly_or_not_at_all(
    company: Tenant, owner: CheckingClient
) -> None:
    row = opened(company, track="verified")
    page = owner.get(path(row))
    parts = {"approach": "60", "deployment": "55", "learning": "40", "integration": "52", "evidence": "3"}
    given = {f"{PROMISE}:value:{name}": value for name, value in parts.items()}
    refused = owner.post(path(row), data=fields(page) | given)
    assert refused.status_code == 422
    assert "Enter a number from 0 to 100 in steps of 5" in refused.text
    assert f'href="#{PROMISE}:value:integration"' in refused.text
    assert 'value="52"' in refused.text
    half = owner.post(path(row), data=fields(page) | {f"{PROMISE}:value:approach": "60"})
    assert "Give a value for every part, or for none" in half.text
    owner.post(path(row), data=fields(page) | given | {f"{PROMISE}:value:integration": "50"})
    assert saved()[PROMISE][0] == parts | {"integration": "50"}
    assert 'value="55"' in owner.get(path(row)).text


# --- two answers ------------------------------------------------------------------------------------


@pytest.fixture
def disputed(owner: CheckingClient, coordinator: CheckingClient, shared: Assessment) -> TestResponse:
    """The coordinator's page, where the owner has answered meanwhile."""
    old = typed(coordinator.get(path(shared)), level="5", comment="mine", then="next")
    owner.post(path(shared), data=typed(owner.get(path(shared)), level="2", comment="theirs"))
    answer = coordinator.post(path(shared), data=old)
    assert answer.location == f"{path(shared)}#{PROMISE}", "kept on the page, where both are shown"
    return coordinator.get(path(shared))


def button(page: TestResponse, which: str) -> str:
    found = re.search(rf'name="settle" value="([^"]*:{which}:[^"]*)"', page.text)
    assert found
    return found[1]


def test_both_answers_are_shown_and_who_gave_the_other(disputed: TestResponse, owner: CheckingClient) -> None:
    assert "Somebody else answered meanwhile" in disputed.text
    assert "Owner of local" in disputed.text
    assert "2 Managed" in disputed.text
    assert "5 Leading" in disputed.text
    assert fields(disputed)[f"{PROMISE}:value:answer"] == "2"
    row = db.session.scalars(select(Assessment)).one()
    assert f"{PROMISE}:conflict" not in owner.get(path(row)).text, "it is its maker's to choose"


def test_it_is_shown_again_on_other_pages_until_it_is_settled(
    disputed: TestResponse, coordinator: CheckingClient, shared: Assessment
) -> None:
    elsewhere = coordinator.get(path(shared, CMC.criteria[5].id))
    assert f'href="{path(shared)}#{PROMISE}"' in elsewhere.text


@pytest.mark.parametrize(("which", "level", "end"), [("mine", "5", "applied"), ("theirs", "2", "dismissed")])
def test_choosing_settles_it_and_saves_the_rest_of_the_page(
    disputed: TestResponse, coordinator: CheckingClient, shared: Assessment, which: str, level: str, end: str
) -> None:
    data = fields(disputed) | {"settle": button(disputed, which), f"{DEFINITION}:value:answer": "4"}
    assert coordinator.post(path(shared), data=data).location == f"{path(shared)}#{PROMISE}"
    assert saved()[PROMISE][0] == {"answer": level}
    assert saved()[DEFINITION][0] == {"answer": "4"}
    assert revisions() == ["applied", end, "applied"]
    assert f"{PROMISE}:conflict" not in coordinator.get(path(shared)).text


def test_nobody_else_can_press_the_button(
    disputed: TestResponse, owner: CheckingClient, shared: Assessment
) -> None:
    data = fields(owner.get(path(shared))) | {"settle": button(disputed, "mine")}
    assert owner.post(path(shared), data=data).status_code == 404
    assert saved()[PROMISE][0] == {"answer": "2"}


def test_ones_own_other_window_is_called_that(owner: CheckingClient, shared: Assessment) -> None:
    old = owner.get(path(shared))
    owner.post(path(shared), data=typed(owner.get(path(shared)), level="2"))
    owner.post(path(shared), data=typed(old, level="3"))
    assert "You answered this elsewhere meanwhile" in owner.get(path(shared)).text


# --- progress and the way through -------------------------------------------------------------------


def test_resuming_leads_to_the_first_practice_without_an_answer(
    owner: CheckingClient, shared: Assessment
) -> None:
    assert owner.get(f"/assessments/{shared.id}/answers").location == f"{path(shared)}#{PROMISE}"
    owner.post(path(shared), data=typed(owner.get(path(shared)), level="0"))
    assert owner.get(f"/assessments/{shared.id}/answers").location == f"{path(shared)}#{DEFINITION}"


def test_resuming_what_is_complete_leads_to_the_tasks(company: Tenant, owner: CheckingClient) -> None:
    row = opened(company, complete=True)
    assert owner.get(f"/assessments/{row.id}/answers").location == f"/assessments/{row.id}/tasks"


def test_progress_counts_answers_and_not_comments(owner: CheckingClient, shared: Assessment) -> None:
    owner.post(path(shared), data=typed(owner.get(path(shared)), comment="only a remark"))
    assert "<span data-answered>0</span>/16" in owner.get(path(shared)).text
    owner.post(path(shared), data=typed(owner.get(path(shared)), level="0"))
    page = owner.get(path(shared)).text
    assert "<span data-answered>1</span>/16" in page
    assert "<span data-answered>1</span>/4" in page


def test_a_respondent_sees_only_what_they_were_asked(
    web: Flask, cast: dict[str, Account], shared: Assessment
) -> None:
    respondent = browser_of(web, cast["respondent"])
    assert respondent.get(path(shared)).status_code == 403
    asked(shared, cast["respondent"], ["strategy"])
    page = respondent.get(path(shared, "strategy.insight"))
    assert page.status_code == 200
    assert "criterion 1 of" in page.text
    assert path(shared) not in page.text
    assert respondent.get(path(shared)).status_code == 403
    assert respondent.get(path(shared, "strategy.nothing")).status_code == 404


def test_who_may_not_come_in(
    web: Flask, cast: dict[str, Account], shared: Assessment, other_company: Tenant, owner: CheckingClient
) -> None:
    stranger = browser_of(web, members(other_company)["owner"])
    theirs = opened(other_company)
    for address in (path(shared), f"/assessments/{shared.id}/answers"):
        assert stranger.get(address).status_code == 404
        assert browser_of(web, cast["viewer"]).get(address).status_code == 403
        assert browser_of(web, None).get(address).status_code == 302
    page = fields(stranger.get(path(theirs)))
    assert stranger.post(path(shared), data=page).status_code == 404
    assert owner.get(f"/assessments/{uuid4()}/answers").status_code == 404


def test_a_submitted_assessment_is_read_only(owner: CheckingClient, shared: Assessment) -> None:
    data = typed(owner.get(path(shared)), level="3")
    with writing():
        db.session.get_one(Assessment, shared.id).status = "submitted"
    page = owner.get(path(shared))
    assert "answering.js" not in page.text
    assert not re.search(r"<button", page.text)
    assert owner.post(path(shared), data=data).status_code == 403
    assert saved() == {}


def test_every_language(owner: CheckingClient, shared: Assessment) -> None:
    for language, said in (("zh-Hans", "保存并继续"), ("zh-Hant", "儲存並繼續")):
        page = owner.get(f"{path(shared)}?lang={language}")
        assert said in page.text
        assert VISION.practices[0].question.in_language(language) in page.text  # type: ignore[arg-type]


# --- weight and work --------------------------------------------------------------------------------


def test_every_page_of_a_complete_assessment_is_light(
    web: Flask, company: Tenant, owner: CheckingClient
) -> None:
    row = opened(company, complete=True)
    styles = sum(
        (PACKAGE / "static" / name).stat().st_size
        for name in ("vendor/govuk.min.css", "assessor.css", "answering.css")
    )
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    for criterion in ("leadership.vision", "results.partners-improvement"):
        for language in ("en", "zh-Hans"):
            address = f"{path(row, criterion)}?lang={language}"
            db.session.rollback()
            statements.clear()
            page = owner.get(address)
            assert len(page.data) + styles <= WEIGHT
            assert len(statements) <= 8, statements
            assert len(statements) <= STATEMENTS


def test_a_save_is_one_short_transaction(owner: CheckingClient, web: Flask, shared: Assessment) -> None:
    token = fields(owner.get(path(shared)))["csrf_token"]
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    address = f"/assessments/{shared.id}/answers/practices/{PROMISE}"
    body = {"key": str(uuid4()), "base": 0, "values": {"answer": "3"}}
    assert owner.put(address, json=body, headers={"X-CSRFToken": token}).status_code == 200
    begun = statements.index("BEGIN IMMEDIATE")
    assert len(statements[begun + 1 :]) <= 5, statements
