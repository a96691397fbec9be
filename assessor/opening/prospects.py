"""What an assessment comes to: a draft if every blank were the worst, or the best; one that was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from assessor.answers.sheet import AnswerSheet
from assessor.reports.building import score_sheet
from assessor.reports.figures import Figures
from criteria.answers import Answer, Answers, NotApplicable
from criteria.model import Component, Level, Model, Rating
from criteria.scoring import NotRatable, Score


@dataclass(frozen=True, slots=True)
class Prospects:
    """Totals as they are shown, levels with their titles; `not_ratable` says what too much N/A rules out."""

    lowest: str
    highest: str
    of: str
    lowest_level: Level | None
    highest_level: Level | None
    not_ratable: tuple[NotRatable, ...]


def prospects(sheet: AnswerSheet) -> Prospects:
    """The interval in which a draft lies; one figure twice where it was submitted or nothing is left."""
    model = sheet.model
    low, high = _ends(sheet)
    show = Figures(model)
    return Prospects(
        _shown(show, low),
        _shown(show, high),
        show.total(model.total_scale.high).shown,
        low.level,
        high.level,
        low.not_ratable,
    )


def _ends(sheet: AnswerSheet) -> tuple[Score, Score]:
    if sheet.status == "submitted":
        settled = score_sheet(sheet)
        return settled, settled
    worst, best = (_filled(sheet.model, sheet.answers, sheet.track, best=best) for best in (False, True))
    return score_sheet(replace(sheet, answers=worst)), score_sheet(replace(sheet, answers=best))


def _shown(show: Figures, result: Score) -> str:
    return "" if result.total is None else show.total(result.total).shown


def _filled(
    model: Model, answers: Answers, track: str, *, best: bool
) -> Mapping[str, Answer | NotApplicable]:
    ratings = model.tracks[track].ratings
    blank = {p.id: _extreme(ratings[p.kind], best) for p in model.practices if p.id not in answers}
    return {**blank, **answers}


def _extreme(rating: Rating, best: bool) -> Answer:
    return Answer({component.id: _value(component, best) for component in rating.components})


def _value(component: Component, best: bool) -> Fraction:
    if component.options:
        chosen = max if best else min
        return chosen(component.options, key=lambda option: option.score).value
    assert component.range is not None, "a component has options or a range"
    return component.range.high if best else component.range.low
