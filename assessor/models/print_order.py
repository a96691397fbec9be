from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of, within


class PrintOrder(Tenanted, Base):
    """A document that is to be printed before somebody asks for it.

    Whoever prints it holds it until `held_until`; after that it is anybody's again, and `fence`, which grows
    each time it is taken, tells whose result counts.
    """

    __tablename__ = "print_order"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "kind", "variant", "language"),
        Index(None, "state", "due_at"),
        one_of("kind", ("report", "certificate")),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
        one_of("state", ("waiting", "printing", "done", "failed")),
    )

    assessment_id: Mapped[UUID]
    kind: Mapped[str]
    variant: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    held_until: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")
    ordered_at: Mapped[datetime] = mapped_column(default=now)
