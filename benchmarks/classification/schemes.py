"""Other industry classifications, read as ISIC Rev. 4.

A code corresponds to a section when more than half of what it corresponds to lies there, where each class of
a scheme counts once and is shared equally among its counterparts in the correspondence tables. Where a code
has no majority of its own, the next wider code of the same scheme decides: US SIC 3721, aircraft, is half
manufacturing and half research there, and 372, aircraft and parts, is manufacturing. What has no majority at
any level is refused.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from benchmarks.classification.faults import NoSection, UnknownCode
from benchmarks.classification.lists import FOLDER, industry_lists
from benchmarks.classification.reading import folded, near, tidied

SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "isic4": "ISIC Rev. 4",
        "isic5": "ISIC Rev. 5",
        "nace2": "NACE Rev. 2",
        "nace2.1": "NACE Rev. 2.1",
        "gbt4754": "GB/T 4754-2017",
        "us-sic-1987": "US SIC 1987",
        "naics2017": "NAICS 2017",
        "naics2022": "NAICS 2022",
    }
)
"""The classifications that can be read, with their titles."""

_TOKEN = re.compile(r"([A-U])(\d\d)?(?:\+([A-U]+)(?:@(\d+))?)?")


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a code of a scheme is in ISIC Rev. 4.

    `division` is None where the code reaches into several. `also` are further sections that parts of it
    belong to, and `share` is how much of it is in `section` (whole per cent, rounded down), None where the
    correspondence does not say how much.
    """

    scheme: str
    code: str
    section: str
    division: str | None
    also: tuple[str, ...]
    share: int | None

    @property
    def is_ambiguous(self) -> bool:
        """Say whether parts of what the code stands for belong to another section."""
        return bool(self.also)


def section(scheme: str, code: str) -> str:
    """Return the ISIC Rev. 4 section letter of a code of one of `SCHEMES`, or of the name of one.

    Raises `UnknownCode` for a scheme or a code that does not exist, and `NoSection`, which is one, for a code
    of which most belongs to no one section.

    >>> section("us-sic-1987", "371"), section("nace2", "C25.11"), section("gbt4754", "I")
    ('C', 'C', 'J')
    >>> section("isic4", "Information and communication"), section("gbt4754", "制造业")
    ('J', 'C')
    """
    return correspondence(scheme, code).section


def correspondence(scheme: str, code: str) -> Correspondence:
    """Return what a code of one of `SCHEMES` is in ISIC Rev. 4, and how surely. Raises as `section` does.

    >>> found = correspondence("us-sic-1987", "3721")
    >>> found.section, found.also, found.share
    ('C', ('M',), 50)
    >>> correspondence("nace2", "62.01").division
    '62'
    """
    if scheme not in SCHEMES:
        raise UnknownCode("scheme", scheme, SCHEMES)
    table = _table(scheme)
    found = table.find(code)
    if found is None:
        raise UnknownCode(f"industry ({table.title})", code, table.like(code))
    if found not in table.codes:
        raise NoSection(f"industry ({table.title})", code, ())
    return _read(scheme, found, table.codes[found])


def _read(scheme: str, code: str, token: str) -> Correspondence:
    read = _TOKEN.fullmatch(token)
    assert read, f"{scheme} {code}: {token}"  # the file is drawn, and its test reads every token
    letter, division, also, per_cent = read.groups()
    unsaid = None if also else 100
    share = unsaid if per_cent is None else int(per_cent)
    return Correspondence(scheme, code, letter, division, tuple(also or ""), share)


@dataclass(frozen=True)
class _Table:
    """One scheme: tokens by code, codes without a section, divisions by letter, codes by folded name.

    A code has up to `digits` digits; those after the `listed` first are not read where the list ends before.
    """

    title: str
    digits: int
    listed: int
    codes: Mapping[str, str]
    nowhere: frozenset[str]
    letters: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    titles: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the code that a text stands for: a code with or without its letter and dots, or a name."""
        code = _bare(text)
        if found := self._known(code):
            return found
        letter, digits = code[:1], code[1:]
        if digits[:2] in self.letters.get(letter, ()) and (found := self._known(digits)):
            return found
        return self.names.get(folded(text))

    def _known(self, code: str) -> str | None:
        if code.isascii() and code.isdigit():
            if len(code) > self.digits:
                return None
            code = code[: self.listed]
        # zeros that no code ends in fill it up to its usual length: 3700 is major group 37
        while code not in self.codes and code not in self.nowhere:
            if len(code) < 3 or not code.endswith("0"):
                return None
            code = code[:-1]
        return code

    def like(self, text: str) -> list[str]:
        """Return what may have been meant: a code that lost its first zero, its neighbours, or near names."""
        code = _bare(text).lstrip("ABCDEFGHIJKLMNOPQRSTUV")
        padded = [f"0{code}"] if f"0{code}" in self.codes else []
        begins = [code[:length] for length in range(len(code), 1, -1)]
        begun = [known for begin in begins for known in sorted(self.codes) if known.startswith(begin)]
        codes = [self.shown(one) for one in dict.fromkeys(padded + begun)][:3]
        named = near(text, {name: self.shown(found) for name, found in self.names.items()})
        return codes or named or [f"a code of {self.title}"]

    def shown(self, code: str) -> str:
        """Return a code with its name, or with its section's where the scheme's names are not known."""
        token = self.codes.get(code, "")
        return f"{code} ({self.titles.get(code) or industry_lists().names[token[0]][0]})"


def _bare(text: str) -> str:
    return tidied(text).replace(".", "").replace(" ", "")


@lru_cache(maxsize=1)
def _drawn() -> Mapping[str, Any]:
    drawn: Mapping[str, Any] = json.loads((FOLDER / "industry_schemes.json").read_text(encoding="utf-8"))
    return drawn


@lru_cache(maxsize=len(SCHEMES))
def _table(scheme: str) -> _Table:
    drawn = _drawn()[scheme]
    titles, names = _titles(scheme, drawn["names"])
    codes = {code: token for token, listed in drawn["codes"].items() for code in listed.split()}
    return _Table(
        title=SCHEMES[scheme],
        digits=drawn["digits"],
        listed=max(len(code) for code in codes if code.isdigit()),
        codes=codes,
        nowhere=frozenset(drawn["nowhere"].split()),
        letters={letter: frozenset(found.split()) for letter, found in drawn["letters"].items()},
        names=names,
        titles=titles,
    )


def _titles(scheme: str, drawn: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return titles by code and codes by folded name; of a letter and a division of one name, the letter."""
    rows = {code: (title,) for code, title in drawn.items()} if scheme != "isic4" else industry_lists().names
    letters_last = sorted(rows.items(), key=lambda row: -len(row[0]))
    names = {folded(name): code for code, row in letters_last for name in row}
    return {code: row[0] for code, row in rows.items()}, names
