"""The pages of a plan: choosing a target, settling, planning again, and working it off."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import event, select

from assessor.assessments.operations import record
from assessor.extensions import db, writing
from assessor.models import Activity, ImprovementPlan, PlanTask
from criteria.answers import Answer
from tests.assessor.cast import browser_of, members
from tests.assessor.sheets import declared

STEP = re.compile(r'name="(days:[^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(version|shown|seen)" value="([^"]*)"')


@pytest.fixture
def assessment(company):
    """A submitted self-assessment of the company, which stands at level 3 and a good way from level 4."""
    return record(uneven(), company, "tests")


def uneven(level: int = 0, **changes):
    """Answers of 2 and 3 in turn, or all at one level: the total stands below level 4."""
    sheet = declared(**changes)
    answers = {
        practice.id: Answer({"answer": Fraction(level or 2 + n % 2)})
        for n, practice in enumerate(sheet.model.practices)
    }
    return replace(sheet, answers=answers)


@pytest.fixture
def cast(company):
    return members(company)


@pytest.fixture
def address(assessment):
    return f"/assessments/{assessment.id}/plan"


@pytest.fixture
def client(web, cast, address):
    return browser_of(web, cast["coordinator"])


def hidden(page) -> dict[str, str]:
    from html import unescape

    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def settle(client, address, aim="level-4", **typed):
    """Settle the plan that the page proposes, with what is typed into it."""
    proposal = f"{address}/proposal?aim={aim}"
    page = client.submit(proposal, {**hidden(client.get(proposal)), "do": "calculate", **typed})
    return client.submit(proposal, {**hidden(page), **typed, "do": "settle"})


def plan(assessment) -> ImprovementPlan:
    db.session.rollback()
    return db.session.scalars(select(ImprovementPlan)).one()


def test_without_a_plan_the_page_leads_to_a_target(client, address):
    page = client.get(address)
    assert "No plan has been settled" in page.text
    assert f'href="{address}/target"' in page.text
    asked = client.get(f"{address}/target").text
    assert "Level 4" in asked
    assert "No edition of the peers has been built yet" in asked


def test_smoke(client, address, assessment):
    page = client.get(f"{address}/proposal?aim=level-4")
    assert page.status_code == 200, page.text
    r = settle(client, address)
    assert r.status_code == 302, r.text
    page = client.get(address)
    assert page.status_code == 200
    print(len(page.text))
    open("/tmp/w/p.html", "w").write(page.text)
    t = plan(assessment).tasks[0]
    assert client.get(f"{address}/steps/{t.id}").status_code == 200
    assert client.get(f"{address}.xlsx").status_code == 200
    assert client.get(f"{address}.ics").status_code == 200
    print(client.get(f"{address}.ics").text[:1500])
    assert client.get(f"/assessments/{assessment.id}/").status_code == 200
    assert client.get(f"/assessments/{assessment.id}/report").status_code == 200
    assert client.get(f"{address}/proposal?aim=level-5").status_code == 200
