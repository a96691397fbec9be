"""What became of a plan: whether the next assessment found its practices at the levels that were planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.languages import message
from assessor.models import Assessment, PlanTask
from assessor.reports.building import score_sheet
from assessor.reports.guides import level_reached
from criteria.faults import AnswersInvalid, PackInvalid
from criteria.registry import UnknownModel

REACHED, BEYOND, NOT_YET, UNKNOWN = "reached", "beyond", "not yet", "unknown"
OUTCOMES = {
    REACHED: message("Level reached"),
    BEYOND: message("Beyond that level"),
    NOT_YET: message("Not yet at that level"),
    UNKNOWN: message("Not rated then"),
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a later assessment found of each step, by practice and level; `count` of each outcome."""

    found: Mapping[tuple[str, int], str]

    def of(self, task: PlanTask) -> str:
        """The outcome of one step."""
        return self.found[task.practice_id, task.to_level]

    def count(self, outcome: str) -> int:
        """How many steps ended so."""
        return sum(one == outcome for one in self.found.values())


def outcomes(tasks: Sequence[PlanTask], later: Assessment, folders: Sequence[Path]) -> Outcomes | None:
    """What a later assessment says of every step; None where its model can no longer be read.

    A step is judged by the level that its practice stands at, whatever its status says. A practice that the
    later assessment did not rate, or its version of the model does not have, says nothing.
    """
    try:
        result = score_sheet(sheet_of(later, folders, originals=False))
    except (UnknownModel, PackInvalid, ModelChanged, AnswersInvalid):
        return None
    levels = {
        scored.practice.id: level_reached(result.model, result.track, scored) for scored in result.practices
    }
    top: dict[str, int] = {}
    for task in tasks:
        top[task.practice_id] = max(task.to_level, top.get(task.practice_id, 0))
    return Outcomes(
        {
            (task.practice_id, task.to_level): _outcome(
                levels.get(task.practice_id), task.to_level, last=task.to_level == top[task.practice_id]
            )
            for task in tasks
        }
    )


def _outcome(level: int | None, planned: int, *, last: bool) -> str:
    """A practice is beyond the plan where it is above the last step that the plan has for it."""
    if level is None:
        return UNKNOWN
    if level < planned:
        return NOT_YET
    return BEYOND if last and level > planned else REACHED
