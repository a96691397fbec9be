"""What changes accounts."""

from functools import partial
from typing import Any
from uuid import uuid4

from flask import Flask, after_this_request, current_app
from flask_security import hash_password, uia_email_mapper
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.languages import Language
from assessor.models import Account, Membership, Tenant
from assessor.models.base import now


class UnusableAddress(ValueError):
    """What was given as an e-mail address is none."""


def add_account(email: str, name: str, language: Language, password: str | None = None) -> Account:
    """A new account, whose address is known to be its holder's. Without a password one has to be set by mail.

    Raises UnusableAddress for what is no address, IntegrityError where there is an account of that address.
    """
    address = uia_email_mapper(email)
    if address is None:
        raise UnusableAddress(email)
    kept = hashed(password) if password else None  # takes a tenth of a second: before the lock
    with writing() as session:
        account = Account(
            email=address,
            name=name,
            language=language,
            password=kept,
            fs_uniquifier=uuid4().hex,
            confirmed_at=now(),
        )
        session.add(account)
    return account


def hashed(password: str) -> str:
    """A password as it is kept; the same whichever way its letters were typed."""
    plain = current_app.extensions["security"].password_util.normalize(password)
    return hash_password(plain)


def join(account: Account, tenant: Tenant, role: str) -> Membership:
    """Make somebody a member, and write it into the organisation's log."""
    with writing() as session:
        made = Membership(tenant_id=tenant.id, account_id=account.id, role=role)
        session.add(made)
        session.flush()
        note(tenant.id, "member.added", account.id, {"name": account.name, "role": role})
    return made


def change_account(account: Account, name: str, language: Language) -> None:
    """What somebody is called, and in which language they are spoken and written to."""
    with writing():
        account.name, account.language = name, language


def sign_out_everywhere(account: Account) -> None:
    """End every session of an account: none of them refers to it any more."""
    with writing():
        account.fs_uniquifier = uuid4().hex


def deactivate(account: Account) -> None:
    """Close an account, and end its sessions; what its holder did stays as it is."""
    with writing():
        account.active = False
        account.fs_uniquifier = uuid4().hex


def forget_second_step(account: Account) -> None:
    """Let the password alone do again: for who lost app, passkeys and recovery codes; ends all sessions."""
    with writing() as session:
        account.tf_primary_method = account.tf_totp_secret = None
        account.mf_recovery_codes = None
        for key in [key for key in account.webauthn if key.usage == "secondary"]:
            session.delete(key)
        account.fs_uniquifier = uuid4().hex


def password_link_token(account: Account) -> str:
    """What lets somebody set a password once, within a day: a new password makes it void."""
    token: str = generate_reset_password_token(account)  # type: ignore[no-untyped-call]
    return token


def note_sign_in(_app: Flask, user: Account, **_more: object) -> None:
    """Keep when somebody was here last, once the request is answered."""
    after_this_request(partial(_seen, user.id))


def _seen(account_id: Any, response: Any) -> Any:  # noqa: ANN401 - after_this_request's own
    with writing() as session:
        account = session.scalar(select(Account).where(Account.id == account_id))
        if account is not None:
            account.last_seen_at = now()
    return response


def tenant_named(slug: str) -> Tenant | None:
    """The tenant of a slug."""
    return db.session.scalar(select(Tenant).where(Tenant.slug == slug))
