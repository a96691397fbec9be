"""Editions: immutable, numbered snapshots of the peers, each continuing the one before."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow.compute as pc

from benchmarks import classification, disclosure
from benchmarks.archives import Archive, Evidence
from benchmarks.cohorts import Cell, Cohort, CohortColumns
from benchmarks.contributions import (
    WINDOW_MONTHS,
    Contribution,
    Contributions,
)
from benchmarks.counts import ABSENT, Column, Counts, Distributions, Integers, count
from benchmarks.disclosure import Candidates
from benchmarks.gathering import Pool
from benchmarks.histories import History
from benchmarks.portions import Elsewhere

TRACKS = ("declared", "verified")
"""A self-assessment and an external audit are never compared with each other."""

Engine = Callable[[Sequence[str], Sequence[int], Sequence[Column]], Counts]
"""Counts columns whose rows are sorted by label, as `benchmarks.counts.count` does."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many organisations of a cohort an edition knows, and how many of them its labels count."""

    counted: int
    population: int

    @property
    def coverage(self) -> float:
        """The counted share of the population, 0 to 1; 0 where there is nobody."""
        return self.counted / self.population if self.population else 0.0

    @property
    def percent(self) -> int:
        """The coverage in whole percent, rounded down, as it is printed.

        >>> Reach(29, 100).percent, Reach(2, 3).percent, Reach(0, 0).percent
        (29, 66, 0)
        """
        return 100 * self.counted // self.population if self.population else 0


