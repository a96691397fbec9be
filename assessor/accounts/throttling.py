"""How often somebody may try: by address, and by account, whatever address it is tried from.

What was typed counts where it is what names the account; elsewhere a field more in the form names nobody, and
the session says whose account it is.

Every attempt counts, also one that succeeds: counting only failures would let many be made at once before
the first is counted. Whether an account exists makes no difference.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, make_response, render_template, request, session
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_security import uia_email_mapper
from limits import RateLimitItem, parse_many

from assessor.config import SettingRefused

BY_ADDRESS = frozenset({
    "security.login", "security.forgot_password", "security.reset_password", "security.wan_signin",
    "security.wan_signin_response", "security.two_factor_token_validation", "security.mf_recovery",
    "security.tf_select", "security.verify", "security.wan_verify_response", "security.change_password",
    "accounts.set_up", "accounts.set_up_account", "oidc.back",
})  # fmt: skip
BY_ACCOUNT = frozenset({
    "security.login", "security.forgot_password", "security.verify", "security.change_password",
    "security.two_factor_token_validation", "security.mf_recovery", "security.wan_verify_response",
})  # fmt: skip
TYPED = frozenset({"security.login", "security.forgot_password"})
HALFWAY = frozenset({"security.two_factor_token_validation", "security.mf_recovery"})
ALSO_GET = frozenset({"oidc.back"})


def throttle(app: Flask) -> None:
    """Refuse whoever tries too often, before anything else is done. Raises SettingRefused for odd limits."""
    for key in ("SIGN_IN_LIMIT_ADDRESS", "SIGN_IN_LIMIT_ACCOUNT"):
        _limits(app, key)
    limiter = Limiter(
        address_tried_from,
        app=app,
        storage_uri=app.config["SIGN_IN_LIMIT_STORAGE"],
        strategy="moving-window",
        headers_enabled=False,
    )
    limits: tuple[tuple[frozenset[str], str, Callable[[], str]], ...] = (
        (BY_ADDRESS, app.config["SIGN_IN_LIMIT_ADDRESS"], address_tried_from),
        (BY_ACCOUNT, app.config["SIGN_IN_LIMIT_ACCOUNT"], account_tried),
    )

    @app.before_request
    def count() -> None:
        if request.method != "POST" and request.endpoint not in ALSO_GET:
            return
        for endpoints, limit, key in limits:
            if request.endpoint in endpoints:
                # one count for all ways in: who fails at the door does not get as many tries at the window
                with limiter.shared_limit(limit, scope=f"sign-in {key.__name__}", key_func=key):
                    pass

    @app.errorhandler(429)
    def too_often(_error: Exception) -> Response:
        return _come_back(limiter.current_limit)


def _limits(app: Flask, key: str) -> list[RateLimitItem]:
    try:
        return parse_many(app.config[key])
    except ValueError as error:
        raise SettingRefused(
            f"ASSESSOR_{key} is {app.config[key]!r}: something such as 10 per 10 minutes is allowed"
        ) from error


def account_tried() -> str:
    """The account that is tried, by what was typed or by how far the sign-in has come; never readable."""
    named = _typed() if request.endpoint in TYPED else _held()
    return hashlib.sha256((named or address_tried_from()).encode()).hexdigest()


def _typed() -> str:
    """An address as accounts are found by it: each way to write it is the same account."""
    typed = request.form.get("email", "")
    return uia_email_mapper(typed) or typed.strip().lower()


def _held() -> str | None:
    """Whose account the session is about; between the two steps, of whoever gave the password."""
    halfway = session.get("tf_user_id") if request.endpoint in HALFWAY else None
    return halfway or session.get("_user_id")


def address_tried_from() -> str:
    """The address of the visitor; of an IPv6 one the network, because whoever has one has 2^64 addresses."""
    text = get_remote_address()
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def _come_back(limit: RequestLimit | None) -> Response:
    again = datetime.fromtimestamp(limit.reset_at, UTC) if limit else datetime.now(UTC)
    wait = max(1, round((again - datetime.now(UTC)).total_seconds()))
    page = make_response(render_template("errors/429.html", minutes=-(-wait // 60)), 429)
    page.headers["Retry-After"] = str(wait)
    return page
