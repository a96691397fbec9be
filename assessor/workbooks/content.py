"""What an answer says, in a form in which two that say the same are equal, wherever they were written."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assessor.answers.fields import as_text
from assessor.assessments.decimals import decimal_text
from assessor.models import Answer, AnswerRevision
from criteria.answers import Answer as Given
from criteria.answers import NotApplicable, SiteRating
from criteria.exact import exact

SiteFields = list[dict[str, str]]
_STAMP = re.compile(r"v(?P<version>[0-9]{1,9}):(?P<digest>[0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Content:
    """What was answered for one practice: `values` as decimals by component, `sites` where by site."""

    values: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, SiteFields] = field(default_factory=dict)
    not_applicable: bool = False
    reason: str = ""
    comment: str = ""

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that differ where two contents do."""
        told = [self.values, self.sites, self.not_applicable, self.reason, self.comment]
        plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self == NOTHING

    def given(self) -> Given | NotApplicable | None:
        """The answer as sheets of answers hold it; None where there is only a comment, or nothing."""
        if self.not_applicable:
            return NotApplicable(self.reason, "", self.comment)
        sites = {name: tuple(map(_rating, own)) for name, own in self.sites.items()}
        values = {name: exact(value) for name, value in self.values.items()}
        return Given(values, self.comment, sites) if values or sites else None


NOTHING = Content()


class Stamp(NamedTuple):
    """What an answer was when a copy of it was taken away: its version, 0 for none, and its digest.

    >>> Stamp.read(str(Stamp(3, "0123456789abcdef")))
    Stamp(version=3, digest='0123456789abcdef')
    """

    version: int
    digest: str

    def __str__(self) -> str:
        return f"v{self.version}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> "Stamp | None":
        """The stamp that a cell holds; None where it holds none."""
        found = _STAMP.fullmatch(text)
        return cls(int(found["version"]), found["digest"]) if found else None


class Held(NamedTuple):
    """What the application holds for one practice, and the version of it; 0 for nothing."""

    content: Content
    version: int

    @property
    def stamp(self) -> Stamp:
        """What a copy taken now carries."""
        return Stamp(self.version, self.content.digest)


NOT_HELD = Held(NOTHING, 0)


def content_of(row: Answer | AnswerRevision) -> Content:
    """What a row says. A revision keeps values by site among its values."""
    if row.not_applicable:
        return Content(not_applicable=True, reason=_text(row.reason), comment=_text(row.comment))
    every: dict[str, Any] = {**row.values, **(row.sites if isinstance(row, Answer) else {})}
    return Content(
        {name: decimal_text(exact(value)) for name, value in every.items() if not isinstance(value, list)},
        {name: [_plain(_rating(site)) for site in value] for name, value in every.items() if _by_site(value)},
        comment=_text(row.comment),
    )


def content_given(answer: Given | NotApplicable | None, comment: str) -> Content:
    """What a checked answer says; `comment` where there is only that."""
    if answer is None:
        return Content(comment=_text(comment))
    if isinstance(answer, NotApplicable):
        return Content(not_applicable=True, reason=_text(answer.reason), comment=_text(answer.comment))
    return Content(
        {name: decimal_text(v) for name, v in answer.values.items() if name not in answer.sites},
        {name: [_plain(site) for site in own] for name, own in answer.sites.items()},
        comment=_text(answer.comment),
    )


def _by_site(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _rating(site: Mapping[str, str]) -> SiteRating:
    return SiteRating(site["site"], exact(site["share"]), exact(site["value"]))


def _plain(rating: SiteRating) -> dict[str, str]:
    return {"site": rating.site, "share": decimal_text(rating.share), "value": decimal_text(rating.value)}


def _text(text: str) -> str:
    """As it comes back from a file: line ends as one character, no space around it."""
    return as_text(text) or ""
