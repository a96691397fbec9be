"""With which of its own earlier assessments an organisation may compare one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from assessor.access import Action, State, User, allows, relation_to
from assessor.extensions import db
from assessor.models import Assessment


def earlier_than(assessment: Assessment, user: User) -> Sequence[Assessment]:
    """The organisation's own submitted assessments before this one, the latest first.

    In the same track and of any version of the model line; none where the user may not read results.
    """
    return db.session.scalars(_earlier(assessment, user)).all() if _may_read(assessment, user) else ()


def has_earlier(assessment: Assessment, user: User) -> bool:
    """Whether there is anything to compare the assessment with."""
    first = _earlier(assessment, user).with_only_columns(Assessment.id).limit(1)
    return _may_read(assessment, user) and db.session.scalar(first) is not None


def chosen_of(earlier: Sequence[Assessment], wanted: UUID | None) -> Assessment | None:
    """The one that was asked for, or else the latest; None where there is none of that id."""
    if wanted is None:
        return earlier[0] if earlier else None
    return next((one for one in earlier if one.id == wanted), None)


def _may_read(assessment: Assessment, user: User) -> bool:
    return allows(Action.READ_RESULT, relation_to(user, assessment.tenant_id), State.SUBMITTED)


def _earlier(assessment: Assessment, user: User) -> Select[tuple[Assessment]]:
    line, day = assessment.model.partition("@")[0], assessment.assessed_on
    same_day = and_(Assessment.assessed_on == day, Assessment.id < assessment.id)
    return (
        select(Assessment)
        .where(
            Assessment.tenant_id == user.tenant_id,
            Assessment.organisation_id == assessment.organisation_id,
            Assessment.status == State.SUBMITTED.value,
            Assessment.track == assessment.track,
            Assessment.model.startswith(f"{line}@", autoescape=True),
            or_(Assessment.assessed_on < day, same_day),
        )
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
    )
