"""assessor remind: write to those whose part of an assessment is due."""

import click

from assessor.cli.terminal import out, reports_faults, running_app


@click.command()
@reports_faults
def remind() -> None:
    """Remind everybody whose part of an assessment is due in three days, or today. Run it once a day."""
    from assessor.models.base import now
    from assessor.opening.people import remind_due

    running_app()
    written = remind_due(now().date())
    out.print(f"{written} reminder{'' if written == 1 else 's'} written")
