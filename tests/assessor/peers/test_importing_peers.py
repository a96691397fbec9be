"""Peers in the database: pseudonyms, once only, all or nothing, and ready for an edition."""

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

import benchmarks
from assessor.config import DATABASE
from assessor.editions.operations import Order, build_edition
from assessor.editions.pool import Asked, pooled, unpacked
from assessor.editions.queries import opened
from assessor.extensions import _newest, _revision, db, immediate, migrate, open_database
from assessor.models import BenchmarkLine, Contribution
from assessor.peers import queries
from assessor.peers.importing import import_peers
from assessor.peers.keys import FILE, VARIABLE, imported_key, organisation_pseudonyms
from assessor.peers.mapping import MappingFile, read_mapping
from assessor.peers.operations import give_consent, withdraw
from assessor.peers.refusals import PeersInvalid
from tests.benchmarks.peer_files import ROWS, TODAY, csv_file

WMS = Path(__file__).parents[4] / "shared/data/wms-manufacturing.csv"
WMS_MAPPING = Path(__file__).parents[2] / "data/wms.mapping.yaml"


def rows() -> list[Contribution]:
    return list(db.session.scalars(select(Contribution).order_by(Contribution.organisation_key)))


def bring(file: Path, mapping: MappingFile, **options: object):
    return import_peers(file, mapping, today=TODAY, **options)  # type: ignore[arg-type]


def key(organisation: str) -> str:
    return organisation_pseudonyms("owned")(organisation)


def test_peers_become_a_line_of_their_own(local, file, mapping):
    counted: list[int] = []
    done = bring(file, mapping, found=counted.append, advance=counted.append)
    assert (done.line, done.track, done.added, done.known, done.left_out) == ("owned", "declared", 3, 0, ())
    assert counted == [3, 3]
    line = queries.line_named("owned")
    assert (line.title, line.origin, line.tracks) == ("Peers of the test", "imported", ["declared"])
    assert line.nodes[0] == {"id": "overall", "title": "Overall", "low": "1", "high": "5"}
    assert queries.nodes_of("owned") == ("overall", "service")
    assert queries.nodes_of("cmc") is None
    stored = {row.organisation_key: row for row in rows()}
    first = stored[key("F-1")]
    assert (first.industry, first.place, first.size) == ("C", "CN", "large")
    assert unpacked(first.scores) == (542, 500)
    assert (first.decided_on, first.synthetic, first.withdrawn_at) == (date(2026, 5, 1), False, None)
    assert unpacked(stored[key("F-2")].scores) == (0, None)


def test_no_id_of_the_file_reaches_the_database(local, file, mapping, tmp_path):
    bring(file, mapping)
    db.session.rollback()
    written = b"".join(path.read_bytes() for path in tmp_path.glob(f"{DATABASE}*"))
    assert key("F-1").encode() in written
    assert b"F-1" not in written
    assert b"=F-3" not in written
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_pseudonyms_can_be_left_out(local, file, mapping_path):
    bring(file, read_mapping(mapping_path(("{column: firm}", "{column: firm, pseudonyms: false}"))))
    assert {row.organisation_key for row in rows()} == {"F-1", "F-2", "=F-3"}
    assert imported_key(queries.imported_line("owned"), "F-1") == "F-1"


def test_a_line_keeps_its_kind_of_names(local, file, mapping, mapping_path):
    bring(file, mapping)
    assert imported_key(queries.imported_line("owned"), "F-1") == key("F-1")
    plain = read_mapping(mapping_path(("{column: firm}", "{column: firm, pseudonyms: false}")))
    with pytest.raises(PeersInvalid, match="pseudonyms: found false; allowed: true, as the line owned began"):
        bring(file, plain)


def test_the_same_organisation_differs_between_lines_and_installations(local, app, monkeypatch):
    assert organisation_pseudonyms("one")("F-1") != organisation_pseudonyms("two")("F-1")
    before = key("F-1")
    app.extensions.pop(FILE)
    assert key("F-1") == before
    app.extensions.pop(FILE)
    monkeypatch.setenv(VARIABLE, "ab" * 32)
    assert key("F-1") != before


