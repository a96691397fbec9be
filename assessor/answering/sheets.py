"""Sheets of answers: whose they are, what may be entered on them, and what stands there for a practice."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from assessor.models import Answer, AnswerRevision
from assessor.questionnaires.queries import Choice
from criteria.answers import allowed_values
from criteria.exact import plain
from criteria.model import Component, Criterion, Dimension, Model, Practice, Rating
from criteria.text import Text

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered for one practice: decimals as text by component, or that it does not apply and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    reason: str = ""
    comment: str = ""

    @property
    def answered(self) -> bool:
        """Whether it counts as an answer; a comment alone does not."""
        return self.not_applicable or bool(self.values)

    @property
    def digest(self) -> str:
        """What a page carries to tell an answer that was touched from one that only lay there.

        >>> Entry({"answer": "3"}).digest == Entry({"answer": "3"}, comment="why").digest
        False
        """
        told = [sorted(self.values.items()), self.not_applicable, self.reason, self.comment]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


NOTHING = Entry()


def tidy(text: str) -> str:
    r"""A text as it is kept: one kind of line break, no white space around it.

    >>> tidy(" one\r\ntwo\r\n")
    'one\ntwo'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def entry_of(row: Answer | AnswerRevision | None) -> Entry:
    """What a row says; nothing where there is no row."""
    if row is None:
        return NOTHING
    return Entry(dict(row.values), row.not_applicable, tidy(row.reason), tidy(row.comment))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that a visitor answers on, and the dimensions that they were asked.

    `role` and `given_by` name it in the table of answers: everybody's, or one respondent's own. `person` is
    what this assessment calls the visitor.
    """

    tenant_id: UUID
    assessment_id: UUID
    title: str
    model: Model
    track: str
    role: str
    given_by: str
    person: str
    account_id: UUID | None
    dimensions: tuple[Dimension, ...]
    status: str

    @property
    def is_own(self) -> bool:
        """Whether nobody else answers on it."""
        return self.role == "respondent"

    @property
    def is_open(self) -> bool:
        """Whether its answers may still change."""
        return self.status == DRAFT

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What was asked, in the order of the model."""
        return tuple(c for d in self.dimensions for c in d.criteria)

    def practice(self, practice_id: str) -> Practice | None:
        """The practice of that id, where it was asked."""
        return next((p for c in self.criteria for p in c.practices if p.id == practice_id), None)

    def rating(self, practice: Practice) -> Rating:
        """How a practice is rated on this sheet."""
        return self.model.rating_of(practice, self.track)


# --- what may be entered ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to rate about a practice: choices, or else a number that `allowed` describes."""

    component: Component
    choices: tuple[Choice, ...]
    allowed: str


def parts_of(practice: Practice, rating: Rating) -> tuple[Part, ...]:
    """What there is to rate. The descriptors of the levels stand beside the choices where one choice is all.

    >>> from criteria.registry import load
    >>> model = load("cmc"); practice = model.practices[0]
    >>> [choice.value for choice in parts_of(practice, model.rating_of(practice, "declared"))[0].choices]
    ['0', '1', '2', '3', '4', '5']
    """
    described = practice.guide.descriptors if practice.guide and len(rating.components) == 1 else {}
    return tuple(
        Part(component, tuple(_choices(component, described)), allowed_values(component))
        for component in rating.components
    )


def _choices(component: Component, described: Mapping[int, Text]) -> Iterator[Choice]:
    for option in sorted(component.options, key=lambda option: option.value):
        whole = option.value.denominator == 1
        yield Choice(plain(option.value), option.label, described.get(int(option.value)) if whole else None)


# --- what stands there ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sheet says about a practice now, in which version, and who said so; 0 and nobody for nothing."""

    entry: Entry = NOTHING
    version: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a dimension or criterion is answered."""

    node: Dimension | Criterion
    answered: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.answered == self.of


def progress_of(node: Dimension | Criterion, answered: frozenset[str]) -> Progress:
    """The progress of a node, from the ids of all practices that have an answer."""
    criteria = (node,) if isinstance(node, Criterion) else node.criteria
    practices = [practice for criterion in criteria for practice in criterion.practices]
    return Progress(node, sum(p.id in answered for p in practices), len(practices))


def first_unanswered(sheet: Sheet, answered: frozenset[str]) -> tuple[Criterion, Practice] | None:
    """Where somebody left off; None where everything has an answer."""
    return next(
        ((c, p) for c in sheet.criteria for p in c.practices if p.id not in answered),
        None,
    )
