"""The rule, part by part. What attackers get out of editions built by it is in test_attacks.py."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import Cell, DisclosureRefused, disclosure, ladder
from benchmarks.disclosure import guard, how_many_leave, label, withheld
from benchmarks.histories import History, Stay
from tests.benchmarks.worlds import (
    COUNTRIES,
    INDUSTRIES,
    PLACES,
    SIZES,
    contribution,
    editions_of,
    restless_editions,
    restless_years,
    years,
)

cells = st.builds(
    Cell, st.sampled_from(INDUSTRIES), st.sampled_from([*COUNTRIES, *PLACES]), st.sampled_from(SIZES)
)
populations = st.dictionaries(cells, st.integers(1, 12), max_size=20)
worlds = st.builds(years, st.integers(0, 10**9), st.integers(1, 60), st.integers(1, 5))
restless = st.builds(restless_years, st.integers(0, 10**9), st.integers(1, 40), st.integers(1, 5))
groups = st.integers(2, 6)

# an edition is built in some milliseconds, but a slow machine is no fault of the rule
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


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


def test_provinces_and_their_country_come_together_before_sizes_do():
    sizes = {
        Cell("C", "CN-GD", "large"): 1,
        Cell("C", "CN-SH", "large"): 2,
        Cell("C", "CN", "large"): 3,
        Cell("C", "CN-GD", "small"): 5,
    }

    assert {(cell.place, cell.size): cohort.key for cell, cohort in label(sizes, k=5).items()} == {
        ("CN-GD", "large"): "C|CN|large",
        ("CN-SH", "large"): "C|CN|large",
        ("CN", "large"): "C|CN|large",
        ("CN-GD", "small"): "C|CN-GD|small",
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


@given(st.data(), groups)
def test_of_a_block_none_or_k_have_a_node_and_none_or_k_lose_it(data, k):
    """Two blocks of the edition before, of which some stay, and a new one; a node that applies to some."""
    then = data.draw(st.lists(st.tuples(st.integers(1, 2), st.booleans(), st.booleans()), max_size=30))
    stayed = [(block, had) for block, had, stays in then if stays]
    new = data.draw(st.lists(st.booleans(), max_size=15))
    block = np.array([block for block, _ in stayed] + [3] * len(new), dtype=np.int64)
    kept = np.array([had for _, had in stayed] + [False] * len(new), dtype=np.bool_)
    has = np.array([had for _, had in stayed] + new, dtype=np.bool_)
    block_then = np.array([block for block, _, _ in then], dtype=np.int64)
    had = np.array([had for _, had, _ in then], dtype=np.bool_)

    few = withheld(block, has, kept, block_then, had, k)

    left = has & ~few
    assert not (few & ~has).any(), "only scores are withheld"
    for one in (1, 2, 3):
        still, before = int(left[block == one].sum()), int(had[block_then == one].sum())
        assert still == 0 or still >= k
        lost = before - still
        safe = before == 0 or before >= k  # the edition before was built by the same rule
        assert one == 3 or not safe or lost == 0 or lost >= k
        would = int(has[block == one].sum())
        if would >= k and (one == 3 or before - would == 0 or before - would >= k):
            assert still == would, "nothing is withheld without need"


def test_nobody_is_added_to_those_who_are_counted_on_a_node():
    block, kept = np.full(12, 1), np.arange(12) < 6
    everybody = np.ones(12, dtype=np.bool_)

    few = withheld(block, everybody, kept, block, kept, 5)

    assert few.tolist() == [False] * 6 + [True] * 6


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


@given(restless, groups)
@unhurried
def test_a_score_never_gets_a_second_stay_and_nobody_leaves_without_company(told, k):
    history = list(restless_editions(told, k)[-1].history)

    assert len({(stay.organisation, stay.assessment) for stay in history}) == len(history)
    together = Counter((stay.label, stay.entered, stay.left) for stay in history)
    assert all(size >= k for size in together.values())


def test_the_guard_stops_a_build(monkeypatch):
    told = years(seed=3, size=30, count=4)
    monkeypatch.setattr(disclosure, "label", lambda sizes, k: {cell: cell.cohort for cell in sizes})

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


def test_a_province_keeps_its_label_where_the_countrys_own_cells_complete_what_rises():
    sizes = {Cell("C", "CN-GD", "large"): 7, Cell("C", "CN-SH", "large"): 2, Cell("C", "CN", "large"): 3}

    assert [cohort.key for cohort in label(sizes, k=5).values()] == [
        "C|CN-GD|large",
        "C|CN|large",
        "C|CN|large",
    ]
