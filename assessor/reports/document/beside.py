"""An audit's result beside what the organisation declared of itself."""

from dataclasses import dataclass
from typing import Literal

from assessor.reports.document.numbers import Figure


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One number in both tracks; `difference` is declared minus verified, signed as it is shown.

    It is empty where one of them is missing.
    """

    node: str
    kind: Literal["total", "dimension", "criterion"]
    title: str
    declared: Figure | None
    verified: Figure | None
    difference: str


@dataclass(frozen=True, slots=True)
class BesideView:
    """Two tracks side by side, never mixed into one number.

    `lead` says how far they lie apart, `explanation` that they are not the same measure, `notes` what could
    not be compared. `declared_source` is the name of the file, empty where it is not told. The rows stand
    in the model's order: the total, then each dimension before its criteria.
    """

    lead: str
    explanation: str
    declared_title: str
    verified_title: str
    declared_on_shown: str
    declared_model: str
    declared_source: str
    rows: tuple[BesideRow, ...]
    notes: tuple[str, ...]
