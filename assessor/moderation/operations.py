"""What settles an organisation's answers. Nobody's own answer is ever touched, and no save is lost."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessor.access import Action, User
from assessor.activity.operations import note
from assessor.extensions import db, writing
from assessor.models import CONSENSUS, Answer, AnswerRevision, Assessment
from assessor.models.base import now
from assessor.moderation.cases import Way, proposals
from assessor.moderation.queries import assessment_of, moderation_of, revisions_of
from assessor.moderation.states import State, kept_state

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Save:
    """What somebody wants an answer to be, and the version of it that they saw (0 for none)."""

    practice_id: str
    state: State
    base: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two saves should stand: the one that stood in the way, or one of the visitor's own.

    `revision` is the visitor's, None to keep the other; `base` is the version that they compared it with.
    """

    practice_id: str
    revision: UUID | None
    base: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The practices whose answers are now as asked, and those on which somebody else was faster."""

    saved: tuple[str, ...]
    conflicting: tuple[str, ...]


def settle(user: User, assessment_id: UUID, saves: Sequence[Save], choices: Sequence[Choice] = ()) -> Outcome:
    """Save answers of the organisation, all in one transaction.

    One that changed since it was seen is left as it is: what was meant for it is kept as a conflicting
    revision, until its maker chooses. Answers 403 once the assessment is submitted.
    """
    return _tried_twice(lambda: _settle(user, assessment_id, saves, choices))


def settle_all(
    user: User, assessment_id: UUID, way: Way, confirmed: Collection[str], rationale: str = ""
) -> tuple[str, ...]:
    """Settle every practice on which what was confirmed is still what this way gives; their ids.

    `confirmed` are signs of proposals. What was settled meanwhile, or answered otherwise, stays as it is.
    """
    return _tried_twice(lambda: _settle_all(user, assessment_id, way, confirmed, rationale))


def _settle(user: User, assessment_id: UUID, saves: Sequence[Save], choices: Sequence[Choice]) -> Outcome:
    with writing():
        assessment = assessment_of(user, assessment_id, Action.MODERATE)
        desk = _Desk(user, assessment, [s.practice_id for s in saves] + [c.practice_id for c in choices])
        done = [save.practice_id for save in saves if desk.save(save)]
        done += [choice.practice_id for choice in choices if desk.choose(choice)]
        if done:
            note(assessment.tenant_id, "assessment.moderated", assessment.id, {"practices": sorted(done)})
        meant = (*(s.practice_id for s in saves), *(c.practice_id for c in choices))
        return Outcome(tuple(done), tuple(name for name in meant if desk.is_contested(name)))


def _settle_all(
    user: User, assessment_id: UUID, way: Way, confirmed: Collection[str], rationale: str
) -> tuple[str, ...]:
    with writing():
        assessment = assessment_of(user, assessment_id, Action.MODERATE)
        found = [p for p in proposals(moderation_of(assessment).cases, way) if p.sign in confirmed]
        names = [proposal.case.practice.id for proposal in found]
        desk = _Desk(user, assessment, names)
        for proposal, name in zip(found, names, strict=True):
            state = proposal.state
            # what somebody noted down while it was open is kept
            words = "\n".join(filter(None, (desk.state(name).rationale, rationale)))
            desk.write(name, State(state.values, state.not_applicable, state.reason, words))
        if names:
            note(assessment.tenant_id, "assessment.settled", assessment.id, {"way": way, "count": len(names)})
        return tuple(names)


def _tried_twice(work: Callable[[], Result]) -> Result:
    """On an engine where writers do not wait for each other, the second one looks again at what there is."""
    try:
        return work()
    except (IntegrityError, StaleDataError):
        return work()


class _Desk:
    """The organisation's answers to some practices, and every save of them, within one transaction."""

    def __init__(self, user: User, assessment: Assessment, practices: Collection[str]) -> None:
        self.user = user
        self.assessment = assessment
        self.rows = _rows(assessment, practices)
        self.contested: dict[str, list[AnswerRevision]] = {}
        for revision in revisions_of(assessment, practices):
            if revision.state == "conflicting" and is_own(revision, user):
                self.contested.setdefault(revision.practice_id, []).append(revision)

    def state(self, practice_id: str) -> State:
        return kept_state(self.rows.get(practice_id))

    def version(self, practice_id: str) -> int:
        row = self.rows.get(practice_id)
        return row.version if row else 0

    def is_contested(self, practice_id: str) -> bool:
        return any(r.state == "conflicting" for r in self.contested.get(practice_id, ()))

    def save(self, save: Save) -> bool:
        """Whether it changed anything; where the answer was changed by another since, it does not."""
        if self.state(save.practice_id) == save.state:
            return False
        if self.version(save.practice_id) == save.base:
            self.write(save.practice_id, save.state, base=save.base)
            return True
        own = self.contested.setdefault(save.practice_id, [])
        if save.state not in map(kept_state, own):
            own.append(self._revision(save.practice_id, save.state, save.base, None))
        return False

    def choose(self, choice: Choice) -> bool:
        """Whether one of the visitor's own now stands; not where the answer changed once more."""
        own = self.contested.get(choice.practice_id, [])
        taken = next((r for r in own if r.id == choice.revision), None)
        if choice.revision is not None and (taken is None or self.version(choice.practice_id) != choice.base):
            return False
        for revision in own:
            revision.state = "dismissed"
        if taken is None:
            return False
        taken.version = self._put(choice.practice_id, kept_state(taken)).version
        taken.state = "applied"
        return True

    def write(self, practice_id: str, state: State, *, base: int | None = None) -> None:
        """Change the answer, and keep that it was changed."""
        before = self.version(practice_id) if base is None else base
        self._revision(practice_id, state, before, self._put(practice_id, state).version)

    def _put(self, practice_id: str, state: State) -> Answer:
        row = self.rows.get(practice_id)
        if row is None:
            row = self.rows[practice_id] = Answer(
                tenant_id=self.assessment.tenant_id,
                assessment_id=self.assessment.id,
                practice_id=practice_id,
                role=CONSENSUS,
                given_by=self.assessment.recorded_by,
            )
            db.session.add(row)
        row.values, row.sites, row.approved_by = dict(state.values), {}, ""
        row.not_applicable, row.reason, row.rationale = state.not_applicable, state.reason, state.rationale
        row.given_at = now()
        db.session.flush()
        return row

    def _revision(self, practice_id: str, state: State, base: int, version: int | None) -> AnswerRevision:
        row = self.rows.get(practice_id)
        made = AnswerRevision(
            tenant_id=self.assessment.tenant_id,
            assessment_id=self.assessment.id,
            practice_id=practice_id,
            role=CONSENSUS,
            given_by=self.assessment.recorded_by,
            made_by=self.user.name,
            account_id=self.user.account_id,
            key=uuid4().hex,
            base=base,
            version=version,
            state="conflicting" if version is None else "applied",
            values=dict(state.values),
            not_applicable=state.not_applicable,
            reason=state.reason,
            comment=row.comment if row and row.comment else "",
            rationale=state.rationale,
        )
        db.session.add(made)
        return made


def is_own(revision: AnswerRevision, user: User) -> bool:
    """Whether a save is the visitor's; whoever sits at this machine has a name and no account."""
    return revision.account_id == user.account_id and (
        user.account_id is not None or revision.made_by == user.name
    )


def _rows(assessment: Assessment, practices: Collection[str]) -> dict[str, Answer]:
    found: Mapping[str, Answer] = {
        row.practice_id: row
        for row in db.session.scalars(
            select(Answer).where(
                Answer.tenant_id == assessment.tenant_id,
                Answer.assessment_id == assessment.id,
                Answer.role == CONSENSUS,
                Answer.practice_id.in_(practices),
            )
        )
    }
    return dict(found)
