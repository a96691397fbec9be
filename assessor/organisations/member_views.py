"""The pages of members: who belongs, inviting more, what each is, and leaving."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assessor.access import Action, current_user, requires, visitor
from assessor.activity.sentences import ROLES
from assessor.languages import NAMES, wording
from assessor.models import Invitation
from assessor.organisations import inviting
from assessor.organisations.blueprint import pages
from assessor.organisations.forms import InvitationForm, MemberForm, NoFieldsForm
from assessor.organisations.inviting import Guests, NotInvitable, NotOpen
from assessor.organisations.letters import MEANT
from assessor.organisations.membership import LastOwner, change_member, leave, let_go
from assessor.organisations.queries import (
    groups_for,
    has_expired,
    invitation_for,
    invitations_for,
    is_last_owner,
    member_for,
    members_for,
    own_membership,
    roles_open_to,
)
from assessor.speech import current_language
from assessor.speech import translated as say


@pages.get("/organisation/members")
@requires(Action.READ_MEMBERS)
def members() -> str:
    """Who belongs to the organisation, and who was asked to."""
    user = visitor()
    return render_template(
        "organisations/members.html",
        members=members_for(user),
        invitations=invitations_for(user),
        has_expired=has_expired,
        open_roles=roles_open_to(user),
        me=user.account_id,
        form=NoFieldsForm(),
        roles=ROLES,
        day=wording(current_language()).date,
    )


@pages.route("/organisation/members/invite", methods=["GET", "POST"])
@requires(Action.INVITE)
def invite() -> str | Response:
    """Ask people to join."""
    user = visitor()
    form = InvitationForm(roles_open_to(user), language=current_language(), role="respondent")
    if form.validate_on_submit():
        asked = form.seen_from.data, form.language.data, form.personal.data
        try:
            inviting.invite(user.tenant_id, Guests(form.guests, form.role.data, *asked), user.name)
            flash(say("Invited, and written to: %(who)s.", who=", ".join(form.guests)))
            return redirect(url_for("organisations.members"))
        except NotInvitable as refused:
            form.addresses.errors = _refused(refused)
    return render_template(
        "organisations/invite.html", form=form, roles=ROLES, meant=MEANT, names=NAMES, groups=groups_for(user)
    )


def _refused(refused: NotInvitable) -> list[str]:
    """One fault for each reason, naming every address that it is true of."""
    members, asked = ", ".join(refused.members), ", ".join(refused.asked)
    found = [say("Members already: %(who)s", who=members)] if members else []
    return [*found, *([say("Invited already: %(who)s", who=asked)] if asked else [])]


@pages.post("/organisation/invitations/<uuid:invitation_id>/resend")
@requires(Action.INVITE)
def resend(invitation_id: UUID) -> Response:
    """Send an invitation again."""
    flash(say("Sent again to %(who)s.", who=_with_open(invitation_id, inviting.resend)))
    return redirect(url_for("organisations.members"))


@pages.post("/organisation/invitations/<uuid:invitation_id>/revoke")
@requires(Action.INVITE)
def revoke(invitation_id: UUID) -> Response:
    """Take an invitation back."""
    flash(say("Withdrawn: the invitation of %(who)s.", who=_with_open(invitation_id, inviting.revoke)))
    return redirect(url_for("organisations.members"))


def _with_open(invitation_id: UUID, change: Callable[[Invitation], None]) -> str:
    """Change an invitation that is open; the address that it went to."""
    found = invitation_for(visitor(), invitation_id)
    address = found.email
    try:
        change(found)
    except NotOpen:
        abort(404)
    return address


@pages.route("/organisation/members/<uuid:membership_id>", methods=["GET", "POST"])
@requires(Action.MANAGE_MEMBERS)
def member(membership_id: UUID) -> str | Response:
    """What somebody is in the organisation."""
    user = visitor()
    found = member_for(user, membership_id, Action.MANAGE_MEMBERS)
    form = MemberForm(role=found.role, seen_from=found.seen_from)
    name = found.account.name or found.account.email
    if form.validate_on_submit():
        try:
            change_member(found, form.role.data, form.seen_from.data)
            flash(say("Saved: %(name)s.", name=name))
            return redirect(url_for("organisations.members"))
        except LastOwner:
            form.role.errors = [say("Nobody else is an owner: make somebody else one first")]
    return render_template(
        "organisations/member.html",
        found=found,
        form=form,
        roles=ROLES,
        meant=MEANT,
        groups=groups_for(user),
    )


@pages.route("/organisation/members/<uuid:membership_id>/let-go", methods=["GET", "POST"])
@requires(Action.MANAGE_MEMBERS)
def dismiss(membership_id: UUID) -> str | Response:
    """End somebody's membership, after asking."""
    user = visitor()
    found = member_for(user, membership_id, Action.MANAGE_MEMBERS)
    name = found.account.name or found.account.email
    form = NoFieldsForm()
    if form.validate_on_submit():
        try:
            let_go(found, user.name)
            flash(say("%(name)s is no longer a member.", name=name))
            return redirect(url_for("organisations.members"))
        except LastOwner:
            pass  # the page says so
    return render_template(
        "organisations/let_go.html", found=found, form=form, last_owner=is_last_owner(found)
    )


@pages.route("/organisation/leave", methods=["GET", "POST"])
@requires(Action.KEEP_ACCOUNT)
def depart() -> str | Response:
    """End one's own membership, after asking."""
    found = own_membership(current_user() or abort(404))
    form = NoFieldsForm()
    if form.validate_on_submit():
        try:
            leave(found)
            return redirect(url_for("assessments.index"))
        except LastOwner:
            pass  # the page says so
    return render_template(
        "organisations/leave.html", found=found, form=form, last_owner=is_last_owner(found)
    )
