"""Who moderates, and what there is to moderate: one database a module, one assessment a test."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.extensions import LOCAL, db, writing
from assessor.models import Account, Assessment, Tenant
from tests.assessor import blank
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members
from tests.assessor.moderation.answered import THREE, opened


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as it runs for people who sign in, within its context."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSOR_HOME", str(home))
        made = blank.opened(home)
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture(scope="module")
def company(web: Flask) -> Tenant:
    """The organisation whose people sign in."""
    found = db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
    db.session.expunge(found)  # its id is all that is asked of it, in every test
    return found


@pytest.fixture(scope="module")
def other_company(company: Tenant) -> Tenant:
    """An organisation that they have nothing to do with."""
    with writing() as session:
        made = Tenant(slug="other", name="Other Company")
        session.add(made)
    return made


@pytest.fixture(scope="module")
def cast(company: Tenant) -> dict[str, str]:
    """One of each role, by the mark that signs them in."""
    return {role: account.fs_uniquifier for role, account in members(company).items()}


@pytest.fixture
def people(cast: dict[str, str]) -> dict[str, Account]:
    """One of each role."""
    db.session.rollback()
    marks = {mark: role for role, mark in cast.items()}
    found = db.session.scalars(select(Account).where(Account.fs_uniquifier.in_(marks)))
    return {marks[account.fs_uniquifier]: account for account in found}


@pytest.fixture
def coordinator(web: Flask, people: dict[str, Account]) -> CheckingClient:
    """Who leads the work."""
    return browser_of(web, people["coordinator"])


@pytest.fixture
def owner(web: Flask, people: dict[str, Account]) -> CheckingClient:
    """Another who may moderate."""
    return browser_of(web, people["owner"])


@pytest.fixture
def draft(company: Tenant) -> Assessment:
    """Three people: agreed on the first practice, near on the second, apart on the third (1, 3, 5),
    disputed on the fourth (N/A, 2, 2); the fifth nobody answered, the next fifteen all at 4."""
    first = [(3, 3, 3), (3, 3, 2), (1, 3, 5), ("No partners", 2, 2), (None, None, None)]
    return opened(
        company, THREE, lambda n, number: first[number][n] if number < 5 else 4 if number < 20 else None
    )
