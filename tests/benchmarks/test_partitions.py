"""Partitions as they are read, and what is counted of each adds up to what is counted of all."""

from dataclasses import replace
from datetime import date
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import ContributionsRefused, write
from benchmarks.columns import evidence_table
from benchmarks.contributions import Contributions
from benchmarks.counts import ABSENT, beside, count, merge
from benchmarks.partitions import FrozenPartition, ParquetPartition, frozen_partitions, parquet_partitions
from benchmarks.portions import (
    Held,
    PartitionChanged,
    Seat,
    digest_of,
    one_after_another,
    portion,
    presence,
    read,
    seated,
    shards,
    spans,
    without_scores,
)
from tests.benchmarks.worlds import crowd, edition

NODES = ("total", "people")


@pytest.fixture
def built():
    scores = [(500, None), (1000, 0), (0, 250)]
    firms = [replace(one, scores=scores[row % 3]) for row, one in enumerate(crowd(40, nodes=2))]
    return edition([*firms, *crowd(7, cell=("G", "FR", "small"), nodes=2)], nodes=NODES)


@pytest.fixture
def table(built):
    return evidence_table(built.evidence, NODES)


def _written(table, folder, name="part-0.parquet", **options):
    folder.mkdir(exist_ok=True)
    pq.write_table(table, folder / name, **options)
    return folder / name


def _faults(partition):
    with pytest.raises(ContributionsRefused) as refused:
        partition.read()
    return refused.value.problems


# --- reading ------------------------------------------------------------------------------------------


def test_the_same_rows_come_from_an_edition_and_from_parquet(built, table, tmp_path):
    frozen = write(built, tmp_path / "edition") / "evidence.arrow"
    path = _written(table, tmp_path / "peers")

    expected = list(built.evidence.contributions)
    assert list(FrozenPartition(frozen, NODES, 0, len(expected)).read()) == expected
    assert list(ParquetPartition(path, NODES).read()) == expected
    assert any(None in one.scores for one in expected)


def test_parquet_may_have_places_apart_plain_texts_and_nothing_where_a_node_does_not_apply(table, tmp_path):
    parts = [key.split("|") for key in table["cell"].to_pylist()]
    for place, name in enumerate(("industry", "place", "size")):
        table = table.append_column(name, pa.array([part[place] for part in parts]))
    people = [None if score == ABSENT else score for score in table["node:people"].to_pylist()]
    other = table.drop_columns(["cell", "node:people"])
    other = other.append_column("node:people", pa.array(people, pa.int64()))
    path = _written(other, tmp_path / "peers")

    expected = list(ParquetPartition(_written(table, tmp_path / "other"), NODES).read())
    assert list(ParquetPartition(path, NODES).read()) == expected


def test_row_groups_of_a_large_file_and_files_in_subfolders_are_partitions(table, tmp_path):
    _written(table, tmp_path / "2026", row_group_size=10)
    _written(table.slice(0, 0), tmp_path / "2025")

    found = parquet_partitions(tmp_path, NODES, most=25)

    assert [(one.path.parent.name, one.groups) for one in found] == [
        ("2025", (0,)),
        ("2026", (0, 1)),
        ("2026", (2, 3)),
        ("2026", (4,)),
    ]
    rows = [row for one in found for row in one.read()]
    assert rows == list(ParquetPartition(tmp_path / "2026" / "part-0.parquet", NODES).read())


def test_frozen_partitions_are_ranges_of_rows(built, tmp_path):
    path = write(built, tmp_path / "edition") / "evidence.arrow"

    found = frozen_partitions(path, NODES, len(built.evidence), most=10)

    assert [len(one.read()) for one in found] == [10, 10, 10, 10, 7]
    assert [row for one in found for row in one.read()] == list(built.evidence.contributions)


