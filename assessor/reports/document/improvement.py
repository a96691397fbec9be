"""What to do next, and how far the result hangs on single judgements."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure


@dataclass(frozen=True, slots=True)
class StepView:
    """One practice taken one level up; `number` is its place in the order to take the steps in.

    `days` are person-days, in words `effort`; `gain` is in points of the total. A quick win among the
    long-term steps is one that waits for another step of its practice.
    """

    number: int
    node: str
    title: str
    parent: str
    from_level: str
    to_level: str
    action: str
    owner: str
    days: Figure
    effort: str
    gain: Figure
    quick_win: bool
    horizon: str
    stream: str


@dataclass(frozen=True, slots=True)
class WorkStreamView:
    """What a plan asks of one work stream; `title` is what its steps name."""

    title: str
    steps: int
    quick_wins: int
    days: Figure
    gain: Figure


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """Where the total and the level stand after so many person-days in all, in words `done`."""

    title: str
    days: Figure
    done: str
    total: Figure
    level: int | None
    level_title: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The cheapest way to a target: person-days, steps in their order, and where they lead.

    `target` says what is aimed at. `milestones` are today, after the quick wins where there are any, and
    after the whole plan. `obstacles` says why there is no way, sentence by sentence; then there are no steps.
    """

    target: str
    statement: str
    method: str
    days: Figure
    quick_wins: tuple[StepView, ...]
    long_term: tuple[StepView, ...]
    streams: tuple[WorkStreamView, ...]
    milestones: tuple[MilestoneView, ...]
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantView:
    """The result without one criterion; `change` is how far the total moves, with its sign."""

    id: str
    title: str
    total: Figure
    change: Figure
    level: int | None
    level_title: str
    changes_level: bool


@dataclass(frozen=True, slots=True)
class RobustnessView:
    """How far the result hangs on weights and on single criteria, in words.

    The document's `profiles` have the result under every weight profile, `dropped` without each criterion.
    """

    profiles_statement: str
    criteria_statement: str
    dropped: tuple[VariantView, ...]
