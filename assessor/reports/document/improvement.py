"""What to do next, and how far the result hangs on single judgements."""

from dataclasses import dataclass, field

from assessor.reports.document.numbers import LEFT_OUT, Figure


@dataclass(frozen=True, slots=True)
class TaskView:
    """What was settled of a step: who does it, from when and until when (ISO, or empty), and how far it is.

    `dates` says both in words; `status` is open, started, done or dropped. `action` is the organisation's own
    wording of the step, and `note` what it wrote beside; both may be empty.
    """

    owner: str
    starts_on: str
    due_on: str
    dates: str
    status: str
    status_title: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class SettledView:
    """When and by whom a plan was settled, and how far it is.

    `planned` are the person-days of all steps but those dropped, `done` of those that are done, and `gained`
    the points that these were planned to gain: no claim about what they came to.
    """

    on: str
    on_shown: str
    by: str
    planned: Figure
    done: Figure
    gained: Figure
    progress: str


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
    task: TaskView | None = field(default=None, metadata=LEFT_OUT)


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
    One that was settled has `settled`, its steps have tasks, and all is as it was foretold then.
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
    settled: SettledView | None = field(default=None, metadata=LEFT_OUT)


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
