import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, text

from assessor.assessments.operations import record
from assessor.assessments.sheets import sheet_of
from assessor.extensions import DatabaseRefused, _newest, _revision, db, immediate, migrate, open_database
from assessor.models import Assessment, Base, Tenant
from tests.assessor.sheets import verified

FIRST = "0001"


def schema(connection: Connection) -> dict[str, list[str]]:
    """The lines of every table and index as SQLite keeps them, in any order."""
    rows = connection.exec_driver_sql(
        "select name, sql from sqlite_master where sql is not null and name <> 'alembic_version'"
    )
    return {name: sorted(line.strip(" \t,") for line in sql.splitlines()) for name, sql in rows}


def test_upgrading_from_nothing_gives_the_tables_of_the_models(local: Tenant) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_names_too_are_those_of_the_models(local: Tenant) -> None:
    """What autogenerate does not compare: CHECK constraints, and the order and names of everything."""
    wanted = create_engine("sqlite://", module=db.engine.dialect.dbapi)  # type: ignore[call-overload]
    with immediate(), wanted.connect() as connection:
        Base.metadata.create_all(connection)
        expected = schema(connection)
        connection.rollback()
    wanted.dispose()
    with db.engine.connect() as connection:
        assert schema(connection) == expected


def test_down_and_up_again_is_the_same(local: Tenant) -> None:
    with db.engine.connect() as connection:
        before = schema(connection)
    command.downgrade(migrate.get_config(), "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    command.upgrade(migrate.get_config(), "head")
    with db.engine.connect() as connection:
        assert schema(connection) == before


def test_a_database_of_the_first_revision_still_opens(app: Flask, local: Tenant) -> None:
    """Rows written by the first revision are brought along by every later one."""
    sheet = verified()
    recorded = record(sheet, local, "tests").id
    command.downgrade(migrate.get_config(), FIRST)
    db.session.remove()
    open_database(app)
    assert _revision() == _newest()
    assert sheet_of(db.session.get_one(Assessment, recorded)) == sheet


def test_references_are_checked_again_after_a_migration(app: Flask, local: Tenant) -> None:
    command.downgrade(migrate.get_config(), "base")
    open_database(app)
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_database_of_a_later_version_is_refused(app: Flask, local: Tenant) -> None:
    with immediate(), db.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(DatabaseRefused, match=r"revision 9999.*later version"):
        open_database(app)


def test_a_migration_that_fails_leaves_everything_as_it_was(
    app: Flask, local: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.downgrade(migrate.get_config(), "base")
    monkeypatch.setattr("alembic.op.create_index", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_database(app)
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert _revision() is None
