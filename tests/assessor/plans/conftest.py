"""A company's assessment and its people; all plans are to the same targets, which are solved once."""

import pytest

from assessor.assessments.operations import record
from tests.assessor.cast import browser_of, members
from tests.assessor.plans.settling import uneven


@pytest.fixture
def assessment(company):
    """A submitted self-assessment that stands at level 3, some way from level 4."""
    return record(uneven(), company, "tests")


@pytest.fixture
def cast(company):
    return members(company)


@pytest.fixture
def address(assessment):
    return f"/assessments/{assessment.id}/plan"


@pytest.fixture
def client(web, cast, address):
    """A coordinator of the company."""
    return browser_of(web, cast["coordinator"])