def test_a_partition_read_twice_is_the_same_and_says_so_when_it_is_not(table, tmp_path):
    path = _written(table, tmp_path)
    held, told = read(ParquetPartition(path, NODES), NODES)
    seat = Seat(told.digest, np.arange(3, dtype=np.int32), np.zeros(3, dtype=np.int32))

    again, _ = read(ParquetPartition(path, NODES), NODES)
    assert presence(again, seat, 1).tolist() == presence(held, seat, 1).tolist()

    scores = table["node:total"].to_numpy().copy()
    scores[-1] -= 1
    place = table.column_names.index("node:total")
    _written(table.set_column(place, "node:total", pa.array(scores)), tmp_path)
    changed, _ = read(ParquetPartition(path, NODES), NODES)
    with pytest.raises(PartitionChanged, match=r"part-0\.parquet.* changed while the edition was built"):
        presence(changed, seat, 1)


# --- what is refused ----------------------------------------------------------------------------------


def test_every_missing_column_is_named(table, tmp_path):
    path = _written(table.drop_columns(["digest", "cell", "node:people"]), tmp_path)

    assert _faults(ParquetPartition(path, NODES)) == tuple(
        f"part-0.parquet: has no column {name!r}"
        for name in ("digest", "industry", "place", "size", "node:people")
    )


def test_every_column_with_a_fault_is_named_with_its_first_row(table, tmp_path):
    columns = table.to_pydict()
    columns["node:total"][3] = 1002
    columns["node:people"][4:6] = [-1, 7000]
    columns["cell"][6] = "C|Atlantis|large"
    columns["organisation"][9] = None
    columns["decided"] = [day.isoformat() for day in columns["decided"]]
    path = _written(pa.table(columns), tmp_path)

    scale = "allowed are 0 to 1000 tenths of a point, or nothing"
    assert _faults(ParquetPartition(path, NODES)) == (
        "part-0.parquet, row 10, column 'organisation': found None, allowed is a value in every row",
        "part-0.parquet, row 7, column 'cell': found 'C|Atlantis|large', allowed is a section of ISIC, a "
        "country or Chinese province, and a size: 'C|CN|large'",
        "part-0.parquet, column 'decided': found 'string', allowed is a column of dates",
        f"part-0.parquet, row 4, column 'node:total': found 1002, {scale}",
        f"part-0.parquet, row 5, column 'node:people': found -1, {scale}, and 1 more like it",
    )


def test_scores_that_are_no_whole_numbers_are_refused(table, tmp_path):
    place = table.column_names.index("node:total")
    halves = pa.array(table["node:total"].to_numpy() / 2)
    path = _written(table.set_column(place, "node:total", halves), tmp_path)

    (problem,) = _faults(ParquetPartition(path, NODES))
    assert "column 'node:total': found 'double', allowed are whole tenths of a point" in problem


def test_rows_of_a_later_row_group_are_numbered_as_in_the_file(table, tmp_path):
    columns = table.to_pydict()
    columns["node:total"][33] = 4000
    path = _written(pa.table(columns), tmp_path, row_group_size=10)

    (problem,) = _faults(ParquetPartition(path, NODES, (3, 4)))
    assert problem.startswith("part-0.parquet, row 34, ")


def test_a_file_that_is_none_and_a_folder_without_files_are_refused(tmp_path):
    (tmp_path / "peers").mkdir()
    with pytest.raises(ContributionsRefused, match=r"peers: found no \.parquet file"):
        parquet_partitions(tmp_path / "peers", NODES)
    (tmp_path / "peers" / "broken.parquet").write_bytes(b"PAR1, or so it says")
    with pytest.raises(ContributionsRefused, match=r"broken\.parquet: cannot be read"):
        parquet_partitions(tmp_path / "peers", NODES)
    assert "cannot be read" in _faults(ParquetPartition(tmp_path / "peers" / "broken.parquet", NODES))[0]
    assert "cannot be read" in _faults(FrozenPartition(tmp_path / "gone.arrow", NODES, 0, 1))[0]


def test_what_is_wrong_with_a_partition_is_told_as_a_list(table, tmp_path):
    path = _written(table.drop_columns(["digest", "decided"]), tmp_path)

    _, told = read(ParquetPartition(path, NODES), NODES)

    assert len(told.faults) == 2
    assert not len(told.rows)


