"""The rule, and attacks on editions built by it. An attack knows who is counted where, and reads everything
that any edition publishes; it wins when some combination speaks of fewer than k organisations."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import Cell, Cohort, DisclosureRefused, disclosure, ladder, published
from benchmarks.disclosure import guard, how_many_leave, label
from benchmarks.histories import History, Stay
from tests.benchmarks.worlds import COUNTRIES, INDUSTRIES, SIZES, contribution, editions_of, labels_of, years

cells = st.builds(Cell, st.sampled_from(INDUSTRIES), st.sampled_from(COUNTRIES), st.sampled_from(SIZES))
populations = st.dictionaries(cells, st.integers(1, 12), max_size=20)
worlds = st.builds(years, st.integers(0, 10**9), st.integers(1, 60), st.integers(1, 5))
groups = st.integers(2, 6)

# an edition is built in a millisecond or two, but a slow machine is no fault of the rule
unhurried = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def published_sets(editions):
    """Who is in each cohort of each edition, as (organisation, assessment); cohorts of any size."""
    sets = {}
    for edition in editions:
        counted = {stay.organisation: stay.assessment for stay in edition.history if stay.counted}
        for organisation, key in labels_of(edition).items():
            for cohort in Cohort.parse(key).rollups():
                found = sets.setdefault((edition.number, cohort.key), set())
                found.add((organisation, counted[organisation]))
    return sets


def atoms(editions):
    """The smallest groups that unions, intersections and differences of what is published tell apart."""
    seen = defaultdict(set)
    for name, members in published_sets(editions).items():
        for one in members:
            seen[one].add(name)
    found = defaultdict(set)
    for one, names in seen.items():
        found[frozenset(names)].add(one)
    return list(found.values())


def smallest_group(editions):
    return min((len({organisation for organisation, _ in atom}) for atom in atoms(editions)), default=None)


@given(populations, groups)
def test_every_label_has_k_organisations_and_lies_on_their_ladders(sizes, k):
    labelled = label(sizes, k)
    held = Counter()
    for cell, cohort in labelled.items():
        if cohort is not None:
            assert cohort in ladder(cell)
            held[cohort] += sizes[cell]

    assert labelled.keys() == sizes.keys()
    assert all(organisations >= k for organisations in held.values())


@given(populations, groups)
def test_a_cell_with_a_kept_neighbour_is_not_left_out(sizes, k):
    labelled = label(sizes, k)
    left_out = sum(sizes[cell] for cell, cohort in labelled.items() if cohort is None)

    assert left_out < k, "k organisations can always come together in the widest cohort"


@given(populations, groups, st.randoms())
def test_labels_do_not_depend_on_the_order_of_cells(sizes, k, chance):
    shuffled = list(sizes.items())
    chance.shuffle(shuffled)

    assert label(dict(shuffled), k) == label(sizes, k)


def test_a_thin_remainder_takes_its_smallest_kept_neighbour_along():
    sizes = {Cell("C", "CN", "large"): 9, Cell("C", "CN", "medium"): 6, Cell("C", "CN", "small"): 2}

    assert {cell.size: cohort.key for cell, cohort in label(sizes, k=5).items()} == {
        "large": "C|CN|large",
        "medium": "C|CN|*",
        "small": "C|CN|*",
    }


@given(st.data(), st.integers(2, 6))
def test_nobody_leaves_a_block_alone_and_nobody_stays_alone(data, k):
    everyone = data.draw(st.integers(k, 40))
    wanting = data.draw(st.integers(0, everyone))
    forced = data.draw(st.integers(0, wanting))

    gone = how_many_leave(everyone, wanting, forced, k)

    assert forced <= gone <= everyone
    assert gone in (0, everyone) or (gone >= k and everyone - gone >= k)
    assert forced or gone <= wanting, "without a withdrawal nobody leaves who did not want to"
    if wanting >= k and everyone - wanting >= k:
        assert gone == wanting, "nobody waits who may go"


@given(worlds, groups)
@unhurried
def test_no_combination_of_what_is_published_speaks_of_fewer_than_k(told, k):
    editions = editions_of(told, k)
    smallest = smallest_group(editions)

    assert smallest is None or smallest >= k
    assert guard(editions[-1].history, k) in (None, *range(k, 10_000))


@given(worlds, groups)
@unhurried
def test_differences_and_intersections_of_cohorts_are_empty_or_have_k(told, k):
    sets = list(dict.fromkeys(map(frozenset, published_sets(editions_of(told, k)).values())))[:40]

    for one, other in combinations(sets, 2):
        for found in (one - other, other - one, one & other):
            assert not found or len({organisation for organisation, _ in found}) >= k


@given(worlds, groups, st.randoms())
@settings(unhurried, max_examples=50)
def test_exchanging_scores_inside_a_group_changes_no_published_byte(told, k, chance):
    editions = editions_of(told, k)
    exchanged = {}
    scores = {(one.organisation_id, one.assessment_id): one.scores for given, _ in told for one in given}
    for atom in atoms(editions):
        order = sorted(atom)
        for node in (0, 1):  # node by node: more than exchanging organisations
            chance.shuffle(order)
            for one, other in zip(sorted(atom), order, strict=True):
                exchanged.setdefault(one, {})[node] = scores[other][node]
    retold = [([_rescored(one, exchanged) for one in given], withdrawn) for given, withdrawn in told]

    for before, after in zip(editions, editions_of(retold, k), strict=True):
        assert published(before).to_csv() == published(after).to_csv()
        assert before.counts.digest == after.counts.digest
        assert before.counts.blocks == after.counts.blocks


def _rescored(one, exchanged):
    new = exchanged.get((one.organisation_id, one.assessment_id))
    return replace(one, scores=(new[0], new[1])) if new else one


@given(worlds, groups)
@unhurried
def test_withdrawn_organisations_are_gone_and_nobody_is_counted_twice_or_again(told, k):
    editions = editions_of(told, k)
    left = set()
    for (_, withdrawn), edition in zip(told, editions, strict=True):
        counted = [(stay.organisation, stay.assessment) for stay in edition.history if stay.counted]
        assert not withdrawn & {organisation for organisation, _ in counted}
        assert len({organisation for organisation, _ in counted}) == len(counted)
        assert not left & set(counted), "a score that left is back"
        left |= {(stay.organisation, stay.assessment) for stay in edition.history if not stay.counted}


LABEL, LEAVING, SPLITS = disclosure.label, disclosure.how_many_leave, disclosure.splits_safely


def without_padding(everyone, wanting, forced, k):
    return forced or LEAVING(everyone, wanting, forced, k)


def everyone_under_the_own_cell(sizes, k):
    return {cell: cell.cohort for cell in sizes}


MUTANTS = {
    "single exits are allowed": ("splits_safely", lambda sizes, everyone, k: sizes >= 0),
    "the remainder is not checked": (
        "splits_safely",
        lambda sizes, everyone, k: (sizes == 0) | (sizes == everyone) | (sizes >= k),
    ),
    "those who leave are not counted": (
        "splits_safely",
        lambda sizes, everyone, k: (sizes == 0) | (sizes == everyone) | (everyone - sizes >= k),
    ),
    "a score that left may return": ("versions_that_left", lambda history: history.organisation[:0]),
    "labels from k - 1": ("label", lambda sizes, k: LABEL(sizes, k - 1)),
    "no labels, every cell for itself": ("label", everyone_under_the_own_cell),
    "withdrawals without padding": ("how_many_leave", without_padding),
    "blocks split at k - 1": ("splits_safely", lambda sizes, everyone, k: SPLITS(sizes, everyone, k - 1)),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_attacks_and_the_guard_catch_a_weaker_rule(name, monkeypatch):
    weakened, mutant = MUTANTS[name]
    chance = random.Random(7)
    told = [years(chance.randrange(10**9), chance.randrange(10, 40), 4) for _ in range(20)]
    assert all(smallest_group(editions_of(world, k=4)) >= 4 for world in told), "the rule itself holds"

    monkeypatch.setattr(disclosure, weakened, mutant)
    monkeypatch.setattr(disclosure, "guard", lambda history, k: None)
    built = [editions_of(world, k=4) for world in told]

    won = [editions for editions in built if smallest_group(editions) < 4]
    assert won, "no attack found the weakness"
    for editions in won:
        with pytest.raises(DisclosureRefused):
            guard(editions[-1].history, k=4)


def test_the_guard_stops_a_build(monkeypatch):
    told = years(seed=3, size=30, count=4)
    monkeypatch.setattr(disclosure, "label", everyone_under_the_own_cell)

    with pytest.raises(
        DisclosureRefused, match=r"\d organisation\(s\) could be told apart, allowed are 5 or more"
    ):
        editions_of(told, k=5)


def test_the_guard_sees_editions_long_past():
    block = [Stay(f"firm-{row}", "1", "C|CN|*", entered=1) for row in range(12)]
    alone = [replace(stay, left=2) for stay in block[:1]]

    assert guard(History.of(block), k=5) == 12
    with pytest.raises(DisclosureRefused, match=r"^1 organisation.*under C\|CN\|\* in editions 1 to 1$"):
        guard(History.of([*alone, *block[1:]]), k=5)


def test_the_guard_refuses_to_count_an_organisation_twice():
    stays = [Stay(f"firm-{row}", version, "C|CN|*", 1) for row in range(6) for version in ("1", "2")]
    moved = [replace(stay, label="G|CN|*") if stay.assessment == "2" else stay for stay in stays]

    with pytest.raises(DisclosureRefused, match="counted more than once: firm-0, firm-1"):
        guard(History.of(moved), k=5)


def test_a_superseded_score_waits_for_its_block():
    firms = [f"firm-{row:02d}" for row in range(12)]
    first = [contribution(name, scores=(1, 1)) for name in firms]
    one_new = [contribution(firms[0], scores=(2, 2), version=2), *first[1:]]
    many_new = [contribution(name, scores=(2, 2), version=2) for name in firms[:6]] + first[6:]
    told = [(first, frozenset()), (one_new, frozenset()), (many_new, frozenset())]

    versions = [
        Counter(stay.assessment[-1] for stay in e.history if stay.counted) for e in editions_of(told, k=5)
    ]

    assert versions == [{"1": 12}, {"1": 12}, {"1": 6, "2": 6}]
