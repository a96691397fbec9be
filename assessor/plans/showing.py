"""What the pages of a plan show, in words: nothing is computed here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from assessor.languages import Wording, message
from assessor.models import ImprovementPlan, PlanTask
from assessor.plans.aims import QUANTILES, Aim, aim_of, cohort_title
from assessor.plans.operations import StepFields
from assessor.plans.outcomes import OUTCOMES, Outcomes
from assessor.plans.peers import Peers
from assessor.plans.proposals import Ground, Proposal
from assessor.plans.settled import STATUSES, Progress, progress_of, settled_view
from assessor.reports.document import Figure, PlanView, StepView
from assessor.reports.improvement import target_title
from criteria.model import Scale
from criteria.planning import LevelTarget

FIELDS = {
    "owner": message("Who does it"),
    "starts_on": message("Start date"),
    "due_on": message("Due date"),
    "status": message("Status"),
    "action": message("What you will do"),
    "note": message("Notes"),
}


# --- the settled plan -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the page of the plan; `outcome` is what a later assessment found, a code and its words."""

    id: UUID
    view: StepView
    overdue: bool
    outcome: str = ""
    outcome_title: str = ""


@dataclass(frozen=True, slots=True)
class SettledPage:
    """The plan on its page. `moved` says that the answers are no longer those that it was made from."""

    view: PlanView
    version: int
    progress: Progress
    days: str
    days_done: str
    gained: str
    steps: tuple[Step, ...]
    overdue: int
    outcomes: tuple[tuple[str, int], ...]
    cohort: str
    aim: Aim
    moved: bool


def settled_page(ground: Ground, row: ImprovementPlan, found: Outcomes | None, today: date) -> SettledPage:
    """The plan as it is today."""
    lines, aim = ground.lines, aim_of(row.target)
    view, progress = settled_view(lines, row), progress_of(row.tasks)
    shown = {step.number: step for step in (*view.quick_wins, *view.long_term)}
    steps = tuple(
        _step(task, shown[number], found, today, lines.say)
        for number, task in enumerate(row.tasks, 1)
        if number in shown
    )
    counted = [(lines.say(title), found.count(name)) for name, title in OUTCOMES.items()] if found else []
    assert view.settled is not None
    return SettledPage(
        view=view,
        version=row.version,
        progress=progress,
        days=view.settled.planned.shown,
        days_done=view.settled.done.shown,
        gained=view.settled.gained.shown,
        steps=steps,
        overdue=sum(step.overdue for step in steps),
        outcomes=tuple((title, count) for title, count in counted if count),
        cohort=cohort_title(aim, lines.say),
        aim=aim,
        moved=_moved(ground, view.milestones[0].total),
    )


def _moved(ground: Ground, then: Figure) -> bool:
    total = ground.result.total
    return total is None or ground.lines.show.total(total) != then


def _step(task: PlanTask, view: StepView, found: Outcomes | None, today: date, say: Wording) -> Step:
    late = task.due_on is not None and task.due_on < today and task.status in ("open", "started")
    outcome = found.of(task) if found else ""
    return Step(task.id, view, late, outcome, say(OUTCOMES[outcome]) if outcome else "")


# --- the target -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to aim at; `hint` says more, `chosen` that it is what was asked for."""

    value: str
    title: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TargetPage:
    """What there is to aim at, what was typed, and what is wrong with it; not `rated` without a total."""

    rated: bool
    levels: tuple[Option, ...]
    peers: tuple[Option, ...]
    no_peers: str
    synthetic: bool
    by_score: bool
    parts: tuple[Option, ...]
    points: str
    faults: Mapping[str, str]


