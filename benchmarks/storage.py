"""Editions as folders: written whole or not at all.

    manifest.json     what the edition is, plain values, and the SHA-256 of every other file
    population.csv    organisations by cell, counted or waiting
    counts.arrow      how often each score occurs, by label and node, compressed
    evidence.arrow    who is counted and with which scores, sorted by label, then cell, one column a node
    departed.arrow    which scores were counted once, under which label, from which edition to which
    bridge.arrow      in the first edition of a new version of the model: the same scores by both versions

Evidence and departed stay with whoever builds editions; they are read only when they are needed. The digest
of an edition is of contents, so that it does not depend on a compressor or on the version of a file format.
"""

import csv
import hashlib
import io
import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from benchmarks import disclosure
from benchmarks.archives import Archive
from benchmarks.blocks import BlockDamaged
from benchmarks.classification import UnknownCode
from benchmarks.cohorts import Cell
from benchmarks.columns import Table, archive_of, departed_table, evidence_table
from benchmarks.counts import Counts, count
from benchmarks.editions import Bridge, Edition, Engine, bridge_of, recount
from benchmarks.publishing import LEAST_COVERAGE, STATISTICS

FORMAT = "benchmark-edition/2"
MANIFEST = "manifest.json"
POPULATION, COUNTS, EVIDENCE, DEPARTED = "population.csv", "counts.arrow", "evidence.arrow", "departed.arrow"
BRIDGE = "bridge.arrow"

T = TypeVar("T")
MALFORMED = (KeyError, ValueError, TypeError, IndexError, pa.ArrowException, BlockDamaged, UnknownCode)


class EditionDamaged(Exception):
    """An edition's folder is not as it was written; `problems` has one line for each file."""

    def __init__(self, folder: Path, problems: Sequence[str]) -> None:
        self.folder, self.problems = folder, tuple(problems)
        super().__init__("\n".join(f"{folder.name}/{problem}" for problem in problems))


class EditionExists(FileExistsError):
    """There is an edition at this place already, and editions are never overwritten."""


