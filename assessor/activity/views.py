"""The page of an organisation's log."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from assessor.access import Action, requires, visitor
from assessor.activity.forms import LogForm
from assessor.activity.queries import Page, actors_for, log_for
from assessor.activity.sentences import KINDS, sentence_of
from assessor.activity.verifying import verify
from assessor.languages import wording
from assessor.questionnaires.queries import practice_titles
from assessor.speech import current_language

pages = Blueprint("activity", __name__)


@pages.get("/organisation/activity")
@requires(Action.READ_ACTIVITY)
def index() -> str:
    """What was done, by whom and when; whether the log is what was written."""
    user, say = visitor(), wording(current_language())
    form = LogForm(request.args, meta={"csrf": False})
    form.validate()
    titles = practice_titles(current_app.config["MODEL_FOLDERS"], current_language())
    page = log_for(user, form.wanted, request.args.get("page", 1, type=int))
    return render_template(
        "activity/index.html",
        form=form,
        page=page,
        turns=_turns(page),
        told=[(line, sentence_of(line, say, titles)) for line in page.lines],
        people=actors_for(user),
        kinds=KINDS,
        chain=verify(user.tenant_id),
        day=say.date,
    )


def _turns(page: Page) -> dict[str, Any]:
    """The addresses of the pages before and after, with what was looked for."""
    asked = {name: text for name, text in request.args.items() if name in ("person", "kind", "first", "last")}
    found = {}
    if page.number > 1:
        found["previous"] = url_for("activity.index", **asked, page=page.number - 1)  # type: ignore[arg-type]
    if page.number < page.pages:
        found["next"] = url_for("activity.index", **asked, page=page.number + 1)  # type: ignore[arg-type]
    return found
