"""What is typed and chosen when an assessment is opened, described, submitted, reopened or deleted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField, ValidationError

from assessor.fields import EmployeesField
from assessor.languages import message, wording
from assessor.models.base import now
from assessor.speech import current_language

LONGEST = 200
LONGEST_TEXT = 4000
MOST_UNITS = 50
FARTHEST = timedelta(days=366)
"""How far ahead the day of an assessment may be planned."""
ANSWERING = ("together", "apart")
START_FRESH = "fresh"

Check = Callable[[FlaskForm, Field], None]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An assessment to start from; `line` is its model without the version, `told` what tells it apart."""

    organisation_id: UUID
    line: str
    title: str
    told: str


def say(text: str, **values: object) -> str:
    """A message in the language of the request, with values filled in."""
    return wording(current_language())(text, **values)


def required(text: str, longest: int = LONGEST) -> Check:
    """Something has to be there, and not too much of it."""

    def check(form: FlaskForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(say(text))
        at_most(longest)(form, field)

    return check


def at_most(longest: int) -> Check:
    """No longer than so many characters."""

    def check(_form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > longest:
            found = len(field.data)
            raise ValidationError(
                say("Use at most %(longest)s characters; these are %(found)s", longest=longest, found=found)
            )

    return check


def one_of(text: str) -> Check:
    """One of the field's `allowed`, which the view sets."""

    def check(_form: FlaskForm, field: Field) -> None:
        if field.data not in field.allowed:
            raise ValidationError(say(text))

    return check


class Text(StringField):  # type: ignore[misc]
    """A text without blanks around it; the browser's line ends are ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent."""
        if valuelist:
            self.data = valuelist[0].strip().replace("\r\n", "\n").replace("\x00", "")


class Choice(Text):
    """One of a few values; which, is set by the view."""

    allowed: Sequence[str] = ()


class Day(StringField):  # type: ignore[misc]
    """A day as browsers send it (2026-11-30); what is none stays on the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent."""
        self.data = valuelist[0].strip() if valuelist else ""

    @property
    def day(self) -> date | None:
        """The day; None where there is none."""
        return date.fromisoformat(self.data) if self.data else None


def a_day(_form: FlaskForm, field: Field) -> None:
    """A day that exists, or nothing."""
    try:
        assert field.day is None or field.day.year
    except ValueError:
        raise ValidationError(
            say("“%(found)s” is no date; enter it like 2026-11-30", found=field.data[:40])
        ) from None


def not_past(_form: FlaskForm, field: Field) -> None:
    """Today or later; a day that was there before may stay."""
    day = parsed(field)
    if day and day < now().date() and field.data != field.object_data:
        raise ValidationError(say("“%(found)s” is in the past; enter today or a later day", found=field.data))


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick; the view says which there are, and others are dropped."""

    allowed: Sequence[str] = ()

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as WTForms has them
        super().__init__(*args, choices=[], validate_choice=False, **options)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ticked ones, in the order of the page."""
        return tuple(value for value in self.allowed if value in (self.data or ()))


class OpeningForm(FlaskForm):  # type: ignore[misc]
    """What an assessment starts from; `earlier` are those that may be copied, by id."""

    earlier: Mapping[str, Earlier] = {}

    title = Text(validators=[required(message("Enter a title"))])
    organisation = Choice(validators=[one_of(message("Select the organisation"))])
    start = Choice(validators=[one_of(message("Select where to start from"))])
    evidence = BooleanField()
    model = Choice(validators=[one_of(message("Select the version of the model"))])
    answering = Choice(validators=[one_of(message("Select how people answer"))])

    def validate_start(self, field: Field) -> None:
        """Of the same organisation, by the same model in any version."""
        source = self.earlier.get(field.data)
        if source is None:
            return
        if str(source.organisation_id) != self.organisation.data:
            raise ValidationError(
                say("“%(title)s” is about another organisation; select one of its own", title=source.title)
            )
        if source.line != (self.model.data or "").partition("@")[0]:
            raise ValidationError(
                say("“%(title)s” was answered for another model; select the same one", title=source.title)
            )


class FirstOpeningForm(OpeningForm):
    """The same where no organisation is known yet."""

    name = Text(validators=[required(message("Enter the name of the organisation"))])
    industry = Choice(validators=[one_of(message("Select the industry"))])
    country = Choice(validators=[one_of(message("Select the country"))])
    employees = EmployeesField()


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What is said about an assessment beside its answers."""

    version = HiddenField()
    title = Text(validators=[required(message("Enter a title"))])
    profile = Choice(validators=[one_of(message("Select how the dimensions weigh"))])
    sites = Boxes()
    scope = Text(validators=[at_most(LONGEST_TEXT)])
    business_units = Text(validators=[at_most(LONGEST_TEXT)])
    period_from = Day(validators=[a_day])
    period_to = Day(validators=[a_day])
    assessed_on = Day(validators=[required(message("Enter the date of the assessment")), a_day])
    due_on = Day(validators=[a_day, not_past])

    @property
    def units(self) -> tuple[str, ...]:
        """One business unit a line, each once."""
        return tuple(dict.fromkeys(_lines(self.business_units.data)))

    def validate_business_units(self, _field: Field) -> None:
        """Not more than can be shown."""
        if len(self.units) > MOST_UNITS:
            raise ValidationError(
                say(
                    "Enter at most %(most)s business units; these are %(found)s",
                    most=MOST_UNITS,
                    found=len(self.units),
                )
            )

    def validate_period_to(self, field: Field) -> None:
        """Not before the period begins."""
        begins, ends = parsed(self.period_from), parsed(field)
        if begins and ends and ends < begins:
            raise ValidationError(say("The period must end on or after the day it begins"))

    def validate_assessed_on(self, field: Field) -> None:
        """Not before the period that is described begins, and not in a distant future."""
        day, begins = parsed(field), parsed(self.period_from)
        if day and day > now().date() + FARTHEST:
            raise ValidationError(say("The date of the assessment must be within a year from today"))
        _require_after(day, begins)


class AskForm(FlaskForm):  # type: ignore[misc]
    """Whom to ask, what, until when."""

    members = Boxes()
    dimensions = Boxes()
    due_on = Day(validators=[a_day, not_past])

    def validate_members(self, field: Field) -> None:
        """At least one."""
        if not field.ticked:
            raise ValidationError(say("Select at least one person"))

    def validate_dimensions(self, field: Field) -> None:
        """At least one."""
        if not field.ticked:
            raise ValidationError(say("Select at least one dimension"))


class RespondentForm(FlaskForm):  # type: ignore[misc]
    """What one person is asked."""

    seen_from = Text(validators=[at_most(LONGEST)])
    dimensions = Boxes()
    due_on = Day(validators=[a_day, not_past])

    def validate_dimensions(self, field: Field) -> None:
        """At least one."""
        if not field.ticked:
            raise ValidationError(say("Select at least one dimension"))


def _require_after(day: date | None, begins: date | None) -> None:
    """An assessment is not dated before the period that it describes."""
    if day and begins and day < begins:
        raise ValidationError(say("The date of the assessment must not be before the period begins"))


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """The day for which the result stands; `begins` is the first day of the period that it describes."""

    begins: date | None = None
    assessed_on = Day(validators=[required(message("Enter the date of the assessment")), a_day])

    def validate_assessed_on(self, field: Field) -> None:
        """What has happened, not what will."""
        day = parsed(field)
        if day and day > now().date():
            raise ValidationError(say("The date of the assessment must be today or in the past"))
        _require_after(day, self.begins)


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """Why answers should change once more."""

    reason = Text(validators=[required(message("Say why it should be opened again"), longest=LONGEST_TEXT)])


class DeleteForm(FlaskForm):  # type: ignore[misc]
    """The title once more, so that nothing is deleted by a slip."""

    title = Text()
    expected = ""

    def validate_title(self, field: Field) -> None:
        """Exactly the title."""
        if " ".join((field.data or "").split()) != " ".join(self.expected.split()):
            raise ValidationError(say("Type the title exactly: %(title)s", title=self.expected))


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A button."""


def parsed(field: Day) -> date | None:
    """The day of a field; None where there is none or where it is no day."""
    try:
        return field.day
    except ValueError:
        return None


def errors_of(form: FlaskForm) -> list[dict[str, str]]:
    """Every error with a link to its field, in the order of the form."""
    return [
        {"text": text, "href": f"#{name}"} for name, texts in form.errors.items() if name for text in texts
    ]


def _lines(text: str | None) -> Iterable[str]:
    return (line.strip() for line in (text or "").splitlines() if line.strip())
