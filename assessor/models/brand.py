from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of


class Brand(Tenanted, Base):
    """Whose name, logo and colours a tenant's documents carry; the logo is the one that was written anew.

    `distribution` holds one `{"reader": ...}` a line.
    """

    __tablename__ = "brand"
    __table_args__ = (
        UniqueConstraint("tenant_id"),
        one_of("kind", ("certification body", "consultancy", "client")),
        CheckConstraint("(logo is null) = (logo_type is null)", name="logo"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    primary_colour: Mapped[str]
    accent_colour: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None]
    logo_ratio: Mapped[float | None]
    footer: Mapped[str]
    confidentiality: Mapped[str]
    prepared_by: Mapped[str]
    distribution: Mapped[list[dict[str, Any]]]
    set_at: Mapped[datetime] = mapped_column(default=now)
