from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, within


class Respondent(Tenanted, Base):
    """One who answered a self-assessment beside others; what they answered are rows of `answer`.

    `name` may be a role or a pseudonym; `seen_from` is the group of the organisation they belong to. Where
    they answer in the application, `account_id` says who they are and `dimensions` what they were asked
    (nothing named: everything).
    """

    __tablename__ = "respondent"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "name"),
        UniqueConstraint("tenant_id", "assessment_id", "account_id"),
    )

    assessment_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    seen_from: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    dimensions: Mapped[list[str]] = mapped_column(JSON, default=list)
    due_on: Mapped[date | None]
    reminded_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
