from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Tenanted, within


class Respondent(Tenanted, Base):
    """One who answered a self-assessment beside others; what they answered are rows of `answer`.

    `name` may be a role or a pseudonym; `seen_from` is the group of the organisation they belong to.
    """

    __tablename__ = "respondent"
    __table_args__ = (within("assessment"), UniqueConstraint("tenant_id", "assessment_id", "name"))

    assessment_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    seen_from: Mapped[str]
