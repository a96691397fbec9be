"""What Flask-Security may say is in our words, and in Chinese."""

import re
import subprocess
import sys

from flask import Flask
from flask_security.core import _default_messages

from assessor.accounts.saying import MESSAGES, Phrases
from assessor.languages import wording

NOT_OFFERED = (
    "CONFIRM", "EMAIL_CONFIRMED", "ALREADY_CONFIRMED", "INVALID_CONFIRMATION", "EMAIL_ALREADY", "IDENTITY_",
    "OAUTH_", "LOGIN_E", "INVALID_LOGIN_TOKEN", "PASSWORD_TOO_SIMPLE", "PASSWORD_BREACHED", "PHONE_INVALID",
    "INVALID_PASSWORD_CODE", "PASSWORDLESS_", "GENERIC_RECOVERY", "GENERIC_US_SIGNIN",
    "REFRESH_TOKEN_INVALID",
    "CODE_HAS_BEEN_SENT", "FAILED_TO_SEND_CODE", "US_", "USE_CODE", "USERNAME_", "CHANGE_EMAIL_",
)  # fmt: skip
"""Of features that are not used; PASSWORD_RESET is of a reset that signs in at once."""


def test_every_message_that_can_be_said_is_ours(web: Flask) -> None:
    foreign = {
        key
        for key, (said, _kind) in _default_messages.items()
        if web.config[f"SECURITY_MSG_{key}"][0] == said and not key.startswith(NOT_OFFERED)
    }
    assert foreign == {"PASSWORD_RESET"}


def test_every_message_is_in_chinese(web: Flask) -> None:
    for language in ("zh-Hans", "zh-Hant"):
        for said, _kind in MESSAGES.values():
            assert not said or re.search("[一-鿿]", wording(language).gettext(said)), said  # type: ignore[arg-type]


def test_values_are_filled_in_and_left_plain(web: Flask) -> None:
    with web.test_request_context("/?lang=zh-Hans"):
        said = Phrases().gettext("You have no passkey named %(name)s", name="a & b")
    assert said == "您没有名为 a & b 的通行密钥"


def test_it_needs_no_flask_babel() -> None:
    """Flask-Security's own translations would; ours do not."""
    program = (
        "import sys; sys.modules['flask_babel'] = None\n"
        "from assessor import create_app\n"
        "app = create_app({'SQLALCHEMY_DATABASE_URI': 'sqlite://', 'SECRET_KEY': 'k'})\n"
        "with app.test_request_context('/sign-in?lang=zh-Hans'):\n"
        "    print(app.extensions['security'].i18n_domain.gettext('Enter a password'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "请输入密码\n", done.stderr
