"""Attackers on the editions of a line, as pure functions: what each can tell apart of all that is released.

Every attacker here is given more than an edition publishes. They know which organisation is counted in which
cohort of which edition with which assessment, and, where nothing else is said, the complete distribution of
scores of every cohort of any size, on every node. What they do not know is whose score is whose. An attack
wins when it gets at a group of fewer than k organisations.

Sets of scores say what is released: under each name the scores whose distribution is known. A score is named
by organisation and assessment, since an organisation has several over time.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement
from math import gcd
from typing import Any, TypeVar

import numpy as np

from benchmarks import Cell, Cohort, Edition, NodeStanding, Standing, published, stand
from benchmarks.counts import ABSENT, TOP

Score = tuple[str, str]
Group = frozenset[Score]
Sets = Mapping[Any, Group]  # named by edition, cohort and whatever else there is to say


# --- what is released -------------------------------------------------------------------------------------


def counted(edition: Edition) -> dict[Score, Cohort]:
    """The scores that an edition counts, and the label of each."""
    labels = {label: Cohort.parse(label) for label in edition.history.labels}
    return {
        (stay.organisation, stay.assessment): labels[stay.label] for stay in edition.history if stay.counted
    }


def cohort_sets(editions: Iterable[Edition]) -> Sets:
    """Who is in each cohort of each edition: every roll-up of a label, published or too small for it."""
    sets: dict[Hashable, set[Score]] = defaultdict(set)
    for edition in editions:
        for label, members in _by_value(counted(edition)).items():
            for cohort in label.rollups():
                sets[edition.number, cohort.key].update(members)
    return _frozen(sets)


def node_sets(editions: Iterable[Edition]) -> Sets:
    """Who has a score on each node in each cohort of each edition: a node need not apply to everyone.

    In the first edition of a version of the model, also who is compared by the version before and by this.
    """
    sets: dict[Hashable, set[Score]] = defaultdict(set)
    for edition in editions:
        labels = counted(edition)
        for name, members in _having(edition):
            for label, held in _by_value({one: labels[one] for one in members}).items():
                for cohort in label.rollups():
                    sets[edition.number, cohort.key, *name].update(held)
    return _frozen(sets)


def _having(edition: Edition) -> Iterator[tuple[tuple[str, ...], list[Score]]]:
    """Who has a score on each node, and who has one by two versions."""
    rows = edition.evidence.contributions
    names = list(zip(rows.organisations.to_pylist(), rows.assessments.to_pylist(), strict=True))
    for kind, columns in (((), rows.scores), (("by both versions",), edition.evidence.earlier)):
        for node, column in zip(edition.nodes, columns, strict=False):
            yield (node, *kind), [names[row] for row in np.flatnonzero(column != ABSENT).tolist()]


Value = TypeVar("Value", bound=Hashable)


def _by_value(of: Mapping[Score, Value]) -> Mapping[Value, list[Score]]:
    """The scores of each value, as they come."""
    found: dict[Value, list[Score]] = defaultdict(list)
    for score, value in of.items():
        found[value].append(score)
    return found


def naive_sets(told: Iterable[Mapping[Score, Cell]], least: int) -> Sets:
    """What "publish a cohort when it has enough members" releases: every roll-up of a cell from `least` on.

    `told` has the scores of each edition and their cells; n counts organisations, each with its latest score.
    """
    sets: dict[Hashable, set[Score]] = defaultdict(set)
    for number, cells in enumerate(told, start=1):
        for cell, members in _by_value(cells).items():
            for cohort in cell.cohort.rollups():
                sets[number, cohort.key].update(members)
    return _frozen({name: members for name, members in sets.items() if len(members) >= least})


def _frozen(sets: Mapping[Hashable, Iterable[Score]]) -> Sets:
    return {name: frozenset(members) for name, members in sets.items()}


# --- set algebra ------------------------------------------------------------------------------------------


def atoms(sets: Sets) -> list[Group]:
    """The cells of the Venn diagram: whatever unions, differences and intersections make is made of them.

    Scores that are in exactly the same sets are in one atom; no function of the sets tells those apart.
    """
    places: dict[Score, list[int]] = defaultdict(list)
    for place, members in enumerate(sets.values()):
        for one in members:
            places[one].append(place)
    found: dict[tuple[int, ...], list[Score]] = defaultdict(list)
    for one, where in places.items():
        found[tuple(where)].append(one)
    return [frozenset(members) for members in found.values()]


def organisations(group: Iterable[Score]) -> frozenset[str]:
    """The organisations whose scores are in a group: two scores of one organisation hide nobody."""
    return frozenset(organisation for organisation, _ in group)


def smallest(groups: Iterable[Group]) -> int | None:
    """How many organisations the smallest group has; None where there is no group."""
    return min((len(organisations(group)) for group in groups), default=None)


def thin(groups: Iterable[Group], k: int) -> list[Group]:
    """The groups with fewer than k organisations."""
    return [group for group in groups if len(organisations(group)) < k]


def by_set_algebra(editions: Iterable[Edition], k: int) -> list[Group]:
    """Won by whoever knows all cohorts of all editions and combines them by any set operations."""
    return thin(atoms(cohort_sets(editions)), k)


def by_nodes(editions: Iterable[Edition], k: int) -> list[Group]:
    """Won by whoever also knows to whom each node applies, and combines the cohorts node by node."""
    sets = node_sets(editions)
    return [
        group
        for node in sorted({name[2] for name in sets})
        for group in thin(atoms({name: held for name, held in sets.items() if name[2] == node}), k)
    ]


def by_one_subtraction(sets: Sets, k: int) -> set[Group]:
    """Won by whoever only subtracts one released set from another, as a reader with a pencil would.

    Returns the differences that have 1 to k - 1 scores.
    """
    groups = atoms(sets)
    place = {one: position for position, group in enumerate(groups) for one in group}
    released = list(dict.fromkeys(sets.values()))
    inside = np.zeros((len(released), len(groups)), dtype=np.float32)
    for row, members in enumerate(released):
        inside[row, [place[one] for one in members]] = 1
    sizes = np.array([len(group) for group in groups], dtype=np.float32)
    left = (inside * sizes) @ (1 - inside).T  # of each set, without each other one
    hits = zip(*np.nonzero((left > 0) & (left < k)), strict=True)
    found = {tuple(np.flatnonzero(inside[one] > inside[other]).tolist()) for one, other in hits}
    return {frozenset().union(*(groups[place] for place in places)) for places in found}


# --- linear algebra ---------------------------------------------------------------------------------------


class RowSpace:
    """All weighted sums of rows of integers, exactly; no rounding, so membership is a fact."""

    def __init__(self, rows: Iterable[Sequence[int]]) -> None:
        self.basis: dict[int, list[int]] = {}
        for row in rows:
            rest = self._rest(row)
            pivot = next((place for place, value in enumerate(rest) if value), None)
            if pivot is not None:
                self.basis[pivot] = rest

    @property
    def rank(self) -> int:
        """How many rows are independent."""
        return len(self.basis)

    def __contains__(self, row: Sequence[int]) -> bool:
        return not any(self._rest(row))

    def _rest(self, row: Sequence[int]) -> list[int]:
        rest = list(row)
        for pivot in sorted(self.basis):
            if rest[pivot]:
                held = self.basis[pivot]
                ours, theirs = rest[pivot], held[pivot]
                rest = [value * theirs - other * ours for value, other in zip(rest, held, strict=True)]
                shared = gcd(*rest)
                rest = [value // shared for value in rest] if shared > 1 else rest
        return rest


def by_linear_algebra(
    sets: Sets, k: int, weight: Callable[[Hashable], int] = lambda name: 1
) -> list[frozenset[Score]]:
    """Won by whoever adds and subtracts whole distributions with any weights.

    Each set is a row of ones over the scores. A weighted sum of rows that is zero but for the scores of fewer
    than k organisations gives those away. Every row has one value on all scores of an atom, so each sum has,
    and the columns may be the atoms. A `weight` for each set (such as its published, rounded n, by which a
    mean is multiplied to a sum) scales a row and leaves the sums what they are.
    """
    groups = atoms(sets)
    # a distinct set gives one row; 0 as weight would be no knowledge of it
    named = {members: name for name, members in sets.items()}
    rows = [[weight(name) if group <= members else 0 for group in groups] for members, name in named.items()]
    whole = RowSpace(rows).rank
    return [
        frozenset().union(*(groups[place] for place in places))
        for places in _together_thin(groups, k)
        if RowSpace([_without(row, places) for row in rows]).rank < whole
    ]


def _without(row: Sequence[int], places: Collection[int]) -> list[int]:
    return [value for place, value in enumerate(row) if place not in places]


def by_unit_vectors(sets: Sets) -> set[Score]:
    """The scores that a weighted sum of released sets singles out, with every score a column of its own."""
    columns = sorted(frozenset().union(*sets.values()))
    space = RowSpace([int(one in members) for one in columns] for members in set(sets.values()))
    return {one for one in columns if [int(one == other) for other in columns] in space}


def _together_thin(groups: Sequence[Group], k: int) -> Iterator[tuple[int, ...]]:
    """The atoms, and the unions of atoms, that have fewer than k organisations together."""
    small = [place for place, group in enumerate(groups) if len(organisations(group)) < k]
    for size in range(1, min(k, len(small) + 1)):
        for places in combinations(small, size):
            if len(organisations(frozenset().union(*(groups[place] for place in places)))) < k:
                yield places


def by_any_combination(editions: Sequence[Edition], k: int) -> list[Group]:
    """Won by whoever does all of the above: combines in any way, by node as well, and weighs as they like."""
    sets = cohort_sets(editions)
    chance = random.Random(len(sets))
    weights = {name: chance.randrange(1, 50) for name in sets}
    return [
        *by_set_algebra(editions, k),
        *by_nodes(editions, k),
        *by_linear_algebra(sets, k),
        *by_linear_algebra(sets, k, weights.__getitem__),
    ]


# --- the published table ----------------------------------------------------------------------------------


def possible_scores(editions: Sequence[Edition], values: Sequence[int]) -> dict[Group, frozenset[int]]:
    """What the published tables leave possible for the members of each atom, by trying everything.

    This attacker reads the published tables of all editions and nothing else, knows who is in each cohort,
    and knows that scores are among a few `values` (tenths). Members of an atom are in the same cohorts, so
    how many of them have each value is all that can be tried. For editions of one node that applies to all.
    """
    groups = atoms(cohort_sets(editions))
    choices = [list(combinations_with_replacement(values, len(group))) for group in groups]
    tried = [np.array(choice) for choice in choices]
    which = np.indices([len(choice) for choice in choices]).reshape(len(groups), -1)
    for (number, key), members in cohort_sets(editions).items():
        told = _told(editions, number, key)
        inside = [place for place, group in enumerate(groups) if group <= members]
        scores = np.concatenate([tried[place][which[place]] for place in inside], axis=1)
        which = which[:, _agreeing(scores, told)]
    return {
        group: frozenset(np.unique(tried[place][which[place]]).tolist()) for place, group in enumerate(groups)
    }


QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def _told(editions: Sequence[Edition], number: int, key: str) -> dict[float, float]:
    """The quantiles that an edition publishes of a cohort, in tenths; none where it has no row."""
    (edition,) = (one for one in editions if one.number == number)
    table = published(edition)
    for row in table[table["cohort"] == key].to_dict("records"):
        return {share: 10 * row[name] for name, share in QUANTILES.items() if row[name] == row[name]}
    return {}


def _agreeing(scores: np.ndarray, told: Mapping[float, float]) -> np.ndarray:
    """Which rows of scores have all these quantiles, by numpy's own reckoning."""
    agreeing = np.ones(len(scores), dtype=np.bool_)
    for share, value in told.items():
        agreeing &= np.isclose(np.quantile(scores, share, axis=1), value, rtol=0, atol=1e-6)
    return agreeing


