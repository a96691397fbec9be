"""Forms of signing in and of one's own account. What they say is translated where it is shown."""

from typing import Any, get_args

from flask_security import (
    ForgotPasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
    password_length_validator,
    uia_email_mapper,
)
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import validate_redirect_url
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from assessor.fields import EmployeesField
from assessor.languages import NAMES, Language, message
from assessor.speech import current_language
from benchmarks.classification import countries, geography_name, industry_name, sections

CODE_MISSING = message("Enter the code")
NAME_MISSING = message("Enter your name")
NAME_LONG = message("Use at most 100 characters")
NAME_RULES = (DataRequired(NAME_MISSING), Length(max=100, message=NAME_LONG))


def tidy(text: str | None) -> str | None:
    """Without spaces around it, and one instead of several within."""
    return " ".join(text.split()) if text else text


def bare(text: str | None) -> str | None:
    """Without any spaces: codes are read in groups and typed in groups."""
    return "".join(text.split()) if text else text


class SignInForm(LoginForm):
    """E-mail address and password. Nobody is remembered: a session ends by itself."""

    remember = None

    def validate_next(self, field: Field) -> None:
        """Where to go afterwards; a page elsewhere is forgotten."""
        if not validate_redirect_url(field.data or ""):
            field.data = ""


class ForgottenForm(ForgotPasswordForm):
    """Whose password is to be set anew. Whether there is such an account is told to nobody."""

    def validate(self, **options: Any) -> bool:  # noqa: ANN401 - as Flask-Security has them
        """As before; an empty field is a fault of the form, because those of the field are kept secret."""
        if (self.email.data or "").strip():
            return bool(super().validate(**options))
        self.form_errors.append(message("Enter your e-mail address"))
        return False


class StepForm(TwoFactorVerifyCodeForm):
    """The code that an app shows."""

    code = StringField(filters=[bare], validators=[DataRequired(CODE_MISSING), Length(max=12)])


class RecoveryForm(MfRecoveryForm):
    """One of the codes that were kept for the day the phone is gone."""

    code = StringField(filters=[bare], validators=[DataRequired(CODE_MISSING), Length(max=40)])


class StepSetUpForm(TwoFactorSetupForm):
    """Turn the code of an app on or off; its own check names what is allowed."""

    setup = StringField()


class WhichStepForm(TwoFactorSelectForm):
    """Which second step, where there are several; one that is not set up leads back to the door."""

    which = StringField()


class WithoutCodeForm(TwoFactorRescueForm):
    """Nothing is asked: there are recovery codes."""

    help_setup = RadioField(choices=[])


class PasskeyForm(WebAuthnRegisterForm):
    """A name for a new passkey, and what it is for."""

    usage = RadioField(choices=[SelectChoice("first"), SelectChoice("secondary")], default="first")


class AccountForm(FlaskForm):  # type: ignore[misc]
    """What somebody says of themselves."""

    name = StringField(filters=[tidy], validators=NAME_RULES)
    language = RadioField(choices=[SelectChoice(code, NAMES[code]) for code in get_args(Language)])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The one-time code of the first start."""

    code = StringField(
        filters=[bare], validators=[DataRequired(message("Enter the code from the log")), Length(max=80)]
    )


class SetUpForm(FlaskForm):  # type: ignore[misc]
    """The first account, and the organisation it is the owner of."""

    name = StringField(filters=[tidy], validators=NAME_RULES)
    email = StringField(filters=[tidy], validators=[DataRequired(message("Enter an e-mail address"))])
    password = PasswordField(validators=[DataRequired(message("Enter a password"))])
    organisation = StringField(
        filters=[tidy],
        validators=[
            DataRequired(message("Enter the name of the organisation")),
            Length(max=200, message=message("Use at most 200 characters")),
        ],
    )
    industry = SelectField(validators=[DataRequired(message("Choose an industry"))])
    country = SelectField(validators=[DataRequired(message("Choose a country"))])
    employees = EmployeesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a form's own
        super().__init__(*args, **kwargs)
        language = current_language()
        industries = ((one.code, industry_name(one.code, language)) for one in sections())
        named = sorted((geography_name(one.code, language), one.code) for one in countries())
        places = ((code, name) for name, code in named)
        self.industry.choices = [SelectChoice("", ""), *(SelectChoice(*one) for one in industries)]
        self.country.choices = [SelectChoice("", ""), *(SelectChoice(*one) for one in places)]

    def validate_email(self, field: StringField) -> None:
        """An address in the form in which accounts are found by it."""
        address = uia_email_mapper(field.data or "")
        if address is None:
            raise ValidationError(
                message("Enter an e-mail address with an @ and a domain, such as name@example.com")
            )
        field.data = address

    def validate_password(self, field: PasswordField) -> None:
        """Long enough; everything else only makes passwords alike."""
        faults = password_length_validator(field.data or "")
        if faults:
            raise ValidationError(faults[0])
