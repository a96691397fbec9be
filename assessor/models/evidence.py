from datetime import date
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, one_of, within


class Evidence(Tenanted, Base):
    """What was seen, read or heard, and the ids of the practices that it supports.

    `sha256` is the digest of the file that was seen, empty where there is none.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "reference"),
        one_of(
            "kind", ("document", "record", "interview", "observation", "mystery-shopping", "customer-side")
        ),
    )

    assessment_id: Mapped[UUID]
    position: Mapped[int]
    reference: Mapped[str]
    kind: Mapped[str]
    practices: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str]
    seen_on: Mapped[date | None]
    seen_by: Mapped[str]
    site: Mapped[str]
    note: Mapped[str]
    sha256: Mapped[str]
