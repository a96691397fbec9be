"""assessor workbook export | merge: an assessment's questionnaire out as a file, and back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click
from rich.table import Table

from assessor.cli.terminal import (
    answers_file,
    err,
    fail,
    language_option,
    out,
    packs_option,
    print_table,
    reports_faults,
    running_app,
)
from assessor.languages import Language
from criteria.faults import AnswersInvalid, Fault

if TYPE_CHECKING:
    from assessor.access import User
    from assessor.models import Assessment
    from assessor.workbooks.operations import Choices, Merged
    from assessor.workbooks.reading import Upload
    from assessor.workbooks.sheets import Sheet

OPEN_CONFLICTS = 1
"""The exit code where somebody has to choose; faults have 2, as everywhere."""


@click.group()
def workbook() -> None:
    """Take an assessment's questionnaire away as a file, and merge it when it was filled in."""


@workbook.command()
@click.argument("assessment_id", type=click.UUID)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write the .xlsx or .csv file.",
)
@click.option("--for", "name", help="The respondent whose questionnaire it is; everybody's where left out.")
@language_option
@packs_option
@reports_faults
def export(
    assessment_id: UUID, output: Path, name: str | None, language: Language, folders: tuple[Path, ...]
) -> None:
    """Write the questionnaire with the answers given so far."""
    running_app()
    from assessor.whole_files import write_whole
    from assessor.workbooks.queries import held_on, model_of
    from assessor.workbooks.writing import Copy, csv_file
    from assessor.workbooks.writing import workbook as xlsx_file

    write = {".xlsx": xlsx_file, ".csv": csv_file}.get(output.suffix.lower())
    if write is None:
        raise AnswersInvalid([Fault("--output", "", repr(output.name), "a name that ends in .xlsx or .csv")])
    assessment, user = _opened(assessment_id)
    model = model_of(assessment, folders)
    sheet = _sheet(user, assessment, name, folders)
    whose = sheet.whose or {"en": "the whole organisation", "zh-Hans": "整个组织"}.get(language, "整個組織")
    title = assessment.title or assessment.stated["name"]
    write_whole(
        output, write(Copy(assessment, model, sheet, held_on(assessment, sheet), language, title, whose))
    )
    asked = sum(sheet.asks(practice.id) for practice in model.practices)
    out.print(f"{output}: {asked} practices of {title}, {sheet.whose or 'everybody'}", soft_wrap=True)


@workbook.command()
@click.argument("assessment_id", type=click.UUID)
@click.argument("files", nargs=-1, required=True, type=answers_file, metavar="FILES...")
@click.option("--theirs", "every", flag_value="theirs", help="In a conflict, take the file's answer.")
@click.option("--ours", "every", flag_value="ours", help="In a conflict, keep the application's answer.")
@packs_option
@reports_faults
def merge(assessment_id: UUID, files: Sequence[Path], every: str | None, folders: tuple[Path, ...]) -> None:
    """Merge files that were filled in: all or nothing.

    \b
    Exit code 0: merged, or nothing to merge
              1: conflicts; nothing was written: choose with --theirs or --ours
              2: something cannot be read; nothing was written
    """
    running_app()
    from assessor.workbooks.operations import Choices
    from assessor.workbooks.operations import merge as merge_files

    assessment, user = _opened(assessment_id)
    if assessment.status != "draft":
        raise AnswersInvalid([Fault(str(assessment_id), "", assessment.status, "a draft")])
    uploads = _uploads(files)
    choices = Choices(every=every)
    merged = merge_files(user, assessment.id, uploads, choices, folders)
    _tell(merged, choices)
    if merged.refused:
        fail(merged.report.faults)
    if merged.undecided:
        _ask(merged, every)


def _opened(assessment_id: UUID) -> "tuple[Assessment, User]":
    """The assessment, and whoever runs the command as the operator of its tenant."""
    from sqlalchemy import select

    from assessor.access import Role, User
    from assessor.activity.operations import COMMAND_LINE
    from assessor.extensions import db
    from assessor.models import Assessment

    found = db.session.scalar(select(Assessment).where(Assessment.id == assessment_id))
    if found is None:
        raise AnswersInvalid([Fault(str(assessment_id), "", "no such assessment", "the id in its address")])
    if found.answering is None:
        what = "an assessment that was handed in as a file"
        raise AnswersInvalid([Fault(str(assessment_id), "", what, "one that is answered in the application")])
    return found, User(COMMAND_LINE, found.tenant_id, Role.OPERATOR)


