from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Tenanted, one_of, within


class Finding(Tenanted, Base):
    """What an audit found; `practice_or_criterion` is empty where it concerns the whole."""

    __tablename__ = "finding"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "reference"),
        one_of("kind", ("major", "minor", "observation", "strength")),
        one_of("status", ("open", "closed")),
    )

    assessment_id: Mapped[UUID]
    position: Mapped[int]
    reference: Mapped[str]
    kind: Mapped[str]
    practice_or_criterion: Mapped[str]
    text: Mapped[str]
    status: Mapped[str]
    plan_accepted: Mapped[bool]
    closed_on: Mapped[date | None]
