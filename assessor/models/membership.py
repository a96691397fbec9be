from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor.models.account import Account
from assessor.models.base import Base, Tenanted, now, one_of
from assessor.models.tenant import Tenant

ROLES = ("owner", "coordinator", "respondent", "viewer")


class Membership(Tenanted, Base):
    """What somebody is in one organisation's account; `seen_from` is the group they answer from."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("tenant_id", "account_id"), one_of("role", ROLES))

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    seen_from: Mapped[str] = mapped_column(default="")
    joined_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account] = relationship()
    tenant: Mapped[Tenant] = relationship()