# --- counting -----------------------------------------------------------------------------------------


@st.composite
def parted(draw):
    """Scores of some nodes, a label for every row, and rows dealt to partitions, some of them empty."""
    size, nodes = draw(st.integers(0, 60)), draw(st.integers(1, 6))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = chance.integers(0, ABSENT + 1, (nodes, size)).astype(np.uint16)
    scores[chance.random(scores.shape) < 0.2] = ABSENT
    block = np.sort(chance.integers(0, 9, size)).astype(np.int32)
    few = chance.random((9, nodes)) < 0.2
    ends = np.sort(chance.integers(0, size + 1, draw(st.integers(0, 4))))
    parts = spans(np.diff([0, *ends.tolist(), size]).tolist())
    return scores, block, few, chance.permutation(size), parts, draw(st.integers(1, 8))


@given(parted())
@settings(max_examples=60, deadline=None)
def test_portions_of_partitions_and_nodes_add_up_to_the_whole(world):
    scores, block, few, source, parts, many = world
    names = [f"label {one}" for one in range(9)]
    label = np.arange(9, dtype=np.int32) // 2  # two blocks come under one label
    held = [Held(str(part), tuple(scores[:, slice(*part)]), "as it was") for part in parts]
    seats = [seat for _, seat in seated(source, block, parts, ["as it was"] * len(parts))]

    parted = list(zip(held, seats, strict=True))
    shares = [
        reduce(merge, [portion(one, seat, few, names, label, nodes) for one, seat in parted])
        for nodes in shards(len(scores), many)
    ]
    found = beside(shares)

    settled = np.where(few[block].T, np.uint16(ABSENT), scores[:, source])
    used, first = np.unique(label[block], return_index=True)
    whole = count([names[one] for one in used], [*first.tolist(), len(block)], settled)
    assert (found.labels, found.members.tolist()) == (whole.labels, whole.members.tolist())
    assert found.blocks == whole.blocks
    assert found.digest == whole.digest


@given(parted())
@settings(max_examples=40, deadline=None)
def test_presence_in_partitions_adds_up_to_the_whole(world):
    scores, block, _, source, parts, _ = world
    held = [Held(str(part), tuple(scores[:, slice(*part)]), "") for part in parts]
    seats = seated(source, block, parts, [""] * len(parts))

    found = sum(presence(one, seat, 9) for one, (_, seat) in zip(held, seats, strict=True))

    present = scores[:, source] != ABSENT
    assert found.tolist() == [[int(node[block == one].sum()) for node in present] for one in range(9)]


@given(st.integers(1, 60), st.integers(1, 60))
def test_shards_have_every_node_once_and_in_order(nodes, many):
    found = shards(nodes, many)

    assert [node for shard in found for node in shard] == list(range(nodes))
    assert len(found) == min(nodes, many)
    assert max(map(len, found)) - min(map(len, found)) <= 1


def test_rows_of_all_partitions_come_in_their_order_with_one_numbering_of_cells():
    first, second = crowd(3), crowd(2, cell=("G", "FR", "small"), prefix="shop")
    parts = [without_scores(Contributions.of(rows, ("total",))) for rows in (second, [], first, second)]

    found = one_after_another(parts)

    assert found.scores == ()
    assert found.organisations.to_pylist() == [one.organisation_id for one in (*second, *first, *second)]
    assert [found.cells[one] for one in found.cell] == [one.cell for one in (*second, *first, *second)]
    assert found.decided.tolist() == [date(2026, 6, 1).toordinal()] * 7
    assert len(one_after_another([])) == 0


@pytest.mark.parametrize("change", ["organisation_id", "digest", "scores", "decided_on", "cell"])
def test_the_digest_of_a_partition_tells_every_column(change):
    one = crowd(1)[0]
    other = crowd(1, cell=("G", "FR", "small"), prefix="x")[0]
    given = date(2020, 1, 1) if change == "decided_on" else getattr(other, change)

    digests = {
        digest_of(Contributions.of([row], ("total",))) for row in (one, replace(one, **{change: given}))
    }
    assert len(digests) == 2
