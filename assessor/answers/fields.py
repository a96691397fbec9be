"""The fields of one mapping, taken one by one: each is checked as it is taken, and what is wrong is noted."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from assessor.answers.reading import Path_
from assessor.answers.wording import YES, code_of
from criteria.exact import exact, plain
from criteria.faults import Fault

NAME_LENGTH = 300
TEXT_LENGTH = 20_000
TRUE, FALSE = ("true", "yes", "1", *YES), ("false", "no", "0", "否")

# What neither XML nor a PDF can carry: control characters other than tab and line break, half surrogates.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Fields:
    """The entries of one mapping; `path` is where it stands, `name` what faults call it."""

    where: Callable[[Path_], str]
    path: Path_
    name: str
    entries: Mapping[str, object]
    faults: list[Fault]
    taken: list[str] = field(default_factory=list)

    def text(
        self, key: str, *, required: bool = False, most: int = NAME_LENGTH, allowed: str = "a text"
    ) -> str:
        """A text without control characters; empty where there is none."""
        value = self._take(key)
        text = "" if value is None else as_text(value)
        if text is None:
            return self.fault(key, shown(value), allowed)
        if required and not text:
            return self._missing(key, allowed)
        if unprintable := UNPRINTABLE.search(text):
            return self.fault(key, f"the character U+{ord(unprintable[0]):04X}", "printable text")
        if len(text) > most:
            return self.fault(key, f"{len(text)} characters", f"at most {most}")
        return text

    def code(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """One of the allowed words, or the word that a workbook shows for it."""
        value = self._take(key)
        if value is None or value == "":
            return default if default is not None else self._missing(key, _one_of(allowed))
        word = code_of(as_text(value) or "")
        if word not in allowed:
            return self.fault(key, shown(value), _one_of(allowed) + perhaps(word, allowed))
        return word

    def shaped(self, key: str, pattern: str, allowed: str) -> str:
        """A text of a certain shape."""
        text = self.text(key, required=True, allowed=allowed)
        return text if not text or re.fullmatch(pattern, text) else self.fault(key, repr(text), allowed)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date, written as YYYY-MM-DD or formatted as a date in its cell."""
        value = self._take(key)
        if value is None or value == "":
            self._missing(key, "a date, YYYY-MM-DD") if required else None
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = value.strip() if isinstance(value, str) else ""
        try:
            return date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
        except ValueError:
            self.fault(key, shown(value), "a date, YYYY-MM-DD")
            return None

    def flag(self, key: str, *, required: bool = False) -> bool:
        """Yes or no; no where there is nothing."""
        value = self._take(key)
        if value is None or value == "":
            return bool(self._missing(key, "true or false")) if required else False
        word = (as_text(value) or "").casefold()
        if word not in (*TRUE, *FALSE):
            return bool(self.fault(key, shown(value), "true or false"))
        return word in TRUE

    def whole(self, key: str, most: int) -> int | None:
        """A whole number from 1, or None."""
        number = self._number(key, f"a whole number from 1 to {most}")
        if number is None:
            return None
        if number.denominator != 1 or not 1 <= number <= most:
            self.fault(key, shown(self.entries[key]), f"a whole number from 1 to {most}")
            return None
        return int(number)

    def share(self, key: str) -> Fraction | None:
        """A number above 0, or None."""
        number = self._number(key, "a number above 0")
        if number is not None and number <= 0:
            self.fault(key, shown(self.entries[key]), "a number above 0")
        return number

    def number(
        self, key: str, smallest: Fraction, largest: int, *, required: bool = False
    ) -> Fraction | None:
        """A number that is 0, or between two sizes on either side of it; or None."""
        allowed = f"a number, 0 or of a size from {plain(smallest)} to {largest}"
        number = self._number(key, allowed)
        if number is None and required and self.entries.get(key) in (None, ""):
            self._missing(key, allowed)
        if number and not smallest <= abs(number) <= largest:
            self.fault(key, shown(self.entries[key]), allowed)
            return None
        return number

    def names(self, key: str, separators: re.Pattern[str], allowed: str) -> list[str]:
        """One name or more, as a list or as one text with separators."""
        value = self._take(key)
        parts = separators.split(value) if isinstance(value, str) else value
        if parts is None:
            parts = []
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            self.fault(key, shown(value), allowed)
            return []
        found = [part.strip() for part in parts if part.strip()]
        if not found:
            self._missing(key, allowed)
        return found

    def group(self, key: str) -> "Fields | None":
        """The fields of a mapping inside this one; None where there is none."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault(key, shown(value), "fields of its own")
            return None
        return Fields(self.where, (*self.path, key), self._key(key), value, self.faults)

    def groups(self, key: str) -> "list[Fields]":
        """The fields of every entry of a list inside this one."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, shown(value), "a list")
            return []
        return [fields for n, item in enumerate(value) if (fields := self._item(key, n, item)) is not None]

    def close(self, *elsewhere: str) -> None:
        """Note every key that nobody took; those of `elsewhere` are allowed, but were already read."""
        known = (*self.taken, *elsewhere)
        for key in self.entries:
            if key not in self.taken:
                self.fault(key, "an unknown key", _one_of(known) + perhaps(key, known))

    def fault(self, key: str, found: str, allowed: str) -> str:
        """Note a fault of a field; the empty text stands for its value."""
        self.faults.append(Fault(self.where((*self.path, key)), self._key(key), found, allowed))
        return ""

    def _take(self, key: str) -> object:
        self.taken.append(key)
        return self.entries.get(key)

    def _item(self, key: str, n: int, item: object) -> "Fields | None":
        if isinstance(item, Mapping):
            return Fields(self.where, (*self.path, key, n), f"{self._key(key)}[{n}]", item, self.faults)
        self.faults.append(
            Fault(
                self.where((*self.path, key, n)), f"{self._key(key)}[{n}]", shown(item), "fields of its own"
            )
        )
        return None

    def _number(self, key: str, allowed: str) -> Fraction | None:
        value = self._take(key)
        if value is None or value == "":
            return None
        try:
            return exact(value)
        except ValueError:
            self.fault(key, shown(value), allowed)
            return None

    def _missing(self, key: str, allowed: str) -> str:
        return self.fault(key, "nothing", allowed)

    def _key(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


def as_text(value: object) -> str | None:
    """A scalar as its author would write it as text, line ends as one character; None for anything else.

    >>> as_text(12.0), as_text("two\\r\\nlines "), as_text([1])
    ('12', 'two\\nlines', None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, int | Decimal | date):
        return str(value)
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else None


def shown(value: object) -> str:
    """A value for an error message, cut where it is long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def perhaps(found: str, known: Collection[str]) -> str:
    """What may have been meant, for the end of a fault; empty where nothing is near.

    >>> perhaps("highr", ["higher", "lower"]), perhaps("up", ["higher", "lower"])
    (', perhaps higher', '')
    """
    close = get_close_matches(found, known, n=1)
    return f", perhaps {close[0]}" if close else ""


def _one_of(allowed: Sequence[str]) -> str:
    return f"one of {', '.join(allowed)}"
