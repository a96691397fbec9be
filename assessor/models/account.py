from datetime import datetime
from typing import Any

from flask_security import AsaList, UserMixin
from sqlalchemy import JSON, Index, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor.models.base import Base, Identified, now, one_of
from assessor.models.passkey import Passkey


class Account(Identified, UserMixin, Base):  # type: ignore[misc]
    """Somebody who signs in. What they may do is said by their memberships, of one tenant each.

    Names that begin with `fs_`, `tf_` or `mf_` are those that Flask-Security looks for; `fs_uniquifier` is
    what a session refers to, so that a new one ends them all.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_email_lower", text("lower(email)"), unique=True),
        one_of("language", ("en", "zh-Hans", "zh-Hant")),
    )

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    preferences: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime | None]

    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        cascade="all, delete-orphan", order_by=Passkey.id, back_populates="user"
    )
