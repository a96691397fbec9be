"""Rules that fields of several forms share; each says what is allowed."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from assessor.answers.checking import MOST_EMPLOYEES
from assessor.answers.fields import NAME_LENGTH
from assessor.answers.sites import sites_in, written
from assessor.assessments.decimals import decimal_text
from assessor.languages import wording
from assessor.speech import current_language
from assessor.speech import translated as say
from criteria.exact import exact

MOST_SITES = 200
Check = Callable[[Any, Any], None]


def one_line(text: str | None) -> str:
    """A text as one line without characters that cannot be printed."""
    kept = "".join(
        " " if letter in "\t\r\n" else letter
        for letter in text or ""
        if letter in "\t\r\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
    return " ".join(kept.split())


def several_lines(text: str | None) -> str:
    """A text whose line breaks stay, without characters that cannot be printed."""
    return "\n".join(one_line(line) for line in (text or "").splitlines()).strip()


def needed(message: str) -> Check:
    """Something must be there."""

    def check(_form: object, field: Any) -> None:  # noqa: ANN401 - a field of any kind
        if not field.data:
            raise ValidationError(say(message))

    return check


def at_most(length: int = NAME_LENGTH) -> Check:
    """A text is not longer than what readers of answers accept."""

    def check(_form: object, field: Any) -> None:  # noqa: ANN401 - a field of any kind
        if len(field.data or "") > length:
            found, most = len(field.data), length
            raise ValidationError(
                say("This has %(found)s characters; at most %(most)s are allowed", found=found, most=most)
            )

    return check


class EmployeesField(StringField):  # type: ignore[misc]
    """How many people work for an organisation: nothing, or a whole number; thousands may be set apart."""

    def __init__(self, label: str | None = None, **options: Any) -> None:  # noqa: ANN401 - as WTForms has them
        super().__init__(label, filters=[one_line], **options)

    @property
    def digits(self) -> str:
        """What was typed, without what sets thousands apart."""
        return re.sub(r"[\s,，'.]", "", self.data or "")

    @property
    def number(self) -> int | None:
        """The number; None where nothing was typed."""
        return int(self.digits) if self.data else None

    def pre_validate(self, _form: object) -> None:
        """Within what readers of answers accept."""
        fits = re.fullmatch(r"[0-9]{1,9}", self.digits) and 1 <= int(self.digits) <= MOST_EMPLOYEES
        if self.data and not fits:
            most = wording(current_language()).count(MOST_EMPLOYEES)
            raise ValidationError(
                say(
                    "Enter the number of employees as a whole number from 1 to %(most)s, or nothing",
                    most=most,
                )
            )


def sites_of(text: str) -> list[dict[str, Any]]:
    """The sites of a text with one a line, each with its share behind it where there is one.

    Raises ValidationError that names the line which is none, and for a site or share that cannot be.
    """
    sites: dict[str, dict[str, Any]] = {}
    lines = [line for line in (text or "").splitlines() if line.strip()]
    for line in lines:
        found = sites_in(line)
        if not found or len(found) != 1:
            raise ValidationError(
                say("Not a site with its share: “%(line)s”. Write: Lakeside 60%%", line=line)
            )
        name, share = one_line(str(found[0]["name"])), found[0].get("share")
        if name in sites:
            raise ValidationError(say("“%(name)s” is listed twice", name=name))
        if len(name) > NAME_LENGTH or len(lines) > MOST_SITES:
            raise ValidationError(
                say("At most %(most)s sites, with names of 300 characters", most=MOST_SITES)
            )
        sites[name] = {"name": name, "share": _share(share, line)}
    _require_all_or_none(sites.values())
    return list(sites.values())


def _require_all_or_none(sites: Collection[Mapping[str, Any]]) -> None:
    """Parts of a whole are known of every site, or of none."""
    without = [site["name"] for site in sites if site["share"] is None]
    if without and len(without) < len(sites):
        raise ValidationError(
            say("Give every site its share, or none. Without a share: %(sites)s", sites=", ".join(without))
        )


def _share(text: object, line: str) -> str | None:
    if text is None:
        return None
    try:
        share = exact(str(text))
    except (ValueError, ArithmeticError):
        share = Fraction(0)
    if share <= 0:
        raise ValidationError(say("The share must be a number above 0: “%(line)s”", line=line))
    return decimal_text(share)


def sites_written(sites: list[dict[str, Any]]) -> str:
    """Sites as the form shows them, one a line; `sites_of` reads it back."""
    return "\n".join(
        _quoted(site["name"]) + (f" {written(exact(site['share']))}%" if site["share"] else "")
        for site in sites
    )


def _quoted(name: str) -> str:
    """A name that a reader of shares would take apart stands in quotation marks."""
    plain = sites_in(name)
    if plain == [{"name": name}] and not re.search(r"[%％]\s*$", name):
        return name
    return '"' + name.replace('"', '""') + '"'
