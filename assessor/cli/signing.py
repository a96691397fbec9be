"""assessor signing: which key signs documents, and the demonstration authority."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from assessor.cli.terminal import err, fail, out, print_table, reports_faults
from assessor.config import home

if TYPE_CHECKING:
    from assessor.signing.settings import SigningSettings
    from assessor.signing.signer import Signer


@click.group()
def signing() -> None:
    """Show which key signs documents; make the demonstration authority."""


@signing.command()
@reports_faults
def show() -> None:
    """Show the key in force, its certificate and when it expires. Exit code 2 where it cannot sign."""
    from assessor.signing.demonstration import FILE
    from assessor.signing.settings import settings_from
    from assessor.signing.signer import read_signer

    settings = settings_from()
    if settings.key is None and not (home() / FILE).exists():
        out.print(
            "No key is configured. The demonstration authority will be made when something is first signed.",
            soft_wrap=True,
        )
        return
    _show(read_signer(settings, home(), _ask()), settings)


@signing.command("init-demo")
@reports_faults
def init_demo() -> None:
    """Make the demonstration authority of this installation, unless it is there; it certifies nobody."""
    from assessor.signing.settings import SigningSettings
    from assessor.signing.signer import read_signer

    settings = SigningSettings()
    _show(read_signer(settings, home()), settings)


def _show(signer: "Signer", settings: "SigningSettings") -> None:
    facts, stamps = signer.facts, settings.timestamps
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, text in (
        ("Key", signer.source),
        ("Certificate", facts.subject),
        ("Issued by", facts.issuer),
        ("Kind of key", facts.key),
        ("Fingerprint", f"SHA-256 {facts.fingerprint}"),
        ("Holds", f"{facts.valid_from:%Y-%m-%d} to {facts.valid_until:%Y-%m-%d}"),
        ("Certificates above", str(len(signer.chain))),
        (
            "Time stamps",
            f"{stamps.url} ({'required' if stamps.required else 'optional'})" if stamps else "none",
        ),
    ):
        table.add_row(label, Text(text))
    print_table(table)
    _warn(signer)


def _warn(signer: "Signer") -> None:
    faults = signer.faults()
    if faults:
        fail(faults)
    if signer.demonstration:
        err.print("This is a demonstration authority: it certifies nobody.", style="yellow")
    if signer.expires_soon():
        day = f"{signer.certificate.not_valid_after_utc:%Y-%m-%d}"
        err.print(f"The certificate expires on {day}: have it renewed.", style="yellow")


def _ask() -> Callable[[str], str] | None:
    """How to ask for a passphrase: only where somebody sits there, and never shown."""
    if not sys.stdin.isatty():
        return None
    return lambda what: str(click.prompt(what, hide_input=True, err=True))
