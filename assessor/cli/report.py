"""assessor report: answers in, the printed report out."""

from pathlib import Path

import click

from assessor.cli.terminal import (
    answers_file,
    err,
    language_option,
    out,
    packs_option,
    progress,
    reports_faults,
    running_app,
    write_whole,
)
from assessor.languages import Language
from assessor.reports.document import ReportDocument
from criteria.faults import AnswersInvalid, Fault

FORMATS = (".pdf", ".html", ".json")


@click.command()
@click.argument("file", type=answers_file, metavar="ANSWERS")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="OUT.pdf, .html or .json",
)
@click.option("--model", "reference", help="Model or model@version, where the file names none.")
@language_option
@packs_option
@reports_faults
def report(
    file: Path, output: Path, reference: str | None, language: Language, folders: tuple[Path, ...]
) -> None:
    """Print the report of an answers file, compared with the current edition where there is one."""
    from assessor.answers.files import read_answers
    from assessor.reports.operations import document_of

    if output.suffix.lower() not in FORMATS:
        raise AnswersInvalid(
            [Fault("--output", "", repr(output.name), f"a name that ends in {', '.join(FORMATS)}")]
        )
    sheet = read_answers(file, model=reference, folders=folders)
    running_app()
    with progress() as bar:
        bar.add_task(f"{file.name} → {output.name}", total=None)
        document = document_of(sheet, language)
        write_whole(output, rendered(document, language, output.suffix.lower()))
    if document.synthetic:
        said = "The comparison in this report is with synthetic peers, and the report says so."
        err.print(said, style="yellow", soft_wrap=True)
    out.print(f"{output}", soft_wrap=True)


def rendered(document: ReportDocument, language: Language, suffix: str) -> bytes:
    """The document in the form that a file name asks for."""
    from assessor.reports.exchange import to_json
    from assessor.reports.operations import report_pdf
    from assessor.reports.rendering import report_html

    if suffix == ".json":
        return to_json(document).encode()
    return report_html(document, language).encode() if suffix == ".html" else report_pdf(document, language)
