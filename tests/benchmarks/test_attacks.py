"""Attacks on editions built by the rule; each must fail on the rule and succeed on what weakens it.

ATTACK_WORLDS says how many random worlds each attack is tried on (`make soak` tries thousands).
"""

import os
import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import Cell, Cohort, disclosure
from benchmarks.disclosure import guard
from tests.benchmarks.attacks import (
    atoms,
    by_any_combination,
    by_linear_algebra,
    by_nodes,
    by_one_subtraction,
    by_unit_vectors,
    cohort_sets,
    counted,
    insiders,
    known_for_sure,
    naive_sets,
    node_sets,
    organisations,
    possible_scores,
    scanned,
    scores_of,
    smallest,
    thin,
    without_clients,
)
from tests.benchmarks.rescoring import ends_are_hidden, exchanged, named, rescored, shown
from tests.benchmarks.worlds import (
    CORNERS,
    VERSIONS,
    contribution,
    crowd,
    edition,
    editions_of,
    restated,
    restless_editions,
    restless_years,
    versions_of,
    years,
)

WORLDS = int(os.environ.get("ATTACK_WORLDS", "40"))

worlds = st.builds(years, st.integers(0, 10**9), st.integers(1, 60), st.integers(1, 5))
restless = st.builds(restless_years, st.integers(0, 10**9), st.integers(1, 40), st.integers(1, 6))
groups = st.integers(2, 6)

