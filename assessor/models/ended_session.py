from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base


class EndedSession(Base):
    """A session that was signed out of: the SHA-256 of its id, until it would have ended by itself."""

    __tablename__ = "ended_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
