"""What people are written: that they are asked, that something is due, that all is settled."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from assessor.extensions import db
from assessor.languages import Wording, language_of, wording
from assessor.mail.links import NoAddress, link_to
from assessor.mail.operations import post
from assessor.models import Account, Assessment, Membership, Respondent


def tell_asked(assessment: Assessment, respondent: Respondent) -> bool:
    """Write to somebody that they are asked; whether there was an address to write to."""
    account = _account(respondent)
    if account is None:
        return False
    say = _wording(account)
    body = [
        say("Hello %(name)s,", name=respondent.name),
        say(
            "You are asked to answer in the assessment “%(title)s” of %(organisation)s.",
            **_names(assessment),
        ),
        *_due(say, respondent.due_on or assessment.due_on),
        _way(say, assessment, "opening.tasks"),
    ]
    _send("asked", account, say("You are asked to answer: %(title)s", **_names(assessment)), body, assessment)
    return True


def tell_due(assessment: Assessment, respondent: Respondent) -> bool:
    """Remind somebody who has not finished; whether there was an address to write to."""
    account = _account(respondent)
    if account is None:
        return False
    say = _wording(account)
    body = [
        say("Hello %(name)s,", name=respondent.name),
        say(
            "You have not said yet that you have finished your part of “%(title)s” of %(organisation)s.",
            **_names(assessment),
        ),
        *_due(say, respondent.due_on or assessment.due_on),
        _way(say, assessment, "opening.tasks"),
        say("When nothing is left, choose “I have finished” there and you get no more reminders."),
    ]
    _send("reminder", account, say("Reminder: %(title)s", **_names(assessment)), body, assessment)
    return True


def tell_submitted(assessment: Assessment, besides: UUID | None) -> None:
    """Write to everybody who was asked that the result is there."""
    for respondent in assessment.respondents:
        account = _account(respondent)
        if account is None or account.id == besides:
            continue
        say = _wording(account)
        body = [
            say("Hello %(name)s,", name=respondent.name),
            say(
                "The assessment “%(title)s” of %(organisation)s was submitted. Thank you for answering: "
                "you can read the result now.",
                **_names(assessment),
            ),
            _way(say, assessment, "assessments.result"),
        ]
        subject = say("The result is there: %(title)s", **_names(assessment))
        _send("submitted", account, subject, body, assessment)


def _account(respondent: Respondent) -> Account | None:
    """Who is written to: whoever can still sign in and belongs to the organisation."""
    belongs = (Membership.account_id == Account.id) & (Membership.tenant_id == respondent.tenant_id)
    return db.session.scalar(
        select(Account)
        .join(Membership, belongs)
        .where(Account.id == respondent.account_id, Account.active.is_(True))
    )


def _wording(account: Account) -> Wording:
    return wording(language_of(account.language))


def _names(assessment: Assessment) -> Mapping[str, str]:
    organisation = assessment.stated["name"]
    return {"title": assessment.title or organisation, "organisation": organisation}


def _due(say: Wording, due_on: date | None) -> list[str]:
    return [say("It is due on %(date)s.", date=say.date(due_on))] if due_on else []


def _way(say: Wording, assessment: Assessment, endpoint: str) -> str:
    """Where to go; a process that serves no requests may not know under which address."""
    try:
        return link_to(endpoint, assessment_id=assessment.id)
    except NoAddress:
        return say("Sign in to Assessor and choose it under Assessments.")


def _send(kind: str, account: Account, subject: str, body: list[str], assessment: Assessment) -> None:
    post(kind, account.email, " ".join(subject.split()), "\n\n".join(body) + "\n", assessment.tenant_id)
