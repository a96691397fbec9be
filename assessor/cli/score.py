"""assessor score: answers in, the result on the terminal or as JSON."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.tree import Tree

from assessor.cli.terminal import answers_file, fail, language_option, out, packs_option, reports_faults
from assessor.languages import Language
from assessor.reports.document import Basis, Figure, NodeView, PracticeView, ReportDocument
from criteria.faults import AnswersInvalid, Fault

BAR_CELLS = 30


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
        click.echo(json.dumps(shown[0] if len(files) == 1 else shown, ensure_ascii=False, indent=2))
        return
    for document in documents:
        if node:
            out.print(_explained(document, node))
        else:
            _print(document)


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


# --- one number opened ------------------------------------------------------------------------------


def _find(document: ReportDocument, node: str) -> NodeView | PracticeView | None:
    return next((part for part in _parts(document) if part.id == node), None)


def _parts(document: ReportDocument) -> Iterator[NodeView | PracticeView]:
    for dimension in document.dimensions:
        yield dimension
        for criterion in dimension.criteria:
            yield criterion
            yield from criterion.practices


def _plain(document: ReportDocument, node: str | None) -> Any:  # noqa: ANN401 - JSON
    from assessor.reports.exchange import plain

    if node in (None, "total"):
        return plain(document)
    return plain(_known(document, node or ""))


def _known(document: ReportDocument, node: str) -> NodeView | PracticeView:
    found = _find(document, node)
    if found is None:
        allowed = "total, or the id of a dimension, criterion or practice (assessor model show)"
        raise AnswersInvalid([Fault("--explain", "", repr(node), allowed)])
    return found


def _explained(document: ReportDocument, node: str) -> Tree:
    basis = document.basis
    tree = Tree(f"[dim]{basis.model}, {basis.profile}, {basis.model_digest[:12]}[/]")
    if node == "total":
        whole = tree.add(f"[bold]{_shown(document.total)}[/] {document.subject.name}")
        for dimension in document.dimensions:
            _add_node(whole, dimension, depth=1)
        return tree
    found = _known(document, node)
    if isinstance(found, PracticeView):
        _add_practice(tree, found)
    else:
        _add_node(tree, found, depth=2)
    return tree


def _add_node(tree: Tree, node: NodeView, depth: int) -> None:
    branch = tree.add(f"{_line(node)}{_notes(node.notes)}")
    if depth > 0:
        for criterion in node.criteria:
            _add_node(branch, criterion, depth - 1)
        for practice in node.practices:
            _add_practice(branch, practice)


def _add_practice(tree: Tree, practice: PracticeView) -> None:
    branch = tree.add(f"{_line(practice)}{_notes(practice.notes)}")
    for component in practice.components:
        weight = f" × {component.weight} = counts {component.counted.shown}" if component.weight else ""
        label = f" ({component.label})" if component.label else ""
        branch.add(f"{component.title} {component.given}{label}{weight}")


def _line(part: NodeView | PracticeView) -> str:
    share = f", {part.share.shown} of its parent" if part.share else ""
    added = f", adds {part.contribution.shown} points" if part.contribution else ""
    return f"[bold]{_shown(part.score)}[/] {part.title} [dim]{part.id}[/]{share}{added}"


def _notes(notes: Sequence[str]) -> str:
    return "".join(f"\n[yellow]{note}[/]" for note in notes)


def _shown(figure: Figure | None) -> str:
    return figure.shown if figure else "–"


# --- the table --------------------------------------------------------------------------------------


def _print(document: ReportDocument) -> None:
    basis = document.basis
    out.print(
        f"\n[bold]{document.subject.name}[/]  {basis.model}, {basis.track_title}, {basis.profile_title}"
    )
    out.print(_headline(document))
    table = Table("", "", "", "", box=None, show_header=False)
    for dimension in document.dimensions:
        table.add_row(dimension.title, _bar(dimension, basis), _range(dimension), _added(dimension))
    out.print(table)
    for blocker in document.blockers:
        out.print(
            f"  level {blocker.level} needs {blocker.title} {blocker.needed}: {blocker.value.shown}",
            highlight=False,
        )
    for reason in document.not_ratable:
        out.print(f"  [yellow]not ratable[/] {reason}")
    if document.certificate:
        for obstacle in document.certificate.obstacles:
            out.print(f"  no certificate: {obstacle}")


def _headline(document: ReportDocument) -> str:
    basis = document.basis
    answered = f"{basis.answered} of {basis.practices - basis.not_applicable} answered"
    if document.total and document.level:
        sure = f", confidence {document.confidence.letter}" if document.confidence else ""
        level = f"level {document.level.number} {document.level.title}"
        return f"[bold]{document.total.shown}[/] of {basis.points.shown}  {level}{sure}"
    if document.interval:
        low, high = document.interval.lowest.shown, document.interval.highest.shown
        return f"between [bold]{low}[/] and [bold]{high}[/] of {basis.points.shown}: {answered}"
    return f"{document.state}: {answered}"


def _bar(node: NodeView, basis: Basis) -> str:
    if node.score is None:
        return ""
    filled = round((node.score.value - basis.scale_low) / (basis.scale_high - basis.scale_low) * BAR_CELLS)
    return f"[cyan]{'█' * filled}[/][dim]{'░' * (BAR_CELLS - filled)}[/]"


def _range(node: NodeView) -> str:
    return (
        f"{node.interval.lowest.shown}–{node.interval.highest.shown}" if node.interval else _shown(node.score)
    )


def _added(node: NodeView) -> str:
    return (
        f"{node.contribution.shown} of {node.points.shown} points"
        if node.contribution
        else f"{node.points.shown} points"
    )
