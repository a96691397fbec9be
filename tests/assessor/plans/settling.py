"""What tests of plans share: uneven answers, and settling a plan the way a browser does."""

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape

from sqlalchemy import select

from assessor.extensions import db
from assessor.models import ImprovementPlan
from criteria.answers import Answer
from tests.assessor.sheets import declared

HIDDEN = re.compile(r'<input type="hidden" name="(version|shown|seen)" value="([^"]*)"')


def uneven(level: int = 0, **changes):
    """Answers of 2 and 3 in turn, or all at one level: the total stands below level 4."""
    sheet = declared(**changes)
    answers = {
        practice.id: Answer({"answer": Fraction(level or 2 + n % 2)})
        for n, practice in enumerate(sheet.model.practices)
    }
    return replace(sheet, answers=answers)


def hidden(page) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def settle(client, address: str, aim: str = "aim=level-4", **typed: str):
    """Look at the plan to an aim with what is typed, and settle it."""
    proposal = f"{address}/proposal?{aim}"
    page = client.submit(proposal, {**typed, "do": "calculate"})
    assert page.status_code == 200
    done = client.submit(proposal, {**hidden(page), **typed, "do": "settle"})
    assert done.status_code == 302, done.text
    return done


def settled() -> ImprovementPlan:
    """The only plan there is, as it is in the database now."""
    db.session.rollback()
    return db.session.scalars(select(ImprovementPlan)).one()


def keys(row: ImprovementPlan) -> list[tuple[str, int]]:
    """Its steps in their order."""
    return [(task.practice_id, task.to_level) for task in row.tasks]
