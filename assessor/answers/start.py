"""The workbook's first sheet: how to fill it in, what the colours mean, and how far it is."""

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from assessor.answers.booklet import APART, FILLS, Booklet
from assessor.answers.entry_rules import STATES
from assessor.answers.layout import DESCRIPTORS, EVIDENCE
from assessor.answers.measurements import measured
from assessor.answers.questionnaire import Cached


def write_start(
    booklet: Booklet,
    sheet: Worksheet,
    progress: Mapping[str, Cached],
    steps: Sequence[str],
    *,
    note: str = "",
    apart: bool = False,
) -> None:
    """Write the sheet: `steps` are the keys of what to do, `note` says what this copy is for.

    `apart` explains the colour of ratings that are far apart.
    """
    put, say = booklet.put, booklet.say
    put(sheet, 1, 0, booklet.text(booklet.model.title), "title")
    put(sheet, 2, 0, f"{booklet.model.reference} · {booklet.text(booklet.track.title)}", "note")
    put(sheet, 3, 0, note, "note")
    put(sheet, 4, 0, say("start.how"), "section")
    row = 5
    for number, step in enumerate(steps, start=1):
        put(sheet, row, 0, str(number), "step")
        put(sheet, row, 1, say(step), "plain")
        row += 1
    put(sheet, row + 1, 0, say("start.colours"), "section")
    row += 2
    for name in [fill for fill in FILLS if fill != APART or apart]:
        sheet.write_blank(row, 0, None, booklet.fills[name])
        put(sheet, row, 1, say(f"state.{name}" if name in STATES else f"start.{name}"), "plain")
        row += 1
    put(sheet, row + 1, 0, say("start.progress"), "section")
    _write_progress(booklet, sheet, row + 2, progress)


def _write_progress(booklet: Booklet, sheet: Worksheet, first: int, progress: Mapping[str, Cached]) -> None:
    for row, dimension in enumerate(booklet.model.dimensions, start=first):
        booklet.put(sheet, row, 1, booklet.text(dimension.title), "plain")
        formula, value = progress[dimension.id]
        sheet.write_formula(row, 2, formula, booklet.format("plain"), value)


def steps(booklet: Booklet, respondents: int) -> list[str]:
    """The steps of a whole assessment, from describing the organisation to submitting it."""
    found = ["start.assessment", *steps_of_answering(booklet)]
    found += ["start.unanswered"] if booklet.model.unanswered == "lowest" else []
    found += ["start.assessors"] if booklet.track.certifies else []
    found += ["start.respondents"] if respondents else []
    found += ["start.register", *(["start.measurements"] if measured(booklet.model) else [])]
    return [*found, "start.submit"]


def steps_of_answering(booklet: Booklet) -> list[str]:
    """The steps that fill in the sheet of answers."""
    track = booklet.track
    found = ["start.answers"]
    found += [f"start.{kind}" for kind in (DESCRIPTORS, EVIDENCE) if booklet.has(kind)]
    if any(len(rating.components) > 1 for rating in track.ratings.values()):
        found.append("start.whole")
    if any(component.by_site for component in booklet.components):
        found.append("start.sites")
    if booklet.model.not_applicable.rule != "refused":
        found.append("start.na")
        found += ["start.na.approved"] if track.approval_of_not_applicable else []
    return found
