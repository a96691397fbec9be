"""The sections on what to do next, and on how far the result hangs on single judgements."""

from collections.abc import Iterator

from assessor.reports.document import PlanView, ProfileView, RobustnessView, StepView, VariantView
from assessor.reports.flow.blocks import (
    Block,
    Heading,
    Picture,
    Row,
    Table,
    bullets,
    line,
    paragraph,
    row,
    stacked,
)
from assessor.reports.flow.telling import DASH, Telling


def plan(tell: Telling) -> Iterator[Block]:
    """The cheapest way to the next level."""
    found, say = tell.document.plan, tell.say
    assert found is not None
    yield paragraph(found.statement, tone="lead")
    if found.settled:
        yield paragraph(found.settled.progress)
    if found.obstacles:
        yield bullets(found.obstacles)
    if tell.pictures.plan is not None:
        yield Picture(tell.pictures.plan, told=True)
        yield _milestones(tell, found, tell.pictures.plan.table.caption)
        yield _streams(tell, found)
    if found.quick_wins:
        yield Heading(2, "quick-wins", say("Quick wins"))
        caption = say("Steps that are done within 90 days, those that gain most per person-day first")
        yield _steps(tell, caption, found.quick_wins, streamed=True)
    if found.long_term:
        yield Heading(2, "long-term", say("Long-term steps"))
        for stream in found.streams:
            steps = tuple(step for step in found.long_term if step.stream == stream.title)
            if steps:
                yield _steps(tell, say("Work stream: %(title)s", title=stream.title), steps, streamed=False)
    if found.method:
        yield paragraph(found.method, tone="note")


def _milestones(tell: Telling, found: PlanView, caption: str) -> Table:
    say = tell.say
    return Table(
        caption,
        (say("Stage"), say("Person-days"), say("Total"), say("Level")),
        tuple(
            row(stage.title, stage.days.shown, stage.total.shown, _level(stage.level, stage.level_title))
            for stage in found.milestones
        ),
        numeric=frozenset({1, 2}),
        widths=(5, 2, 2, 4),
    )


def _level(number: int | None, title: str) -> str:
    return title if number is None else f"{number} {title}"


def _streams(tell: Telling, found: PlanView) -> Table:
    say = tell.say
    return Table(
        say("What it asks of each work stream"),
        (say("Work stream"), say("Steps"), say("Quick wins"), say("Person-days"), say("Points gained")),
        tuple(
            row(s.title, str(s.steps), str(s.quick_wins), s.days.shown, s.gain.shown) for s in found.streams
        ),
        numeric=frozenset({1, 2, 3, 4}),
        widths=(5, 2, 2, 2, 2),
    )


def _steps(tell: Telling, caption: str, steps: tuple[StepView, ...], *, streamed: bool) -> Table:
    say = tell.say
    return Table(
        caption,
        (
            say("No."),
            say("Practice and action"),
            say("From level to level"),
            say("Who, and work stream") if streamed else say("Who"),
            say("Person-days"),
            say("Points gained"),
        ),
        tuple(_step(tell, step, streamed=streamed) for step in steps),
        numeric=frozenset({4, 5}),
        widths=(1, 8, 4, 4, 2, 2),
    )


def _step(tell: Telling, step: StepView, *, streamed: bool) -> Row:
    beside = step.stream if streamed else step.horizon if step.quick_win else ""
    return row(
        str(step.number),
        stacked([step.parent, line(tell.node(step.node, step.title)), *_action(step)]),
        f"{step.from_level} → {step.to_level}",
        stacked([*_who(step), *([beside] if beside else [])]),
        step.days.shown,
        step.gain.shown,
    )


def _action(step: StepView) -> list[str]:
    """What is done, in the organisation's words where it has any, and what it wrote beside."""
    if step.task is None:
        return [step.action]
    return [step.task.action or step.action, *([step.task.note] if step.task.note else [])]


def _who(step: StepView) -> list[str]:
    """Who the model suggests; once settled who does it, when, and how far it is."""
    if step.task is None:
        return [step.owner]
    task = step.task
    return [task.owner or step.owner, *([task.dates] if task.dates else []), task.status_title]


# --- robustness -------------------------------------------------------------------------------------


def robustness(tell: Telling) -> Iterator[Block]:
    """The result under other weight profiles, and without each single criterion."""
    found, say = tell.document.robustness, tell.say
    assert found is not None
    yield paragraph(
        say(
            "Weights and criteria are a judgement. This is what the same answers come to where one "
            "judgement is another."
        )
    )
    if found.profiles_statement:
        yield Heading(2, "other-profiles", say("Other weight profiles"))
        yield paragraph(found.profiles_statement)
        yield _profiles(tell)
    if found.dropped:
        yield Heading(2, "one-left-out", say("One criterion left out"))
        yield paragraph(found.criteria_statement)
        yield from _dropped(tell, found)


def _profiles(tell: Telling) -> Table:
    say, used = tell.say, tell.document.basis.profile
    return Table(
        say("Total and level by weight profile"),
        (say("Weight profile"), say("Total"), say("Level"), say("Compared")),
        tuple(
            row(
                profile.title,
                profile.total.shown,
                str(profile.level) if profile.level is not None else DASH,
                _compared(tell, profile),
                kind="chosen" if profile.id == used else "",
            )
            for profile in tell.document.profiles
        ),
        numeric=frozenset({1, 2}),
        widths=(5, 2, 2, 3),
    )


def _compared(tell: Telling, found: ProfileView) -> str:
    """Whether a profile gives the level of the result, or another."""
    document, say = tell.document, tell.say
    if found.id == document.basis.profile:
        return say("as used")
    own = document.level.number if document.level else None
    return say("same level") if found.level == own else say("another level")


def _level_of(tell: Telling, found: VariantView) -> str:
    level = _level(found.level, found.level_title)
    other = tell.say(" (%(what)s)", what=tell.say("another level"))
    return level + other if found.changes_level else level


def _dropped(tell: Telling, found: RobustnessView) -> Iterator[Block]:
    say = tell.say
    if tell.pictures.dropped is not None:
        yield Picture(tell.pictures.dropped, told=True)
    for deciding, caption in (
        (True, say("Criteria without which the level would be another")),
        (False, say("Criteria without which the level stays the same")),
    ):
        rows = [v for v in found.dropped if v.changes_level is deciding]
        if rows:
            yield Table(
                caption,
                (say("Left out"), say("Total"), say("Change"), say("Level")),
                tuple(
                    row(tell.node(v.id, v.title), v.total.shown, v.change.shown, _level_of(tell, v))
                    for v in rows
                ),
                numeric=frozenset({1, 2}),
                widths=(5, 2, 2, 5),
            )
