"""What must hold for every model, track and set of answers."""

import json
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.answers import Answer, NotApplicable
from criteria.explaining import explain
from criteria.loading import load_pack
from criteria.model import Model, NotApplicableFloors
from criteria.registry import BUILT_IN, load
from criteria.rescoring import rescore
from criteria.scoring import balance, score
from criteria.yaml import read_yaml

PACKS = Path(__file__).parents[1] / "data" / "packs"
FOLDERS = {
    "cmc@2026.1": BUILT_IN / "cmc" / "2026.1",
    "assurance@1.0": PACKS / "assurance" / "1.0",
    "ladder@2.1": PACKS / "ladder" / "2.1",
    "twolayer@1.0": PACKS / "twolayer" / "1.0",
}
MODELS = {reference: load(reference, [PACKS]) for reference in FOLDERS}
TRACKS = [(reference, track) for reference, model in MODELS.items() for track in model.tracks]
ABSENT = NotApplicable("not part of this business", "lead assessor")

every_track = pytest.mark.parametrize(("reference", "track"), TRACKS)
some = settings(max_examples=15, deadline=None)
chance = st.builds(Random, st.integers(0, 2**32))


def allowed(component) -> list[F]:
    """Every value that a component allows, in order; of a range without steps, some."""
    if component.options:
        return sorted(option.value for option in component.options)
    low, width = component.range.low, component.range.high - component.range.low
    step = component.step or width / 7
    return [low + step * n for n in range(int(width / step) + 1)]


def any_answer(rating, random: Random, around: float | None = None) -> Answer:
    """Values anywhere, or all at the same height of their ranges."""
    values = {}
    for component in rating.components:
        choices = allowed(component)
        at = random.random() if around is None else around
        values[component.id] = choices[min(int(at * len(choices)), len(choices) - 1)]
    return Answer(values)


def any_answers(model: Model, track: str, random: Random, blank: float = 0, absent: float = 0):
    """A whole assessment; some come out even, so that scores stand exactly at bars."""
    around = random.choice([None, None, 0.0, 0.3, 0.45, 0.65, 0.85, 0.999])
    result = {}
    for practice in model.practices:
        at = around if random.random() < 0.9 else None
        draw = random.random()
        if draw >= blank + absent:
            result[practice.id] = any_answer(model.rating_of(practice, track), random, at)
        elif draw >= blank:
            result[practice.id] = ABSENT
    return result


def height(result) -> int:
    """The number of the level; below every level where none holds."""
    return -1 if result.level is None else result.level.number


def numbers(result) -> dict[str, F | None]:
    return {
        "total": result.total,
        **result.node_scores,
        **{p.practice.id: p.score for p in result.practices},
    }


@every_track
@some
@given(random=chance)
def test_scores_stay_in_range(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random, blank=0.1, absent=0.1)
    for submitted in (True, False):
        result = score(model, answers, track, random.choice(list(model.profiles)), submitted=submitted)
        for practice in result.practices:
            assert (
                practice.score is None
                or model.practice_scale.low <= practice.score <= model.practice_scale.high
            )
        for node in (*result.dimensions, *result.criteria):
            known = [v for v in (node.lowest, node.score, node.highest) if v is not None]
            assert known == sorted(known)
            assert all(model.node_scale.low <= value <= model.node_scale.high for value in known)
        known = [v for v in (result.lowest, result.total, result.highest) if v is not None]
        assert known == sorted(known)
        assert all(model.total_scale.low <= value <= model.total_scale.high for value in known)
        assert (result.total is None) == (result.state != "rated")


