"""One line for each assessment: what it is and what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.languages import Language, message, wording
from assessor.models import Assessment
from assessor.questionnaires.queries import model_name, name_of
from assessor.reports.building import score_sheet
from assessor.reports.figures import Figures
from criteria.faults import InvalidInput
from criteria.registry import UnknownModel
from criteria.scoring import Score

STATES = {
    "rated": message("Rated"),
    "incomplete": message("Incomplete"),
    "not ratable": message("Not ratable"),
    "model changed": message("Model changed"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """An assessment in a list; `total` and `level` are empty without a number, and `state` says why."""

    id: UUID
    title: str
    organisation: str
    opened_here: bool
    track: str
    model: str
    model_name: str
    assessed_on: str
    status: str
    state: str
    total: str = ""
    of: str = ""
    level: str = ""


def overview(assessment: Assessment, language: Language, folders: Sequence[Path] = ()) -> Overview:
    """The line for one assessment; where its model is gone or changed, a line without a score."""
    try:
        sheet = sheet_of(assessment, folders, originals=False)
    except (UnknownModel, ModelChanged, InvalidInput):
        shown = model_name(assessment.model, folders, language)
        return _line(assessment, language, assessment.track, "model changed", shown)
    result = score_sheet(sheet)
    track = sheet.model.tracks[sheet.track].title.in_language(language)
    return _line(
        assessment, language, track, result.state, name_of(sheet.model, language), **_scored(result, language)
    )


def states(language: Language) -> dict[str, str]:
    """What the states are called."""
    return {state: wording(language)(title) for state, title in STATES.items()}


def _line(
    assessment: Assessment, language: Language, track: str, state: str, model: str, **scored: str
) -> Overview:
    return Overview(
        id=assessment.id,
        title=assessment.title,
        opened_here=assessment.answering is not None,
        organisation=assessment.stated["name"],
        track=track,
        model=assessment.model,
        model_name=model,
        assessed_on=wording(language).date(assessment.assessed_on),
        status=assessment.status,
        state=state,
        **scored,
    )


def _scored(result: Score, language: Language) -> dict[str, str]:
    show = Figures(result.model)
    of = show.total(result.model.total_scale.high).shown
    if result.total is not None:
        level = result.level
        title = f"{level.number} {level.title.in_language(language)}" if level else ""
        return {"total": show.total(result.total).shown, "of": of, "level": title}
    between = show.interval(result.lowest, result.highest, total=True)
    return {"total": f"{between.lowest.shown}–{between.highest.shown}", "of": of} if between else {}
