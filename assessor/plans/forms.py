"""What people type about a plan: the target, and what is agreed on about a step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField, ValidationError

from assessor.plans.aims import Aim
from assessor.plans.operations import StepFields
from assessor.plans.settled import STATUSES
from assessor.speech import translated as say
from criteria.exact import exact
from criteria.model import Model
from criteria.planning import LevelTarget, ScoreTarget

LONGEST_NAME, LONGEST_TEXT = 120, 2000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def _stripped(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class StepForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Owner, dates, status, wording and note of a step; `seen` is what the page showed."""

    owner = StringField(filters=[_stripped])
    starts_on = StringField(filters=[_stripped])
    due_on = StringField(filters=[_stripped])
    status = StringField()
    action = TextAreaField(filters=[_stripped])
    note = TextAreaField(filters=[_stripped])
    seen = HiddenField()

    def validate_owner(self, field: StringField) -> None:
        """At most a line."""
        _check_length(say("Who does it"), field, LONGEST_NAME)

    def validate_action(self, field: TextAreaField) -> None:
        """At most some paragraphs."""
        _check_length(say("What you will do"), field, LONGEST_TEXT)

    def validate_note(self, field: TextAreaField) -> None:
        """At most some paragraphs."""
        _check_length(say("Notes"), field, LONGEST_TEXT)

    def validate_starts_on(self, field: StringField) -> None:
        """A day, or nothing."""
        _day(say("Start date"), field)

    def validate_due_on(self, field: StringField) -> None:
        """A day that is not before the start, or nothing."""
        due = _day(say("Due date"), field)
        start = day_of(self.starts_on.data)
        if due and start and due < start:
            raise ValidationError(
                say(
                    "Due date: found %(due)s, which is before the start date %(start)s; "
                    "allowed: that day or later",
                    due=due.isoformat(),
                    start=start.isoformat(),
                )
            )

    def validate_status(self, field: StringField) -> None:
        """One of the four."""
        if field.data not in STATUSES:
            raise ValidationError(say("Status: choose one from the list"))

    @property
    def fields(self) -> StepFields:
        """What was typed, once it is valid."""
        return StepFields(
            self.owner.data,
            day_of(self.starts_on.data),
            day_of(self.due_on.data),
            self.status.data,
            self.action.data,
            self.note.data,
        )


def _check_length(title: str, field: StringField, longest: int) -> None:
    if len(field.data) > longest:
        raise ValidationError(
            say(
                "%(title)s: found %(found)s characters; allowed: at most %(longest)s",
                title=title,
                found=len(field.data),
                longest=longest,
            )
        )


def _day(title: str, field: StringField) -> date | None:
    if not field.data:
        return None
    day = day_of(field.data)
    if day is None or not EARLIEST <= day <= LATEST:
        raise ValidationError(
            say(
                "%(title)s: found “%(found)s”; allowed: a date such as 2026-12-31",
                title=title,
                found=field.data[:20],
            )
        )
    return day


def day_of(text: str | None) -> date | None:
    """A date as a browser's date field sends it; None for anything else.

    >>> day_of("2026-12-31"), day_of("31.12.2026"), day_of("")
    (datetime.date(2026, 12, 31), None, None)
    """
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def as_text(fields: StepFields) -> dict[str, str]:
    """The fields of a step as a form has them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name, value in asdict(fields).items()
    }


def seen_text(fields: StepFields) -> str:
    """What a page shows of a step, for the form to bring back."""
    return json.dumps(as_text(fields), ensure_ascii=False)


def seen_fields(text: str) -> StepFields | None:
    """What a page showed; None where the form brought something else."""
    try:
        found: Any = json.loads(text or "")
        told = {name: str(found[name]) for name in StepFields.__dataclass_fields__}
    except (ValueError, KeyError, TypeError):
        return None
    days = {name: day_of(told[name]) for name in ("starts_on", "due_on")}
    return StepFields(**{**told, **days})  # type: ignore[arg-type]


# --- the target -------------------------------------------------------------------------------------


def read_aim(asked: Mapping[str, str], model: Model, peers: Sequence[Aim]) -> Aim | dict[str, str]:
    """The aim that an address or a form names, or what is wrong with it, by field (`aim` or `points`)."""
    name = asked.get("aim", "")
    if name == "score":
        name = asked.get("part", "")
    for level in model.levels:
        if name == f"level-{level.number}":
            return Aim(LevelTarget(level.number))
    for aim in peers:
        if name == aim.quantile:
            return aim
    if name != "total" and name not in {dimension.id for dimension in model.dimensions}:
        return {"aim": say("Choose what to aim at")}
    return _scored_aim(name, asked.get("points", "").strip(), model)


def _scored_aim(name: str, points: str, model: Model) -> Aim | dict[str, str]:
    scale = model.total_scale if name == "total" else model.node_scale
    try:
        bar = exact(points)
    except ValueError:
        bar = None
    low, high = int(scale.low), int(scale.high)
    if not points:
        return {"points": say("Enter the score to reach, from %(low)s to %(high)s", low=low, high=high)}
    if bar is None or not scale.low <= bar <= scale.high:
        return {
            "points": say(
                "Score to reach: found “%(found)s”; allowed: a number from %(low)s to %(high)s",
                found=points[:20],
                low=low,
                high=high,
            )
        }
    return Aim(ScoreTarget(name, bar))
