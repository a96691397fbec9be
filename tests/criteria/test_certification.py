from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.certification import (
    CertificationError,
    Decision,
    Finding,
    Obstacle,
    Participant,
    anniversary,
    obstacles,
    validity,
)
from criteria.model import Certification, Track
from criteria.text import Text

RULES = Certification(minimum_level=3, confidence=("A", "B"), years=3, independence_years=2)
VERIFIED = Track(
    "verified", Text({"en": "Verified"}), certifies=True, approval_of_not_applicable=True, ratings={}
)
DECLARED = replace(VERIFIED, id="declared", certifies=False)
DECIDED = date(2026, 6, 1)
ASSESSED = date(2026, 4, 13)
DECISION = Decision(Participant("decider"), "granted", DECIDED, DECIDED)
CERTIFIABLE = {
    "track": VERIFIED,
    "level": 3,
    "confidence": "B",
    "findings": [
        Finding("major", "closed", reference="N-1", closed_on=DECIDED),
        Finding("minor", "open", has_accepted_plan=True, reference="N-2"),
        Finding("minor", "closed", reference="N-3"),
        Finding("observation", "open", reference="O-1"),
    ],
    "decision": DECISION,
    "team": [Participant("lead"), Participant("second", last_advised_on=date(2019, 1, 1))],
    "assessed_from": ASSESSED,
    "rules": RULES,
}
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
quick = settings(max_examples=100, deadline=None)


def found(**changed):
    return {o.code: dict(o.found) for o in obstacles(**{**CERTIFIABLE, **changed})}


def test_nothing_stands_in_the_way_of_a_sound_case():
    assert obstacles(**CERTIFIABLE) == ()


def test_a_declared_assessment_never_certifies():
    assert found(track=DECLARED, level=5, confidence="A") == {"track-does-not-certify": {"track": "declared"}}
    assert found(track=replace(DECLARED, certifies=True)) == {}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (None, {"no-level": {"required": 3}}),
        (1, {"level-too-low": {"level": 1, "required": 3}}),
        (2, {"level-too-low": {"level": 2, "required": 3}}),
        (3, {}),
        (5, {}),
    ],
)
def test_certificates_start_at_the_minimum_level(level, expected):
    assert found(level=level) == expected


@pytest.mark.parametrize(("letter", "enough"), [("A", True), ("B", True), ("C", False), (None, False)])
def test_confidence_is_one_of_the_letters_that_certify(letter, enough):
    expected = {} if enough else {"confidence-too-low": {"confidence": letter, "required": "A, B"}}
    assert found(confidence=letter) == expected


def test_level_and_confidence_are_the_rules():
    strict = replace(RULES, minimum_level=4, confidence=("A",))
    assert set(found(rules=strict)) == {"level-too-low", "confidence-too-low"}
    assert found(rules=strict, level=4, confidence="A") == {}


@pytest.mark.parametrize("has_plan", [True, False])
def test_an_open_major_nonconformity_bars_even_with_a_plan(has_plan):
    finding = Finding("major", "open", has_plan, reference="N-7")
    assert found(findings=[finding]) == {"major-open": {"reference": "N-7"}}


def test_a_major_nonconformity_is_closed_before_the_decision():
    late = Finding("major", "closed", reference="N-7", closed_on=DECIDED + timedelta(days=1))
    assert found(findings=[late]) == {
        "major-closed-after-decision": {
            "reference": "N-7",
            "closed_on": "2026-06-02",
            "decided_on": "2026-06-01",
        }
    }
    assert found(findings=[late], decision=None) == {"no-decision": {}}


def test_an_open_minor_nonconformity_needs_an_accepted_plan():
    assert found(findings=[Finding("minor", "open")]) == {"minor-without-plan": {"reference": None}}


def test_every_finding_in_the_way_is_named():
    findings = [Finding("major", "open", reference="1"), Finding("major", "open", reference="2")]
    assert [dict(o.found)["reference"] for o in obstacles(**{**CERTIFIABLE, "findings": findings})] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (("Major", "open"), "kind: found 'Major', allowed: major, minor, observation"),
        (("major", "resolved"), "status: found 'resolved', allowed: open, closed"),
        (("major", "open", False, None, DECIDED), "closed_on: found 2026-06-01 on an open finding"),
    ],
)
def test_an_unknown_finding_is_refused_rather_than_taken_as_harmless(values, fault):
    with pytest.raises(CertificationError, match=fault):
        Finding(*values)


def test_without_a_decision_there_is_no_certificate():
    assert found(decision=None) == {"no-decision": {}}


def test_a_refusal_bars():
    assert found(decision=replace(DECISION, outcome="refused")) == {"refused": {"decided_on": "2026-06-01"}}
    with pytest.raises(CertificationError, match="outcome: found 'yes', allowed: granted, refused"):
        replace(DECISION, outcome="yes")


