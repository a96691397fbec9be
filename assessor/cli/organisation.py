"""assessor organisation list | export: what an organisation owns, without a browser."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessor.cli.terminal import fail, language_option, out, packs_option, reports_faults, running_app
from assessor.languages import Language

if TYPE_CHECKING:
    from assessor.models import Tenant


@click.group()
def organisation() -> None:
    """See which organisations there are, and take away what one owns."""


@organisation.command("list")
@reports_faults
def list_organisations() -> None:
    """List the organisations by the short names that commands take."""
    running_app()
    for tenant in tenants(None):
        out.print(f"{tenant.slug}  {tenant.name}", soft_wrap=True)


@organisation.command()
@click.argument("slug")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.zip"
)
@language_option
@packs_option
@reports_faults
def export(slug: str, output: Path, language: Language, folders: tuple[Path, ...]) -> None:
    """Write everything that an organisation owns to one archive: answers, results, files, every row."""
    from assessor.activity.operations import note
    from assessor.extensions import writing
    from assessor.models.base import now
    from assessor.organisations.exporting import export as export_tenant
    from assessor.whole_files import write_whole

    app = running_app()
    (tenant,) = tenants(slug)
    tenant_id, archive = tenant.id, BytesIO()
    files = export_tenant(tenant_id, archive, now(), language, (*app.config["MODEL_FOLDERS"], *folders))
    write_whole(output, archive.getvalue())
    with writing():
        note(tenant_id, "organisation.exported", tenant_id, {"files": files})
    out.print(f"{slug}: {files:,} files in {output}", soft_wrap=True)


def tenants(slug: str | None) -> "Sequence[Tenant]":
    """The organisation of that short name, or all; ends the command where there is none of it."""
    from sqlalchemy import select

    from assessor.extensions import db
    from assessor.models import Tenant

    there = db.session.scalars(select(Tenant).order_by(Tenant.slug)).all()
    chosen = [tenant for tenant in there if slug in (None, tenant.slug)]
    if not chosen:
        allowed = ", ".join(tenant.slug for tenant in there[:20]) or "none is here"
        fail([f"organisation: found {slug!r}; allowed: {allowed}"])
    return chosen
