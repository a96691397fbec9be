"""Many people saving answers at once against a real server, then a reckoning of every save it acknowledged.

`--people 50 --seconds 60` is what `make bench-web` runs; `--kills 10` ends the server with SIGKILL in the
middle, again and again. Everybody answers one questionnaire, so that they meet on the same practices.
A save on an answer that somebody else changed has to be refused and kept, never written over it.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from assessor import create_app
from assessor.extensions import LOCAL, db, open_database, writing
from assessor.models import Account, Answer, AnswerRevision, Assessment, Membership, Organisation, Tenant
from criteria.registry import load
from tests.assessor.cast import signed_in_as

TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]*value="([^"]+)"')
PAUSE = 0.05
"""Seconds a person waits between two saves: far quicker than people, so that they meet more often."""


@dataclass(frozen=True)
class World:
    """A database with people who answer one assessment together, and how each is signed in."""

    home: Path
    assessment: str
    cookies: tuple[str, ...]
    practices: tuple[tuple[str, str], ...]


@dataclass
class Heard:
    """What the people were told: saves that were acknowledged, times in milliseconds, and what went wrong."""

    acknowledged: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    lost_connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def world(home: Path, people: int) -> World:
    """Make the database."""
    os.environ["ASSESSOR_HOME"] = str(home)
    app = create_app()
    open_database(app)
    with app.app_context():
        assessment_id, accounts = _people(people)
        db.session.remove()
        db.engine.dispose()
    serializer = app.session_interface.get_signing_serializer(app)
    cookies = tuple(serializer.dumps(signed_in_as(app, who)) for who in accounts)
    practices = tuple((c.id, p.id) for c in load("cmc").criteria for p in c.practices)
    return World(home, assessment_id, cookies, practices)


def _people(people: int) -> tuple[str, list[str]]:
    model = load("cmc")
    stated = {
        "name": "Load Ltd",
        "industry": "K",
        "country": "CN",
        "employees": 400,
        "scope": "",
        "sites": [],
    }
    with writing() as session:
        tenant = session.scalars(select(Tenant).where(Tenant.slug == LOCAL)).one()
        organisation = Organisation(tenant_id=tenant.id, **stated)
        session.add(organisation)
        accounts = [
            Account(email=f"{n}@load.example", name=f"Person {n}", language="en", fs_uniquifier=uuid4().hex)
            for n in range(people)
        ]
        session.add_all(accounts)
        session.flush()
        session.add_all(
            Membership(tenant_id=tenant.id, account_id=account.id, role="coordinator") for account in accounts
        )
        assessment = Assessment(
            tenant_id=tenant.id,
            organisation_id=organisation.id,
            model=model.reference,
            model_digest=model.digest,
            track="declared",
            profile=None,
            status="draft",
            assessed_on=date(2026, 11, 2),
            stated=stated,
            team=[],
            source="application",
            source_digest=uuid4().hex,
            recorded_by="Person 0",
            answering="together",
        )
        session.add(assessment)
        session.flush()
        return str(assessment.id), [account.fs_uniquifier for account in accounts]


# --- the server -------------------------------------------------------------------------------------


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    """`assessor serve` as a process of its own, once it answers."""
    environment = {**os.environ, "ASSESSOR_HOME": str(home), "ASSESSOR_PRINT_WORKERS": "1"}
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", "from assessor.cli import main; main()", "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start: {(home / 'server.log').read_text()[-2000:]}")


@contextmanager
def serving(home: Path, port: int, kills: int, seconds: float) -> Iterator[None]:
    """A server that is killed so many times while the block runs, and started again each time."""
    done, running = threading.Event(), [start(home, port)]

    def kill() -> None:
        for _ in range(kills):
            if done.wait(seconds / (kills + 1)):
                return
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()
            running[0] = start(home, port)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        done.set()
        killer.join()
        running[0].terminate()
        running[0].wait(timeout=30)


# --- the people -------------------------------------------------------------------------------------


class Person(threading.Thread):
    """Saves answers one after another, as a browser does: the same save again until it is answered."""

    def __init__(self, number: int, place: World, port: int, heard: Heard, until: float) -> None:
        super().__init__(daemon=True)
        self._place, self._port, self._heard, self._until = place, port, heard, until
        self._chance = random.Random(number)  # noqa: S311 - who answers what
        self._cookie = f"session={place.cookies[number]}"
        self._token = ""
        self._known: dict[str, int] = {}
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Until the time is over."""
        while time.monotonic() < self._until:
            criterion, practice = self._chance.choice(self._place.practices)
            if not self._token:
                self._open(criterion)
                continue
            # who is told of another answer looks at it, and then insists
            if self._save(practice) == 409:
                self._save(practice)
            time.sleep(PAUSE * self._chance.random() * 2)
        if self._connection:
            self._connection.close()

    def _open(self, criterion: str) -> None:
        status, body, cookie = self._ask("GET", f"/assessments/{self._place.assessment}/answers/{criterion}")
        found = TOKEN.search(body)
        if status == 200 and found:
            self._token = (found[1] or found[2]).decode()
            self._cookie = cookie or self._cookie

    def _save(self, practice: str) -> int:
        key, value = str(uuid4()), str(self._chance.randrange(6))
        sent = {
            "key": key,
            "base": self._known.get(practice, 0),
            "values": {"answer": value},
            "not_applicable": False,
            "reason": "",
            "comment": f"by {key}",
        }
        address = f"/assessments/{self._place.assessment}/answers/practices/{practice}"
        status, body = 0, b""
        while status in (0, 503):
            began = time.perf_counter()
            status, body, _ = self._ask("PUT", address, json.dumps(sent).encode())
            took = (time.perf_counter() - began) * 1000
            if status == 0 and time.monotonic() > self._until + 30:
                return 0
        self._note(key, practice, value, status, json.loads(body) if body[:1] == b"{" else {}, took)
        return status

    def _note(
        self, key: str, practice: str, value: str, status: int, told: dict[str, Any], took: float
    ) -> None:
        with self._heard.lock:
            self._heard.answers[status] += 1
            self._heard.times.append(took)
            if status == 200:
                self._heard.acknowledged[key] = (practice, told["version"], value)
                self._known[practice] = told["version"]
            elif status == 409:
                self._heard.conflicts.add(key)
                self._known[practice] = told["version"]

    def _ask(self, method: str, address: str, body: bytes | None = None) -> tuple[int, bytes, str]:
        headers = {"Cookie": self._cookie, "Accept": "application/json" if body else "text/html"}
        if body:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self._token}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
            cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
            return answer.status, content, cookie if cookie.startswith("session=") else ""
        except (OSError, http.client.HTTPException):
            with self._heard.lock:
                self._heard.lost_connections += 1
            if self._connection:
                self._connection.close()
            self._connection = None
            time.sleep(0.2)
            return 0, b"", ""


