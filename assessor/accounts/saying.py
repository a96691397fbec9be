"""What Flask-Security says, in our words and in the language of the request.

Its own texts are replaced one by one, so that each is plain, and is translated in our catalogue like every
other message. An empty one is not shown: the page that follows says enough.
"""

from collections.abc import Mapping, Sequence

from flask import Flask, has_request_context

from assessor.languages import message
from assessor.speech import translated

EXPIRED_LINK = message("This link is no longer valid. Ask for a new one")
START_AGAIN = message("This took too long. Start again")
NO_PASSKEY = message("This passkey is not known here. Sign in with your password, or use another passkey")

MESSAGES: Mapping[str, tuple[str, str]] = {
    "API_ERROR": (message("Something was missing in what your browser sent. Try again"), "error"),
    "GENERIC_AUTHN_FAILED": (message("The e-mail address or the password is not right"), "error"),
    "UNAUTHENTICATED": (message("Sign in to see this page"), "error"),
    "UNAUTHORIZED": (message("You may not do this"), "error"),
    "REAUTHENTICATION_REQUIRED": (message("Confirm that it is you before you change this."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("", "info"),
    "RETYPE_PASSWORD_MISMATCH": (message("The two passwords are not the same"), "error"),
    "INVALID_REDIRECT": (message("The page to go to afterwards is not one of this service"), "error"),
    "INVALID_RECOVERY_CODE": (message("This is not one of your unused recovery codes"), "error"),
    "NO_RECOVERY_CODES_SETUP": (message("You have no recovery codes yet."), "info"),
    "PASSWORD_RESET_REQUEST": (
        message("If there is an account with this e-mail address, a message is on its way to it."),
        "success",
    ),
    "PASSWORD_RESET_EXPIRED": (EXPIRED_LINK, "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (EXPIRED_LINK, "error"),
    "PASSWORD_RESET_NO_LOGIN": (message("Your new password is set. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (message("Your password is changed. All other sessions have ended."), "success"),
    "PASSWORD_IS_THE_SAME": (message("The new password is the one you have now"), "error"),
    "PASSWORD_INVALID_LENGTH": (
        message("A password has at least %(length)s characters, and at most 128"),
        "error",
    ),
    "PASSWORD_NOT_PROVIDED": (message("Enter a password"), "error"),
    "EMAIL_NOT_PROVIDED": (message("Enter an e-mail address"), "error"),
    "INVALID_EMAIL_ADDRESS": (
        message("Enter an e-mail address with an @ and a domain, such as name@example.com"),
        "error",
    ),
    "INVALID_PASSWORD": (message("This is not your password"), "error"),
    "PASSWORD_MISMATCH": (message("This is not your password"), "error"),
    "USER_DOES_NOT_EXIST": (message("The e-mail address or the password is not right"), "error"),
    "DISABLED_ACCOUNT": (message("This account has been closed. Ask whoever looks after it here"), "error"),
    "INVALID_CODE": (message("This code is not right, or was used before"), "error"),
    "INVALID_INPUT": (message("Something in this field cannot be used"), "error"),
    "INVALID_INPUT_LENGTH": (message("Use at most 64 characters"), "error"),
    "FORGOT_PASSWORD": ("", "info"),
    "LOGIN": (message("Sign in to see this page"), "info"),
    "REFRESH": (message("Confirm that it is you before you change this."), "info"),
    "ANONYMOUS_USER_REQUIRED": (message("You are signed in already"), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (message("This code is not right, or was used before"), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        message("From now on a code is asked for when you sign in. Get recovery codes next."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (message("Start by signing in"), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (message("Choose what to do"), "error"),
    "TWO_FACTOR_DISABLED": (message("No code is asked for any more when you sign in."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (START_AGAIN, "error"),
    "WEBAUTHN_EXPIRED": (START_AGAIN, "error"),
    "WEBAUTHN_NAME_REQUIRED": (message("Enter a name for the passkey"), "error"),
    "WEBAUTHN_NAME_INUSE": (message("You have a passkey named %(name)s already"), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (message("You have no passkey named %(name)s"), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        message("Use letters, digits, spaces, hyphens and underscores only"),
        "error",
    ),
    "WEBAUTHN_CREDENTIAL_DELETED": (message("The passkey %(name)s is removed."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (message("The passkey %(name)s is added."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (message("This passkey is known here already"), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (NO_PASSKEY, "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (NO_PASSKEY, "error"),
    "WEBAUTHN_NO_VERIFY": (message("The passkey could not be checked. Try again"), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
        message("This passkey was added for the other step of signing in"),
        "error",
    ),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (NO_PASSKEY, "error"),
}


class Phrases:
    """What Flask-Security asks for texts: the wording of the request's language."""

    def gettext(self, text: str, **values: object) -> str:
        """A text in the language of the request, with its values filled in."""
        said = translated(text) if has_request_context() else text  # a command has no language here
        return said % values if values else said  # plain: it is escaped where it is shown

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """One text for one, another for several."""
        return self.gettext(singular if number == 1 else plural, **{"num": number, **values})

    def format_list(self, parts: Sequence[str], **_options: object) -> str:
        """Several things in a row."""
        return ", ".join(parts)


def put_into_our_words(app: Flask) -> None:
    """Settle the messages; before Flask-Security adds its own."""
    for key, said in MESSAGES.items():
        app.config.setdefault(f"SECURITY_MSG_{key}", said)
