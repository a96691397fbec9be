"""The plan to the next level, or to any target, as a view and as a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assessor.charts import Chart, Stop, Threshold, path
from assessor.languages import Wording
from assessor.printing.fonts import shortened
from assessor.reports.document import (
    Figure,
    LevelView,
    MilestoneView,
    PlanView,
    ReportDocument,
    StepView,
    WorkStreamView,
)
from assessor.reports.figures import plain
from assessor.reports.guides import HORIZONS, STREAMS
from assessor.reports.keeping import Scored
from assessor.reports.outline import Outliner
from criteria.model import Level
from criteria.planning import (
    Infeasible,
    LevelTarget,
    Milestone,
    Obstacle,
    Plan,
    Steps,
    Target,
    next_level,
    plan,
)
from criteria.programme import Unsolved
from criteria.scoring import Score
from criteria.steps import Effort, StepUp

LABEL_EMS = 44


# --- the plan ---------------------------------------------------------------------------------------


def next_level_plan(lines: Outliner) -> PlanView | None:
    """The plan to the next level; None at the top, without a total, or where the model offers no actions."""
    target = next_level(lines.result)
    offered = any(practice.guide and practice.guide.actions for practice in lines.model.practices)
    return plan_view(lines, target) if target and offered else None


def plan_view(
    lines: Outliner,
    target: Target,
    effort: Effort | None = None,
    without: Steps = (),
    including: Steps = (),
) -> PlanView:
    """The plan to any target, or why there is none. Raises ValueError as `criteria.planning.plan` does."""
    found = planned(lines.result, target, effort, without, including)
    return view_of(lines, target, found, own=bool(effort or without or including))


def planned(
    result: Score,
    target: Target,
    effort: Effort | None = None,
    without: Steps = (),
    including: Steps = (),
) -> Plan | Infeasible | None:
    """The plan, kept by what it follows from; None where no set of steps could be proven the cheapest."""
    efforts = frozenset((effort or {}).items())
    return _planned(Scored(result), target, efforts, frozenset(without), frozenset(including))


@lru_cache(maxsize=64)
def _planned(
    scored: Scored,
    target: Target,
    efforts: frozenset[tuple[tuple[str, int], int]],
    without: frozenset[tuple[str, int]],
    including: frozenset[tuple[str, int]],
) -> Plan | Infeasible | None:
    try:
        return plan(scored.result, target, effort=dict(efforts), without=without, including=including)
    except Unsolved:
        return None


def view_of(
    lines: Outliner, target: Target, found: Plan | Infeasible | None, *, own: bool = False
) -> PlanView:
    """What was planned, or why there is no plan, in words; `own` where efforts are the organisation's."""
    if found is None:
        aim = target_title(lines, target)
        unproven = lines.say(
            "No set of actions could be proven the cheapest for the target: %(target)s.", target=aim
        )
        return _without_steps(lines, aim, unproven)
    if isinstance(found, Infeasible):
        return _without_way(lines, found)
    return _Planner(lines, found, own).view()


def target_title(lines: Outliner, target: Target) -> str:
    """What is aimed at, in words."""
    say = lines.say
    if isinstance(target, LevelTarget):
        level = next(level for level in lines.model.levels if level.number == target.number)
        title = level.title.in_language(say.language)
        return say("level %(number)s, %(title)s", number=level.number, title=title)
    return say("%(title)s of at least %(bar)s", title=lines.title(target.node), bar=plain(target.at_least))


def _without_way(lines: Outliner, found: Infeasible) -> PlanView:
    aim = target_title(lines, found.target)
    statement = lines.say("No set of actions leads to the target: %(target)s.", target=aim)
    obstacles = tuple(_obstacle(lines, obstacle) for obstacle in found.obstacles)
    return _without_steps(lines, aim, statement, obstacles)


def _without_steps(lines: Outliner, aim: str, statement: str, obstacles: tuple[str, ...] = ()) -> PlanView:
    return PlanView(
        target=aim,
        statement=statement,
        method="",
        days=days_figure(lines.say, 0),
        quick_wins=(),
        long_term=(),
        streams=(),
        milestones=(),
        obstacles=obstacles,
    )


