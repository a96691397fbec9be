"""assessor mail list | send: what waits, and sending it now."""

import click

from assessor.cli.terminal import out, print_table, reports_faults, running_app


@click.group()
def mail() -> None:
    """See which messages wait or failed, and send them."""


@mail.command("list")
@reports_faults
def list_() -> None:
    """List messages that are not sent yet, the oldest first."""
    from rich.table import Table

    from assessor.mail.queries import unsent

    running_app()
    found = unsent()
    if not found:
        out.print("nothing waits")
        return
    table = Table("written", "state", "tries", "kind", "to", "subject", "fault")
    for one in found:
        written = f"{one.written_at:%Y-%m-%d %H:%M}"
        table.add_row(written, one.state, str(one.attempts), one.kind, one.recipient, one.subject, one.fault)
    print_table(table)


@mail.command("send")
@click.option("--again", is_flag=True, help="Also what failed, or waits for its next try.")
@reports_faults
def send(again: bool) -> None:
    """Send what is due."""
    from assessor.mail.operations import hurry
    from assessor.mail.queries import unsent
    from assessor.mail.runner import send_due

    app = running_app()
    if again:
        hurry()
    taken = send_due(app)
    left = unsent()
    out.print(f"{taken} taken, {len(left)} not sent")
    for one in left:
        if one.fault:
            out.print(
                f"  {one.recipient}: {one.state} after {one.attempts} tries: {one.fault}", soft_wrap=True
            )