def write(edition: Edition, folder: Path) -> Path:
    """Write an edition into a new folder and return it; raise `EditionExists` when there is one.

    Everything is written beside the folder first and renamed at the end, so that a full disk or a killed
    process leaves no half edition behind that could be read.
    """
    if folder.exists():
        raise EditionExists(f"{folder.name}: exists, and an edition is never overwritten")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    unfinished.mkdir()
    try:
        _write_files(edition, unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def _write_files(edition: Edition, folder: Path) -> None:
    """Write every file, the manifest last."""
    rows = [(cell.industry, cell.place, cell.size, n) for cell, n in edition.population.items()]
    content = _csv([("industry", "place", "size", "organisations"), *rows])
    _write_through(folder / POPULATION, content)
    _write_table(folder / COUNTS, _counts_table(edition.counts))
    _write_table(folder / EVIDENCE, evidence_table(edition.evidence, edition.nodes))
    _write_table(folder / DEPARTED, departed_table(edition.archive.departed))
    if edition.bridge is not None:
        _write_table(folder / BRIDGE, _bridge_table(edition.bridge))
    files = {path.name: _as_written(path) for path in sorted(folder.iterdir())}
    manifest = {"format": FORMAT, **edition.identity, **_manifest(edition)}
    manifest |= {"files": files, "digest": edition.digest}
    if edition.bridge is not None:
        manifest["bridge"] = {"from_version": edition.bridge.version}
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    _write_through(folder / MANIFEST, text.encode())


def _as_written(path: Path) -> dict[str, Any]:
    """Return what a file is recognised by."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_table(path: Path, table: Table) -> None:
    with path.open("wb") as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        file.flush()
        os.fsync(file.fileno())


def _counts_table(counts: Counts) -> Table:
    columns = {
        "label": pa.array(counts.labels, pa.large_string()),
        "organisations": pa.array(counts.members),
        "block": pa.array(counts.blocks, pa.large_binary()),
    }
    return pa.table(columns)


def _bridge_table(bridge: Bridge) -> Table:
    after = pa.array(bridge.after.blocks, pa.large_binary())
    return _counts_table(bridge.before).append_column("after", after)


def _manifest(edition: Edition) -> dict[str, Any]:
    """Say what a reader needs to know to use the edition and to judge it."""
    decided, population = edition.evidence.contributions.decided, sum(edition.population.values())
    counted = len(decided)
    first_last = (int(decided.min()), int(decided.max())) if counted else None
    return {
        "score": "whole tenths of a point, 0 to 1000",
        "quantiles": {
            "definition": "type 7 of Hyndman and Fan (numpy's linear), positions in integers",
            "published_from": {statistic.name: statistic.least for statistic in STATISTICS},
            "least_coverage": LEAST_COVERAGE,
        },
        "coverage": {
            "organisations": population,
            "counted": counted,
            "waiting": population - counted,
            "labels": len(edition.counts.labels),
            "smallest_class": disclosure.guard(edition.history, edition.k),
        },
        "decided": {
            name: date.fromordinal(day).isoformat()
            for name, day in zip(("first", "last"), first_last, strict=True)
        }
        if first_last
        else None,
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of an edition without reading the edition; raise `EditionDamaged`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EditionDamaged(folder, [f"{MANIFEST}: cannot be read: {_reason(error)}"]) from error
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise EditionDamaged(folder, [f"{MANIFEST}: found format {found!r}, allowed is {FORMAT!r}"])
    return dict(manifest)


def read(folder: Path) -> Edition:
    """Read an edition; raise `EditionDamaged` naming every file that is not as it was written.

    The evidence is read, and compared with its digest, when it is first asked for.
    """
    manifest = read_manifest(folder)
    _require_unchanged(folder, manifest, (POPULATION, COUNTS, BRIDGE))
    population = _part(folder, POPULATION, _population)
    counts = _part(folder, COUNTS, partial(_counts, nodes=len(manifest["nodes"])))
    bridge = _part(folder, BRIDGE, partial(_bridge, manifest=manifest)) if "bridge" in manifest else None
    try:
        edition = _edition(folder, manifest, population, counts, bridge)
        digest = edition.digest
    except MALFORMED as error:
        raise EditionDamaged(folder, [f"{MANIFEST}: does not fit its files: {_reason(error)}"]) from error
    if digest != manifest.get("digest"):
        problem = f"{MANIFEST}: found digest {manifest.get('digest')!r}, its content has {digest!r}"
        raise EditionDamaged(folder, [problem])
    return edition


def _require_unchanged(folder: Path, manifest: Mapping[str, Any], read_whole: Collection[str]) -> None:
    """Raise `EditionDamaged` for files that are missing or cut short, or are read whole and altered."""
    problems = []
    for name in (POPULATION, COUNTS, EVIDENCE, DEPARTED, *([BRIDGE] if "bridge" in manifest else [])):
        try:
            found, written = (folder / name).stat().st_size, manifest["files"][name]
            if found != written["bytes"]:
                problems.append(f"{name}: found {found} bytes, written were {written['bytes']}")
            elif name in read_whole and _as_written(folder / name) != written:
                problems.append(f"{name}: its content is not what was written (SHA-256 differs)")
        except (OSError, KeyError, TypeError) as error:
            problems.append(f"{name}: cannot be read: {_reason(error)}")
    if problems:
        raise EditionDamaged(folder, problems)


def _part(folder: Path, name: str, reading: Callable[[Path], T]) -> T:
    try:
        return reading(folder / name)
    except (OSError, *MALFORMED) as error:
        raise EditionDamaged(folder, [f"{name}: cannot be read: {_reason(error)}"]) from error


def _edition(
    folder: Path,
    manifest: Mapping[str, Any],
    population: Mapping[Cell, int],
    counts: Counts,
    bridge: Bridge | None,
) -> Edition:
    digests = {part: manifest["digests"][part] for part in ("evidence", "departed")}
    return Edition(
        line=manifest["line"],
        track=manifest["track"],
        number=manifest["number"],
        built_on=date.fromisoformat(manifest["built_on"]),
        k=manifest["k"],
        synthetic=manifest["synthetic"],
        window_months=manifest["window_months"],
        version=manifest["version"],
        nodes=tuple(manifest["nodes"]),
        classifications=MappingProxyType(manifest["classifications"]),
        previous=manifest["previous"],
        dropped=tuple(manifest["dropped"]),
        population=population,
        counts=counts,
        bridge=bridge,
        archive_digests=MappingProxyType(digests),
        open_archive=partial(_archive, folder, manifest),
    )


def _population(path: Path) -> Mapping[Cell, int]:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1:]
    return MappingProxyType({Cell(industry, place, size): int(n) for industry, place, size, n in rows})


def _counts(path: Path, nodes: int, column: str = "block") -> Counts:
    table = pa.ipc.open_file(path.read_bytes()).read_all()
    return Counts(
        labels=tuple(table["label"].to_pylist()),
        nodes=nodes,
        members=table["organisations"].to_numpy().astype(np.int64),
        blocks=tuple(table[column].to_pylist()),
    )


def _bridge(path: Path, manifest: Mapping[str, Any]) -> Bridge:
    nodes = len(manifest["nodes"])
    return Bridge(manifest["bridge"]["from_version"], _counts(path, nodes), _counts(path, nodes, "after"))


def _archive(folder: Path, manifest: Mapping[str, Any]) -> Archive:
    """Read who is counted and who left."""
    _require_unchanged(folder, manifest, (EVIDENCE, DEPARTED))
    evidence, departed = (
        _part(folder, name, lambda path: pa.ipc.open_file(pa.memory_map(str(path))).read_all())
        for name in (EVIDENCE, DEPARTED)
    )
    try:
        return archive_of(evidence, departed, manifest["nodes"])
    except MALFORMED as error:
        raise EditionDamaged(folder, [f"{EVIDENCE}: cannot be read: {_reason(error)}"]) from error


def verify(folder: Path, engine: Engine = count) -> Edition:
    """Read an edition, count its evidence again and run the guard; return it when all agree.

    Raises `EditionDamaged` when a file was changed or the counts are not those of the evidence, and
    `DisclosureRefused` when a group under k could be told apart.
    """
    edition = read(folder)
    if edition.archive.digests != dict(edition.archive_digests):
        raise EditionDamaged(folder, [f"{EVIDENCE}: is not what the digest of the edition is of"])
    again = recount(edition.evidence, engine)
    if again.digest != edition.counts.digest:
        raise EditionDamaged(folder, [f"{COUNTS}: is not what the evidence gives when counted again"])
    if edition.bridge and _bridge_differs(edition, edition.bridge, engine):
        raise EditionDamaged(folder, [f"{BRIDGE}: is not what the evidence gives when counted again"])
    disclosure.guard(edition.history, edition.k)
    return edition


def _bridge_differs(edition: Edition, bridge: Bridge, engine: Engine) -> bool:
    again = bridge_of(edition.evidence, bridge.version, engine)
    return again is None or again.digest != bridge.digest


def stored(root: Path) -> tuple[Path, ...]:
    """Return the folders under `root` that hold an edition, by name; unfinished ones are not among them."""
    found = root.iterdir() if root.is_dir() else ()
    return tuple(sorted(path for path in found if path.name[0] != "." and (path / MANIFEST).is_file()))


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error.strerror if isinstance(error, OSError) else error}"
