"""The pages of an assessment that is being worked on: opening it, its tasks, what is said about it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, User, may, requires, visitor
from assessor.languages import wording
from assessor.models import Assessment, Organisation
from assessor.models.base import now
from assessor.opening.choices import Answerable, answerable, earlier, industries, places
from assessor.opening.closing_views import pages as closing
from assessor.opening.forms import (
    ANSWERING,
    START_FRESH,
    DetailsForm,
    FirstOpeningForm,
    OpeningForm,
    PlainForm,
    errors_of,
    parsed,
    say,
)
from assessor.opening.operations import (
    Changed,
    Details,
    Facts,
    Order,
    change_details,
    confirm_carried_over,
    details_of,
    finish,
    name_of,
    open_assessment,
)
from assessor.opening.people import unwritten
from assessor.opening.people_views import pages as people
from assessor.opening.presenting import presenting
from assessor.opening.progress import practices_of
from assessor.opening.queries import copyable_for, opened_for, organisations_for
from assessor.opening.tasks import Tasks, tasks_of
from assessor.reports.sentences import unanswered_said
from assessor.speech import current_language
from criteria.model import Dimension, Model
from criteria.registry import load

pages = Blueprint("opening", __name__)
pages.register_blueprint(people)
pages.register_blueprint(closing)
pages.context_processor(presenting)


# --- opening ----------------------------------------------------------------------------------------


@pages.route("/assessments/new", methods=["GET", "POST"])
@requires(Action.OPEN_ASSESSMENT)
def new() -> str | Response | tuple[str, int]:
    """What an assessment starts from; all the rest is asked on its own pages and kept in the draft."""
    user = visitor()
    organisations = organisations_for(user)
    if not organisations and not may(Action.EDIT_ORGANISATION):
        return render_template("opening/no_organisation.html")
    offered = answerable(current_app.config["MODEL_FOLDERS"])
    form = _opening_form(user, organisations, offered)
    if form.validate_on_submit():
        id_ = open_assessment(user, _order(form, offered))
        return redirect(url_for("opening.details", assessment_id=id_, first=1))
    page = render_template(
        "opening/new.html",
        form=form,
        errors=errors_of(form),
        organisations=organisations,
        offered=offered.values(),
        industries=industries(current_language()),
        places=places(current_language()),
    )
    return (page, 422) if form.errors else page


def _opening_form(
    user: User, known: Sequence[Organisation], offered: Mapping[str, Answerable]
) -> OpeningForm:
    form = OpeningForm() if known else FirstOpeningForm()
    tracks = {one.track for one in offered.values()}
    form.earlier = (
        earlier(copyable_for(user, tracks), current_language(), current_app.config["MODEL_FOLDERS"])
        if known
        else {}
    )
    form.organisation.allowed = [str(row.id) for row in known] or [""]
    form.start.allowed = [START_FRESH, *form.earlier]
    form.model.allowed = list(offered)
    form.answering.allowed = ANSWERING
    if isinstance(form, FirstOpeningForm):
        form.industry.allowed = [code for code, _ in industries("en")]
        form.country.allowed = [code for code, _ in places("en")]
    _prefill(form)
    return form


def _prefill(form: OpeningForm) -> None:
    """What most people choose, on a page that was not sent yet."""
    for field in (form.organisation, form.start):  # without a choice the page does not ask
        field.data = field.allowed[0] if len(field.allowed) == 1 else field.data or field.allowed[0]
    form.model.data = form.model.data or next(iter(form.model.allowed), "")
    if not form.is_submitted():
        form.title.data = say("Self-assessment %(year)s", year=now().year)


def _order(form: OpeningForm, offered: Mapping[str, Answerable]) -> Order:
    chosen = offered[form.model.data]
    first = isinstance(form, FirstOpeningForm)
    return Order(
        model=chosen.model,
        track=chosen.track,
        title=form.title.data,
        answering=form.answering.data,
        organisation_id=None if first else UUID(form.organisation.data),
        facts=_facts(form) if first else None,
        source_id=None if form.start.data == START_FRESH else UUID(form.start.data),
        with_evidence=form.evidence.data,
    )


def _facts(form: FirstOpeningForm) -> Facts:
    return Facts(form.name.data, form.industry.data, form.country.data, form.employees.number)


# --- tasks ------------------------------------------------------------------------------------------


@pages.get("/assessments/<uuid:assessment_id>/tasks")
@requires(Action.LIST_ASSESSMENTS)
def tasks(assessment_id: UUID) -> str:
    """How far an assessment is, and where to go on."""
    user = visitor()
    assessment = opened_for(user, assessment_id, Action.LIST_ASSESSMENTS)
    found = tasks_of(user, assessment, current_app.config["MODEL_FOLDERS"])
    return render_template(
        "opening/tasks.html",
        assessment=assessment,
        name=name_of(assessment),
        tasks=found,
        unanswered=_unanswered(assessment, found),
        unwritten=unwritten(assessment),
        today=now().date(),
        form=PlainForm(),
    )


def _unanswered(assessment: Assessment, found: Tasks) -> str:
    """What was left unanswered when it was submitted; nothing of a draft, where it may still be given."""
    if assessment.status == "draft" or found.whole is None or not found.whole.unanswered:
        return ""
    return unanswered_said(found.model, len(found.whole.unanswered), wording(current_language()))


@pages.post("/assessments/<uuid:assessment_id>/finished")
@requires(Action.ANSWER)
def finished(assessment_id: UUID) -> Response:
    """The visitor has answered what they were asked."""
    if finish(visitor(), assessment_id, finished=True):
        flash(say("You have finished your part. Thank you."))
    return _to_tasks(assessment_id)


@pages.post("/assessments/<uuid:assessment_id>/resumed")
@requires(Action.ANSWER)
def resumed(assessment_id: UUID) -> Response:
    """The visitor goes on answering after all."""
    if finish(visitor(), assessment_id, finished=False):
        flash(say("Your part is open again."))
    return _to_tasks(assessment_id)


@pages.post("/assessments/<uuid:assessment_id>/carried-over/<dimension_id>")
@requires(Action.STEER_ASSESSMENT)
def confirmed(assessment_id: UUID, dimension_id: str) -> Response:
    """The answers of one dimension that were carried over hold today."""
    assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    dimension = _model(assessment).by_id.get(dimension_id)
    if not isinstance(dimension, Dimension):
        abort(404)
    practices = [practice.id for practice in practices_of([dimension])]
    number = confirm_carried_over(visitor(), assessment_id, practices)
    flash(say("Answers confirmed: %(number)s.", number=number))
    return _to_tasks(assessment_id)


def _to_tasks(assessment_id: UUID) -> Response:
    return redirect(url_for("opening.tasks", assessment_id=assessment_id))


# --- details ----------------------------------------------------------------------------------------


@pages.route("/assessments/<uuid:assessment_id>/details", methods=["GET", "POST"])
@requires(Action.STEER_ASSESSMENT)
def details(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Scope, period, dates and weights."""
    assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    model = _model(assessment)
    form = _details_form(assessment, model)
    told: list[tuple[str, str]] = []
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            change_details(visitor(), assessment_id, model, _typed(form), _version(form))
            flash(say("Saved."))
            return _to_tasks(assessment_id)
        except Changed as changed:
            told, status = _told(changed.now, _typed(form), model), 409
            form.version.data = str(changed.version)
            assessment = opened_for(visitor(), assessment_id, Action.STEER_ASSESSMENT)
    page = render_template(
        "opening/details.html",
        assessment=assessment,
        name=name_of(assessment),
        model=model,
        form=form,
        errors=errors_of(form),
        told=told,
        conflict=status == 409,
    )
    return page, status


