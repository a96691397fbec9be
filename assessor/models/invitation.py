from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of
from assessor.models.membership import ROLES


class Invitation(Tenanted, Base):
    """An address that was asked to join; whoever has the token, of which only the SHA-256 is kept, may."""

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("role", ROLES),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
        CheckConstraint("accepted_at is null or revoked_at is null", name="ended"),
    )

    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    seen_from: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    invited_by: Mapped[str]
    invited_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
