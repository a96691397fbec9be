from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Identified, now


class Tenant(Identified, Base):
    """Who owns rows: one company's account, one portfolio owner, or this machine's operator (`local`)."""

    __tablename__ = "tenant"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
