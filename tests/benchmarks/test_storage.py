import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather

from benchmarks import (
    DisclosureRefused,
    EditionDamaged,
    EditionExists,
    disclosure,
    published,
    read,
    read_manifest,
    stand,
    stored,
    verify,
    write,
)
from benchmarks.archives import Archive
from benchmarks.counts import count
from benchmarks.editions import recount
from tests.benchmarks.worlds import bytes_of, crowd, edition, editions_of, labels_of, years

FILES = ("manifest.json", "population.csv", "counts.arrow", "evidence.arrow", "departed.arrow")


@pytest.fixture
def written(tmp_path):
    made = edition(
        [*crowd(60, nodes=3), *crowd(3, cell=("C", "CN", "small"), nodes=3)], nodes=("a", "b", "c")
    )
    return write(made, tmp_path / "editions" / "cmc-declared-1")


def test_what_is_written_is_read_back(tmp_path):
    *_, last = editions_of(years(seed=5, size=40, count=4), k=5)
    found = read(write(last, tmp_path / "4"))

    assert found.digest == last.digest
    assert bytes_of(found) == bytes_of(last)
    assert set(found.history) == set(last.history)
    assert any(not stay.counted for stay in found.history)
    assert list(found.evidence.contributions) == list(last.evidence.contributions)
    assert published(found).to_csv() == published(last).to_csv()


def test_an_edition_read_back_is_continued_as_the_one_built(tmp_path):
    given = [*crowd(20), *crowd(6, prefix="new")]
    first = edition(crowd(20))
    found = read(write(first, tmp_path / "1"))

    assert bytes_of(edition(given, previous=found)) == bytes_of(edition(given, previous=first))


def test_the_same_edition_is_always_the_same_bytes(tmp_path):
    one = write(edition(crowd(30)), tmp_path / "one")
    other = write(edition(crowd(30)), tmp_path / "other")

    assert {path.name for path in one.iterdir()} == set(FILES)
    for name in FILES:
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_the_files_are_open_to_any_tool_that_reads_arrow(written):
    table = feather.read_table(written / "evidence.arrow").to_pandas()

    assert len(table) == 63
    assert set(table["label"]) == {"C|CN|*"}
    assert table["node:a"].between(0, 1000).all()
    assert table["cell"].is_monotonic_increasing


def test_names_in_other_scripts_and_odd_characters_survive(tmp_path):
    names = ['甲公司, "乙"', "line\nbreak", "tab\there", "ünï", "x" * 80]
    given = [replace(one, organisation_id=name) for one, name in zip(crowd(5), names, strict=True)]

    found = verify(write(edition(given), tmp_path / "1"))

    assert set(labels_of(found)) == set(names)
    assert all(found.evidence.counted_as(name).label == "C|CN|large" for name in names)


def test_the_manifest_says_what_the_edition_is(written):
    manifest = read_manifest(written)

    assert (manifest["line"], manifest["track"], manifest["number"]) == ("cmc", "declared", 1)
    assert manifest["nodes"] == ["a", "b", "c"]
    assert manifest["k"] == 5
    assert manifest["synthetic"] is False
    assert manifest["built_on"] == "2026-06-01"
    assert manifest["quantiles"]["published_from"] == {"p10": 50, "p25": 20, "p50": 10, "p75": 20, "p90": 50}
    assert set(manifest["classifications"]) == {"industry", "geography", "size"}
    assert manifest["coverage"] == {
        "organisations": 63,
        "counted": 63,
        "waiting": 0,
        "labels": 1,
        "smallest_class": 63,
    }
    assert manifest["decided"] == {"first": "2026-06-01", "last": "2026-06-01"}
    assert manifest["digest"] == read(written).digest
    for name, file in manifest["files"].items():
        content = (written / name).read_bytes()
        assert file == {"bytes": len(content), "sha256": sha256(content).hexdigest()}


def test_an_edition_is_never_overwritten(written):
    before = {path.name: path.read_bytes() for path in written.iterdir()}

    with pytest.raises(EditionExists, match="cmc-declared-1: exists"):
        write(edition(crowd(8)), written)

    assert {path.name: path.read_bytes() for path in written.iterdir()} == before


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(written, name):
    (written / name).unlink()

    with pytest.raises(EditionDamaged, match=f"^cmc-declared-1/{name}: cannot be read: FileNotFoundError"):
        read(written)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_truncated_file_is_named(written, name, kept):
    content = (written / name).read_bytes()
    (written / name).write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(EditionDamaged, match=f"^cmc-declared-1/{name}: "):
        read(written)


