"""Whether an entry may be kept: by the model's own rules, with what is wrong said for the field it is in."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessor.answering.sheets import Entry, Sheet
from assessor.answers.fields import TEXT_LENGTH, UNPRINTABLE
from assessor.assessments.decimals import decimal_text
from assessor.languages import message
from criteria.answers import Answer, RawAnswer, parse_answers
from criteria.exact import plain
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Practice

VALUE = "value:"
"""Before the name of a component, in the name of its field."""


@dataclass(frozen=True, slots=True)
class EntryFault:
    """What is wrong in one field of a practice, as a message to be translated and what is filled in."""

    practice_id: str
    field: str
    text: str
    filled: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Refused(ValueError):
    """Answers that were not saved, with every fault found in them."""

    def __init__(self, faults: Sequence[EntryFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.practice_id} {f.field}: {f.text}" for f in faults))


def checked(sheet: Sheet, practice: Practice, entry: Entry) -> tuple[Entry, list[EntryFault]]:
    """An entry as it is kept, its numbers written one way, and what is wrong with it."""
    texts = [fault for name in ("reason", "comment") for fault in _of_text(practice, name, entry)]
    try:
        found = parse_answers(sheet.model, sheet.track, [_raw(practice, entry)]).get(practice.id)
    except AnswersInvalid as invalid:
        return entry, [*_said(sheet, practice, entry, invalid.faults), *texts]
    if isinstance(found, Answer):
        entry = replace(entry, values={name: decimal_text(value) for name, value in found.values.items()})
    return entry, texts


def _raw(practice: Practice, entry: Entry) -> RawAnswer:
    """Each value with the field it comes from as its place, so that a fault says which one."""
    return RawAnswer(
        practice.id,
        "",
        entry.values,
        {**{name: VALUE + name for name in entry.values}, "reason": "reason"},
        entry.not_applicable,
        entry.reason,
        comment=entry.comment,
    )


def _said(sheet: Sheet, practice: Practice, entry: Entry, faults: Sequence[Fault]) -> Iterator[EntryFault]:
    for fault in faults:
        if fault.where == "reason":
            yield EntryFault(practice.id, "reason", _of_reason(entry))
        elif not fault.where.startswith(VALUE):
            yield EntryFault(practice.id, "", _of_whole(entry))
        elif entry.not_applicable:
            both = message("Choose either an answer or that it does not apply, not both")
            yield EntryFault(practice.id, fault.where, both)
        else:
            text, filled = _of_value(sheet, practice, fault.where.removeprefix(VALUE))
            yield EntryFault(practice.id, fault.where, text, filled)


def _of_reason(entry: Entry) -> str:
    if entry.not_applicable:
        return message("Say why this does not apply")
    return message("You gave a reason why this does not apply: choose that it does not apply, or clear it")


def _of_whole(entry: Entry) -> str:
    if entry.not_applicable:
        return message("In this model every practice applies: choose an answer")
    return message("Give a value for every part, or for none")


def _of_value(sheet: Sheet, practice: Practice, name: str) -> tuple[str, Mapping[str, object]]:
    component = next((c for c in sheet.rating(practice).components if c.id == name), None)
    if component is None:
        return message("This is not asked here: %(name)s"), {"name": name[:40]}
    if component.options:
        allowed = ", ".join(plain(option.value) for option in component.options)
        return message("Choose one of these: %(allowed)s"), {"allowed": allowed}
    assert component.range is not None
    between = {"low": plain(component.range.low), "high": plain(component.range.high)}
    if component.step is None:
        return message("Enter a number from %(low)s to %(high)s"), between
    said = message("Enter a number from %(low)s to %(high)s in steps of %(step)s")
    return said, {**between, "step": plain(component.step)}


def _of_text(practice: Practice, name: str, entry: Entry) -> Iterator[EntryFault]:
    text: str = getattr(entry, name)
    if unprintable := UNPRINTABLE.search(text):
        said = message("There is a character in this text that cannot be kept: %(code)s")
        yield EntryFault(practice.id, name, said, {"code": f"U+{ord(unprintable[0]):04X}"})
    if len(text) > TEXT_LENGTH:
        said = message("This text has %(count)s characters; at most %(most)s can be kept")
        yield EntryFault(practice.id, name, said, {"count": len(text), "most": TEXT_LENGTH})
