"""How often somebody may try: by address, and by account, whatever address it is tried from.

Every attempt counts, also one that succeeds: counting only failures would let many be made at once before
the first is counted. Whether an account exists makes no difference.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response, make_response, render_template, request, session
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many

from assessor.config import SettingRefused

BY_ADDRESS = frozenset({
    "security.login", "security.forgot_password", "security.reset_password", "security.wan_signin",
    "security.wan_signin_response", "security.two_factor_token_validation", "security.mf_recovery",
    "security.tf_select", "accounts.set_up", "accounts.set_up_account", "oidc.back",
})  # fmt: skip
BY_ACCOUNT = frozenset({
    "security.login", "security.forgot_password", "security.verify", "security.change_password",
    "security.two_factor_token_validation", "security.mf_recovery", "security.wan_verify_response",
})  # fmt: skip
ALSO_GET = frozenset({"oidc.back"})


def throttle(app: Flask) -> None:
    """Refuse whoever tries too often, before anything else is done. Raises SettingRefused for odd limits."""
    for key in ("SIGN_IN_LIMIT_ADDRESS", "SIGN_IN_LIMIT_ACCOUNT"):
        _limits(app, key)
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=app.config["SIGN_IN_LIMIT_STORAGE"],
        strategy="moving-window",
        headers_enabled=False,
    )
    limits: tuple[tuple[frozenset[str], str, Callable[[], str]], ...] = (
        (BY_ADDRESS, app.config["SIGN_IN_LIMIT_ADDRESS"], get_remote_address),
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
    typed = request.form.get("email", "").strip().lower()
    known = session.get("tf_user_id") or session.get("_user_id")
    return hashlib.sha256((typed or known or get_remote_address()).encode()).hexdigest()


def _come_back(limit: RequestLimit | None) -> Response:
    again = datetime.fromtimestamp(limit.reset_at, UTC) if limit else datetime.now(UTC)
    wait = max(1, round((again - datetime.now(UTC)).total_seconds()))
    page = make_response(render_template("errors/429.html", minutes=-(-wait // 60)), 429)
    page.headers["Retry-After"] = str(wait)
    return page
