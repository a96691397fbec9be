"""The database: which SQLite may be used and how, who may write when, and bringing it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, make_url, select
from sqlalchemy.orm import ORMExecuteState, Session

from assessor.models import Base, Tenant
from assessor.tenancy import watch_engine, watch_session
from assessor.tokens import MaskedTokens

MIGRATIONS = Path(__file__).parent / "migrations"
LEAST_SQLITE = (3, 51, 3)
DRIVERS = ("pysqlite3.dbapi2", "sqlite3")
LOCAL = "local"
"""The slug of the tenant of whoever runs this on their own machine."""

db = SQLAlchemy(metadata=Base.metadata)
csrf = MaskedTokens()
migrate = Migrate(db=db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class DatabaseRefused(RuntimeError):
    """The database cannot be used as it is; the message says what to do."""


class WriteOutsideTransaction(RuntimeError):
    """Something was about to be written outside `writing()`."""


def connect(app: Flask) -> None:
    """Attach the database to the application; raise `DatabaseRefused` for an SQLite that may damage it."""
    if _is_sqlite(app):
        options = app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {})
        options.setdefault("module", sqlite_driver())
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare(engine)
            watch_engine(engine)


def protect(app: Flask) -> None:
    """Refuse every change that was not asked for by a page of ours."""
    csrf.init_app(app)


def _is_sqlite(app: Flask) -> bool:
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "sqlite"


def sqlite_driver(names: tuple[str, ...] = DRIVERS) -> ModuleType:
    """The first driver whose SQLite is new enough.

    Versions 3.7.0 to 3.51.2 can damage a write-ahead log when two connections reset it at once.
    """
    found = []
    for name in names:
        try:
            driver = import_module(name)
        except ImportError:
            continue
        if driver.sqlite_version_info >= LEAST_SQLITE:
            return driver
        found.append(driver.sqlite_version)
    least = ".".join(map(str, LEAST_SQLITE))
    raise DatabaseRefused(
        f"SQLite {' and '.join(found) or 'is missing'}: {least} or later is needed, because earlier ones can "
        "damage a database that two processes write; install it with: pip install 'pysqlite3>=0.6.1'"
    )


# --- transactions -----------------------------------------------------------------------------------


def prepare(engine: Engine) -> None:
    """Make every connection safe and every transaction explicit; other engines than SQLite need nothing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - whichever driver's connection
    connection.isolation_level = None  # else the driver begins transactions itself, and always deferred
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 5000",  # first: switching to WAL waits for a lock too
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads first and then writes fails at once when somebody wrote in between;
    # an immediate one waits for its turn. Readers wait for nobody.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def immediate() -> Iterator[None]:
    """Transactions that begin in here take the write lock at once."""
    before = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(before)


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction: everything in it is committed at its end, or nothing is.

    What was read before is let go of, so that what is written rests on the newest state. Within another, it
    is part of that one. Nothing can be written outside: that raises WriteOutsideTransaction.
    """
    session = db.session()
    if _writing.get():
        yield session
        return
    _refuse_writes(session)
    session.rollback()
    with immediate():
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def _refuse_writes(session: Session, *_details: object) -> None:
    if not _writing.get() and (session.new or session.dirty or session.deleted):
        raise WriteOutsideTransaction("changes are made within `with writing():`")


def _refuse_statements(state: ORMExecuteState) -> None:
    if not _writing.get() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideTransaction("statements that write are executed within `with writing():`")


event.listen(db.session, "before_flush", _refuse_writes)
event.listen(db.session, "do_orm_execute", _refuse_statements)
watch_session(db.session)


# --- the state of the database ----------------------------------------------------------------------


def open_database(app: Flask) -> None:
    """Bring an empty or older database up to date, and make sure that this machine's tenant exists.

    Raises DatabaseRefused where a later version of this software wrote it.
    """
    with app.app_context():
        if _revision() != _newest():
            _upgrade()
        with writing() as session:
            if session.scalar(select(Tenant).where(Tenant.slug == LOCAL)) is None:
                session.add(Tenant(slug=LOCAL, name="Local"))


def _upgrade() -> None:
    try:
        command.upgrade(migrate.get_config(), "head")
    except CommandError as error:
        raise DatabaseRefused(
            f"the database has revision {_revision()}, which this version does not know: it was written by a "
            "later version; install that version, or start with another folder (ASSESSOR_HOME)"
        ) from error


def _revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
