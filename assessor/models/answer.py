from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of, within

CONSENSUS = "consensus"
"""The answer that is scored; the others are the originals behind it."""


class Answer(Tenanted, Base):
    """What one person, or the team together, answered for one practice.

    `values` are decimals as text, by component, so that nothing is rounded on the way; `sites` hold the
    values by site from which a component follows. `rationale` says why a moderated answer is what it is;
    `version` grows with each change, so that a save made on an older one is noticed.
    """

    __tablename__ = "answer"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "practice_id", "role", "given_by"),
        one_of("role", (CONSENSUS, "assessor", "respondent")),
        CheckConstraint("reason <> '' or not not_applicable", name="reason"),
    )

    assessment_id: Mapped[UUID]
    practice_id: Mapped[str]
    given_by: Mapped[str]
    role: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=now)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sites: Mapped[dict[str, Any]] = mapped_column(default=dict)
    not_applicable: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    rationale: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