@pytest.mark.parametrize("name", FILES[1:])
def test_one_altered_byte_is_noticed(written, name):
    content = bytearray((written / name).read_bytes())
    content[len(content) // 2] ^= 1
    (written / name).write_bytes(content)

    with pytest.raises(EditionDamaged, match=f"^cmc-declared-1/{name}: its content is not what was written"):
        read(written).archive  # noqa: B018 - opening it is what is tested


def forged(folder, name, change):
    """Alter a table and make the manifest's sizes and hashes fit, as someone with time would."""
    table = change(feather.read_table(folder / name))
    with pa.ipc.new_file(folder / name, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    manifest = read_manifest(folder)
    content = (folder / name).read_bytes()
    manifest["files"][name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_evidence_that_is_not_what_the_digest_is_of_is_noticed(written):
    forged(written, "evidence.arrow", lambda t: t.set_column(7, "node:a", pa.array([999] * 63, pa.uint16())))

    with pytest.raises(EditionDamaged, match=r"^cmc-declared-1/evidence.arrow: is not what the digest"):
        verify(written)


@pytest.mark.parametrize("missing", ["organisation", "label", "node:b"])
def test_evidence_without_a_column_is_damaged(written, missing):
    forged(written, "evidence.arrow", lambda table: table.drop_columns([missing]))

    with pytest.raises(EditionDamaged, match=r"^cmc-declared-1/evidence.arrow: cannot be read: .*" + missing):
        verify(written)


def test_counts_that_cannot_be_unpacked_are_damaged(written):
    forged(written, "counts.arrow", lambda t: t.set_column(2, "block", pa.array([b"\0"], pa.large_binary())))

    with pytest.raises(EditionDamaged, match=r"^cmc-declared-1/"):
        read(written)


def test_every_damaged_file_is_named_at_once(written):
    for name in ("population.csv", "counts.arrow"):
        (written / name).write_bytes(b"")

    with pytest.raises(EditionDamaged) as damaged:
        read(written)

    assert [problem.split(":")[0] for problem in damaged.value.problems] == ["population.csv", "counts.arrow"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("synthetic", True),
        ("k", 2),
        ("line", "other"),
        ("number", 7),
        ("nodes", ["c", "b", "a"]),
        ("built_on", "2027-01-01"),
        ("previous", "0" * 64),
        ("nodes", ["a"]),
        ("built_on", "yesterday"),
        ("files", {}),
        ("format", "benchmark-edition/9"),
    ],
)
def test_an_altered_manifest_is_noticed(written, key, value):
    manifest = read_manifest(written)
    (written / "manifest.json").write_text(json.dumps({**manifest, key: value}))

    with pytest.raises(EditionDamaged, match="cmc-declared-1/"):
        read(written)


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '{"format": null}', "\x00"])
def test_a_manifest_that_is_none_is_refused(written, content):
    (written / "manifest.json").write_text(content)

    with pytest.raises(EditionDamaged, match=r"^cmc-declared-1/manifest.json: "):
        read_manifest(written)


def test_counts_that_are_not_those_of_the_evidence_are_noticed(tmp_path):
    made = edition(crowd(30))
    flattering = np.full(30, 100, dtype=np.uint16)
    other = replace(made, counts=count(made.counts.labels, [0, 30], [flattering]))
    folder = write(other, tmp_path / "forged")  # every digest in it fits

    assert read(folder).digest == other.digest
    with pytest.raises(EditionDamaged, match=r"^forged/counts.arrow: is not what the evidence gives"):
        verify(folder)


def unsafe_edition():
    made = edition(crowd(30))
    label = np.array([0, *[1] * 29], dtype=np.int32)
    alone = replace(made.evidence, labels=("C|*|*", "C|CN|large"), label=label)
    archive = Archive(alone, made.archive.departed)
    digests = MappingProxyType(archive.digests)
    return replace(made, open_archive=lambda: archive, archive_digests=digests, counts=recount(alone))


def test_an_edition_that_gives_someone_away_is_not_written(tmp_path):
    with pytest.raises(DisclosureRefused, match=r"^1 organisation\(s\) could be told apart"):
        write(unsafe_edition(), tmp_path / "unsafe")

    assert list(tmp_path.iterdir()) == []


def test_verifying_runs_the_guard(tmp_path, monkeypatch):
    with monkeypatch.context() as unguarded:
        unguarded.setattr(disclosure, "guard", lambda history, k: 30)
        folder = write(unsafe_edition(), tmp_path / "unsafe")

    assert read(folder).number == 1
    with pytest.raises(DisclosureRefused, match=r"^1 organisation\(s\) could be told apart"):
        verify(folder)


def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path, written):
    before = {path.name: path.read_bytes() for path in written.iterdir()}
    program = """
        import resource, signal, sys
        from pathlib import Path
        from benchmarks import build, read, write

        before = read(Path(sys.argv[1]))
        after = build(line="cmc", track="declared", nodes=before.nodes, contributions=(),
                      built_on=before.built_on, previous=before)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as if the disk had a thousand bytes left
        write(after, Path(sys.argv[1]).with_name("next"))
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(written)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert "OSError: [Errno 27] File too large" in ran.stderr
    assert [path.name for path in written.parent.iterdir()] == [written.name]
    assert {path.name: path.read_bytes() for path in written.iterdir()} == before
    verify(written)


def test_stored_editions_are_listed_without_unfinished_ones(tmp_path, written):
    root = written.parent
    other = write(edition(crowd(8)), root / "cmc-declared-2")
    (root / ".cmc-declared-3.0a1b2c3d").mkdir()
    (root / ".cmc-declared-3.0a1b2c3d" / "manifest.json").write_text("{}")
    (root / "notes").mkdir()

    assert stored(root) == (written, other)
    assert stored(tmp_path / "nowhere") == ()


def test_a_standing_does_not_depend_on_having_been_stored(written):
    found = read(written)
    built = edition(
        [*crowd(60, nodes=3), *crowd(3, cell=("C", "CN", "small"), nodes=3)], nodes=("a", "b", "c")
    )
    cell = crowd(1)[0].cell

    assert stand(found, cell, {"a": 50.0}) == stand(built, cell, {"a": 50.0})
