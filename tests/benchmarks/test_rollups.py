"""Quantiles of every cohort of a population against numpy's `linear`, compared exactly in integers."""

import numpy as np
import pytest

from benchmarks import Cell, Cohort
from benchmarks.counts import ABSENT, TOP, Rows, count
from benchmarks.rollups import Rollups

ORGANISATIONS = 10_000
SHARES = [(1, 10), (1, 4), (1, 3), (1, 2), (3, 4), (9, 10), (19, 20)]
INDUSTRIES = "ABCFGHIJKM"
PLACES = ("CN", "CN-GD", "CN-SH", "JP", "KR", "IN", "DE", "FR", "IT", "SE", "US", "CA", "BR", "ZA", "AU")
SIZES = ("micro", "small", "medium", "large")


@pytest.fixture(scope="module")
def population():
    """Ten thousand organisations in uneven cells, sorted by label, and their scores on five nodes.

    A smooth node, one of few values, one of ties at both ends, one that does not apply to most, and one that
    applies to a single organisation in a hundred.
    """
    chance = np.random.default_rng(10)
    industry = chance.geometric(0.25, ORGANISATIONS).clip(1, len(INDUSTRIES)) - 1
    place = chance.geometric(0.2, ORGANISATIONS).clip(1, len(PLACES)) - 1
    size = chance.integers(len(SIZES), size=ORGANISATIONS)
    cells = [Cell(INDUSTRIES[i], PLACES[p], SIZES[s]) for i, p, s in zip(industry, place, size, strict=True)]
    labels = sorted({cell.cohort.key for cell in cells})
    at = {key: position for position, key in enumerate(labels)}
    label = np.sort(np.array([at[cell.cohort.key] for cell in cells]))
    scores = np.stack(
        [
            chance.integers(TOP + 1, size=ORGANISATIONS),
            chance.choice([0, 200, 400, 405, 1000], ORGANISATIONS),
            chance.normal(500, 700, ORGANISATIONS).clip(0, TOP).round(),
            np.where(
                chance.random(ORGANISATIONS) < 0.4, chance.integers(TOP + 1, size=ORGANISATIONS), ABSENT
            ),
            np.where(
                chance.random(ORGANISATIONS) < 0.01, chance.integers(TOP + 1, size=ORGANISATIONS), ABSENT
            ),
        ]
    ).astype(np.uint16)
    cohorts = [Cohort.parse(key) for key in labels]
    return cohorts, label, scores


@pytest.fixture(scope="module")
def members(population):
    """Every cohort there is, and the rows of its organisations, found without the code that is tested."""
    labels, label, _ = population
    everyone = sorted({rollup for one in labels for rollup in one.rollups()}, key=lambda cohort: cohort.key)
    inside = {cohort: np.array([cohort.covers(one) for one in labels]) for cohort in everyone}
    return {cohort: np.flatnonzero(mask[label]) for cohort, mask in inside.items()}


def linear(ordered, numerator, denominator):
    """Definition 7 on sorted scores, times the denominator, in integers."""
    whole, part = divmod((len(ordered) - 1) * numerator, denominator)
    low, high = int(ordered[whole]), int(ordered[min(whole + 1, len(ordered) - 1)])
    return low * denominator + (high - low) * part


def numpys(scores):
    """numpy's answers times the denominators: exact, because the scores are multiplied before it divides."""
    found = []
    for numerator, denominator in SHARES:
        scaled = np.quantile(
            scores.astype(np.float64) * denominator, numerator / denominator, method="linear"
        )
        assert abs(scaled - round(scaled)) < 1e-5
        found.append(round(scaled))
    return found


def test_quantiles_of_every_cohort_of_ten_thousand_are_numpys(population, members):
    labels, label, scores = population
    starts = np.searchsorted(label, np.arange(len(labels) + 1)).tolist()
    rows = Rows(starts)
    counts = count([one.key for one in labels], starts, list(scores))
    rollups = Rollups(list(members), labels)
    at_once = [rollups.quantiles(rows.table(column), SHARES) for column in scores]

    for place, (_, held) in enumerate(members.items()):
        inside = np.unique(label[held]).tolist()
        distributions = counts.of(inside)
        one_by_one = [distributions.quantiles(*share) for share in SHARES]
        for node, column in enumerate(scores):
            ordered = np.sort(column[held][column[held] != ABSENT])
            assert at_once[node].n[place] == distributions.n[node] == len(ordered)
            if not len(ordered):
                assert not at_once[node].values[place].any()
                continue
            expected = [linear(ordered, *share) for share in SHARES]
            assert numpys(ordered) == expected
            assert at_once[node].values[place].tolist() == expected
            assert [found[node] for found in one_by_one] == expected


def test_the_population_has_cohorts_of_every_kind(population, members):
    sizes = np.array([len(held) for held in members.values()])

    assert len(population[0]) > 250
    assert len(members) > 1_500
    assert sizes.max() == ORGANISATIONS
    assert sizes.min() == 1


def test_members_are_added_up_by_cohort(population, members):
    labels, label, _ = population
    by_label = np.bincount(label, minlength=len(labels))

    assert Rollups(list(members), labels).members(by_label).tolist() == [
        len(held) for held in members.values()
    ]
