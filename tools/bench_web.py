"""Weighs every page of a complete assessment: bytes, SQL statements, milliseconds of server time.

Prints a table and writes build/bench-web.json. Then fifty people save at once for a minute, and again while
the server is killed ten times (`tools/load_web.py`); `--pages` leaves that out. Times are medians of seven
requests in this process, without a network. Bytes are those of the page itself, before and after compression.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, select

from assessor import create_app
from assessor.assessments.operations import record
from assessor.demo.peers import Plan, contributions
from assessor.editions.nodes import compared_nodes
from assessor.editions.operations import Order, build_edition, contribute
from assessor.extensions import LOCAL, db, open_database, writing
from assessor.models import Answer, Assessment, Respondent, Tenant
from criteria.registry import load
from tests.assessor.cast import members, signed_in_as
from tests.assessor.plans.settling import uneven
from tests.assessor.sheets import certified, declared
from tools import load_web

ROOT = Path(__file__).parent.parent
RUNS = 7
BEGINNER = "Everything at the lowest level"
MOST_BYTES, MOST_STATEMENTS = 150_000, 15
err = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class Weight:
    """What one page costs."""

    page: str
    status: int
    bytes: int
    sent: int
    statements: int
    ms: float


def prepared(home: Path) -> tuple[Flask, UUID, str]:
    """The application with peers, an audit, and an assessment that three people answered apart."""
    os.environ["ASSESSOR_HOME"] = str(home)
    app = create_app()
    open_database(app)
    with app.app_context():
        model = load("cmc")
        nodes = compared_nodes(model)
        contribute("cmc", "declared", nodes, contributions(Plan(model, "declared", 3000, 7)), synthetic=True)
        build_edition(Order("cmc", "declared", nodes, date(2026, 10, 31), synthetic=True))
        tenant = db.session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
        record(certified(), tenant, "tests")
        assessment = record(declared(), tenant, "tests")
        with writing():
            record(uneven(1, name=BEGINNER), tenant, "tests").title = BEGINNER
        cast = members(tenant)
        _answered_apart(assessment, [cast["owner"], cast["coordinator"], cast["respondent"]])
        found = assessment.id, cast["coordinator"].fs_uniquifier
        db.session.remove()
    return app, *found


def _answered_apart(assessment: Assessment, accounts: list[Any]) -> None:
    """Three people with an answer to everything each."""
    groups = ("management", "front line", "front line")
    with writing() as session:
        given = [answer for answer in assessment.answers if answer.role == "consensus"]
        for position, (account, group) in enumerate(zip(accounts, groups, strict=True)):
            session.add(
                Respondent(
                    tenant_id=assessment.tenant_id,
                    assessment_id=assessment.id,
                    position=position,
                    name=account.name,
                    seen_from=group,
                    account_id=account.id,
                )
            )
            session.add_all(
                Answer(
                    tenant_id=assessment.tenant_id,
                    assessment_id=assessment.id,
                    practice_id=answer.practice_id,
                    role="respondent",
                    given_by=account.name,
                    values=answer.values,
                    not_applicable=answer.not_applicable,
                    reason=answer.reason,
                    comment="As it was said in the interview.",
                )
                for answer in given
            )
        assessment.answering, assessment.status = "apart", "draft"


# --- weighing ---------------------------------------------------------------------------------------


def signed_in(app: Flask, uniquifier: str) -> FlaskClient:
    """A browser in which a coordinator is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(signed_in_as(app, uniquifier))
    return client


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database gets, but for those that begin and end transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def addresses(app: Flask, assessment_id: UUID) -> dict[str, str]:
    """Every page about the assessment, and those about no particular one."""
    known: dict[str, object] = {
        "assessment_id": assessment_id,
        "dimension_id": "operations",
        "reference": load("cmc").reference,
        "criterion_id": "operations.complaints",
        "name": "cmc-synthetic-declared-1",
    }
    files = (".pdf", ".docx", ".md", ".json", ".xlsx", ".csv", ".ics", ".zip")
    adapter = app.url_map.bind("localhost")
    found = {
        rule.endpoint: adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.arguments <= known.keys()
        and not rule.rule.endswith(files)
        and not rule.endpoint.startswith(("static", "security.", "health"))
    }
    found["plans.proposal"] = f"/assessments/{_beginner(app)}/plan/proposal?aim=level-5"
    return found


def _beginner(app: Flask) -> UUID:
    """The assessment whose plan to the highest level has nearly every step that the model knows."""
    with app.app_context():
        return db.session.scalars(select(Assessment.id).where(Assessment.title == BEGINNER)).one()


def weighed(app: Flask, client: FlaskClient, page: str, address: str) -> Weight:
    """One page: once for what it loads for good, once to count, then seven times by the clock."""
    client.get(address)
    with counted(app) as seen:
        answer = client.get(address)
        statements = len(seen)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    sent = client.get(address, headers={"Accept-Encoding": "gzip"})
    median = round(statistics.median(times), 1)
    return Weight(page, answer.status_code, len(answer.data), len(sent.data), statements, median)


def weigh() -> list[Weight]:
    """Every page, the heaviest in time first."""
    with tempfile.TemporaryDirectory() as folder:
        app, assessment_id, uniquifier = prepared(Path(folder))
        client = signed_in(app, uniquifier)
        found = [weighed(app, client, *page) for page in addresses(app, assessment_id).items()]
        with app.app_context():
            db.engine.dispose()
    return sorted((one for one in found if one.status == 200), key=lambda one: -one.ms)


def shown(weights: list[Weight]) -> Table:
    """As a table; what is over its budget is marked."""
    table = Table("page", "bytes", "sent", "statements", "ms", title="Pages of a complete assessment")
    for one in weights:
        heavy, many = one.sent > MOST_BYTES, one.statements > MOST_STATEMENTS
        table.add_row(
            one.page,
            f"{one.bytes:,}",
            f"{one.sent:,}{' over' if heavy else ''}",
            f"{one.statements}{' over' if many else ''}",
            f"{one.ms:.1f}",
        )
    return table


def main() -> int:
    """Print and write the figures; 1 where a page is over its budget or a save was lost."""
    weights = weigh()
    err.print(shown(weights))
    over = [one.page for one in weights if one.sent > MOST_BYTES or one.statements > MOST_STATEMENTS]
    told: dict[str, Any] = {"pages": [asdict(one) for one in weights]}
    faults: list[str] = []
    for name, kills in () if "--pages" in sys.argv else (("saving", 0), ("saving while killed", 10)):
        told[name], lost = load_web.run(50, 60, kills)
        faults += lost
        err.print(name, told[name], f"{len(lost)} lost or written over")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench-web.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
    return 1 if over or faults else 0


if __name__ == "__main__":
    sys.exit(main())
