"""What was done, in words: a sentence for each action; one not known here is shown as it was noted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from assessor.languages import Wording, message
from assessor.models import Activity

KINDS: Mapping[str, str] = {
    "organisation": message("The organisation"),
    "member": message("Members"),
    "invitation": message("Invitations"),
    "assessment": message("Assessments"),
    "respondent": message("Respondents"),
    "respondents": message("Respondents asked and reminded"),
    "evidence": message("Evidence"),
    "workbook": message("Workbooks"),
    "plan": message("Improvement plans"),
}
"""The first words of actions, by which a reader chooses."""

SENTENCES: Mapping[str, str] = {
    "organisation.opened": message("Opened the account of %(name)s"),
    "organisation.edited": message("Changed what is known of %(name)s: %(fields)s"),
    "organisation.exported": message("Exported everything as an archive of %(files)s files"),
    "organisation.deletion-refused": message("Tried to delete the organisation with a wrong password"),
    "organisation.set_up": message("Set the service up for %(name)s, owned by %(owner)s"),
    "member.added": message("Added %(name)s as %(role)s"),
    "member.role-changed": message("Made %(name)s, who was %(before)s, %(after)s"),
    "member.group-changed": message("Moved %(name)s from the group “%(before)s” to “%(after)s”"),
    "member.let-go": message("Removed %(name)s, who was %(role)s"),
    "member.left": message("Left the organisation as %(role)s"),
    "invitation.sent": message("Invited %(email)s as %(role)s"),
    "invitation.resent": message("Invited %(email)s again"),
    "invitation.revoked": message("Withdrew the invitation of %(email)s"),
    "invitation.accepted": message("Accepted the invitation and joined as %(role)s"),
    "assessment.opened": message("Opened the assessment “%(title)s” by %(model)s"),
    "assessment.changed": message("Changed an assessment: %(fields)s"),
    "assessment.carried_over_confirmed": message("Confirmed answers that were carried over: %(answers)s"),
    "assessment.submitted": message("Submitted an assessment with %(answers)s answers"),
    "assessment.reopened": message("Opened a submitted assessment again: %(reason)s"),
    "assessment.deleted": message("Deleted the assessment “%(title)s” of %(assessed_on)s"),
    "assessment.moderated": message("Settled the organisation's answer to %(practices)s"),
    "assessment.settled": message("Settled %(count)s answers by a rule: %(way)s"),
    "respondents.asked": message("Asked %(names)s to answer"),
    "respondents.reminded": message("Reminded %(names)s to answer"),
    "respondent.changed": message("Changed what %(name)s is asked"),
    "respondent.released": message("Asks %(name)s no more; answers kept: %(answers_kept)s"),
    "respondent.finished": message("%(name)s finished answering"),
    "respondent.resumed": message("%(name)s went on answering"),
    "evidence.added": message("Added the evidence %(reference)s: %(title)s"),
    "evidence.removed": message("Removed the evidence %(reference)s: %(title)s"),
    "workbook.merged": message("Merged workbooks: %(files)s; answers written: %(answers)s"),
    "plan.settled": message("Settled an improvement plan of %(steps)s steps"),
    "plan.step-changed": message("Changed the step of %(practice)s to level %(level)s"),
    "plan.ordered": message("Put %(steps)s steps of the plan in another order"),
}

ROLES: Mapping[str, str] = {
    "owner": message("owner"),
    "coordinator": message("coordinator"),
    "respondent": message("respondent"),
    "viewer": message("viewer"),
}
FIELDS: Mapping[str, str] = {
    "name": message("name of the organisation"),
    "industry": message("industry"),
    "country": message("country"),
    "employees": message("employees"),
    "scope": message("scope"),
    "sites": message("sites"),
    "title": message("title"),
    "profile": message("weight profile"),
    "business_units": message("business units"),
    "period_from": message("first day of the period"),
    "period_to": message("last day of the period"),
    "assessed_on": message("date of the assessment"),
    "due_on": message("day on which answers are due"),
}
"""What of an organisation and of an assessment can be changed."""

WAYS: Mapping[str, str] = {
    "agreed": message("where everybody agrees"),
    "median": message("by the median"),
}
"""The rules by which many answers are settled at once."""


def sentence_of(line: Activity, say: Wording, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """What a line tells, in a language; the action and its details as they were noted where no sentence fits.

    `titles` are those of practices by id, in that language; a practice of a model that is gone keeps its id.

    >>> from assessor.languages import wording
    >>> sentence_of(Activity(action="invitation.sent", details={"email": "a@b.example", "role": "viewer"}),
    ...             wording("en"))
    'Invited a@b.example as viewer'
    >>> sentence_of(Activity(action="kettle.boiled", details={"litres": 2}), wording("en"))
    'kettle.boiled (litres: 2)'
    """
    sentence = SENTENCES.get(line.action)
    if sentence is not None:
        try:
            return say(
                sentence, **{name: _said(name, value, say, titles) for name, value in line.details.items()}
            )
        except KeyError:  # noted by a version that told less
            pass
    details = ", ".join(f"{name}: {value}" for name, value in line.details.items())
    return f"{line.action} ({details})" if details else line.action


def _said(name: str, value: Any, say: Wording, titles: Mapping[str, str]) -> str:  # noqa: ANN401 - a plain value
    if name == "practice":
        return titles.get(value, value)
    if name == "practices":
        return say.together(titles.get(practice, practice) for practice in value)
    if isinstance(value, list):
        return say.listed(say(FIELDS[part]) if part in FIELDS else str(part) for part in value)
    if name == "way":
        return say(WAYS.get(value, str(value)))
    if name in ("role", "before", "after") and value in ROLES:
        return say(ROLES[value])
    return str(value)
