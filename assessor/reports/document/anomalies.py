"""What is worth a second look before the result is relied on."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure

NAMED = 8
"""Parts of an anomaly that a report names; the data have all."""


@dataclass(frozen=True, slots=True)
class LookView:
    """A part of the model that an anomaly is about; `dimension` is the id of the dimension it is in."""

    id: str
    title: str
    dimension: str


@dataclass(frozen=True, slots=True)
class AnomalyView:
    """One pattern that is worth a second look, and never more than that: nothing was changed for it.

    `kind` is `same answers`, `no evidence`, `result above enablers` or `one sitting`. `found` passed `bar`,
    as `statement` says in one sentence; `remark` what may explain it, or what to look at. `whole` where it
    is about the whole assessment rather than about some of its parts.
    """

    kind: str
    title: str
    statement: str
    remark: str
    found: Figure
    bar: Figure
    nodes: tuple[LookView, ...]
    whole: bool

    @property
    def named(self) -> tuple[LookView, ...]:
        """The parts that a report has room for: none where it is about the whole."""
        return () if self.whole else self.nodes[:NAMED]

    @property
    def more(self) -> int:
        """How many parts a report does not name."""
        return 0 if self.whole else len(self.nodes) - len(self.named)
