"""What changes answers: saving them, and choosing between two that stand in each other's way.

A save is made on the version of the answer that was on the screen. It is kept as a revision, always; it
becomes the answer where that version is still the newest, or where both say the same. Nobody's answer is lost
and none is overwritten unseen.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from flask import abort
from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from assessor.access import Action, User
from assessor.answering.checking import EntryFault, Refused, checked
from assessor.answering.queries import made_by_visitor, on_sheet, practice_on, sheet_for
from assessor.answering.sheets import Entry, Sheet, entry_of
from assessor.extensions import writing
from assessor.languages import message
from assessor.models import Answer, AnswerRevision
from assessor.models.base import now

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody wants to save: `key` is the same when it is sent again, `base` the version they saw."""

    practice_id: str
    key: str
    base: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two answers somebody chose, having seen the other in version `base`."""

    revision_id: UUID
    mine: bool
    base: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save: `applied`, `conflicting` or `dismissed`.

    `version` is the answer's now, or the one that the save became; 0 where there is no answer.
    """

    practice_id: str
    revision_id: UUID
    state: str
    version: int
    made_at: datetime
    entry: Entry


def save(user: User, assessment_id: UUID, submission: Submission) -> Outcome:
    """Save one answer. The same key again gives the same outcome and writes nothing.

    Raises Refused with every fault of the answer; answers 404 and 403 as `sheet_for`.
    """
    return save_all(user, assessment_id, [submission])[0]


def save_all(
    user: User, assessment_id: UUID, submissions: Sequence[Submission], choice: Choice | None = None
) -> list[Outcome]:
    """Save the answers of a page, and settle a conflict on it: all of it, or nothing where one has faults."""

    def attempt() -> list[Outcome]:
        with writing() as session:
            sheet = sheet_for(user, assessment_id, Action.ANSWER)
            entries = _checked(sheet, submissions)
            if choice is not None:
                _settle(session, sheet, choice)
            return [
                _save(session, sheet, given, entry) for given, entry in zip(submissions, entries, strict=True)
            ]

    return _again_if_overtaken(attempt)


def settle(user: User, assessment_id: UUID, choice: Choice) -> Outcome:
    """Choose between one's own answer and the one that stands.

    One's own becomes the answer where what stands is still what was seen; else the conflict stays, with what
    stands now. Choosing again what was chosen changes nothing. 404 where the conflict is not the visitor's.
    """

    def attempt() -> Outcome:
        with writing() as session:
            return _settle(session, sheet_for(user, assessment_id, Action.ANSWER), choice)

    return _again_if_overtaken(attempt)


def _again_if_overtaken(attempt: Callable[[], Result]) -> Result:
    """On an engine where writers do not wait for each other, another save may have come first."""
    try:
        return attempt()
    except (IntegrityError, StaleDataError):
        return attempt()


def _checked(sheet: Sheet, submissions: Iterable[Submission]) -> list[Entry]:
    faults: list[EntryFault] = []
    entries = []
    for given in submissions:
        practice = practice_on(sheet, given.practice_id)
        entry, found = checked(sheet, practice, given.entry)
        entries.append(entry)
        faults += found
    if faults:
        raise Refused(faults)
    return entries


# --- one save ---------------------------------------------------------------------------------------


def _save(session: Session, sheet: Sheet, given: Submission, entry: Entry) -> Outcome:
    known = _known(session, sheet, given)
    before = next((row for row in known if row.key == given.key), None)
    if before is not None:
        return _outcome(_same(before, sheet, given, entry))
    current = _current(session, sheet, given.practice_id)
    version = current.version if current else 0
    revision = _revision(sheet, given, entry)
    if given.base == version or entry == entry_of(current):
        _apply(session, sheet, current, revision, entry)
    for waiting in known:
        waiting.state = "dismissed"  # its maker has answered anew
    session.add(revision)
    session.flush()
    return _outcome(revision, version)


def _known(session: Session, sheet: Sheet, given: Submission) -> Sequence[AnswerRevision]:
    """The revision of the same key, and what the visitor has yet to choose about: in one statement."""
    waiting = and_(
        *on_sheet(AnswerRevision, sheet),
        made_by_visitor(sheet),
        AnswerRevision.practice_id == given.practice_id,
        AnswerRevision.state == "conflicting",
    )
    return session.scalars(
        select(AnswerRevision).where(
            AnswerRevision.tenant_id == sheet.tenant_id,
            AnswerRevision.assessment_id == sheet.assessment_id,
            or_(AnswerRevision.key == given.key, waiting),
        )
    ).all()


def _same(before: AnswerRevision, sheet: Sheet, given: Submission, entry: Entry) -> AnswerRevision:
    """A key that comes again must come with the same save: else it would swallow another one."""
    told = (before.practice_id, before.role, before.given_by, before.account_id, entry_of(before))
    if told != (given.practice_id, sheet.role, sheet.given_by, sheet.account_id, entry):
        raise Refused(
            [EntryFault(given.practice_id, "key", message("This save was sent before with another answer"))]
        )
    return before


def _current(session: Session, sheet: Sheet, practice_id: str) -> Answer | None:
    return session.scalar(select(Answer).where(*on_sheet(Answer, sheet), Answer.practice_id == practice_id))


def _revision(sheet: Sheet, given: Submission, entry: Entry) -> AnswerRevision:
    return AnswerRevision(
        tenant_id=sheet.tenant_id,
        assessment_id=sheet.assessment_id,
        practice_id=given.practice_id,
        role=sheet.role,
        given_by=sheet.given_by,
        made_by=sheet.person,
        account_id=sheet.account_id,
        made_at=now(),
        key=given.key,
        base=given.base,
        version=None,
        state="conflicting",
        values=dict(entry.values),
        not_applicable=entry.not_applicable,
        reason=entry.reason,
        comment=entry.comment,
    )


def _apply(
    session: Session, sheet: Sheet, current: Answer | None, revision: AnswerRevision, entry: Entry
) -> None:
    """Make a revision the answer. An answer that says the same already stays as it is."""
    if entry != entry_of(current):
        if current is None:
            current = Answer(
                tenant_id=sheet.tenant_id,
                assessment_id=sheet.assessment_id,
                practice_id=revision.practice_id,
                role=sheet.role,
                given_by=sheet.given_by,
                sites={},
            )
            session.add(current)
        current.values, current.not_applicable = dict(entry.values), entry.not_applicable
        current.reason, current.comment = entry.reason, entry.comment
        current.given_at = revision.made_at
        session.flush()
    revision.state = "applied"
    revision.version = current.version if current else 0


def _outcome(revision: AnswerRevision, version: int = 0) -> Outcome:
    return Outcome(
        revision.practice_id,
        revision.id,
        revision.state,
        version if revision.version is None else revision.version,
        revision.made_at,
        entry_of(revision),
    )


# --- two answers ------------------------------------------------------------------------------------


def _settle(session: Session, sheet: Sheet, choice: Choice) -> Outcome:
    revision = session.scalar(
        select(AnswerRevision).where(
            *on_sheet(AnswerRevision, sheet), made_by_visitor(sheet), AnswerRevision.id == choice.revision_id
        )
    )
    if revision is None:
        abort(404)
    practice_on(sheet, revision.practice_id)
    current = _current(session, sheet, revision.practice_id)
    version = current.version if current else 0
    if revision.state == "conflicting":
        if not choice.mine:
            revision.state = "dismissed"
        elif choice.base == version:
            revision.base = version
            _apply(session, sheet, current, revision, entry_of(revision))
        session.flush()
    return _outcome(revision, version)
