"""What a pack calls worth a second look: the bars of `criteria.anomalies`, as data of the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SameAnswersRule:
    """The same answer many times: `run` in a row, a whole dimension, or `share` (0 to 1) of all.

    Neither a dimension nor the whole is looked at below `least` answers.
    """

    run: int
    share: Fraction
    least: int


@dataclass(frozen=True, slots=True)
class UnevidencedRule:
    """A high rating on nothing: `rated_from` has each track's bar, on the practices' scale.

    Where practices rate `evidence`, it counts as none up to `at_most`; elsewhere what is attached counts.
    """

    rated_from: Mapping[str, Fraction]
    evidence: str
    at_most: Fraction


@dataclass(frozen=True, slots=True)
class UnsupportedRule:
    """A result from `high` up while none of the criteria that bring it about is above `low`.

    `enablers` are those criteria by results practice.
    """

    high: Fraction
    low: Fraction
    enablers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OneSittingRule:
    """`share` (0 to 1) of at least `least` answers given in one go, which ended just before submission.

    A pause of more than `pause` minutes ends a sitting; it ended at most `before` minutes before.
    """

    share: Fraction
    least: int
    pause: Fraction
    before: Fraction


@dataclass(frozen=True, slots=True)
class AnomalyRules:
    """What is looked for; None where the model does not."""

    same_answers: SameAnswersRule | None = None
    unevidenced: UnevidencedRule | None = None
    unsupported: UnsupportedRule | None = None
    one_sitting: OneSittingRule | None = None
