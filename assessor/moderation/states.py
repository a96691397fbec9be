"""What an answer of the organisation says, apart from who saved it when: for telling whether it changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessor.assessments.decimals import decimal_text
from assessor.models import Answer, AnswerRevision
from criteria.answers import Answer as Given
from criteria.answers import NotApplicable


@dataclass(frozen=True, slots=True)
class State:
    """Values as decimal text by component, or N/A with its reason; and why it is so."""

    values: Mapping[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    reason: str = ""
    rationale: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it says anything that is scored."""
        return bool(self.values) or self.not_applicable

    @property
    def digest(self) -> str:
        """A short mark of it, by which a form knows what it showed."""
        told = [dict(self.values), self.not_applicable, self.reason, self.rationale]
        plain = json.dumps(told, ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]


NOTHING = State()


def state_of(opinion: Given | NotApplicable | None, rationale: str = "") -> State:
    """The state that a checked answer is kept as."""
    if opinion is None:
        return State(rationale=rationale)
    if isinstance(opinion, NotApplicable):
        return State({}, True, opinion.reason, rationale)
    return State({name: decimal_text(value) for name, value in opinion.values.items()}, rationale=rationale)


def kept_state(row: Answer | AnswerRevision | None) -> State:
    """The state of a row; nothing where there is none."""
    if row is None:
        return NOTHING
    return State(_texts(row.values), row.not_applicable, row.reason, row.rationale)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
