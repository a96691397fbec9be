"""Who answered a self-assessment beside others, each with what they answered alone."""

from collections.abc import Mapping, Sequence

from assessor.answers.fields import Fields
from assessor.answers.reading import Reading, Row
from assessor.answers.rows import RowChecks, answers_of
from assessor.answers.sheet import Respondent
from criteria.model import Track

MOST_RESPONDENTS = 300
MOST_GROUPS = 8
"""More cannot be told apart in a picture, and a page is not wide enough for their figures."""


def respondents_of(
    head: Fields, reading: Reading, track: Track | None, checks: RowChecks | None
) -> tuple[Respondent, ...]:
    """The respondents of `head`, each with the rows that `reading` holds for them.

    The rows are left unread where `checks` is None: without a model there is nothing to check them against.
    """
    entries = head.groups("respondents")
    if not entries:
        return ()
    if track is not None and track.certifies:
        allowed = "assessors: the list of those who rate in an audit"
        head.fault("respondents", f"respondents in the track {track.id}", allowed)
        return ()
    if len(entries) > MOST_RESPONDENTS:
        head.fault("respondents", f"{len(entries)} respondents", f"at most {MOST_RESPONDENTS}")
        return ()
    people = [
        _respondent(fields, rows, reading, checks)
        for fields, rows in zip(entries, reading.respondents, strict=True)
    ]
    _told_apart(entries, people)
    _grouped(head, entries, people)
    return tuple(people)


def _respondent(
    fields: Fields, rows: Sequence[Row], reading: Reading, checks: RowChecks | None
) -> Respondent:
    name, group = fields.text("name", required=True), fields.text("group", required=True)
    fields.close("practices")
    answers, comments = answers_of(reading, rows, checks) if checks else ({}, {})
    return Respondent(name, group, answers, comments)


def _told_apart(entries: Sequence[Fields], people: Sequence[Respondent]) -> None:
    seen: set[str] = set()
    for fields, person in zip(entries, people, strict=True):
        if person.name and person.name in seen:
            fields.fault("name", f"{person.name!r} again", "each respondent once")
        seen.add(person.name)


def _grouped(head: Fields, entries: Sequence[Fields], people: Sequence[Respondent]) -> None:
    """A group that is written in two ways would count as two."""
    spelled: dict[str, str] = {}
    for fields, person in zip(entries, people, strict=True):
        known = spelled.setdefault(_folded(person.group), person.group)
        if person.group != known:
            fields.fault("group", repr(person.group), f"{known!r}, as the first of that group")
    groups: Mapping[str, str] = {folded: group for folded, group in spelled.items() if group}
    if len(groups) > MOST_GROUPS:
        head.fault("respondents", f"{len(groups)} groups", f"at most {MOST_GROUPS}")


def _folded(group: str) -> str:
    return " ".join(group.split()).casefold()
