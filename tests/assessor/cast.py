"""Who appears in the tests: one of each role in two organisations, who sign in as a browser would find it."""

import time
from typing import Any
from uuid import uuid4

from flask import Flask

from assessor.accounts.sessions import begun
from assessor.extensions import writing
from assessor.models import ROLES, Account, Membership, Tenant
from tests.assessor.browsing import CheckingClient


def account(email: str, name: str = "", language: str = "en") -> Account:
    """An account without a password, which nobody can sign in with at the door."""
    with writing() as session:
        made = Account(
            email=email, name=name or email.split("@")[0], language=language, fs_uniquifier=uuid4().hex
        )
        session.add(made)
    return made


def member(tenant: Tenant, role: str, seen_from: str = "") -> Account:
    """A new account with a role in a tenant: `coordinator@local.example`."""
    made = account(f"{role}@{tenant.slug}.example", f"{role.title()} of {tenant.slug}")
    join(made, tenant, role, seen_from)
    return made


def join(who: Account, tenant: Tenant, role: str, seen_from: str = "") -> Membership:
    """One membership more."""
    with writing() as session:
        made = Membership(tenant_id=tenant.id, account_id=who.id, role=role, seen_from=seen_from)
        session.add(made)
    return made


def members(tenant: Tenant) -> dict[str, Account]:
    """One of each role."""
    return {role: member(tenant, role) for role in ROLES}


def signed_in_as(app: Flask, uniquifier: str) -> dict[str, Any]:
    """What the session of somebody holds who came in by the door just now."""
    now = {"_user_id": uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time()}
    return {**now, **begun(app)}


def browser_of(app: Flask, who: Account | None) -> CheckingClient:
    """A client in which somebody is signed in already; nobody for None."""
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    if who is not None:
        with client.session_transaction() as session:
            session.update(signed_in_as(app, who.fs_uniquifier))
    return client
