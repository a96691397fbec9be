from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of, within


class IssuedReport(Tenanted, Base):
    """A document that left the house, with what it takes to print it again: its edition and digest."""

    __tablename__ = "issued_report"
    __table_args__ = (
        within("assessment"),
        Index(None, "tenant_id", "assessment_id"),
        one_of("kind", ("report", "certificate", "result")),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
    )

    assessment_id: Mapped[UUID]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id", ondelete="RESTRICT"))
    language: Mapped[str]
    kind: Mapped[str]
    digest: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
