"""A plan and the robustness of a result, invented around the scores of a document."""

from collections.abc import Sequence
from itertools import islice

from assessor.languages import wording
from assessor.reports.document import (
    Figure,
    MilestoneView,
    NodeView,
    PlanView,
    RobustnessView,
    StepView,
    VariantView,
    WorkStreamView,
)
from assessor.reports.guides import HORIZONS, STREAMS
from criteria.registry import load
from criteria.text import Language

MODEL = load("cmc@2026.1")
STEPS, QUICK = 14, 5


def plan(dimensions: Sequence[NodeView], language: Language) -> PlanView:
    """Fourteen steps in the model's own words, five of them quick wins."""
    titles = {p.id: (c.title, p.title) for d in dimensions for c in d.criteria for p in c.practices}
    steps = [_step(n, *titles[p.id], p, language) for n, p in enumerate(islice(MODEL.practices, STEPS), 1)]
    say = wording(language)
    return PlanView(
        target=say("level %(number)s, %(title)s", number=4, title=_title(4, language)),
        statement=say(
            "It takes %(days)s of work, in %(steps)s, to reach the target: %(target)s.",
            days=say("%(days)s person-days", days=sum(int(step.days.value) for step in steps)),
            steps=say("%(count)s steps", count=STEPS),
            target=_level(4, language),
        ),
        method=say("A step takes the answer to a practice one level up."),
        days=_days(sum(int(step.days.value) for step in steps)),
        quick_wins=tuple(steps[:QUICK]),
        long_term=tuple(steps[QUICK:]),
        streams=tuple(_stream(say(title), steps) for title in STREAMS.values()),
        milestones=tuple(
            MilestoneView(
                say(title),
                _days(days),
                say("%(days)s person-days", days=days),
                Figure(total, f"{total:.0f}"),
                level,
                _title(level, language),
            )
            for title, days, total, level in (
                ("Today", 0, 523.0, 3),
                ("After the quick wins", sum(int(s.days.value) for s in steps[:QUICK]), 541.0, 3),
                ("After the whole plan", sum(int(s.days.value) for s in steps), 600.0, 4),
            )
        ),
    )


def _step(n: int, parent: str, title: str, practice, language: Language) -> StepView:
    action, say = practice.guide.actions[n % 5], wording(language)
    return StepView(
        number=n,
        node=practice.id,
        title=title,
        parent=parent,
        from_level=_level(2, language),
        to_level=_level(3, language),
        action=action.text.in_language(language),
        owner=action.owner.in_language(language),
        days=_days(action.days),
        effort=f"{action.days}",
        gain=Figure(1.25, "1.3"),
        quick_win=n <= QUICK,
        horizon=say(HORIZONS["quick-win" if n <= QUICK else "long-term"]),
        stream=say(STREAMS[action.stream]),
    )


def _stream(title: str, steps: Sequence[StepView]) -> WorkStreamView:
    own = [step for step in steps if step.stream == title]
    quick = sum(step.number <= QUICK for step in own)
    days = _days(sum(int(step.days.value) for step in own))
    return WorkStreamView(title, len(own), quick, days, Figure(len(own) * 1.25, f"{len(own) * 1.25:.1f}"))


def _title(number: int, language: Language) -> str:
    return next(level.title.in_language(language) for level in MODEL.levels if level.number == number)


def _level(number: int, language: Language) -> str:
    return f"{number} {_title(number, language)}"


def _days(days: int) -> Figure:
    return Figure(float(days), str(days))


def robustness(dimensions: Sequence[NodeView], total: float, language: Language) -> RobustnessView:
    """Thirty criteria left out in turn; without two of them the level is another."""
    say = wording(language)
    criteria = [criterion for dimension in dimensions for criterion in dimension.criteria]
    return RobustnessView(
        profiles_statement=say("The level stays the same under every other weight profile of the model."),
        criteria_statement=say(
            "The level hangs on %(count)s of %(all)s criteria: without any one of them it is another.",
            count=2,
            all=len(criteria),
        ),
        dropped=tuple(
            _variant(c.id, c.title, total + (n % 9) - 4, total, language, 4 if n in (3, 20) else 3)
            for n, c in enumerate(criteria)
        ),
    )


def _variant(
    name: str, title: str, value: float, total: float, language: Language, level: int = 3
) -> VariantView:
    change = Figure(value - total, f"{value - total:+.1f}".replace("-", "−"))
    shown = Figure(value, f"{value:.0f}")
    return VariantView(name, title, shown, change, level, _title(level, language), level != 3)
