"""From a file's rows to checked answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assessor.answers.fields import TEXT_LENGTH, Fields
from assessor.answers.reading import Reading, Row
from assessor.answers.sampling import completed
from assessor.answers.sheet import Site
from assessor.answers.sites import SYNTAX, is_by_site, ratings_in
from criteria.answers import Answer, NotApplicable, RawAnswer, parse_answers
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Component, Model, Rating

REMARKS = ("not_applicable", "reason", "approved_by", "comment")

Checked = dict[str, Answer | NotApplicable]


@dataclass(frozen=True, slots=True)
class RowChecks:
    """What the rows of a file are checked against; every fault found is added to `faults`.

    `sites` are those that the organisation lists, None where the list could not be read. `lead` is the lead
    assessor, who alone approves N/A; empty where there is none.
    """

    model: Model
    track: str
    sites: Sequence[Site] | None
    faults: list[Fault]
    lead: str = ""

    def blind(self) -> "RowChecks":
        """For one assessor's own rows, where N/A is proposed: its approval belongs to the consensus."""
        proposing = replace(self.model.tracks[self.track], approval_of_not_applicable=False)
        return replace(self, model=replace(self.model, tracks={**self.model.tracks, self.track: proposing}))

    @property
    def ratings(self) -> dict[str, Rating]:
        """How each practice is rated."""
        return {p.id: self.model.rating_of(p, self.track) for p in self.model.practices}


def answers_of(reading: Reading, rows: Sequence[Row], checks: RowChecks) -> tuple[Checked, dict[str, str]]:
    """The answers of `rows`, and the comments on practices that have no answer yet."""
    ratings = checks.ratings
    raw = [_raw(reading, row, ratings.get(row.practice), checks) for row in rows]
    for answer in raw:
        _approval(answer, checks)
    waiting = {r.practice: r.comment for r in raw if r.comment and not r.values and not r.not_applicable}
    try:
        return parse_answers(checks.model, checks.track, raw), waiting
    except AnswersInvalid as invalid:
        checks.faults.extend(_hinting(fault, ratings) for fault in invalid.faults)
        return {}, waiting


def _approval(raw: RawAnswer, checks: RowChecks) -> None:
    """Only the lead assessor approves, and only what does not apply."""
    if not raw.approved_by:
        return
    where, found = raw.place("approved_by"), repr(raw.approved_by)
    if not raw.not_applicable:
        allowed = "an approval only with N/A"
        checks.faults.append(Fault(where, raw.practice, "an approval without 'not applicable'", allowed))
    elif checks.model.tracks[checks.track].approval_of_not_applicable and checks.lead not in (
        "",
        raw.approved_by,
    ):
        allowed = f"the lead assessor who approved it, {checks.lead!r}"
        checks.faults.append(Fault(where, f"{raw.practice}.approved_by", found, allowed))


def _raw(reading: Reading, row: Row, rating: Rating | None, checks: RowChecks) -> RawAnswer:
    where, faults = reading.where(row.path), checks.faults
    if not isinstance(row.entry, Mapping):
        return _single(row, where, rating, faults)
    given = {key: value for key, value in row.entry.items() if key not in REMARKS}
    values = {key: value for key, value in given.items() if value is not None}
    remarks = Fields(reading.where, row.path, row.practice, row.entry, faults)
    return RawAnswer(
        row.practice,
        where,
        {key: _value(reading, row, key, value, rating, checks) for key, value in values.items()},
        {key: reading.where((*row.path, key)) for key in (*row.entry, *REMARKS)},
        remarks.flag("not_applicable"),
        remarks.text("reason", most=TEXT_LENGTH),
        remarks.text("approved_by"),
        remarks.text("comment", most=TEXT_LENGTH),
    )


def _single(row: Row, where: str, rating: Rating | None, faults: list[Fault]) -> RawAnswer:
    """A value without a component's name is the answer where only one thing is rated."""
    if row.entry is None or rating is None:
        return RawAnswer(row.practice, where)
    if len(rating.components) == 1:
        return RawAnswer(row.practice, where, {rating.components[0].id: row.entry})
    names = ", ".join(component.id for component in rating.components)
    faults.append(Fault(where, row.practice, "one value", f"a value for each of {names}"))
    return RawAnswer(row.practice, where)


def _value(
    reading: Reading, row: Row, key: str, value: object, rating: Rating | None, checks: RowChecks
) -> object:
    """Values by site, also where they are one text, become a list with every share; others stay."""
    component = _component(rating, key)
    if component is None or not component.by_site:
        return value
    if isinstance(value, str) and is_by_site(value):
        value = ratings_in(value) or value
    if not isinstance(value, list):
        return value

    def note(part: str, found: str, allowed: str) -> None:
        where = reading.where((*row.path, key))
        checks.faults.append(Fault(where, f"{row.practice}.{key}{part}", found, allowed))

    return completed(value, checks.sites, note)


def _hinting(fault: Fault, ratings: Mapping[str, Rating]) -> Fault:
    """A text that was meant as values by site is told how those are written."""
    practice, _, name = fault.key.rpartition(".")
    component = _component(ratings.get(practice), name)
    if component is None or not component.by_site or not is_by_site(fault.found):
        return fault
    return replace(fault, allowed=f"{fault.allowed}, or values by site: {SYNTAX}")


def _component(rating: Rating | None, name: str) -> Component | None:
    return next((c for c in rating.components if c.id == name), None) if rating else None
