"""Gates: at least and above, on exact or displayed values, of every kind, and what blocks the next level."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from criteria.levels import Standings, blockers, level_of
from criteria.model import Gate


def standings(cmc, total, dimension, criterion):
    return Standings(
        F(total),
        {d.id: F(dimension) for d in cmc.dimensions},
        {c.id: F(criterion) for c in cmc.criteria},
        {},
    )


@pytest.mark.parametrize(
    ("total", "dimension", "criterion", "number"),
    [
        ("0", "0", "0", 1),
        ("250", "15", "0", 2),
        ("249.99", "15", "0", 1),
        ("250", "14.99", "0", 1),
        ("400", "30", "15.01", 3),
        ("400", "30", "15", 2),
        ("600", "50", "30.01", 4),
        ("600", "50", "30", 3),
        ("599.9", "50", "31", 3),
        ("800", "70", "50.1", 5),
        ("800", "70", "50", 4),
        ("1000", "100", "100", 5),
    ],
)
def test_the_gates_of_cmc(cmc, total, dimension, criterion, number):
    assert level_of(cmc, standings(cmc, total, dimension, criterion)).number == number


def test_every_lower_level_must_hold(cmc):
    """One dimension under the bar of level 2 keeps an otherwise leading organisation at level 1."""
    high = standings(cmc, 950, 100, 100)
    low = replace(high, dimensions={**high.dimensions, "results": F(14)})
    assert level_of(cmc, low).number == 1
    assert [(b.level, b.node, b.value, b.distance) for b in blockers(cmc, low)] == [(2, "results", 14, 1)]


def test_blockers_come_by_distance_on_each_scale(cmc):
    at = standings(cmc, 380, 32, 20)
    at = replace(
        at, dimensions={**at.dimensions, "people": F(20)}, criteria={**at.criteria, "people.skills": F(14)}
    )
    # total 20 of 1000, people 10 of 100, skills 1 of 100
    assert [(b.node, b.distance) for b in blockers(cmc, at)] == [
        ("people", 10), ("total", 20), ("people.skills", 1),
    ]  # fmt: skip


def test_nothing_blocks_the_highest_level(cmc):
    assert blockers(cmc, standings(cmc, 1000, 100, 100)) == ()


def test_what_does_not_apply_stands_at_no_gate(cmc):
    at = standings(cmc, 450, 40, 30)
    assert level_of(cmc, replace(at, criteria={**at.criteria, "people.skills": None})).number == 3


def test_no_level_where_even_the_first_has_a_gate(cmc):
    first = replace(cmc.levels[0], gates=(Gate("total", F(100), strict=False),))
    guarded = replace(cmc, levels=(first, *cmc.levels[1:]))
    assert level_of(guarded, standings(cmc, 99, 9, 9)) is None
    assert [(b.level, b.node, b.distance) for b in blockers(guarded, standings(cmc, 99, 9, 9))] == [
        (1, "total", 1)
    ]
    assert level_of(guarded, standings(cmc, 100, 10, 10)).number == 1


@pytest.mark.parametrize(("mode", "passes"), [("half-up", True), ("half-even", False), ("truncate", False)])
def test_a_bar_compared_as_displayed_follows_the_rounding(ladder, mode, passes):
    """2.45 shows as 2.5, 2.4 and 2.4; the bar is above 2.4."""
    model = replace(ladder, rounding=replace(ladder.rounding, mode=mode))
    at = Standings(F("2.45"), {d.id: F(3) for d in model.dimensions}, {}, {})
    assert level_of(model, at).number == (3 if passes else 2)
