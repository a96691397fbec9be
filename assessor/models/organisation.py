from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Tenanted, addressable


class Organisation(Tenanted, Base):
    """Who is assessed, as last stated. What an assessment stated at its time stays with that assessment."""

    __tablename__ = "organisation"
    __table_args__ = (
        addressable(),
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("employees >= 0", name="employees"),
    )

    name: Mapped[str]
    industry: Mapped[str]
    country: Mapped[str]
    employees: Mapped[int | None]
    scope: Mapped[str]
    sites: Mapped[list[dict[str, Any]]]
