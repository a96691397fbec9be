"""Runs migrations in one transaction each time: a database is at a revision or it is not."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from assessor.models.base import UtcTimestamp


def run() -> None:
    extension = current_app.extensions["migrate"]
    with extension.db.engine.connect() as connection:
        _without_foreign_keys(connection)
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
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _plain_types(kind: str, item: object, _context: object) -> str | bool:
    # a migration must not change when our own types do
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTimestamp) else False


def _without_foreign_keys(connection: Connection) -> None:
    """SQLite alters a table by copying it, which would empty the tables that refer to it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows without their parent: {broken[:5]}")


run()
