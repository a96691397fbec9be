"""Asking people to join, and their answer."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from uuid import UUID

from flask_security import hash_password
from sqlalchemy import func, select

from assessor import tenancy
from assessor.accounts.addresses import folded
from assessor.accounts.operations import add_account
from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.languages import Language
from assessor.models import Account, Invitation, Membership, Tenant
from assessor.models.base import now
from assessor.organisations.letters import post_invitation
from assessor.organisations.queries import addresses_of_members, has_expired, pending

TOKEN_BYTES = 32
VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Guests:
    """Who is asked to join, as what, and with which words; `language` is that of the message."""

    addresses: Sequence[str]
    role: str
    seen_from: str
    language: str
    personal: str = ""


class Standing(Enum):
    """Whether an invitation can be accepted."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"


class NotOpen(ValueError):
    """An invitation that was accepted, taken back or has expired meanwhile."""


class NotInvitable(ValueError):
    """Addresses that cannot be invited: `members` belong already, `asked` have an invitation that is open."""

    def __init__(self, members: Sequence[str], asked: Sequence[str]) -> None:
        super().__init__("addresses that cannot be invited")
        self.members, self.asked = tuple(members), tuple(asked)


# --- asking -----------------------------------------------------------------------------------------


def invite(tenant_id: UUID, guests: Guests, invited_by: str) -> list[Invitation]:
    """Ask everybody to join by mail, or nobody: raises NotInvitable for members and for whoever is asked."""
    with writing() as session:
        _require_new(tenant_id, guests.addresses)
        tenant = session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
        return [_invited(tenant, address, guests, invited_by) for address in guests.addresses]


def _require_new(tenant_id: UUID, addresses: Sequence[str]) -> None:
    members = addresses_of_members(tenant_id)
    asked = {folded(row.email) for row in db.session.scalars(pending(tenant_id)) if not has_expired(row)}
    if refused := [a for a in addresses if a in members or a in asked]:
        raise NotInvitable([a for a in refused if a in members], [a for a in refused if a in asked])


def _invited(tenant: Tenant, address: str, guests: Guests, invited_by: str) -> Invitation:
    """One invitation; what expired before is forgotten, so that the list shows one a person."""
    alike = pending(tenant.id).where(func.lower(Invitation.email) == func.lower(address))
    for old in db.session.scalars(alike):
        if folded(old.email) == address:
            old.revoked_at = now()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Invitation(
        tenant_id=tenant.id,
        email=address,
        role=guests.role,
        seen_from=guests.seen_from,
        language=guests.language,
        token_digest=digest_of(token),
        invited_by=invited_by,
        expires_at=now() + VALID,
    )
    db.session.add(made)
    db.session.flush()
    post_invitation(made, token, organisation=tenant.name, personal=guests.personal)
    note(tenant.id, "invitation.sent", made.id, {"email": address, "role": made.role})
    return made


def resend(invitation: Invitation) -> None:
    """Send an invitation again with a new address, good for another fortnight; the old one ends."""
    tenant_id, invitation_id = invitation.tenant_id, invitation.id
    with writing() as session:
        found = _open_one(tenant_id, invitation_id)
        tenant = session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        found.token_digest, found.expires_at = digest_of(token), now() + VALID
        post_invitation(found, token, organisation=tenant.name)
        note(tenant_id, "invitation.resent", found.id, {"email": found.email})


def revoke(invitation: Invitation) -> None:
    """Take an invitation back: its address lets nobody in any more."""
    tenant_id, invitation_id = invitation.tenant_id, invitation.id
    with writing():
        found = _open_one(tenant_id, invitation_id)
        found.revoked_at = now()
        note(tenant_id, "invitation.revoked", found.id, {"email": found.email})


def _open_one(tenant_id: UUID, invitation_id: UUID) -> Invitation:
    found = db.session.scalar(pending(tenant_id).where(Invitation.id == invitation_id))
    if found is None:
        raise NotOpen(str(invitation_id))
    return found


# --- answering --------------------------------------------------------------------------------------


def digest_of(token: str) -> str:
    """What is kept of a token: who reads the database cannot make the token from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> tuple[Invitation, Tenant] | None:
    """The invitation that a token belongs to, with who invites; None for a token of nobody."""
    with tenancy.everybody():  # whoever holds the token acts in no tenant yet: the token says in which
        row = db.session.execute(
            select(Invitation, Tenant)
            .join(Tenant, Tenant.id == Invitation.tenant_id)
            .where(Invitation.token_digest == digest_of(token))
        ).one_or_none()
    return (row[0], row[1]) if row else None


def standing_of(invitation: Invitation) -> Standing:
    """Whether an invitation can be accepted, and if not, why."""
    if invitation.accepted_at is not None:
        return Standing.USED
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    return Standing.EXPIRED if has_expired(invitation) else Standing.OPEN


def is_for(invitation: Invitation, account: Account) -> bool:
    """Whether an invitation was sent to the address of an account, however either is written."""
    return folded(invitation.email) == folded(account.email)


def accept(token: str, account: Account) -> UUID:
    """Join with an account whose address was invited; returns the tenant. Whoever is a member stays as is.

    Raises NotOpen where the invitation ended meanwhile.
    """
    account_id = account.id
    with tenancy.everybody(), writing() as session:  # joining is what makes the tenant theirs
        found = invitation_of(token)
        joining = session.get_one(Account, account_id)
        if found is None or standing_of(found[0]) is not Standing.OPEN or not is_for(found[0], joining):
            raise NotOpen("the invitation ended meanwhile")
        _join(found[0], joining)
        return found[0].tenant_id


def accept_anew(token: str, name: str, language: Language, password: str) -> Account:
    """Make an account for the address that was invited, and join with it.

    Raises NotOpen where the invitation ended meanwhile, IntegrityError where the address has an account now.
    """
    found = invitation_of(token)
    if found is None:
        raise NotOpen("no such invitation")
    email, hashed = found[0].email, hash_password(password)  # takes a tenth of a second: before the lock
    with tenancy.everybody(), writing() as session:
        account = add_account(email, name, language)
        account.password = hashed
        session.flush()  # gives it its id
        accept(token, account)
    return account


def _join(invitation: Invitation, account: Account) -> None:
    there = select(Membership).where(
        Membership.tenant_id == invitation.tenant_id, Membership.account_id == account.id
    )
    invitation.accepted_at = now()
    if db.session.scalar(there) is None:
        db.session.add(
            Membership(
                tenant_id=invitation.tenant_id,
                account_id=account.id,
                role=invitation.role,
                seen_from=invitation.seen_from,
            )
        )
    note(invitation.tenant_id, "invitation.accepted", invitation.id, {"role": invitation.role}, by=account)
