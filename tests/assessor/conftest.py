"""The application on a real database, and the cast: the operator of this machine, and another tenant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.assessments.operations import record
from assessor.extensions import LOCAL, db, writing
from assessor.models import Assessment, Tenant
from tests.assessor.blank import opened
from tests.assessor.browsing import CheckingClient
from tests.assessor.sheets import certified, declared, verified


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as `assessor serve` opens it, on an empty database."""
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    made = opened(tmp_path, {"LOCAL_OPERATOR": True})
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def local(app: Flask) -> Iterator[Tenant]:
    """The tenant of this machine, within the application's context."""
    with app.app_context():
        yield db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as it runs for people who sign in, within its context, on an empty database."""
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    made = opened(tmp_path)
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture
def company(web: Flask) -> Tenant:
    """The organisation whose people sign in."""
    return db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()


@pytest.fixture
def other_company(company: Tenant) -> Tenant:
    """An organisation that they have nothing to do with."""
    with writing() as session:
        made = Tenant(slug="other", name="Other Company")
        session.add(made)
    return made


@pytest.fixture
def stranger(local: Tenant) -> Tenant:
    """Another tenant."""
    with writing() as session:
        tenant = Tenant(slug="stranger", name="Somebody else")
        session.add(tenant)
    return tenant


@pytest.fixture
def assessment(local: Tenant) -> Assessment:
    """A recorded self-assessment."""
    return record(declared(), local, "tests")


@pytest.fixture
def audit(local: Tenant) -> Assessment:
    """A recorded audit with findings and a decision."""
    return record(verified(), local, "tests")


@pytest.fixture
def certificate(local: Tenant) -> Assessment:
    """A recorded audit that earned its certificate."""
    return record(certified(), local, "tests")


@pytest.fixture
def foreign(stranger: Tenant) -> Assessment:
    """An assessment of another tenant."""
    return record(declared("Elsewhere Ltd"), stranger, "tests")


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """Whoever sits at this machine."""
    return app.test_client()  # type: ignore[return-value]
