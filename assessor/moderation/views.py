"""The pages of moderation: the overview, one criterion to settle, and many practices settled at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, requires, visitor
from assessor.languages import message, wording
from assessor.models import Assessment
from assessor.moderation.cases import Case, Way, proposals
from assessor.moderation.forms import Fault, filled_in, saves_of
from assessor.moderation.operations import Outcome, settle, settle_all
from assessor.moderation.overview import overview
from assessor.moderation.queries import (
    Moderation,
    answered_apart,
    assessment_of,
    evidence_for,
    folders,
    may_settle,
    moderation_of,
    revisions_of,
)
from assessor.moderation.showing import Sources, case_views, in_words
from assessor.questionnaires.queries import criterion_of, place_of
from assessor.speech import current_language, translated
from criteria.model import Criterion, Model
from criteria.moderation import LEAST_FOR_MEDIAN
from criteria.registry import load

pages = Blueprint("moderation", __name__, url_prefix="/assessments/<uuid:assessment_id>/moderation")

BY_MEDIAN = message("Median of what the respondents answered, the lower of two in the middle. Not discussed.")


@pages.get("")
@requires(Action.READ_ANSWERS)
def index(assessment_id: UUID) -> str:
    """Who answered, where they differ, and what is settled."""
    assessment = assessment_of(visitor(), assessment_id, Action.READ_ANSWERS)
    if not answered_apart(assessment):
        return render_template("moderation/together.html", assessment=assessment)
    found, say = moderation_of(assessment), wording(current_language())
    counts = {way: len(list(proposals(found.cases, way))) for way in ("agreed", "median")}
    return render_template(
        "moderation/overview.html",
        assessment=assessment,
        page=overview(found, say),
        counts=counts,
        open=may_settle(visitor(), assessment),
        day=say.date,
    )


@pages.get("/<criterion_id>")
@requires(Action.READ_ANSWERS)
def criterion(assessment_id: UUID, criterion_id: str) -> str:
    """What was said about each practice of a criterion, and what is settled."""
    assessment, chosen = _chosen(assessment_id, criterion_id, Action.READ_ANSWERS)
    return _page(moderation_of(assessment, _ids(chosen)), chosen)


@pages.post("/<criterion_id>")
@requires(Action.MODERATE)
def settle_criterion(assessment_id: UUID, criterion_id: str) -> Response:
    """Settle practices of a criterion; nothing is saved while anything is wrong."""
    assessment, chosen = _chosen(assessment_id, criterion_id, Action.MODERATE)
    found = moderation_of(assessment, _ids(chosen))
    refused = found.model.not_applicable.rule == "refused"
    saves, choices, faults = saves_of(found.cases, request.form, refused)
    if faults:
        return make_response(_page(found, chosen, found.cases, faults), 422)
    outcome = settle(visitor(), assessment_id, saves, choices)
    return redirect(_after(found.model, chosen, assessment_id, outcome), 303)


@pages.get("/settle/<any(agreed, median):way>")
@requires(Action.MODERATE)
def propose(assessment_id: UUID, way: Way) -> str:
    """What would be settled at once, before anything is."""
    assessment = assessment_of(visitor(), assessment_id, Action.MODERATE)
    found, say = moderation_of(assessment), wording(current_language())
    listed = list(proposals(found.cases, way))
    taken = {proposal.case.practice.id for proposal in listed}
    return render_template(
        "moderation/propose.html",
        assessment=assessment,
        way=way,
        listed=[(p, in_words(p.case.rating, p.opinion, say)) for p in listed],
        left=[c for c in found.cases if c.answer is None and c.practice.id not in taken],
        titles=_titles(found.model),
        unfinished=sum(not person.finished for person in found.people),
        rationale=translated(BY_MEDIAN),
        least=LEAST_FOR_MEDIAN,
    )


@pages.post("/settle/<any(agreed, median):way>")
@requires(Action.MODERATE)
def settle_proposed(assessment_id: UUID, way: Way) -> Response:
    """Settle what was listed, as far as it is still as it was listed."""
    asked = set(request.form.getlist("proposal"))
    said = str(translated(BY_MEDIAN)) if way == "median" else ""
    done = settle_all(visitor(), assessment_id, way, asked, said)
    flash(translated("Settled: %(count)s. Each can be changed or reopened.", count=len(done)))
    if len(done) < len(asked):
        flash(
            translated(
                "Left as they are, because somebody answered or settled them meanwhile: %(count)s.",
                count=len(asked) - len(done),
            )
        )
    return redirect(url_for("moderation.index", assessment_id=assessment_id), 303)


def _chosen(assessment_id: UUID, criterion_id: str, action: Action) -> tuple[Assessment, Criterion]:
    assessment = assessment_of(visitor(), assessment_id, action)
    if not answered_apart(assessment):
        abort(404)
    return assessment, criterion_of(load(assessment.model, folders()), criterion_id)


def _ids(chosen: Criterion) -> list[str]:
    return [practice.id for practice in chosen.practices]


def _page(
    found: Moderation,
    chosen: Criterion,
    sent: Sequence[Case] = (),
    faults: Mapping[str, Sequence[Fault]] | None = None,
) -> str:
    assessment = found.assessment
    sources = Sources(
        found.model,
        visitor(),
        revisions_of(assessment, _ids(chosen)),
        evidence_for(assessment),
        wording(current_language()),
    )
    filled = {
        case.practice.id: filled_in(case, request.form)
        for case in sent
        if f"choice:{case.practice.id}" in request.form
    }
    views = case_views(found.cases, sources, filled, faults)
    return render_template(
        "moderation/criterion.html",
        assessment=assessment,
        criterion=chosen,
        place=place_of(found.model, chosen),
        views=views,
        contested=[view for view in views if view.contests],
        faulty=[view for view in views if view.faults],
        open=may_settle(visitor(), assessment),
        refuses_na=found.model.not_applicable.rule == "refused",
        moment=_moment,
    )


def _moment(at: datetime) -> str:
    """A moment to the minute, in UTC; the day as the language writes it."""
    return f"{wording(current_language()).date(at.date())}, {at:%H:%M} UTC"


def _after(model: Model, chosen: Criterion, assessment_id: UUID, outcome: Outcome) -> str:
    """To the next criterion where that was asked for, unless there is a choice to make on this one."""
    if outcome.saved:
        flash(translated("Saved: %(count)s.", count=len(outcome.saved)))
    following = place_of(model, chosen).next
    if outcome.conflicting or request.form.get("then") != "next":
        following = chosen
    if following is None:
        return url_for("moderation.index", assessment_id=assessment_id)
    return url_for("moderation.criterion", assessment_id=assessment_id, criterion_id=following.id)


def _titles(model: Model) -> dict[str, Criterion]:
    """The criterion of each practice."""
    return {practice.id: criterion for criterion in model.criteria for practice in criterion.practices}
