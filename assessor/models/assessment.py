from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from assessor.models.answer import CONSENSUS, Answer
from assessor.models.base import Base, Tenanted, addressable, now, one_of, within
from assessor.models.decision import Decision
from assessor.models.evidence import Evidence
from assessor.models.finding import Finding
from assessor.models.measurement import Measurement
from assessor.models.organisation import Organisation
from assessor.models.respondent import Respondent


class Assessment(Tenanted, Base):
    """One assessment of one organisation in one track, under one version of a model.

    `source_digest` is the SHA-256 of the file that was handed in: the same file is recorded once.
    `stated` is the organisation as that file described it, `team` its assessors in order.

    One that was opened in the application has no file: `source` says so and `source_digest` is made from its
    id. `answering` says how its people answer: `together`, one answer a practice that they share, or `apart`,
    each for themselves until somebody settles the organisation's answer; None for one that was handed in.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        addressable(),
        within("organisation"),
        UniqueConstraint("tenant_id", "source_digest"),
        Index(None, "tenant_id", "organisation_id", "assessed_on"),
        Index(None, "tenant_id", "assessed_on"),
        one_of("status", ("draft", "submitted")),
        one_of("answering", ("together", "apart")),
        CheckConstraint("period_to >= period_from", name="period_to"),
    )

    organisation_id: Mapped[UUID]
    model: Mapped[str]
    model_digest: Mapped[str]
    track: Mapped[str]
    profile: Mapped[str | None]
    status: Mapped[str]
    assessed_on: Mapped[date]
    stated: Mapped[dict[str, Any]]
    team: Mapped[list[dict[str, Any]]]
    source: Mapped[str]
    source_digest: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    title: Mapped[str] = mapped_column(default="")
    answering: Mapped[str | None]
    business_units: Mapped[list[str]] = mapped_column(JSON, default=list)
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    due_on: Mapped[date | None]
    copied_from: Mapped[UUID | None]
    submitted_by: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(nullable=False)

    organisation: Mapped[Organisation] = relationship()
    answers: Mapped[list[Answer]] = relationship(cascade="all, delete-orphan", order_by=Answer.id)
    scored: Mapped[list[Answer]] = relationship(
        # what is scored, without the originals behind it: a list of assessments needs no more
        primaryjoin=lambda: and_(
            Assessment.tenant_id == foreign(Answer.tenant_id),
            Assessment.id == foreign(Answer.assessment_id),
            Answer.role == CONSENSUS,
        ),
        order_by=Answer.id,
        viewonly=True,
    )
    findings: Mapped[list[Finding]] = relationship(cascade="all, delete-orphan", order_by=Finding.position)
    evidence: Mapped[list[Evidence]] = relationship(cascade="all, delete-orphan", order_by=Evidence.position)
    measurements: Mapped[list[Measurement]] = relationship(
        cascade="all, delete-orphan", order_by=Measurement.position
    )
    decision: Mapped[Decision | None] = relationship(cascade="all, delete-orphan")
    respondents: Mapped[list[Respondent]] = relationship(
        cascade="all, delete-orphan", order_by=Respondent.position
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
