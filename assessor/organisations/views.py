"""The pages of an organisation: what is known of it, opening another one, going over to another one."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, current_user, requires, visitor
from assessor.accounts.presence import present_account, remember_tenant
from assessor.activity.sentences import ROLES
from assessor.organisations import archive_views, departure_views, invitation_views, member_views
from assessor.organisations.blueprint import pages
from assessor.organisations.choices import industries, industry_in_full, place_in_full, places
from assessor.organisations.describing import NameTaken, describe, open_organisation
from assessor.organisations.forms import NewOrganisationForm, NoFieldsForm, OrganisationForm
from assessor.organisations.queries import memberships_for, organisation_for
from assessor.organisations.showing import shown
from assessor.speech import current_language
from assessor.speech import translated as say

# every module whose pages hang on the blueprint
__all__ = ["archive_views", "departure_views", "invitation_views", "member_views", "pages"]

pages.add_app_template_filter(lambda code: industry_in_full(code, current_language()), "industry_in_full")
pages.add_app_template_filter(lambda code: place_in_full(code, current_language()), "place_in_full")


@pages.get("/organisation")
@requires(Action.READ_ORGANISATION)
def show() -> str:
    """What is known of the organisation."""
    known = organisation_for(visitor(), Action.READ_ORGANISATION)
    return render_template(
        "organisations/show.html",
        tenant=known.tenant,
        own=shown(known.own, current_language()) if known.own else None,
        others=known.others,
        signed_in=present_account() is not None,
    )


@pages.route("/organisation/edit", methods=["GET", "POST"])
@requires(Action.EDIT_ORGANISATION)
def edit() -> str | Response:
    """Change what is known of the organisation."""
    user = visitor()
    known = organisation_for(user, Action.EDIT_ORGANISATION)
    form = OrganisationForm.about(known.tenant.name, known.own)
    if form.validate_on_submit():
        try:
            describe(user.tenant_id, form.stated)
            flash(say("Saved."))
            return redirect(url_for("organisations.show"))
        except NameTaken:
            form.name.errors = [say("Another organisation recorded here has this name")]
    return render_template("organisations/edit.html", form=form, **_choices())


@pages.route("/organisations/new", methods=["GET", "POST"])
@requires(Action.CREATE_ORGANISATION)
def new() -> str | Response:
    """Open an account for another organisation, and own it."""
    account = present_account() or abort(403)
    form = NewOrganisationForm()
    if form.validate_on_submit():
        remember_tenant(open_organisation(account, form.stated))
        return redirect(url_for("organisations.show"))
    return render_template("organisations/new.html", form=form, first=current_user() is None, **_choices())


@pages.route("/organisations/choose", methods=["GET", "POST"])
@requires(Action.CHOOSE_ORGANISATION)
def choose() -> str | Response:
    """Go over to another organisation that one belongs to."""
    account, user = present_account() or abort(403), current_user()
    memberships = memberships_for(account)
    form = NoFieldsForm()
    if form.validate_on_submit():
        wanted = request.form.get("organisation", type=UUID)
        if wanted not in {membership.tenant_id for membership in memberships}:
            abort(404)
        remember_tenant(wanted)
        return redirect(url_for("assessments.index"))
    return render_template(
        "organisations/choose.html",
        form=form,
        memberships=memberships,
        roles=ROLES,
        present=user.tenant_id if user else None,
    )


def _choices() -> dict[str, object]:
    language = current_language()
    return {"industries": industries(language), "places": places(language)}
