"""What changes accounts."""

from uuid import uuid4

from flask_security import hash_password, uia_email_mapper

from assessor.extensions import writing
from assessor.languages import Language
from assessor.models import Account
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
    hashed = hash_password(password) if password else None  # takes a tenth of a second: before the lock
    with writing() as session:
        account = Account(
            email=address,
            name=name,
            language=language,
            password=hashed,
            fs_uniquifier=uuid4().hex,
            confirmed_at=now(),
        )
        session.add(account)
    return account
