"""Settling a plan, planning again, and keeping its steps up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from assessor.activity.operations import note
from assessor.assessments.decimals import decimal_text
from assessor.extensions import writing
from assessor.models import ImprovementPlan, PlanTask
from assessor.models.base import now
from assessor.plans.aims import Aim, aim_fields
from assessor.plans.queries import plan_of, task_of
from assessor.plans.wishes import Key, Wishes, effort_rows, wish_rows
from criteria.planning import Plan
from criteria.steps import StepUp


class PlanChanged(Exception):
    """Somebody settled or ordered the plan meanwhile: what was asked rests on one that is no more."""


class StepGone(Exception):
    """The step is no longer in the plan."""


class StepChanged(Exception):
    """Somebody changed the step meanwhile; `now` is what it is."""

    def __init__(self, now: "StepFields") -> None:
        super().__init__("the step was changed meanwhile")
        self.now = now


@dataclass(frozen=True, slots=True)
class About:
    """The assessment that a plan is for."""

    tenant_id: UUID
    assessment_id: UUID


@dataclass(frozen=True, slots=True)
class StepFields:
    """What people agree on about a step."""

    owner: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    status: str = "open"
    action: str = ""
    note: str = ""


def fields_of(task: PlanTask) -> StepFields:
    """What is agreed on about a step now."""
    return StepFields(task.owner, task.starts_on, task.due_on, task.status, task.action, task.note)


# --- settling ---------------------------------------------------------------------------------------


def settle(about: About, aim: Aim, wishes: Wishes, found: Plan, by: str, version: int) -> ImprovementPlan:
    """Make a plan's steps rows, which from then on do not move by themselves.

    Where there is a plan already, steps that are in both keep their owner, dates, status and order; `version`
    is that of the plan it takes the place of, 0 for none. Raises PlanChanged where that is another by now.
    """
    with writing() as session:
        row = plan_of(about.tenant_id, about.assessment_id)
        if (row.version if row else 0) != version:
            raise PlanChanged
        if row is None:
            row = ImprovementPlan(tenant_id=about.tenant_id, assessment_id=about.assessment_id)
            session.add(row)
        row.target, row.efforts, row.wishes = aim_fields(aim), effort_rows(wishes), wish_rows(wishes)
        row.milestones = [
            {"days": m.days, "total": decimal_text(m.total), "level": m.level.number if m.level else None}
            for m in (found.today, found.after_quick_wins, found.after_all)
        ]
        row.settled_by, row.settled_at = by, now()
        row.tasks = _tasks(row, found)
        note(
            about.tenant_id,
            "plan.settled",
            about.assessment_id,
            {"target": row.target, "steps": len(found.steps), "days": found.days},
        )
    return row


def _tasks(row: ImprovementPlan, found: Plan) -> list[PlanTask]:
    quick = {step.key for step in found.quick_wins}
    kept = {(task.practice_id, task.to_level): task for task in row.tasks}
    tasks: dict[Key, PlanTask] = {}
    for step in found.steps:
        task = kept.get(step.key) or PlanTask(
            tenant_id=row.tenant_id, practice_id=step.practice.id, to_level=step.level
        )
        task.days, task.gain, task.from_level = step.days, decimal_text(step.gain), step.before
        task.quick_win = step.key in quick
        tasks[step.key] = task
    ordered = [tasks[key] for key in merged_order([key for key in kept if key in tasks], found.steps)]
    for position, task in enumerate(ordered):
        task.position = position
    return ordered


def merged_order(kept: Sequence[Key], steps: Sequence[StepUp]) -> list[Key]:
    """Steps that stay in the order they had, each new one behind the step that the plan has before it."""
    order, before = list(kept), -1
    for step in steps:
        if step.key not in order:
            order.insert(before + 1, step.key)
        before = order.index(step.key)
    return order


# --- steps ------------------------------------------------------------------------------------------


def change_step(
    about: About, task_id: UUID, seen: StepFields, wanted: StepFields, today: date
) -> tuple[PlanTask, bool]:
    """Write down what was agreed on about a step; whether anything is other than it was.

    `seen` is what the page showed. Raises StepGone where it is no longer in the plan, and StepChanged where
    somebody wrote something else meanwhile; then nothing is written.
    """
    with writing():
        task = task_of(about.tenant_id, about.assessment_id, task_id)
        if task is None:
            raise StepGone
        found = fields_of(task)
        if found != seen and found != wanted:
            raise StepChanged(found)
        if found == wanted:
            return task, False
        for name, value in asdict(wanted).items():
            setattr(task, name, value)
        if wanted.status != found.status:
            task.done_on = today if wanted.status == "done" else None
        changed = sorted(name for name, value in asdict(wanted).items() if value != getattr(found, name))
        note(
            about.tenant_id,
            "plan.step-changed",
            about.assessment_id,
            {"practice": task.practice_id, "level": task.to_level, "changed": changed},
        )
    return task, True


# --- order ------------------------------------------------------------------------------------------


def move(about: About, task_id: UUID, by: int) -> None:
    """Move a step up (-1) or down (+1) by one place; at the end of the list it stays.

    Raises StepGone where it is no longer in the plan.
    """
    with writing():
        row = plan_of(about.tenant_id, about.assessment_id)
        ids = [task.id for task in row.tasks] if row else []
        if row is None or task_id not in ids:
            raise StepGone
        at = ids.index(task_id)
        ids.insert(max(at + by, 0), ids.pop(at))
        _arrange(row, ids)


def put_in_order(about: About, version: int, places: Mapping[UUID, int]) -> None:
    """Put steps at the places that were typed, from 1; the others fill the places that are left.

    Raises PlanChanged where the plan was settled or ordered anew since `version`.
    """
    with writing():
        row = plan_of(about.tenant_id, about.assessment_id)
        if row is None or row.version != version:
            raise PlanChanged
        _arrange(row, placed([task.id for task in row.tasks], places))


def placed(ids: Sequence[UUID], places: Mapping[UUID, int]) -> list[UUID]:
    """The order that typed places give: who has another than before goes there, the others stay in line.

    >>> a, b, c = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> placed([a, b, c], {c: 1, a: 1, b: 2}) == [c, a, b]
    True
    """
    moved = {one: places[one] for at, one in enumerate(ids, 1) if places.get(one, at) != at}
    order = [one for one in ids if one not in moved]
    for one, place in sorted(moved.items(), key=lambda item: item[1]):
        order.insert(max(place - 1, 0), one)
    return order


def _arrange(row: ImprovementPlan, ids: Sequence[UUID]) -> None:
    at = {one: position for position, one in enumerate(ids)}
    if all(task.position == at[task.id] for task in row.tasks):
        return
    for task in row.tasks:
        task.position = at[task.id]
    flag_modified(row, "target")  # so that its version grows: whoever orders it next sees that it moved
    note(row.tenant_id, "plan.ordered", row.assessment_id, {"steps": len(ids)})
