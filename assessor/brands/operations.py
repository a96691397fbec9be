"""The brand that a tenant's documents carry: set, cleared, looked up."""

from uuid import UUID

from sqlalchemy import delete, select

from assessor.brands.brand import Brand, BrandKind, Logo
from assessor.extensions import db, writing
from assessor.models import Brand as BrandRow
from assessor.models import Tenant


def set_brand(tenant: Tenant, brand: Brand) -> None:
    """Record a brand for a tenant, in place of the one it had."""
    row = BrandRow(
        tenant_id=tenant.id,
        name=brand.name,
        kind=brand.kind,
        primary_colour=brand.primary,
        accent_colour=brand.accent,
        logo=brand.picture.content if brand.picture else None,
        logo_type=brand.picture.media_type if brand.picture else None,
        logo_ratio=brand.picture.ratio if brand.picture else None,
        footer=brand.footer,
        confidentiality=brand.confidentiality,
        prepared_by=brand.prepared_by,
        distribution=[{"reader": reader} for reader in brand.distribution],
    )
    with writing() as session:
        session.execute(delete(BrandRow).where(BrandRow.tenant_id == row.tenant_id))
        session.add(row)


def clear_brand(tenant: Tenant) -> bool:
    """Forget a tenant's brand; whether there was one."""
    with writing() as session:
        row = session.scalar(select(BrandRow).where(BrandRow.tenant_id == tenant.id))
        if row is not None:
            session.delete(row)
        return row is not None


def brand_of(tenant: UUID) -> Brand | None:
    """The brand of the tenant with this id; None where it has none."""
    row = db.session.scalar(select(BrandRow).where(BrandRow.tenant_id == tenant))
    if row is None:
        return None
    return Brand(
        name=row.name,
        kind=_kind(row.kind),
        primary=row.primary_colour,
        accent=row.accent_colour,
        picture=_picture(row),
        footer=row.footer,
        confidentiality=row.confidentiality,
        prepared_by=row.prepared_by,
        distribution=tuple(line["reader"] for line in row.distribution),
    )


def _kind(word: str) -> BrandKind:
    """The table's own check lets no other word in."""
    return word  # type: ignore[return-value]


def _picture(row: BrandRow) -> Logo | None:
    if row.logo is None or row.logo_ratio is None:
        return None
    return Logo(row.logo, "image/png" if row.logo_type == "image/png" else "image/svg+xml", row.logo_ratio)
