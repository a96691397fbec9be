"""Values by site in one cell: `Site A: 50; Site B: 70`, or with shares, `Site A 60%: 50; Site B 40%: 70`."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from criteria.answers import SiteRating

SYNTAX = "'Site A 60%: 50; Site B 40%: 70', without shares where the organisation lists them"
SYNTAX_OF_SITES = "'Site A 60%; Site B 40%'"
MAX_LENGTH = 4000  # the patterns look ahead: time grows with the square of a text without a separator

# A name that holds a separator or a quotation mark is written in quotation marks, those inside it doubled.
_NAME = r'\s*(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>[^";；\s](?:[^";；]*?[^";；\s])??))'
_SHARE = r"\s+(?P<share>[0-9./]+)\s*[%％]"
_END = r"\s*(?:[;；]|\Z)"
_RATING = re.compile(rf"{_NAME}(?:{_SHARE})?\s*[:：]\s*(?P<value>[^\s;；:：]+){_END}")
_SITE = re.compile(rf"{_NAME}(?:{_SHARE})?{_END}")


def is_by_site(text: str) -> bool:
    """Whether a text was meant as values by site rather than as one value.

    >>> is_by_site("North 60: 50"), is_by_site("50")
    (True, False)
    """
    return any(mark in text for mark in ":：;；%％")


def ratings_in(text: str) -> list[dict[str, object]] | None:
    """The values by site that a text names, as `site`, `share` and `value`; None where it names none.

    >>> ratings_in("North 60%: 50; B: 70")
    [{'site': 'North', 'share': '60', 'value': '50'}, {'site': 'B', 'value': '70'}]
    """
    found = _all(_RATING, text)
    return [{"site": _name(m), **_share(m), "value": m["value"]} for m in found] or None


def sites_in(text: str) -> list[dict[str, object]] | None:
    """The sites that a text names, with their shares where it gives them.

    >>> sites_in("A 60%; South")
    [{'name': 'A', 'share': '60'}, {'name': 'South'}]
    """
    return [_site(match) for match in _all(_SITE, text)] or None


def ratings_written(ratings: Iterable[SiteRating]) -> str:
    """Values by site as one cell holds them; `ratings_in` reads it back.

    >>> ratings_written([SiteRating("North", Fraction(60), Fraction(50))])
    'North 60%: 50'
    """
    return "; ".join(f"{_quoted(r.site)} {written(r.share)}%: {written(r.value)}" for r in ratings)


def written(value: Fraction) -> str:
    """A number as a person writes it: a decimal where one is exact, otherwise a fraction.

    >>> written(Fraction(5, 2)), written(Fraction(2, 3))
    ('2.5', '2/3')
    """
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f") if rest == 1 else str(value)


def _all(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The entries of a text from end to end; none where a part of it is no entry."""
    found, start, text = [], 0, text.strip()
    while start < len(text) <= MAX_LENGTH:
        match = pattern.match(text, start)
        if match is None:
            return []
        found.append(match)
        start = match.end()
    return found


def _site(match: re.Match[str]) -> dict[str, object]:
    return {"name": _name(match), **_share(match)}


def _share(match: re.Match[str]) -> dict[str, object]:
    return {"share": match["share"]} if match["share"] else {}


def _name(match: re.Match[str]) -> str:
    return match["quoted"].replace('""', '"').strip() if match["quoted"] else match["plain"]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if re.search(r'[";；%％:：]|\s\s|\s\Z|\A\s', name) else name
