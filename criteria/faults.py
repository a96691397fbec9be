"""What is wrong with an input, said so that its author can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, what was found there and what is allowed.

    >>> print(Fault("answers.csv:7", "leadership.vision.purpose", "'7'", "one of 0, 1, 2, 3, 4, 5"))
    answers.csv:7: leadership.vision.purpose: found '7'; allowed: one of 0, 1, 2, 3, 4, 5
    """

    where: str
    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.where, self.key) if part)
        return f"{place}: found {self.found}; allowed: {self.allowed}"


class InvalidInput(ValueError):
    """An input that was refused, with every fault found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class PackInvalid(InvalidInput):
    """A model pack that was refused."""


class AnswersInvalid(InvalidInput):
    """Answers that were refused."""
