"""Rules with one fault each, for the attacks to win against and for the guard to stop."""

import numpy as np
import pytest

from benchmarks import DisclosureRefused, disclosure, gathering, publishing
from benchmarks.cohorts import EVERYONE
from benchmarks.disclosure import guard
from benchmarks.publishing import Statistic
from tests.benchmarks.attacks import by_any_combination, by_nodes, by_set_algebra
from tests.benchmarks.rescoring import ends_are_hidden
from tests.benchmarks.worlds import VERSIONS, restless_editions, restless_years, versions_of

LABEL, LEAVING, SPLITS = disclosure.label, disclosure.how_many_leave, disclosure.splits_safely
WITHHELD = gathering.withheld


def without_padding(everyone, wanting, forced, k):
    return forced or LEAVING(everyone, wanting, forced, k)


def everyone_under_the_own_cell(sizes, k):
    return {cell: cell.cohort for cell in sizes}


def provinces_for_themselves(sizes, k):
    return {
        cell: cell.cohort if cell.place != cell.country else cohort
        for cell, cohort in LABEL(sizes, k).items()
    }


def leftovers_join_the_world(sizes, k):
    return {cell: cohort or EVERYONE for cell, cohort in LABEL(sizes, k).items()}


def losses_not_looked_at(block, has, kept, block_then, had, k):
    return WITHHELD(block, has, np.zeros_like(has), block_then[:0], had[:0], k)


def few_who_have_a_node_are_counted(block, has, kept, block_then, had, k):
    enough = np.bincount(block, weights=has, minlength=1)[block] >= k if block.size else has
    return WITHHELD(block, has, kept, block_then, had, k) & enough


def anybody_leaves(sizes, everyone, k):
    return sizes >= 0


WEAKER_HISTORY = {
    "single exits are allowed": ("splits_safely", anybody_leaves),
    "the remainder is not checked": (
        "splits_safely",
        lambda sizes, everyone, k: (sizes == 0) | (sizes == everyone) | (sizes >= k),
    ),
    "those who leave are not counted": (
        "splits_safely",
        lambda sizes, everyone, k: (sizes == 0) | (sizes == everyone) | (everyone - sizes >= k),
    ),
    "blocks split at k - 1": ("splits_safely", lambda sizes, everyone, k: SPLITS(sizes, everyone, k - 1)),
    "superseded scores leave singly": ("how_many_leave", lambda everyone, wanting, forced, k: wanting),
    "withdrawals without padding": ("how_many_leave", without_padding),
    "a score that left may return": ("versions_that_left", lambda history: history.organisation[:0]),
    "labels from k - 1": ("label", lambda sizes, k: LABEL(sizes, k - 1)),
    "no labels, every cell for itself": ("label", everyone_under_the_own_cell),
    "newcomers of a province below k": ("label", provinces_for_themselves),
    "newcomers left over join the world below k": ("label", leftovers_join_the_world),
}
"""Faults in who comes and goes: for the attacks by cohorts, and for the guard."""

WEAKER_NODES = {
    "nothing is withheld": lambda block, has, *_: np.zeros_like(has),
    "a block's losses on a node are not looked at": losses_not_looked_at,
    "a few of a block who have a node are counted": few_who_have_a_node_are_counted,
    "nodes are withheld below k - 1": lambda *given: WITHHELD(*given[:-1], given[-1] - 1),
}
"""Faults in which scores of a node are counted: for the attack by nodes; the guard does not look at nodes."""

WEAKER_TABLES = {
    "the lowest score is published": Statistic("p0", 0, 1, 10),
    "the highest score is published": Statistic("p100", 1, 1, 10),
    "p10 from ten organisations": Statistic("p10", 1, 10, 10),
    "p90 from ten organisations": Statistic("p90", 9, 10, 10),
}
"""Faults in what is published of a cohort: for whoever knows the best and the worst of it."""

HARD = [restless_years(seed, 12 + seed % 20, 5) for seed in range(25)]


def test_the_rule_itself_holds_where_the_weaker_ones_are_tried():
    assert not any(by_any_combination(restless_editions(told, 4), 4) for told in HARD[:15])


@pytest.mark.parametrize("name", WEAKER_HISTORY)
def test_the_attacks_and_the_guard_catch_a_weaker_history(name, monkeypatch):
    monkeypatch.setattr(disclosure, *WEAKER_HISTORY[name])
    monkeypatch.setattr(disclosure, "guard", lambda history, k: None)
    built = (restless_editions(told, 4) for told in HARD)

    lost = next((editions for editions in built if by_set_algebra(editions, 4)), None)

    assert lost is not None, "no attack found the weakness"
    with pytest.raises(DisclosureRefused):
        guard(lost[-1].history, 4)


@pytest.mark.parametrize("name", WEAKER_NODES)
def test_the_attack_by_nodes_catches_scores_that_should_be_withheld(name, monkeypatch):
    monkeypatch.setattr(gathering, "withheld", WEAKER_NODES[name])
    built = (restless_editions(told, 4) for told in HARD)

    assert any(by_nodes(editions, 4) for editions in built), "no attack found the weakness"


@pytest.mark.parametrize("name", WEAKER_TABLES)
def test_whoever_knows_the_best_and_the_worst_catches_a_weaker_table(name, monkeypatch):
    monkeypatch.setattr(publishing, "STATISTICS", (*publishing.STATISTICS, WEAKER_TABLES[name]))

    worlds = (restless_years(seed, 12 + seed % 20, 5)[:2] for seed in range(80))

    assert not all(ends_are_hidden(told, 4) for told in worlds), "no attack found the weakness"


HARMLESS = {
    "the smallest sibling does not join": (disclosure, "_joining", lambda *_: []),
    "a cohort is published however few of it are counted": (publishing, "LEAST_COVERAGE", 0.0),
    "n is not rounded": (publishing, "rounded", lambda organisations: organisations),
}
"""Not there for secrecy: they keep cohorts complete and figures steady. No attack may depend on them."""


@pytest.mark.parametrize("name", HARMLESS)
def test_what_serves_the_reader_hides_nobody(name, monkeypatch):
    monkeypatch.setattr(*HARMLESS[name])

    assert not any(by_any_combination(restless_editions(told, 4), 4) for told in HARD[:6])


def test_the_attack_by_nodes_catches_who_is_added_to_a_node(monkeypatch):
    def additions_not_looked_at(block, has, kept, block_then, had, k):
        return WITHHELD(block, has, has, block_then, had, k)

    monkeypatch.setattr(gathering, "withheld", additions_not_looked_at)

    assert by_nodes(versions_of(VERSIONS["one firm gains a node"]), 5)