@dataclass(frozen=True, eq=False)
class Bridge:
    """The same scores by two versions of the model: `before` by `version`, `after` by that of the edition.

    Both count the same organisations under the same labels, those that can be compared.
    """

    version: str
    before: Counts
    after: Counts

    @property
    def digest(self) -> str:
        """SHA-256 of what is counted."""
        parts = (self.version, self.before.digest, self.after.digest)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Edition:
    """An immutable snapshot: what is counted under which label.

    `population` has the organisations by cell, counted or waiting; `previous` is the digest of the edition
    before, `dropped` are nodes of earlier versions. The archive (who is counted, with which scores, and how
    it came there) stays with whoever builds editions and is opened only when it is asked for;
    `publishing.published` is what may leave.
    """

    line: str
    track: str
    number: int
    built_on: date
    k: int
    synthetic: bool
    window_months: int
    version: str
    nodes: tuple[str, ...]
    classifications: Mapping[str, str]
    previous: str | None
    dropped: tuple[str, ...]
    population: Mapping[Cell, int]
    counts: Counts
    bridge: Bridge | None
    archive_digests: Mapping[str, str]
    open_archive: Callable[[], Archive]

    @cached_property
    def archive(self) -> Archive:
        """Who is counted and who was; raises what opening it raises."""
        return self.open_archive()

    @property
    def evidence(self) -> Evidence:
        """What is counted, row by row."""
        return self.archive.evidence

    @property
    def history(self) -> History:
        """Every stay up to this edition, those of the evidence first."""
        return self.archive.history

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything in the edition, in hexadecimal; what a report cites."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()

    @property
    def identity(self) -> dict[str, Any]:
        """What the digest is of: the header, and the digest of each part."""
        return {**self.header, "digests": dict(self.digests)}

    @property
    def header(self) -> dict[str, Any]:
        """What identifies the edition, as plain values."""
        return {
            "line": self.line,
            "track": self.track,
            "number": self.number,
            "built_on": self.built_on.isoformat(),
            "k": self.k,
            "synthetic": self.synthetic,
            "window_months": self.window_months,
            "version": self.version,
            "nodes": list(self.nodes),
            "classifications": dict(self.classifications),
            "previous": self.previous,
            "dropped": list(self.dropped),
        }

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the content of each part, however it is stored."""
        rows = "\n".join(f"{cell.cohort.key}\t{n}" for cell, n in self.population.items())
        population = hashlib.sha256(rows.encode()).hexdigest()
        bridge = {"bridge": self.bridge.digest} if self.bridge else {}
        return {**self.archive_digests, "counts": self.counts.digest, "population": population, **bridge}

    @cached_property
    def labels(self) -> CohortColumns:
        """The labels of this edition, in the order of its counts."""
        return CohortColumns([Cohort.parse(key) for key in self.counts.labels])

    @cached_property
    def _places(self) -> tuple[CohortColumns, Integers]:
        sizes = np.array(list(self.population.values()), dtype=np.int64)
        return CohortColumns([cell.cohort for cell in self.population]), sizes

    def reach(self, cohort: Cohort) -> Reach:
        """Return how much of a cohort the edition knows and counts."""
        places, sizes = self._places
        return Reach(
            counted=int(self.counts.members[self.labels.inside(cohort)].sum()),
            population=int(sizes[places.inside(cohort)].sum()),
        )

    def distributions(self, cohort: Cohort) -> Distributions:
        """Return the scores of all labels inside a cohort, added up, by node."""
        return self._remembered(cohort)

    @cached_property
    def _remembered(self) -> Callable[[Cohort], Distributions]:
        # a dense table takes 8 kB a node, so only the cohorts lately asked for are kept
        return lru_cache(maxsize=128)(
            lambda cohort: self.counts.of(np.flatnonzero(self.labels.inside(cohort)).tolist())
        )


def build(
    *,
    line: str,
    track: str,
    nodes: Sequence[str],
    contributions: Contributions | Iterable[Contribution],
    built_on: date,
    previous: Edition | None = None,
    number: int | None = None,
    k: int = disclosure.K,
    synthetic: bool = False,
    withdrawn: Collection[str] = (),
    window_months: int = WINDOW_MONTHS,
    version: str = "",
    engine: Engine = count,
    elsewhere: Elsewhere | None = None,
) -> Edition:
    """Build the next edition of a model line and track.

    `contributions` are validated assessments of this line and track; the latest of each organisation within
    `window_months` before `built_on` is a candidate. `withdrawn` are ids of organisations that took their
    consent back. An organisation that is merely missing stays counted until its block may go. `number`
    defaults to one more than `previous`. Raises `ContributionsRefused` with every fault, `ValueError` for an
    edition that does not continue `previous`, and `DisclosureRefused` when the guard finds a group under k.

    `version` names the version of the model that scores and nodes are of. Where it is not that of `previous`,
    those counted already are counted with the score that `contributions` have of the same assessment, and
    the edition has a `bridge` between the two versions.

    Contributions may come without scores where these are `elsewhere`; both editions are then of one version.
    """
    if number is None:
        number = previous.number + 1 if previous else 1
    _require_succession(line, track, tuple(nodes), number, k, synthetic, version, previous)
    if not isinstance(contributions, Contributions):
        contributions = Contributions.of(contributions, nodes)
    then = previous.nodes if previous and previous.version != version else ()
    pool = Pool.of(contributions, nodes, previous.archive if previous else None, then, elsewhere)
    candidates, chosen = pool.candidates(built_on, window_months, withdrawn)
    history = disclosure.release(pool.history, candidates, pool.withdrawn(withdrawn), number, k)
    archive = pool.archived(history, candidates, chosen, k)
    disclosure.guard(archive.history, k)
    evidence = archive.evidence
    return Edition(
        line=line,
        track=track,
        number=number,
        built_on=built_on,
        k=k,
        synthetic=synthetic,
        window_months=window_months,
        version=version,
        nodes=tuple(nodes),
        classifications=MappingProxyType(classification.versions()),
        previous=previous.digest if previous else None,
        dropped=_dropped(previous, nodes),
        population=_population(evidence, pool, candidates),
        counts=recount(evidence, engine),
        bridge=bridge_of(evidence, previous.version, engine) if previous else None,
        archive_digests=MappingProxyType(archive.digests),
        open_archive=lambda: archive,
    )


def recount(evidence: Evidence, engine: Engine = count) -> Counts:
    """Count the scores of the evidence again, each under its label."""
    return engine(evidence.labels, evidence.starts, evidence.contributions.scores)


def bridge_of(evidence: Evidence, version: str, engine: Engine = count) -> Bridge | None:
    """Count those that have scores of two versions by each; None where the version is the one before."""
    if not evidence.earlier:
        return None
    pairs = zip(evidence.contributions.scores, evidence.earlier, strict=True)
    later = [np.where(earlier == ABSENT, np.uint16(ABSENT), now) for now, earlier in pairs]
    before, after = (engine(evidence.labels, evidence.starts, scores) for scores in (evidence.earlier, later))
    return Bridge(version, before, after)


def _population(evidence: Evidence, pool: Pool, candidates: Candidates) -> Mapping[Cell, int]:
    """Count organisations by cell: that of the counted score where there is one, else of the latest."""
    counted = pc.is_in(pool.history.organisations, value_set=evidence.contributions.organisations)
    waiting = candidates.where(~counted.to_numpy(zero_copy_only=False)[candidates.organisation])
    sizes: Counter[Cell] = Counter()
    rows = evidence.contributions
    for cells, codes in ((rows.cells, rows.cell), (waiting.cells, waiting.cell)):
        numbers = np.bincount(codes, minlength=len(cells)).tolist()
        sizes.update({cell: n for cell, n in zip(cells, numbers, strict=True) if n})
    return MappingProxyType({cell: sizes[cell] for cell in sorted(sizes, key=lambda cell: cell.cohort.key)})


def _dropped(previous: Edition | None, nodes: Sequence[str]) -> tuple[str, ...]:
    """Return the nodes that this line had once and has no longer; none of them may come back."""
    return tuple(sorted({*previous.dropped, *previous.nodes} - set(nodes))) if previous else ()


def _require_succession(
    line: str,
    track: str,
    nodes: tuple[str, ...],
    number: int,
    k: int,
    synthetic: bool,
    version: str,
    previous: Edition | None,
) -> None:
    if track not in TRACKS:
        raise ValueError(f"track: found {track!r}, allowed are {' and '.join(TRACKS)}")
    if not nodes or len(set(nodes)) < len(nodes):
        raise ValueError("nodes: at least one is needed, each named once")
    if k < 2 or number < 1:
        raise ValueError(f"k: found {k}, allowed from 2; number: found {number}, allowed from 1")
    if previous is None:
        return
    if again := [node for node in nodes if node in previous.dropped]:
        # whom it applies to may be others now, and the difference would tell them apart
        names = ", ".join(again)
        raise ValueError(f"nodes: found {names}, dropped by an earlier version; allowed is a new id")
    if number <= previous.number:
        raise ValueError(f"number: found {number}, allowed from {previous.number + 1}")
    for what, found, allowed in (
        ("line", line, previous.line),
        ("track", track, previous.track),
        ("nodes", nodes, previous.nodes if version == previous.version else nodes),
        ("k", k, previous.k),
        ("synthetic", synthetic, previous.synthetic),
    ):
        if found != allowed:
            raise ValueError(f"{what}: found {found!r}, but edition {previous.number} has {allowed!r}")