def _sheet(user: "User", assessment: "Assessment", name: str | None, folders: Sequence[Path]) -> "Sheet":
    """The sheet of that name; everybody's for none."""
    from assessor.workbooks.queries import model_of
    from assessor.workbooks.sheets import sheets_for

    sheets = {sheet.whose: sheet for sheet in sheets_for(user, assessment, model_of(assessment, folders))}
    sheet = sheets.get(name or "")
    if sheet is None:
        names = ", ".join(repr(whose) for whose in sheets if whose) or "nobody: choose who answers first"
        raise AnswersInvalid([Fault("--for", "", repr(name) if name else "nothing", names)])
    return sheet


def _uploads(files: Sequence[Path]) -> "list[Upload]":
    """The files with what is in them; a file that cannot be read is a fault beside those of the others."""
    from assessor.answers.files import bytes_of
    from assessor.workbooks.reading import Upload
    from assessor.workbooks.uploads import told_apart

    faults: list[Fault] = []
    uploads = []
    for name, path in zip(told_apart(path.name for path in files), files, strict=True):
        try:
            uploads.append(Upload(name, bytes_of(path)))
        except AnswersInvalid as invalid:
            faults.extend(invalid.faults)
    if faults:
        raise AnswersInvalid(faults)
    return uploads


def _tell(merged: "Merged", choices: "Choices") -> None:
    """What every file has, and what became of it."""
    from assessor.workbooks.comparing import Fate

    table = Table(box=None, padding=(0, 2), pad_edge=False)
    table.add_column("File")
    table.add_column("Answers of")
    for heading in ("New", "Changed", "Taken back", "Conflicts", "As before", "Unreadable"):
        table.add_column(heading, justify="right")
    for file in merged.report.files:
        sheet = file.filled.sheet
        counts = [file.count(fate) for fate in (Fate.NEW, Fate.CHANGED, Fate.CLEARED, Fate.CONFLICT)]
        counts += [file.count(Fate.UNCHANGED, Fate.SAME, Fate.BEFORE), len(file.filled.faults)]
        whose = (sheet.whose or "everybody") if sheet else "–"
        table.add_row(file.filled.name, whose, *map(str, counts))
    print_table(table)
    if not merged.is_done:
        return
    if not merged.report.questions:
        out.print("Nothing changed: the application holds all that these files say.")
        return
    answers = "1 answer" if merged.written == 1 else f"{merged.written} answers"
    out.print(f"{answers} merged; {merged.kept} kept as they are in the application.")


def _ask(merged: "Merged", every: str | None) -> None:
    """The conflicts that nobody decided, and how to decide them; leaves with an exit code of its own."""
    from assessor.workbooks.comparing import OURS

    count = len(merged.undecided)
    err.print("1 conflict" if count == 1 else f"{count} conflicts", style="bold yellow")
    for question in merged.undecided:
        err.print(f"  {question.practice}", soft_wrap=True)
        err.print(f"    application: {_brief(question.held.content)}", soft_wrap=True)
        for option in question.options:
            err.print(f"    {', '.join(option.files)}: {_brief(option.content)}", soft_wrap=True)
    advice = (
        "These files differ from each other: merge them one after the other, or keep with --ours."
        if every not in (None, OURS)
        else "Nothing was written. Choose with --theirs or --ours."
    )
    err.print(advice, soft_wrap=True)
    raise click.exceptions.Exit(OPEN_CONFLICTS)


def _brief(content: object) -> str:
    """What a content says, in one line."""
    from assessor.workbooks.content import Content

    assert isinstance(content, Content)
    told = [f"{name} {value}" for name, value in content.values.items()]
    told += [f"{name} by site" for name in content.sites]
    told += [f"not applicable ({content.reason})"] if content.not_applicable else []
    told += [f"comment {content.comment!r}"] if content.comment else []
    line = ", ".join(told) or "no answer"
    return line if len(line) <= 100 else f"{line[:97]}..."
