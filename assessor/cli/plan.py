"""assessor plan: answers in, the cheapest way to the next level or to a total."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assessor.cli.terminal import answers_file, language_option, out, packs_option, reports_faults
from assessor.languages import Language, Wording, wording
from assessor.reports.document import PlanView, StepView
from criteria.exact import exact
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Model

if TYPE_CHECKING:
    from criteria.planning import Target
    from criteria.scoring import Score


@click.command()
@click.argument("file", type=answers_file, metavar="ANSWERS")
@click.option("--to-level", type=int, metavar="N", help="The level to reach; the next one unless given.")
@click.option("--to-total", metavar="POINTS", help="The total to reach, in place of a level.")
@click.option(
    "--efforts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own person-days, as CSV or YAML of practice, level and days.",
)
@click.option("--model", "reference", help="Model or model@version, where the file names none.")
@click.option("--profile", help="Weight profile of the model.")
@language_option
@packs_option
@reports_faults
def plan(
    file: Path,
    to_level: int | None,
    to_total: str | None,
    efforts: Path | None,
    reference: str | None,
    profile: str | None,
    language: Language,
    folders: tuple[Path, ...],
) -> None:
    """Plan the fewest person-days that lead to the next level, or to any level or total."""
    from assessor.answers.files import read_answers
    from assessor.plans.efforts import read_efforts
    from assessor.reports.building import score_sheet
    from assessor.reports.improvement import plan_view
    from assessor.reports.outline import outliner

    sheet = read_answers(file, model=reference, folders=folders)
    _check(sheet.model, to_level, to_total, profile)
    own = read_efforts(efforts, sheet.model) if efforts else None
    result, say = score_sheet(sheet, profile), wording(language)
    target = _target(result, to_level, to_total)
    if target is None:
        out.print(_nowhere(result, say))
        return
    found = plan_view(outliner(result, say), target, own)
    out.print(planned(found, sheet.organisation.name, say))
    if found.obstacles:
        sys.exit(1)


def _check(model: Model, to_level: int | None, to_total: str | None, profile: str | None) -> None:
    """Refuse what the model does not have, all at once."""
    faults = []
    if to_level is not None and to_total is not None:
        faults.append(Fault("--to-total", "", repr(to_total), "either a level or a total to reach"))
    numbers = [level.number for level in model.levels]
    if to_level is not None and to_level not in numbers:
        faults.append(Fault("--to-level", "", str(to_level), f"one of {', '.join(map(str, numbers))}"))
    if to_total is not None and not _is_number(to_total):
        faults.append(Fault("--to-total", "", repr(to_total), "a number of points"))
    if profile is not None and profile not in model.profiles:
        faults.append(Fault("--profile", "", repr(profile), f"one of {', '.join(model.profiles)}"))
    if faults:
        raise AnswersInvalid(faults)


def _is_number(text: str) -> bool:
    try:
        exact(text)
    except ValueError:
        return False
    return True


def _target(result: "Score", to_level: int | None, to_total: str | None) -> "Target | None":
    from criteria.planning import LevelTarget, ScoreTarget, next_level

    if to_total is not None:
        return ScoreTarget("total", exact(to_total))
    return next_level(result) if to_level is None else LevelTarget(to_level)


def _nowhere(result: "Score", say: Wording) -> str:
    """Why there is no next level to plan for."""
    if result.total is None:
        return say("There is no total to start from.")
    return say("The highest level of the model is reached.")


def planned(found: PlanView, name: str, say: Wording) -> RenderableType:
    """The plan: what it takes, where it leads, and its steps in their order."""
    parts: list[RenderableType] = [Text(f"\n{name}", style="bold"), Text(found.statement)]
    parts += [Text(f"  {obstacle}", style="yellow") for obstacle in found.obstacles]
    if len(found.milestones) > 1:
        parts.append(Padding(_milestones(found), (1, 0, 0, 0)))
    for title, steps in ((say("Quick wins"), found.quick_wins), (say("Long-term steps"), found.long_term)):
        if steps:
            parts += [Text(f"\n{title}", style="bold"), *(_step(step, say) for step in steps)]
    if found.method:
        parts.append(Text(f"\n{found.method}", style="dim"))
    return Group(*parts)


def _milestones(found: PlanView) -> Table:
    table = Table("", "", "", "", box=None, show_header=False)
    for stop in found.milestones:
        level = stop.level_title if stop.level is None else f"{stop.level} {stop.level_title}"
        table.add_row(Text(stop.title), Text(stop.done), Text(stop.total.shown, style="bold"), Text(level))
    return table


def _step(step: StepView, say: Wording) -> RenderableType:
    gained = say("%(days)s, gains %(points)s points", days=step.effort, points=step.gain.shown)
    about = Text(step.title, style="bold").append(f"  {step.node}", style="not bold dim")
    about.append(
        f"\n{step.from_level} → {step.to_level}; {gained}; {step.owner}, {step.stream}",
        style="not bold",
    )
    about.append(f"\n{step.action}", style="not bold")
    row = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    row.add_column(justify="right", width=3)
    row.add_column()
    row.add_row(str(step.number), about)
    return row
