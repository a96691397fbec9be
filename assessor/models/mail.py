from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Identified, now, one_of


class Mail(Identified, Base):
    """A message that is to be sent, written in the transaction that makes it necessary.

    Whoever sends it holds it until `held_until`; `fence` grows each time it is taken. What it says is
    forgotten once it is sent, or was not for a fortnight, because it may let somebody in.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index(None, "state", "due_at"),
        one_of("state", ("waiting", "sending", "sent", "failed")),
    )

    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id", ondelete="CASCADE"))
    kind: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    held_until: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
