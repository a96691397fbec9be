"""The pages of models: which there are, what one asks, and one criterion with its practices."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template

from assessor.access import Action, requires
from assessor.languages import NAMES
from assessor.questionnaires import labels
from assessor.questionnaires.queries import choices, criterion_of, listed, model_of, place_of
from assessor.speech import current_language
from criteria.exact import plain
from criteria.faults import InvalidInput
from criteria.text import Text

pages = Blueprint("questionnaires", __name__)
pages.add_app_template_filter(plain, "plain")


@pages.app_template_filter()
def said(text: Text | None) -> str:
    """What the model says, in the language of the request; nothing where it says nothing."""
    return text.in_language(current_language()) if text else ""


@pages.get("/models")
@requires(Action.READ_MODEL)
def index() -> str:
    """Every model and version."""
    return render_template("questionnaires/index.html", lines=listed(_folders()))


@pages.get("/models/<reference>")
@requires(Action.READ_MODEL)
def model(reference: str) -> str:
    """One model: its dimensions and criteria, levels, weight profiles and terms."""
    found = model_of(reference, _folders())
    points = sum(dimension.points for dimension in found.dimensions)
    return render_template(
        "questionnaires/model.html", model=found, points=points, labels=labels, names=NAMES
    )


@pages.get("/models/<reference>/<criterion_id>")
@requires(Action.READ_MODEL)
def criterion(reference: str, criterion_id: str) -> str:
    """One criterion: what is asked about each of its practices, and all that helps to answer."""
    found = model_of(reference, _folders())
    chosen = criterion_of(found, criterion_id)
    return render_template(
        "questionnaires/criterion.html",
        model=found,
        criterion=chosen,
        place=place_of(found, chosen),
        choices={practice.id: choices(found, practice) for practice in chosen.practices},
        stages={stage.id: stage.title for stage in found.stages},
        labels=labels,
    )


@pages.errorhandler(InvalidInput)
def unreadable(error: InvalidInput) -> Response:
    """A pack that cannot be read: every fault, for whoever writes it."""
    return make_response(render_template("questionnaires/unreadable.html", reason=str(error)), 409)


def _folders() -> Sequence[Path]:
    folders: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return folders
