from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Identified, now, one_of


class Tombstone(Identified, Base):
    """What stays of an issued certificate when its organisation is deleted: what it takes to verify one.

    `holder` and `scope` are the organisation as the certificate names it. It belongs to no tenant any more.
    """

    __tablename__ = "tombstone"
    __table_args__ = (one_of("status", ("issued", "withdrawn")),)

    number: Mapped[str] = mapped_column(index=True)
    holder: Mapped[str]
    scope: Mapped[str]
    model: Mapped[str]
    track: Mapped[str]
    level: Mapped[int]
    decided_on: Mapped[date]
    effective_on: Mapped[date]
    expires_on: Mapped[date]
    status: Mapped[str]
    deleted_at: Mapped[datetime] = mapped_column(default=now)
