"""The calendar is read back by the rules of RFC 5545, written down here once more and the other way round."""

import re
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.plans.calendar import ToDo, calendar, escaped, folded

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


def unfolded(content: bytes) -> list[str]:
    """The content lines; fails for a line that is too long or ends otherwise."""
    assert content.endswith(b"\r\n")
    rows = content[:-2].split(b"\r\n")
    assert all(len(row) <= 75 and b"\n" not in row and b"\r" not in row for row in rows)
    for row in rows:
        row.decode()  # no character is cut in two
    return b"\r\n".join(rows).replace(b"\r\n ", b"").decode().split("\r\n")


def unescaped(text: str) -> str:
    return re.sub(r"\\[\\;,nN]", lambda found: ESCAPES[found[0]], text)


def read(content: bytes) -> list[dict[str, str]]:
    """The to-dos, as names with their values; parameters are left off."""
    found: list[dict[str, str]] = []
    for line in unfolded(content):
        name, _, value = line.partition(":")
        if line == "BEGIN:VTODO":
            found.append({})
        elif found and line != "END:VTODO":
            found[-1][name.partition(";")[0]] = unescaped(value)
    return found


def todo(**changes) -> ToDo:
    fields = {
        "uid": "0192@assessor", "summary": "Owner, of; the cycle", "description": "One\nTwo \\ three",
        "category": "organisation", "contact": "", "starts_on": None, "due_on": None,
        "status": "open", "done_on": None,
    }  # fmt: skip
    return ToDo(**{**fields, **changes})


def made(*todos: ToDo) -> bytes:
    return calendar("Lantern Street Bank: plan", "en", "https://a.example/plan", todos, AT)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_is_read_back(text):
    expected = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
    expected = "".join(c if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127) else " " for c in expected)
    assert unescaped(unfolded(folded(f"SUMMARY:{escaped(text)}"))[0].partition(":")[2]) == expected


def test_a_to_do_has_what_programs_need():
    start, due = date(2026, 12, 1), date(2027, 2, 28)
    (found,) = read(made(todo(starts_on=start, due_on=due, contact="Head; of care", status="started")))
    assert found["UID"] == "0192@assessor"
    assert found["DTSTAMP"] == "20261122T063000Z"
    assert (found["DTSTART"], found["DUE"]) == ("20261201", "20270228")
    assert (found["SUMMARY"], found["DESCRIPTION"]) == ("Owner, of; the cycle", "One\nTwo \\ three")
    assert (found["STATUS"], found["CONTACT"]) == ("IN-PROCESS", "Head; of care")
    assert "COMPLETED" not in found
    lines = unfolded(made())
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert [line for line in lines if line.startswith("PRODID:")]


def test_what_is_due_on_the_day_it_starts_has_no_start_since_due_must_be_later():
    day = date(2026, 12, 1)
    (found,) = read(made(todo(starts_on=day, due_on=day)))
    assert found["DUE"] == "20261201"
    assert "DTSTART" not in found


def test_what_is_done_is_complete_and_what_was_dropped_is_cancelled():
    done, dropped = read(made(todo(status="done", done_on=date(2026, 12, 3)), todo(status="dropped")))
    assert (done["STATUS"], done["COMPLETED"]) == ("COMPLETED", "20261203T000000Z")
    assert dropped["STATUS"] == "CANCELLED"
