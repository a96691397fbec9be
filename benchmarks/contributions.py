"""Contributions: validated assessments as the pool of peers has them, one by one or as columns."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.cohorts import Cell
from benchmarks.counts import ABSENT, TOP, Column, Integers

WINDOW_MONTHS = 36
"""How old the decision on a contributed assessment may be when an edition is built."""

Texts = Any
"""A pyarrow `LargeStringArray`; that package ships no types."""

Days = NDArray[np.int32]
Codes = NDArray[np.int32]


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


@dataclass(frozen=True, eq=False)
class Contributions:
    """Many contributions as columns: row n of every column is one contribution.

    `cell` has places in `cells`; `decided` are days as `date.toordinal` counts them; `scores` has one column
    for each node, in tenths of a point, `ABSENT` where not applicable.

    >>> firm = Contribution("firm", "firm-1", Cell("C", "CN", "large"), date(2026, 6, 1), (634, None), "d")
    >>> list(Contributions.of([firm], ("total", "people"))) == [firm]
    True
    """

    organisations: Texts
    assessments: Texts
    digests: Texts
    cells: tuple[Cell, ...]
    cell: Codes
    decided: Days
    scores: tuple[Column, ...]

    @classmethod
    def of(cls, rows: Iterable[Contribution], nodes: Sequence[str]) -> "Contributions":
        """Return contributions as columns; raise `ContributionsRefused` for scores that are none."""
        given = list(rows)
        if problems := [problem for one in given for problem in _score_faults(one, nodes)]:
            raise ContributionsRefused([*_given_twice(given), *problems])
        cells = dict.fromkeys(one.cell for one in given)
        place = {cell: position for position, cell in enumerate(cells)}
        scores = [[ABSENT if score is None else score for score in one.scores] for one in given]
        matrix = np.array(scores, dtype=np.uint16).reshape(len(given), len(nodes))
        return cls(
            organisations=texts(one.organisation_id for one in given),
            assessments=texts(one.assessment_id for one in given),
            digests=texts(one.digest for one in given),
            cells=tuple(cells),
            cell=np.array([place[one.cell] for one in given], dtype=np.int32),
            decided=np.array([one.decided_on.toordinal() for one in given], dtype=np.int32),
            scores=tuple(np.ascontiguousarray(matrix.T)),
        )

    def __len__(self) -> int:
        return len(self.cell)

    def __iter__(self) -> Iterator[Contribution]:
        columns = (self.organisations.to_pylist(), self.assessments.to_pylist(), self.digests.to_pylist())
        scores = zip(*(column.tolist() for column in self.scores), strict=True)
        places = zip(self.cell.tolist(), self.decided.tolist(), strict=True)
        for organisation, assessment, digest, (cell, day), row in zip(*columns, places, scores, strict=True):
            found = tuple(None if score == ABSENT else score for score in row)
            yield Contribution(
                organisation, assessment, self.cells[cell], date.fromordinal(day), found, digest
            )

    def take(self, rows: Integers) -> "Contributions":
        """Return the contributions at these rows, in this order."""
        scores = tuple(column[rows] for column in self.scores)
        for column in scores:
            column.flags.writeable = False
        return Contributions(
            organisations=self.organisations.take(pa.array(rows)),
            assessments=self.assessments.take(pa.array(rows)),
            digests=self.digests.take(pa.array(rows)),
            cells=self.cells,
            cell=self.cell[rows],
            decided=self.decided[rows],
            scores=scores,
        )

    def faults(self, nodes: Sequence[str]) -> Iterator[str]:
        """Name every score that is out of range."""
        if len(self.scores) != len(nodes):
            yield f"found {len(self.scores)} columns of scores, allowed are {len(nodes)}, one a node"
        for node, column in zip(nodes, self.scores, strict=False):
            for row in np.flatnonzero(column > ABSENT).tolist():
                yield f"{self.named(row)}, {node}: found {column[row]}, allowed are 0 to {TOP} tenths or None"

    def twice(self, pairs: Integers) -> Iterator[str]:
        """Name every assessment given more than once; `pairs` has one number for each assessment."""
        if all_differ(pairs):
            return
        _, first, times = np.unique(pairs, return_index=True, return_counts=True)
        several = times > 1
        for row, often in zip(first[several].tolist(), times[several].tolist(), strict=True):
            yield f"{self.named(row)}: given {often} times, allowed once"

    def named(self, row: int) -> str:
        """How a message names the contribution of a row."""
        return _named(self.organisations[row].as_py(), self.assessments[row].as_py())


def joined(first: Contributions, second: Contributions) -> Contributions:
    """Return the rows of both, the first's before the second's."""
    cells = tuple(dict.fromkeys((*first.cells, *second.cells)))
    place = {cell: position for position, cell in enumerate(cells)}
    moved = np.array([place[cell] for cell in second.cells], dtype=np.int32)
    return Contributions(
        organisations=pa.concat_arrays([first.organisations, second.organisations]),
        assessments=pa.concat_arrays([first.assessments, second.assessments]),
        digests=pa.concat_arrays([first.digests, second.digests]),
        cells=cells,
        cell=np.concatenate([first.cell, moved[second.cell]]) if len(second) else first.cell,
        decided=np.concatenate([first.decided, second.decided]),
        scores=tuple(np.concatenate(pair) for pair in zip(first.scores, second.scores, strict=True)),
    )


def none_yet(nodes: int) -> Contributions:
    """Return no contributions at all, of so many nodes."""
    empty = np.empty(0, dtype=np.int32)
    scores = tuple(np.empty(0, dtype=np.uint16) for _ in range(nodes))
    return Contributions(texts(()), texts(()), texts(()), (), empty, empty, scores)


def texts(values: Iterable[str]) -> Texts:
    """Return texts as a column."""
    return pa.array(list(values), type=pa.large_string())


def coded(*columns: Texts) -> tuple[Texts, list[Integers]]:
    """Return the distinct texts of all columns, sorted, and each column as places in them.

    >>> names, (one, two) = coded(texts("bca"), texts("ab"))
    >>> names.to_pylist(), one.tolist(), two.tolist()
    (['a', 'b', 'c'], [1, 2, 0], [0, 1])
    """
    names, codes = encoded(*columns)
    # rows of a database come sorted, and then there is nothing to do
    if len(names) < 2 or pc.all(pc.less(names[:-1], names[1:])).as_py():
        return names, codes
    order = pc.sort_indices(names)
    rank = np.empty(len(names), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(names))
    return names.take(order), [rank[column] for column in codes]


def encoded(*columns: Texts) -> tuple[Texts, list[Integers]]:
    """Return the distinct texts of all columns, as they come, and each column as places in them."""
    together = pa.concat_arrays(list(columns)).dictionary_encode()
    codes = together.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum([0, *(len(column) for column in columns)]).tolist()
    return together.dictionary, [codes[start:end] for start, end in pairwise(ends)]


def latest_in_window(
    given: Contributions, organisation: Integers, built_on: date, months: int = WINDOW_MONTHS
) -> Integers:
    """Return the row of each organisation's latest contribution, decided in the months before a date.

    `organisation` has the place of each row's organisation in a sorted list; rows come in that order. Of two
    decided on one day the greater id counts.
    """
    first = months_before(built_on, months).toordinal()
    rows = np.flatnonzero((first <= given.decided) & (given.decided <= built_on.toordinal()))
    who = organisation[rows]
    when = who * (1 << 22) + given.decided[rows]  # days fit into 22 bits
    if all_differ(when):
        order = np.argsort(when)
    else:  # an organisation has two of one day
        _, (versions,) = coded(given.assessments.take(pa.array(rows)))
        order = np.lexsort((versions, when))
    last = np.append(np.diff(who[order]) != 0, True) if rows.size else np.empty(0, dtype=np.bool_)
    latest: Integers = rows[order[last]]
    return latest


def all_differ(numbers: Integers) -> bool:
    """Say whether no number occurs twice; numpy's `unique` without counts hashes, which is slower.

    >>> all_differ(np.array([2, 1])), all_differ(np.array([1, 2, 1]))
    (True, False)
    """
    ordered = np.sort(numbers)
    return not (ordered[1:] == ordered[:-1]).any()


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or that month's last day.

    >>> months_before(date(2028, 2, 29), 36)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _score_faults(one: Contribution, nodes: Sequence[str]) -> Iterator[str]:
    named = _named(one.organisation_id, one.assessment_id)
    if len(one.scores) != len(nodes):
        yield f"{named}: found {len(one.scores)} scores, allowed are {len(nodes)}, one a node"
        return
    for node, score in zip(nodes, one.scores, strict=True):
        if not (score is None or (type(score) is int and 0 <= score <= TOP)):
            yield f"{named}, {node}: found {score!r}, allowed are 0 to {TOP} tenths or None"


def _given_twice(rows: Iterable[Contribution]) -> Iterator[str]:
    times = Counter((one.organisation_id, one.assessment_id) for one in rows)
    for (organisation, assessment), often in times.items():
        if often > 1:
            yield f"{_named(organisation, assessment)}: given {often} times, allowed once"


def _named(organisation: str, assessment: str) -> str:
    return f"organisation {organisation}, assessment {assessment}"
