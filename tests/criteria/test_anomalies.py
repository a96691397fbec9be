"""What is worth a second look: found where it is, silent where it is not, and never a change of the score."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction as F
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.anomalies import (
    HighWithoutEvidence,
    Moment,
    OneSitting,
    ResultAboveEnablers,
    SameAnswers,
    anomalies,
)
from criteria.answers import Answer, NotApplicable
from criteria.model import Model
from criteria.scoring import score
from tests.criteria.test_properties import any_answers, chance

ABSENT = NotApplicable("not here", "lead assessor")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def mixed(model: Model, **given: object) -> dict[str, Answer | NotApplicable]:
    """Answers that nobody need look at again: 1, 2, 3 in turn; `given` by the beginning of an id."""
    answers: dict[str, Answer | NotApplicable] = {
        p.id: Answer({"answer": F(1 + n % 3)}) for n, p in enumerate(model.practices)
    }
    for key, value in given.items():
        start = key.replace("__", ".").replace("_", "-")
        names = [name for name in answers if name.startswith(start)]
        assert names
        kept = value if isinstance(value, NotApplicable) else Answer({"answer": F(str(value))})
        answers |= dict.fromkeys(names, kept)
    return answers


def found(model: Model, answers, kind: type, track: str = "declared", **known):
    every = anomalies(score(model, answers, track), **known)
    return [one for one in every if isinstance(one, kind)]


def test_ordinary_answers_are_not_worth_a_second_look(cmc):
    assert anomalies(score(cmc, mixed(cmc), "declared")) == ()


# --- the same answer --------------------------------------------------------------------------------


def test_nearly_everything_alike_is_told_once(cmc):
    answers = dict.fromkeys((p.id for p in cmc.practices), Answer({"answer": F(3)}))
    for practice in cmc.practices[:12]:
        answers[practice.id] = Answer({"answer": F(2)})
    [one] = found(cmc, answers, SameAnswers)
    assert (one.extent, one.found, one.of, one.bar) == ("whole", 108, 120, F(9, 10))
    assert one.nodes == tuple(p.id for p in cmc.practices[12:])
    answers[cmc.practices[12].id] = Answer({"answer": F(2)})
    assert all(one.extent != "whole" for one in found(cmc, answers, SameAnswers))


def test_a_dimension_answered_alike_is_named(cmc):
    [one] = found(cmc, mixed(cmc, resources=2), SameAnswers)
    assert (one.extent, one.dimension, one.found) == ("dimension", "resources", 12)
    few = mixed(cmc, resources=2) | dict.fromkeys((p.id for p in cmc.practices[48:51]), ABSENT)
    assert [p.id.partition(".")[0] for p in cmc.practices[48:51]] == ["resources"] * 3
    assert found(cmc, few, SameAnswers) == []


def test_a_run_is_counted_past_what_does_not_apply_and_across_dimensions(cmc):
    answers = mixed(cmc)
    for practice in cmc.practices[8:25]:
        answers[practice.id] = Answer({"answer": F(3)})
    answers[cmc.practices[12].id] = ABSENT
    answers[cmc.practices[25].id] = Answer({"answer": F(1)})
    [one] = found(cmc, answers, SameAnswers)
    assert (one.extent, one.found, one.bar) == ("run", 16, 16)
    assert cmc.practices[12].id not in one.nodes
    answers[cmc.practices[13].id] = Answer({"answer": F(1)})
    assert found(cmc, answers, SameAnswers) == []


def test_an_audits_ratings_are_alike_only_in_every_component(cmc):
    values = {"approach": 50, "deployment": 50, "learning": 40, "integration": 40, "evidence": 3}
    answers = {
        p.id: Answer({name: F(value) for name, value in values.items()})
        for p in cmc.practices
        if p.id.startswith("people.")
    }
    [one] = found(cmc, answers, SameAnswers, "verified")
    assert one.extent == "whole"
    for n, name in enumerate(answers):
        answers[name] = Answer({**answers[name].values, "learning": F(5 * (n % 9))})
    assert found(cmc, answers, SameAnswers, "verified") == []


# --- without evidence -------------------------------------------------------------------------------


def test_a_high_answer_with_nothing_attached(cmc):
    answers = mixed(cmc, operations__complaints=4)
    high = [name for name in answers if name.startswith("operations.complaints")]
    [one] = found(cmc, answers, HighWithoutEvidence, evidenced=high[:1])
    assert one.nodes == tuple(high[1:])
    assert one.found == (F(80),) * 3
    assert (one.bar, one.rated) == (F(80), False)
    assert found(cmc, answers, HighWithoutEvidence, evidenced=high) == []


def test_a_high_rating_on_assertion_is_seen_although_its_score_is_held_down(cmc):
    values = {"approach": 60, "deployment": 60, "learning": 60, "integration": 60}
    name = cmc.practices[0].id
    for evidence, named in ((0, [name]), (1, [])):
        answer = Answer({key: F(value) for key, value in {**values, "evidence": evidence}.items()})
        result = found(cmc, {name: answer}, HighWithoutEvidence, "verified", evidenced=[name])
        assert [node for one in result for node in one.nodes] == named
        assert all(one.rated and one.found == (F(60),) for one in result)


# --- results ----------------------------------------------------------------------------------------


def test_a_high_result_over_low_enablers(cmc):
    answers = mixed(cmc, operations__complaints=1, results__service__complaint_time=4)
    [one] = found(cmc, answers, ResultAboveEnablers)
    assert one.node == "results.service.complaint-time"
    assert one.enablers == (("operations.complaints", F(20)),)
    assert (one.score, one.high, one.low) == (F(80), F(80), F(40))


@pytest.mark.parametrize(("complaints", "result"), [(3, 4), (1, 3), (ABSENT, 5)])
def test_no_result_is_doubted_with_its_enablers_in_place_or_not_applicable(cmc, complaints, result):
    answers = mixed(cmc, operations__complaints=complaints, results__service__complaint_time=result)
    assert found(cmc, answers, ResultAboveEnablers) == []


def test_the_best_enabler_decides_and_a_blank_of_a_draft_may_still_be_high(cmc):
    low = {"operations__care": 1, "strategy__segments": 1}
    answers = mixed(cmc, **low, results__loyalty__retention=5)
    [one] = found(cmc, answers, ResultAboveEnablers)
    assert {name for name, _ in one.enablers} == {"operations.care", "strategy.segments"}
    assert found(cmc, mixed(cmc, operations__care=1, strategy__segments=3,
                            results__loyalty__retention=5), ResultAboveEnablers) == []  # fmt: skip
    blank = {name: a for name, a in answers.items() if not name.startswith("operations.care.")}
    draft = anomalies(score(cmc, blank, "declared", submitted=False))
    assert not [one for one in draft if isinstance(one, ResultAboveEnablers)]
    [submitted] = found(cmc, blank, ResultAboveEnablers)
    assert dict(submitted.enablers)["operations.care"] == 0


# --- one sitting ------------------------------------------------------------------------------------


def sat(model: Model, start: datetime, each: timedelta) -> list[Moment]:
    return [Moment(p.id, start + n * each) for n, p in enumerate(model.practices)]


def test_everything_in_one_sitting_just_before_submission(cmc):
    moments = sat(cmc, NOON, timedelta(seconds=10))
    end = moments[-1].at
    known = {"moments": moments, "submitted_at": end + timedelta(minutes=5, seconds=30)}
    [one] = found(cmc, mixed(cmc), OneSitting, **known)
    assert (one.found, one.of, one.lasted, one.before) == (120, 120, 19, 5)
    assert one.nodes == tuple(p.id for p in cmc.practices)


@pytest.mark.parametrize(
    ("earlier", "each", "before"),
    [
        (timedelta(), timedelta(seconds=10), timedelta(minutes=61)),  # slept on
        (timedelta(days=1), timedelta(seconds=10), timedelta(minutes=5)),  # one answer is from yesterday
        (timedelta(), timedelta(minutes=31), timedelta(minutes=5)),  # with pauses
    ],
)
def test_longer_work_is_not_one_sitting(cmc, earlier, each, before):
    first, *rest = sat(cmc, NOON, each)
    moments = [replace(first, at=first.at - earlier), *rest]
    known = {"moments": moments, "submitted_at": moments[-1].at + before}
    assert found(cmc, mixed(cmc), OneSitting, **known) == []


def test_an_answer_changed_in_the_sitting_but_given_before_is_not_of_it(cmc):
    moments = sat(cmc, NOON, timedelta(seconds=10))
    moments.append(Moment(cmc.practices[7].id, NOON - timedelta(days=3)))
    known = {"moments": moments, "submitted_at": NOON + timedelta(minutes=30)}
    assert found(cmc, mixed(cmc), OneSitting, **known) == []


def test_without_moments_or_submission_nothing_is_said(cmc):
    moments = sat(cmc, NOON, timedelta(seconds=10))
    assert found(cmc, mixed(cmc), OneSitting, moments=moments) == []
    assert found(cmc, mixed(cmc), OneSitting, submitted_at=NOON) == []


# --- for any answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("track", ["declared", "verified"])
@given(chance, st.floats(0, 0.3))
@settings(max_examples=10, deadline=None)
def test_every_finding_passes_its_bar_and_names_what_it_is_about(cmc, track, random: Random, blank):
    answers = any_answers(cmc, track, random, blank, 0.05)
    result = score(cmc, answers, track)
    for one in anomalies(result):
        if isinstance(one, SameAnswers):
            assert one.found == len(one.nodes) <= one.of
            assert len({tuple(sorted(answers[name].values.items())) for name in one.nodes}) == 1
        elif isinstance(one, HighWithoutEvidence):
            assert len(one.nodes) == len(one.found)
            assert min(one.found) >= one.bar
        else:
            assert one.score >= one.high > one.low >= one.best[1]
            assert one.node in cmc.anomalies.unsupported.enablers
    assert score(cmc, answers, track) == result


@given(chance)
@settings(max_examples=10, deadline=None)
def test_a_model_without_rules_finds_nothing(ladder, random: Random):
    answers = any_answers(ladder, "declared", random)
    moments = sat(ladder, NOON, timedelta(seconds=1))
    assert anomalies(score(ladder, answers, "declared"), moments=moments, submitted_at=NOON) == ()


# --- the pack ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('share: "0.9"', "share: 2", "same_answers.share", "a share above 0, up to 1"),
        ("pause: 30", "pause: 0", "one_sitting.pause", "minutes, more than 0"),
        ("declared: 80", "home: 80", "unevidenced.rated_from.home", "one of declared, verified"),
        ("verified: 60}", "verified: 0}", "unevidenced.rated_from.verified", "a score above 0, up to 100"),
        ("evidence, at", "proof, at", "unevidenced.evidence", "a component of some rating"),
        ("high: 80", "high: 101", "unsupported.high", "a score above 0, up to 100"),
        ("low: 40\n    en", "low: 100\n    en", "unsupported.low", "a score from 0 to below 100"),
    ],
)  # fmt: skip
def test_a_bar_that_nothing_can_pass_is_refused(cmc_draft, old, new, key, allowed):
    cmc_draft.replace("model", old, new)
    [(where, named, _, said)] = cmc_draft.faults()
    assert (named, said) == (f"anomalies.{key}", allowed)
    assert key.rpartition(".")[2] in cmc_draft.line(where)


def test_enablers_and_earlier_practices_that_there_are_not_are_refused(cmc_draft):
    cmc_draft.replace("model", "complaint-time: [operations.complaints]", "complaint-tine: [operations.rant]")
    path = cmc_draft.folder / "model.yaml"
    earlier = 'earlier:\n  - {version: "2026.1", practices: {people.x.y: [a.b.c, a.b.c]}}\n'
    path.write_text(path.read_text(encoding="utf-8") + earlier, encoding="utf-8")
    assert [(found, allowed) for _, _, found, allowed in cmc_draft.faults()] == [
        ("'results.service.complaint-tine'", "a practice of the pack"),
        ("'operations.rant'", "a criterion of the pack"),
        ("'2026.1'", "another version, each once"),
        ("'people.x.y'", "a practice of the pack"),
        ("a.b.c, a.b.c", "each id once"),
    ]
