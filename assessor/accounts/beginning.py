"""The first start: a one-time code that only who reads the server's log knows, and the first account."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from flask import Flask, current_app, g
from sqlalchemy import select

from assessor import tenancy
from assessor.access import Role, User
from assessor.accounts.operations import hashed
from assessor.accounts.queries import somebody_has_an_account
from assessor.activity.operations import note
from assessor.extensions import LOCAL, writing
from assessor.languages import Language
from assessor.models import Account, Membership, Organisation, Tenant
from assessor.models.base import now
from assessor.whole_files import write_whole

FILE = "set-up-code"
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that looks like something else
GROUPS, LETTERS = 4, 5


class SetUpAlready(RuntimeError):
    """Somebody made the first account in the meantime."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first start asks for."""

    name: str
    email: str
    password: str
    language: Language
    organisation: str
    industry: str
    country: str
    employees: int | None


def offer_set_up(app: Flask) -> str | None:
    """A new code, where no account exists yet; None where one does. Only its digest is kept, in a file."""
    with app.app_context():
        if somebody_has_an_account():
            _file().unlink(missing_ok=True)
            return None
        groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
        code = "-".join(groups)
        write_whole(_file(), _digest(code).encode())
        _file().chmod(0o600)
        return code


def is_the_code(typed: str) -> bool:
    """Whether what was typed is the code of this start; compared in constant time."""
    return hmac.compare_digest(_digest(typed), current_digest())


def current_digest() -> str:
    """The digest of the code that is valid; of nothing anybody can type where there is none."""
    try:
        return _file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _file() -> Path:
    return Path(current_app.instance_path) / FILE


def begin(first: Beginning) -> Account:
    """Make the first account the owner of this machine's tenant, which takes the organisation's name.

    What the command line recorded there is the organisation's from now on. Raises SetUpAlready where an
    account exists.
    """
    kept = hashed(first.password)  # takes a tenth of a second: before the lock
    # Nobody is signed in, so no tenant is chosen; this is about the one that every installation begins with.
    with tenancy.everybody(), writing() as session:
        if somebody_has_an_account():
            raise SetUpAlready
        tenant = session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
        tenant.name = first.organisation
        account = Account(
            email=first.email,
            name=first.name,
            language=first.language,
            password=kept,
            fs_uniquifier=uuid4().hex,
            confirmed_at=now(),
        )
        session.add(account)
        session.flush()
        session.add(Membership(tenant_id=tenant.id, account_id=account.id, role="owner"))
        _organisation(tenant, first)
        session.flush()
        g.user = User(first.name, tenant.id, Role.OWNER, account.id)  # who does this, for the log
        note(tenant.id, "organisation.set_up", tenant.id, {"name": first.organisation, "owner": first.name})
    _file().unlink(missing_ok=True)
    return account


def _organisation(tenant: Tenant, first: Beginning) -> None:
    """Its row; the one that the command line recorded under this name already, if there is one."""
    with writing() as session:
        known = session.scalar(
            select(Organisation).where(
                Organisation.tenant_id == tenant.id, Organisation.name == first.organisation
            )
        )
        if known is None:
            known = Organisation(tenant_id=tenant.id, name=first.organisation, scope="", sites=[])
            session.add(known)
        known.industry, known.country = first.industry, first.country
        known.employees = first.employees