@every_track
@settings(max_examples=25, deadline=None)
@given(random=chance)
def test_raising_an_answer_never_lowers_anything(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random, absent=random.choice([0, 0.05]))
    given_ = [name for name, value in answers.items() if isinstance(value, Answer)]
    practice = model.by_id[random.choice(given_)]
    before = score(model, answers, track)
    for component in model.rating_of(practice, track).components:
        values = answers[practice.id].values
        higher = [v for v in allowed(component) if v > values[component.id]]
        if not higher:
            continue
        raised = Answer({**values, component.id: random.choice(higher)})
        after = score(model, {**answers, practice.id: raised}, track)
        for (name, low), high in zip(numbers(before).items(), numbers(after).values(), strict=True):
            assert (low is None) == (high is None), name
            assert low is None or high >= low, name
        assert height(after) >= height(before)
        if balance(before):
            assert balance(after)[0] >= balance(before)[0] - 1e-9


@pytest.mark.parametrize(
    ("reference", "track"), [(r, t) for r, t in TRACKS if MODELS[r].unanswered == "lowest"]
)
@some
@given(random=chance)
def test_filling_a_blank_never_lowers_anything_where_blanks_count_as_the_lowest(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random)
    name = random.choice(list(answers))
    blank = score(model, {k: v for k, v in answers.items() if k != name}, track)
    filled = score(model, answers, track)
    assert filled.total >= blank.total
    assert height(filled) >= height(blank)


@every_track
@some
@given(random=chance)
def test_the_order_of_answers_does_not_matter(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random, blank=0.05, absent=0.05)
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(model, dict(shuffled), track) == score(model, answers, track)


def shuffled(value: object, random: Random, key: str = "") -> object:
    """The same pack with its lists and keys in another order; levels, bands and rows mean their order."""
    if isinstance(value, dict):
        items = [(k, shuffled(v, random, k)) for k, v in value.items()]
        random.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, random) for item in value]
        if key not in ("levels", "bands", "rows"):
            random.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("reference", FOLDERS)
def test_the_order_in_the_files_of_a_pack_does_not_matter(reference, seed, tmp_path):
    model, random = MODELS[reference], Random(seed)
    for path in FOLDERS[reference].glob("*.yaml"):
        text = json.dumps(shuffled(read_yaml(path).value, random), default=str, ensure_ascii=False)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    other = load_pack(tmp_path)
    assert [p.id for p in other.practices] != [p.id for p in model.practices]
    for track in model.tracks:
        for _ in range(5):
            answers = any_answers(model, track, random, blank=0.05, absent=0.05)
            one, two = score(model, answers, track), score(other, answers, track)
            assert numbers(one) == numbers(two)
            assert (one.state, height(one)) == (two.state, height(two))
            assert (one.lowest, one.highest) == (two.lowest, two.highest)


def without_floors(model: Model) -> Model:
    return replace(model, not_applicable=NotApplicableFloors("excluded", F(0), F(0)))


@pytest.mark.parametrize(
    ("reference", "track"), [(r, t) for r, t in TRACKS if MODELS[r].not_applicable.rule == "excluded"]
)
@some
@given(random=chance)
def test_nothing_of_a_parent_applies_equals_removing_it(reference, track, random):
    model = without_floors(MODELS[reference])
    answers = any_answers(model, track, random, blank=random.choice([0, 0.05]))
    dimension = random.choice(model.dimensions)
    criterion = random.choice(dimension.criteria)
    if random.random() < 0.5:
        gone = [p.id for c in dimension.criteria for p in c.practices]
        dimensions = tuple(d for d in model.dimensions if d is not dimension)
    else:
        gone = [p.id for p in criterion.practices]
        rest = replace(dimension, criteria=tuple(c for c in dimension.criteria if c is not criterion))
        dimensions = tuple(rest if d is dimension else d for d in model.dimensions)
    left = score(model, answers | dict.fromkeys(gone, ABSENT), track)
    removed = score(replace(model, dimensions=dimensions), answers, track)
    assert removed.total is not None
    assert left.total == removed.total
    assert height(left) == height(removed)
    kept = {name: value for name, value in left.node_scores.items() if name in removed.node_scores}
    assert kept == removed.node_scores
    assert balance(left) == pytest.approx(balance(removed))


