"""The page at the address of an invitation, for whoever was sent it."""

from flask import abort, current_app, redirect, render_template, session, url_for
from flask_security import login_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from assessor.access import Action, requires
from assessor.accounts.presence import present_account, remember_tenant
from assessor.accounts.queries import account_of
from assessor.activity.sentences import ROLES
from assessor.languages import NAMES
from assessor.models import Account, Invitation, Tenant
from assessor.organisations.blueprint import pages
from assessor.organisations.forms import JoiningForm, NoFieldsForm
from assessor.organisations.inviting import (
    NotOpen,
    Standing,
    accept,
    accept_anew,
    invitation_of,
    is_for,
    standing_of,
)
from assessor.organisations.letters import MEANT

GONE = 410
HELD = "invitation"
"""Where a session keeps the token over signing in, so that no other address has to carry it."""


@pages.route("/invitations/<token>", methods=["GET", "POST"])
@requires(Action.ACCEPT_INVITATION)
def invitation(token: str) -> str | Response | tuple[str, int]:
    """Accept an invitation: with an account that is signed in, or with a new one."""
    found = invitation_of(token) or abort(404)
    row, tenant = found
    standing = standing_of(row)
    if standing is not Standing.OPEN:
        return render_template("organisations/invitation/over.html", standing=standing.value), GONE
    present = present_account()
    if present is None and account_of(row.email) is None:
        return _join_anew(token, row, tenant)
    if present is None:
        session[HELD] = token
        return render_template("organisations/invitation/sign_in.html", **_told(row, tenant))
    if not is_for(row, present):
        return render_template(
            "organisations/invitation/other.html", present=present, form=NoFieldsForm(), **_told(row, tenant)
        )
    return _join(token, row, tenant, present)


@pages.get("/invitations/")
@requires(Action.ACCEPT_INVITATION)
def held_invitation() -> Response:
    """Back to the invitation from signing in."""
    token = session.pop(HELD, None)
    if token is None:
        return redirect(url_for("assessments.index"))
    return redirect(url_for("organisations.invitation", token=token))


def _join(token: str, row: Invitation, tenant: Tenant, present: Account) -> str | Response | tuple[str, int]:
    form = NoFieldsForm()
    if form.validate_on_submit():
        try:
            remember_tenant(accept(token, present))
            return redirect(url_for("assessments.index"))
        except NotOpen:
            return _over(token)
    return render_template("organisations/invitation/join.html", form=form, **_told(row, tenant))


def _join_anew(token: str, row: Invitation, tenant: Tenant) -> str | Response | tuple[str, int]:
    form, told = JoiningForm(language=row.language), _told(row, tenant)
    if form.validate_on_submit():
        util = current_app.extensions["security"].password_util
        faults, password = util.validate(form.password.data, True, email=row.email)
        form.password.errors = list(faults or ())
        if not faults:
            return _joined_anew(token, form, password)
    least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    return render_template(
        "organisations/invitation/new_account.html", form=form, names=NAMES, least=least, **told
    )


def _joined_anew(token: str, form: JoiningForm, password: str) -> Response | tuple[str, int]:
    try:
        account = accept_anew(token, form.name.data, form.language.data, password)
    except NotOpen:
        return _over(token)
    except IntegrityError:  # somebody made an account of this address just now
        return redirect(url_for("organisations.invitation", token=token))
    login_user(account, authn_via=["invitation"])
    return redirect(url_for("assessments.index", lang=form.language.data))


def _over(token: str) -> tuple[str, int]:
    """What the page says where the invitation ended while it was open."""
    row, _tenant = invitation_of(token) or abort(404)
    standing = standing_of(row)
    return render_template("organisations/invitation/over.html", standing=standing.value), GONE


def _told(row: Invitation, tenant: Tenant) -> dict[str, object]:
    return {"invited": row, "organisation": tenant.name, "role": ROLES[row.role], "meant": MEANT[row.role]}
