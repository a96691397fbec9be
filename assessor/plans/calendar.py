"""A plan as a calendar of to-dos (iCalendar, RFC 5545): one for every step, for any program that keeps tasks.

https://www.rfc-editor.org/rfc/rfc5545 - sections named in brackets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

LINE = 75  # octets, without the line break [3.1]
STATUS = {"open": "NEEDS-ACTION", "started": "IN-PROCESS", "done": "COMPLETED", "dropped": "CANCELLED"}


@dataclass(frozen=True, slots=True)
class ToDo:
    """One step; `uid` stays the same as long as the step does, so that importing again updates it."""

    uid: str
    summary: str
    description: str
    category: str
    contact: str
    starts_on: date | None
    due_on: date | None
    status: str
    done_on: date | None


def calendar(title: str, language: str, url: str, todos: Sequence[ToDo], at: datetime) -> bytes:
    """The calendar as it was `at` a moment, in UTF-8 with CRLF. `url` leads back to the plan."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Assessor//Improvement plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME;LANGUAGE={language}:{escaped(title)}",  # RFC 7986; the next is what older programs read
        f"X-WR-CALNAME:{escaped(title)}",
    ]
    for todo in todos:
        lines += _todo(todo, language, url, at)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _todo(todo: ToDo, language: str, url: str, at: datetime) -> Iterator[str]:
    yield "BEGIN:VTODO"
    yield f"UID:{todo.uid}"
    yield f"DTSTAMP:{_moment(at)}"
    yield f"SUMMARY;LANGUAGE={language}:{escaped(todo.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{escaped(todo.description)}"
    yield f"CATEGORIES;LANGUAGE={language}:{escaped(todo.category)}"
    if todo.contact:
        yield f"CONTACT:{escaped(todo.contact)}"
    if todo.starts_on and todo.starts_on != todo.due_on:  # what is due must be later than the start [3.8.2.3]
        yield f"DTSTART;VALUE=DATE:{todo.starts_on:%Y%m%d}"
    if todo.due_on:
        yield f"DUE;VALUE=DATE:{todo.due_on:%Y%m%d}"
    yield f"STATUS:{STATUS[todo.status]}"
    if todo.done_on:
        yield f"COMPLETED:{todo.done_on:%Y%m%d}T000000Z"  # a moment in UTC, though only the day is known
        yield "PERCENT-COMPLETE:100"
    yield f"URL:{url}"
    yield "END:VTODO"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""A text as a value [3.3.11]; control characters, which it may not hold, become spaces.

    >>> escaped("a, b; c\\d\nnext")
    'a\\, b\\; c\\\\d\\nnext'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
    kept = "".join(c if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127) else " " for c in plain)
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line in UTF-8, broken so that none is longer than 75 octets and no character is cut [3.1].

    >>> folded("SUMMARY:" + "x" * 80).split(b"\\r\\n ")[0] == b"SUMMARY:" + b"x" * 67
    True
    """
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > LINE:
            rows.append(row)
            row = b" "  # what is folded begins with a space, which counts
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
