from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, select, text

from assessor import create_app
from assessor.config import DATABASE
from assessor.extensions import (
    DatabaseRefused,
    _newest,
    _revision,
    db,
    immediate,
    migrate,
    open_database,
    sqlite_driver,
)
from assessor.models import Account, Assessment, Base, Tenant

FIRST_REVISION = Path(__file__).parent / "data" / "first-revision.sql"


def schema(connection: Connection) -> dict[str, list[str]]:
    """The lines of every table and index as SQLite keeps them, in any order."""
    rows = connection.exec_driver_sql(
        "select name, sql from sqlite_master where sql is not null and name <> 'alembic_version'"
    )
    # a table that was altered by copying it has its name in quotes
    plain = {name: sql.replace(f'"{name}"', name) for name, sql in rows}
    return {name: sorted(line.strip(" \t,") for line in sql.splitlines()) for name, sql in plain.items()}


# an index over what is computed from a column: SQLAlchemy cannot read it back from SQLite, the next test does
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
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


def test_a_database_of_the_first_revision_still_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump of what the first revision wrote, kept as it was: every later version must open it."""
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    with closing(sqlite_driver().connect(tmp_path / DATABASE)) as connection:
        connection.executescript(FIRST_REVISION.read_text(encoding="utf-8"))
    app = create_app({"LOCAL_OPERATOR": True, "TESTING": True})
    open_database(app)
    with app.app_context():
        assert _revision() == _newest()
        row = db.session.scalars(select(Assessment)).one()
        assert row.stated["name"] == "First Revision Ltd"
        assert [person["name"] for person in row.team] == ["Assessor One", "Assessor Two"]
        given = {(a.role, a.given_by, a.not_applicable, bool(a.sites)) for a in row.answers}
        assert given == {
            ("consensus", "somebody", False, True),
            ("consensus", "somebody", True, False),
            ("assessor", "Assessor One", False, True),
            ("assessor", "Assessor Two", False, True),
        }
        assert [found.reference for found in row.findings] == ["NC-1", "OB-1"]
        assert (row.evidence, row.measurements) == ([], [])
        assert row.decision is not None
        assert row.decision.decided_on.isoformat() == "2026-11-02"
        assert row.recorded_at.utcoffset() is not None
        assert db.session.scalars(select(Tenant.slug)).all() == ["local"]
        db.engine.dispose()


@pytest.mark.parametrize(("second", "indexed"), [("ANA@x.example", False), ("bo@x.example", True)])
def test_two_accounts_that_differ_in_case_only_both_stay(
    app: Flask, local: Tenant, second: str, indexed: bool
) -> None:
    command.downgrade(migrate.get_config(), "0011")
    insert = text(
        "insert into account (id, email, name, language, active, fs_uniquifier, preferences, created_at)"
        " values (:id, :email, '', 'en', true, :id, '{}', '2026-01-01 00:00:00')"
    )
    with immediate(), db.engine.begin() as connection:
        for email in ("ana@x.example", second):
            connection.execute(insert, {"id": uuid4().hex, "email": email})
    open_database(app)
    db.session.rollback()
    assert set(db.session.scalars(select(Account.email))) == {"ana@x.example", second}
    there = "select count(*) from sqlite_master where name = 'ix_account_email_lower'"
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(there).scalar() == indexed
    command.downgrade(migrate.get_config(), "0011")


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
