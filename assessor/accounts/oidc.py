"""Signing in with an identity that somebody else vouches for, by OpenID Connect; an option.

Authorisation code with PKCE, state and nonce, by Authlib. Whoever comes back must have an account here
already, found by the e-mail address that the provider says it has verified. Nobody becomes a member this way,
and a second step that was set up here is asked for as ever.
"""

import logging
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, request, session, url_for
from flask_security import login_user
from werkzeug.wrappers import Response

from assessor.access import Action, requires
from assessor.accounts.queries import account_of
from assessor.config import SettingRefused
from assessor.mail.links import link_to
from assessor.models import Account
from assessor.speech import translated as say

NAME = "oidc"
NEXT = "oidc_next"
STRONG = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
SECONDS = 10

pages = Blueprint("oidc", __name__)
_LOGGER = logging.getLogger(__name__)


class NotLetIn(PermissionError):
    """Who came back is not let in; the message says why, to them."""


def let_sign_in_elsewhere(app: Flask) -> None:
    """Offer it where a provider is set up; raises SettingRefused where that was done by half."""
    asked = {key: app.config[f"OIDC_{key}"] for key in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")}
    if not any(asked.values()):
        return
    missing = [f"ASSESSOR_OIDC_{key}" for key, value in asked.items() if not value]
    if missing:
        raise SettingRefused(f"OpenID Connect needs {' and '.join(missing)} too")
    _client(app)
    app.register_blueprint(pages)


def _client(app: Flask) -> None:
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise SettingRefused("OpenID Connect needs: pip install 'assessor[oidc]'") from error
    OAuth(app).register(
        NAME,
        server_metadata_url=app.config["OIDC_ISSUER"].rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def _provider() -> Any:  # noqa: ANN401 - Authlib's client
    return getattr(current_app.extensions["authlib.integrations.flask_client"], NAME)


@pages.get("/sign-in/elsewhere")
@requires(Action.SIGN_IN)
def start() -> Response:
    """Send the visitor to the provider."""
    for key in [key for key in session if key.startswith(f"_state_{NAME}_")]:
        session.pop(key)  # of an attempt that was given up; the cookie has little room
    session[NEXT] = request.args.get("next", "")
    try:
        answer: Response = _provider().authorize_redirect(link_to("oidc.back"))
    except Exception:
        _LOGGER.exception("the provider of OpenID Connect cannot be reached")
        return _refused(say("%(name)s does not answer. Sign in with your password"))
    return answer


@pages.get("/sign-in/elsewhere/back")
@requires(Action.SIGN_IN)
def back() -> Response:
    """Let in who the provider vouches for, if they have an account here."""
    try:
        account = _account_of(_claims())
    except NotLetIn as refusal:
        return _refused(str(refusal))
    wanted = session.pop(NEXT, "")
    security = current_app.extensions["security"]
    step: Response | None = security.two_factor_plugins.tf_enter(account, False, NAME, next_loc=_safe(wanted))
    if step is not None:
        return step
    login_user(account, authn_via=[NAME])
    return redirect(_safe(wanted))


def _claims() -> dict[str, Any]:
    """What the provider says of the visitor, by an ID token that was checked; raises NotLetIn."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    provider = _provider()
    try:
        metadata = provider.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in STRONG]
        if metadata.get("issuer") != current_app.config["OIDC_ISSUER"]:
            raise ValueError("the provider names itself as another issuer")
        claims = provider.authorize_access_token().get("userinfo")
    except (OAuthError, JoseError, RequestException, ValueError, KeyError, RuntimeError) as error:
        _LOGGER.warning("sign-in by OpenID Connect failed: %s: %s", type(error).__name__, error)
        raise NotLetIn(say("Signing in with %(name)s did not work. Try again")) from error
    if not claims:
        raise NotLetIn(say("Signing in with %(name)s did not work. Try again"))
    return dict(claims)


def _account_of(claims: dict[str, Any]) -> Account:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise NotLetIn(say("%(name)s does not say that your e-mail address is verified"))
    account = account_of(email)
    if account is None or not account.active:
        raise NotLetIn(
            say("Nobody here has the e-mail address that %(name)s knows you by. Ask to be invited")
        )
    return account


def _refused(reason: str) -> Response:
    flash(reason % {"name": current_app.config["OIDC_NAME"]}, "error")
    return redirect(url_for("security.login"))


def _safe(wanted: str) -> str:
    """Where to go afterwards: a page of ours, or the first one."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours and "\\" not in wanted else url_for("assessments.index")
