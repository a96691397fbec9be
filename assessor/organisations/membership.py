"""Changing what members are, and ending memberships; somebody always answers for the organisation."""

from uuid import UUID

from sqlalchemy import select

from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.models import Membership, Tenant
from assessor.organisations.letters import post_departure
from assessor.organisations.queries import is_last_owner


class LastOwner(ValueError):
    """Nobody would answer for the organisation any more."""


def change_member(membership: Membership, role: str, seen_from: str) -> None:
    """Give a member another role or group. Raises LastOwner where no owner would remain."""
    tenant_id, membership_id = membership.tenant_id, membership.id
    with writing():
        found = _locked(tenant_id, membership_id)
        if role != "owner" and is_last_owner(found):
            raise LastOwner(found.account.name)
        name = found.account.name or found.account.email
        if role != found.role:
            told = {"name": name, "before": found.role, "after": role}
            note(tenant_id, "member.role-changed", found.account_id, told)
        if seen_from != found.seen_from:
            told = {"name": name, "before": found.seen_from, "after": seen_from}
            note(tenant_id, "member.group-changed", found.account_id, told)
        found.role, found.seen_from = role, seen_from


def let_go(membership: Membership, by: str) -> None:
    """End somebody's membership and tell them; what they answered stays. Raises LastOwner."""
    tenant_id, membership_id = membership.tenant_id, membership.id
    with writing():
        found = _ended(tenant_id, membership_id)
        told = {"name": found.account.name or found.account.email, "role": found.role}
        note(tenant_id, "member.let-go", found.account_id, told)
        post_departure(found.account, found.tenant.name, tenant_id, by)


def leave(membership: Membership) -> None:
    """End one's own membership; what one answered stays. Raises LastOwner."""
    tenant_id, membership_id = membership.tenant_id, membership.id
    with writing():
        found = _ended(tenant_id, membership_id)
        note(tenant_id, "member.left", found.account_id, {"role": found.role})


def _ended(tenant_id: UUID, membership_id: UUID) -> Membership:
    found = _locked(tenant_id, membership_id)
    if is_last_owner(found):
        raise LastOwner(found.account.name)
    db.session.delete(found)
    return found


def _locked(tenant_id: UUID, membership_id: UUID) -> Membership:
    """A membership, while nobody else changes one of the same tenant.

    Two owners who demote each other at once would else leave none, on an engine where writers do not wait.
    """
    db.session.execute(select(Tenant).where(Tenant.id == tenant_id).with_for_update())
    of = Membership
    return db.session.scalars(select(of).where(of.tenant_id == tenant_id, of.id == membership_id)).one()
