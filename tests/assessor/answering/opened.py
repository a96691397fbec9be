"""Assessments as they are opened in the application, and who answers them."""

import hashlib
from datetime import date
from typing import Any

from uuid6 import uuid7

from assessor.extensions import writing
from assessor.models import Account, Answer, Assessment, Organisation, Respondent, Tenant
from criteria.registry import load
from tests.assessor.browsing import TOKEN, CheckingClient

CMC = load("cmc@2026.1")
VISION = CMC.criteria[0]
PROMISE, DEFINITION = VISION.practices[0].id, VISION.practices[1].id
OPENED_BY = "Coordinator of local"


def opened(
    tenant: Tenant, answering: str = "together", *, complete: bool = False, **changes: Any
) -> Assessment:
    """A draft of this tenant; where it is `complete`, with an answer and a comment for every practice."""
    made = uuid7()
    stated = {
        "name": "Lantern Street Bank",
        "industry": "K",
        "country": "CN",
        "employees": 1200,
        "scope": "",
        "sites": [],
    }
    with writing() as session:
        organisation = Organisation(tenant_id=tenant.id, **{**stated, "name": f"Lantern Street Bank {made}"})
        row = Assessment(
            id=made,
            tenant_id=tenant.id,
            organisation=organisation,
            model=CMC.reference,
            model_digest=CMC.digest,
            track="declared",
            profile=None,
            status="draft",
            assessed_on=date(2026, 11, 2),
            stated=stated,
            team=[],
            source="application",
            source_digest=hashlib.sha256(str(made).encode()).hexdigest(),
            recorded_by=OPENED_BY,
            title="Autumn review",
            answering=answering,
        )
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)
        if complete:
            row.answers = [
                Answer(
                    practice_id=p.id,
                    role="consensus",
                    given_by=OPENED_BY,
                    values={"answer": "3"},
                    comment="Seen in the autumn, at two sites. " * 5,
                )
                for p in CMC.practices
            ]
    return row


def asked(assessment: Assessment, who: Account, dimensions: list[str] | None = None) -> Respondent:
    """Somebody is asked to answer; everything where no dimension is named."""
    with writing() as session:
        row = Respondent(
            tenant_id=assessment.tenant_id,
            assessment_id=assessment.id,
            position=0,
            name=who.name,
            seen_from="front line",
            account_id=who.id,
            dimensions=dimensions or [],
        )
        session.add(row)
    return row


def token_of(browser: CheckingClient, address: str) -> str:
    """The token of a page."""
    page = browser.get(address)
    found = TOKEN.search(page.text)
    assert found, page.status
    return found[1]
