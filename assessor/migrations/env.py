"""Runs migrations in one transaction each time: a database is at a revision or it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from assessor.extensions import immediate
from assessor.models.base import UtcTimestamp


def run() -> None:
    extension = current_app.extensions["migrate"]
    with immediate(), extension.db.engine.connect() as connection, _foreign_keys_off(connection):
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            transactional_ddl=True,
            render_item=_plain_types,
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_foreign_keys(connection)


def _plain_types(kind: str, item: object, _context: object) -> str | Literal[False]:
    # a migration must not change when our own types do
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTimestamp) else False


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying and dropping it, which would take the rows that refer to it along."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # The driver's own connection: within a transaction, and SQLAlchemy begins one, the setting is ignored.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        cursor.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows without their parent: {broken[:5]}")


run()