def _obstacle(lines: Outliner, obstacle: Obstacle) -> str:
    say, title = lines.say, lines.title(obstacle.node)
    if obstacle.reason == "not rated":
        return say("There is no total to start from.")
    if obstacle.reason == "not applicable":
        return say("%(title)s does not apply to this organisation.", title=title)
    show = lines.show.total if obstacle.node == "total" else lines.show.score
    assert obstacle.highest is not None
    assert obstacle.needed is not None
    values = {
        "title": title,
        "highest": show(obstacle.highest).shown,
        "needed": f"{'>' if obstacle.strict else '≥'} {plain(obstacle.needed)}",
    }
    if obstacle.reason == "beyond the scale":
        return say("%(title)s: %(needed)s lies beyond the scale, which ends at %(highest)s.", **values)
    return say("%(title)s: all actions together lead to %(highest)s, needed is %(needed)s.", **values)


@dataclass(frozen=True, slots=True)
class _Planner:
    lines: Outliner
    found: Plan
    own: bool = False

    @property
    def say(self) -> Wording:
        return self.lines.say

    def view(self) -> PlanView:
        quick = tuple(self._step(n, step) for n, step in enumerate(self.found.quick_wins, 1))
        later = tuple(self._step(n, step) for n, step in enumerate(self.found.long_term, len(quick) + 1))
        return PlanView(
            target=target_title(self.lines, self.found.target),
            statement=self._statement(),
            method=self._method(),
            days=days_figure(self.say, self.found.days),
            quick_wins=quick,
            long_term=later,
            streams=tuple(self._streams(quick, later)),
            milestones=tuple(self._milestones()),
        )

    def _statement(self) -> str:
        aim, found = target_title(self.lines, self.found.target), self.found
        if not found.steps:
            return self.say("The target is reached already: %(target)s.", target=aim)
        sentence = self.say(
            "It takes %(days)s of work, in %(steps)s, to reach the target: %(target)s.",
            days=person_days(self.say, found.days),
            steps=counted_steps(self.say, len(found.steps)),
            target=aim,
        )
        return sentence + self._early()

    def _early(self) -> str:
        """Where it leads, and what the quick wins bring by themselves."""
        found, show = self.found, self.lines.show
        values = {
            "before": show.total(found.today.total).shown,
            "early": show.total(found.after_quick_wins.total).shown,
            "after": show.total(found.after_all.total).shown,
            "days": person_days(self.say, found.after_quick_wins.days),
        }
        if not found.quick_wins:
            return self.say(" None is a quick win. The total goes from %(before)s to %(after)s.", **values)
        if not found.long_term:
            return self.say(
                " All are quick wins, which are done within 90 days. "
                "The total goes from %(before)s to %(after)s.",
                **values,
            )
        return self.say(
            " The quick wins, %(days)s, are done within 90 days and take the total from %(before)s to "
            "%(early)s; the long-term steps take it to %(after)s.",
            **values,
        )

    def _method(self) -> str:
        declared = all(len(self._components(step)) == 1 for step in self.found.steps)
        step = (
            self.say("A step takes the answer to a practice one level up.")
            if declared
            else self.say(
                "A step takes a practice from the level that its score stands at to the lowest score of the "
                "next: what assessors would have to find, evidence included."
            )
        )
        if self.own:
            return step + self.say(
                " Of all sets of steps that reach the target and keep to what the organisation wants, this "
                "one takes the fewest person-days, found by an exact mixed-integer programme and checked by "
                "scoring it anew. Effort is the organisation's own estimate where it has one, else the "
                "model's."
            )
        return step + self.say(
            " Of all sets of steps that reach the target this one takes the fewest person-days, found by an "
            "exact mixed-integer programme and checked by scoring it anew. Effort is the model's estimate."
        )

    def _components(self, step: StepUp) -> Sequence[object]:
        return self.lines.model.rating_of(step.practice, self.lines.result.track).components

    def _step(self, number: int, step: StepUp) -> StepView:
        say, action = self.say, step.action
        return StepView(
            number=number,
            node=step.practice.id,
            title=self.lines.title(step.practice.id),
            parent=self.lines.title(step.practice.id.rpartition(".")[0]),
            from_level=level_text(self.lines, step.before),
            to_level=level_text(self.lines, step.level),
            action=action.text.in_language(say.language),
            owner=action.owner.in_language(say.language),
            days=days_figure(say, step.days),
            effort=person_days(say, step.days),
            gain=self.lines.show.points(step.gain),
            quick_win=action.horizon == "quick-win",
            horizon=say(HORIZONS[action.horizon]),
            stream=say(STREAMS[action.stream]),
        )

    def _streams(self, quick: Sequence[StepView], later: Sequence[StepView]) -> Iterator[WorkStreamView]:
        for name, title in STREAMS.items():
            own = [step for step in (*quick, *later) if step.stream == self.say(title)]
            gain = sum((s.gain for s in self.found.steps if s.action.stream == name), Fraction(0))
            if own:
                yield WorkStreamView(
                    title=self.say(title),
                    steps=len(own),
                    quick_wins=sum(step in quick for step in own),
                    days=days_figure(self.say, sum(int(step.days.value) for step in own)),
                    gain=self.lines.show.points(gain),
                )

    def _milestones(self) -> Iterator[MilestoneView]:
        found, say = self.found, self.say
        yield self._milestone(say("Today"), found.today)
        if found.quick_wins and found.long_term:
            yield self._milestone(say("After the quick wins"), found.after_quick_wins)
        if found.steps:
            yield self._milestone(say("After the whole plan"), found.after_all)

    def _milestone(self, title: str, at: Milestone) -> MilestoneView:
        days, done = days_figure(self.say, at.days), person_days(self.say, at.days)
        return MilestoneView(
            title, days, done, self.lines.show.total(at.total), *level_held(self.lines, at.level)
        )


