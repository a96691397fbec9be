"""What is asked of accounts."""

from flask_security import uia_email_mapper
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assessor import tenancy
from assessor.accounts.addresses import folded
from assessor.extensions import db
from assessor.models import Account, Membership


def somebody_has_an_account() -> bool:
    """Whether set-up is over."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def account_of(email: str) -> Account | None:
    """The account with an e-mail address, however it is written; the oldest where an old database has two."""
    address = uia_email_mapper(email)
    if address is None:
        return None
    alike = select(Account).where(func.lower(Account.email) == func.lower(address)).order_by(Account.id)
    found = db.session.scalars(alike)  # an engine may fold more letters than those of ASCII
    return next((account for account in found if folded(account.email) == address), None)


def accounts_with_memberships() -> list[tuple[Account, list[Membership]]]:
    """Everybody, with what they are in which organisation; for whoever runs the machine."""
    with tenancy.everybody():
        accounts = db.session.scalars(select(Account).order_by(Account.email)).all()
        found = db.session.scalars(
            select(Membership).options(joinedload(Membership.tenant)).order_by(Membership.id)
        ).all()
    return [(account, [one for one in found if one.account_id == account.id]) for account in accounts]
