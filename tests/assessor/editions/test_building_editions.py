"""Editions from the pool: what is refused, and what a failure leaves behind."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

import benchmarks
from assessor.cli import main
from assessor.demo.peers import Plan, contributions
from assessor.editions import operations
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import EditionRefused, Order, build_edition, contribute
from assessor.editions.pool import Asked, pooled
from assessor.editions.queries import editions, editions_root, opened, standing_of
from assessor.editions.verifying import problems_of
from assessor.extensions import writing
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


def _build(nodes: tuple[str, ...], day: date = DAY, **changed):
    return build_edition(Order("cmc", "declared", nodes, day, synthetic=True, **changed))


def _more(nodes: tuple[str, ...], seed: int) -> None:
    model = load("cmc")
    peers = [
        replace(one, organisation_id=f"{seed}-{one.organisation_id}")
        for one in contributions(Plan(model, "declared", 100, seed))
    ]
    contribute("cmc", "declared", nodes, peers, synthetic=True)


def test_editions_are_numbered_and_never_go_back_in_time(nodes):
    first = _build(nodes)
    _more(nodes, 8)
    assert [first.number, _build(nodes).number] == [1, 2]
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
    with pytest.raises(
        EditionRefused, match=r"mixed model versions .* beside .* there are 600 of a list of 38 scores"
    ):
        _build(fewer)
    _build(fewer, only_this_version=True)
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


@pytest.mark.parametrize("damage", ["counts.arrow", "manifest.json"])
def test_a_damaged_edition_is_a_fault_naming_the_file(nodes, damage):
    row = _build(nodes)
    path = editions_root() / row.folder / damage
    path.write_bytes(path.read_bytes()[:-9])
    for command in (
        ["edition", "show", row.name],
        ["edition", "build", "--track", "declared", "--synthetic"],
    ):
        done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 2
        assert f"{row.folder}/{damage}" in done.stderr


def test_show_prints_every_published_cohort_whole(nodes):
    row = _build(nodes)
    done = CliRunner().invoke(main, ["edition", "show", row.name], catch_exceptions=False)
    assert done.exit_code == 0
    assert "…" not in done.stdout
    assert "nan" not in done.stdout.lower().split()


def _run(*line: str):
    return CliRunner().invoke(main, ["edition", *line], catch_exceptions=False)


def test_nothing_new_is_no_new_edition_unless_it_is_asked_for(nodes):
    _build(nodes)
    with pytest.raises(EditionRefused, match="nothing has changed since edition 1 of cmc-synthetic"):
        _build(nodes, date(2026, 11, 1))
    assert _build(nodes, date(2026, 11, 1), even_if_unchanged=True).number == 2


def test_a_folder_that_was_never_recorded_is_taken_over(nodes):
    row = _build(nodes)
    folder = editions_root() / row.folder
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with writing() as session:  # as if the process had been killed before it recorded it
        session.delete(session.merge(row))
    again = _build(nodes)
    assert (again.number, again.folder) == (1, folder.name)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_was_never_recorded_and_is_damaged_is_written_again(nodes):
    row = _build(nodes)
    folder = editions_root() / row.folder
    with writing() as session:
        session.delete(session.merge(row))
    (folder / "counts.arrow").write_bytes(b"")
    assert opened(_build(nodes)).digest == row.digest


def test_two_who_build_at_once_end_with_one_edition(nodes, monkeypatch):
    recorded = operations._recorded
    quicker = []

    def late(edition, folder):
        if not quicker:
            quicker.append(None)
            quicker[0] = _build(nodes)
        return recorded(edition, folder)

    monkeypatch.setattr(operations, "_recorded", late)
    with pytest.raises(EditionRefused, match="was built by somebody else meanwhile"):
        _build(nodes)
    assert [row.number for row in editions()] == [1]
    assert problems_of(quicker[0]) == []


def test_withdrawn_organisations_are_gone_from_the_next_edition(nodes):
    _build(nodes)
    name = opened(editions()[0]).evidence.contributions.organisations[0].as_py()
    second = opened(_build(nodes, withdrawn={name}))
    assert second.evidence.counted_as(name) is None


def test_verify_says_which_editions_are_as_they_were_built(nodes):
    row = _build(nodes)
    _more(nodes, 8)
    other = _build(nodes)
    assert _run("verify").stdout.count(": as it was built, digest") == 2
    path = editions_root() / other.folder / "evidence.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = _run("verify")
    assert done.exit_code == 2
    assert f"{row.name}: as it was built" in done.stdout
    assert f"{other.name}: evidence.arrow: its content is not what was written" in done.stderr
    assert _run("verify", row.name).exit_code == 0


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet"])
def test_publish_writes_what_may_leave_and_nothing_else(nodes, tmp_path, suffix):
    row = _build(nodes)
    target = tmp_path / f"peers{suffix}"
    done = _run("publish", row.name, str(target))
    assert done.exit_code == 0, done.stderr
    table = {
        ".csv": lambda: pd.read_csv(target),
        ".json": lambda: pd.DataFrame(json.loads(target.read_text())["rows"]),
        ".parquet": lambda: pd.read_parquet(target),
    }[suffix]()
    expected = benchmarks.published(opened(row))
    assert len(table) == len(expected)
    assert table["p50"].tolist() == expected["p50"].tolist()
    assert (table["n"] % 5 == 0).all()
    assert set(table) - {"edition", "digest", "synthetic"} == set(expected)


def test_publish_refuses_other_kinds_of_files(nodes, tmp_path):
    row = _build(nodes)
    done = _run("publish", row.name, str(tmp_path / "peers.xls"))
    assert done.exit_code == 2
    assert "found .xls, allowed are .csv, .json, .parquet" in done.stderr
    assert not list(tmp_path.glob("peers*"))


def test_an_edition_that_is_not_there_is_named_with_those_that_are(nodes):
    row = _build(nodes)
    done = _run("show", "cmc-declared-9")
    assert done.exit_code == 2
    assert f"no edition 'cmc-declared-9'; there are: {row.name}" in done.stderr


def _again_by(version: str, nodes: tuple[str, ...], more: int) -> None:
    """Contribute the same assessments by another version of the model, each score a little higher."""
    raised = [
        replace(one, scores=tuple(None if s is None else min(s + more, 1000) for s in one.scores))
        for one in pooled(Asked("cmc", "declared", nodes, synthetic=True))
    ]
    contribute("cmc", "declared", nodes, raised, synthetic=True, version=version)


def test_a_new_version_goes_on_with_the_line_and_is_kept_apart_in_its_trend(nodes):
    _build(nodes)
    _again_by("2027.1", nodes, 30)
    second = opened(_build(nodes, version="2027.1"))
    assert second.bridge.version == ""
    assert len(second.evidence) > 500

    done = _run("trend", "cmc", "--track", "declared", "--synthetic", "--node", "total")

    assert done.exit_code == 0, done.stderr
    *_, last = done.stdout.strip().splitlines()
    assert last.split()[0] == "2"
    assert last.split()[-3:] == ["+3.0", "+0.0", "+3.0"]


def test_contributions_of_another_version_are_not_counted_in_silence(nodes):
    _build(nodes)
    _again_by("2027.1", nodes, 30)
    _more(nodes, 8)
    with pytest.raises(EditionRefused, match=r"version 2027.1 .* there are 100 of a list of 38 scores"):
        _build(nodes, version="2027.1")
    assert opened(_build(nodes, version="2027.1", only_this_version=True)).bridge is not None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["cmc", "--track", "verified"], "no editions of cmc, verified"),
        (
            ["cmc", "--track", "declared", "--synthetic", "--node", "sum"],
            "node: found 'sum', allowed are total",
        ),
        (["cmc", "--track", "declared", "--synthetic", "--cohort", "C"], "cohort: found 'C'"),
        (["cmc", "--track", "declared", "--synthetic", "--cohort", "C|XX|*"], "geography: found 'XX'"),
    ],
)
def test_a_trend_of_nothing_says_what_there_is(nodes, asked, said):
    _build(nodes)
    done = _run("trend", *asked)
    assert done.exit_code == 2
    assert said in done.stderr


def test_coverage_says_what_the_disclosure_rule_costs(nodes):
    row = _build(nodes)
    _more(nodes, 8)
    done = _run("coverage", row.name)
    assert done.exit_code == 0, done.stderr
    known = row.manifest["coverage"]
    assert f"{known['counted']:,} of {known['organisations']:,}" in done.stdout
    assert "smallest group that can be told apart" in done.stdout
    assert "country x industry" in done.stdout
