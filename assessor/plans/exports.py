"""The plan to take away: as a workbook, and as to-dos for a calendar."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response

from assessor.access import Action, requires, visitor
from assessor.assessments.views import UNFIT_FOR_FILES
from assessor.languages import Wording, wording
from assessor.mail.links import link_to
from assessor.models import Assessment, ImprovementPlan
from assessor.models.base import now
from assessor.plans.calendar import ToDo, calendar
from assessor.plans.proposals import ground_of
from assessor.plans.queries import plan_of, planned_assessment
from assessor.plans.settled import settled_view
from assessor.plans.workbook import plan_workbook
from assessor.reports.document import PlanView
from assessor.speech import current_language

pages = Blueprint("plan_files", __name__, url_prefix="/assessments/<uuid:assessment_id>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _settled(assessment_id: UUID) -> tuple[Assessment, ImprovementPlan, PlanView]:
    """The settled plan as the visitor may see it; 404 where none was settled."""
    assessment = planned_assessment(visitor(), assessment_id, Action.READ_PLAN)
    row = plan_of(assessment.tenant_id, assessment.id)
    if row is None:
        abort(404)
    ground = ground_of(assessment, current_app.config["MODEL_FOLDERS"], wording(current_language()))
    return assessment, row, settled_view(ground.lines, row)


@pages.get("/plan.xlsx")
@requires(Action.READ_PLAN)
def workbook(assessment_id: UUID) -> Response:
    """The plan as a workbook, in the language of the page."""
    assessment, row, view = _settled(assessment_id)
    content = plan_workbook(view, row.tasks, assessment.stated["name"], wording(current_language()))
    return _file(content, XLSX, assessment, "plan.xlsx")


@pages.get("/plan.ics")
@requires(Action.READ_PLAN)
def todos(assessment_id: UUID) -> Response:
    """The plan's steps as to-dos."""
    assessment, row, view = _settled(assessment_id)
    say = wording(current_language())
    title = f"{assessment.stated['name']}{say(': ')}{say('Improvement plan')}"
    address = link_to("plans.plan", assessment_id=assessment_id)
    content = calendar(title, say.language, address, _todos(row, view, say), now())
    return _file(content, "text/calendar; charset=utf-8", assessment, "plan.ics")


def _todos(row: ImprovementPlan, view: PlanView, say: Wording) -> Sequence[ToDo]:
    steps = sorted((*view.quick_wins, *view.long_term), key=lambda step: step.number)
    return [
        ToDo(
            uid=f"{task.id}@assessor",
            summary=f"{step.title}{say(': ')}{step.from_level} → {step.to_level}",
            description="\n".join(
                part for part in (task.action or step.action, step.parent, step.effort, task.note) if part
            ),
            category=step.stream,
            contact=task.owner,
            starts_on=task.starts_on,
            due_on=task.due_on,
            status=task.status,
            done_on=task.done_on,
        )
        for step in steps
        for task in (row.tasks[step.number - 1],)
    ]


def _file(content: bytes, media_type: str, assessment: Assessment, kind: str) -> Response:
    response = make_response(content)
    response.content_type = media_type
    whose = " ".join(UNFIT_FOR_FILES.sub(" ", assessment.stated["name"])[:80].split())
    name = f"{whose} {assessment.assessed_on.isoformat()} {kind}".lstrip()
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
