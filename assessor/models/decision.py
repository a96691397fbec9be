from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from assessor.models.base import Base, Tenanted, within


class Decision(Tenanted, Base):
    """The decision for or against a certificate: who took it, when and why."""

    __tablename__ = "decision"
    __table_args__ = (within("assessment"), UniqueConstraint("tenant_id", "assessment_id"))

    assessment_id: Mapped[UUID]
    certify: Mapped[bool]
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    effective_on: Mapped[date | None]
    certificate_number: Mapped[str]
    reason: Mapped[str]
    last_advised_on: Mapped[date | None]