def days_figure(say: Wording, days: int) -> Figure:
    """Person-days as a figure."""
    return Figure(float(days), say.count(days))


def person_days(say: Wording, days: int) -> str:
    """Person-days in words."""
    return say.ngettext("%(days)s person-day", "%(days)s person-days", days) % {"days": say.count(days)}


def counted_steps(say: Wording, steps: int) -> str:
    """How many steps, in words."""
    return say.ngettext("%(count)s step", "%(count)s steps", steps) % {"count": say.count(steps)}


def level_text(lines: Outliner, number: int) -> str:
    """A level of a practice by number and title; below the first, nothing is in place."""
    for level in lines.model.levels:
        if level.number == number:
            return f"{number} {level.title.in_language(lines.say.language)}"
    return f"{number} {lines.say('Nothing in place')}"


def level_held(lines: Outliner, level: Level | None) -> tuple[int | None, str]:
    """The number and the title of a level, or that none holds."""
    if level is None:
        return None, lines.say("none yet")
    return level.number, level.title.in_language(lines.say.language)


# --- charts -----------------------------------------------------------------------------------------


def plan_chart(document: ReportDocument, say: Wording) -> Chart | None:
    """The total from today over the quick wins to the end of the plan; None where there is no way to go."""
    found = document.plan
    if found is None or len(found.milestones) < 2:
        return None
    return path(
        "plan",
        say("The total along the plan, against the levels"),
        [_stop(stop, say) for stop in found.milestones],
        level_bars(document.levels, say),
        headers=(say("Stage"), say("Done by then"), say("Total")),
        top=document.basis.points.value,
        language=say.language,
    )


def _stop(stop: MilestoneView, say: Wording) -> Stop:
    level = say("level %(number)s, %(title)s", number=stop.level, title=stop.level_title)
    reached = level if stop.level is not None else stop.level_title
    return Stop(
        stop.title,
        f"{stop.done}{say('; ')}{shortened(reached, LABEL_EMS)}",
        stop.total.value,
        stop.total.shown,
    )


def level_bars(levels: Sequence[LevelView], say: Wording) -> list[Threshold]:
    """The totals that levels take."""
    return [
        Threshold(
            float(level.total_bar),
            say(
                "Level %(number)s, %(title)s: from %(bar)s",
                number=level.number,
                title=shortened(level.title, LABEL_EMS / 2),
                bar=level.total_bar,
            ),
        )
        for level in levels
        if level.total_bar is not None
    ]
