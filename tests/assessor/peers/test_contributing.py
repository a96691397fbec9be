"""Consent, and what may be counted among the peers of a model."""

import hashlib
import re
import shutil
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

import benchmarks
from assessor.assessments.operations import record
from assessor.editions.nodes import compared_nodes
from assessor.editions.pool import Asked, pooled, unpacked
from assessor.extensions import db
from assessor.languages import wording
from assessor.models import BenchmarkLine, Consent, Contribution
from assessor.peers import queries
from assessor.peers.keys import assessment_key, pool_key
from assessor.peers.operations import (
    contribute_assessment,
    contribute_assessments,
    give_consent,
    withdraw,
)
from assessor.peers.refusals import NotContributed, PeersInvalid
from assessor.peers.terms import TERMS, VERSION, terms
from assessor.reports.building import score_sheet
from criteria.registry import BUILT_IN, load
from tests.assessor.sheets import declared, verified

TODAY = date(2026, 11, 20)


def consented(assessment):
    give_consent(pool_key(assessment.organisation), "managing director", "en")
    return assessment


def contribute(assessment) -> bool:
    return contribute_assessment(assessment, today=TODAY)


def pool() -> list[Contribution]:
    return list(db.session.scalars(select(Contribution)))


# --- consent ------------------------------------------------------------------------------------------


def test_a_consent_says_who_when_to_what_and_in_which_language(assessment):
    given, new = give_consent(pool_key(assessment.organisation), "  managing  director ", "zh-Hans")
    assert new
    assert (given.given_by, given.text_version, given.language) == ("managing director", VERSION, "zh-Hans")
    assert given.given_at.utcoffset() is not None
    assert given.withdrawn_at is None


def test_the_same_consent_again_stands_and_one_after_withdrawal_is_a_new_row(assessment):
    key = pool_key(assessment.organisation)
    first, _ = give_consent(key, "managing director", "en")
    again, new = give_consent(key, "somebody else", "en")
    assert (again.id, new) == (first.id, False)
    withdraw(key, named="it")
    _, new = give_consent(key, "managing director", "en")
    assert new
    consents = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [consent.withdrawn_at is None for consent in consents] == [False, True]


@pytest.mark.parametrize("role", ["", "   ", "x" * 201])
def test_a_consent_needs_a_role(assessment, role):
    with pytest.raises(PeersInvalid, match=r"--by: found .*allowed: a role of 1 to 200 characters"):
        give_consent(pool_key(assessment.organisation), role, "en")


def test_the_text_of_a_version_never_changes():
    """Whoever edits the text makes a new version, and puts its fingerprint here."""
    known = {"2026-11": "11fa1393dccd59fd"}
    assert known[VERSION] == hashlib.sha256("\n".join(TERMS).encode()).hexdigest()[:16]


def test_the_text_is_there_in_chinese():
    english, chinese = terms(wording("en")), terms(wording("zh-Hans"))
    assert not set(english.splitlines()) & set(chinese.splitlines()) - {""}
    assert "五" in chinese


# --- contributing ---------------------------------------------------------------------------------------


def test_a_submitted_self_assessment_is_a_declared_peer(assessment):
    assert contribute(consented(assessment))
    (row,) = pool()
    assert (row.line, row.track, row.synthetic) == ("cmc", "declared", False)
    assert row.organisation_key == pool_key(assessment.organisation)
    assert row.assessment_key == assessment_key(assessment.id)
    assert row.decided_on == assessment.assessed_on
    result = score_sheet(declared())
    nodes = compared_nodes(load("cmc"))
    scores = dict(zip(nodes, unpacked(row.scores), strict=True))
    assert scores["total"] == benchmarks.tenths(result.total / 10)
    assert len(scores) == 38
    line = db.session.get(BenchmarkLine, "cmc")
    assert (line.origin, line.tracks, line.nodes) == ("model", ["declared"], [])
    assert len(pooled(Asked("cmc", "declared", nodes, load("cmc").version))) == 1


def test_a_decided_audit_is_a_verified_peer_of_the_day_of_its_decision(audit):
    assert contribute(consented(audit))
    (row,) = pool()
    assert (row.track, row.decided_on) == ("verified", date(2026, 11, 2))


def test_once_is_enough(assessment):
    consented(assessment)
    assert [contribute(assessment), contribute(assessment)] == [True, False]
    assert len(pool()) == 1


def test_nobody_is_counted_without_consent(assessment):
    with pytest.raises(NotContributed, match="found no consent on record"):
        contribute(assessment)
    assert pool() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"status": "draft"}, "a draft"),
        ({"assessed_on": date(2027, 1, 1)}, "a date to come, 2027-01-01"),
        ({"organisation": replace(declared().organisation, employees=None)}, "no head count"),
    ],
)
def test_what_is_not_finished_is_refused(local, changes, found):
    assessment = consented(record(declared(**changes), local, "tests"))
    with pytest.raises(NotContributed, match=f"found {found}"):
        contribute(assessment)


