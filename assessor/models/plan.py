from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor.models.base import Base, Tenanted, addressable, now, one_of, within


class PlanTask(Tenanted, Base):
    """One step of a plan: a practice taken to a level, by whom, when, and how far it is.

    `from_level`, `days` and `gain` (points of the total, as a fraction in text) are as the plan foretold
    them when it was settled; `action` is the organisation's own wording, empty for the pack's.
    """

    __tablename__ = "plan_task"
    __table_args__ = (
        within("plan"),
        UniqueConstraint("tenant_id", "plan_id", "practice_id", "to_level"),
        one_of("status", ("open", "started", "done", "dropped")),
        CheckConstraint("days >= 0", name="days"),
        CheckConstraint("due_on >= starts_on", name="due_on"),
    )

    plan_id: Mapped[UUID]
    practice_id: Mapped[str]
    to_level: Mapped[int]
    position: Mapped[int]
    days: Mapped[int]
    quick_win: Mapped[bool]
    action: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(default="open")
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    from_level: Mapped[int]
    gain: Mapped[str]


class ImprovementPlan(Tenanted, Base):
    """What an organisation settled to do after an assessment: a target, its own efforts, and the steps.

    `target` holds `kind` (level, score or quartile), and `number`, `node`, `at_least` or `edition` as the
    kind needs them, numbers as decimal text. `efforts` hold practice, level and days that differ from the
    pack's; `wishes` practice, level and `wish` (without or including) of steps that are not taken, or are
    taken anyway. `milestones` are what the plan foretold: days, total (a fraction in text) and level.
    """

    __tablename__ = "plan"
    __table_args__ = (addressable(), within("assessment"), UniqueConstraint("tenant_id", "assessment_id"))

    assessment_id: Mapped[UUID]
    target: Mapped[dict[str, Any]]
    efforts: Mapped[list[dict[str, Any]]]
    settled_by: Mapped[str]
    settled_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(nullable=False)
    wishes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    tasks: Mapped[list[PlanTask]] = relationship(cascade="all, delete-orphan", order_by=PlanTask.position)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
