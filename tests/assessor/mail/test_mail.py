import email
import email.policy
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor import create_app
from assessor.background import MAIL, Worker
from assessor.config import SettingRefused
from assessor.extensions import db, writing
from assessor.mail.operations import PAUSES, claim, hurry, post, send
from assessor.mail.queries import unsent
from assessor.mail.runner import send_due
from assessor.models import Mail
from assessor.models.base import now
from tests.assessor.mail.receiving import Letterbox, certificate, mail_server

TO = "ana@local.example"


def written(recipient: str = TO, subject: str = "Invitation", body: str = "Hello Ana,\n\n请点击：\n") -> Mail:
    with writing():
        return post("invitation", recipient, subject, body)


def kept() -> list[Mail]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def make_due() -> None:
    with writing() as session:
        for mail in session.scalars(select(Mail)):
            mail.due_at = now() - timedelta(seconds=1)


# --- the outbox -------------------------------------------------------------------------------------


def test_without_a_server_mail_goes_into_the_outbox(web: Flask) -> None:
    written()
    assert send_due(web) == 1
    (path,) = (Path(web.instance_path) / "outbox").iterdir()
    assert path.suffix == ".eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert (message["To"], message["Subject"]) == (TO, "Invitation")
    assert message.get_content().replace("\r\n", "\n") == "Hello Ana,\n\n请点击：\n"
    (row,) = kept()
    assert (row.state, row.body) == ("sent", "")
    assert row.sent_at is not None


def test_a_header_is_one_line_whatever_it_was_made_of(web: Flask) -> None:
    written(subject="Hello\r\nBcc: everybody@elsewhere.example\r\n\r\nBuy\x00")
    send_due(web)
    (path,) = (Path(web.instance_path) / "outbox").iterdir()
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: everybody@elsewhere.example Buy"


@pytest.mark.parametrize(
    "recipient", ["a@x.example, b@y.example", "a@x.example\r\nBcc: b@y.example", "", "nobody", "a@x\n,b@y"]
)
def test_mail_goes_to_one_address_or_to_none(web: Flask, recipient: str) -> None:
    written(recipient)
    send_due(web)
    (row,) = kept()
    assert row.state == "failed"
    assert row.fault
    assert not list((Path(web.instance_path) / "outbox").glob("*"))


# --- a server ---------------------------------------------------------------------------------------


def test_mail_is_sent_by_smtp(web: Flask) -> None:
    written()
    box = Letterbox()
    with mail_server(box) as place:
        web.config["MAIL_URL"] = f"smtp://{place}?security=none"
        web.config["MAIL_FROM"] = "Assessor <noreply@assess.example.org>"
        assert send_due(web) == 1
    (message,) = box.messages
    assert message["From"] == "Assessor <noreply@assess.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{kept()[0].id}@assess.example.org>"
    assert message.get_payload(decode=True).decode().replace("\r\n", "\n").endswith("请点击：\n")


