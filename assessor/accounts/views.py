"""Pages of one's own account, and of the first start."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from assessor.access import Action, requires
from assessor.accounts.beginning import Beginning, SetUpAlready, begin, current_digest, is_the_code
from assessor.accounts.forms import AccountForm, CodeForm, SetUpForm
from assessor.accounts.operations import change_account, sign_out_everywhere
from assessor.accounts.presence import present_account
from assessor.accounts.queries import somebody_has_an_account
from assessor.languages import NAMES
from assessor.models import Account
from assessor.speech import COOKIE, current_language
from assessor.speech import translated as say

pages = Blueprint("accounts", __name__)

PASSED = "set_up"
"""In the session of who typed the code: its digest, so that another start asks again."""


def own_account() -> Account:
    """The account of whoever makes this request, on a page that lets nobody else through."""
    account = present_account()
    assert account is not None, "the guard lets nobody through to this page"
    return account


@pages.get("/account")
@requires(Action.KEEP_ACCOUNT)
def account() -> str:
    """What somebody can see and change of their account."""
    own = own_account()
    spoken = NAMES[own.language]  # type: ignore[index]
    return render_template("accounts/account.html", account=own, spoken=spoken, form=FlaskForm())


@pages.route("/account/details", methods=["GET", "POST"])
@requires(Action.KEEP_ACCOUNT)
def details() -> str | Response:
    """Name and language."""
    own = own_account()
    form = AccountForm(obj=own)
    if not form.validate_on_submit():
        return render_template("accounts/details.html", form=form)
    change_account(own, form.name.data, form.language.data)
    flash(say("Your details are changed."), "success")
    answer = redirect(url_for(".account"))
    answer.delete_cookie(COOKIE)  # what was chosen for a while gives way to what was chosen for good
    return answer


@pages.get("/account/sign-out")
@requires(Action.KEEP_ACCOUNT)
def leaving() -> str:
    """A button to sign out with, so that no other page needs one."""
    return render_template("accounts/leaving.html", form=FlaskForm())


@pages.post("/account/sign-out-everywhere")
@requires(Action.KEEP_ACCOUNT)
def leave_everywhere() -> Response:
    """End all sessions, this one too."""
    sign_out_everywhere(own_account())
    logout_user()
    flash(say("All your sessions have ended, on this device and on others."), "success")
    return redirect(url_for("security.login"))


# --- the first start --------------------------------------------------------------------------------


@pages.route("/set-up", methods=["GET", "POST"])
@requires(Action.SET_UP)
def set_up() -> str | Response:
    """Ask for the code of the log."""
    if somebody_has_an_account():
        return redirect(url_for("assessments.index"))
    form = CodeForm()
    if form.validate_on_submit():
        if is_the_code(form.code.data):
            session[PASSED] = current_digest()
            return redirect(url_for(".set_up_account"))
        form.code.errors = [say("This is not the code that this start of Assessor printed")]
    return render_template("accounts/set_up.html", form=form)


@pages.route("/set-up/account", methods=["GET", "POST"])
@requires(Action.SET_UP)
def set_up_account() -> str | Response:
    """Make the first account, for who knew the code."""
    if somebody_has_an_account() or not session.get(PASSED) or session[PASSED] != current_digest():
        return redirect(url_for(".set_up"))
    form = SetUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/set_up_account.html", form=form)
    try:
        first = begin(_beginning(form))
    except SetUpAlready:
        return redirect(url_for("security.login"))
    session.pop(PASSED)
    login_user(first, authn_via=["set-up"])
    current_app.logger.info("set up by %s, at %s", first.email, request.remote_addr)
    return redirect(url_for("assessments.index"))


def _beginning(form: SetUpForm) -> Beginning:
    said = {name: form[name].data for name in ("name", "email", "password", "organisation")}
    return Beginning(
        **said,
        language=current_language(),
        industry=form.industry.data,
        country=form.country.data,
        employees=form.employees.number,
    )
