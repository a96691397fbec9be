"""The pages of the improvement plan: choose a target, see the cheapest plan, settle it, and work it off."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, State, allows, relation_to, requires, visitor
from assessor.languages import Wording, wording
from assessor.models import Assessment, ImprovementPlan
from assessor.peers.keys import pool_key
from assessor.plans import showing
from assessor.plans.aims import Aim, aim_of
from assessor.plans.forms import StepForm, as_text, day_of, read_aim, seen_fields, seen_text
from assessor.plans.operations import (
    About,
    PlanChanged,
    StepChanged,
    StepFields,
    StepGone,
    change_step,
    fields_of,
    move,
    put_in_order,
    settle,
)
from assessor.plans.outcomes import outcomes
from assessor.plans.peers import Peers, peer_aims
from assessor.plans.proposals import Ground, Proposal, ground_of, propose, starting_wishes
from assessor.plans.queries import (
    assessed_since,
    member_names,
    plan_before,
    plan_of,
    planned_assessment,
    task_of,
)
from assessor.plans.settled import STATUSES
from assessor.plans.wishes import Fault, Wishes, step_key, wishes_from
from assessor.speech import current_language, translated
from criteria.planning import Plan

pages = Blueprint("plans", __name__, url_prefix="/assessments/<uuid:assessment_id>")


@pages.get("/plan")
@requires(Action.READ_PLAN)
def plan(assessment_id: UUID) -> str:
    """The plan that was settled, or the way to one."""
    assessment = planned_assessment(visitor(), assessment_id, Action.READ_PLAN)
    return _page(assessment)


def _page(
    assessment: Assessment, places: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    """The page of the plan; `places` are typed numbers that rest on an order that is no more.

    Or they have something `wrong` with them, by the name of the field.
    """
    row = plan_of(assessment.tenant_id, assessment.id)
    editable = _may(Action.EDIT_PLAN, assessment)
    if row is None:
        return render_template("plans/none.html", assessment=assessment, editable=editable)
    later = assessed_since(assessment)
    found = outcomes(row.tasks, later, _folders()) if later else None
    return render_template(
        "plans/plan.html",
        assessment=assessment,
        page=showing.settled_page(_ground(assessment), row, found, date.today()),
        later=later,
        editable=editable,
        places=places,
        wrong=wrong or {},
    )


# --- before it is settled ---------------------------------------------------------------------------


@pages.get("/plan/target")
@requires(Action.EDIT_PLAN)
def target(assessment_id: UUID) -> str:
    """What to aim at."""
    assessment = planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN)
    ground = _ground(assessment)
    row = plan_of(assessment.tenant_id, assessment.id)
    asked = aim_of(row.target).address if row else {}
    return _target_page(assessment, ground, _peers(assessment, ground), asked, {})


def _target_page(
    assessment: Assessment, ground: Ground, peers: Peers, asked: Mapping[str, str], faults: Mapping[str, str]
) -> str:
    page = showing.target_page(ground, peers, asked, faults)
    return render_template("plans/target.html", assessment=assessment, page=page)


@pages.route("/plan/proposal", methods=["GET", "POST"])
@requires(Action.EDIT_PLAN)
def proposal(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """The cheapest plan to the target of the address; sent back it is calculated again, or settled."""
    assessment = planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN)
    ground = _ground(assessment)
    peers = _peers(assessment, ground)
    aim = read_aim(request.args, ground.model, peers.aims)
    if isinstance(aim, dict):
        return _target_page(assessment, ground, peers, request.args, aim), 400
    row = plan_of(assessment.tenant_id, assessment.id)
    if request.method == "GET":
        before = None if row else plan_before(assessment)
        wishes = starting_wishes(ground.model, row, before)
        return _proposal_page(assessment, propose(ground, aim, wishes, row), row, carried=before is not None)
    return _sent_back(assessment, ground, aim, row)


def _sent_back(
    assessment: Assessment, ground: Ground, aim: Aim, row: ImprovementPlan | None
) -> str | Response | tuple[str, int]:
    wishes, faults = wishes_from(ground.model, request.form, _say())
    wrong = {key for fault in faults if (key := step_key(fault.field.partition(":")[2]))}
    found = propose(ground, aim, wishes, row, wrong)
    if faults:
        return _proposal_page(assessment, found, row, faults), 400
    if request.form.get("do") != "settle":
        return _proposal_page(assessment, found, row, again=True)
    if request.form.get("shown") != found.fingerprint or not isinstance(found.found, Plan):
        return _proposal_page(assessment, found, row, unseen=True), 409
    return _settled(assessment, found, found.found, wishes)


def _settled(
    assessment: Assessment, found: Proposal, chosen: Plan, wishes: Wishes
) -> Response | tuple[str, int]:
    assessment_id, version = assessment.id, request.form.get("version", 0, type=int)
    user = visitor()
    try:
        settle(About(assessment.tenant_id, assessment_id), found.aim, wishes, chosen, user.name, version)
    except PlanChanged:
        again = planned_assessment(user, assessment_id, Action.EDIT_PLAN)
        row = plan_of(again.tenant_id, again.id)
        newer = propose(_ground(again), found.aim, wishes, row)
        return _proposal_page(again, newer, row, stale=True), 409
    return redirect(url_for("plans.plan", assessment_id=assessment_id))


def _proposal_page(
    assessment: Assessment,
    found: Proposal,
    row: ImprovementPlan | None,
    faults: Sequence[Fault] = (),
    **told: bool,
) -> str:
    return render_template(
        "plans/proposal.html",
        assessment=assessment,
        found=found,
        row=row,
        removed=showing.removed_steps(found, _say()),
        typed=request.form,
        faults=faults,
        wrong={fault.field: fault.text for fault in faults},
        told=told,
    )


# --- once it is settled -----------------------------------------------------------------------------


@pages.post("/plan/order")
@requires(Action.EDIT_PLAN)
def order(assessment_id: UUID) -> str | Response | tuple[str, int]:
    """Move one step up or down, or put steps where the typed numbers say."""
    assessment = planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN)
    about = About(assessment.tenant_id, assessment_id)
    moved, _, way = request.form.get("move", "").partition(":")
    try:
        if moved:
            move(about, UUID(moved), {"up": -1, "down": 1}[way])
        elif wrong := _wrong_places():
            return _page(assessment, request.form, wrong), 400
        else:
            put_in_order(about, request.form.get("version", 0, type=int), _places())
    except (ValueError, KeyError):
        abort(400)
    except (PlanChanged, StepGone):
        return _page(planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN), request.form), 409
    anchor = f"step-{moved}" if moved else "steps"
    return redirect(url_for("plans.plan", assessment_id=assessment_id, _anchor=anchor))


def _places() -> dict[UUID, int]:
    """The typed places; an empty one leaves its step where it is."""
    return {UUID(name.removeprefix("place:")): int(text) for name, text in _typed_places() if text}


def _wrong_places() -> dict[str, str]:
    """What is wrong with the typed places, by the name of the field."""
    return {
        name: translated("Place: found “%(found)s”; allowed: a whole number, such as 3", found=text[:20])
        for name, text in _typed_places()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 5)
    }


def _typed_places() -> list[tuple[str, str]]:
    return [(name, text.strip()) for name, text in request.form.items() if name.startswith("place:")]


@pages.route("/plan/steps/<uuid:task_id>", methods=["GET", "POST"])
@requires(Action.EDIT_PLAN)
def step(assessment_id: UUID, task_id: UUID) -> str | Response | tuple[str, int]:
    """Who does a step, when, and how far it is."""
    assessment = planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN)
    task = task_of(assessment.tenant_id, assessment_id, task_id)
    if request.method == "GET":
        if task is None:
            abort(404)
        shown = fields_of(task)
        return _step_page(assessment, task_id, StepForm(formdata=None, data=_as_data(shown)))
    form = StepForm()
    if task is None:
        return _gone(assessment, form), 409
    if not form.validate():
        return _step_page(assessment, task_id, form), 400
    return _changed(assessment, task_id, form)


def _as_data(shown: StepFields) -> dict[str, str]:
    return {**as_text(shown), "seen": seen_text(shown)}


def _changed(assessment: Assessment, task_id: UUID, form: StepForm) -> str | Response | tuple[str, int]:
    assessment_id, seen = assessment.id, seen_fields(form.seen.data)
    try:
        about = About(assessment.tenant_id, assessment_id)
        change_step(about, task_id, seen or StepFields(), form.fields, date.today())
    except StepGone:
        return _gone(planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN), form), 409
    except StepChanged as changed:
        again = planned_assessment(visitor(), assessment_id, Action.EDIT_PLAN)
        theirs = showing.differences(seen or StepFields(), changed.now, form.fields, _say())
        merged = showing.merged(seen or StepFields(), changed.now, form.fields)
        form = StepForm(formdata=None, data={**as_text(merged), "seen": seen_text(changed.now)})
        return _step_page(again, task_id, form, theirs), 409
    return redirect(url_for("plans.plan", assessment_id=assessment_id, _anchor=f"step-{task_id}"))


def _step_page(
    assessment: Assessment,
    task_id: UUID,
    form: StepForm,
    theirs: Sequence[showing.Difference] = (),
) -> str:
    row = plan_of(assessment.tenant_id, assessment.id)
    page = showing.settled_page(_ground(assessment), row, None, date.today()) if row else None
    shown = next((step for step in page.steps if step.id == task_id), None) if page else None
    if shown is None:
        abort(404)
    return render_template(
        "plans/step.html",
        assessment=assessment,
        step=shown,
        form=form,
        statuses=STATUSES,
        names=member_names(assessment.tenant_id),
        theirs=theirs,
        faults=[(name, errors[0]) for name, errors in form.errors.items()],
    )


def _gone(assessment: Assessment, form: StepForm) -> str:
    typed = showing.typed_fields(
        {name: form[name].data for name in StepFields.__dataclass_fields__}, day_of, _say()
    )
    return render_template("plans/gone.html", assessment=assessment, typed=typed)


# --- shared -----------------------------------------------------------------------------------------


def _ground(assessment: Assessment) -> Ground:
    return ground_of(assessment, _folders(), _say())


def _peers(assessment: Assessment, ground: Ground) -> Peers:
    return peer_aims(ground.sheet, ground.result, pool_key(assessment.organisation))


def _may(action: Action, assessment: Assessment) -> bool:
    return allows(action, relation_to(visitor(), assessment.tenant_id), State(assessment.status))


def _say() -> Wording:
    return wording(current_language())


def _folders() -> Sequence[Path]:
    folders: Sequence[Path] = current_app.config["MODEL_FOLDERS"]
    return folders
