"""assessor activity verify: whether the logs of organisations are what was written."""

import click

from assessor.cli.terminal import fail, out, reports_faults, running_app


@click.group()
def activity() -> None:
    """Look after the logs of organisations."""


@activity.command()
@click.option("--organisation", "slug", metavar="SLUG", help="Only the log of this organisation.")
@reports_faults
def verify(slug: str | None) -> None:
    """Compute every digest of the logs again; exit code 2 where one does not hold."""
    from assessor.activity.verifying import verify as verify_log
    from assessor.cli.organisation import tenants

    running_app()
    broken = []
    for tenant in tenants(slug):
        chain = verify_log(tenant.id)
        if chain.holds:
            count = "1 line" if chain.lines == 1 else f"{chain.lines:,} lines"
            out.print(
                f"{tenant.slug}: {count}, the chain of digests holds; last {chain.digest}", soft_wrap=True
            )
        else:
            broken.append(
                f"{tenant.slug}: line {chain.broken_at}: {chain.fault}; "
                f"the {chain.lines:,} lines before it hold, last {chain.digest}"
            )
    if broken:
        fail(broken)