def crowd(place: World, port: int, seconds: float) -> Heard:
    """Everybody at once, for so long."""
    heard, until = Heard(), time.monotonic() + seconds
    people = [Person(n, place, port, heard, until) for n in range(len(place.cookies))]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=seconds + 120)
    return heard


# --- the reckoning ----------------------------------------------------------------------------------


def reckoned(place: World, heard: Heard) -> list[str]:
    """Every acknowledged save that is not in the database as it was, and every silent overwriting."""
    os.environ["ASSESSOR_HOME"] = str(place.home)
    app = create_app()
    with app.app_context():
        revisions = db.session.scalars(select(AnswerRevision)).all()
        answers = {a.practice_id: a for a in db.session.scalars(select(Answer))}
        found = [*_lost(heard, revisions), *_overwritten(revisions, answers)]
        db.session.remove()
        db.engine.dispose()
    return found


def _lost(heard: Heard, revisions: Any) -> Iterator[str]:
    by_key = {revision.key: revision for revision in revisions}
    for key, (practice, version, value) in heard.acknowledged.items():
        kept = by_key.get(key)
        if kept is None:
            yield f"{key}: acknowledged as version {version} of {practice} and lost"
        elif (kept.state, kept.version, kept.values.get("answer")) != ("applied", version, value):
            kept_as = f"{kept.state} {kept.version} {kept.values}"
            yield f"{key}: acknowledged as version {version}, {value!r}; kept as {kept_as}"
    for key in heard.conflicts:
        if key not in by_key:
            yield f"{key}: refused as a conflict and not kept"


def _overwritten(revisions: Any, answers: dict[str, Answer]) -> Iterator[str]:
    chains: dict[str, list[AnswerRevision]] = {}
    for revision in revisions:
        if revision.state == "applied":
            chains.setdefault(revision.practice_id, []).append(revision)
    for practice, chain in chains.items():
        chain.sort(key=lambda revision: revision.version or 0)
        for number, revision in enumerate(chain, 1):
            if revision.version != number or revision.base != number - 1:
                yield f"{practice}: version {revision.version} was saved on {revision.base}, not {number - 1}"
        last, now = chain[-1], answers[practice]
        if (now.version, now.values, now.comment) != (last.version, last.values, last.comment):
            yield f"{practice}: shows version {now.version}, the last save was {last.version}"


def figures(heard: Heard, seconds: float) -> dict[str, Any]:
    """What is reported of a run."""
    times = sorted(heard.times) or [0.0]
    return {
        "acknowledged": len(heard.acknowledged),
        "conflicts": len(heard.conflicts),
        "answers": {str(status): count for status, count in sorted(heard.answers.items())},
        "per second": round(len(heard.times) / seconds, 1),
        "p50 ms": round(statistics.median(times), 1),
        "p95 ms": round(times[int(len(times) * 0.95)], 1),
        "p99 ms": round(times[int(len(times) * 0.99)], 1),
        "worst ms": round(times[-1], 1),
        "lost connections": heard.lost_connections,
    }


def run(people: int, seconds: float, kills: int) -> tuple[dict[str, Any], list[str]]:
    """One run: its figures, and what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        place, port = world(Path(folder), people), free_port()
        with serving(place.home, port, kills, seconds):
            heard = crowd(place, port, seconds)
        return figures(heard, seconds), reckoned(place, heard)


def main() -> int:
    """Print the figures; 1 where anything was lost or written over."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--kills", type=int, default=0)
    given = asked.parse_args()
    told, faults = run(given.people, given.seconds, given.kills)
    print(json.dumps(told, indent=2))
    for fault in faults[:20]:
        print(fault)
    print(f"{len(faults)} saves lost or written over")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
