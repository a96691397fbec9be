"""How differently the groups of an organisation see each criterion."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group that is shown, and how many respondents it has."""

    title: str
    members: int


@dataclass(frozen=True, slots=True)
class SeenView:
    """How a group sees a criterion; `mean` is None where too few of its members answered it wholly.

    `agreement` is r_wg among the `n` respondents that count; `careful` where they are few for it.
    """

    mean: Figure | None
    n: int
    agreement: str
    careful: bool


@dataclass(frozen=True, slots=True)
class GapView:
    """One criterion as every group sees it, in the order of the groups; `gap` is None where there is none."""

    node: str
    title: str
    gap: Figure | None
    groups: tuple[SeenView, ...]
    everyone: SeenView


@dataclass(frozen=True, slots=True)
class PerceptionView:
    """The perception gaps of a self-assessment with several respondents, the widest first.

    `lead` says where the groups differ most; `notes` what the figures are, and who is in none of them.
    """

    lead: str
    groups: tuple[GroupView, ...]
    gaps: tuple[GapView, ...]
    notes: tuple[str, ...]