def known_for_sure(possible: Mapping[Group, frozenset[int]]) -> dict[Group, int]:
    """The atoms of which every member's score is known, and that score."""
    return {group: min(values) for group, values in possible.items() if len(values) == 1}


# --- insiders and clients ---------------------------------------------------------------------------------


def insiders(groups: Iterable[Group], theirs: Collection[str]) -> list[Group]:
    """What is left of each group for organisations that put their own scores together and take them out."""
    left = (frozenset(one for one in group if one[0] not in theirs) for group in groups)
    return [group for group in left if group]


def without_clients(sets: Sets, clients: Collection[str]) -> Sets:
    """The sets that a consultant sees: every cohort, and every cohort without each of the clients in it.

    A client's standing leaves the client out of its own cohort. The consultant knows the client's score, so
    that is a released set too.
    """
    seen = dict(sets)
    for name, members in sets.items():
        for one in members:
            if one[0] in clients:
                seen[name, "without", one] = members - {one}
                seen["own", one] = frozenset([one])
    return seen


def scanned(edition: Edition, cell: Cell, excluding: str | None = None) -> tuple[str, np.ndarray] | None:
    """The cohort that a cell is compared with, and how many have each score by node, from standings alone.

    Asks for the standing of every possible score: the steps of the mid-ranks, times n, are the distribution.
    n is printed rounded, but only one of the five numbers it may be makes every step a whole one, unless the
    distribution repeats itself. None where there is no cohort. So what a standing gives away is the whole
    distribution, with its lowest and its highest score: what the other attackers are given to begin with.
    """
    positions = np.zeros((len(edition.nodes), TOP + 1))
    least = np.zeros(len(edition.nodes), dtype=np.int64)
    key = None
    for score in range(TOP + 1):
        found = stand(edition, cell, dict.fromkeys(edition.nodes, score / 10), excluding)
        if not isinstance(found, Standing):
            return None
        key = found.chosen.cohort
        for place, node in enumerate(found.nodes):
            if isinstance(node, NodeStanding):
                positions[place, score], least[place] = node.position, node.n
    assert key is not None
    pairs = zip(positions, least.tolist(), strict=True)
    return key, np.array([_counts(steps, n) for steps, n in pairs])


def _counts(positions: np.ndarray, least: int) -> np.ndarray:
    """Counts by score from mid-ranks: position = (below + half of those equal) / n."""
    for n in range(max(least, 1), least + 5):
        doubled = 2 * n * positions
        whole = np.rint(doubled)
        counts, below = np.zeros(len(positions), dtype=np.int64), 0
        for score in np.flatnonzero(np.diff(whole, prepend=0)):
            counts[score] = max(int(whole[score]) - 2 * below, 0)
            below += counts[score]
        if np.abs(doubled - whole).max() < 1e-6 and below == n:
            return counts
    return np.zeros(len(positions), dtype=np.int64)


def scores_of(edition: Edition, organisation: str) -> np.ndarray:
    """The scores an organisation is counted with, as one mark for each node and score; for comparison."""
    marks = np.zeros((len(edition.nodes), TOP + 1), dtype=np.int64)
    held = edition.evidence.counted_as(organisation)
    assert held is not None
    for place, score in enumerate(held.scores.tolist()):
        if score != ABSENT:
            marks[place, score] = 1
    return marks
