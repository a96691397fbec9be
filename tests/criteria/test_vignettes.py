"""The blind re-rating exercise: evidence in words of its own, the level it implies, a second rating.

The second rating was made from the descriptors alone, without the levels. No human assessor took part:
that the two agree says that the texts decide these cases, not what two people would reach on site.
"""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from criteria.registry import load
from criteria.reliability import krippendorff_alpha
from criteria.yaml import read_yaml

FOLDER = Path(__file__).parents[1] / "data" / "vignettes"
LEVELS = set(range(6))


@lru_cache(maxsize=8)
def entries(name: str) -> list[dict[str, Any]]:
    document = read_yaml(FOLDER / f"{name}.yaml")
    assert document.faults == ()
    assert isinstance(document.value, list)
    return document.value


def vignettes() -> list[dict[str, Any]]:
    return [entry for dimension in load("cmc").dimensions for entry in entries(dimension.id)]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_they_cover_every_criterion_and_every_level():
    model = load("cmc")
    rated = Counter(entry["practice"].rpartition(".")[0] for entry in vignettes())
    assert set(rated) == {criterion.id for criterion in model.criteria}
    assert len(vignettes()) >= 40
    assert all(count >= 2 for count in rated.values())
    assert Counter(entry["level"] for entry in vignettes()).keys() == LEVELS
    for dimension in model.dimensions:
        assert len({entry["level"] for entry in entries(dimension.id)}) >= 4


def test_each_is_of_a_practice_and_says_why():
    known = {practice.id for practice in load("cmc").practices}
    for entry in vignettes():
        assert entry["practice"] in known
        assert 50 <= len(entry["seen"].split()) <= 130
        assert len(entry["why"].split()) >= 12


def test_they_are_written_apart_from_the_descriptors():
    guides = {practice.id: practice.guide for practice in load("cmc").practices}
    told = set()
    for guide in guides.values():
        assert guide is not None
        for text in guide.descriptors.values():
            told |= runs(text.in_language("en"), 5)
    copied = {entry["id"]: runs(entry["seen"], 5) & told for entry in vignettes()}
    assert {name: found for name, found in copied.items() if found} == {}


def test_the_blind_copy_tells_no_level():
    blind = {entry["id"]: entry for entry in entries("blind")}
    assert all(set(entry) == {"id", "practice", "seen"} for entry in blind.values())
    assert {entry["id"]: entry["seen"] for entry in vignettes()} == {n: e["seen"] for n, e in blind.items()}
    assert [entry["id"] for entry in entries("blind")] != sorted(blind)


def test_a_second_rater_reading_only_the_descriptors_came_to_the_same_levels():
    second = {entry["id"]: entry["level"] for entry in entries("second-rater")}
    pairs = [(entry["level"], second[entry["id"]]) for entry in vignettes()]
    assert all(abs(one - other) <= 1 for one, other in pairs)
    assert sum(one == other for one, other in pairs) / len(pairs) >= 0.8
    alpha = krippendorff_alpha(pairs, "ordinal").value
    assert alpha is not None
    assert alpha >= 0.8
