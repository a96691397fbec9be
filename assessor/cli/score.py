"""assessor score: answers in, the result on the terminal or as JSON."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from assessor.cli.summary import explained, summary
from assessor.cli.terminal import answers_file, fail, language_option, out, packs_option, reports_faults
from assessor.languages import Language, wording
from assessor.reports.document import NodeView, PracticeView, ReportDocument
from criteria.faults import AnswersInvalid, Fault


@click.command()
@click.argument("files", nargs=-1, required=True, type=answers_file, metavar="ANSWERS...")
@click.option("--model", "reference", help="Model or model@version, where the file names none.")
@click.option("--profile", help="Weight profile of the model.")
@click.option(
    "--json", "as_json", is_flag=True, help="The documented JSON (docs/result.md) instead of a table."
)
@click.option(
    "--explain", "node", metavar="ID", help="Open one number: a dimension, criterion or practice, or 'total'."
)
@language_option
@packs_option
@reports_faults
def score(
    files: Sequence[Path],
    reference: str | None,
    profile: str | None,
    as_json: bool,
    node: str | None,
    language: Language,
    folders: tuple[Path, ...],
) -> None:
    """Score answers from YAML, JSON, CSV or XLSX files."""
    documents = _documents(files, reference, profile, language, folders)
    if as_json:
        shown = [_plain(document, node) for document in documents]
        text = json.dumps(shown[0] if len(files) == 1 else shown, ensure_ascii=False, indent=2)
        click.echo(text.encode() + b"\n", nl=False)  # JSON is UTF-8, whatever the terminal is
        return
    say = wording(language)
    for document in documents:
        out.print(explained(document, _find(document, node), say) if node else summary(document, say))


def _documents(
    files: Sequence[Path],
    reference: str | None,
    profile: str | None,
    language: Language,
    folders: tuple[Path, ...],
) -> list[ReportDocument]:
    """The documents of all files, or the faults of all files."""
    documents: list[ReportDocument] = []
    faults: list[Fault] = []
    for path in files:
        try:
            documents.append(_document(path, reference, profile, language, folders))
        except AnswersInvalid as invalid:
            faults.extend(invalid.faults)
    if faults:
        fail(faults)
    return documents


def _document(
    path: Path, reference: str | None, profile: str | None, language: Language, folders: tuple[Path, ...]
) -> ReportDocument:
    from assessor.answers.files import read_answers
    from assessor.reports.building import build, review_sheet, score_sheet

    sheet = read_answers(path, model=reference, folders=folders)
    if profile is not None and profile not in sheet.model.profiles:
        raise AnswersInvalid(
            [Fault("--profile", "", repr(profile), f"one of {', '.join(sheet.model.profiles)}")]
        )
    result = score_sheet(sheet, profile)
    return build(sheet, result, language, reviewed=review_sheet(sheet, result))


def _find(document: ReportDocument, node: str) -> NodeView | PracticeView | None:
    """The part of that id; None for the total, which is the document itself."""
    if node == "total":
        return None
    found = next((part for part in _parts(document) if part.id == node), None)
    if found is None:
        allowed = "total, or the id of a dimension, criterion or practice (assessor model show)"
        raise AnswersInvalid([Fault("--explain", "", repr(node), allowed)])
    return found


def _parts(document: ReportDocument) -> Iterator[NodeView | PracticeView]:
    for dimension in document.dimensions:
        yield dimension
        for criterion in dimension.criteria:
            yield criterion
            yield from criterion.practices


def _plain(document: ReportDocument, node: str | None) -> Any:  # noqa: ANN401 - JSON
    from assessor.reports.exchange import plain

    return plain((_find(document, node) if node else None) or document)