def test_a_password_is_given_under_starttls_to_whom_the_machine_trusts(
    web: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    box = Letterbox()
    options = {"tls_context": context, "auth_required": True, "authenticator": box.authenticate}
    written()
    with mail_server(box, **options) as place:
        web.config["MAIL_URL"] = f"smtp://me:s%40fe@{place}"
        send_due(web)
        assert "CERTIFICATE_VERIFY_FAILED" in kept()[0].fault
        assert box.users == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        make_due()
        send_due(web)
    assert box.users == ["me"]
    assert kept()[0].state == "sent"


def test_a_server_without_starttls_gets_nothing(web: Flask) -> None:
    written()
    box = Letterbox()
    with mail_server(box) as place:
        web.config["MAIL_URL"] = f"smtp://{place}"
        send_due(web)
    assert box.messages == []
    assert "STARTTLS" in kept()[0].fault


def test_what_fails_for_now_is_tried_again_later(web: Flask) -> None:
    written()
    box = Letterbox(["451 come back later"])
    with mail_server(box) as place:
        web.config["MAIL_URL"] = f"smtp://{place}?security=none"
        assert send_due(web) == 1
        (row,) = kept()
        assert (row.state, row.attempts) == ("waiting", 1)
        assert "451" in row.fault
        assert PAUSES[0] - timedelta(seconds=5) < row.due_at - now() <= PAUSES[0]
        assert send_due(web) == 0, "not before it is due"
        make_due()
        assert send_due(web) == 1
    assert len(box.messages) == 1
    assert kept()[0].fault == ""


def test_what_is_refused_for_good_is_not_tried_again(web: Flask) -> None:
    written()
    with mail_server(Letterbox(["550 no such person"])) as place:
        web.config["MAIL_URL"] = f"smtp://{place}?security=none"
        send_due(web)
    (row,) = kept()
    assert (row.state, row.fault) == ("failed", "550 no such person")
    assert unsent() == [row]


def test_a_server_that_is_away_is_given_up_in_the_end(web: Flask) -> None:
    written()
    web.config["MAIL_URL"] = "smtp://127.0.0.1:1?security=none"
    for _ in range(len(PAUSES)):
        make_due()
        send_due(web)
        assert kept()[0].state == "waiting"
    make_due()
    send_due(web)
    assert kept()[0].state == "failed"
    web.config["MAIL_URL"] = ""
    assert hurry() == 1
    send_due(web)
    assert kept()[0].state == "sent"


# --- who holds it -----------------------------------------------------------------------------------


def test_what_a_dead_holder_held_is_sent_by_another_and_the_dead_changes_nothing(web: Flask) -> None:
    written()
    held = claim()
    assert held is not None
    assert claim() is None
    with writing() as session:
        session.scalars(select(Mail)).one().held_until = now() - timedelta(seconds=1)
    other = claim()
    assert other is not None
    assert other.fence == held.fence + 1
    assert send(held) == "taken over"
    assert kept()[0].state == "sending"
    assert send(other) == "sent"


SENDER = """
import sys
from assessor import create_app
from assessor.mail import operations
from assessor.mail.runner import send_due
operations.LEASE = operations.timedelta(seconds=1)
app = create_app({"LOCAL_OPERATOR": True, "MAIL_URL": sys.argv[1]})
print("ready", flush=True)
send_due(app)
"""


def test_a_sender_killed_on_the_way_loses_nothing(web: Flask) -> None:
    for n in range(5):
        written(f"p{n}@local.example")
    box = Letterbox()
    with mail_server(box) as place:
        url = f"smtp://{place}?security=none"
        environment = {**os.environ, "ASSESSOR_HOME": web.instance_path, "PYTHONPATH": str(Path.cwd())}
        sender = subprocess.Popen(
            [sys.executable, "-c", SENDER, url], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
        while not box.messages and sender.poll() is None:
            time.sleep(0.001)
        assert box.messages, "the sender ended and had sent nothing"
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        sender.stdout.close()
        web.config["MAIL_URL"] = url
        time.sleep(1.1)
        send_due(web)
    assert {row.state for row in kept()} == {"sent"}
    assert set(box.recipients) == {f"p{n}@local.example" for n in range(5)}
    assert len({message["Message-ID"] for message in box.messages}) == 5


def test_the_worker_sends_until_stopped(web: Flask) -> None:
    postman = Worker(web, MAIL)
    written()
    postman.start()
    for _ in range(100):
        if kept()[0].state == "sent":
            break
        time.sleep(0.05)
    postman.stop()
    postman.join(timeout=10)
    assert not postman.is_alive()
    assert kept()[0].state == "sent"


# --- settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSESSOR_MAIL_URL", "http://mail.example.org"),
        ("ASSESSOR_MAIL_URL", "smtp://"),
        ("ASSESSOR_MAIL_URL", "smtp://mail.example.org?security=maybe"),
        ("ASSESSOR_MAIL_FROM", "nobody"),
        ("ASSESSOR_MAIL_FROM", "a@b.example\r\nBcc: c@d.example"),
        ("ASSESSOR_URL", "assess.example.org"),
        ("ASSESSOR_URL", "https://assess.example.org/path"),
        ("ASSESSOR_SESSION_HOURS", "soon"),
        ("ASSESSOR_SESSION_DAYS", "0"),
    ],
)
def test_odd_settings_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("ASSESSOR_HOME", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused, match=name):
        create_app({"LOCAL_OPERATOR": True})
