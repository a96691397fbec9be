"""Whose answers a copy holds: which sheets of an assessment somebody may take away and bring back."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessor.access import STAFF, User, relation_to
from assessor.models import CONSENSUS, Assessment, Respondent
from criteria.model import Model

EVERYBODY = "all"
"""The person of a copy that is not for one respondent."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of answers as one person is asked to fill it in.

    `role` and `given_by` name the rows; `person` is the id of the respondent it is for, or EVERYBODY;
    `whose` their name, empty for everybody; `dimensions` are the ids of those they are asked about.
    """

    role: str
    given_by: str
    person: str
    whose: str
    dimensions: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What two copies of the same answers have in common."""
        return self.role, self.given_by

    def asks(self, practice_id: str) -> bool:
        """Whether a practice is among what this person is asked."""
        return practice_id.partition(".")[0] in self.dimensions


def sheets_for(user: User, assessment: Assessment, model: Model) -> tuple[Sheet, ...]:
    """The sheets that somebody may take away and merge; none where nothing is asked of them.

    Staff take those of everybody; where each answers apart there is none but the respondents' own, because
    the organisation's answer is settled from them. A respondent takes their own.
    """
    people = sorted(assessment.respondents, key=lambda person: person.position)
    if relation_to(user, assessment.tenant_id) not in STAFF:
        people = [p for p in people if user.account_id is not None and p.account_id == user.account_id]
        return tuple(_of_person(assessment, person, model) for person in people)
    whole = Sheet(CONSENSUS, assessment.recorded_by, EVERYBODY, "", _all(model))
    shared = [] if assessment.answering == "apart" else [whole]
    return (*shared, *(_of_person(assessment, person, model) for person in people))


def of_person(sheets: Iterable[Sheet], person: str) -> Sheet | None:
    """The sheet of that person among those that may be taken."""
    return next((sheet for sheet in sheets if sheet.person == person), None)


def _of_person(assessment: Assessment, person: Respondent, model: Model) -> Sheet:
    asked = [d for d in _all(model) if not person.dimensions or d in person.dimensions]
    apart = assessment.answering == "apart"
    role, given_by = ("respondent", person.name) if apart else (CONSENSUS, assessment.recorded_by)
    return Sheet(role, given_by, str(person.id), person.name, tuple(asked))


def _all(model: Model) -> tuple[str, ...]:
    return tuple(dimension.id for dimension in model.dimensions)
