from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Identified, now, one_of


class Consent(Identified, Base):
    """One consent of an organisation to be counted among peers, kept for ever; only its end is ever added.

    `organisation_key` is the pseudonym under which the pool knows it. `line` is an imported line, whose keys
    are its own; None for an organisation of this installation, whatever the model.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index(None, "organisation_key", "line"),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
        CheckConstraint("given_by <> ''", name="given_by"),
        CheckConstraint("withdrawn_at >= given_at", name="withdrawn_at"),
    )

    organisation_key: Mapped[str]
    line: Mapped[str | None]
    given_by: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=now)
    text_version: Mapped[str]
    language: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
