from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, one_of, within


class Evidence(Tenanted, Base):
    """What was seen, read or heard, and the ids of the practices that it supports.

    `sha256` is the digest of the file that was seen, empty where there is none. A file that was handed in
    with it is kept under that digest; `filename`, `media_type` and `size` (in bytes) describe it.
    `added_by` is a name to read; whose it is says `account_id`, because a name may be another's later.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "reference"),
        one_of(
            "kind", ("document", "record", "interview", "observation", "mystery-shopping", "customer-side")
        ),
        CheckConstraint("size >= 0", name="size"),
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
    link: Mapped[str] = mapped_column(default="")
    filename: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int | None]
    added_by: Mapped[str] = mapped_column(default="")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    added_at: Mapped[datetime | None]
