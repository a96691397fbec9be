import stat
import sys
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Barrier, Thread
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import select, text

from assessor import create_app
from assessor.assessments.operations import record
from assessor.config import secret_key
from assessor.extensions import DatabaseRefused, db, sqlite_driver, writing
from assessor.models import Assessment, Tenant
from tests.assessor.sheets import declared


def driver(name: str, version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> str:
    """A driver module of some SQLite version."""
    module = ModuleType(name)
    module.sqlite_version_info = version  # type: ignore[attr-defined]
    module.sqlite_version = ".".join(map(str, version))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, module)
    return name


def test_an_sqlite_that_may_damage_a_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    old = driver("old_driver", (3, 51, 2), monkeypatch)
    with pytest.raises(
        DatabaseRefused, match=r"SQLite 3\.51\.2: 3\.51\.3 or later is needed.*pip install"
    ) as refused:
        sqlite_driver((old,))
    assert "\n" not in str(refused.value)
    with pytest.raises(DatabaseRefused, match="SQLite is missing"):
        sqlite_driver(("no_such_driver",))


def test_the_standard_library_is_used_where_it_is_new_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    old = driver("old_driver", (3, 40, 1), monkeypatch)
    new = driver("new_driver", (3, 51, 3), monkeypatch)
    assert sqlite_driver((old, new)).__name__ == new
    assert sqlite_driver(("no_such_driver", new)).__name__ == new


def test_an_application_does_not_start_on_a_refused_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setattr("assessor.extensions.LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(DatabaseRefused):
        create_app()


def test_every_connection_is_durable_and_checks_references(local: Tenant) -> None:
    found = {
        name: db.session.scalar(text(f"PRAGMA {name}"))
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_starts_at_the_same_time_agree_on_the_secret_key(tmp_path: Path) -> None:
    keys: list[str] = []
    start = Barrier(8)

    def begin() -> None:
        start.wait()
        keys.append(secret_key(tmp_path))

    _all_at_once([Thread(target=begin) for _ in range(8)])
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_several_writers_lose_nothing(app: Flask, local: Tenant) -> None:
    """Each thread records its own files and the shared one; nobody is told that the database is locked."""
    writers, each = 4, 5
    failures: list[BaseException] = []
    start = Barrier(writers)

    def write(number: int) -> None:
        try:
            with app.app_context():
                tenant = db.session.scalars(select(Tenant).where(Tenant.slug == "local")).one()
                start.wait()
                for turn in range(each):
                    record(declared(f"Branch {number}-{turn}"), tenant, f"writer {number}")
                    record(declared("Shared"), tenant, f"writer {number}")
        except BaseException as failure:
            failures.append(failure)

    _all_at_once([Thread(target=write, args=(number,)) for number in range(writers)])
    assert failures == []
    db.session.rollback()
    rows = db.session.scalars(select(Assessment)).all()
    assert len(rows) == writers * each + 1
    assert all(len(row.answers) == 120 for row in rows)


def test_readers_and_writers_do_not_wait_for_each_other(app: Flask, local: Tenant) -> None:
    """A reader keeps its view while a writer commits, and sees the new state afterwards."""
    before = len(db.session.scalars(select(Tenant)).all())

    def write() -> None:
        with app.app_context(), writing() as session:
            session.add(Tenant(slug="later", name="Later"))

    _all_at_once([Thread(target=write)])
    assert len(db.session.scalars(select(Tenant)).all()) == before
    db.session.rollback()
    assert len(db.session.scalars(select(Tenant)).all()) == before + 1


OPEN = """
from assessor import create_app
from assessor.extensions import open_database
open_database(create_app())
"""


def test_processes_may_open_an_empty_database_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    started = [Popen([sys.executable, "-c", OPEN], stderr=PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in started] == ["", "", ""]
    assert [process.returncode for process in started] == [0, 0, 0]
    made = create_app()
    with made.app_context():
        assert [tenant.slug for tenant in db.session.scalars(select(Tenant))] == ["local"]
        db.engine.dispose()


def test_a_write_within_a_write_is_one_transaction(local: Tenant) -> None:
    def fail_after_writing() -> None:
        with writing():
            with writing() as inner:
                inner.add(Tenant(slug="inner", name="Inner"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_after_writing()
    assert db.session.scalars(select(Tenant.slug)).all() == ["local"]


def _all_at_once(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
