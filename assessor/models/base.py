"""What all tables share: names of constraints, ids, UTC timestamps, and belonging to a tenant."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid6 import uuid7

# Every constraint has a name, on every engine, so that a migration can find it again.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTimestamp(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so a moment without one is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ValueError for a moment that does not say its time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value.isoformat()}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever the engine kept."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base; its metadata is what migrations are compared with."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Uuid(),
        str: Text(),
        datetime: UtcTimestamp(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
    }


class Identified:
    """A row with an id that grows with time (UUIDv7), so that indexes stay compact."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-2)


class Tenanted(Identified):
    """A row of a tenant. Its children refer to (tenant_id, id), so that none reaches into another tenant."""

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id", ondelete="CASCADE"), sort_order=-1)


def addressable() -> UniqueConstraint:
    """What a child's composite foreign key refers to."""
    return UniqueConstraint("tenant_id", "id")


def within(parent: str) -> ForeignKeyConstraint:
    """The composite foreign key to a parent of the same tenant; the child goes with its parent."""
    return ForeignKeyConstraint(
        ["tenant_id", f"{parent}_id"], [f"{parent}.tenant_id", f"{parent}.id"], ondelete="CASCADE"
    )


def one_of(column: str, allowed: Collection[str]) -> CheckConstraint:
    """A column that holds one of a few words."""
    words = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} in ({words})", name=column)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
