"""What somebody looks for in the log."""

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from assessor.activity.queries import Wanted
from assessor.speech import translated as say


class LogForm(FlaskForm):  # type: ignore[misc]
    """A person, a kind and two days, all optional; asked by the address, because it changes nothing."""

    person = SelectField(default="", validate_choice=False)
    kind = SelectField(default="", validate_choice=False)
    first = DateField(validators=[Optional()])
    last = DateField(validators=[Optional()])

    def validate_last(self, field: DateField) -> None:
        """The last day is not before the first."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(say("The last day is before the first day"))

    @property
    def wanted(self) -> Wanted:
        """What was asked for; a day that is none counts as not said."""
        return Wanted(self.person.data or "", self.kind.data or "", self.first.data, self.last.data)