def _details_form(assessment: Assessment, model: Model) -> DetailsForm:
    now_ = details_of(assessment, model)
    form = DetailsForm(
        data={
            **{name: getattr(now_, name) for name in ("title", "profile", "sites", "scope")},
            **{
                name: day.isoformat() if (day := getattr(now_, name)) else ""
                for name in ("period_from", "period_to", "assessed_on", "due_on")
            },
            "business_units": "\n".join(now_.business_units),
            "version": str(assessment.version),
        }
    )
    form.profile.allowed = list(model.profiles)
    sites = (*assessment.organisation.sites, *assessment.stated["sites"])
    form.sites.allowed = list(dict.fromkeys(site["name"] for site in sites))
    return form


def _typed(form: DetailsForm) -> Details:
    assessed_on = parsed(form.assessed_on)
    assert assessed_on is not None, "the form requires it"
    return Details(
        title=form.title.data,
        profile=form.profile.data,
        sites=form.sites.ticked,
        scope=form.scope.data,
        business_units=form.units,
        period_from=parsed(form.period_from),
        period_to=parsed(form.period_to),
        assessed_on=assessed_on,
        due_on=parsed(form.due_on),
    )


def _version(form: DetailsForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _told(there: Details, typed: Details, model: Model) -> list[tuple[str, str]]:
    """What somebody else wrote, where it is not what was typed: the field and its value now."""
    return [
        (name, _shown(getattr(there, name), model))
        for name in Details.__dataclass_fields__
        if getattr(there, name) != getattr(typed, name)
    ]


def _shown(value: object, model: Model) -> str:
    if isinstance(value, tuple):
        return wording(current_language()).listed(value)
    if isinstance(value, str) and value in model.profiles:
        return model.profiles[value].title.in_language(current_language())
    return str(value or "–")


def _model(assessment: Assessment) -> Model:
    return load(assessment.model, current_app.config["MODEL_FOLDERS"])
