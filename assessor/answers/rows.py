"""From a file's rows to checked answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessor.answers.fields import TEXT_LENGTH, Fields
from assessor.answers.reading import Reading, Row
from assessor.answers.sites import SYNTAX, is_by_site, ratings_in
from criteria.answers import Answer, NotApplicable, RawAnswer, parse_answers
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Component, Model, Rating

REMARKS = ("not_applicable", "reason", "approved_by", "comment")

Checked = dict[str, Answer | NotApplicable]


def answers_of(
    model: Model, track: str, reading: Reading, rows: Sequence[Row], faults: list[Fault]
) -> Checked:
    """The answers of `rows`; every fault found in them is added to `faults`."""
    ratings = {practice.id: model.rating_of(practice, track) for practice in model.practices}
    raw = [_raw(reading, row, ratings.get(row.practice), faults) for row in rows]
    try:
        return parse_answers(model, track, raw)
    except AnswersInvalid as invalid:
        faults.extend(_hinting(fault, ratings) for fault in invalid.faults)
        return {}


def blind_answers_of(
    model: Model, track: str, reading: Reading, rows: Sequence[Row], faults: list[Fault]
) -> Checked:
    """The answers of one assessor, who may propose N/A: its approval belongs to the consensus."""
    proposing = replace(model.tracks[track], approval_of_not_applicable=False)
    return answers_of(replace(model, tracks={**model.tracks, track: proposing}), track, reading, rows, faults)


def _raw(reading: Reading, row: Row, rating: Rating | None, faults: list[Fault]) -> RawAnswer:
    where = reading.where(row.path)
    if not isinstance(row.entry, Mapping):
        return _single(row, where, rating, faults)
    given = {key: value for key, value in row.entry.items() if key not in REMARKS}
    values = {key: value for key, value in given.items() if value is not None}
    remarks = Fields(reading.where, row.path, row.practice, row.entry, faults)
    return RawAnswer(
        row.practice,
        where,
        {key: _by_site(value, _component(rating, key)) for key, value in values.items()},
        {key: reading.where((*row.path, key)) for key in row.entry},
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


def _by_site(value: object, component: Component | None) -> object:
    """Values by site written as text become a list; any other value stays as it is."""
    if component is None or not component.by_site or not isinstance(value, str) or not is_by_site(value):
        return value
    return ratings_in(value) or value


def _hinting(fault: Fault, ratings: Mapping[str, Rating]) -> Fault:
    """A text that was meant as values by site is told how those are written."""
    practice, _, name = fault.key.rpartition(".")
    component = _component(ratings.get(practice), name)
    if component is None or not component.by_site or not is_by_site(fault.found):
        return fault
    return replace(fault, allowed=f"{fault.allowed}, or values by site: {SYNTAX}")


def _component(rating: Rating | None, name: str) -> Component | None:
    return next((c for c in rating.components if c.id == name), None) if rating else None