def target_page(
    ground: Ground, peers: Peers, asked: Mapping[str, str], faults: Mapping[str, str]
) -> TargetPage:
    """The levels above the one that holds, what peers allow, and every part that can be given a score."""
    lines, say = ground.lines, ground.lines.say
    held = ground.result.level.number if ground.result.level else 0
    name = asked.get("aim", "")
    part = asked.get("part", name)
    parts = _parts(ground, part)
    return TargetPage(
        rated=ground.result.total is not None,
        levels=tuple(
            Option(f"level-{n}", _capital(target_title(lines, LevelTarget(n)), say), "", name == f"level-{n}")
            for n in (level.number for level in ground.model.levels)
            if n > held
        ),
        peers=tuple(_peer(aim, ground, name) for aim in peers.aims),
        no_peers=say(peers.reason) if peers.reason else "",
        synthetic=any(aim.synthetic for aim in peers.aims),
        by_score=name == "score" or any(option.chosen for option in parts),
        parts=parts,
        points=asked.get("points", ""),
        faults=faults,
    )


def _peer(aim: Aim, ground: Ground, asked: str) -> Option:
    say = ground.lines.say
    hint = say(
        "%(target)s. Peers: %(cohort)s, edition %(edition)s.",
        target=target_title(ground.lines, aim.target),
        cohort=cohort_title(aim, say),
        edition=aim.edition,
    )
    return Option(aim.quantile, _capital(say(QUANTILES[aim.quantile]), say), hint, asked == aim.quantile)


def _parts(ground: Ground, asked: str) -> tuple[Option, ...]:
    result, lines, model = ground.result, ground.lines, ground.model
    now = {node.id: node.score for node in result.dimensions}
    rows = [("total", lines.say("Total"), result.total, model.total_scale, lines.show.total)]
    rows += [
        (d.id, lines.title(d.id), now[d.id], model.node_scale, lines.show.score) for d in model.dimensions
    ]
    return tuple(
        Option(
            name,
            f"{title}{_today(show(value).shown if value is not None else None, scale, lines.say)}",
            "",
            name == asked,
        )
        for name, title, value, scale, show in rows
    )


def _today(shown: str | None, scale: Scale, say: Wording) -> str:
    return say(" (now %(score)s of %(high)s)", score=shown or "–", high=int(scale.high))


def _capital(text: str, say: Wording) -> str:
    return text[:1].upper() + text[1:] if say.language == "en" else text


# --- what would change, and what somebody else changed ----------------------------------------------


def removed_steps(found: Proposal, say: Wording) -> list[tuple[str, str]]:
    """The steps that a new plan would take out, with who was to do them and how far they are."""
    return [(title, _told(task, say)) for title, task in found.removed]


def _told(task: PlanTask, say: Wording) -> str:
    due = say("by %(due)s", due=say.date(task.due_on)) if task.due_on else ""
    return say("; ").join(part for part in (task.owner, due, say(STATUSES[task.status])) if part)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody changed meanwhile: from what to what; `yours` where something else was typed."""

    title: str
    before: str
    now: str
    yours: str


def differences(seen: StepFields, now: StepFields, typed: StepFields, say: Wording) -> Sequence[Difference]:
    """What changed since the page was opened."""
    found = []
    for name, title in FIELDS.items():
        before, theirs, own = (_shown(name, getattr(one, name), say) for one in (seen, now, typed))
        if before != theirs:
            found.append(Difference(say(title), before, theirs, own if own not in (before, theirs) else ""))
    return found


def merged(seen: StepFields, now: StepFields, typed: StepFields) -> StepFields:
    """What was typed, and for fields that nobody touched here what they are now."""
    values = {
        one.name: getattr(now if getattr(typed, one.name) == getattr(seen, one.name) else typed, one.name)
        for one in fields(StepFields)
    }
    return StepFields(**values)


def _shown(name: str, value: str | date | None, say: Wording) -> str:
    if not value:
        return say("empty")
    if isinstance(value, date):
        return say.date(value)
    return say(STATUSES[value]) if name == "status" and value in STATUSES else value


def typed_fields(
    typed: Mapping[str, str], day_of: Callable[[str], date | None], say: Wording
) -> list[tuple[str, str]]:
    """What was typed about a step that is no longer there, to be kept by whoever typed it."""
    return [
        (say(title), _shown(name, day_of(typed[name]) or typed[name], say))
        for name, title in FIELDS.items()
        if typed[name]
    ]
