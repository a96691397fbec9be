from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarks.blocks import BlockDamaged
from benchmarks.counts import (
    ABSENT,
    GROUP_ROWS,
    TOP,
    WIDTH,
    Rows,
    beside,
    count,
    mean,
    merge,
    quantile,
    tenths,
)

QUANTILES = [(0, 1), (1, 10), (1, 4), (1, 3), (1, 2), (3, 4), (9, 10), (19, 20), (1, 1)]


def matrices(nodes=3, most=40):
    shape = st.tuples(st.integers(1, most), st.just(nodes))
    # few distinct scores, so that ties are common, beside the whole range
    values = st.one_of(st.integers(0, TOP), st.sampled_from([0, 400, 405, TOP, ABSENT]))
    return shape.flatmap(lambda size: arrays.arrays(np.uint16, size, elements=values))


def counted(matrix, label="a"):
    return count([label], [0, len(matrix)], list(matrix.T))


def labelled(labels, label_of, matrix):
    """Count rows in whatever order they come, as an edition does after sorting them."""
    order = np.argsort(label_of, kind="stable")
    starts = np.searchsorted(label_of[order], range(len(labels) + 1)).tolist()
    return count(labels, starts, list(matrix[order].T))


def same(one, other):
    return (one.labels, one.blocks, one.members.tolist(), one.digest) == (
        *(other.labels, other.blocks, other.members.tolist(), other.digest),
    )


@pytest.mark.parametrize(("numerator", "denominator"), QUANTILES)
@given(matrix=matrices())
def test_quantiles_are_numpys_linear_compared_in_integers(numerator, denominator, matrix):
    found = counted(matrix).of([0]).quantiles(numerator, denominator)

    for node in range(matrix.shape[1]):
        scores = matrix[:, node][matrix[:, node] != ABSENT].astype(np.float64)
        if scores.size:
            # numpy works in doubles: on scores scaled by the denominator its answer is a whole number
            numpys = np.quantile(scores * denominator, numerator / denominator, method="linear")
            assert abs(numpys - round(numpys)) < 1e-6
            assert found[node] == round(numpys)


def test_two_quantiles_that_share_a_lower_order_statistic_are_both_found():
    scores = np.array([[100], [300], [900]], dtype=np.uint16)
    cohort = counted(scores).of([0])

    # positions 0.2 and 0.5 of the ranks both lie between the first score and the second
    assert cohort.quantiles(1, 10)[0] == 100 * 10 + 200 * 2
    assert cohort.quantiles(1, 4)[0] == 100 * 4 + 200 * 2
    assert quantile(cohort.table[0], 1, 10) == 140
    assert quantile(cohort.table[0], 1, 4) == 200


@given(matrix=matrices())
def test_nothing_is_lost_in_counting(matrix):
    table = counted(matrix).of([0]).table

    for node in range(matrix.shape[1]):
        scores = matrix[:, node][matrix[:, node] != ABSENT]
        assert table[node].tolist() == np.bincount(scores, minlength=TOP + 1).tolist()


@given(matrix=matrices(), data=st.data())
def test_counts_of_parts_add_up_to_the_counts_of_the_whole(matrix, data):
    labels = ["a", "b", "c"]
    rows = len(matrix)
    label_of = np.array(data.draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows)), dtype=np.int64)
    cut = data.draw(st.integers(0, rows))
    whole = labelled(labels, label_of, matrix)
    first = labelled(labels, label_of[:cut], matrix[:cut])
    second = labelled(labels, label_of[cut:], matrix[cut:])

    assert same(merge(first, second), whole)
    assert same(merge(second, first), whole)


@given(matrix=matrices(nodes=5), cut=st.integers(1, 4))
def test_counts_of_some_nodes_stand_beside_those_of_the_others(matrix, cut):
    assert same(beside([counted(matrix[:, :cut]), counted(matrix[:, cut:])]), counted(matrix))


