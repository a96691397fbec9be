"""Perception gaps against figures worked out by hand, and what may never be read out of them."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from statistics import mean, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Model
from criteria.perception import LEAST, Perception, perceive
from criteria.registry import load

MODEL = load("cmc@2026.1")
VISION, COMMITMENT = MODEL.criteria[0], MODEL.criteria[1]
PACKS = Path(__file__).parents[1] / "data" / "packs"


def answered(**levels: Iterable[int]) -> Answers:
    """Answers to whole or partial criteria, by the last part of their id."""
    found: dict[str, Answer | NotApplicable] = {}
    for criterion in MODEL.criteria:
        own = levels.get(criterion.id.rpartition(".")[2].replace("-", "_"), ())
        for practice, level in zip(criterion.practices, own, strict=False):
            found[practice.id] = Answer({"answer": Fraction(level)})
    return found


def of(perception: Perception, criterion: str):
    return next(gap for gap in perception.gaps if gap.criterion == criterion)


def perceived(*people: tuple[str, Answers], model: Model = MODEL) -> Perception:
    return perceive(model, "declared", people)


HEADS = [("heads", answered(vision=v)) for v in ([4, 4, 4, 4], [5, 4, 4, 3], [3, 4, 5, 4])]
SHOP = [("shop", answered(vision=v)) for v in ([1, 2, 2, 1], [2, 2, 2, 2], [0, 1, 1, 0])]


def weighted(levels: Iterable[int]) -> Fraction:
    weights = [practice.weight for practice in VISION.practices]
    return sum(20 * w * level for w, level in zip(weights, levels, strict=True)) / sum(weights)


def test_means_and_gap_are_those_worked_out_by_hand() -> None:
    gap = of(perceived(*HEADS, *SHOP), VISION.id)
    heads = mean(map(weighted, ([4, 4, 4, 4], [5, 4, 4, 3], [3, 4, 5, 4])))
    shop = mean(map(weighted, ([1, 2, 2, 1], [2, 2, 2, 2], [0, 1, 1, 0])))
    assert [view.mean for view in gap.views] == [heads, shop]
    assert gap.gap == heads - shop
    assert gap.everyone.mean == (heads + shop) / 2
    assert (gap.everyone.n, gap.partial) == (6, 0)


def test_agreement_is_the_mean_over_practices_against_six_answers_at_random() -> None:
    gap = of(perceived(*HEADS, *SHOP), VISION.id)
    columns = zip([4, 4, 4, 4], [5, 4, 4, 3], [3, 4, 5, 4], strict=True)
    expected = mean(1 - variance(column) / (35 / 12) for column in columns)
    agreement = gap.views[0].agreement
    assert agreement.value == pytest.approx(expected)
    assert agreement.warnings == ("few-raters",)


def test_ten_respondents_raise_no_warning() -> None:
    found = of(perceived(*[HEADS[n % 3] for n in range(10)], *SHOP), VISION.id)
    assert found.views[0].agreement.warnings == ()


def test_the_widest_gap_comes_first_and_what_has_none_last() -> None:
    people = [
        *[("heads", answered(vision=[3] * 4, commitment=[5] * 4)) for _ in range(3)],
        *[("shop", answered(vision=[2] * 4, commitment=[1] * 4)) for _ in range(3)],
    ]
    gaps = perceived(*people).gaps
    assert [(gap.criterion, gap.gap) for gap in gaps[:2]] == [(COMMITMENT.id, 80), (VISION.id, 20)]
    rest = [criterion.id for criterion in MODEL.criteria if criterion not in (VISION, COMMITMENT)]
    assert [gap.criterion for gap in gaps[2:]] == rest
    assert {(gap.gap, gap.everyone) for gap in gaps[2:]} == {(None, None)}


def test_who_answered_in_part_is_left_out_and_counted() -> None:
    gap = of(perceived(*HEADS, ("heads", answered(vision=[0, 0])), *SHOP), VISION.id)
    assert (gap.views[0].n, gap.partial) == (3, 1)
    assert gap.views[0].mean == of(perceived(*HEADS, *SHOP), VISION.id).views[0].mean


def test_a_practice_that_does_not_apply_to_somebody_leaves_the_rest_whole() -> None:
    first = VISION.practices[0].id
    changed = {**HEADS[0][1], first: NotApplicable("No such customers")}
    gap = of(perceived(("heads", changed), *HEADS[1:], *SHOP), VISION.id)
    assert gap.views[0].n == 3
    assert gap.partial == 0


def test_nobody_counts_for_a_criterion_that_does_not_apply_to_them() -> None:
    nothing = {practice.id: NotApplicable("Not here") for practice in VISION.practices}
    gap = of(perceived(*[("heads", nothing)] * 3, *SHOP), VISION.id)
    assert gap.views[0] is None
    assert gap.gap is None


def test_a_criterion_that_two_answered_wholly_is_withheld_also_from_the_total() -> None:
    heads = [*HEADS[:2], ("heads", answered(vision=[0, 0]))]
    gap = of(perceived(*heads, *SHOP), VISION.id)
    assert (gap.views[0], gap.gap) == (None, None)
    assert gap.everyone.n == 3
    assert gap.everyone.mean == gap.views[1].mean


def test_small_groups_are_taken_together_where_they_are_enough() -> None:
    small = [(name, answered(vision=[3] * 4)) for name in ("IT", "IT", "board")]
    found = perceived(*HEADS, *small)
    assert [(group.name, group.members) for group in found.groups] == [("heads", 3), (None, 3)]
    assert (found.merged, found.merged_members, found.left_out) == (("IT", "board"), 3, 0)
    assert of(found, VISION.id).views[1].mean == 60


def test_small_groups_that_are_too_few_even_together_are_in_no_figure() -> None:
    small = [(name, answered(vision=[0] * 4)) for name in ("IT", "board")]
    found = perceived(*HEADS, *SHOP, *small)
    assert (found.merged, found.left_out) == (("IT", "board"), 2)
    assert of(found, VISION.id) == of(perceived(*HEADS, *SHOP), VISION.id)


def test_nobody_at_all() -> None:
    found = perceived()
    assert (found.groups, found.left_out) == ((), 0)
    assert all(gap.everyone is None for gap in found.gaps)


def test_fewer_than_one_are_no_group() -> None:
    with pytest.raises(ValueError, match="least: found 0; allowed: 1 or more"):
        perceive(MODEL, "declared", [], least=0)


def test_a_rating_of_several_components_has_means_but_no_agreement() -> None:
    values = {"approach": 60, "deployment": 60, "learning": 60, "integration": 60, "evidence": 4}
    answer = Answer({name: Fraction(value) for name, value in values.items()})
    given = {practice.id: answer for practice in VISION.practices}
    found = perceive(MODEL, "verified", [("a", given)] * 3)
    (view,) = of(found, VISION.id).views
    assert (view.mean, view.agreement) == (60, None)


def test_a_model_of_another_kind_has_gaps_on_its_own_scale() -> None:
    model = load("assurance", [PACKS])
    (track,) = (t for t in model.tracks.values() if not t.certifies)
    lows, highs = {}, {}
    for practice in model.practices:
        (component,) = model.rating_of(practice, track.id).components
        lows[practice.id] = Answer({component.id: component.options[0].value})
        highs[practice.id] = Answer({component.id: component.options[-1].value})
    found = perceive(model, track.id, [("low", lows)] * 3 + [("high", highs)] * 3)
    assert {gap.gap for gap in found.gaps} == {model.node_scale.width}


levels = st.none() | st.integers(0, 5)
people = st.lists(
    st.tuples(st.sampled_from("abcd"), st.lists(levels, min_size=4, max_size=4)), min_size=0, max_size=12
)


def respondent(group: str, given: list[int | None]) -> tuple[str, Answers]:
    pairs = zip(VISION.practices, given, strict=True)
    return group, {p.id: Answer({"answer": Fraction(n)}) for p, n in pairs if n is not None}


@settings(max_examples=60, deadline=None)
@given(people)
def test_no_sum_or_difference_of_what_is_shown_is_of_fewer_than_three(drawn) -> None:
    """Everything shown counts people; whatever is added or taken away leaves none or at least three."""
    found = perceived(*[respondent(group, given) for group, given in drawn])
    gap = of(found, VISION.id)
    counts = [view.n for view in gap.views if view is not None]
    assert all(n >= LEAST for n in counts)
    assert (gap.everyone.n if gap.everyone else 0) == sum(counts)
    for size in range(len(counts) + 1):
        for taken in combinations(counts, size):
            left = sum(counts) - sum(taken)
            assert left == 0 or left >= LEAST


@settings(max_examples=30, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_respondents_within_a_group_does_not_matter(drawn, random) -> None:
    given_ = [respondent(group, own) for group, own in drawn]
    mixed = list(given_)
    random.shuffle(mixed)
    mixed.sort(key=lambda person: [group for group, _ in given_].index(person[0]))
    one, other = of(perceived(*given_), VISION.id), of(perceived(*mixed), VISION.id)
    assert [v and (v.n, v.mean) for v in one.views] == [v and (v.n, v.mean) for v in other.views]
    assert one.gap == other.gap
