"""What people type about organisations, members and invitations, and what is allowed."""

import re
from typing import Any

from flask_security import uia_email_mapper
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from assessor.answers.fields import TEXT_LENGTH
from assessor.fields import (
    EmployeesField,
    at_most,
    needed,
    one_line,
    several_lines,
    sites_of,
    sites_written,
)
from assessor.languages import NAMES, message
from assessor.models import ROLES, Organisation
from assessor.speech import translated as say
from benchmarks import classification

MOST_ADDRESSES = 100
GROUP_LENGTH = 60
NOTE_LENGTH = 2_000
_BETWEEN = re.compile(r"[\s,;，；、]+")


class NewOrganisationForm(FlaskForm):  # type: ignore[misc]
    """What has to be known of an organisation before it can be compared with others."""

    name = StringField(
        filters=[one_line], validators=[needed(message("Enter the organisation's name")), at_most()]
    )
    industry = SelectField(validate_choice=False, validators=[needed(message("Choose the industry"))])
    country = SelectField(validate_choice=False, validators=[needed(message("Choose the country"))])
    employees = EmployeesField()

    def validate_industry(self, field: SelectField) -> None:
        """A section or division of ISIC."""
        _listed(classification.section_of, field)

    def validate_country(self, field: SelectField) -> None:
        """A country, or a province of China."""
        _listed(classification.place, field)

    @property
    def stated(self) -> dict[str, Any]:
        """What was typed, as an organisation's fields."""
        return {
            "name": self.name.data,
            "industry": self.industry.data,
            "country": self.country.data,
            "employees": self.employees.number,
            "scope": "",
            "sites": [],
        }


class OrganisationForm(NewOrganisationForm):
    """Everything that is known of an organisation."""

    scope = TextAreaField(filters=[several_lines], validators=[at_most(TEXT_LENGTH)])
    sites = TextAreaField()

    def validate_sites(self, field: TextAreaField) -> None:
        """One a line."""
        sites_of(field.data)

    @property
    def stated(self) -> dict[str, Any]:
        """What was typed, as an organisation's fields."""
        return {**super().stated, "scope": self.scope.data, "sites": sites_of(self.sites.data)}

    @classmethod
    def about(cls, name: str, known: Organisation | None) -> "OrganisationForm":
        """The form with what is known now."""
        if known is None:
            return cls(name=name)
        fields = {name: getattr(known, name) for name in ("name", "industry", "country", "scope")}
        return cls(**fields, employees=str(known.employees or ""), sites=sites_written(known.sites))


def _listed(look_up: Any, field: SelectField) -> None:  # noqa: ANN401 - a function of the code lists
    try:
        look_up(field.data or "")
    except classification.UnknownCode:
        raise ValidationError(say("“%(code)s” is not in the list", code=field.data)) from None


# --- members ----------------------------------------------------------------------------------------


class MemberForm(FlaskForm):  # type: ignore[misc]
    """What somebody is in the organisation."""

    role = RadioField(choices=list(ROLES), validators=[needed(message("Choose a role"))])
    seen_from = StringField(filters=[one_line], validators=[at_most(GROUP_LENGTH)])


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """Whom to ask, as what, and in which words; only roles that the visitor may give can be chosen."""

    addresses = TextAreaField(validators=[needed(message("Enter at least one e-mail address"))])
    role = RadioField(validators=[needed(message("Choose a role"))])
    seen_from = StringField(filters=[one_line], validators=[at_most(GROUP_LENGTH)])
    language = RadioField(
        choices=list(NAMES), validators=[needed(message("Choose the language of the message"))]
    )
    personal = TextAreaField(filters=[several_lines], validators=[at_most(NOTE_LENGTH)])

    def __init__(self, roles: tuple[str, ...], **others: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        super().__init__(**others)
        self.role.choices = list(roles)

    def validate_addresses(self, field: TextAreaField) -> None:
        """Every one must be an address; all that are none are named at once."""
        typed = [part for part in _BETWEEN.split(field.data or "") if part]
        wrong = [part for part in typed if uia_email_mapper(part) is None]
        if wrong:
            raise ValidationError(say("Not an e-mail address: %(found)s", found=", ".join(wrong)))
        if len(typed) > MOST_ADDRESSES:
            found = len(typed)
            raise ValidationError(
                say("%(found)s addresses; at most %(most)s at once", found=found, most=MOST_ADDRESSES)
            )

    @property
    def guests(self) -> list[str]:
        """Every address once, in the form in which accounts keep theirs."""
        typed = [part for part in _BETWEEN.split(self.addresses.data) if part]
        return list(dict.fromkeys(uia_email_mapper(part) or part for part in typed))


class NoFieldsForm(FlaskForm):  # type: ignore[misc]
    """A button and its token."""


class JoiningForm(FlaskForm):  # type: ignore[misc]
    """What somebody says of themselves who accepts an invitation without having an account."""

    name = StringField(filters=[one_line], validators=[needed(message("Enter your name")), at_most()])
    language = RadioField(choices=list(NAMES), validators=[needed(message("Choose your language"))])
    password = PasswordField(validators=[needed(message("Choose a password"))])


class DeletionForm(FlaskForm):  # type: ignore[misc]
    """Two things that nobody types by accident."""

    name = StringField(filters=[one_line])
    password = PasswordField()
