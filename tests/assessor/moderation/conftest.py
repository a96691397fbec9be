"""Who moderates, and what there is to moderate."""

import pytest
from flask import Flask

from assessor.models import Account, Assessment, Tenant
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members
from tests.assessor.moderation.answered import THREE, opened


@pytest.fixture
def people(company: Tenant) -> dict[str, Account]:
    """One of each role."""
    return members(company)


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
    """Three people: agreed on the first practice (3), near on the second (3, 3, 2), apart on the third (1, 3, 5),
    disputed on the fourth (N/A, 2, 2); the fifth nobody answered, the others all at 4."""
    first = [(3, 3, 3), (3, 3, 2), (1, 3, 5), ("No partners", 2, 2), (None, None, None)]
    return opened(company, THREE, lambda n, number: first[number][n] if number < len(first) else 4)
