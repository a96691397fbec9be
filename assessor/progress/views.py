"""The page on what changed since an earlier assessment."""

from uuid import UUID

from flask import Blueprint, abort, current_app, render_template, request

from assessor.access import Action, current_user, requires
from assessor.assessments.queries import assessment_for
from assessor.assessments.sheets import ModelChanged, sheet_of
from assessor.languages import wording
from assessor.models import Assessment
from assessor.progress.queries import chosen_of, earlier_than
from assessor.progress.showing import Progress, choices, progress
from assessor.speech import current_language
from criteria.faults import InvalidInput
from criteria.matching import UnknownPractices
from criteria.registry import UnknownModel

pages = Blueprint("progress", __name__)


@pages.get("/assessments/<uuid:assessment_id>/progress")
@requires(Action.READ_RESULT)
def since(assessment_id: UUID) -> str:
    """What changed since the latest earlier assessment, or since the one that `?with=` names."""
    user = current_user()
    assert user is not None, "the guard lets nobody through to these pages"
    assessment = assessment_for(user, assessment_id, Action.READ_RESULT)
    earlier = earlier_than(assessment, user)
    chosen = chosen_of(earlier, _wanted())
    if chosen is None and "with" in request.args:
        abort(404)
    found, fault = _compared(chosen, assessment) if chosen else (None, "")
    return render_template(
        "progress/since.html",
        id=assessment_id,
        name=assessment.stated["name"],
        title=assessment.title,
        day=wording(current_language()).date(assessment.assessed_on),
        choices=choices(earlier, chosen, current_language()),
        chosen=chosen,
        found=found,
        fault=fault,
    )


def _wanted() -> UUID | None:
    """Which one was asked for; 404 for what is no id."""
    found = request.args.get("with")
    if found is None:
        return None
    try:
        return UUID(found)
    except ValueError:
        abort(404)


def _compared(earlier: Assessment, later: Assessment) -> tuple[Progress | None, str]:
    """Both compared; or None and why, where a model cannot be read as it was or does not fit the other."""
    folders = current_app.config["MODEL_FOLDERS"]
    try:
        then, now = (sheet_of(one, folders, originals=False) for one in (earlier, later))
        return progress(then, now, wording(current_language())), ""
    except (UnknownModel, ModelChanged, InvalidInput, UnknownPractices) as refused:
        return None, str(refused)
