from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of, within


class IssuedReport(Tenanted, Base):
    """A document as it was printed, with what it takes to find it again.

    `digest` is the SHA-256 of its bytes, under which the file is kept. `made_from` is that of everything it
    was printed from: where that is still the same, the same file is handed out.
    """

    __tablename__ = "issued_report"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "made_from"),
        Index(None, "tenant_id", "assessment_id"),
        one_of("kind", ("report", "certificate", "result")),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
    )

    assessment_id: Mapped[UUID]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id", ondelete="RESTRICT"))
    language: Mapped[str]
    kind: Mapped[str]
    variant: Mapped[str]
    digest: Mapped[str]
    made_from: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