def test_an_audit_waits_for_its_decision(local):
    assessment = consented(record(verified(decision=None), local, "tests"))
    with pytest.raises(NotContributed, match="found an audit without its decision"):
        contribute(assessment)


def test_after_withdrawal_only_a_new_consent_with_a_new_assessment_counts(local, assessment):
    key = pool_key(consented(assessment).organisation)
    contribute(assessment)
    assert withdraw(key, named="it") == 1
    assert queries.withdrawn_organisations("cmc", "declared") == {key}
    with pytest.raises(NotContributed, match="found a consent that was withdrawn on"):
        contribute(assessment)
    give_consent(key, "managing director", "en")
    with pytest.raises(NotContributed, match="found an assessment that was withdrawn"):
        contribute(assessment)
    later = record(declared(assessed_on=date(2026, 11, 10), digest="later"), local, "tests")
    assert later.organisation_id == assessment.organisation_id
    assert contribute(later)
    assert queries.withdrawn_organisations("cmc", "declared") == frozenset()
    assert {row.withdrawn_at is None for row in pool()} == {True, False}


def test_several_are_counted_or_none(local, assessment, audit):
    consented(assessment)
    with pytest.raises(PeersInvalid) as refused:
        contribute_assessments([assessment, audit], all_or_none=True, today=TODAY)
    (only,) = refused.value.faults
    assert str(only).startswith("Copper Kettle Logistics, verified of ")
    assert str(only).endswith(
        "found no consent on record; allowed: a consent in force (assessor peers consent)"
    )
    assert pool() == []
    done = contribute_assessments([assessment, audit], all_or_none=False, today=TODAY)
    assert (done.added, len(done.left_out), len(pool())) == (1, 1, 1)


def test_organisations_of_two_tenants_are_two(assessment, foreign):
    assert pool_key(assessment.organisation) != pool_key(foreign.organisation)


# --- another version of the model ---------------------------------------------------------------------


@pytest.fixture
def next_version(tmp_path):
    """cmc with other points: leadership weighs more, results less. Nothing else changed."""
    folder = tmp_path / "packs" / "cmc" / "2026.2"
    shutil.copytree(BUILT_IN / "cmc" / "2026.1", folder)
    head = folder / "model.yaml"
    text = head.read_text(encoding="utf-8").replace("2026.1", "2026.2")
    head.write_text(text, encoding="utf-8")
    swap = {"leadership": 20, "operations": -20}
    for dimension, points in swap.items():
        path = next(folder.glob(f"*{dimension}*.yaml"))
        path.write_text(_moved(path.read_text(encoding="utf-8"), points), encoding="utf-8")
    return load("cmc@2026.2", [tmp_path / "packs"])


def _moved(text: str, points: int) -> str:
    """Move the points of the dimension and of its first criterion."""
    return re.sub(r"(points: )(\d+)", lambda found: f"{found[1]}{int(found[2]) + points}", text, count=2)


def test_an_assessment_is_counted_by_another_version_too(assessment, next_version):
    consented(assessment)
    assert contribute(assessment)
    assert contribute_assessment(assessment, today=TODAY, model=next_version)
    assert not contribute_assessment(assessment, today=TODAY, model=next_version)

    old, new = sorted(pool(), key=lambda row: row.version)
    assert (old.version, new.version) == ("2026.1", "2026.2")
    assert (old.organisation_key, old.assessment_key) == (new.organisation_key, new.assessment_key)
    assert old.scores != new.scores, "the total weighs otherwise"
    nodes = compared_nodes(next_version)
    assert len(pooled(Asked("cmc", "declared", nodes, "2026.2"))) == 1


def test_a_version_that_asks_more_has_no_score_of_it(assessment, next_version):
    practice = next_version.practices[0]
    other = replace(practice, id="leadership.new.practice")
    fuller = _with_practice(next_version, practice, other)
    consented(assessment)
    with pytest.raises(
        NotContributed, match=r"can score for leadership\.new\.practice; allowed: answers to all 120"
    ):
        contribute_assessment(assessment, today=TODAY, model=fuller)


def _with_practice(model, old, new):
    """The model with another practice in the place of one."""
    first, *rest = model.dimensions
    criteria = [
        replace(c, practices=tuple(new if p is old else p for p in c.practices)) for c in first.criteria
    ]
    return replace(model, dimensions=(replace(first, criteria=tuple(criteria)), *rest))


def test_another_model_is_no_version_of_it(assessment, next_version):
    consented(assessment)
    with pytest.raises(NotContributed, match=r"by cmc@2026\.1; allowed: one by a version of other"):
        contribute_assessment(assessment, today=TODAY, model=replace(next_version, id="other"))
