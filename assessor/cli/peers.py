"""assessor peers import | lines | show | consent | withdraw | contribute"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from assessor.cli.terminal import (
    err,
    fail,
    language_option,
    out,
    packs_option,
    print_table,
    progress,
    reports_faults,
    running_app,
)
from assessor.languages import Language

if TYPE_CHECKING:
    from uuid import UUID

    from assessor.models import Assessment, Organisation
    from assessor.peers.importing import ImportOutcome
    from assessor.peers.queries import Spread

line_option = click.option(
    "--line", help="An imported line, whose organisations are named by the ids of their file."
)


@click.group()
def peers() -> None:
    """Bring peers in, and say who may be counted among them."""


@peers.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", "mapping_file", type=click.Path(path_type=Path), required=True,
    help="What the columns mean (docs/peers.md).",
)  # fmt: skip
@click.option(
    "--skip-unplaced", is_flag=True, help="Leave out rows without a usable industry, country, size or date."
)
@packs_option
@reports_faults
def import_file(file: Path, mapping_file: Path, skip_unplaced: bool, folders: tuple[Path, ...]) -> None:
    """Import peers that you own from FILE (.csv, .xlsx, .parquet) as a benchmark line of their own."""
    from assessor.peers.importing import import_peers
    from assessor.peers.mapping import read_mapping
    from criteria.registry import references

    app = running_app()
    models = {
        reference.partition("@")[0] for reference in references((*app.config["MODEL_FOLDERS"], *folders))
    }
    mapping = read_mapping(mapping_file, models)
    with progress() as bar:
        task = bar.add_task(f"reading {file.name}", total=None)
        done = import_peers(
            file,
            mapping,
            skip_unplaced=skip_unplaced,
            found=lambda rows: bar.update(task, description="writing", total=rows, completed=0),
            advance=lambda rows: bar.advance(task, rows),
        )
    _report(file.name, done)


def _report(file: str, done: "ImportOutcome") -> None:
    """What was imported, and on the error stream what was not."""
    for fault in done.unplaced:
        err.print(f"left out: {fault}", soft_wrap=True)
    if done.left_out:
        named = _ranges(done.left_out)
        err.print(f"left out: {_many(len(done.left_out), 'row')} without a place: {named}", soft_wrap=True)
    if done.withdrawn:
        err.print(f"left out: {_many(done.withdrawn, 'row')} of organisations that withdrew", soft_wrap=True)
    added = _many(done.added, "assessment")
    out.print(f"{done.line}, {done.track}: {added} added from {file}", soft_wrap=True)
    if done.known:
        out.print(f"{_many(done.known, 'assessment')} were there already, unchanged")


def _many(number: int, noun: str) -> str:
    """A number of things.

    >>> _many(1, "row"), _many(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _ranges(numbers: Sequence[int]) -> str:
    """Row numbers, neighbours drawn together.

    >>> _ranges([3, 4, 5, 9])
    '3-5, 9'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)


@peers.command("lines")
@reports_faults
def list_lines() -> None:
    """List the lines there are: whom assessments are compared with."""
    from assessor.peers.queries import lines

    running_app()
    table = _table("Line", "Title", "Track", "Peers", "Organisations", "Assessments", "From", "To")
    for view in lines():
        kind = "synthetic" if view.synthetic else "imported" if view.origin == "imported" else "contributed"
        numbers = (f"{view.organisations:,}", f"{view.contributions:,}")
        table.add_row(view.line, view.title, view.track, kind, *numbers, str(view.first), str(view.last))
    if table.row_count:
        print_table(table)
    else:
        out.print("no peers yet: assessor peers import, or assessor peers contribute")


@peers.command()
@click.argument("line")
@click.option("--synthetic", is_flag=True, help="The synthetic peers of the demonstration.")
@language_option
@reports_faults
def show(line: str, synthetic: bool, language: Language) -> None:
    """Show who is in a line: how many, by industry, region, size and year."""
    from assessor.peers.queries import line_named, spread

    running_app()
    found, known = spread(line, synthetic=synthetic), line_named(line)
    out.print(f"{line}: {_many(found.contributions, 'assessment')}" + (f", {known.title}" if known else ""))
    if found.withdrawn:
        out.print(f"{found.withdrawn:,} withdrawn")
    for node in known.nodes if known else ():
        out.print(f"  {node['id']}: {node['title']}, {node['low']} to {node['high']}", soft_wrap=True)
    print_table(_spread_table(found, language))


def _spread_table(found: "Spread", language: Language) -> Table:
    from benchmarks.classification import geography_name, industry_name, size_name

    table = _table("By", "", "Assessments")
    groups = (
        ("track", found.by_track),
        ("industry", [(f"{code} {industry_name(code, language)}", n) for code, n in found.by_industry]),
        ("region", [(f"{code} {geography_name(code, language)}", n) for code, n in found.by_subregion]),
        ("size", [(size_name(code, language), n) for code, n in found.by_size]),
        ("year", found.by_year),
    )
    for title, rows in groups:
        for name, number in rows:
            table.add_row(title, name, f"{number:,}")
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None)
    for title in titles:
        table.add_column(title)
    return table


# --- consent and withdrawal -------------------------------------------------------------------------


@peers.command()
@click.argument("organisation", required=False)
@click.option("--by", "given_by", help="Role of who consents, such as 'managing director'.")
@click.option("--text", "text_only", is_flag=True, help="Only print the text that is consented to.")
@line_option
@language_option
@reports_faults
def consent(
    organisation: str | None, given_by: str | None, text_only: bool, line: str | None, language: Language
) -> None:
    """Record that ORGANISATION consents to be counted among peers.

    --lang is the language in which its text was read.
    """
    from assessor.languages import wording
    from assessor.peers.operations import give_consent
    from assessor.peers.terms import terms

    if text_only:
        out.print(terms(wording(language)), soft_wrap=True, end="")
        return
    if organisation is None or given_by is None:
        raise click.UsageError("ORGANISATION and --by are needed, or --text")
    running_app()
    given, new = give_consent(_key_of(organisation, line), given_by, language, line=line)
    said = "recorded" if new else "in force already"
    facts = f"version {given.text_version}, {given.language}, by {given.given_by}, {given.given_at.date()}"
    out.print(f"{organisation}: consent {said} ({facts})", soft_wrap=True)


@peers.command()
@click.argument("organisation")
@line_option
@reports_faults
def withdraw(organisation: str, line: str | None) -> None:
    """Withdraw ORGANISATION: its scores leave the pool now, and the editions with the next one."""
    from assessor.peers.operations import withdraw as withdraw_peer

    running_app()
    emptied = withdraw_peer(_key_of(organisation, line), named=organisation, line=line)
    out.print(
        f"{organisation}: consent withdrawn, {_many(emptied, 'assessment')} out of the pool; "
        "editions count it no more from the next that is built",
        soft_wrap=True,
    )


def _key_of(organisation: str, line: str | None) -> str:
    """The pseudonym of an organisation by its name, or by its id in an imported line."""
    from assessor.peers.keys import pool_key
    from assessor.peers.queries import imported_organisation

    return imported_organisation(line, organisation) if line else pool_key(_organisation(organisation))


def _organisation(name: str) -> "Organisation":
    from difflib import get_close_matches

    from assessor.peers.queries import organisation_named, organisation_names

    found = organisation_named(_tenant_id(), name)
    if found is None:
        names = organisation_names(_tenant_id())
        there = ", ".join(get_close_matches(name, names, n=5, cutoff=0.4) or names[:20]) or "none"
        fail([f"organisation: found {name!r}; allowed: one whose assessments are recorded: {there}"])
        raise AssertionError("unreachable")
    return found


def _tenant_id() -> "UUID":
    from sqlalchemy import select

    from assessor.extensions import LOCAL, db
    from assessor.models import Tenant

    return db.session.scalars(select(Tenant.id).where(Tenant.slug == LOCAL)).one()


# --- contributing -----------------------------------------------------------------------------------


@peers.command()
@click.argument("assessments", nargs=-1, metavar="[ASSESSMENT...]")
@click.option("--by", "version", metavar="MODEL", help="Score by this version of their model, id@version.")
@packs_option
@reports_faults
def contribute(assessments: tuple[str, ...], version: str | None, folders: tuple[Path, ...]) -> None:
    """Count finished assessments among the peers of their model.

    ASSESSMENT is an id, or the file that it was recorded from. Those that are named must all be countable;
    without any, every recorded assessment that may be counted is, and the others are listed with the reason.

    Once a model has a new version, --by counts them by that one too, so that the next edition can tell what
    the version changes from what has really changed.
    """
    from assessor.peers.operations import contribute_assessments
    from criteria.registry import load

    app = running_app()
    known = (*app.config["MODEL_FOLDERS"], *folders)
    done = contribute_assessments(
        _chosen(assessments),
        all_or_none=bool(assessments),
        folders=known,
        model=load(version, known) if version else None,
    )
    for fault in done.left_out:
        err.print(f"left out: {fault}", soft_wrap=True)
    out.print(f"{_many(done.added, 'assessment')} contributed")


def _chosen(wanted: Sequence[str]) -> list["Assessment"]:
    """The assessments that are meant: all of them where none is named."""
    from assessor.peers.queries import assessments_of

    there = assessments_of(_tenant_id())
    if not wanted:
        return there
    by_name = {name: one for one in there for name in (str(one.id), one.source)}
    if unknown := [name for name in wanted if name not in by_name]:
        known = ", ".join(f"{one.id} ({one.source})" for one in there[:20]) or "none is recorded"
        fail([f"assessment: found {name!r}; allowed: one that is recorded: {known}" for name in unknown])
    return list({by_name[name].id: by_name[name] for name in wanted}.values())
