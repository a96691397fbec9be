"""What a browser sends: the form of a page, one answer as JSON, and forms for evidence."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, StringField
from wtforms.validators import ValidationError

from assessor.answering.checking import VALUE, EntryFault, Refused
from assessor.answering.operations import Choice, Submission
from assessor.answering.sheets import NOTHING, Entry, Sheet, tidy
from assessor.answers.evidence import EVIDENCE_KINDS
from assessor.answers.fields import NAME_LENGTH, UNPRINTABLE
from assessor.languages import message
from assessor.reports.register import KINDS
from assessor.speech import translated
from criteria.model import Criterion, Practice

NOT_APPLICABLE = "not-applicable"
"""The choice beside the levels of a practice, where one choice is all there is to rate."""
LATEST = 2**31
LINK_LENGTH = 2_000

Form = MultiDict[str, str]


# --- the form of a page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says about one practice: the entry, the version it was made on, whether it was touched."""

    practice: Practice
    entry: Entry
    base: int
    seen: str

    @property
    def touched(self) -> bool:
        """Whether it differs from what the page showed; what only lay there is not saved."""
        return self.entry.digest != self.seen


def typed_on_page(form: Form, sheet: Sheet, criterion: Criterion) -> list[Typed]:
    """What somebody entered on the page of a criterion."""
    return [_typed(form, sheet, practice) for practice in criterion.practices]


def _typed(form: Form, sheet: Sheet, practice: Practice) -> Typed:
    def field(name: str) -> str:
        return tidy(form.get(f"{practice.id}:{name}", ""))

    names = [component.id for component in sheet.rating(practice).components]
    values = {name: field(VALUE + name) for name in names}
    left_out = NOT_APPLICABLE in (field("not_applicable"), *values.values())
    given = {name: value for name, value in values.items() if value not in ("", NOT_APPLICABLE)}
    entry = Entry(given, left_out, field("reason"), field("comment"))
    return Typed(practice, entry, _version(field("base")), field("seen") or NOTHING.digest)


def _version(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def submissions_of(form: Form, typed: list[Typed], *, without: str = "") -> list[Submission]:
    """The saves that a form asks for, but for one practice. The form sent twice gives the same keys."""
    page = form.get("key", "")
    return [
        Submission(t.practice.id, _key(page, t), t.base, t.entry)
        for t in typed
        if t.touched and t.practice.id != without
    ]


def _key(page: str, typed: Typed) -> str:
    told = f"{page}:{typed.practice.id}:{typed.base}:{typed.entry.digest}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def choice_of(form: Form) -> tuple[Choice, str] | None:
    """Which answer of a conflict was chosen and for which practice, where a button for that was pressed."""
    found = re.fullmatch(r"([0-9a-f-]{36}):(mine|theirs):([0-9]{1,9}):(.+)", form.get("settle", ""))
    try:
        return (Choice(UUID(found[1]), found[2] == "mine", int(found[3])), found[4]) if found else None
    except ValueError:
        return None


# --- one answer -------------------------------------------------------------------------------------


def submission_from(practice_id: str, data: object) -> Submission:
    """One answer as a script sends it. Raises Refused with every part that is not of the right shape."""
    if not isinstance(data, Mapping):
        raise Refused([EntryFault(practice_id, "", message("This is not an answer"))])
    faults = [
        EntryFault(practice_id, name, message("This is not an answer"))
        for name, fits in SHAPES.items()
        if not fits(data.get(name))
    ]
    if faults:
        raise Refused(faults)
    values = {name: str(v).strip() for name, v in (data.get("values") or {}).items() if v not in (None, "")}
    reason, comment = (tidy(data.get(name) or "") for name in ("reason", "comment"))
    entry = Entry(values, bool(data.get("not_applicable")), reason, comment)
    return Submission(practice_id, str(UUID(data["key"])), data["base"], entry)


def _is_key(value: object) -> bool:
    shape = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    return isinstance(value, str) and re.fullmatch(shape, value) is not None


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LATEST


def _are_values(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, Mapping) and all(
        v is None or (isinstance(v, str | int | float) and not isinstance(v, bool)) for v in value.values()
    )


SHAPES: Mapping[str, Any] = {
    "key": _is_key,
    "base": _is_version,
    "values": _are_values,
    "not_applicable": lambda value: value is None or isinstance(value, bool),
    "reason": lambda value: value is None or isinstance(value, str),
    "comment": lambda value: value is None or isinstance(value, str),
}


# --- evidence ---------------------------------------------------------------------------------------


def _printable(_form: FlaskForm, field: Field) -> None:
    if UNPRINTABLE.search(field.data or ""):
        raise ValidationError(translated(message("There is a character in this text that cannot be kept")))


def _address(_form: FlaskForm, field: Field) -> None:
    """An address of the web: what else a link can start (a script, a file) is never followed from here."""
    try:
        parts = urlsplit(field.data or "")
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s\x00-\x1f\x7f<>\"]", field.data or ""):
        raise ValidationError(translated(message("Enter an address that begins with https:// or http://")))


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of evidence and what they are called."""
    return [(kind, translated(KINDS[kind])) for kind in EVIDENCE_KINDS]


class EvidenceForm(FlaskForm):  # type: ignore[misc]  # it ships no types
    """What is told about a piece of evidence, whatever it is."""

    title = StringField(filters=[_stripped], validators=[_printable])
    kind = SelectField(choices=kind_choices, validate_choice=False)

    def validate_title(self, field: Field) -> None:
        """A title is short."""
        if len(field.data) > NAME_LENGTH:
            raise ValidationError(translated(message("Use at most %(most)s characters"), most=NAME_LENGTH))

    def validate_kind(self, field: Field) -> None:
        """One of the kinds."""
        if field.data not in EVIDENCE_KINDS:
            raise ValidationError(translated(message("Choose a kind from the list")))

    @property
    def told(self) -> dict[str, str]:
        """Its plain values."""
        return {"title": self.title.data or "", "kind": self.kind.data}


class FileForm(EvidenceForm):
    """A file to attach."""

    file = FileField()

    def validate_file(self, field: Field) -> None:
        """There must be one."""
        if not field.data or not field.data.filename:
            raise ValidationError(translated(message("Choose a file")))


class LinkForm(EvidenceForm):
    """A link to attach."""

    link = StringField(filters=[_stripped], validators=[_address])

    def validate_link(self, field: Field) -> None:
        """An address is of ordinary length."""
        if len(field.data) > LINK_LENGTH:
            raise ValidationError(translated(message("Use at most %(most)s characters"), most=LINK_LENGTH))

    @property
    def told(self) -> dict[str, str]:
        """Its plain values."""
        return {**super().told, "link": self.link.data or ""}
