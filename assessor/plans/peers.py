"""What the peers' released figures give to aim at, or why they give nothing."""

from dataclasses import dataclass
from fractions import Fraction

from assessor.answers.sheet import AnswerSheet
from assessor.editions.nodes import compared_nodes
from assessor.editions.queries import current, opened, standing_of
from assessor.languages import message
from assessor.plans.aims import QUANTILES, Aim
from assessor.reports.comparison import edition_reference, points_of
from benchmarks.standing import NoCohort, NodeStanding, Standing
from criteria.planning import ScoreTarget
from criteria.scoring import Score

NOT_SUBMITTED = message("Peers can be aimed at once the assessment is submitted.")
NO_TOTAL = message("There is no total to compare with peers.")
NO_HEAD_COUNT = message("The organisation's head count is not known, so its peers cannot be chosen.")
NO_EDITION = message("No edition of the peers has been built yet for this model and track.")
OTHER_PARTS = message("The current edition of the peers is of another version of the model.")
WITHHELD = message("Every cohort that contains this organisation is withheld, so that nobody is given away.")
TOO_FEW = message("Too few peers have a total for any of these figures to be released.")


@dataclass(frozen=True, slots=True)
class Peers:
    """The aims that released figures of the narrowest cohort allow; without any, `reason` says why."""

    aims: tuple[Aim, ...] = ()
    reason: str = ""


def peer_aims(sheet: AnswerSheet, result: Score, subject: str | None) -> Peers:
    """The middle, upper quartile and leading tenth of the totals in an assessment's cohort.

    `subject` is the organisation's key in the pool: it is not its own peer.
    """
    found = standing_of(sheet, result, subject)
    if found is None:
        return Peers(reason=_why_none(sheet, result))
    if isinstance(found, NoCohort):
        return Peers(reason=WITHHELD)
    aims = tuple(_aims(found, result))
    return Peers(aims) if aims else Peers(reason=TOO_FEW)


def _why_none(sheet: AnswerSheet, result: Score) -> str:
    """In the order in which somebody can do something about it."""
    if sheet.status != "submitted":
        return NOT_SUBMITTED
    if result.total is None:
        return NO_TOTAL
    if sheet.organisation.employees is None:
        return NO_HEAD_COUNT
    row = current(sheet.model.id, sheet.track)
    if row is not None and tuple(opened(row).nodes) != compared_nodes(sheet.model):
        return OTHER_PARTS
    return NO_EDITION


def _aims(found: Standing, result: Score) -> list[Aim]:
    whole = next((n for n in found.nodes if isinstance(n, NodeStanding) and n.node == "total"), None)
    released = {one.name: one.value for one in whole.quantiles} if whole else {}
    edition, cohort = edition_reference(found.edition), found.chosen.cohort
    return [
        Aim(ScoreTarget("total", _points(result, released[name])), name, edition, cohort)
        for name in QUANTILES
        if name in released
    ]


def _points(result: Score, share: float) -> Fraction:
    return points_of(result.model.total_scale, share)
