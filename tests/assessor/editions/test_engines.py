"""Editions counted by a cluster of two processes are, byte for byte, those that one process counts."""

import os
import random
import signal
import sys
from dataclasses import replace
from datetime import date, timedelta

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from assessor import create_app
from assessor.cli import main
from assessor.demo.peers import Plan, contributions
from assessor.editions import engines
from assessor.editions.engines import EngineRefused, engine_named
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import contribute
from assessor.editions.partitions import database_partitions
from assessor.editions.pool import Asked, pooled
from assessor.extensions import db, open_database
from benchmarks import ContributionsRefused, build, read, write
from benchmarks.columns import EPOCH
from benchmarks.contributions import Contributions
from benchmarks.counts import ABSENT, count
from benchmarks.partitions import frozen_partitions, parquet_partitions
from benchmarks.scattering import DaskEngine
from criteria.registry import load
from tests.benchmarks.worlds import DAY, bytes_of, crowd, years

NODES = ("total", "people")
PEERS = 700


@pytest.fixture(scope="module")
def engine():
    """One cluster of two processes for all tests that need no more than its workers."""
    with engine_named("dask") as found:
        yield found


def parquet(rows, nodes, folder, files=3):
    """Write contributions as so many Parquet files and an empty one; returns the partitions."""
    folder.mkdir(parents=True)
    found = Contributions.of(rows, nodes)
    columns = {
        "organisation": found.organisations,
        "assessment": found.assessments,
        "digest": found.digests,
        "cell": pa.array([found.cells[one].cohort.key for one in found.cell], pa.string()),
        "decided": pa.array(found.decided - EPOCH, pa.int32()).cast(pa.date32()),
    }
    table = pa.table(
        columns | {f"node:{node}": column for node, column in zip(nodes, found.scores, strict=True)}
    )
    size = -(-len(rows) // files)
    for part in range(files + 1):
        pq.write_table(table.slice(part * size, size), folder / f"part-{part}.parquet")
    return parquet_partitions(folder, nodes)


def built(rows, nodes, engine, *, previous=None, elsewhere=None, **changed):
    settings = {"line": "cmc", "track": "declared", "built_on": DAY, **changed}
    return build(
        nodes=nodes, contributions=rows, previous=previous, engine=engine, elsewhere=elsewhere, **settings
    )


def spread_and_built(engine, given, nodes, folder, *, before=(), **changed):
    found, elsewhere = engine.spread(nodes, given, before, folder)
    assert found.scores == ()
    return built(found, nodes, engine, elsewhere=elsewhere, **changed)


def with_absences(rows, seed):
    """Take the second node away from some: too few in some blocks, in others enough."""
    chance = random.Random(seed)
    lacking = {one.cell: chance.choice((0, 0.02, 0.5, 1)) for one in rows}
    return [
        replace(one, scores=(one.scores[0], None))
        if random.Random(one.assessment_id).random() < lacking[one.cell]
        else one
        for one in rows
    ]


# --- the same bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_of_editions_from_parquet_is_the_same_bytes(engine, tmp_path, seed):
    here = there = None
    withheld = 0
    for year, (rows, withdrawn) in enumerate(years(seed, 70, 4)):
        rows = with_absences(rows, seed)
        settings = {"withdrawn": withdrawn, "built_on": DAY + timedelta(days=year)}
        here = built(rows, NODES, count, previous=here, **settings)
        given = parquet(rows, NODES, tmp_path / f"peers-{year}", files=seed)
        before = (
            frozen_partitions(
                tmp_path / f"{year - 1}" / "evidence.arrow", NODES, len(there.evidence), most=17
            )
            if there
            else ()
        )
        there = spread_and_built(engine, given, NODES, tmp_path, before=before, previous=there, **settings)
        assert bytes_of(there) == bytes_of(here)
        there = read(write(there, tmp_path / f"{year}"))
        withheld += sum((here.evidence.contributions.scores[1] == ABSENT).tolist())
    assert withheld


@pytest.mark.parametrize("shards", [1, 5, 38])
def test_the_number_of_shards_changes_nothing(engine, tmp_path, shards):
    nodes = tuple(f"node-{place}" for place in range(38))
    rows = [
        *crowd(60, nodes=38),
        *crowd(30, cell=("G", "FR", "small"), nodes=38),
        *crowd(3, cell=("K", "US", "small"), nodes=38),
    ]
    given = parquet(rows, nodes, tmp_path / "peers")

    found = spread_and_built(DaskEngine(engine.client, shards), given, nodes, tmp_path)

    here = built(rows, nodes, count)
    assert found.counts.blocks == here.counts.blocks
    assert bytes_of(found) == bytes_of(here)


@pytest.mark.parametrize("rows", [[], crowd(3)])
def test_an_edition_that_counts_nobody_is_the_same_bytes(engine, tmp_path, rows):
    given = parquet(rows, ("total",), tmp_path / "peers") if rows else []

    found = spread_and_built(engine, given, ("total",), tmp_path)

    assert bytes_of(found) == bytes_of(built(rows, ("total",), count))


def test_scores_that_are_here_are_counted_here(engine):
    evidence = built(crowd(20), ("total",), engine).evidence

    found = engine(evidence.labels, evidence.starts, evidence.contributions.scores)

    assert found.blocks == count(evidence.labels, evidence.starts, evidence.contributions.scores).blocks


def test_the_scores_of_the_evidence_are_in_a_file_and_cannot_be_written(engine, tmp_path):
    rows = crowd(40)
    found = spread_and_built(engine, parquet(rows, ("total",), tmp_path / "peers"), ("total",), tmp_path)

    (column,) = found.evidence.contributions.scores
    assert type(column.base).__name__ == "memmap"
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1
    assert not [path for path in tmp_path.iterdir() if path.name != "peers"]  # nothing to be cleaned up


# --- a worker is lost ---------------------------------------------------------------------------------


def _kill_one(engine):
    workers = engine.client.run(os.getpid)
    os.kill(next(iter(workers.values())), signal.SIGKILL)
    return workers


def test_a_worker_killed_in_mid_build_changes_nothing(engine, tmp_path):
    rows = with_absences(years(4, 300, 2)[1][0], 4)
    given = parquet(rows, NODES, tmp_path / "peers", files=6)
    found, elsewhere = engine.spread(NODES, given, (), tmp_path)
    holding = {address for held in engine.client.who_has(elsewhere.held).values() for address in held}
    workers = _kill_one(engine)
    assert holding == set(workers)  # each had scores to lose

    edition = built(found, NODES, engine, elsewhere=elsewhere)

    assert set(engine.client.run(os.getpid).values()) != set(workers.values())
    assert bytes_of(edition) == bytes_of(built(rows, NODES, count))


def test_a_partition_that_is_not_what_it_was_when_it_is_read_again_is_refused(engine, tmp_path):
    rows = crowd(60)
    given = parquet(rows, ("total",), tmp_path / "peers", files=6)
    found, elsewhere = engine.spread(("total",), given, (), tmp_path)
    changed = [replace(one, scores=(7,)) for one in rows]
    for one, other in zip(given, parquet(changed, ("total",), tmp_path / "others", files=6), strict=True):
        other.path.replace(one.path)
    _kill_one(engine)

    with pytest.raises(ContributionsRefused, match=r"part-\d\.parquet: changed while the edition was built"):
        built(found, ("total",), engine, elsewhere=elsewhere)


# --- the database -------------------------------------------------------------------------------------


@pytest.fixture
def nodes(local):
    """The compared nodes, with a pool of synthetic peers."""
    return filled()


def filled():
    model = load("cmc")
    peers = contributions(Plan(model, "declared", PEERS, 7))
    nodes = compared_nodes(model)
    contribute("cmc", "declared", nodes, peers, synthetic=True, version=model.version)
    return nodes


def asked(nodes, *, synthetic=True):
    return Asked("cmc", "declared", nodes, load("cmc").version, synthetic)


def test_partitions_of_the_database_have_every_row_once(nodes):
    found = database_partitions(asked(nodes), rows=200)

    assert [len(one.read()) for one in found] == [200, 200, 200, 100]
    rows = [row for one in found for row in one.read()]
    everyone = list(pooled(asked(nodes)))
    assert sorted(rows, key=str) == sorted(everyone, key=str)
    assert database_partitions(asked(nodes, synthetic=False)) == []


def test_an_edition_from_partitions_of_the_database_is_the_same_bytes(engine, nodes, tmp_path):
    given = database_partitions(asked(nodes), rows=200)

    found = spread_and_built(engine, given, nodes, tmp_path, built_on=date(2026, 10, 31))

    pool = pooled(asked(nodes))
    assert bytes_of(found) == bytes_of(built(pool, nodes, count, built_on=date(2026, 10, 31)))


def test_a_database_that_workers_cannot_reach_is_a_fault_without_its_password(engine, nodes, tmp_path):
    url = "postgresql+psycopg://reader:secret@127.0.0.1:1/assessor"
    (one,) = database_partitions(asked(nodes))
    local_only = replace(one, url=f"sqlite:///{tmp_path}/elsewhere/assessor.sqlite3")

    with pytest.raises(ContributionsRefused, match="cannot be read by a worker") as refused:
        engine.spread(nodes, [local_only], (), tmp_path)
    assert len(refused.value.problems) == 1
    assert "secret" not in repr(replace(one, url=url)) + str(replace(one, url=url))


def test_faults_of_all_partitions_come_at_once(engine, tmp_path):
    given = parquet(crowd(30), ("total",), tmp_path / "peers")
    given[0].path.write_bytes(b"not what it was")
    table = pq.read_table(given[1].path)
    pq.write_table(table.drop_columns(["digest"]), given[1].path)

    with pytest.raises(ContributionsRefused) as refused:
        engine.spread(("total",), given, (), tmp_path)

    first, second = refused.value.problems
    assert first.startswith("part-0.parquet: cannot be read")
    assert second == "part-1.parquet: has no column 'digest'"


# --- the command --------------------------------------------------------------------------------------


def _files(home):
    (folder,) = (path for path in (home / "editions").iterdir() if path.is_dir())
    return folder.name, {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_builds_the_same_folder_on_both_engines(tmp_path, monkeypatch):
    built_by, running = {}, set(_workers())
    for name in ("embedded", "dask"):
        home = tmp_path / name
        monkeypatch.setenv("ASSESSOR_HOME", str(home))
        made = create_app({"LOCAL_OPERATOR": True, "TESTING": True})
        open_database(made)
        with made.app_context():
            filled()
            db.engine.dispose()
        command = ["edition", "build", "--track", "declared", "--synthetic", "--on", "2026-10-31"]
        done = CliRunner().invoke(main, [*command, "--engine", name], catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        assert not done.stderr
        built_by[name] = _files(home)
    assert built_by["dask"] == built_by["embedded"]
    assert set(_workers()) <= running  # its two processes ended with it


def _refused(*arguments):
    command = ["edition", "build", "--track", "declared", "--synthetic", *arguments]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == 2
    return done.stderr


def test_without_dask_the_command_says_what_to_install(app, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    said = _refused("--engine", "dask")

    assert "needs distributed, which is not installed: pip install 'assessor[dask]'" in said


def test_a_scheduler_that_does_not_answer_is_a_fault(app, monkeypatch):
    monkeypatch.setattr(engines, "SECONDS", 1)

    said = _refused("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")

    assert "scheduler tcp://127.0.0.1:1: no answer within 1 s" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("address", ["nonsense://host:1", "127.0.0.1:port"])
def test_an_address_that_is_none_is_a_fault(app, monkeypatch, address):
    monkeypatch.setattr(engines, "SECONDS", 1)
    assert f"scheduler {address}: " in _refused("--engine", "dask", "--scheduler", address)


def test_a_scheduler_is_for_dask(app):
    assert "found 'embedded'" in _refused("--scheduler", "tcp://127.0.0.1:8786")


# --- the cluster --------------------------------------------------------------------------------------


def test_workers_of_another_version_are_refused(engine, monkeypatch):
    address = engine.client.scheduler.address
    monkeypatch.setattr(engines, "version", lambda name: f"{name} of yesterday")

    with (
        pytest.raises(EngineRefused, match="install the same lock file") as refused,
        engine_named("dask", address),
    ):
        pass

    workers = engine.client.run(os.getpid)
    assert str(refused.value).count("numpy of yesterday") == len(workers)


def test_a_running_scheduler_is_used_and_left_running(engine, tmp_path):
    rows = crowd(30)
    with engine_named("dask", engine.client.scheduler.address) as other:
        found = spread_and_built(other, parquet(rows, ("total",), tmp_path / "peers"), ("total",), tmp_path)

    assert bytes_of(found) == bytes_of(built(rows, ("total",), count))
    engine.client.wait_for_workers(2, timeout=60)  # one that a busy machine made restart counts too
    assert len(engine.client.run(os.getpid)) == 2


def test_the_local_cluster_listens_on_the_loopback_address_only(engine):
    family = [psutil.Process(), *_workers()]
    listening = {
        connection.laddr.ip
        for process in family
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert set(engine.client.run(os.getpid).values()) <= {process.pid for process in family}
    assert listening == {"127.0.0.1"}


def _workers():
    children = psutil.Process().children(recursive=True)
    return [one for one in children if "spawn_main" in " ".join(one.cmdline())]
