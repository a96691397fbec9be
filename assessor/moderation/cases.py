"""One practice with what everybody said of it: where it stands, and what could be settled for all at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Literal

from assessor.moderation.states import State, state_of
from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Practice, Rating
from criteria.moderation import Opinion, Why, in_the_middle, to_discuss, unanimous, width

Standing = Literal["settled", "agreed", "discuss", "near", "silent"]
Way = Literal["agreed", "median"]


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent: what they answered, and their comments, by practice; `dimensions` empty for all.

    `at` says when each answer was given. Who has finished left out what they cannot judge.
    """

    name: str
    group: str
    dimensions: frozenset[str]
    finished: bool
    finished_at: datetime | None
    answers: Answers
    comments: Mapping[str, str]
    at: Mapping[str, datetime]

    def is_asked(self, dimension: str, practice: str) -> bool:
        """Whether they were asked, or answered all the same."""
        return not self.dimensions or dimension in self.dimensions or practice in self.answers


@dataclass(frozen=True, slots=True)
class Settled:
    """The organisation's answer as it is kept; `opinion` is None where it was reopened or only noted on.

    One that was `carried` comes from an earlier assessment, and nobody has looked at it since.
    """

    opinion: Opinion | None
    rationale: str
    version: int
    at: datetime
    carried: bool = False


@dataclass(frozen=True)
class Case:
    """One practice; `people` are those who were asked about it."""

    practice: Practice
    rating: Rating
    people: tuple[Person, ...]
    settled: Settled | None

    @cached_property
    def opinions(self) -> tuple[Opinion, ...]:
        """What was answered, in the order of the people."""
        return tuple(p.answers[self.practice.id] for p in self.people if self.practice.id in p.answers)

    @cached_property
    def outstanding(self) -> tuple[Person, ...]:
        """Who was asked, has not answered and not finished."""
        return tuple(p for p in self.people if not p.finished and self.practice.id not in p.answers)

    @property
    def answer(self) -> Opinion | None:
        """The organisation's answer; None while it is not settled."""
        return self.settled.opinion if self.settled else None

    @cached_property
    def shared(self) -> Opinion | None:
        """What everybody says who was asked; None while somebody may still say something else."""
        return None if self.outstanding else unanimous(self.opinions)

    @cached_property
    def median(self) -> Answer | None:
        """The answer in the middle, where there is one worth the name."""
        return in_the_middle(self.rating, self.opinions)

    @cached_property
    def discuss(self) -> tuple[Why, ...]:
        """Why it should be talked about."""
        return to_discuss(self.rating, self.opinions)

    @cached_property
    def width(self) -> Fraction:
        """How wide the answers spread, 0 to 1."""
        return width(self.rating, self.opinions)

    @cached_property
    def standing(self) -> Standing:
        """Where it stands: settled, or what would be needed to settle it."""
        if self.answer is not None:
            return "settled"
        if not self.opinions:
            return "silent"
        if self.discuss:
            return "discuss"
        return "agreed" if self.shared is not None else "near"

    @property
    def overtaken(self) -> bool:
        """Whether somebody answered after it was settled here."""
        return self._answered_since and self.settled is not None and not self.settled.carried

    @property
    def outdated(self) -> bool:
        """Whether somebody has answered, and what stands is still the answer of an earlier assessment."""
        return self._answered_since and self.settled is not None and self.settled.carried

    @property
    def _answered_since(self) -> bool:
        if self.settled is None or self.answer is None:
            return False
        times = (person.at.get(self.practice.id) for person in self.people)
        return any(at is not None and at > self.settled.at for at in times)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one practice would be settled as, with many others at once."""

    case: Case
    opinion: Opinion

    @property
    def state(self) -> State:
        """The state that it would be settled as, without a rationale."""
        return state_of(self.opinion)

    @property
    def sign(self) -> str:
        """Tells that the same is proposed still: the practice, and a digest of its answer."""
        return f"{self.case.practice.id} {self.state.digest}"


def proposals(cases: Iterable[Case], way: Way) -> Iterator[Proposal]:
    """What can be settled for all at once in this way; what is settled already stays as it is."""
    for case in cases:
        opinion = None if case.answer is not None else _proposed(case, way)
        if opinion is not None:
            yield Proposal(case, opinion)


def _proposed(case: Case, way: Way) -> Opinion | None:
    if way == "median":
        return case.median if case.shared is None else None  # where all agree nobody needs a median
    # a reason that a respondent wrote is not the organisation's: wording tells who wrote it
    return None if isinstance(case.shared, NotApplicable) else case.shared
