"""The pages about who answers: whom to ask what until when, and reminding them."""

from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, requires, visitor
from assessor.languages import wording
from assessor.models import Assessment
from assessor.models.base import now
from assessor.opening.forms import AskForm, PlainForm, RespondentForm, errors_of, parsed, say
from assessor.opening.operations import name_of
from assessor.opening.people import Ask, ask, change, release, remind, remindable, unwritten, write_to_carried
from assessor.opening.queries import answering_members, given_in, opened_for
from assessor.opening.tasks import people_of
from assessor.speech import current_language
from criteria.model import Model
from criteria.registry import load

pages = Blueprint("people", __name__)


@pages.get("/assessments/<uuid:assessment_id>/people")
@requires(Action.STEER_ASSESSMENT)
def index(assessment_id: UUID) -> str:
    """Who answers what, how far they are, and when they were written to."""
    assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    model = _model(assessment)
    given = given_in(visitor(), [assessment])
    today = now().date()
    return render_template(
        "opening/people.html",
        assessment=assessment,
        name=name_of(assessment),
        model=model,
        people=people_of(assessment, model, given),
        members={member.account_id: member for member in answering_members(visitor())},
        due=[r for r in remindable(assessment) if not r.reminded_at or r.reminded_at.date() < today],
        unwritten=unwritten(assessment),
        today=today,
        form=PlainForm(),
    )


@pages.route("/assessments/<uuid:assessment_id>/people/ask", methods=["GET", "POST"])
@requires(Action.STEER_ASSESSMENT)
def ask_people(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Ask members to answer."""
    assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    model = _model(assessment)
    asked = {row.account_id for row in assessment.respondents}
    members = [m for m in answering_members(visitor()) if m.account_id not in asked]
    form = AskForm(data={"dimensions": [d.id for d in model.dimensions]})
    form.members.allowed = [str(member.account_id) for member in members]
    form.dimensions.allowed = [dimension.id for dimension in model.dimensions]
    if form.validate_on_submit():
        accounts = [UUID(text) for text in form.members.ticked]
        names = ask(visitor(), assessment_id, accounts, _asked(form, model))
        flash(
            say("Asked, and written to: %(names)s.", names=wording(current_language()).listed(names) or "–")
        )
        return _to_people(assessment_id)
    page = render_template(
        "opening/ask.html",
        assessment=assessment,
        name=name_of(assessment),
        model=model,
        members=members,
        form=form,
        errors=errors_of(form),
    )
    return page, 422 if form.errors else 200


@pages.route("/assessments/<uuid:assessment_id>/people/<uuid:respondent_id>", methods=["GET", "POST"])
@requires(Action.STEER_ASSESSMENT)
def one(assessment_id: UUID, respondent_id: UUID) -> str | Response | tuple[str, int]:
    """What one person is asked."""
    assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    row = next((r for r in assessment.respondents if r.id == respondent_id), None) or abort(404)
    model = _model(assessment)
    form = RespondentForm(
        data={
            "seen_from": row.seen_from,
            "dimensions": row.dimensions or [d.id for d in model.dimensions],
            "due_on": row.due_on.isoformat() if row.due_on else "",
        }
    )
    form.dimensions.allowed = [dimension.id for dimension in model.dimensions]
    if form.validate_on_submit():
        name = change(visitor(), assessment_id, respondent_id, form.seen_from.data, _asked(form, model))
        flash(say("Saved: %(name)s.", name=name or row.name))
        return _to_people(assessment_id)
    page = render_template(
        "opening/person.html",
        assessment=assessment,
        name=name_of(assessment),
        model=model,
        row=row,
        groups=sorted({r.seen_from for r in assessment.respondents if r.seen_from}),
        form=form,
        errors=errors_of(form),
    )
    return page, 422 if form.errors else 200


@pages.post("/assessments/<uuid:assessment_id>/people/<uuid:respondent_id>/release")
@requires(Action.STEER_ASSESSMENT)
def release_one(assessment_id: UUID, respondent_id: UUID) -> Response:
    """Ask somebody no more."""
    released = release(visitor(), assessment_id, respondent_id) or abort(404)
    name, kept = released
    if kept:
        flash(say("%(name)s is not asked any more. Answers that stay: %(kept)s.", name=name, kept=kept))
    else:
        flash(say("%(name)s is not asked any more.", name=name))
    return _to_people(assessment_id)


@pages.post("/assessments/<uuid:assessment_id>/people/remind")
@requires(Action.STEER_ASSESSMENT)
def remind_people(assessment_id: UUID) -> Response:
    """Write to those who have not finished."""
    names = remind(visitor(), assessment_id)
    if names:
        flash(say("Reminded: %(names)s.", names=wording(current_language()).listed(names)))
    else:
        flash(say("Nobody was written to: all have finished, or had a message today already."))
    return _to_people(assessment_id)


@pages.post("/assessments/<uuid:assessment_id>/people/write")
@requires(Action.STEER_ASSESSMENT)
def write_to_people(assessment_id: UUID) -> Response:
    """Write to those who were carried over and know nothing of it."""
    names = write_to_carried(visitor(), assessment_id)
    if names:
        flash(say("Asked, and written to: %(names)s.", names=", ".join(names)))
    else:
        flash(say("Nobody was written to: all know already, or are no members any more."))
    return _to_people(assessment_id)


def _asked(form: AskForm | RespondentForm, model: Model) -> Ask:
    """Every dimension is kept as none named, so that it stays every one."""
    ticked = form.dimensions.ticked
    return Ask(() if len(ticked) == len(model.dimensions) else ticked, parsed(form.due_on))


def _to_people(assessment_id: UUID) -> Response:
    return redirect(url_for("opening.people.index", assessment_id=assessment_id))


def _model(assessment: Assessment) -> Model:
    return load(assessment.model, current_app.config["MODEL_FOLDERS"])
