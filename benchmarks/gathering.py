"""From what is given and what was counted before to the rows that an edition counts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.archives import Archive, Evidence, only_cells
from benchmarks.contributions import Contributions, ContributionsRefused, joined, latest_in_window, texts
from benchmarks.counts import ABSENT, Column, Integers
from benchmarks.disclosure import Candidates, Flags, withheld
from benchmarks.histories import History, mixed
from benchmarks.portions import Elsewhere, without_scores


@dataclass(frozen=True, eq=False)
class Before:
    """What the edition before counted.

    `rows` are taken over unchanged, but for another version of the model: then they have its scores of the
    same assessments. `then` has the scores as they were counted, by the nodes of the edition that is built;
    None for a node that the edition before has not.
    """

    rows: Contributions
    then: tuple[Column | None, ...]
    restated: bool

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Pool:
    """What is given and what was counted before, under one numbering of names.

    The first stays of `history` are those of the rows of `before`.
    """

    given: Contributions
    organisation: Integers
    assessment: Integers
    history: History
    before: Before
    elsewhere: Elsewhere | None

    @classmethod
    def of(
        cls,
        given: Contributions,
        nodes: Sequence[str],
        archive: Archive | None,
        then: Sequence[str],
        elsewhere: Elsewhere | None = None,
    ) -> "Pool":
        """Return the pool; `then` are the nodes of the edition before, none where the version is the same.

        Rows whose scores are `elsewhere` come without them; these are of one version.

        Raises `ContributionsRefused` with every fault of what is given.
        """
        history = archive.history if archive else History.of(())
        history, organisation, assessment = history.knowing(given.organisations, given.assessments)
        pairs = history.pairs(organisation, assessment)
        if problems := [*(elsewhere or given).faults(nodes), *given.twice(pairs)]:
            raise ContributionsRefused(problems)
        rows = archive.evidence.contributions if archive else given.take(np.empty(0, dtype=np.int64))
        rows = without_scores(rows) if elsewhere else rows
        held = history.pairs(history.organisation[: len(rows)], history.assessment[: len(rows)])
        _, old, new = np.intersect1d(held, pairs, return_indices=True)
        if then:
            before = _restated(rows, given, old, new, nodes, then)
        elif problems := list(_altered(rows, given, old, new)):
            raise ContributionsRefused(problems)
        else:
            before = Before(rows, rows.scores, restated=False)
        return cls(given, organisation, assessment, history, before, elsewhere)

    def candidates(
        self, built_on: date, months: int, withdrawn: Collection[str]
    ) -> tuple[Candidates, Integers]:
        """Return the score each organisation would be counted with, and the rows they are given in."""
        rows = latest_in_window(self.given, self.organisation, built_on, months)
        rows = rows[~self.withdrawn(withdrawn)[self.organisation[rows]]]
        organisation, assessment = self.organisation[rows], self.assessment[rows]
        cell = self.given.cell[rows].astype(np.int64)
        return Candidates(organisation, assessment, cell, self.given.cells), rows

    def withdrawn(self, organisations: Collection[str]) -> Flags:
        """Return of each organisation whether it is among these."""
        among = pc.is_in(self.history.organisations, value_set=texts(sorted(organisations)))
        flags: Flags = among.to_numpy(zero_copy_only=False).astype(np.bool_)
        return flags

    def archived(self, history: History, candidates: Candidates, chosen: Integers, k: int) -> Archive:
        """Gather what `history` counts now; `chosen` are the rows the candidates are given in."""
        rows = joined(self.before.rows, self.given) if len(self.before) else self.given
        given_in = np.zeros(len(history.organisations), dtype=np.int64)
        given_in[candidates.organisation] = chosen + len(self.before)
        counted = np.flatnonzero(history.counted)
        carried = counted < len(self.before)
        source = np.where(carried, counted, given_in[history.organisation[counted]])
        order = _by_label(rows, source, history)
        ended = ~history.counted
        gathered = _Gathered(
            rows.take(source[order]), source[order], counted[order], history, self.before, k, self.elsewhere
        )
        stays = np.concatenate([counted[order], np.flatnonzero(ended)])
        return Archive(gathered.evidence, history.where(ended).tidied(), history.where(stays))


def _restated(
    rows: Contributions,
    given: Contributions,
    old: Integers,
    new: Integers,
    nodes: Sequence[str],
    then: Sequence[str],
) -> Before:
    """Give the rows the scores that the same assessments have in the new version, if they have any."""
    counted = dict(zip(then, rows.scores, strict=True))
    none = np.full(len(rows), ABSENT, dtype=np.uint16)
    scores = []
    for column in given.scores:
        restated = none.copy()
        restated[old] = column[new]
        scores.append(restated)
    as_they_were = tuple(counted.get(node) for node in nodes)
    return Before(replace(rows, scores=tuple(scores)), as_they_were, restated=True)


def _altered(rows: Contributions, given: Contributions, old: Integers, new: Integers) -> Iterator[str]:
    """Name every assessment that is counted already but has another content now."""
    before, now = rows.digests.take(pa.array(old)), given.digests.take(pa.array(new))
    for place in np.flatnonzero(pc.not_equal(before, now).to_numpy(zero_copy_only=False)).tolist():
        named = given.named(int(new[place]))
        yield f"{named}: counted with digest {before[place]}, found {now[place]}; it may not change"


def _by_label(rows: Contributions, source: Integers, history: History) -> Integers:
    """Return the order of the counted stays by label, then cell, then organisation."""
    keys = [cell.cohort.key for cell in rows.cells]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    counted = history.counted
    place = mixed(history.label[counted], rank[rows.cell[source]]) if len(source) else source
    order: Integers = np.lexsort((history.organisation[counted], place))
    return order


@dataclass(frozen=True, eq=False)
class _Gathered:
    """The rows of the counted stays, `stays`, in their final order, before scores are held back.

    `source` has their places among the rows of the edition before and those given.
    """

    rows: Contributions
    source: Integers
    stays: Integers
    history: History
    before: Before
    k: int
    elsewhere: Elsewhere | None

    @cached_property
    def _blocks(self) -> tuple[Integers, Integers]:
        """The block of each counted stay, and of each stay of the edition before."""
        block = mixed(self.history.label, self.history.entered)
        return block[self.stays], block[: len(self.before)]

    @property
    def evidence(self) -> Evidence:
        """The evidence, without scores that would speak of too few."""
        if self.elsewhere is not None:
            scores = self.elsewhere.allowed(self.source, *self._blocks, self.k)
        else:
            scores = tuple(map(self._allowed, self.rows.scores, self.before.then))
        earlier = tuple(map(self._earlier, scores, self.before.then)) if self.before.restated else ()
        used, label = np.unique(self.history.label[self.stays], return_inverse=True)
        return Evidence(
            contributions=only_cells(replace(self.rows, scores=scores)),
            labels=tuple(self.history.labels[one] for one in used.tolist()),
            label=label.astype(np.int32),
            entered=self.history.entered[self.stays].astype(np.int32),
            earlier=earlier,
        )

    def _allowed(self, now: Column, then: Column | None) -> Column:
        """Return the scores of a node, without those that would tell too few of a block apart."""
        block, block_then = self._blocks
        if then is None:  # nobody was counted on a new node
            then, block_then = np.empty(0, dtype=np.uint16), block_then[:0]
        has, had = now != ABSENT, then != ABSENT
        if has.all() and had.all():
            return now
        few = withheld(block, has, self._as_then(then) != ABSENT, block_then, had, self.k)
        return _without(now, few)

    def _earlier(self, now: Column, then: Column | None) -> Column:
        """Return the scores that the counted stays had in the version before, where both can be compared."""
        return _without(self._as_then(then), now == ABSENT)

    def _as_then(self, then: Column | None) -> Column:
        """Return what the counted stays had on a node in the edition before."""
        had = np.full(len(self.stays), ABSENT, dtype=np.uint16)
        if then is not None and len(then):
            carried = self.stays < len(self.before)
            had[carried] = then[self.stays[carried]]
        return had


def _without(column: Column, left_out: Flags) -> Column:
    left = np.where(left_out, np.uint16(ABSENT), column)
    left.flags.writeable = False
    return left
