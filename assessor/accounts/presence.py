"""Who is signed in with this request, and which organisation they chose last."""

from uuid import UUID

from flask import g, session
from flask_login import current_user

from assessor.languages import Language
from assessor.models import Account

CHOSEN = "organisation"


def present_account() -> Account | None:
    """The account of whoever makes this request; None where nobody is signed in."""
    account: Account | None = current_user._get_current_object() if current_user.is_authenticated else None
    g.preferred_language = account.language if account else None
    return account


def preferred_language() -> Language | None:
    """What the account of this request prefers, once the guard has looked; reads nothing."""
    language: Language | None = g.get("preferred_language")
    return language


def chosen_tenant() -> UUID | None:
    """The organisation that was chosen last in this session."""
    text = session.get(CHOSEN)
    return UUID(text) if text else None


def remember_tenant(tenant_id: UUID) -> None:
    """From now on, this organisation is meant where an address does not say which."""
    if session.get(CHOSEN) != str(tenant_id):
        session[CHOSEN] = str(tenant_id)
