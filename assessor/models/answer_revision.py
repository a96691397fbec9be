from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor.models.base import Base, Tenanted, now, one_of, within


class AnswerRevision(Tenanted, Base):
    """One save of an answer, kept for good, also where somebody else's save stood in its way.

    `role` and `given_by` name the sheet it was meant for, as in `answer`; `made_by` who saved it. `key` is
    chosen by the browser, so that a save which is sent twice counts once. `base` is the version of the answer
    that was on the screen (0 for none), `version` the one it became: None where it did not, because the
    answer had changed meanwhile and its maker has yet to choose (`conflicting`) or chose the other
    (`dismissed`).
    """

    __tablename__ = "answer_revision"
    __table_args__ = (
        within("assessment"),
        UniqueConstraint("tenant_id", "assessment_id", "key"),
        Index(None, "tenant_id", "assessment_id", "practice_id"),
        one_of("role", ("consensus", "respondent")),
        one_of("state", ("applied", "conflicting", "dismissed")),
    )

    assessment_id: Mapped[UUID]
    practice_id: Mapped[str]
    role: Mapped[str]
    given_by: Mapped[str]
    made_by: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    key: Mapped[str]
    base: Mapped[int]
    version: Mapped[int | None]
    state: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    not_applicable: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    rationale: Mapped[str] = mapped_column(default="")
