"""Work beside the server: it outlives faults, tidies up, and is a command until it is stopped."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from assessor.background import Chore, Worker, go_round
from assessor.extensions import db, writing
from assessor.mail.operations import KEPT, hurry, post
from assessor.mail.runner import send_due
from assessor.models import Mail, Tenant
from assessor.models.base import now
from assessor.organisations.inviting import VALID
from assessor.workbooks.uploads import DAY, folder_of


def wait_for(what: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert what()


def test_a_worker_outlives_a_fault_and_goes_on_at_once_while_there_is_work(web: Flask) -> None:
    answers = iter([RuntimeError("the database is locked"), True, True, False])
    asked: list[float] = []

    def do(app: Flask) -> bool:
        asked.append(time.monotonic())
        answer = next(answers, False)
        if isinstance(answer, Exception):
            raise answer
        return answer

    worker = Worker(web, Chore("odd", do, 1.0))
    worker.start()
    wait_for(lambda: len(asked) >= 5)
    worker.stop()
    worker.join(10)
    assert not worker.is_alive()
    pauses = [after - before for before, after in itertools.pairwise(asked)][:4]
    assert [pause > 0.9 for pause in pauses] == [True, False, False, True]


def test_the_round_throws_away_uploads_that_nobody_decided_on(web: Flask, company: Tenant) -> None:
    folder = folder_of(Path(web.instance_path), company.id)
    folder.mkdir(parents=True)
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - DAY - 60,) * 2)
    assert go_round(web) is False
    assert (old.exists(), new.exists()) == (False, True)


def test_the_round_forgets_what_failed_mail_says_once_its_links_are_over(web: Flask, company: Tenant) -> None:
    assert KEPT >= VALID
    ages = {"old": KEPT, "new": KEPT - timedelta(minutes=1)}
    with writing():
        for name, age in ages.items():
            for state in ("failed", "waiting"):
                mail = post("account.reset", f"{name}-{state}@local.example", "Set a new password", "a link")
                mail.state, mail.written_at = state, now() - age
    go_round(web)
    db.session.rollback()
    said = {mail.recipient.split("@")[0]: mail.body for mail in db.session.scalars(select(Mail))}
    assert said == {
        "old-failed": "",
        "old-waiting": "a link",
        "new-failed": "a link",
        "new-waiting": "a link",
    }
    assert hurry() == 3, "an empty message is nothing to send"
    assert send_due(web) == 3
    db.session.rollback()
    left = db.session.scalars(select(Mail).where(Mail.state != "sent")).one()
    assert (left.recipient, left.state) == ("old-failed@local.example", "failed")


def test_the_command_works_until_it_is_told_to_stop(web: Flask, company: Tenant) -> None:
    with writing():
        post("invitation", "ana@local.example", "Invitation", "Hello Ana")
    environment = {**os.environ, "ASSESSOR_HOME": web.instance_path}
    command = [Path(sys.executable).with_name("assessor"), "work"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Ctrl-C stops it" in process.stdout.readline()
        wait_for(lambda: list((Path(web.instance_path) / "outbox").glob("*.eml")))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
