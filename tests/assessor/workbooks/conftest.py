"""Somebody who takes a copy away, and brings it back."""

import io
import re
from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from assessor.models import Account, Assessment, Tenant
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of, members
from tests.assessor.workbooks.drafts import as_csv, changed_rows

Cells = Mapping[tuple[str, str], str]


class Bearer:
    """A browser and the assessment it is about."""

    def __init__(self, browser: CheckingClient, assessment: Assessment) -> None:
        self.browser, self.address = browser, f"/assessments/{assessment.id}/workbook"

    def take(self, **query: str) -> bytes:
        found = self.browser.get(f"{self.address}.csv", query_string=query)
        assert found.status_code == 200
        return found.data

    def give(self, *files: tuple[str, bytes]) -> TestResponse:
        """Upload files, and follow to the report."""
        data = {"files": [(io.BytesIO(content), name) for name, content in files]}
        return self.browser.submit(self.address, data, follow_redirects=True)

    def fill(self, cells: Cells, **query: str) -> bytes:
        return as_csv(changed_rows(self.take(**query), cells))

    def decide(self, page: TestResponse, **choices: str) -> TestResponse:
        """Send the form of a report; every conflict that was seen goes along."""
        seen = re.findall(r'name="seen" value="([^"]+)"', page.text)
        data = {"seen": seen, **choices}
        return self.browser.submit(page.request.path, data, follow_redirects=True)


@pytest.fixture
def cast(company: Tenant) -> dict[str, Account]:
    """One of each role."""
    return members(company)


@pytest.fixture
def bearer(web: Flask) -> Callable[[Account | None, Assessment], Bearer]:
    """Whoever brings files for an assessment."""
    return lambda who, assessment: Bearer(browser_of(web, who), assessment)
