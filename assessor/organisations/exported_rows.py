"""The rows of an organisation as plain values: every table of tenants, whichever there are."""

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessor.extensions import db
from assessor.models import (
    Account,
    Base,
    Brand,
    Consent,
    Contribution,
    Mail,
    Membership,
    Organisation,
    Tenant,
)
from assessor.models.base import Tenanted
from assessor.peers.keys import pool_key

WITHHELD = {"invitation": {"token_digest"}, "brand": {"logo"}, "mail": {"body", "fence", "held_until"}}
"""What is no content of the organisation: what lets somebody in, and the logo, which is a file."""

ENDINGS = {"image/png": "png", "image/svg+xml": "svg"}


def tables_of(tenant_id: UUID) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every table with what the tenant has in it, by name; its rows by id."""
    owned: list[Any] = [*owned_tables(), Mail]
    for table in sorted(owned, key=lambda one: str(one.__tablename__)):
        chosen = select(table).where(table.tenant_id == tenant_id).order_by(table.id)
        yield table.__tablename__, [plain(row) for row in db.session.scalars(chosen)]
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
    yield "tenant", [plain(tenant)]


def owned_tables() -> list[Any]:
    """What belongs to tenants: also what is added to the models later."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Tenanted)]


def plain(row: Base) -> dict[str, Any]:
    """A row by its columns, in values that JSON has."""
    left_out = WITHHELD.get(row.__tablename__, set())
    columns = [column.name for column in row.__table__.columns if column.name not in left_out]
    return {name: _plain(getattr(row, name)) for name in columns}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def members_of(tenant_id: UUID) -> list[dict[str, Any]]:
    """Who belongs to the tenant, with what is known of them here; how they sign in is theirs."""
    chosen = select(Membership).where(Membership.tenant_id == tenant_id).order_by(Membership.id)
    rows = db.session.scalars(chosen.options(joinedload(Membership.account)))
    return [
        {
            "name": row.account.name,
            "email": row.account.email,
            "language": row.account.language,
            "role": row.role,
            "group": row.seen_from,
            "joined_at": row.joined_at.isoformat(),
        }
        for row in rows
    ]


def accounts_of(tenant_id: UUID) -> list[Account]:
    """The accounts of everybody who belongs to the tenant."""
    chosen = select(Account).join(Membership, Membership.account_id == Account.id)
    return list(db.session.scalars(chosen.where(Membership.tenant_id == tenant_id).order_by(Account.id)))


def peers_of(tenant_id: UUID) -> list[dict[str, Any]]:
    """What stands in the pool of peers for each organisation of the tenant, under its pseudonym."""
    chosen = select(Organisation).where(Organisation.tenant_id == tenant_id).order_by(Organisation.id)
    return [_peer(row) for row in db.session.scalars(chosen).all()]


def _peer(row: Organisation) -> dict[str, Any]:
    key = pool_key(row)
    consents = select(Consent).where(Consent.organisation_key == key, Consent.line.is_(None))
    given = select(Contribution).where(Contribution.organisation_key == key)
    return {
        "organisation": row.name,
        "pseudonym": key,
        "consents": [plain(one) for one in db.session.scalars(consents.order_by(Consent.id))],
        "contributions": [plain(one) for one in db.session.scalars(given.order_by(Contribution.id))],
    }


def brand_files(tenant_id: UUID) -> Iterator[tuple[str, bytes]]:
    """The logo, where there is one."""
    row = db.session.scalar(select(Brand).where(Brand.tenant_id == tenant_id))
    if row is not None and row.logo is not None:
        yield f"brand/logo.{ENDINGS.get(row.logo_type or '', 'bin')}", row.logo
