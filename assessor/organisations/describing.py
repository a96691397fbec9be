"""Changing what is known of an organisation, and opening another one."""

import re
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid6 import uuid7

from assessor import tenancy
from assessor.activity.operations import note
from assessor.extensions import LOCAL, db, writing
from assessor.models import Account, Membership, Organisation, Tenant
from assessor.organisations.queries import own_among

SLUG_LENGTH = 40


class NameTaken(ValueError):
    """The tenant has another organisation of that name."""


def describe(tenant_id: UUID, fields: Mapping[str, Any]) -> Organisation:
    """Write down what is known of a tenant's own organisation; the tenant is called as it is.

    `fields` are name, industry, country, employees, scope and sites, as `organisation_fields` gives them.
    What assessments stated at their time stays with them. Raises NameTaken.
    """
    with writing() as session:
        tenant = session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
        there = session.scalars(select(Organisation).where(Organisation.tenant_id == tenant_id)).all()
        own = own_among(tenant, there)
        if any(row.name == fields["name"] for row in there if row is not own):
            raise NameTaken(fields["name"])
        changed = [name for name, value in fields.items() if own is None or getattr(own, name) != value]
        if own is None:
            own = Organisation(tenant_id=tenant_id, **fields)
            session.add(own)
        for name in changed:
            setattr(own, name, fields[name])
        tenant.name = fields["name"]
        session.flush()
        if changed:
            note(tenant_id, "organisation.edited", own.id, {"name": own.name, "fields": changed})
    return own


def open_organisation(account: Account, fields: Mapping[str, Any]) -> UUID:
    """A new tenant for an organisation, which the account owns; returns the tenant's id."""
    tenant_id = uuid7()
    # nobody acts in it yet, and whoever opens it may act in another
    with tenancy.everybody(), writing() as session:
        session.add(Tenant(id=tenant_id, slug=free_slug(fields["name"]), name=fields["name"]))
        session.flush()
        session.add(Organisation(tenant_id=tenant_id, **fields))
        session.add(Membership(tenant_id=tenant_id, account_id=account.id, role="owner"))
        note(tenant_id, "organisation.opened", tenant_id, {"name": fields["name"]}, by=account)
    return tenant_id


def free_slug(name: str) -> str:
    """A short name for the command line that no tenant has; ask for it within `tenancy.everybody()`."""
    slug = slug_of(name)
    taken = db.session.scalar(select(Tenant.id).where(Tenant.slug == slug))
    return f"{slug}-{secrets.token_hex(3)}" if taken or slug == LOCAL else slug


def slug_of(name: str) -> str:
    """A name in letters that every terminal can type.

    >>> slug_of("Lakeside Hotels (demonstration)"), slug_of("湖畔酒店")
    ('lakeside-hotels-demonstration', 'organisation')
    """
    words = re.findall(r"[a-z0-9]+", name.casefold())
    return "-".join(words)[:SLUG_LENGTH].strip("-") or "organisation"