def test_a_key_that_is_none_is_refused(local, app, tmp_path):
    (tmp_path / FILE).write_text("no key")
    with pytest.raises(PeersInvalid, match="peers-key: found no key; allowed: the 64 hexadecimal digits"):
        key("F-1")


def test_the_same_file_again_adds_nothing(local, file, mapping):
    bring(file, mapping)
    done = bring(file, mapping)
    assert (done.added, done.known) == (0, 3)
    assert len(rows()) == 3


def test_new_rows_of_a_longer_file_are_added(local, tmp_path, file, mapping):
    bring(file, mapping)
    longer = csv_file(tmp_path, [*ROWS, ("F-1", "2026-10-01", "C", "CN", 400, 4, 6), ("F-9", *ROWS[0][1:])])
    done = bring(longer, mapping)
    assert (done.added, done.known) == (2, 3)


@pytest.mark.parametrize("column", [2, 3, 5])
def test_an_assessment_that_changed_is_refused_by_name(local, tmp_path, file, mapping, column):
    bring(file, mapping)
    changed = list(ROWS[0])
    changed[column] = {2: "G", 3: "FR", 5: 3.1}[column]
    with pytest.raises(PeersInvalid) as refused:
        bring(csv_file(tmp_path, [("F-9", *ROWS[0][1:]), changed]), mapping)
    assert [str(fault) for fault in refused.value.faults] == [
        "peers.csv, row 3: organisation 'F-1', assessment '2026-05-01': found other scores, another place or "
        "another date than were imported before; "
        "allowed: the same again, or a new assessment under an id or date of its own"
    ]
    assert len(rows()) == 3


def test_nothing_is_written_when_anything_is_refused(local, tmp_path, mapping):
    with pytest.raises(PeersInvalid) as refused:
        bring(csv_file(tmp_path, [*ROWS, ("F-4", "2026-05-01", "Widgets", "Atlantis", 1, 9, 1)]), mapping)
    assert [fault.where for fault in refused.value.faults] == ["peers.csv, row 5"] * 3
    assert (rows(), queries.line_named("owned")) == ([], None)


