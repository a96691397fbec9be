"""Change since an earlier assessment: worked by hand across two versions, and what must hold for any."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.answers import Answer, NotApplicable
from criteria.change import Assessed, change
from criteria.matching import UnknownPractices
from criteria.model import Model
from criteria.registry import load
from criteria.scoring import score
from tests.criteria.test_properties import MODELS as WHOLE
from tests.criteria.test_properties import TRACKS, any_answers, chance

PACKS = [Path(__file__).parents[1] / "data" / "packs"]
OLD, NEW = (load(f"corner@{version}", PACKS) for version in ("1.0", "1.1"))
ABSENT = NotApplicable("no such goods")
THEN = {
    "counter.greeting.welcome": 2, "counter.greeting.queue": 4,
    "counter.advice.listening": 1, "counter.advice.honesty": 3,
    "after.returns.refund": 2, "after.returns.exchange": 3,
    "after.contact.reply": 1, "after.contact.record": 2,
}  # fmt: skip
NOW = {
    "counter.greeting.welcome": 3,
    "counter.advice.listening": 3, "counter.advice.honesty": 3, "counter.advice.demonstration": 0,
    "after.returns.settlement": 3,
    "after.contact.reply": 2, "after.contact.record": 2, "after.contact.reminder": 1,
}  # fmt: skip


def answered(values: dict[str, int]) -> dict[str, Answer | NotApplicable]:
    return {name: Answer({"answer": F(value)}) for name, value in values.items()}


def then(**changes: object) -> Assessed:
    return replace(Assessed(OLD, answered(THEN), "declared"), **changes)


def now(**changes: object) -> Assessed:
    return replace(Assessed(NEW, answered(NOW), "declared"), **changes)


def test_two_versions_worked_by_hand() -> None:
    found = change(then(), now())
    total = found.total
    # then: counter (75 + 50)/2 and after (62.5 + 37.5)/2 at 60:40
    # anew, at 50:50: counter (50 + 50)/2 and after (50 + 125/3)/2
    assert total.before == F("62.5") * F("0.6") + 50 * F("0.4")
    anew = (50 + (50 + F(125, 3)) / 2) / 2
    assert total.rescored == anew
    # now, on what both ask: advice without the demonstration that nobody gave
    assert total.kept == ((75 + 75) / F(2) + (75 + (50 + 50 + 25) / F(3)) / 2) / 2
    assert total.after == ((75 + 50) / F(2) + (75 + F(125, 3)) / 2) / 2
    assert total.real == total.kept - anew
    assert total.of_model == total.whole - total.real
    assert total.of_model == total.of_weights + total.of_new_practices


def test_what_has_no_counterpart_is_named() -> None:
    matched = change(then(), now()).matching
    assert matched.added == ("counter.advice.demonstration",)
    assert matched.removed == ("counter.greeting.queue",)
    assert matched.merged == ("after.returns.settlement",)
    assert matched.split == ("after.contact.record",)
    assert matched.rated_otherwise == ()
    assert "counter.advice.demonstration" not in {c.new for c in matched.counterparts}


def test_coverage_is_the_weight_that_both_versions_ask() -> None:
    coverage = change(then(), now()).coverage
    assert coverage.dimensions == {"counter": F(5, 6), "after": F(1)}
    assert coverage.whole == F(11, 12)


def test_between_two_options_of_merged_practices_the_lower_one_counts() -> None:
    shifts = {shift.node: shift for shift in change(then(), now()).practices}
    merged = shifts["after.returns.settlement"]
    assert merged.before == F("62.5")
    assert merged.rescored == 50
    assert merged.after == 75
    assert merged.real == 25


def test_a_practice_that_was_split_counts_in_each_of_its_parts() -> None:
    shifts = {shift.node: shift for shift in change(then(), now()).practices}
    assert [shifts[f"after.contact.{name}"].rescored for name in ("record", "reminder")] == [50, 50]


@pytest.mark.parametrize(
    ("refund", "exchange", "rescored"),
    [(ABSENT, 3, 75), (ABSENT, ABSENT, None), (None, 3, 0), (None, ABSENT, 0)],
)
def test_merged_practices_with_blanks_and_not_applicable(refund, exchange, rescored) -> None:
    old = answered(THEN)
    for name, value in (("refund", refund), ("exchange", exchange)):
        old.pop(f"after.returns.{name}")
        if value is not None:
            kept = value if isinstance(value, NotApplicable) else Answer({"answer": F(value)})
            old[f"after.returns.{name}"] = kept
    shifts = {shift.node: shift for shift in change(then(answers=old), now()).practices}
    assert shifts["after.returns.settlement"].rescored == rescored


def test_below_the_floors_there_is_no_number_but_a_reason() -> None:
    none = {name: () for name in NOW if name.startswith("after.returns")}
    found = change(then(), now(), none)
    assert found.total.real is None
    assert found.total.of_model is None
    assert found.total.whole is not None
    assert [(part.node, part.applicable, part.floor) for part in found.not_ratable] == [
        ("after", F(1, 3), F(2, 3)),
        ("total", F(7, 12), F(4, 5)),
    ]
    real = {shift.node: shift.real for shift in found.dimensions}
    assert real["after"] is None
    assert real["counter"] == 25


def test_a_rating_that_cannot_take_the_earlier_answer_is_left_out() -> None:
    habit = NEW.tracks["declared"].ratings["habit"]
    component = habit.components[0]
    fewer = replace(component, options=component.options[:3])
    track = replace(NEW.tracks["declared"], ratings={"habit": replace(habit, components=(fewer,))})
    low = replace(NEW, tracks={"declared": track})
    answers = {name: Answer({"answer": F(min(value, 2))}) for name, value in NOW.items()}
    found = change(then(), now(model=low, answers=answers)).matching
    assert found.rated_otherwise == ("counter.advice.honesty", "after.returns.settlement")


def test_other_scales_leave_only_the_real_change() -> None:
    stretched = replace(OLD, total_scale=replace(OLD.total_scale, high=F(1000)))
    found = change(then(model=stretched), now())
    assert not found.same_scale
    assert found.total.whole is None
    assert found.total.real == change(then(), now()).total.real


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"counter.greeting.hello": ["counter.greeting.welcome"]}, "hello: no practice of corner@1.1"),
        ({"counter.greeting.welcome": ["counter.nod"]}, "counter.nod: no practice of corner@1.0"),
    ],
)
def test_a_mapping_with_unknown_ids_is_refused(mapping: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UnknownPractices, match=said):
        change(then(), now(), mapping)


def test_other_lines_and_tracks_are_not_compared() -> None:
    cmc = Assessed(load("cmc"), {}, "declared")
    with pytest.raises(ValueError, match="corner declared and cmc declared; allowed: one model"):
        change(then(), cmc)
    with pytest.raises(ValueError, match="cmc declared and cmc verified"):
        change(cmc, replace(cmc, track="verified"))


# --- for any answers --------------------------------------------------------------------------------

some = settings(max_examples=40, deadline=None)
some_few = settings(max_examples=6, deadline=None)


def drawn(model: Model, random: Random) -> dict[str, Answer | NotApplicable]:
    return any_answers(model, "declared", random, random.choice([0, 0.1]), random.choice([0, 0.1, 0.4]))


def any_mapping(random: Random) -> dict[str, list[str]]:
    ids = [practice.id for practice in OLD.practices]
    return {
        practice.id: random.sample(ids, random.randint(0, 3))
        for practice in NEW.practices
        if random.random() < 0.4
    }


@given(chance, st.booleans(), st.booleans())
@some
def test_the_parts_add_up_to_the_whole(random: Random, submitted: bool, mapped: bool) -> None:
    old = then(answers=drawn(OLD, random), submitted=submitted)
    found = change(old, now(answers=drawn(NEW, random)), any_mapping(random) if mapped else None)
    assert found.before == score(OLD, old.answers, "declared", submitted=submitted)
    assert found.coverage.whole <= 1
    assert (found.total.real is None) == bool(
        found.not_ratable or "incomplete" in (found.rescored.state, found.kept.state)
    )
    for shift in (found.total, *found.dimensions, *found.criteria, *found.practices):
        if shift.of_model is not None:
            assert shift.real + shift.of_model == shift.after - shift.before
            assert shift.of_weights + shift.of_new_practices == shift.of_model
        else:
            assert None in (shift.before, shift.after, shift.rescored, shift.kept)


@pytest.mark.parametrize(("reference", "track"), TRACKS)
@given(chance)
@some_few
def test_the_same_model_changes_nothing(reference: str, track: str, random: Random) -> None:
    model = WHOLE[reference]
    blank, absent = random.choice([0, 0.1]), random.choice([0, 0.1])
    one, other = (Assessed(model, any_answers(model, track, random, blank, absent), track) for _ in "ab")
    found = change(one, other)
    assert found.coverage.whole == 1
    for shift in (found.total, *found.dimensions, *found.criteria, *found.practices):
        assert shift.rescored == shift.before
        assert shift.kept == shift.after
        assert shift.of_model in (0, None)


@given(chance)
@some
def test_the_order_of_the_answers_does_not_matter(random: Random) -> None:
    old, new, mapping = drawn(OLD, random), drawn(NEW, random), any_mapping(random)
    found = change(then(answers=old), now(answers=new), mapping)
    shuffled = [dict(random.sample(list(pairs.items()), len(pairs))) for pairs in (old, new, mapping)]
    again = change(then(answers=shuffled[0]), now(answers=shuffled[1]), shuffled[2])
    for name in ("total", "dimensions", "criteria", "practices", "coverage", "not_ratable"):
        assert getattr(again, name) == getattr(found, name)


@given(chance)
@some
def test_answers_that_stay_are_no_real_change(random: Random) -> None:
    """The model may move the result as it likes: who answers as before has not changed."""
    old = {name: a for name, a in drawn(OLD, random).items() if not name.startswith("after.returns")}
    kept = {p.id for p in NEW.practices} & old.keys()
    new = {name: old[name] for name in kept}
    if "after.contact.record" in old:
        new["after.contact.reminder"] = old["after.contact.record"]
    found = change(then(answers=old), now(answers=new), {
        "after.returns.settlement": [], "after.contact.reminder": ["after.contact.record"],
    })  # fmt: skip
    assert found.total.real in (0, None)
    assert all(shift.real in (0, None) for shift in (*found.dimensions, *found.criteria, *found.practices))


@given(chance)
@some
def test_full_marks_for_what_does_not_apply_stay_full(random: Random) -> None:
    """In such a model, what only one version asks is still left out, and N/A still counts in full."""
    model = WHOLE["twolayer@1.0"]
    track = next(iter(model.tracks))
    answers = any_answers(model, track, random, absent=0.3)
    gone = random.choice(model.practices).id
    found = change(Assessed(model, answers, track), Assessed(model, answers, track), {gone: []})
    assert found.total.real == 0
    by_name = {shift.node: shift for shift in found.practices}
    assert by_name[gone].real is None
