"""assessor verify: who signed a PDF, whether anything was changed, whether print and data agree."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from assessor.cli.terminal import language_option, out, print_table, reports_faults
from assessor.languages import Language, Wording, wording

if TYPE_CHECKING:
    from assessor.signing.register import RegisterStatus
    from assessor.signing.verification import Verification

EXIT_CODES = {"good": 0, "changed": 1, "unsigned": 3, "untrusted": 4}
NOT_IN_FORCE = 5
_COLOURS = {"good": "bold green", "untrusted": "bold yellow"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option(
    "--trust",
    "trusted",
    multiple=True,
    type=click.Path(path_type=Path),
    help="PEM file of authorities to trust, and of their revocation lists; may be repeated.",
)
@click.option("--register", "register", metavar="URL", help="Ask this public register for today's status.")
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as JSON.")
@language_option
@reports_faults
def verify(
    file: Path, trusted: tuple[Path, ...], register: str | None, as_json: bool, language: Language
) -> None:
    """Say who signed a PDF, whether it was changed, and whether its data are what it prints.

    Exit code: 0 good, 1 changed or invalid, 2 not looked into, 3 not signed, 4 signed by nobody who is
    trusted here (a demonstration authority never is), 5 good, but the register says that the certificate is
    not in force.
    """
    say = wording(language)
    found = _verified(file, trusted)
    status, unreachable = _asked(register, found, say)
    code = (
        NOT_IN_FORCE
        if found.verdict == "good" and status and not status.in_force
        else EXIT_CODES[found.verdict]
    )
    if as_json:
        _print_json(found, status, unreachable, code, say)
    else:
        _print(file, found, _register_said(status, unreachable, say), say)
    sys.exit(code)


def _verified(file: Path, trusted: tuple[Path, ...]) -> "Verification":
    """What was found, by a process of its own; raises PdfRefused with the file's name."""
    from assessor.signing.confinement import verify_confined
    from assessor.signing.refusals import PdfRefused, pdf_refused
    from assessor.signing.settings import settings_from
    from assessor.signing.verification import LARGEST

    try:
        if file.stat().st_size > LARGEST:
            raise pdf_refused(f"{file.stat().st_size} bytes", f"{LARGEST} at most")
        return verify_confined(file.read_bytes(), trusted or settings_from().trust)
    except PdfRefused as refused:
        raise PdfRefused([replace(one, where=str(file)) for one in refused.faults]) from refused


def _asked(register: str | None, found: "Verification", say: Wording) -> "tuple[RegisterStatus | None, str]":
    """The register's status, or why there is none; neither changes what the signature is worth."""
    from assessor.signing.refusals import RegisterUnreachable
    from assessor.signing.register import ask_register

    if register is None:
        return None, say("no register is configured")
    if found.verdict in ("changed", "unsigned"):
        return None, say("not asked: a file that is not good does not say which certificate to ask for")
    try:
        return ask_register(register, found.certificate_number), ""
    except RegisterUnreachable as unreachable:
        return None, str(unreachable)


def _register_said(status: "RegisterStatus | None", unreachable: str, say: Wording) -> str:
    if status is None:
        return say("not reachable: %(why)s", why=unreachable)
    return say("certificate %(number)s is %(status)s", number=status.number, status=say(status.status))


def _print(file: Path, found: "Verification", register: str, say: Wording) -> None:
    from assessor.signing.words import VERDICTS, lines

    out.print(Text(file.name), style="bold", soft_wrap=True)
    out.print(say(VERDICTS[found.verdict]), style=_COLOURS.get(found.verdict, "bold red"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, text in lines(found, say):
        table.add_row(Text(label), Text(text))  # never markup, and no pictures for words between colons
    table.add_row(say("Register"), Text(register))
    print_table(table)


def _print_json(
    found: "Verification", status: "RegisterStatus | None", unreachable: str, code: int, say: Wording
) -> None:
    from assessor.signing.words import as_data

    register = {"status": status.status if status else None, "unreachable": unreachable or None}
    told = {"exit_code": code, **as_data(found, say), "register": register}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n", nl=False)
