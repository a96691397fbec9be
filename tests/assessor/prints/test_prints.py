"""What is printed ahead, kept and handed out; and what becomes of an order whose holder is gone."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from assessor.background import PRINTS, Worker
from assessor.extensions import db, writing
from assessor.models import Assessment, IssuedReport, PrintOrder, Tenant
from assessor.models.base import now
from assessor.prints import operations
from assessor.prints.operations import NothingToPrint, claim, fulfil, printed
from assessor.prints.runner import print_due
from assessor.signing.checking import verify
from tests.assessor.sheets import declared


def states() -> list[tuple[str, str, str]]:
    db.session.rollback()
    found = db.session.scalars(select(PrintOrder).order_by(PrintOrder.id))
    return [(order.kind, order.language, order.state) for order in found]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Orders without the seconds of a real print: what is tested is who prints what, and when."""
    printed_: list[str] = []

    def report(document, language, brand, kind=None):
        printed_.append(language)
        return f"%PDF {document.subject.name} {language} {kind}".encode()

    monkeypatch.setattr(operations, "report", report)
    monkeypatch.setattr(
        operations, "certificate", lambda d, language, b: f"%PDF certificate {language}".encode()
    )
    return printed_


def test_a_submitted_assessment_is_printed_ahead_and_then_handed_out_as_it_is(
    certificate: Assessment, app: Flask
):
    wanted = [("report", "en"), ("certificate", "en")]
    assert [state[:2] for state in states()][:2] == wanted
    assert {state for *_, state in states()} == {"waiting"}
    print_due(app)
    assert {state for *_, state in states()} == {"done"}
    row = db.session.scalars(
        select(IssuedReport).where(IssuedReport.kind == "certificate", IssuedReport.language == "en")
    ).one()
    first = printed(certificate, "en", "certificate")
    assert hashlib.sha256(first).hexdigest() == row.digest
    assert printed(certificate, "en", "certificate") == first
    assert verify(first).verdict in ("good", "untrusted")


def test_a_draft_is_ordered_by_nobody(local: Tenant):
    from dataclasses import replace

    from assessor.assessments.operations import record

    record(replace(declared(), status="draft"), local, "tests")
    assert states() == []


def test_what_was_printed_is_not_printed_again_until_something_changes(
    assessment: Assessment, quick: list[str]
):
    first = printed(assessment, "en")
    assert printed(assessment, "en") == first
    assert quick == ["en"]
    printed(assessment, "zh-Hans")
    printed(assessment, "en", name="summary")
    assert quick == ["en", "zh-Hans", "en"]


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"something else")])
def test_a_file_that_is_gone_or_altered_is_printed_again(
    assessment: Assessment, quick: list[str], app: Flask, damage
):
    first = printed(assessment, "en")
    damage(next(Path(app.instance_path, "prints").rglob("*.pdf")))
    assert printed(assessment, "en") == first
    assert quick == ["en", "en"]
    assert printed(assessment, "en") == first
    assert len(quick) == 2


def test_a_certificate_that_was_not_issued_is_not_printed(assessment: Assessment):
    with pytest.raises(NothingToPrint):
        printed(assessment, "en", "certificate")


def test_two_never_hold_the_same_order(assessment: Assessment, quick: list[str]):
    held = [claim() for _ in range(4)]
    taken = [order.id for order in held if order]
    assert len(taken) == len(set(taken)) == len(states())
    assert claim() is None


def test_an_order_whose_holder_is_gone_is_taken_over_and_the_first_cannot_end_it(
    assessment: Assessment, quick
):
    while (mine := claim()) and mine.language != "en":
        pass
    assert mine
    with writing() as session:
        session.execute(update(PrintOrder).values(held_until=now() - timedelta(seconds=1)))
    theirs = claim()
    assert theirs
    assert theirs.id == mine.id
    assert theirs.fence == mine.fence + 1
    assert fulfil(mine) == "taken over"
    assert fulfil(theirs) == "done"


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(assessment: Assessment, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("no paper")

    monkeypatch.setattr(operations, "report", broken)
    with writing() as session:
        session.execute(update(PrintOrder).where(PrintOrder.language != "en").values(state="done"))
    for attempt in range(1, operations.MOST_ATTEMPTS + 1):
        order = claim()
        assert order
        assert fulfil(order) == ("waiting" if attempt < operations.MOST_ATTEMPTS else "failed")
        assert claim() is None, "it waits before it is tried again"
        with writing() as session:
            session.execute(update(PrintOrder).where(PrintOrder.state == "waiting").values(due_at=now()))
    row = db.session.get_one(PrintOrder, order.id)
    assert (row.state, row.fault) == ("failed", "RuntimeError: no paper")


def test_the_worker_prints_what_is_ordered_while_it_runs(
    assessment: Assessment, quick: list[str], app: Flask
):
    runner = Worker(app, PRINTS)
    runner.start()
    deadline = time.monotonic() + 20
    while {state for *_, state in states()} != {"done"} and time.monotonic() < deadline:
        time.sleep(0.05)
    runner.stop()
    runner.join(10)
    assert {state for *_, state in states()} == {"done"}
    assert not runner.is_alive()


KILLED = """
    import os, signal, sys
    from assessor import create_app
    from assessor.prints import operations
    app = create_app()
    with app.app_context():
        operations.report = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
        operations.fulfil(operations.claim())
"""


def test_a_killed_printer_loses_no_order(assessment: Assessment, quick: list[str], app: Flask):
    with writing() as session:
        session.execute(update(PrintOrder).where(PrintOrder.language != "en").values(state="done"))
    environment = os.environ | {"ASSESSOR_HOME": app.instance_path}
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(KILLED)], env=environment, capture_output=True, check=False
        )
        assert done.returncode == -signal.SIGKILL, done.stderr
        with writing() as session:
            session.execute(update(PrintOrder).values(held_until=now() - timedelta(seconds=1)))
    order = claim()
    assert order
    assert order.attempts == 4
    assert fulfil(order) == "done"
    assert quick == ["en"]


def test_nobody_is_handed_anothers_file(
    foreign: Assessment, certificate: Assessment, client, quick: list[str]
):
    printed(foreign, "en")
    assert client.get(f"/assessments/{foreign.id}/report.pdf").status_code == 404
    mine = db.session.scalars(
        select(IssuedReport).where(IssuedReport.tenant_id == certificate.tenant_id)
    ).all()
    assert mine == []


def test_an_unknown_variant_is_not_found(assessment: Assessment, client):
    assert client.get(f"/assessments/{assessment.id}/report.pdf?variant=../x").status_code == 404
