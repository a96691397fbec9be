"""Editions: immutable, numbered snapshots of the peers, each continuing the one before."""

import hashlib
import json
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from benchmarks import classification, disclosure
from benchmarks.cohorts import Cell, Cohort, CohortColumns
from benchmarks.counts import ABSENT, TOP, Counts, Distributions, Matrix, count
from benchmarks.disclosure import Candidate, History

WINDOW_MONTHS = 36
"""How old the decision on a contributed assessment may be when an edition is built."""

TRACKS = ("declared", "verified")
"""A self-assessment and an external audit are never compared with each other."""


class ContributionsRefused(ValueError):
    """Contributions that cannot be counted; `problems` has one line for each fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Contribution:
    """One validated assessment: scores in whole tenths of a point (0-1000), None where not applicable.

    `scores` follow the nodes of the edition; `digest` identifies the assessment's content.
    """

    organisation_id: str
    assessment_id: str
    cell: Cell
    decided_on: date
    scores: tuple[int | None, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation counted in an edition: with which assessment, in which cell."""

    organisation_id: str
    assessment_id: str
    cell: Cell
    decided_on: date
    digest: str


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was counted: the members by organisation, and their scores in the same order (rows x nodes)."""

    members: tuple[Member, ...]
    scores: Matrix

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each organisation."""
        return MappingProxyType({member.organisation_id: row for row, member in enumerate(self.members)})


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
class Edition:
    """An immutable snapshot: what is counted under which label, and how it came there over all editions.

    `population` has the organisations by cell, counted or waiting; `previous` is the digest of the edition
    before. The history and the evidence stay with whoever builds editions; `publishing.published` is what
    may leave.
    """

    line: str
    track: str
    number: int
    built_on: date
    k: int
    synthetic: bool
    nodes: tuple[str, ...]
    classifications: Mapping[str, str]
    previous: str | None
    history: History
    evidence: Evidence
    population: Mapping[Cell, int]
    counts: Counts

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything in the edition, in hexadecimal; what a report cites."""
        found = hashlib.sha256()
        for part in self._content():
            found.update(part + b"\n")
        return found.hexdigest()

    def _content(self) -> Iterable[bytes]:
        yield json.dumps(self.header, sort_keys=True).encode()
        yield "\n".join(
            f"{s.organisation}\t{s.assessment}\t{s.label}\t{s.entered}\t{s.left}" for s in self.history
        ).encode()
        for member in self.evidence.members:
            facts = (member.organisation_id, member.assessment_id, member.cell.cohort.key, member.digest)
            yield "\t".join((*facts, member.decided_on.isoformat())).encode()
        yield self.evidence.scores.astype("<u2").tobytes()
        yield "\n".join(f"{cell.cohort.key}\t{n}" for cell, n in self.population.items()).encode()
        yield "\n".join(self.counts.labels).encode()
        for array in (self.counts.lengths, self.counts.scores, self.counts.counts):
            yield array.astype("<i8").tobytes()

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
            "nodes": list(self.nodes),
            "classifications": dict(self.classifications),
            "previous": self.previous,
        }

    @cached_property
    def label_of(self) -> Mapping[str, str]:
        """The label each counted organisation is counted under, by organisation."""
        return MappingProxyType(_label_of(self.history))

    @cached_property
    def labels(self) -> CohortColumns:
        """The labels of this edition, in the order of its counts."""
        return CohortColumns([Cohort.parse(key) for key in self.counts.labels])

    @cached_property
    def _members_by_label(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        sizes = Counter(self.label_of.values())
        return np.array([sizes[key] for key in self.counts.labels], dtype=np.int64)

    @cached_property
    def _places(self) -> tuple[CohortColumns, np.ndarray[Any, np.dtype[np.int64]]]:
        sizes = np.array(list(self.population.values()), dtype=np.int64)
        return CohortColumns([cell.cohort for cell in self.population]), sizes

    def reach(self, cohort: Cohort) -> Reach:
        """Return how much of a cohort the edition knows and counts."""
        places, sizes = self._places
        return Reach(
            counted=int(self._members_by_label[self.labels.inside(cohort)].sum()),
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
    contributions: Iterable[Contribution],
    built_on: date,
    previous: Edition | None = None,
    number: int | None = None,
    k: int = disclosure.K,
    synthetic: bool = False,
    withdrawn: Collection[str] = (),
) -> Edition:
    """Build the next edition of a model line and track.

    `contributions` are validated assessments of this line and track; the latest of each organisation within
    36 months before `built_on` is a candidate. `withdrawn` are ids of organisations that took their consent
    back. An organisation that is merely missing stays counted until its block may go. `number` defaults to
    one more than `previous`. Raises `ContributionsRefused` with every fault, `ValueError` for an edition that
    does not continue `previous`, and `DisclosureRefused` when the guard finds a group under k.
    """
    if number is None:
        number = previous.number + 1 if previous else 1
    withdrawn = frozenset(withdrawn)
    _require_succession(line, track, tuple(nodes), number, k, synthetic, previous)
    given = list(contributions)
    if problems := [*_faults(given, nodes), *_altered(given, previous)]:
        raise ContributionsRefused(problems)
    latest = latest_in_window((one for one in given if one.organisation_id not in withdrawn), built_on)
    candidates = {name: Candidate(name, one.assessment_id, one.cell) for name, one in latest.items()}
    history = disclosure.release(previous.history if previous else (), candidates, withdrawn, number, k)
    disclosure.guard(history, k)
    evidence = _evidence(history, given, len(nodes), previous)
    return Edition(
        line=line,
        track=track,
        number=number,
        built_on=built_on,
        k=k,
        synthetic=synthetic,
        nodes=tuple(nodes),
        classifications=MappingProxyType(classification.versions()),
        previous=previous.digest if previous else None,
        history=history,
        evidence=evidence,
        population=_population(evidence, latest),
        counts=recount(history, evidence),
    )


def latest_in_window(contributions: Iterable[Contribution], built_on: date) -> dict[str, Contribution]:
    """Return the latest contribution of each organisation, decided within 36 months before a date."""
    first = months_before(built_on, WINDOW_MONTHS)
    latest: dict[str, Contribution] = {}
    for one in contributions:
        if not first <= one.decided_on <= built_on:
            continue
        other = latest.get(one.organisation_id)
        if other is None or (other.decided_on, other.assessment_id) < (one.decided_on, one.assessment_id):
            latest[one.organisation_id] = one
    return dict(sorted(latest.items()))


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or that month's last day.

    >>> months_before(date(2028, 2, 29), 36)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def recount(history: History, evidence: Evidence) -> Counts:
    """Count the scores of the evidence again, each under the label its history gives it."""
    label_of = _label_of(history)
    labels = sorted(set(label_of.values()))
    place = {label: position for position, label in enumerate(labels)}
    rows = [place[label_of[member.organisation_id]] for member in evidence.members]
    return count(labels, np.array(rows, dtype=np.int64), evidence.scores)


def _label_of(history: History) -> dict[str, str]:
    return {stay.organisation: stay.label for stay in history if stay.counted}


def _require_succession(
    line: str,
    track: str,
    nodes: tuple[str, ...],
    number: int,
    k: int,
    synthetic: bool,
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
    if number <= previous.number:
        raise ValueError(f"number: found {number}, allowed from {previous.number + 1}")
    for what, found, allowed in (
        ("line", line, previous.line),
        ("track", track, previous.track),
        ("nodes", nodes, previous.nodes),
        ("k", k, previous.k),
        ("synthetic", synthetic, previous.synthetic),
    ):
        if found != allowed:
            raise ValueError(f"{what}: found {found!r}, but edition {previous.number} has {allowed!r}")


def _faults(contributions: Sequence[Contribution], nodes: Sequence[str]) -> Iterable[str]:
    """Name every score that cannot be counted and every assessment given twice."""
    times = Counter((one.organisation_id, one.assessment_id) for one in contributions)
    for (organisation, assessment), given in times.items():
        if given > 1:
            yield f"organisation {organisation}, assessment {assessment}: given {given} times, allowed once"
    for one in contributions:
        if len(one.scores) != len(nodes):
            yield f"{_named(one)}: found {len(one.scores)} scores, allowed are {len(nodes)}, one a node"
        elif not all(_is_score(score) for score in one.scores):
            for node, score in zip(nodes, one.scores, strict=True):
                if not _is_score(score):
                    yield f"{_named(one)}, {node}: found {score!r}, allowed are 0 to {TOP} tenths or None"


def _is_score(score: object) -> bool:
    return score is None or (type(score) is int and 0 <= score <= TOP)


def _altered(contributions: Sequence[Contribution], previous: Edition | None) -> Iterable[str]:
    """Name every assessment that is counted already but has another content now."""
    counted = {(m.organisation_id, m.assessment_id): m for m in previous.evidence.members} if previous else {}
    for one in contributions:
        before = counted.get((one.organisation_id, one.assessment_id))
        if before is not None and before.digest != one.digest:
            yield f"{_named(one)}: counted with digest {before.digest}, found {one.digest}; it may not change"


def _named(one: Contribution) -> str:
    return f"organisation {one.organisation_id}, assessment {one.assessment_id}"


def _evidence(
    history: History, given: Sequence[Contribution], nodes: int, previous: Edition | None
) -> Evidence:
    """Gather members and scores of what is counted; what was counted before is taken over unchanged."""
    present = {(one.organisation_id, one.assessment_id): one for one in given}
    before = previous.evidence if previous else Evidence((), np.empty((0, nodes), dtype=np.uint16))
    members: list[Member] = []
    rows: list[Sequence[int]] = []
    for stay in sorted((stay for stay in history if stay.counted), key=lambda stay: stay.organisation):
        row = before.row_of.get(stay.organisation)
        if row is not None and before.members[row].assessment_id == stay.assessment:
            members.append(before.members[row])
            rows.append(before.scores[row].tolist())
        else:
            one = present[stay.organisation, stay.assessment]
            members.append(Member(stay.organisation, stay.assessment, one.cell, one.decided_on, one.digest))
            rows.append([ABSENT if score is None else score for score in one.scores])
    scores = np.array(rows, dtype=np.uint16).reshape(len(rows), nodes)
    scores.flags.writeable = False
    return Evidence(tuple(members), scores)


def _population(evidence: Evidence, latest: Mapping[str, Contribution]) -> Mapping[Cell, int]:
    """Count organisations by cell: that of the counted score where there is one, else of the latest."""
    cells = {name: one.cell for name, one in latest.items()}
    cells.update({member.organisation_id: member.cell for member in evidence.members})
    sizes = Counter(cells.values())
    return MappingProxyType({cell: sizes[cell] for cell in sorted(sizes, key=lambda cell: cell.cohort.key)})
