"""The messages that membership makes necessary, in the language of whoever reads them."""

from uuid import UUID

from assessor.activity.sentences import ROLES
from assessor.languages import Wording, message, wording
from assessor.mail.links import link_to
from assessor.mail.operations import post
from assessor.models import Account, Invitation

GREETING = message("Hello,")
INVITED = message("%(inviter)s invites you to join %(organisation)s in Assessor as %(role)s.")
MEANT = {
    "owner": message(
        "An owner answers for the organisation's account: members, assessments, export and deletion."
    ),
    "coordinator": message("A coordinator opens assessments, asks people to answer and settles the result."),
    "respondent": message("A respondent answers what they are asked about the organisation."),
    "viewer": message("A viewer reads results and plans, and changes nothing."),
}
FOLLOW = message("To join, open this address by %(day)s:")
FOR_YOU = message("It is for you alone and works once. If you did not expect it, you need not do anything.")


def post_invitation(invitation: Invitation, token: str, *, organisation: str, personal: str = "") -> None:
    """Send an invitation with the address at which it is accepted; call it within `writing()`."""
    say = wording(invitation.language)
    role = say(ROLES[invitation.role])
    told = {"inviter": invitation.invited_by, "organisation": organisation, "role": role}
    parts = [
        say(GREETING),
        say(INVITED, **told) + "\n" + say(MEANT[invitation.role]),
        personal,
        say(FOLLOW, day=say.date(invitation.expires_at.date()))
        + "\n"
        + link_to("organisations.invitation", token=token, lang=invitation.language),
        say(FOR_YOU),
    ]
    subject = say(message("Join %(organisation)s in Assessor"), organisation=organisation)
    post("invitation", invitation.email, subject, _letter(parts), invitation.tenant_id)


def post_departure(account: Account, organisation: str, tenant_id: UUID, by: str) -> None:
    """Tell somebody that they no longer belong to an organisation."""
    say = _wording_of(account)
    parts = [
        say(GREETING),
        say(
            message(
                "%(by)s ended your membership of %(organisation)s in Assessor. What you answered stays "
                "with the organisation. Your account remains yours."
            ),
            by=by,
            organisation=organisation,
        ),
    ]
    subject = say(message("You no longer belong to %(organisation)s"), organisation=organisation)
    post("departure", account.email, subject, _letter(parts), tenant_id)


def post_deletion(account: Account, organisation: str, by: str, belongs_elsewhere: bool) -> None:
    """Tell a member that their organisation was deleted; its name stands only in what sending forgets."""
    say = _wording_of(account)
    remains = message("Your account remains yours, for the other organisations that you belong to.")
    if not belongs_elsewhere:
        remains = message("Your account remains yours, although it now belongs to no organisation.")
    deleted = message("%(by)s deleted %(organisation)s in Assessor, with everything that it owned.")
    parts = [say(GREETING), say(deleted, by=by, organisation=organisation), say(remains)]
    post("deletion", account.email, say(message("Your organisation was deleted")), _letter(parts))


def _wording_of(account: Account) -> Wording:
    return wording(account.language)


def _letter(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
