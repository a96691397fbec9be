"""The pool read as columns is the pool that was contributed, whatever its size."""

from dataclasses import replace
from datetime import date

import pytest

from assessor.editions import pool
from assessor.editions.operations import contribute
from assessor.editions.pool import Asked, pooled
from benchmarks import Cell, Contribution

NODES = ("total", "people")


def _rows(count: int) -> list[Contribution]:
    places = ("CN", "CN-GD", "HK", "FR")
    return [
        Contribution(
            f"firm-{n:05d}", f"firm-{n:05d}-1", Cell("CGK"[n % 3], places[n % 4], "small"),
            date(2026, 1 + n % 12, 1 + n % 28), (n % 1001, None if n % 5 == 0 else 7), f"digest {n}",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 9, 10, 11, 20, 21])
def test_every_row_comes_back_once(local, monkeypatch, count):
    monkeypatch.setattr(pool, "BATCH", 10)
    given = _rows(count)
    contribute("cmc", "declared", NODES, given, synthetic=False)

    found = pooled(Asked("cmc", "declared", NODES))

    assert sorted(found, key=lambda one: one.organisation_id) == given


def test_other_lines_tracks_nodes_and_synthetic_peers_are_left_out(local):
    given = _rows(6)
    contribute("cmc", "declared", NODES, given, synthetic=False)
    invented = [replace(one, organisation_id=f"s{n}") for n, one in enumerate(given)]
    contribute("cmc", "declared", NODES, invented, synthetic=True)
    contribute("cmc", "declared", NODES, given, synthetic=False, version="2")
    contribute("cmc", "verified", NODES, given, synthetic=False)
    contribute("other", "declared", NODES, given, synthetic=False)
    renamed = [replace(one, assessment_id=f"{one.assessment_id}-other") for one in given]
    contribute("cmc", "declared", ("total", "sites"), renamed, synthetic=False)

    assert len(pooled(Asked("cmc", "declared", NODES))) == 6
