"""A plan that was settled, for reports and pages: as it was foretold, with what was agreed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assessor.languages import Wording, message
from assessor.models import ImprovementPlan, PlanTask
from assessor.plans.aims import Aim, aim_of, aim_title
from assessor.plans.wishes import actions_of
from assessor.reports.document import PlanView, SettledView, StepView, TaskView
from assessor.reports.improvement import counted_steps, days_figure, person_days, view_of
from assessor.reports.outline import Outliner
from criteria.model import Level, Model
from criteria.planning import Milestone, Plan
from criteria.steps import StepUp

STATUSES = {
    "open": message("Not started"),
    "started": message("Started"),
    "done": message("Done"),
    "dropped": message("Dropped"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is, in person-days and points as they were planned; dropped steps are in neither."""

    steps: int
    steps_done: int
    days: int
    days_done: int
    gained: Fraction
    dropped: int


def progress_of(tasks: Iterable[PlanTask]) -> Progress:
    """Sums of a plan's steps."""
    rows = list(tasks)
    kept = [task for task in rows if task.status != "dropped"]
    done = [task for task in kept if task.status == "done"]
    return Progress(
        steps=len(kept),
        steps_done=len(done),
        days=sum(task.days for task in kept),
        days_done=sum(task.days for task in done),
        gained=sum((Fraction(task.gain) for task in done), Fraction(0)),
        dropped=len(rows) - len(kept),
    )


def settled_view(lines: Outliner, row: ImprovementPlan) -> PlanView:
    """The plan with its tasks. A step that only a former draft of the model had is left out."""
    aim = aim_of(row.target)
    found, tasks = _foretold(lines.model, row, aim), _by_step(lines, row.tasks)
    view = view_of(lines, aim.target, found, own=bool(row.efforts or row.wishes))
    numbered = iter(_tasked(view, found, tasks))
    quick, later = ([next(numbered) for _ in part] for part in (view.quick_wins, view.long_term))
    settled_on = lines.say.date(row.settled_at.date())
    return replace(
        view,
        target=aim_title(lines, aim),
        statement=lines.say("Settled on %(date)s.", date=settled_on) + _space(lines.say) + view.statement,
        quick_wins=tuple(quick),
        long_term=tuple(later),
        settled=_settled(lines, row, settled_on),
    )


def _space(say: Wording) -> str:
    return " " if say.language == "en" else ""  # no space after a full-width stop


def _settled(lines: Outliner, row: ImprovementPlan, settled_on: str) -> SettledView:
    progress = progress_of(row.tasks)
    return SettledView(
        on=row.settled_at.date().isoformat(),
        on_shown=settled_on,
        by=row.settled_by,
        planned=days_figure(lines.say, progress.days),
        done=days_figure(lines.say, progress.days_done),
        gained=lines.show.points(progress.gained),
        progress=progress_text(lines, progress),
    )


def progress_text(lines: Outliner, progress: Progress) -> str:
    """How far the plan is, in a sentence or two."""
    say = lines.say
    sentence = say(
        "Done so far: %(done)s of %(steps)s, %(days)s of %(all)s, planned to gain %(points)s points.",
        done=say.count(progress.steps_done),
        steps=counted_steps(say, progress.steps),
        days=say.count(progress.days_done),
        all=person_days(say, progress.days),
        points=lines.show.points(progress.gained).shown,
    )
    if not progress.dropped:
        return sentence
    dropped = say("Dropped since: %(steps)s.", steps=counted_steps(say, progress.dropped))
    return sentence + _space(say) + dropped


# --- as it was foretold -----------------------------------------------------------------------------


def _foretold(model: Model, row: ImprovementPlan, aim: Aim) -> Plan:
    levels = {level.number: level for level in model.levels}
    steps = [(task.quick_win, step) for task in row.tasks if (step := _step(model, task))]
    return Plan(
        aim.target,
        tuple(step for quick, step in steps if quick),
        tuple(step for quick, step in steps if not quick),
        *(_milestone(stop, levels) for stop in row.milestones),
    )


def _milestone(stop: dict[str, object], levels: dict[int, Level]) -> Milestone:
    number = stop["level"]
    level = levels.get(number) if isinstance(number, int) else None
    return Milestone(int(str(stop["days"])), Fraction(str(stop["total"])), level)


def _step(model: Model, task: PlanTask) -> StepUp | None:
    """The step as a report needs it; its scores were those of the answers of then, and are not shown."""
    action = actions_of(model).get((task.practice_id, task.to_level))
    if action is None:
        return None
    practice, none = next(p for p in model.practices if p.id == task.practice_id), Fraction(0)
    gain = Fraction(task.gain)
    return StepUp(practice, task.from_level, task.to_level, none, none, task.days, gain, action)


# --- with what was agreed since ---------------------------------------------------------------------


def _by_step(lines: Outliner, tasks: Sequence[PlanTask]) -> dict[tuple[str, int], tuple[int, TaskView]]:
    return {
        (task.practice_id, task.to_level): (number, task_view(task, lines.say))
        for number, task in enumerate(tasks, 1)
    }


def _tasked(
    view: PlanView, found: Plan, tasks: dict[tuple[str, int], tuple[int, TaskView]]
) -> Iterable[StepView]:
    for shown, step in zip((*view.quick_wins, *view.long_term), found.steps, strict=True):
        number, task = tasks[step.key]
        yield replace(shown, number=number, task=task)


def task_view(task: PlanTask, say: Wording) -> TaskView:
    """What was settled of a step, in words."""
    return TaskView(
        owner=task.owner,
        starts_on=task.starts_on.isoformat() if task.starts_on else "",
        due_on=task.due_on.isoformat() if task.due_on else "",
        dates=_dates(task, say),
        status=task.status,
        status_title=say(STATUSES[task.status]),
        action=task.action,
        note=task.note,
    )


def _dates(task: PlanTask, say: Wording) -> str:
    start, due = (day and say.date(day) for day in (task.starts_on, task.due_on))
    if start and due:
        return say("%(start)s to %(due)s", start=start, due=due)
    if due:
        return say("by %(due)s", due=due)
    return say("from %(start)s", start=start) if start else ""
