"""The page on which an owner deletes the organisation, once what goes and what stays was said."""

from datetime import timedelta

from flask import current_app, render_template
from flask_security import verify_password
from flask_security.utils import check_and_update_authn_fresh
from sqlalchemy import func, select

from assessor import tenancy
from assessor.access import Action, User, forget_tenant, requires, visitor
from assessor.accounts.presence import present_account
from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.languages import wording
from assessor.models import Account, Activity
from assessor.models.base import now
from assessor.organisations.blueprint import pages
from assessor.organisations.deletion import delete_organisation, extent_of
from assessor.organisations.forms import DeletionForm
from assessor.organisations.queries import organisation_for
from assessor.speech import current_language
from assessor.speech import translated as say

FRESH = timedelta(minutes=10)
REFUSED, MOST_REFUSED, WITHIN = "organisation.deletion-refused", 5, timedelta(hours=1)


@pages.route("/organisation/delete", methods=["GET", "POST"])
@requires(Action.DELETE_ORGANISATION)
def delete() -> str:
    """Say what goes and what stays; delete where the name and the password were typed."""
    user = visitor()
    tenant = organisation_for(user, Action.DELETE_ORGANISATION).tenant
    account, form, name = present_account(), DeletionForm(), tenant.name
    fresh = account is None or bool(account.password) or _is_fresh()
    if fresh and form.validate_on_submit() and _is_meant(form, user, account, name):
        delete_organisation(user.tenant_id, user.name, current_app.config["MODEL_FOLDERS"])
        forget_tenant()
        return render_template("organisations/deleted.html", name=name)
    return render_template(
        "organisations/delete.html",
        form=form,
        name=name,
        account=account,
        fresh=fresh,
        extent=extent_of(user.tenant_id, current_app.config["MODEL_FOLDERS"]),
        day=wording(current_language()).date,
    )


def _is_fresh() -> bool:
    """Whether somebody without a password signed in just now."""
    return check_and_update_authn_fresh(FRESH, timedelta(0))


def _is_meant(form: DeletionForm, user: User, account: Account | None, name: str) -> bool:
    """Whether what was typed says so; what is wrong is written at its field."""
    if form.name.data != name:
        form.name.errors = [say("Type the name of the organisation exactly as it is shown")]
    if account is not None and account.password:
        form.password.errors = _password_faults(form, user, account)
    return not form.errors


def _password_faults(form: DeletionForm, user: User, account: Account) -> list[str]:
    if _refused_lately(account) >= MOST_REFUSED:
        return [say("The password was wrong too often. Try again in an hour")]
    util = current_app.extensions["security"].password_util
    typed, known = form.password.data, account.password
    if typed and known and verify_password(util.normalize(typed), known):
        return []
    with writing():
        note(user.tenant_id, REFUSED, user.tenant_id)
    return [say("Enter the password of your account")]


def _refused_lately(account: Account) -> int:
    """How often the password was wrong, whichever organisation was to be deleted."""
    of = Activity
    refused = select(func.count(of.id)).where(
        of.account_id == account.id, of.action == REFUSED, of.at > now() - WITHIN
    )
    with (
        tenancy.everybody()
    ):  # the question is about the account: who has many organisations has no more tries
        return db.session.scalar(refused) or 0