def test_the_decision_maker_was_not_on_the_team():
    decision = replace(DECISION, maker=Participant("second"))
    assert found(decision=decision) == {"decided-by-team": {"person": "second"}}


def test_somebody_must_have_assessed():
    assert found(team=[]) == {"no-team": {}}


@pytest.mark.parametrize(
    ("advised_on", "barred"),
    [
        (None, False),
        (date(2024, 4, 13), False),
        (date(2024, 4, 14), True),
        (date(2026, 4, 12), True),
        (date(2026, 5, 1), True),
    ],
)
def test_nobody_assesses_whom_they_advised_within_two_years(advised_on, barred):
    team = [Participant("lead"), Participant("second", advised_on)]
    assert ("advised-by-assessor" in found(team=team)) is barred


@pytest.mark.parametrize(
    ("advised_on", "barred"), [(None, False), (date(2024, 6, 1), False), (date(2024, 6, 2), True)]
)
def test_nobody_decides_on_whom_they_advised_within_two_years(advised_on, barred):
    decision = replace(DECISION, maker=Participant("decider", advised_on))
    assert ("advised-by-decision-maker" in found(decision=decision)) is barred
    later = replace(decision, effective_on=date(2027, 1, 1))
    assert found(decision=later) == found(decision=decision)


def test_advice_names_person_day_and_end_of_the_bar():
    team = [Participant("second", date(2024, 9, 30))]
    assert found(team=team) == {
        "advised-by-assessor": {
            "person": "second",
            "last_advised_on": "2024-09-30",
            "barred_until": "2026-09-30",
        }
    }
    assert found(team=team, rules=replace(RULES, independence_years=1)) == {}


def test_a_certificate_is_never_effective_before_the_decision():
    early = replace(DECISION, effective_on=DECIDED - timedelta(days=1))
    assert found(decision=early) == {
        "effective-before-decision": {"effective_on": "2026-05-31", "decided_on": "2026-06-01"}
    }
    assert found(decision=replace(DECISION, effective_on=DECIDED + timedelta(days=30))) == {}


def test_all_obstacles_are_named_at_once():
    recent = date(2026, 1, 1)
    decision = Decision(Participant("lead", recent), "refused", DECIDED, DECIDED - timedelta(days=1))
    everything = obstacles(
        track=DECLARED,
        level=2,
        confidence="C",
        findings=[Finding("major", "open"), Finding("minor", "open")],
        decision=decision,
        team=[Participant("lead", recent)],
        assessed_from=ASSESSED,
        rules=RULES,
    )
    assert [o.code for o in everything] == [
        "track-does-not-certify",
        "level-too-low",
        "confidence-too-low",
        "major-open",
        "minor-without-plan",
        "advised-by-assessor",
        "refused",
        "decided-by-team",
        "advised-by-decision-maker",
        "effective-before-decision",
    ]
    assert all(o.message for o in everything)


def test_an_obstacle_is_a_plain_value():
    (obstacle,) = obstacles(**{**CERTIFIABLE, "level": 2})
    assert obstacle == Obstacle("level-too-low", "level 2 is below level 3", (("level", 2), ("required", 3)))
    assert {obstacle} == {obstacle}


CHANGES = {
    "track": DECLARED,
    "level": 2,
    "confidence": "C",
    "findings": [Finding("minor", "open")],
    "decision": None,
    "team": [],
}


@given(st.sets(st.sampled_from([*CHANGES])))
@quick
def test_each_failing_is_an_obstacle_of_its_own(failing):
    assert len(found(**{name: CHANGES[name] for name in failing})) == len(failing)


@pytest.mark.parametrize(
    ("decided_on", "years", "last"),
    [
        (date(2026, 6, 1), 3, date(2029, 5, 31)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2028, 2, 29), 3, date(2031, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2025, 3, 1), 3, date(2028, 2, 29)),
        (date(2025, 2, 28), 3, date(2028, 2, 27)),
    ],
)
def test_validity_ends_on_the_eve_of_the_anniversary(decided_on, years, last):
    assert validity(decided_on, years) == (decided_on, last)


@given(days, st.integers(1, 5))
@quick
def test_successive_certificates_leave_no_gap_and_never_exceed_the_years(decided_on, years):
    effective, last = validity(decided_on, years)
    assert effective == decided_on
    assert last + timedelta(days=1) == anniversary(decided_on, years)
    assert 365 * years <= (last - effective).days + 1 <= 365 * years + (years + 3) // 4


@given(days, days, st.integers(1, 5))
@quick
def test_a_later_decision_never_expires_earlier(one, other, years):
    first, second = sorted((one, other))
    assert validity(first, years)[1] <= validity(second, years)[1]


@pytest.mark.parametrize(
    ("years", "fault"), [(0, "allowed: 1 or more"), (-1, "1 or more"), (9000, "year 9999")]
)
def test_validity_of_no_years_or_beyond_the_calendar_is_refused(years, fault):
    with pytest.raises(CertificationError, match=fault):
        validity(DECIDED, years)
