"""A company that opens assessments: its people, its organisation, and answers as somebody would give them."""

from collections.abc import Iterable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.extensions import db, writing
from assessor.models import CONSENSUS, Account, Answer, Assessment, Organisation, Tenant
from criteria.registry import load
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members

OPENING = {"title": "Self-assessment of the year", "start": "fresh", "model": "cmc@2026.1"}


@pytest.fixture
def people(company: Tenant) -> dict[str, Account]:
    """One of each role."""
    return members(company)


@pytest.fixture
def organisation(company: Tenant) -> Organisation:
    """Whom they assess."""
    with writing() as session:
        made = Organisation(
            tenant_id=company.id, name="Lantern Street Bank", industry="K", country="CN", employees=1200,
            scope="Retail", sites=[{"name": "Harbour", "share": "2"}, {"name": "Upper town", "share": "1"}],
        )  # fmt: skip
        session.add(made)
    return made


@pytest.fixture
def coordinator(web: Flask, people: dict[str, Account]) -> CheckingClient:
    """Who leads assessments, signed in."""
    return browser_of(web, people["coordinator"])


@pytest.fixture
def owner(web: Flask, people: dict[str, Account]) -> CheckingClient:
    """Who answers for the organisation's account, signed in."""
    return browser_of(web, people["owner"])


@pytest.fixture
def respondent(web: Flask, people: dict[str, Account]) -> CheckingClient:
    """Who answers, signed in."""
    return browser_of(web, people["respondent"])


@pytest.fixture
def together(coordinator: CheckingClient, organisation: Organisation) -> Assessment:
    """A draft that everybody answers together."""
    return opened(coordinator, organisation, answering="together")


@pytest.fixture
def apart(coordinator: CheckingClient, organisation: Organisation) -> Assessment:
    """A draft that each answers for themselves."""
    return opened(coordinator, organisation, answering="apart")


def opened(client: CheckingClient, organisation: Organisation, **changes: str) -> Assessment:
    """An assessment, opened as a browser does it."""
    data = {**OPENING, "organisation": str(organisation.id), "answering": "together", **changes}
    response = client.submit("/assessments/new", data)
    assert response.status_code == 302, response.text
    id_ = UUID(response.headers["Location"].split("/")[2])
    return fresh(id_)


def fresh(id_: UUID) -> Assessment:
    """An assessment as it is in the database now."""
    db.session.rollback()
    return db.session.scalars(select(Assessment).where(Assessment.id == id_)).one()


def answered(
    assessment: Assessment, practices: Iterable[str], value: str = "3", sheet: tuple[str, str] | None = None
) -> None:
    """Answers on a sheet: the organisation's, unless another is named."""
    role, given_by = sheet or (CONSENSUS, assessment.recorded_by)
    with writing() as session:
        session.add_all(
            Answer(
                tenant_id=assessment.tenant_id, assessment_id=assessment.id, practice_id=practice,
                role=role, given_by=given_by, values={"answer": value}, sites={},
            )
            for practice in practices
        )  # fmt: skip


def page_of(assessment: Assessment, name: str = "tasks") -> str:
    """The address of one of its pages."""
    return f"/assessments/{assessment.id}/{name}"


def asked(client: CheckingClient, assessment: Assessment, who: Account, *dimensions: str) -> None:
    """Somebody is asked, as a browser does it."""
    everything = [dimension.id for dimension in load("cmc").dimensions]
    data = {"members": [str(who.id)], "dimensions": list(dimensions) or everything}
    response = client.submit(page_of(assessment, "people/ask"), data)
    assert response.status_code == 302, response.text
