"""assessor model list | show | check | diff"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from assessor.cli.terminal import (
    fail,
    language_option,
    out,
    packs_option,
    print_table,
    reports_faults,
)
from assessor.languages import Language
from assessor.reports.figures import plain
from assessor.whole_files import write_whole
from criteria.comparison import differences
from criteria.faults import Fault, PackInvalid
from criteria.loading import load_pack
from criteria.model import Model
from criteria.registry import load, references

if TYPE_CHECKING:
    from criteria.quality import Quality


OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def model() -> None:
    """List, show, check and compare maturity models."""


@model.command("list")
@packs_option
@reports_faults
def list_models(folders: tuple[Path, ...]) -> None:
    """List every model and version."""
    table = Table(box=None)
    for title in ("Model", "Title", "Status", "Dimensions", "Criteria", "Practices", "Digest"):
        table.add_column(title)
    for reference in references(folders):
        found = load(reference, folders)
        sizes = (len(found.dimensions), len(found.criteria), len(found.practices))
        table.add_row(reference, str(found.title), found.status, *map(str, sizes), found.digest[:12])
    print_table(table)


@model.command()
@click.argument("reference")
@language_option
@packs_option
@reports_faults
def show(reference: str, language: Language, folders: tuple[Path, ...]) -> None:
    """Show a model's tree: dimensions, criteria, practices and their points."""
    found = load(reference, folders)
    tree = Tree(_titled(found.title.in_language(language), f"{found.reference} ({found.status})"))
    for dimension in found.dimensions:
        branch = tree.add(_titled(dimension.title.in_language(language), plain(dimension.points)))
        for criterion in dimension.criteria:
            leaf = branch.add(f"{criterion.title.in_language(language)} {plain(criterion.points)}")
            for practice in criterion.practices:
                leaf.add(f"{practice.id} {practice.question.in_language(language)}")
    out.print(tree)


def _titled(title: str, rest: str) -> Text:
    return Text(title, style="bold").append(f" {rest}", style="not bold")


@model.command()
@click.argument("target")
@packs_option
@reports_faults
def check(target: str, folders: tuple[Path, ...]) -> None:
    """Check a pack: a folder, or a reference such as cmc@2026.1. Exit code 2 with any fault."""
    path = Path(target)
    found = _at(path) if path.is_dir() else load(target, folders)
    points = plain(sum((d.points for d in found.dimensions), Fraction(0)))
    counts = (len(found.dimensions), len(found.criteria), len(found.practices))
    sizes = "{} dimensions, {} criteria, {} practices".format(*counts)
    rest = f"languages {', '.join(found.languages)}, digest {found.digest[:12]}"
    out.print(f"valid {found.reference}: {sizes}, {points} points, {rest}", soft_wrap=True)
    if any(practice.guide for practice in found.practices):
        _check_texts(found)


def _check_texts(found: Model) -> None:
    """What the texts are: counts, thresholds, readability, and whatever a reader would stumble over."""
    from criteria.quality import examine

    quality = examine(found, found.glossary)
    for line in _text_figures(found, quality):
        out.print(line, soft_wrap=True)
    if faults := [*_text_faults(quality)]:
        fail(faults)


def _text_figures(found: Model, quality: "Quality") -> Iterator[str]:
    asked = quality.thresholds
    yield f"texts: {quality.guides} guides, {quality.descriptors} descriptors, {quality.actions} actions"
    yield f"length: {quality.words:,} English words, {quality.characters:,} Chinese characters"
    lengths = f"each has {asked.shortest_words} words, {asked.shortest_characters} characters or more"
    yield f"asked: two descriptors or actions share at most {asked.similarity:.0%} of their words; {lengths}"
    yield f"closest pair: {quality.closest:.0%}; sources: {len(found.asked)} rows, every one carried"
    for reading in quality.readability:
        hardest = f"{reading.hardest:g} at the hardest ({reading.hardest_at})"
        yield f"reading ease of {reading.texts} {reading.kind}: {reading.middle:g} in the middle, {hardest}"


def _text_faults(quality: "Quality") -> Iterator[Fault]:
    for name in quality.missing:
        practice, _, part = name.partition(": ")
        yield Fault(practice, part, "nothing", "one for every practice")
    for pair in quality.similar:
        found = f"{pair.share:.0%} of the words of {pair.second}"
        yield Fault(pair.first, pair.language, found, f"{quality.thresholds.similarity:.0%}")
    for problem in quality.problems:
        yield Fault(problem.where, problem.language, problem.found, problem.allowed)


@model.command()
@click.argument("reference")
@click.option("-o", "--output", type=OUTPUT, required=True, help="OUT.md")
@language_option
@packs_option
@reports_faults
def document(reference: str, output: Path, language: Language, folders: tuple[Path, ...]) -> None:
    """Write a whole model as one Markdown document."""
    from assessor.reports.model_markdown import markdown

    text = markdown(load(reference, folders), language)
    write_whole(output, text.encode())
    out.print(f"{output}: {len(text.split()):,} words", soft_wrap=True)


def _at(path: Path) -> Model:
    if not (path / "model.yaml").is_file():
        raise PackInvalid(
            [Fault(str(path), "", "no model.yaml", "a folder with model.yaml and its dimensions")]
        )
    return load_pack(path)


@model.command()
@click.argument("before")
@click.argument("after")
@packs_option
@reports_faults
def diff(before: str, after: str, folders: tuple[Path, ...]) -> None:
    """Show what changed between two versions: references or folders."""
    old, new = (_at(Path(name)) if Path(name).is_dir() else load(name, folders) for name in (before, after))
    found = differences(old, new)
    if not found:
        out.print("no differences")
        return
    table = Table("Change", "Part", "Property", "Before", "After", box=None)
    for difference in found:
        table.add_row(
            difference.change, difference.node, difference.property, difference.before, difference.after
        )
    print_table(table)
