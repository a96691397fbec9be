"""A plan before it is settled: what is asked of it, what it comes to, and what would change."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessor.answers.sheet import AnswerSheet
from assessor.assessments.sheets import sheet_of
from assessor.languages import Wording
from assessor.models import Assessment, ImprovementPlan, PlanTask
from assessor.plans.aims import Aim, aim_title
from assessor.plans.wishes import Key, Wishes, actions_of, consistent, step_name, wishes_of
from assessor.reports.building import score_sheet
from assessor.reports.document import PlanView, StepView
from assessor.reports.improvement import level_text, planned, view_of
from assessor.reports.outline import Outliner
from criteria.model import Model
from criteria.planning import Infeasible, Plan
from criteria.scoring import Score
from criteria.steps import steps_up


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan stands on: an assessment's answers, their score, and the words to tell of it."""

    sheet: AnswerSheet
    result: Score
    lines: Outliner

    @property
    def model(self) -> Model:
        """The model that was answered."""
        return self.sheet.model


def ground_of(assessment: Assessment, folders: Sequence[Path], say: Wording) -> Ground:
    """The ground of an assessment. Raises as `sheet_of` does where its model is gone or changed."""
    sheet = sheet_of(assessment, folders, originals=False)
    result = score_sheet(sheet)
    # no explanation of every number is needed here: it would take longer than the rest of the page
    return Ground(sheet, result, Outliner(result, say, {}, {}))


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that something can be wished of; `view` only where the plan takes it, `new` where it had not."""

    name: str
    title: str
    level: str
    days: str
    by_pack: int
    wish: str
    view: StepView | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan to look at: `aside` are steps outside it that something is wished of, `others` what is open.

    `removed` are the steps that a settled plan has and this one has not.
    """

    aim: Aim
    target: str
    found: Plan | Infeasible | None
    view: PlanView
    quick_wins: tuple[Choice, ...]
    long_term: tuple[Choice, ...]
    aside: tuple[Choice, ...]
    others: tuple[tuple[str, tuple[Choice, ...]], ...]
    removed: tuple[tuple[str, PlanTask], ...]
    kept: int

    @property
    def fingerprint(self) -> str:
        """What is settled must be what was shown: a digest of the steps with their days."""
        steps = self.found.steps if isinstance(self.found, Plan) else ()
        told = ";".join(f"{step_name(step.key)}={step.days}" for step in steps)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def starting_wishes(model: Model, row: ImprovementPlan | None, before: ImprovementPlan | None) -> Wishes:
    """What is wished before anybody says so: as in the settled plan, else the efforts of the one before.

    Steps that are started or done stay in the plan, and dropped ones stay out.
    """
    if row is None:
        return wishes_of(model, before.efforts if before else ())
    wishes = wishes_of(model, row.efforts, row.wishes)
    known = actions_of(model)
    by_status: dict[str, set[Key]] = {}
    for task in row.tasks:
        if (task.practice_id, task.to_level) in known:
            by_status.setdefault(task.status, set()).add((task.practice_id, task.to_level))
    begun = by_status.get("started", set()) | by_status.get("done", set())
    without = (wishes.without | by_status.get("dropped", set())) - begun
    including = (wishes.including | begun) - by_status.get("dropped", set())
    return consistent(replace(wishes, without=frozenset(without), including=frozenset(including)))


def propose(
    ground: Ground, aim: Aim, wishes: Wishes, row: ImprovementPlan | None, shown: Collection[Key] = ()
) -> Proposal:
    """The cheapest plan to an aim that keeps to the wishes, beside the one that is settled.

    `shown` are steps to show in any case, such as those of which something wrong was typed.
    """
    found = planned(ground.result, aim.target, wishes.efforts, wishes.without, wishes.including)
    own = bool(wishes.keys)
    view = view_of(ground.lines, aim.target, found, own=own)
    table = _Table(ground, wishes, {(t.practice_id, t.to_level) for t in row.tasks} if row else None)
    steps = found.steps if isinstance(found, Plan) else ()
    taken = {step.key for step in steps}
    views = dict(zip([step.key for step in steps], (*view.quick_wins, *view.long_term), strict=True))
    quick = len(view.quick_wins)
    choices = tuple(table.choice(key, shown) for key, shown in views.items())
    return Proposal(
        aim=aim,
        target=aim_title(ground.lines, aim),
        found=found,
        view=view,
        quick_wins=choices[:quick],
        long_term=choices[quick:],
        aside=tuple(table.choice(key) for key in table.known if key in (wishes.keys | set(shown)) - taken),
        others=tuple(table.others(taken)),
        removed=tuple(table.removed(row, taken)) if row else (),
        kept=sum((t.practice_id, t.to_level) in taken for t in row.tasks) if row else 0,
    )


class _Table:
    """Makes choices in the words of one language."""

    def __init__(self, ground: Ground, wishes: Wishes, settled: set[Key] | None) -> None:
        self.ground, self.wishes, self.settled = ground, wishes, settled
        self.known = actions_of(ground.model)

    def choice(self, key: Key, view: StepView | None = None) -> Choice:
        by_pack = self.known[key].days
        return Choice(
            name=step_name(key),
            title=self.ground.lines.title(key[0]),
            level=level_text(self.ground.lines, key[1]),
            days=str(self.wishes.efforts.get(key, by_pack)),
            by_pack=by_pack,
            wish=self.wishes.of(key),
            view=view,
            new=view is not None and self.settled is not None and key not in self.settled,
        )

    def removed(self, row: ImprovementPlan, taken: set[Key]) -> Iterator[tuple[str, PlanTask]]:
        """The steps of a settled plan that this one has not, by what they are called."""
        lines = self.ground.lines
        for task in row.tasks:
            if (task.practice_id, task.to_level) not in taken:
                yield f"{lines.title(task.practice_id)} → {level_text(lines, task.to_level)}", task

    def others(self, taken: set[Key]) -> list[tuple[str, tuple[Choice, ...]]]:
        """The lowest open step of every practice that the plan leaves alone, by dimension."""
        lowest: dict[str, Key] = {}
        for step in steps_up(self.ground.result):
            lowest.setdefault(step.practice.id, step.key)
        busy = {key[0] for key in taken | self.wishes.keys}
        groups = []
        for dimension in self.ground.model.dimensions:
            names = [p.id for criterion in dimension.criteria for p in criterion.practices]
            choices = tuple(
                self.choice(lowest[name]) for name in names if name in lowest and name not in busy
            )
            if choices:
                groups.append((self.ground.lines.title(dimension.id), choices))
        return groups
