from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted


class Activity(Tenanted, Base):
    """One line of an organisation's log, which only ever grows.

    `digest` is the SHA-256 over the line and the `previous` one's digest (64 zeros before the first), so that
    a line that was altered, or taken out, shows.
    """

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("tenant_id", "number"), CheckConstraint("number >= 1", name="number"))

    number: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    action: Mapped[str]
    about: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str]