@every_track
@settings(max_examples=15, deadline=None)
@given(random=chance)
def test_the_interval_contains_whatever_the_blanks_become(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random, blank=random.choice([0.02, 0.3, 0.9]), absent=0.03)
    draft = score(model, answers, track, submitted=False)
    if draft.state == "not ratable":
        return
    for absent in (0, 0.2):
        filled = any_answers(model, track, random, absent=absent) | answers
        final = score(model, filled, track)
        if final.state == "not ratable":
            continue
        assert draft.lowest <= final.total <= draft.highest
        for before, after in zip(
            (*draft.dimensions, *draft.criteria), (*final.dimensions, *final.criteria), strict=True
        ):
            assert after.score is None or before.lowest <= after.score <= before.highest


@every_track
@some
@given(random=chance)
def test_explanations_add_up_at_every_node(reference, track, random):
    model = MODELS[reference]
    answers = any_answers(model, track, random, blank=random.choice([0, 0.1]), absent=0.05)
    result = score(model, answers, track, random.choice(list(model.profiles)))
    if result.total is None:
        return
    tree = explain(result)
    assert sum(leaf.contribution for leaf in tree.leaves()) == result.total
    named = {leaf.id for leaf in tree.leaves() if leaf.kind == "practice"}
    assert named == {p.id for p in model.practices}
    for node in (tree, *tree.parts, *(part for d in tree.parts for part in d.parts)):
        if node.parts and node.kind != "practice":
            assert sum(part.contribution for part in node.parts) == node.contribution
    for practice in result.practices:
        if practice.rated:
            parts = tree.find(practice.practice.id).parts
            assert sum(part.contribution for part in parts) == practice.rated.mean


@pytest.mark.parametrize(
    ("reference", "track"), [(r, t) for r, t in TRACKS if not MODELS[r].rounding.each_step]
)
@settings(max_examples=15, deadline=None)
@given(random=chance)
def test_rescoring_many_equals_scoring_each(reference, track, random):
    model = MODELS[reference]
    profile = random.choice(list(model.profiles))
    results = [score(model, any_answers(model, track, random), track, profile) for _ in range(3)]
    table = np.array([[float(p.score) for p in result.practices] for result in results])
    many = rescore(model, table, profile)
    for n, result in enumerate(results):
        assert many.totals[n] == pytest.approx(float(result.total), abs=1e-9)
        assert many.dimensions[n] == pytest.approx([float(d.score) for d in result.dimensions], abs=1e-9)
        assert many.criteria[n] == pytest.approx([float(c.score) for c in result.criteria], abs=1e-9)
        none = model.levels[0].number - 1
        assert many.levels[n] == (result.level.number if result.level else none)


def test_rescoring_refuses_what_it_cannot_do():
    twolayer, cmc = MODELS["twolayer@1.0"], MODELS["cmc@2026.1"]
    with pytest.raises(ValueError, match="rounds each step"):
        rescore(twolayer, np.full((1, 12), 3.0))
    for wrong in (np.full((1, 119), 3.0), np.full(120, 3.0), np.full((1, 120), np.nan)):
        with pytest.raises(ValueError, match="complete rows of 120"):
            rescore(cmc, wrong)


@pytest.mark.parametrize("reference", FOLDERS)
def test_every_level_is_reached_and_in_order(reference):
    """Answers that rise together climb the levels without a step back, from the first to the last."""
    model = MODELS[reference]
    track = next(iter(model.tracks))
    heights = []
    for n in range(41):
        answers = {
            p.id: any_answer(model.rating_of(p, track), Random(0), min(n / 40, 0.999))
            for p in model.practices
        }
        heights.append(height(score(model, answers, track)))
    assert all(low <= high for low, high in pairwise(heights))
    assert (heights[0], heights[-1]) == (model.levels[0].number, model.levels[-1].number)
