"""Editions as folders: written whole or not at all, the same edition always as the same bytes.

    manifest.json    what the edition is, plain values, and the SHA-256 of every other file
    history.csv      under which label every score ever counted was, from which edition to which
    population.csv   organisations by cell, counted or waiting
    evidence.npz     members and their scores (stays with whoever builds editions)
    counts.npz       how often each score occurs, by label and node

Files are not compressed, because compressors differ between machines and the bytes may not.
"""

import csv
import hashlib
import io
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import disclosure
from benchmarks.cohorts import Cell
from benchmarks.counts import Counts
from benchmarks.disclosure import History, Stay
from benchmarks.editions import WINDOW_MONTHS, Edition, Evidence, Member, recount
from benchmarks.publishing import LEAST_COVERAGE, STATISTICS

FORMAT = "benchmark-edition/1"
MANIFEST = "manifest.json"

Arrays = Mapping[str, NDArray[Any]]


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
    partial = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    partial.mkdir()
    try:
        for name, content in contents(edition).items():
            _write_through(partial / name, content)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return folder


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def contents(edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by name, the manifest last."""
    files = {
        "history.csv": _csv(
            ("organisation", "assessment", "label", "entered", "left"),
            ((s.organisation, s.assessment, s.label, s.entered, s.left or "") for s in edition.history),
        ),
        "population.csv": _csv(
            ("industry", "country", "size", "organisations"),
            ((cell.industry, cell.country, cell.size, n) for cell, n in edition.population.items()),
        ),
        "evidence.npz": _npz(_evidence_arrays(edition.evidence)),
        "counts.npz": _npz(_count_arrays(edition.counts)),
    }
    manifest = {"format": FORMAT, **edition.header, **_manifest(edition), "digest": edition.digest}
    manifest["files"] = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    files[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def _manifest(edition: Edition) -> dict[str, Any]:
    """Say what a reader needs to know to use the edition and to judge it."""
    counted, population = len(edition.evidence.members), sum(edition.population.values())
    decided = sorted(member.decided_on for member in edition.evidence.members)
    return {
        "window_months": WINDOW_MONTHS,
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
        "decided": {"first": decided[0].isoformat(), "last": decided[-1].isoformat()} if decided else None,
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
    """Read an edition; raise `EditionDamaged` naming every file that is not as it was written."""
    manifest = read_manifest(folder)
    files = _read_files(folder, manifest)
    try:
        edition = _edition(manifest, files)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise EditionDamaged(folder, [f"{MANIFEST}: does not fit its files: {_reason(error)}"]) from error
    if edition.digest != manifest.get("digest"):
        problem = f"{MANIFEST}: found digest {manifest.get('digest')!r}, its content has {edition.digest!r}"
        raise EditionDamaged(folder, [problem])
    return edition


def verify(folder: Path) -> Edition:
    """Read an edition, count its evidence again and run the guard; return it when all agree.

    Raises `EditionDamaged` when a file was changed or the counts are not those of the evidence, and
    `DisclosureRefused` when a group under k could be told apart.
    """
    edition = read(folder)
    again = _npz(_count_arrays(recount(edition.history, edition.evidence)))
    if again != (folder / "counts.npz").read_bytes():
        raise EditionDamaged(folder, ["counts.npz: is not what the evidence gives when counted again"])
    disclosure.guard(edition.history, edition.k)
    return edition


def stored(root: Path) -> tuple[Path, ...]:
    """Return the folders under `root` that hold an edition, by name; unfinished ones are not among them."""
    found = root.iterdir() if root.is_dir() else ()
    return tuple(sorted(path for path in found if path.name[0] != "." and (path / MANIFEST).is_file()))


def _read_files(folder: Path, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    problems = []
    for name in ("history.csv", "population.csv", "evidence.npz", "counts.npz"):
        try:
            expected = manifest["files"][name]
            files[name] = (folder / name).read_bytes()
        except (OSError, KeyError, TypeError) as error:
            problems.append(f"{name}: cannot be read: {_reason(error)}")
            continue
        if len(files[name]) != expected["bytes"]:
            problems.append(f"{name}: found {len(files[name])} bytes, written were {expected['bytes']}")
        elif hashlib.sha256(files[name]).hexdigest() != expected["sha256"]:
            problems.append(f"{name}: its content is not what was written (SHA-256 differs)")
    if problems:
        raise EditionDamaged(folder, problems)
    return files


def _edition(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Edition:
    evidence, counts = _arrays(files["evidence.npz"]), _arrays(files["counts.npz"])
    return Edition(
        line=manifest["line"],
        track=manifest["track"],
        number=manifest["number"],
        built_on=date.fromisoformat(manifest["built_on"]),
        k=manifest["k"],
        synthetic=manifest["synthetic"],
        nodes=tuple(manifest["nodes"]),
        classifications=MappingProxyType(manifest["classifications"]),
        previous=manifest["previous"],
        history=_history(files["history.csv"]),
        evidence=_evidence(evidence),
        population=MappingProxyType(
            {
                Cell(industry, country, size): int(n)
                for industry, country, size, n in _rows(files["population.csv"])
            }
        ),
        counts=Counts(
            labels=tuple(_texts(counts["labels"])),
            nodes=len(manifest["nodes"]),
            lengths=counts["lengths"],
            scores=counts["scores"],
            counts=counts["counts"].astype(np.int64),
        ),
    )


def _history(content: bytes) -> History:
    return tuple(
        Stay(organisation, assessment, label, int(entered), int(left) if left else None)
        for organisation, assessment, label, entered, left in _rows(content)
    )


def _evidence_arrays(evidence: Evidence) -> dict[str, NDArray[Any]]:
    members = evidence.members
    cells = sorted({member.cell.cohort.key for member in members})
    place = {key: position for position, key in enumerate(cells)}
    return {
        "organisations": _bytes(member.organisation_id for member in members),
        "assessments": _bytes(member.assessment_id for member in members),
        "digests": _bytes(member.digest for member in members),
        "decided": np.array([member.decided_on.toordinal() for member in members], dtype="<i4"),
        "cells": _bytes(cells),
        "cell": np.array([place[member.cell.cohort.key] for member in members], dtype="<u4"),
        "scores": evidence.scores.astype("<u2"),
    }


def _evidence(arrays: Arrays) -> Evidence:
    cells = [Cell(*key.split("|")) for key in _texts(arrays["cells"])]
    rows = zip(
        _texts(arrays["organisations"]),
        _texts(arrays["assessments"]),
        arrays["cell"].tolist(),
        arrays["decided"].tolist(),
        _texts(arrays["digests"]),
        strict=True,
    )
    members = tuple(
        Member(organisation, assessment, cells[cell], date.fromordinal(decided), digest)
        for organisation, assessment, cell, decided, digest in rows
    )
    return Evidence(members, arrays["scores"])


def _count_arrays(counts: Counts) -> dict[str, NDArray[Any]]:
    widest = int(counts.counts.max(initial=0))
    narrow = next(kind for kind in ("<u2", "<u4", "<i8") if widest <= np.iinfo(kind).max)
    return {
        "labels": _bytes(counts.labels),
        "lengths": counts.lengths.astype("<u2"),
        "scores": counts.scores.astype("<u2"),
        "counts": counts.counts.astype(narrow),
    }


def _bytes(texts: Iterable[str]) -> NDArray[Any]:
    return np.array([text.encode() for text in texts], dtype="S")


def _texts(array: NDArray[Any]) -> list[str]:
    return [text.decode() for text in array.tolist()]


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))[1:]


def _npz(arrays: Arrays) -> bytes:
    """Pack arrays into the bytes of an .npz file that depend on the arrays only, not on clock or system."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(entry, content.getvalue())
    return packed.getvalue()


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(content), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in packed.files}
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error.strerror if isinstance(error, OSError) else error}"
