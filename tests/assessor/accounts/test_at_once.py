"""Many at once, on a real server with a pool of threads and a real database file."""

import re
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor.accounts.datastore import ChangedMeanwhile, write_pending
from assessor.extensions import db, writing
from assessor.models import Account, Tenant
from tests.assessor.accounts.people import (
    EMAIL,
    PASSWORD,
    fresh,
    signed_in,
    somebody,
    turn_on_the_second_step,
)
from tests.assessor.accounts.serving import Visitor, served

MANY = 50


def everybody(company: Tenant, count: int) -> list[str]:
    first = somebody(company)
    with writing() as session:
        session.add_all(
            Account(
                email=f"p{n}@local.example",
                name=f"P{n}",
                language="en",
                password=first.password,
                fs_uniquifier=f"u{n}",
            )
            for n in range(count)
        )
    return [f"p{n}@local.example" for n in range(count)]


def test_fifty_sign_in_at_once(web: Flask, company: Tenant) -> None:
    emails = everybody(company, MANY)
    stop = threading.Event()

    def busy() -> None:
        """Somebody writes all the time, as answers being saved do."""
        while not stop.is_set():
            with web.app_context(), writing() as session:
                session.scalars(select(Tenant)).one().name = f"Local {time.monotonic()}"
            time.sleep(0.01)

    writer = threading.Thread(target=busy)
    writer.start()
    with served(web) as site, ThreadPoolExecutor(MANY) as pool:
        try:
            form = [{"email": email, "password": PASSWORD} for email in emails]
            answers = list(pool.map(lambda one: Visitor(site).submit("/sign-in", one), form))
        finally:
            stop.set()
            writer.join()
    assert [answer.status_code for answer in answers] == [302] * MANY
    db.session.rollback()
    seen = db.session.scalars(select(Account.last_seen_at).where(Account.email.in_(emails))).all()
    assert len([moment for moment in seen if moment]) == MANY


def test_passwords_are_computed_while_others_write(web: Flask, company: Tenant) -> None:
    somebody(company)
    with served(web) as site:
        visitor = Visitor(site)
        other = sqlite3.connect(Path(web.instance_path) / "assessor.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # nobody else can write until this ends
        began = time.monotonic()
        refused = visitor.submit("/sign-in", {"email": EMAIL, "password": "not this one"})
        assert refused.status_code == 200
        assert time.monotonic() - began < 5, "it waited for a lock that it does not need"
        other.execute("ROLLBACK")
        other.close()


def test_a_recovery_code_used_twice_at_once_counts_once(web: Flask, company: Tenant) -> None:
    somebody(company)
    owner = signed_in(web)
    turn_on_the_second_step(owner)
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", owner.submit("/account/recovery-codes").text)
    with served(web) as site, ThreadPoolExecutor(4) as pool:

        def enter(_n: int) -> str:
            visitor = Visitor(site)
            visitor.submit("/sign-in", {"email": EMAIL, "password": PASSWORD})
            visitor.submit("/sign-in/recovery-code", {"code": codes[0]})
            return visitor.get(site + "/account", allow_redirects=False).reason

        assert sorted(pool.map(enter, range(4))) == ["FOUND"] * 3 + ["OK"]
    assert len(fresh().mf_recovery_codes or []) == len(codes) - 1


def test_what_somebody_else_changed_is_not_overwritten(web: Flask, company: Tenant) -> None:
    somebody(company)
    mine = fresh()
    assert mine.language == "en"
    db.session().autoflush = False
    mine.name = "Mine"

    def elsewhere() -> None:
        with web.app_context(), writing() as session:
            session.scalars(select(Account)).one().name = "Theirs"

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    with pytest.raises(ChangedMeanwhile):
        write_pending(db.session())
    assert fresh().name == "Theirs"
