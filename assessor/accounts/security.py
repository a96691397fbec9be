"""Signing in and out, by Flask-Security: what it may offer to whom, and what it uses of ours."""

from collections.abc import Mapping

from flask import Flask, abort, redirect, request, session, url_for
from flask_login import user_logged_out
from flask_security import Security, user_authenticated
from werkzeug.wrappers import Response

from assessor.accounts.datastore import AccountStore, written_at_the_end
from assessor.accounts.devices import Codes, Passkeys
from assessor.accounts.forms import (
    ForgottenForm,
    PasskeyForm,
    RecoveryForm,
    SignInForm,
    StepForm,
    StepSetUpForm,
    WhichStepForm,
    WithoutCodeForm,
)
from assessor.accounts.letters import Letters, tell_of_changes
from assessor.accounts.operations import note_sign_in
from assessor.accounts.queries import somebody_has_an_account
from assessor.accounts.saying import Phrases, put_into_our_words
from assessor.accounts.sessions import account_of_session, begin_session, end_session
from assessor.accounts.settings import settle
from assessor.accounts.throttling import throttle
from assessor.mail.settings import settle as settle_mail

OFFERED: Mapping[str, str] = {
    "login": "SIGN_IN",
    "logout": "SIGN_IN",  # also for whose session has ended meanwhile
    "forgot_password": "SIGN_IN",
    "reset_password": "SIGN_IN",
    "tf_select": "SIGN_IN",
    "two_factor_token_validation": "SIGN_IN",
    "two_factor_rescue": "SIGN_IN",
    "mf_recovery": "SIGN_IN",
    "wan_signin": "SIGN_IN",
    "wan_signin_response": "SIGN_IN",
    "verify": "KEEP_ACCOUNT",
    "wan_verify": "KEEP_ACCOUNT",
    "wan_verify_response": "KEEP_ACCOUNT",
    "change_password": "KEEP_ACCOUNT",
    "two_factor_setup": "KEEP_ACCOUNT",
    "two_factor_setup_validate": "KEEP_ACCOUNT",
    "mf_recovery_codes": "KEEP_ACCOUNT",
    "wan_register": "KEEP_ACCOUNT",
    "wan_register_response": "KEEP_ACCOUNT",
    "wan_delete": "KEEP_ACCOUNT",
}
"""What Flask-Security registers, and the action of each; another that a later version adds stays closed."""


def let_sign_in(app: Flask) -> None:
    """Attach signing in and out to the application. Whoever sits at the machine needs neither."""
    settle(app)
    settle_mail(app)
    put_into_our_words(app)
    security = Security(
        app,
        AccountStore(),
        register_blueprint=not app.config["LOCAL_OPERATOR"],
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        two_factor_verify_code_form=StepForm,
        two_factor_setup_form=StepSetUpForm,
        two_factor_select_form=WhichStepForm,
        two_factor_rescue_form=WithoutCodeForm,
        mf_recovery_form=RecoveryForm,
        wan_register_form=PasskeyForm,
        mail_util_cls=Letters,
        totp_cls=Codes,
        webauthn_util_cls=Passkeys,
    )
    security.i18n_domain = Phrases()  # type: ignore[assignment]
    app.jinja_env.globals["_fsdomain"] = security.i18n_domain.gettext
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(account_of_session)
    security.login_manager.request_loader(lambda _request: None)  # no tokens in addresses or headers
    if not app.config["LOCAL_OPERATOR"]:
        _open_the_door(app)


def _open_the_door(app: Flask) -> None:
    throttle(app)
    tell_of_changes(app)
    user_authenticated.connect(note_sign_in, app)
    user_authenticated.connect(begin_session, app)
    user_logged_out.connect(end_session, app)
    app.before_request(_keep_to_forms)
    app.view_functions["security.two_factor_rescue"] = _without_the_app
    _mark(app)


def _mark(app: Flask) -> None:
    from assessor.access import Action, requires  # which reads who is present from this package

    for name, action in OFFERED.items():
        endpoint = f"security.{name}"
        app.view_functions[endpoint] = requires(Action[action])(
            written_at_the_end(app.view_functions[endpoint])
        )


def _without_the_app() -> Response:
    """Whoever cannot get at their app has recovery codes, and nothing else gets around the second step."""
    return redirect(url_for("security.mf_recovery"))


def _keep_to_forms() -> Response | None:
    """Forms only, because those are counted; and nothing to sign in to before there is an account."""
    if request.blueprint not in ("security", "oidc"):
        return None
    if request.is_json:
        abort(415)
    if "_user_id" not in session and not somebody_has_an_account():
        return redirect(url_for("accounts.set_up"))
    return None
