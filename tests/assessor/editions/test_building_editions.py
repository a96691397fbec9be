"""Editions from the pool: what is refused, and what a failure leaves behind."""

from datetime import date

import pytest
from click.testing import CliRunner

import benchmarks
from assessor.cli import main
from assessor.demo.peers import Plan, contributions
from assessor.editions import operations
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import EditionRefused, build_edition, contribute
from assessor.editions.queries import editions, editions_root, standing_of
from assessor.reports.building import score_sheet
from criteria.registry import load
from tests.assessor.sheets import declared

DAY = date(2026, 10, 31)


@pytest.fixture
def nodes(local) -> tuple[str, ...]:
    """The compared nodes, with a pool of synthetic peers."""
    model = load("cmc")
    peers = contributions(Plan(model, "declared", 600, 7))
    contribute("cmc", "declared", compared_nodes(model), peers, synthetic=True)
    return compared_nodes(model)


def _build(nodes: tuple[str, ...], day: date = DAY):
    return build_edition("cmc", "declared", nodes, editions_root(), day, synthetic=True)


def test_editions_are_numbered_and_never_go_back_in_time(nodes):
    assert [_build(nodes).number, _build(nodes).number] == [1, 2]
    with pytest.raises(EditionRefused, match="edition 2 of cmc-synthetic, declared is of 2026-10-31"):
        _build(nodes, date(2026, 10, 1))
    assert len(editions()) == 2


def test_nothing_decided_by_then_is_nothing_to_build_from(nodes):
    with pytest.raises(EditionRefused, match="no contributions"):
        _build(nodes, date(2020, 1, 1))


def test_another_tree_is_refused_and_not_compared(nodes):
    fewer = nodes[:-1]
    model = load("cmc")
    peers = [
        benchmarks.Contribution(
            f"other-{c.organisation_id}", c.assessment_id, c.cell, c.decided_on, c.scores[:-1], c.digest
        )
        for c in contributions(Plan(model, "declared", 600, 8))
    ]
    contribute("cmc", "declared", fewer, peers, synthetic=True)
    _build(fewer)
    with pytest.raises(EditionRefused, match="parts are not those"):
        _build(nodes)
    sheet = declared()
    assert standing_of(sheet, score_sheet(sheet)) is None


def test_a_failure_to_record_leaves_no_folder_that_blocks_the_number(nodes, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(operations, "_recorded", full)
        with pytest.raises(OSError, match="disk full"):
            _build(nodes)
    assert not list(editions_root().glob("*"))
    assert _build(nodes).number == 1


@pytest.mark.parametrize("damage", ["counts.npz", "manifest.json"])
def test_a_damaged_edition_is_a_fault_naming_the_file(nodes, damage):
    row = _build(nodes)
    path = editions_root() / row.folder / damage
    path.write_bytes(path.read_bytes()[:-9])
    for command in (
        ["edition", "show", row.folder],
        ["edition", "build", "--track", "declared", "--synthetic"],
    ):
        done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 2
        assert f"{row.folder}/{damage}" in done.stderr


def test_show_prints_every_published_cohort_whole(nodes):
    row = _build(nodes)
    done = CliRunner().invoke(main, ["edition", "show", row.folder], catch_exceptions=False)
    assert done.exit_code == 0
    assert "…" not in done.stdout
    assert "nan" not in done.stdout.lower().split()