# an edition is built in some milliseconds, but a slow machine is no fault of the rule
unhurried = settings(
    deadline=None,
    max_examples=WORLDS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(restless, groups)
@unhurried
def test_nothing_that_is_combined_speaks_of_fewer_than_k(told, k):
    editions = restless_editions(told, k)

    assert not by_any_combination(editions, k)
    assert smallest(atoms(cohort_sets(editions))) == guard(editions[-1].history, k)


@given(worlds, groups)
@unhurried
def test_differences_and_intersections_of_cohorts_are_empty_or_have_k(told, k):
    sets = cohort_sets(editions_of(told, k))
    some = list(dict.fromkeys(sets.values()))[:40]

    for one, other in combinations(some, 2):
        for found in (one - other, other - one, one & other):
            assert not found or len(organisations(found)) >= k
    assert not by_one_subtraction(sets, k)


# --- what the scores themselves do ------------------------------------------------------------------------


@given(restless, groups, st.randoms(use_true_random=False))
@settings(unhurried, max_examples=max(WORLDS // 2, 1))
def test_exchanging_scores_inside_a_class_changes_no_published_byte(told, k, chance):
    before = restless_editions(told, k)
    scores = exchanged(told, atoms(cohort_sets(before)), chance)

    after = restless_editions(rescored(told, scores), k)

    for one, other in zip(before, after, strict=True):
        assert shown(one) == shown(other)


@given(st.builds(restless_years, st.integers(0, 10**9), st.integers(20, 60), st.integers(1, 2)), groups)
@settings(unhurried, max_examples=max(WORLDS // 4, 1))
def test_the_best_and_the_worst_of_a_cohort_are_in_no_published_figure(told, k):
    assert ends_are_hidden(told, k)


# --- the published table alone ----------------------------------------------------------------------------


def small_world(seed, values, k=5):
    """Two editions of four cells with five or six firms each, and a few who leave and come."""
    chance = random.Random(seed)
    firms = [
        contribution(f"{'-'.join(cell)}-{row}", cell=cell, scores=[chance.choice(values)])
        for cell in CORNERS
        for row in range(chance.choice((5, 6)))
    ]
    first = edition(firms, k=k)
    gone = [one.organisation_id for one in firms if one.cell == Cell(*CORNERS[seed % 4])]
    return [first, edition(firms, previous=first, withdrawn=gone, k=k)]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("values", [(0, 1000), (200, 500, 600)])
def test_trying_every_score_against_the_published_table_never_pins_down_fewer_than_k(seed, values):
    editions = small_world(seed, values)
    truth = {named(one): one.scores[0] for one in editions[0].evidence.contributions}

    possible = possible_scores(editions, values)

    for group, found in possible.items():
        assert {truth[one] for one in group} <= found, "the truth is among what the table leaves possible"
    for group, score in known_for_sure(possible).items():
        assert len(organisations(group)) >= 5
        assert {truth[one] for one in group} == {score}


def test_trying_every_score_pins_down_who_is_alone(monkeypatch):
    """The same search wins where a cohort of ten and one of eleven are both released."""
    monkeypatch.setattr(disclosure, "label", lambda sizes, k: {cell: cell.cohort for cell in sizes})
    monkeypatch.setattr(disclosure, "guard", lambda history, k: None)
    firms = [contribution(f"firm-{row}", scores=[1000 * (row >= 5)]) for row in range(10)]
    alone = contribution("alone", cell=("C", "CN", "small"), scores=[1000])

    (found,) = [
        score
        for group, score in known_for_sure(possible_scores([edition([*firms, alone])], (0, 1000))).items()
        if organisations(group) == {"alone"}
    ]

    assert found == 1000


# --- standings with the subject left out ------------------------------------------------------------------


@given(restless, groups, st.randoms(use_true_random=False))
@settings(unhurried, max_examples=max(WORLDS // 4, 1))
def test_a_consultant_learns_from_clients_standings_what_the_clients_scores_say_and_no_more(told, k, chance):
    sets = cohort_sets(restless_editions(told, k)[-2:])
    everyone = sorted(organisations(frozenset().union(*sets.values()))) if sets else []
    clients = set(chance.sample(everyone, min(8, len(everyone))))

    with_standings = atoms(without_clients(sets, clients))
    others = [group for group in with_standings if not organisations(group) & clients]

    assert sorted(map(sorted, others)) == sorted(map(sorted, insiders(atoms(sets), clients)))


def test_scanning_standings_gives_the_distribution_and_leaving_a_client_out_the_clients_own_score():
    found = edition(
        [*crowd(13, nodes=2), *crowd(9, cell=("C", "CN", "small"), nodes=2)], nodes=("total", "people")
    )
    cell = Cell("C", "CN", "large")
    clients = sorted(name for name, _ in counted(found) if "large" in name)[:3]

    key, everyone = scanned(found, cell)

    assert (everyone == found.distributions(Cohort.parse(key)).table).all()
    for client in clients:
        same, others = scanned(found, cell, excluding=client)
        assert same == key
        assert (everyone - others == scores_of(found, client)).all()


# --- the attackers themselves -----------------------------------------------------------------------------


def naively(told):
    """The latest score of everyone who has not withdrawn, with its cell, edition by edition."""
    found = []
    for rows, withdrawn in told:
        latest = {one.organisation_id: one for one in rows if one.organisation_id not in withdrawn}
        found.append({named(one): one.cell for one in latest.values()})
    return found


def test_the_attackers_win_where_cohorts_are_published_from_five_on():
    sets = naive_sets(naively(restless_years(1, 13, 2)), least=5)

    assert by_one_subtraction(sets, 5)
    assert thin(atoms(sets), 5)
    assert by_linear_algebra(sets, 5)


@pytest.mark.parametrize("seed", range(6))
def test_atoms_are_columns_enough_for_linear_algebra(seed):
    """Sums single out a score exactly where its atom has no other and the atom's column stands alone."""
    sets = naive_sets(naively(restless_years(seed, 12, 2)), least=3)

    by_atoms = [group for group in by_linear_algebra(sets, 2) if len(group) == 1]

    assert by_atoms
    assert by_unit_vectors(sets) == {one for group in by_atoms for one in group}


def test_what_set_algebra_needs_to_intersect_sums_cannot_always_reach():
    """Two overlapping sets alone: their intersection is one firm, and no weighted sum is only that firm."""
    sets = {"here": frozenset({("a", "1"), ("b", "1")}), "there": frozenset({("b", "1"), ("c", "1")})}

    assert [len(group) for group in thin(atoms(sets), 2)] == [1, 1, 1]
    assert not by_linear_algebra(sets, 2)
    assert len(by_linear_algebra({**sets, "all": sets["here"] | sets["there"]}, 2)) == 3


# --- a new version of the model ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", VERSIONS)
def test_a_new_version_tells_nobody_apart_by_the_nodes_that_apply(name):
    assert not by_nodes(versions_of(VERSIONS[name]), 5)


def test_a_version_may_not_bring_back_for_others_a_node_that_another_dropped():
    with pytest.raises(ValueError, match="nodes: found people, dropped by an earlier version"):
        versions_of([range(10), None, range(1, 11)])


def test_a_node_that_applies_to_the_same_firms_is_counted_in_every_version():
    built = versions_of([range(12), range(12), [*range(12), 13]])

    assert {len(members) for (_, _, node, *_), members in node_sets(built).items() if node == "people"} == {
        12
    }


@given(restless, groups, st.integers(0, 10**9))
@settings(unhurried, max_examples=max(WORLDS // 2, 1))
def test_versions_of_the_model_tell_nobody_apart(told, k, seed):
    years, versions = restated(told, seed)

    assert not by_any_combination(restless_editions(years, k, versions), k)


def test_the_example_of_the_guide():
    """docs/disclosure.md: firm 9 withdraws and four go along; firm 13 waits until four more have come."""
    firms = [contribution(f"firm-{row:02d}") for row in range(1, 18)]
    first = edition(firms[:12])
    second = edition([*firms[:8], *firms[9:17]], previous=first)
    third = edition([*firms[:8], *firms[9:17]], previous=second, withdrawn=["firm-09"])

    sizes = sorted((len(group), min(group)[0]) for group in atoms(cohort_sets([first, second, third])))

    assert len(edition(firms[:13], previous=first).evidence) == 12
    assert [size for size, _ in sizes] == [5, 5, 7]
    assert (5, "firm-13") in sizes
