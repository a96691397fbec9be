"""Which score was counted under which label, from which edition to which: the memory of a line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contributions import Texts, all_differ, coded, encoded, texts
from benchmarks.counts import Integers

STILL = 0
"""Stands in `History.left` for a score that is counted in the latest edition; editions count from 1."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One score's time in the editions: under which label, from edition `entered` until before `left`.

    `left` is None while it is counted. Scores with the same label and the same `entered` are a block.
    """

    organisation: str
    assessment: str
    label: str
    entered: int
    left: int | None = None

    @property
    def counted(self) -> bool:
        """Whether the score is counted in the latest edition."""
        return self.left is None


@dataclass(frozen=True, eq=False)
class History:
    """Every stay there ever was, as columns: row n of every column is one stay.

    `organisation`, `assessment` and `label` have places in `organisations` (sorted), `assessments` and
    `labels` (sorted); `entered` and `left` are numbers of editions.
    """

    organisations: Texts
    assessments: Texts
    labels: tuple[str, ...]
    organisation: Integers
    assessment: Integers
    label: Integers
    entered: Integers
    left: Integers

    @classmethod
    def of(cls, stays: Iterable[Stay]) -> "History":
        """Return stays as columns."""
        given = list(stays)
        labels = tuple(sorted({stay.label for stay in given}))
        place = {label: position for position, label in enumerate(labels)}
        organisations, (organisation,) = coded(texts(stay.organisation for stay in given))
        assessments, (assessment,) = coded(texts(stay.assessment for stay in given))
        numbers = [(place[stay.label], stay.entered, stay.left or STILL) for stay in given]
        label, entered, left = np.array(numbers, dtype=np.int64).reshape(len(given), 3).T
        return cls(organisations, assessments, labels, organisation, assessment, label, entered, left)

    def __len__(self) -> int:
        return len(self.organisation)

    def __iter__(self) -> Iterator[Stay]:
        organisations = self.organisations.take(pa.array(self.organisation)).to_pylist()
        assessments = self.assessments.take(pa.array(self.assessment)).to_pylist()
        numbers = (self.label.tolist(), self.entered.tolist(), self.left.tolist())
        for organisation, assessment, label, entered, left in zip(
            organisations, assessments, *numbers, strict=True
        ):
            yield Stay(organisation, assessment, self.labels[label], entered, left or None)

    def followed_by(self, other: "History") -> "History":
        """Return the stays of both, under one numbering of names and labels."""
        organisations, (mine, theirs) = coded(self.organisations, other.organisations)
        assessments, (own, others) = encoded(self.assessments, other.assessments)
        labels = tuple(sorted({*self.labels, *other.labels}))
        place = {label: position for position, label in enumerate(labels)}
        first, second = (
            np.array([place[label] for label in one.labels], dtype=np.int64) for one in (self, other)
        )
        return History(
            organisations,
            assessments,
            labels,
            np.concatenate([mine[self.organisation], theirs[other.organisation]]),
            np.concatenate([own[self.assessment], others[other.assessment]]),
            np.concatenate([first[self.label], second[other.label]]),
            np.concatenate([self.entered, other.entered]),
            np.concatenate([self.left, other.left]),
        )

    def knowing(self, organisations: Texts, assessments: Texts) -> tuple["History", Integers, Integers]:
        """Return the history with these names known too, and their places in its names."""
        names, (old, organisation) = coded(self.organisations, organisations)
        versions, (before, assessment) = encoded(self.assessments, assessments)
        wider = replace(
            self,
            organisations=names,
            assessments=versions,
            organisation=old[self.organisation],
            assessment=before[self.assessment],
        )
        return wider, organisation, assessment

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Of each stay, whether its score is counted in the latest edition."""
        counted: NDArray[np.bool_] = self.left == STILL
        return counted

    def pairs(self, organisation: Integers, assessment: Integers) -> Integers:
        """Return one number for each score, from the places of its organisation and its assessment."""
        return organisation * max(len(self.assessments), 1) + assessment

    def where(self, chosen: NDArray[np.bool_] | Integers) -> "History":
        """Return the stays that are chosen, in their order."""
        columns = {
            name: getattr(self, name)[chosen]
            for name in ("organisation", "assessment", "label", "entered", "left")
        }
        return replace(self, **columns)

    def tidied(self) -> "History":
        """Return the same stays with no names and labels but theirs."""
        (organisations, organisation), (assessments, assessment), (labels, label) = (
            np.unique(column, return_inverse=True)
            for column in (self.organisation, self.assessment, self.label)
        )
        return replace(
            self,
            organisations=self.organisations.take(pa.array(organisations)),
            assessments=self.assessments.take(pa.array(assessments)),
            labels=tuple(self.labels[one] for one in labels.tolist()),
            organisation=organisation,
            assessment=assessment,
            label=label,
        )

    def with_labels(self, further: Iterable[str]) -> "History":
        """Return the history with these among its labels."""
        labels = tuple(sorted({*self.labels, *further}))
        place = {label: position for position, label in enumerate(labels)}
        moved = np.array([place[label] for label in self.labels], dtype=np.int64)
        return replace(self, labels=labels, label=moved[self.label] if len(self) else self.label)

    def continued(
        self, organisation: Integers, assessment: Integers, label: Integers, number: int
    ) -> "History":
        """Return the history with these scores counted from edition `number` on."""
        entered = np.full(len(organisation), number, dtype=np.int64)
        return replace(
            self,
            organisation=np.concatenate([self.organisation, organisation]),
            assessment=np.concatenate([self.assessment, assessment]),
            label=np.concatenate([self.label, label]),
            entered=np.concatenate([self.entered, entered]),
            left=np.concatenate([self.left, np.full_like(entered, STILL)]),
        )

    def counted_twice(self) -> list[str]:
        """Return the organisations that the latest edition counts more than once."""
        found, times = np.unique(self.organisation[self.counted], return_counts=True)
        twice: list[str] = self.organisations.take(pa.array(found[times > 1])).to_pylist()
        return twice

    @cached_property
    def classes(self) -> tuple[Integers, list[str]]:
        """Return of each stay the class of its score, and the journey of each class in words.

        A class has the scores that were under the same labels in the same editions.
        """
        spells = mixed(self.label, self.entered, self.left)
        _, first, spell = np.unique(spells, return_index=True, return_inverse=True)
        words = [self._words(row) for row in first.tolist()]
        classes = spell.astype(np.int64)
        scores = self.pairs(self.organisation, self.assessment)
        if all_differ(scores):
            return classes, words
        found, times = np.unique(scores, return_counts=True)
        # a score that left never returns, so a second stay is a fault; the guard does not rely on that
        for rows in self._rows_of(scores, found[times > 1]):
            words.append(" and ".join(sorted(words[one] for one in spell[rows].tolist())))
            classes[rows] = words.index(words[-1])
        return classes, words

    def _rows_of(self, scores: Integers, several: Integers) -> Iterator[list[int]]:
        held: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(np.isin(scores, several)).tolist():
            held[int(scores[row])].append(row)
        yield from held.values()

    def _words(self, row: int) -> str:
        left = self.left[row]
        until = f"to {left - 1}" if left != STILL else "and later"
        return f"{self.labels[self.label[row]]} in editions {self.entered[row]} {until}"


def mixed(*columns: Integers) -> Integers:
    """Return one number for each row, the same for rows that agree in every column, ordered as they are."""
    codes = columns[0]
    for column in columns[1:]:
        codes = codes * (int(column.max(initial=0)) + 1) + column
    return codes
