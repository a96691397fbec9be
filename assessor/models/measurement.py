from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Tenanted, one_of, within


class Measurement(Tenanted, Base):
    """One measure of a results practice over its periods, the earliest first.

    Every number but the sample is a decimal as text, so that nothing is rounded on the way.
    """

    __tablename__ = "measurement"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "practice_id", "title"),
        one_of("better", ("higher", "lower", "target")),
        CheckConstraint("better <> 'target' or target is not null", name="target"),
    )

    assessment_id: Mapped[UUID]
    position: Mapped[int]
    practice_id: Mapped[str]
    title: Mapped[str]
    unit: Mapped[str]
    better: Mapped[str]
    periods: Mapped[list[dict[str, Any]]]
    target: Mapped[str | None]
    comparator: Mapped[str]
    comparator_value: Mapped[str | None]
    sample: Mapped[int | None]
