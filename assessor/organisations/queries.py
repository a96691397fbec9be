"""What is known of an organisation, and who belongs to it, as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from assessor import tenancy
from assessor.access import Action, User, allows, memberships_of, relation_to
from assessor.accounts.addresses import folded
from assessor.extensions import db
from assessor.models import Account, Invitation, Membership, Organisation, Tenant
from assessor.models.base import now

COORDINATED = ("respondent", "viewer")
"""The roles that whoever may not manage members may ask people to join in."""


@dataclass(frozen=True, slots=True)
class Known:
    """A tenant, the organisation it is named after where that is known, and the others it recorded."""

    tenant: Tenant
    own: Organisation | None
    others: tuple[Organisation, ...]


def organisation_for(user: User, action: Action) -> Known:
    """What is known of the visitor's organisation. Answers 403 to whoever may not do this with it."""
    _require(user, action)
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == user.tenant_id)).one()
    of = Organisation
    there = db.session.scalars(select(of).where(of.tenant_id == tenant.id).order_by(of.name)).all()
    own = own_among(tenant, there)
    return Known(tenant, own, tuple(row for row in there if row is not own))


def own_among(tenant: Tenant, there: Sequence[Organisation]) -> Organisation | None:
    """The organisation that has the tenant's name, or is its only one."""
    if len(there) == 1:
        return there[0]
    return next((row for row in there if row.name == tenant.name), None)


def memberships_for(account: Account) -> list[Membership]:
    """Everywhere somebody belongs, the oldest membership first."""
    with tenancy.everybody():  # the question is about all tenants: to which of them somebody may go over
        return memberships_of(account)


# --- members ----------------------------------------------------------------------------------------


def members_for(user: User) -> Sequence[Membership]:
    """Everybody who belongs to the visitor's organisation, by role and name."""
    _require(user, Action.READ_MEMBERS)
    rows = db.session.scalars(_memberships(user)).all()
    order = ("owner", "coordinator", "respondent", "viewer")
    return sorted(rows, key=lambda row: (order.index(row.role), row.account.name.casefold(), row.id))


def member_for(user: User, membership_id: UUID, action: Action) -> Membership:
    """One membership of the visitor's organisation; 404 where there is none, 403 where they may not."""
    found = db.session.scalar(_memberships(user).where(Membership.id == membership_id))
    if found is None:
        abort(404)
    _require(user, action)
    return found


def own_membership(user: User) -> Membership:
    """That of the visitor; 404 for whoever has none."""
    found = db.session.scalar(_memberships(user).where(Membership.account_id == user.account_id))
    return found or abort(404)


def is_last_owner(membership: Membership) -> bool:
    """Whether nobody else who can sign in answers for the organisation."""
    of = Membership
    others = (
        select(of.id)
        .join(Account, Account.id == of.account_id)
        .where(
            of.tenant_id == membership.tenant_id,
            of.role == "owner",
            of.id != membership.id,
            Account.active.is_(True),
        )
    )
    return membership.role == "owner" and db.session.scalar(others.limit(1)) is None


def groups_for(user: User) -> list[str]:
    """The groups that members and invitations name already."""
    found: set[str] = set()
    for of in (Membership, Invitation):
        chosen = select(of.seen_from).where(of.tenant_id == user.tenant_id, of.seen_from != "").distinct()
        found |= set(db.session.scalars(chosen))
    return sorted(found)


def addresses_of_members(tenant_id: UUID) -> set[str]:
    """The e-mail addresses of everybody who belongs to a tenant, as accounts are found by them."""
    chosen = select(Account.email).join(Membership, Membership.account_id == Account.id)
    return set(map(folded, db.session.scalars(chosen.where(Membership.tenant_id == tenant_id))))


def _memberships(user: User) -> Select[tuple[Membership]]:
    chosen = select(Membership).where(Membership.tenant_id == user.tenant_id)
    return chosen.options(joinedload(Membership.account), joinedload(Membership.tenant))


# --- invitations ------------------------------------------------------------------------------------


def invitations_for(user: User) -> Sequence[Invitation]:
    """The invitations that nobody accepted or took back, the latest first; also those that expired."""
    _require(user, Action.READ_MEMBERS)
    return db.session.scalars(pending(user.tenant_id).order_by(Invitation.invited_at.desc())).all()


def invitation_for(user: User, invitation_id: UUID) -> Invitation:
    """One that is open and that the visitor may send again or take back; else 404 or 403."""
    found = db.session.scalar(pending(user.tenant_id).where(Invitation.id == invitation_id))
    if found is None:
        abort(404)
    _require(user, Action.INVITE)
    if found.role not in roles_open_to(user):
        abort(403)
    return found


def pending(tenant_id: UUID) -> Select[tuple[Invitation]]:
    """Which invitations of a tenant are neither accepted nor taken back."""
    of = Invitation
    return select(of).where(of.tenant_id == tenant_id, of.accepted_at.is_(None), of.revoked_at.is_(None))


def roles_open_to(user: User) -> tuple[str, ...]:
    """The roles in which somebody may ask people to join."""
    if allows(Action.MANAGE_MEMBERS, relation_to(user, user.tenant_id)):
        return ("respondent", "viewer", "coordinator", "owner")
    return COORDINATED


def has_expired(invitation: Invitation) -> bool:
    """Whether it is too late to accept it."""
    return invitation.expires_at <= now()


def _require(user: User, action: Action) -> None:
    if not allows(action, relation_to(user, user.tenant_id)):
        abort(403)
