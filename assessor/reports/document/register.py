"""What was seen, and what was measured: the evidence register, and the figures behind results practices."""

from dataclasses import dataclass
from typing import Literal

from assessor.reports.document.numbers import Figure
from assessor.reports.document.tree import ComponentView


@dataclass(frozen=True, slots=True)
class SupportedView:
    """A practice that an item of evidence supports."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """An item of the evidence register; whatever was not said of it is empty.

    `number` counts from 1, `id` is what whoever saw it calls it. `digest` is the SHA-256 of the file that
    was seen, in hexadecimal.
    """

    number: int
    id: str
    kind: str
    kind_title: str
    title: str
    practices: tuple[SupportedView, ...]
    seen_on_shown: str
    by: str
    site: str
    note: str
    digest: str


@dataclass(frozen=True, slots=True)
class UnregisteredView:
    """A practice rated on more than assertion that no item of the register supports."""

    practice: str
    title: str
    rating: str


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The value of one period."""

    period: str
    value: Figure


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What the printed numbers say of each other; `good` is None where they say neither good nor bad."""

    of: Literal["change", "target", "comparator"]
    good: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """One measure of a results practice over its periods, the earliest first.

    `better` says which way is good. `change` is the last value less the first, None of a single period;
    `n` is the sample of the last value, None where it was not said.
    """

    id: str
    practice: str
    title: str
    unit: str
    better: str
    better_title: str
    periods: tuple[PeriodView, ...]
    change: Figure | None
    target: Figure | None
    comparator: str
    comparator_value: Figure | None
    n: Figure | None
    verdicts: tuple[VerdictView, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """A results practice with its ratings and the figures behind them.

    `remarks` say where the ratings and the figures do not agree; neither is corrected by the other.
    """

    practice: str
    title: str
    state: Literal["answered", "not applicable", "unanswered"]
    ratings: tuple[ComponentView, ...]
    measurements: tuple[MeasurementView, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """A criterion with results practices."""

    criterion: str
    title: str
    practices: tuple[ResultView, ...]
