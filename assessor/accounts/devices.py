"""What somebody holds in their hand: an app that shows codes, and passkeys."""

from typing import Any

import segno
from flask_security import Totp, WebauthnUtil
from markupsafe import Markup
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from assessor.models import Account

COUNTER = "last_code"


class Codes(Totp):
    """Codes of an app. Each counts once; its secret is shown as a picture within the page."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The secret for an app to read, as SVG without styles."""
        drawn = segno.make(self.get_totp_uri(username, totp), error="m")
        return Markup(drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S704

    def get_last_counter(self, user: Account) -> int | None:  # type: ignore[override]
        """Which code was used last, of those that the clock numbers."""
        counter: int | None = (user.preferences or {}).get(COUNTER)
        return counter

    def set_last_counter(self, user: Account, tmatch: TotpMatch) -> None:  # type: ignore[override]
        """From now on neither this code nor an earlier one counts."""
        user.preferences = {**(user.preferences or {}), COUNTER: tmatch.counter}


class Passkeys(WebauthnUtil):
    """Which passkeys are asked for: for the first step, those that know their holder; of any make."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ANN401
        """What a new passkey has to be able to do."""
        first = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED if first else ResidentKeyRequirement.DISCOURAGED,
            user_verification=_verified(first),
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ANN401
        """Whether a passkey has to ask for a finger, a face or its code: where it stands for a password."""
        return _verified("secondary" not in usage)


def _verified(first: bool) -> UserVerificationRequirement:
    return UserVerificationRequirement.REQUIRED if first else UserVerificationRequirement.DISCOURAGED