@given(sizes=st.lists(st.integers(0, 60), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_labels_are_counted_alike_whether_together_or_alone(sizes, seed):
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    column = np.random.default_rng(seed).integers(0, ABSENT + 1, starts[-1]).astype(np.uint16)

    table = Rows(starts).table(column)

    for label, (start, end) in enumerate(pairwise(starts)):
        alone = np.bincount(column[start:end], minlength=WIDTH)
        assert table[label, :ABSENT].tolist() == alone[:ABSENT].tolist()
        assert table[label, ABSENT] == 0


def test_crowded_and_thin_labels_are_counted_alike():
    sizes = [3, GROUP_ROWS + 5, 2, 2, 0, GROUP_ROWS, 7]
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    column = np.random.default_rng(1).integers(0, TOP + 1, starts[-1]).astype(np.uint16)

    table = Rows(starts).table(column)

    assert table.sum(axis=1).tolist() == sizes
    used_before = np.full_like(table, 7)
    assert np.array_equal(Rows(starts).table(column, used_before), table)
    for label, (start, end) in enumerate(pairwise(starts)):
        assert table[label].tolist() == np.bincount(column[start:end], minlength=WIDTH).tolist()


def test_a_damaged_block_is_refused():
    whole = counted(np.array([[5, 6]], dtype=np.uint16))
    for block in (b"", whole.blocks[0][:-2], whole.blocks[0][4:]):
        with pytest.raises(BlockDamaged):
            replace(whole, blocks=(block,)).of([0])


def test_merging_takes_labels_that_only_one_part_has():
    one = counted(np.array([[5, 6]], dtype=np.uint16), "b")
    two = counted(np.array([[7, 8]], dtype=np.uint16), "a")
    both = merge(one, two)

    assert both.labels == ("a", "b")
    assert both.of([0]).table[0, 7] == 1
    assert both.of([1]).table[1, 6] == 1
    assert both.of([0, 1]).n.tolist() == [2, 2]
    assert merge(merge(one, two), one).of([1]).n.tolist() == [2, 2]


def test_counts_of_different_nodes_cannot_be_merged():
    with pytest.raises(ValueError, match="nodes differ"):
        merge(counted(np.array([[5]], dtype=np.uint16)), counted(np.array([[5, 6]], dtype=np.uint16)))


@pytest.mark.parametrize("labels", [["b", "a"], ["a", "a"]])
def test_labels_are_sorted_and_distinct(labels):
    with pytest.raises(ValueError, match="sorted and distinct"):
        count(labels, [0, 1, 1], [np.array([5], dtype=np.uint16)])


def test_a_score_out_of_range_is_refused():
    with pytest.raises(ValueError, match="found 1002"):
        counted(np.array([[1002]], dtype=np.uint16))


@given(matrix=matrices(), data=st.data())
def test_taking_one_organisation_out_equals_never_counting_it(matrix, data):
    row = data.draw(st.integers(0, len(matrix) - 1))
    rest = np.delete(matrix, row, axis=0)

    left = counted(matrix).of([0]).without(matrix[row])

    assert np.array_equal(left.table, counted(rest).of([0]).table)
    assert np.array_equal(left.n, (rest != ABSENT).sum(axis=0))


def test_an_organisation_that_was_not_counted_cannot_be_taken_out():
    with pytest.raises(ValueError, match="not counted"):
        counted(np.array([[5]], dtype=np.uint16)).of([0]).without(np.array([6], dtype=np.uint16))


def test_mean_is_exact():
    assert mean([0, 2, 0, 1]) == Fraction(5, 3)


@pytest.mark.parametrize("statistic", [mean, lambda counts: quantile(counts, 1, 2)])
def test_a_statistic_of_nothing_is_refused(statistic):
    with pytest.raises(ValueError, match="no scores"):
        statistic([0, 0, 0])


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (3, 2)])
def test_a_quantile_lies_between_0_and_1(numerator, denominator):
    with pytest.raises(ValueError, match=f"found {numerator}/{denominator}"):
        quantile([1, 1], numerator, denominator)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (0, 0),
        (100, 1000),
        (63.46, 635),
        (47.999, 480),  # truncation would give 479
        (Decimal("12.25"), 122),  # a tie goes to the even tenth
        (Decimal("12.35"), 124),
        (Fraction(1, 3), 3),
    ],
)
def test_points_become_the_nearest_tenth(points, expected):
    assert tenths(points) == expected


@pytest.mark.parametrize("points", [-0.1, 100.1, float("nan"), float("inf"), True])
def test_a_score_lies_between_0_and_100_points(points):
    with pytest.raises(ValueError, match="score: found"):
        tenths(points)
