"""How accounts, sessions and sign-in are set up; docs/operations.md says what each setting is for."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from assessor.config import LOCAL_HOSTS, SettingRefused
from assessor.models.base import now

HOURS, MOST_HOURS = 12, 720
DAYS, MOST_DAYS = 7, 365
SHORTEST_PASSWORD = 12


def settle(app: Flask) -> None:
    """Settle what concerns accounts: the environment, where the caller of `create_app` said nothing."""
    found = os.environ
    defaults: dict[str, Any] = {
        "PUBLIC_URL": found.get("ASSESSOR_URL", ""),
        "SESSION_HOURS": _whole("ASSESSOR_SESSION_HOURS", HOURS, MOST_HOURS),
        "SESSION_DAYS": _whole("ASSESSOR_SESSION_DAYS", DAYS, MOST_DAYS),
        "SIGN_IN_LIMIT_ADDRESS": found.get("ASSESSOR_SIGN_IN_LIMIT_ADDRESS", "100 per 5 minutes"),
        "SIGN_IN_LIMIT_ACCOUNT": found.get("ASSESSOR_SIGN_IN_LIMIT_ACCOUNT", "10 per 10 minutes"),
        "SIGN_IN_LIMIT_STORAGE": found.get("ASSESSOR_SIGN_IN_LIMIT_STORAGE", "memory://"),
        "OIDC_ISSUER": found.get("ASSESSOR_OIDC_ISSUER", ""),
        "OIDC_CLIENT_ID": found.get("ASSESSOR_OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": found.get("ASSESSOR_OIDC_CLIENT_SECRET", ""),
        "OIDC_NAME": found.get("ASSESSOR_OIDC_NAME", "OpenID Connect"),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a page may be left open over lunch
    }
    for key, value in defaults.items():
        app.config.setdefault(key, value)
    _settle_address(app)
    _settle_sessions(app)
    app.config.setdefault("TRUSTED_PROXIES", int(found.get("ASSESSOR_TRUSTED_PROXIES") or 0))
    _settle_proxies(app, app.config["TRUSTED_PROXIES"])
    for key, value in security(app.config["SECRET_KEY"]).items():
        app.config.setdefault(f"SECURITY_{key}", value)


def _whole(name: str, default: int, most: int) -> int:
    text = os.environ.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise SettingRefused(f"{name} is {text!r}: a whole number from 1 to {most} is allowed")
    return int(text)


def _settle_address(app: Flask) -> None:
    """Links in mail lead to the public address; a request under another name is not answered."""
    address = app.config["PUBLIC_URL"]
    named = urlsplit(address)
    if address and (named.scheme not in ("http", "https") or not named.hostname or named.path.strip("/")):
        raise SettingRefused(
            f"ASSESSOR_URL is {address!r}: an address such as https://assess.example.org is allowed"
        )
    hosts = [*LOCAL_HOSTS, *([named.hostname] if named.hostname else [])]
    if app.config["TRUSTED_HOSTS"] is None:
        app.config["TRUSTED_HOSTS"] = hosts


def _settle_sessions(app: Flask) -> None:
    lifetime = timedelta(hours=app.config["SESSION_HOURS"])
    secure = app.config["PUBLIC_URL"].startswith("https:")
    app.config.update(
        PERMANENT_SESSION_LIFETIME=lifetime,
        SESSION_COOKIE_SECURE=secure,
        REMEMBER_COOKIE_DURATION=lifetime,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=secure,
    )


def _settle_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies say of who asks, how and under which name; believe nobody by default."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def security(secret: str) -> Mapping[str, Any]:
    """The settings of Flask-Security, without their prefix."""
    return {**_PAGES, **_FEATURES, **_keys(secret)}


_FEATURES: Mapping[str, Any] = {
    "DATETIME_FACTORY": now,
    "STATIC_FOLDER": None,  # our own script does what passkeys need
    "API_ENABLED_METHODS": ["session"],
    "RETURN_GENERIC_RESPONSES": True,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": True,  # else another secret key would void every password
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "HASHING_SCHEMES": ["hex_sha256"],  # of what is a hash already, within a signed token
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "RESET_PASSWORD_WITHIN": timedelta(days=1),
    "EMAIL_PLAINTEXT": False,  # no templates: accounts/letters.py writes in the recipient's language
    "EMAIL_HTML": False,
    "FRESHNESS": timedelta(minutes=15),
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TOTP_ISSUER": "Assessor",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "WEBAUTHN": True,
    "WAN_RP_NAME": "Assessor",
    "WAN_ALLOW_USER_HINTS": False,  # who is not signed in learns nothing about anybody's passkeys
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "WAN_SIGNIN_TIMEOUT": 120_000,
    "WAN_REGISTER_TIMEOUT": 120_000,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}
_PAGES: Mapping[str, Any] = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "RESET_URL": "/password",
    "CHANGE_URL": "/account/password",
    "VERIFY_URL": "/account/confirm",
    "TWO_FACTOR_SETUP_URL": "/account/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/without-code",
    "TWO_FACTOR_SELECT_URL": "/sign-in/second-step",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "WAN_REGISTER_URL": "/account/passkeys",
    "WAN_DELETE_URL": "/account/passkeys/remove",
    "WAN_SIGNIN_URL": "/sign-in/passkey",
    "WAN_VERIFY_URL": "/account/confirm/passkey",
    "POST_LOGOUT_VIEW": "/sign-in",
    "POST_CHANGE_VIEW": "/account",
    "POST_VERIFY_VIEW": "/account",
    "TWO_FACTOR_POST_SETUP_VIEW": "/account",
    "LOGIN_USER_TEMPLATE": "security/sign_in.html",
    "FORGOT_PASSWORD_TEMPLATE": "security/forgotten.html",
    "RESET_PASSWORD_TEMPLATE": "security/new_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "security/change_password.html",
    "VERIFY_TEMPLATE": "security/confirm.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "security/second_step.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "security/code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "security/which_step.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "security/recovery_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "security/recovery_codes.html",
    "WAN_REGISTER_TEMPLATE": "security/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "security/passkey.html",
    "WAN_VERIFY_TEMPLATE": "security/confirm_passkey.html",
}


def _keys(secret: str) -> Mapping[str, Any]:
    """Keys of what is kept encrypted, each derived from the secret key for its own use."""
    codes = base64.urlsafe_b64encode(_derived(secret, "recovery codes"))
    return {
        "PASSWORD_SALT": secret,
        "TOTP_SECRETS": {"1": _derived(secret, "second step").hex()},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [codes],
    }


def _derived(secret: str, use: str) -> bytes:
    return hmac.new(secret.encode(), f"assessor {use}".encode(), hashlib.sha256).digest()
