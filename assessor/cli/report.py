"""assessor report: answers in, the printed report out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessor.answers.sheet import AnswerSheet
from assessor.cli.brand import brand_option, chosen_brand, control_for, control_options
from assessor.cli.terminal import (
    answers_file,
    err,
    language_option,
    out,
    packs_option,
    progress,
    reports_faults,
    running_app,
)
from assessor.languages import Language
from assessor.reports.document import ReportDocument
from assessor.reports.variants import VARIANTS, VariantName
from assessor.whole_files import write_whole
from criteria.faults import AnswersInvalid, Fault

if TYPE_CHECKING:
    from assessor.brands.brand import Brand
    from assessor.reports.control import Control
    from assessor.reports.flow.blocks import Flow

FORMATS = {".pdf": "pdf", ".html": "html", ".json": "json", ".docx": "docx", ".md": "markdown"}


@click.command()
@click.argument("file", type=answers_file, metavar="ANSWERS")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="OUT.pdf, .html, .docx, .md or .json",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS.values())),
    help="What to write, whatever the name of the file ends in.",
)
@click.option(
    "--variant",
    type=click.Choice(VARIANTS),
    default="full",
    show_default=True,
    help="Which sections (docs/reports.md).",
)
@click.option(
    "--declared",
    "own",
    type=answers_file,
    metavar="SELF",
    help="What the organisation declared of itself, to stand beside an audit.",
)
@click.option("--model", "reference", help="Model or model@version, where the file names none.")
@click.option("--unsigned", is_flag=True, help="Leave out the signature: the same bytes each time.")
@brand_option
@language_option
@packs_option
@reports_faults
@control_options
def report(
    file: Path,
    output: Path,
    form: str | None,
    variant: VariantName,
    own: Path | None,
    reference: str | None,
    unsigned: bool,
    language: Language,
    folders: tuple[Path, ...],
    brand_path: Path | None,
    control: "Control",
) -> None:
    """Print the report of an answers file, compared with the current edition where there is one."""
    from assessor.reports.operations import document_of

    form = form or FORMATS.get(output.suffix.lower())
    if form is None:
        allowed = f"a name that ends in {', '.join(FORMATS)}, or --format"
        raise AnswersInvalid([Fault("--output", "", repr(output.name), allowed)])
    if form == "pdf":
        _warm()
    sheet, declared = _read(file, own, reference, folders)
    running_app()
    brand = chosen_brand(brand_path)
    printed = control_for(control, brand, sheet.status == "submitted", language)
    with progress() as bar:
        bar.add_task(f"{file.name} → {output.name}", total=None)
        document = document_of(sheet, language, declared=declared, control=printed)
        write_whole(output, rendered(document, language, form, brand, variant, unsigned))
    if document.synthetic:
        said = "The comparison in this report is with synthetic peers, and the report says so."
        err.print(said, style="yellow", soft_wrap=True)
    out.print(f"{output}", soft_wrap=True)


def _warm() -> None:
    """Start the printing processes, which load the text engine while the answers are read."""
    from assessor.printing.press import press

    press().warm()


def _read(
    file: Path, own: Path | None, reference: str | None, folders: tuple[Path, ...]
) -> tuple[AnswerSheet, AnswerSheet | None]:
    """The answers and what is to stand beside them. Raises AnswersInvalid where the two do not fit."""
    from assessor.answers.files import read_answers
    from assessor.reports.beside import misfits

    sheet = read_answers(file, model=reference, folders=folders)
    if own is None:
        return sheet, None
    line = reference.partition("@")[0] if reference else None  # another version of the model is welcome
    declared = read_answers(own, model=line, folders=folders)
    if faults := misfits(sheet, declared):
        raise AnswersInvalid(faults)
    return sheet, declared


def rendered(
    document: ReportDocument,
    language: Language,
    form: str,
    brand: "Brand | None" = None,
    name: VariantName = "full",
    unsigned: bool = False,
) -> bytes:
    """The document in one of the forms; data are always whole, and without names where they are asked so."""
    from assessor.brands.brand import DEFAULT
    from assessor.languages import wording
    from assessor.reports import issuing
    from assessor.reports.exchange import to_json
    from assessor.reports.flow import flow
    from assessor.reports.operations import report_pdf
    from assessor.reports.variants import anonymised, variant

    look, kind = brand or DEFAULT, variant(name)
    if form == "pdf":
        make = report_pdf if unsigned else issuing.report
        return make(document, language, look, kind)
    if form == "json":
        told = anonymised(document, wording(language)) if kind.anonymous else document
        return to_json(told).encode()
    return written(flow(document, language, kind, look), form)


def written(report: "Flow", form: str) -> bytes:
    """The flow of a report as a web page, a Word document or Markdown."""
    from assessor.reports.editable.markdown import markdown
    from assessor.reports.editable.word import docx
    from assessor.reports.screen import page_file

    if form == "docx":
        return docx(report)
    return (page_file(report) if form == "html" else markdown(report)).encode()
