"""What is written to the holder of an account, in their language: links to get in, and what was changed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_security import (
    EmailValidateException,
    MailUtil,
    hash_password,
    tf_disabled,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)
from flask_security.utils import get_message
from sqlalchemy.orm import Session

from assessor.accounts.addresses import folded, passes_for_ascii
from assessor.extensions import db
from assessor.languages import Language, Wording, wording
from assessor.mail.links import link_to
from assessor.models import Account, Mail

Letter = tuple[str, str]
"""Subject and body."""


def reset_letter(say: Wording, account: Account, context: dict[str, Any]) -> Letter:
    """The link by which a new password is set."""
    link = link_to("security.reset_password", token=context["reset_token"])
    return say("Set a new password"), say(
        "Hello %(name)s,\n\n"
        "Somebody, probably you, asked for a new password for Assessor. Set it here within a day:\n\n"
        "%(link)s\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
        name=account.name,
        link=link,
    )


def changed_letter(say: Wording, account: Account, _context: dict[str, Any]) -> Letter:
    """That the password was changed."""
    return say("Your password was changed"), _told(
        say, account, say("The password of your account was changed, and all other sessions have ended.")
    )


def _told(say: Wording, account: Account, what: str) -> str:
    return say(
        "Hello %(name)s,\n\n%(what)s\n\nIf it was not you, set a new password at once:\n\n%(link)s\n",
        name=account.name,
        what=what,
        link=link_to("security.forgot_password"),
    )


RESET = "account.reset"
LETTERS: dict[str, tuple[str, Callable[[Wording, Account, dict[str, Any]], Letter]]] = {
    "reset_instructions": (RESET, reset_letter),
    "reset_notice": ("account.password", changed_letter),
    "change_notice": ("account.password", changed_letter),
}


def language_of_account(account: Account) -> Language:
    """In which language somebody is written to."""
    return account.language  # type: ignore[return-value]


class Letters(MailUtil):
    """Hands Flask-Security's messages to the mail of this service; it writes nothing by itself.

    It also says what is an address: every form and command asks `uia_email_mapper`, which asks `normalize`.
    """

    def normalize(self, email: str) -> str:
        """An address as accounts are found by it; raises EmailValidateException for what is none."""
        if passes_for_ascii(email):
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0])
        return folded(super().normalize(email))

    def validate(self, email: str) -> str:
        """An address as accounts are found by it. No name server is asked: that would tell who is known."""
        return self.normalize(email)

    def send_mail(
        self,
        template: str,
        *_addressed: object,
        **context: Any,  # noqa: ANN401 - Flask-Security's own
    ) -> None:
        """Have the message sent with whatever the request changes: it is written with it, or not at all."""
        account: Account = context["user"]
        kind, write = LETTERS[template.rsplit("/", 1)[-1]]
        if kind == RESET:
            hash_password("not-a-password")  # as for an address of nobody, so that both take as long
        subject, body = write(wording(language_of_account(account)), account, context)
        _add(db.session(), kind, account, subject, body)


def _add(session: Session, kind: str, account: Account, subject: str, body: str) -> None:
    session.add(Mail(kind=kind, recipient=account.email, subject=subject, body=body))


# --- changes of what protects an account ------------------------------------------------------------


def tell_of_changes(app: Flask) -> None:
    """Write to the holder of an account when what protects it is changed."""
    tf_profile_changed.connect(_step_added, app)
    tf_disabled.connect(_step_removed, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)


def _step_added(_app: Flask, user: Account, **_more: object) -> None:
    say = wording(language_of_account(user))
    _tell(user, say("A code is now asked for"), say("Signing in to your account now asks for a code."))


def _step_removed(_app: Flask, user: Account, **_more: object) -> None:
    say = wording(language_of_account(user))
    _tell(
        user,
        say("No code is asked for any more"),
        say("Signing in to your account asks for no code any more."),
    )


def _passkey_added(_app: Flask, user: Account, name: str, **_more: object) -> None:
    say = wording(language_of_account(user))
    _tell(
        user, say("A passkey was added"), say("The passkey “%(name)s” was added to your account.", name=name)
    )


def _passkey_removed(_app: Flask, user: Account, name: str, **_more: object) -> None:
    say = wording(language_of_account(user))
    _tell(
        user,
        say("A passkey was removed"),
        say("The passkey “%(name)s” was removed from your account.", name=name),
    )


def _tell(account: Account, subject: str, what: str) -> None:
    body = _told(wording(language_of_account(account)), account, what)
    _add(db.session(), "account.protection", account, subject, body)


def host_of(address: str) -> str:
    """The name under which a public address is reached, with its port."""
    return urlsplit(address).netloc