def test_a_failure_in_mid_import_leaves_nothing(local, file, mapping):
    def full(_: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        bring(file, mapping, advance=full)
    assert (rows(), queries.line_named("owned")) == ([], None)


def test_a_line_keeps_its_nodes_and_scales(local, file, mapping, mapping_path):
    bring(file, mapping)
    other = read_mapping(mapping_path(("high: 5", "high: 6"), ("title: Peers of the test", "title: Renamed")))
    with pytest.raises(
        PeersInvalid,
        match=r"found overall \(1 to 6\), service .*allowed: those of the line owned: overall \(1 to 5\)",
    ):
        bring(file, other)
    bring(file, read_mapping(mapping_path(("title: Peers of the test", "title: Renamed\nwindow_months: 60"))))
    assert queries.line_named("owned").title == "Renamed"
    assert queries.window_of("owned") == 60


def test_a_line_has_both_tracks_but_never_those_of_a_model(local, file, mapping, mapping_path):
    bring(file, mapping)
    bring(file, read_mapping(mapping_path(("track: declared", "track: verified"))))
    assert queries.line_named("owned").tracks == ["declared", "verified"]
    assert {(view.track, view.contributions) for view in queries.lines()} == {
        ("declared", 3),
        ("verified", 3),
    }
    with immediate(), db.engine.begin() as connection:
        connection.execute(text("update benchmark_line set origin = 'model'"))
    db.session.rollback()
    with pytest.raises(PeersInvalid, match="line: found 'owned'; allowed: a line that is not a model's"):
        bring(file, mapping)


def test_who_withdrew_is_left_out_until_there_is_a_new_consent_and_a_new_assessment(
    local, tmp_path, file, mapping
):
    bring(file, mapping)
    assert withdraw(key("F-1"), named="F-1", line="owned") == 1
    assert queries.withdrawn_organisations("owned", "declared") == {key("F-1")}
    gone = next(row for row in rows() if row.organisation_key == key("F-1"))
    assert (gone.scores, gone.digest) == (b"", "")
    new = ("F-1", "2026-10-01", "C", "CN", 400, 4, 6)
    both = csv_file(tmp_path, [*ROWS, new])
    assert (bring(both, mapping).added, bring(both, mapping).withdrawn) == (0, 2)
    give_consent(key("F-1"), "owner of the study", "en", line="owned")
    done = bring(both, mapping)
    assert (done.added, done.known, done.withdrawn) == (1, 2, 1)
    assert queries.withdrawn_organisations("owned", "declared") == frozenset()


def test_withdrawing_somebody_unknown_is_refused(local, file, mapping):
    bring(file, mapping)
    with pytest.raises(PeersInvalid, match="F-77: found neither a consent nor a contribution"):
        withdraw(key("F-77"), named="F-77", line="owned")
    with pytest.raises(PeersInvalid, match="found 'F-77'; allowed: an id of the file"):
        queries.imported_organisation("owned", "F-77")
    assert queries.imported_organisation("owned", "F-1") == key("F-1")


def test_how_a_line_spreads(local, file, mapping):
    bring(file, mapping)
    found = queries.spread("owned")
    assert (found.contributions, found.withdrawn) == (3, 0)
    assert found.by_industry == (("J", 2), ("C", 1))
    assert found.by_subregion == (("030", 2), ("035", 1))
    assert found.by_year == (("2025", 1), ("2026", 2))


def test_an_older_database_keeps_its_rows(app, local):
    command.downgrade(migrate.get_config(), "0001")
    columns = (
        "id, line, track, organisation_key, assessment_key, industry, country, size, decided_on, scores, "
        "nodes, digest, synthetic"
    )
    values = "'01', 'cmc', 'declared', 'o', 'a', 'C', 'CN', 'large', '2026-05-01', x'1900', 'n', 'd', 0"
    with immediate(), db.engine.begin() as connection:
        connection.exec_driver_sql(f"insert into contribution ({columns}) values ({values})")
    open_database(app)
    assert _revision() == _newest()
    with db.engine.connect() as connection:
        (row,) = connection.execute(text("select place, scores, withdrawn_at from contribution")).all()
    assert tuple(row) == ("CN", b"\x19\x00", None)


@pytest.mark.skipif(not WMS.exists(), reason="the survey's file is not on this machine")
def test_a_real_population_becomes_an_edition(local):
    mapping = read_mapping(WMS_MAPPING, {"cmc"})
    done = import_peers(WMS, mapping)
    assert (done.added, done.left_out) == (9207, ())
    nodes = queries.nodes_of("wms")
    assert nodes == ("management", "monitor", "target", "people")
    pool = pooled(Asked("wms", "verified", nodes))
    assert (len(pool), queries.window_of("wms")) == (9207, 180)
    edition = benchmarks.build(
        line="wms", track="verified", nodes=nodes, contributions=pool, built_on=date(2010, 12, 31),
        window_months=180,
    )  # fmt: skip
    assert sum(edition.population.values()) == 9207
    assert db.session.get(BenchmarkLine, "wms").mapping_digest == mapping.digest


def test_what_was_withdrawn_leaves_the_editions_before_anything_new_enters(local, tmp_path, mapping):
    """The new score of an organisation waits until its withdrawn one has left."""
    population = [(f"F-{n}", "2026-05-01", "C", "CN", 400, 1 + n % 5, 5) for n in range(40)]
    bring(csv_file(tmp_path, population), mapping)
    gone = key("F-7")

    def build(day: int) -> benchmarks.Edition:
        order = Order(
            "owned", "declared", queries.nodes_of("owned"), date(2026, 11, day),
            withdrawn=queries.withdrawn_organisations("owned", "declared"), even_if_unchanged=True,
        )  # fmt: skip
        return opened(build_edition(order))

    assert gone in counted(build(1))
    withdraw(gone, named="F-7", line="owned")
    give_consent(gone, "owner of the study", "en", line="owned")
    again = ("F-7", "2026-10-30", "C", "CN", 400, 5, 5)
    bring(csv_file(tmp_path, [*population, again]), mapping)
    assert queries.withdrawn_organisations("owned", "declared") == {gone}
    assert gone not in counted(build(2))
    assert queries.withdrawn_organisations("owned", "declared") == frozenset()
    old = {stay.assessment for stay in build(3).history if stay.organisation == gone and not stay.counted}
    assert len(old) == 1


def counted(edition: benchmarks.Edition) -> set[str]:
    return {stay.organisation for stay in edition.history if stay.counted}
