"""Who is signed in with this request, and which organisation they chose last."""

from uuid import UUID

from flask import session
from flask_login import current_user

from assessor.models import Account

CHOSEN = "organisation"


def present_account() -> Account | None:
    """The account of whoever makes this request; None where nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def chosen_tenant() -> UUID | None:
    """The organisation that was chosen last in this session."""
    text = session.get(CHOSEN)
    return UUID(text) if text else None


def remember_tenant(tenant_id: UUID) -> None:
    """From now on, this organisation is meant where an address does not say which."""
    if session.get(CHOSEN) != str(tenant_id):
        session[CHOSEN] = str(tenant_id)
