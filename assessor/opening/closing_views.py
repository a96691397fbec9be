"""The pages on which an assessment is settled, opened again, or removed."""

from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, requires, visitor
from assessor.models.base import now
from assessor.opening import operations
from assessor.opening.forms import DeleteForm, ReopenForm, SubmitForm, errors_of, parsed, say
from assessor.opening.operations import NothingAnswered, Settled, is_settled, name_of
from assessor.opening.queries import any_for, opened_for
from assessor.opening.tasks import tasks_of

pages = Blueprint("closing", __name__)


@pages.route("/assessments/<uuid:assessment_id>/submit", methods=["GET", "POST"])
@requires(Action.SUBMIT_ASSESSMENT)
def submit(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """What will happen, what is missing and what that means; and the button."""
    assessment = opened_for(visitor(), assessment_id, Action.SUBMIT_ASSESSMENT)
    today = now().date()
    chosen = assessment.assessed_on
    planned = chosen if assessment.recorded_at.date() < chosen <= today else today
    form = SubmitForm(data={"assessed_on": planned.isoformat()})
    form.begins = assessment.period_from
    if form.validate_on_submit() and (day := parsed(form.assessed_on)):
        try:
            operations.submit(visitor(), assessment_id, day)
            flash(say("Submitted. The answers are locked, and this is the result."))
            return redirect(url_for("assessments.result", assessment_id=assessment_id))
        except NothingAnswered:
            form.form_errors.append(say("Nothing has been answered yet, so there is nothing to submit."))
            assessment = opened_for(visitor(), assessment_id, Action.SUBMIT_ASSESSMENT)
    page = render_template(
        "opening/submit.html",
        assessment=assessment,
        name=name_of(assessment),
        tasks=tasks_of(visitor(), assessment, current_app.config["MODEL_FOLDERS"]),
        form=form,
        errors=[*errors_of(form), *({"text": text} for text in form.form_errors)],
    )
    return page, 422 if form.errors or form.form_errors else 200


@pages.route("/assessments/<uuid:assessment_id>/reopen", methods=["GET", "POST"])
@requires(Action.REOPEN_ASSESSMENT)
def reopen(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Let answers change again, with a reason."""
    assessment = opened_for(visitor(), assessment_id, Action.REOPEN_ASSESSMENT)
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            operations.reopen(visitor(), assessment_id, form.reason.data)
        except Settled:
            abort(403)
        flash(say("Open again: answers can change until it is submitted anew."))
        return redirect(url_for("opening.tasks", assessment_id=assessment_id))
    page = render_template(
        "opening/reopen.html",
        assessment=assessment,
        name=name_of(assessment),
        settled=is_settled(assessment),
        form=form,
        errors=errors_of(form),
    )
    return page, 422 if form.errors else 200


@pages.route("/assessments/<uuid:assessment_id>/delete", methods=["GET", "POST"])
@requires(Action.DELETE_ASSESSMENT)
def delete(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Remove an assessment, once its title was typed."""
    assessment = any_for(visitor(), assessment_id, Action.DELETE_ASSESSMENT)
    form, name = DeleteForm(), name_of(assessment)
    form.expected = name
    if form.validate_on_submit():
        try:
            operations.delete(visitor(), assessment_id)
        except Settled:
            abort(403)
        flash(say("Deleted: %(title)s.", title=name))
        return redirect(url_for("assessments.index"))
    page = render_template(
        "opening/delete.html",
        assessment=assessment,
        name=name,
        settled=is_settled(assessment),
        form=form,
        errors=errors_of(form),
    )
    return page, 422 if form.errors else 200
