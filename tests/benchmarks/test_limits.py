"""What the rule does not promise, as docs/disclosure.md says it, and how far each limit goes."""

import os
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.disclosure import guard
from tests.benchmarks.attacks import (
    atoms,
    by_set_algebra,
    cohort_sets,
    insiders,
    known_for_sure,
    organisations,
    possible_scores,
)
from tests.benchmarks.worlds import CORNERS, contribution, crowd, edition, restless_editions, restless_years

WORLDS = int(os.environ.get("ATTACK_WORLDS", "40"))

restless = st.builds(restless_years, st.integers(0, 10**9), st.integers(1, 40), st.integers(1, 6))


def test_a_class_of_one_mind_is_known_without_telling_its_members_apart():
    """Where all five of a class have one score, no score need be told apart to be known."""
    firms = [
        contribution(
            f"{'-'.join(cell)}-{row}", cell=cell, scores=[0 if cell == ("C", "CN", "large") else 1000]
        )
        for cell in CORNERS
        for row in range(5)
    ]
    found = edition(firms)

    known = known_for_sure(possible_scores([found], (0, 1000)))

    assert guard(found.history, 5) == 5
    assert sorted(map(len, known)) == [5, 5, 5, 5]


@given(restless, st.integers(2, 6), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=max(WORLDS // 4, 1), suppress_health_check=[HealthCheck.too_slow])
def test_insiders_come_as_much_closer_as_they_are_many(told, k, chance):
    classes = atoms(cohort_sets(restless_editions(told, k)))
    everyone = sorted({organisation for group in classes for organisation in organisations(group)})
    theirs = set(chance.sample(everyone, min(k - 1, len(everyone))))

    for group in classes:
        known = len(organisations(group) & theirs)
        assert all(len(organisations(left)) >= k - known for left in insiders([group], theirs))


def test_k_minus_one_members_of_a_class_know_the_last_one():
    groups = atoms(cohort_sets([edition(crowd(5))]))
    four = sorted(organisations(groups[0]))[:4]

    assert [len(left) for left in insiders(groups, four)] == [1]


def test_one_more_firm_in_another_line_is_told_apart_by_the_two():
    """The guard sees the editions of one line; the same scores in a second line are another population."""
    firms = crowd(12)
    here, there = edition(firms[:11], line="one"), edition(firms, line="two")

    both = [here, replace(there, number=2)]

    assert [len(group) for group in by_set_algebra(both, 5)] == [1]
