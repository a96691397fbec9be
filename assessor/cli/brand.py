"""assessor brand set | show | clear | check; the options by which a print is told its brand and control."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessor.cli.terminal import out, reports_faults, running_app

if TYPE_CHECKING:
    from assessor.brands.brand import Brand
    from assessor.models import Tenant
    from assessor.reports.control import Control

brand_file = click.Path(dir_okay=False, path_type=Path)
brand_option = click.option(
    "--brand", "brand_path", type=brand_file, metavar="FILE", help="Brand of this print (docs/brand.md)."
)
CONTROL_OPTIONS = (
    click.option(
        "--control", "control_path", type=brand_file, metavar="FILE", help="Document control, as YAML."
    ),
    click.option("--document-version", default="", help="Version of the document, such as 1.2."),
    click.option("--approved-by", default="", help="Who approved the document; with --approved-on."),
    click.option("--approved-on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the approval."),
    click.option("--distribution", multiple=True, metavar="READER", help="Who may read it; may be repeated."),
    click.option("--confidentiality", default="", help="Class that stands in the footer of every page."),
)


def control_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of document control, handed to the command as one `control`."""

    @wraps(command)
    def wrapped(
        control_path: Path | None,
        document_version: str,
        approved_by: str,
        approved_on: datetime | None,
        distribution: tuple[str, ...],
        confidentiality: str,
        **others: Any,  # noqa: ANN401 - the command's own options
    ) -> None:
        from assessor.reports.control import Control, read_control

        asked = Control(
            version=document_version.strip(),
            approved_by=approved_by.strip(),
            approved_on=approved_on.date() if approved_on else None,
            distribution=tuple(reader.strip() for reader in distribution if reader.strip()),
            confidentiality=confidentiality.strip(),
        )
        command(control=asked.over(read_control(control_path)) if control_path else asked, **others)

    for option in reversed(CONTROL_OPTIONS):
        option(wrapped)
    return wrapped


def chosen_brand(path: Path | None) -> "Brand | None":
    """The brand of a file, else that of this machine's tenant, if it has one; needs the application."""
    from assessor.brands.operations import brand_of
    from assessor.brands.reading import read_brand

    return read_brand(path) if path else brand_of(local_tenant().id)


def control_for(control: "Control", brand: "Brand | None", submitted: bool, language: Any) -> Any:  # noqa: ANN401
    """The control as it is printed; None where nobody said anything and there is no brand."""
    from assessor.brands.brand import DEFAULT
    from assessor.languages import wording
    from assessor.reports.control import Control, control_view

    if control == Control() and brand is None:
        return None
    return control_view(control, wording(language), submitted=submitted, brand=brand or DEFAULT)


def local_tenant() -> "Tenant":
    """The tenant of whoever sits at this machine."""
    from sqlalchemy import select

    from assessor.extensions import LOCAL, db
    from assessor.models import Tenant

    return db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()


@click.group()
def brand() -> None:
    """Print documents under your own name, logo and colours."""


@brand.command("set")
@click.argument("file", type=brand_file)
@reports_faults
def set_(file: Path) -> None:
    """Record the brand of FILE (.yaml): every document of this installation carries it from now on."""
    from assessor.brands.operations import set_brand
    from assessor.brands.reading import read_brand

    found = read_brand(file)
    running_app()
    set_brand(local_tenant(), found)
    _describe(found)


@brand.command("check")
@click.argument("file", type=brand_file)
@reports_faults
def check(file: Path) -> None:
    """Say what is wrong with the brand of FILE, all at once, or what it would look like."""
    from assessor.brands.reading import read_brand

    _describe(read_brand(file))


@brand.command("show")
@reports_faults
def show() -> None:
    """Show the brand that documents carry."""
    running_app()
    found = chosen_brand(None)
    if found is None:
        out.print("no brand: documents carry the house's own colours and no logo")
    else:
        _describe(found)


@brand.command("clear")
@reports_faults
def clear() -> None:
    """Go back to the house's own colours and no logo."""
    from assessor.brands.operations import clear_brand

    running_app()
    out.print("brand cleared" if clear_brand(local_tenant()) else "there was no brand")


def _describe(found: "Brand") -> None:
    """The brand in words, with the contrast of its colours."""
    from assessor.brands.palette import shown_ratio, worst_contrast

    out.print(f"{found.name} ({found.kind})", soft_wrap=True)
    for title, colour in (("primary", found.primary), ("accent", found.accent)):
        ratio, ground = worst_contrast(colour, found.accent)
        out.print(f"  {title}: {colour}, contrast at least {shown_ratio(ratio)} (on {ground})")
    picture = found.picture
    said = f"{picture.media_type}, {len(picture.content):,} bytes" if picture else "none"
    out.print(f"  logo: {said}")
    stated = {
        "footer": found.footer,
        "confidentiality": found.confidentiality,
        "prepared by": found.prepared_by,
        "distribution": "; ".join(found.distribution),
    }
    for title, text in stated.items():
        if text:
            out.print(f"  {title}: {text}", soft_wrap=True)
