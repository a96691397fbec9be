from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from assessor.extensions import db, writing
from assessor.models import Account, Answer, AnswerRevision, Assessment, Tenant
from tests.assessor.answering.opened import PROMISE, VISION, opened, token_of
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members

THREE, FOUR = {"answer": "3"}, {"answer": "4"}


@pytest.fixture
def cast(company: Tenant) -> dict[str, Account]:
    return members(company)


@pytest.fixture
def shared(company: Tenant) -> Assessment:
    return opened(company)


class Script:
    """What a page's script sends in somebody's name."""

    def __init__(self, browser: CheckingClient, row: Assessment) -> None:
        self.browser, self.row = browser, row.id
        self.token = token_of(browser, f"/assessments/{row.id}/answers/{VISION.id}")

    def put(self, body: object, practice: str = PROMISE, **options: Any) -> TestResponse:
        address = f"/assessments/{self.row}/answers/practices/{practice}"
        return self.browser.put(address, json=body, headers={"X-CSRFToken": self.token}, **options)

    def give(self, values: Mapping[str, str], base: int, **more: object) -> TestResponse:
        return self.put({"key": str(uuid4()), "base": base, "values": values, **more})


@pytest.fixture
def owner(web: Flask, cast: dict[str, Account], shared: Assessment) -> Script:
    return Script(browser_of(web, cast["owner"]), shared)


@pytest.fixture
def coordinator(web: Flask, cast: dict[str, Account], shared: Assessment) -> Script:
    return Script(browser_of(web, cast["coordinator"]), shared)


def revisions() -> list[AnswerRevision]:
    db.session.rollback()
    return list(db.session.scalars(select(AnswerRevision).order_by(AnswerRevision.id)))


def test_a_save_says_which_version_it_became(owner: Script) -> None:
    answer = owner.give(THREE, 0, comment="seen")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["state"] == "saved"
    assert (answer.json["version"], answer.json["answered"]) == (1, True)
    assert answer.json["saved_at"].endswith("+00:00")
    cleared = owner.give({}, 1)
    assert cleared.json is not None
    assert (cleared.json["version"], cleared.json["answered"]) == (2, False)
    db.session.rollback()
    assert db.session.scalars(select(Answer)).one().values == {}


def test_a_save_that_is_sent_again_is_answered_alike(owner: Script) -> None:
    body = {"key": str(uuid4()), "base": 0, "values": THREE}
    first = owner.put(body)
    assert owner.put(body).json == first.json
    assert len(revisions()) == 1


def test_what_changed_meanwhile_comes_back_beside_what_was_sent(owner: Script, coordinator: Script) -> None:
    owner.give(THREE, 0, comment="theirs")
    answer = coordinator.give(FOUR, 0, comment="mine")
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["theirs"] | {"at": None} == {
        "values": THREE,
        "not_applicable": False,
        "reason": "",
        "comment": "theirs",
        "by": "Owner of local",
        "at": None,
    }
    assert answer.json["yours"]["values"] == FOUR
    assert answer.json["version"] == 1
    assert str(revisions()[1].id) == answer.json["revision"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (None, [""]),
        ([1], [""]),
        ({}, ["key", "base"]),
        ({"key": "1", "base": 0}, ["key"]),
        ({"key": str(uuid4()), "base": True}, ["base"]),
        ({"key": str(uuid4()), "base": 2**70}, ["base"]),
        ({"key": str(uuid4()), "base": 0, "values": [3]}, ["values"]),
        ({"key": str(uuid4()), "base": 0, "values": {"answer": [3]}}, ["values"]),
        ({"key": str(uuid4()), "base": 0, "values": {"answer": "1e999999999"}}, ["value:answer"]),
        ({"key": str(uuid4()), "base": 0, "values": {"answer": 6}}, ["value:answer"]),
        (
            {"key": str(uuid4()), "base": 0, "not_applicable": "yes", "comment": 5},
            ["not_applicable", "comment"],
        ),
        ({"key": str(uuid4()), "base": 0, "not_applicable": True}, ["reason"]),
        ({"key": str(uuid4()), "base": 0, "values": {"answer": 3}, "comment": "\udfff"}, ["comment"]),
    ],
)
def test_what_is_not_an_answer_is_refused_by_field(owner: Script, body: object, fields: list[str]) -> None:
    answer = owner.put(body)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["field"] for fault in answer.json["faults"]] == fields
    assert all(fault["text"] for fault in answer.json["faults"])
    assert revisions() == []


def test_numbers_may_be_numbers(owner: Script) -> None:
    assert owner.give({"answer": 3}, 0).status_code == 200  # type: ignore[dict-item]


def test_faults_are_said_in_the_language_of_the_page(owner: Script) -> None:
    owner.browser.set_cookie("lang", "zh-Hans")
    answer = owner.put({"key": str(uuid4()), "base": 0, "not_applicable": True})
    assert answer.json is not None
    assert answer.json["faults"][0]["text"] == "请说明为何不适用"


def test_nobody_sends_in_another_name(owner: Script, cast: dict[str, Account]) -> None:
    other = owner.give(THREE, 0, account=str(cast["coordinator"].id))
    assert other.status_code == 401
    assert revisions() == []
    assert owner.give(THREE, 0, account=str(cast["owner"].id)).status_code == 200


def test_it_takes_a_token_and_a_session(web: Flask, owner: Script, shared: Assessment) -> None:
    token, owner.token = owner.token, "wrong"
    assert owner.give(THREE, 0).status_code == 400
    owner.token = token
    owner.browser.delete_cookie("session")
    assert owner.give(THREE, 0).status_code in (400, 401)
    assert revisions() == []


def test_who_may_not_is_told_so(
    web: Flask, cast: dict[str, Account], shared: Assessment, owner: Script, other_company: Tenant
) -> None:
    theirs = opened(other_company)
    stranger = Script(browser_of(web, members(other_company)["owner"]), theirs)
    stranger.row = shared.id
    assert stranger.give(THREE, 0).status_code == 404
    owner.row = uuid4()
    assert owner.give(THREE, 0).status_code == 404
    owner.row = shared.id
    assert owner.put({"key": str(uuid4()), "base": 0}, practice="nothing").status_code == 404
    with writing():
        db.session.get_one(Assessment, shared.id).status = "submitted"
    assert owner.give(THREE, 0).status_code == 403
    assert revisions() == []
