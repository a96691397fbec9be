"""The keys of a group in a mapping file, read one by one; what is wrong becomes a fault with its line."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from assessor.answers.fields import shown
from criteria.faults import Fault
from criteria.yaml import Document, Path_, Value

LARGEST = 10**12
LONGEST = 200
"""Characters of a name, a title or a value."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Entries:
    """A group of keys at a path of the document; faults go to one list for the whole document."""

    document: Document
    path: Path_
    values: dict[str, Value]
    faults: list[Fault]

    def fault(self, key: str, found: str, allowed: str) -> None:
        """Add a fault at a key, or at the group where the key is not there."""
        where = self.document.where((*self.path, key))
        self.faults.append(Fault(where, ".".join(map(str, (*self.path, key))), found, allowed))

    def only(self, allowed: Collection[str]) -> None:
        """Refuse every other key."""
        for key in self.values.keys() - set(allowed):
            near = get_close_matches(key, allowed, n=1)
            self.fault(key, "an unknown key", near[0] if near else f"one of {', '.join(allowed)}")

    def has(self, key: str) -> bool:
        """Whether the key has a value."""
        return self.values.get(key) is not None

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text of 1 to 200 characters; a number is taken as it is written."""
        found = self.values.get(key)
        if found is None:
            if required:
                self.fault(key, "nothing", f"a text of 1 to {LONGEST} characters")
            return None
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            self.fault(key, shown(found), "a text")
        elif not 0 < len(text := str(found).strip()) <= LONGEST:
            self.fault(key, shown(found), f"a text of 1 to {LONGEST} characters")
        else:
            return text
        return None

    def read(
        self, key: str, understand: Callable[[str], Read], allowed: str, *, required: bool = False
    ) -> Read | None:
        """A text that means something; `understand` raises ValueError or KeyError where it does not."""
        text = self.text(key, required=required)
        if text is None:
            return None
        try:
            return understand(text)
        except (ValueError, KeyError):
            self.fault(key, shown(text), allowed)
            return None

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """One of a few words, required where there is no default; a wrong one is a fault, and the first."""
        known = {word: word for word in choices}
        wanted = f"one of {', '.join(map(repr, choices))}"
        return (
            self.read(key, known.__getitem__, wanted, required=default is None)
            or default
            or next(iter(choices))
        )

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within limits."""
        found = self.values.get(key)
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        if found is not None:
            self.fault(key, shown(found), f"a whole number from {least} to {most}")
        return None

    def number(self, key: str) -> Decimal | None:
        """A number; required."""
        found = self.values.get(key)
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            number = Decimal(found)
            if abs(number) <= LARGEST:
                return number
        self.fault(key, "nothing" if found is None else shown(found), "a number")
        return None

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        found = self.values.get(key, default)
        if isinstance(found, bool):
            return found
        self.fault(key, shown(found), "true or false")
        return default

    def day(self, key: str) -> date | None:
        """A date, as YYYY-MM-DD."""
        return self.read(key, date.fromisoformat, "a date as YYYY-MM-DD")

    def group(self, key: str, allowed: Collection[str], *, required: bool = False) -> "Entries":
        """The group below a key; an empty one where there is none."""
        found = self.values.get(key)
        if found is not None and not isinstance(found, dict):
            self.fault(key, shown(found), f"a group of {', '.join(allowed)}")
        elif found is None and required:
            self.fault(key, "nothing", f"a group of {', '.join(allowed)}")
        below = Entries(
            self.document, (*self.path, key), found if isinstance(found, dict) else {}, self.faults
        )
        below.only(allowed)
        return below

    def translations(self, key: str, understand: Callable[[str], object], allowed: str) -> dict[str, str]:
        """What texts of a column mean, each checked."""
        found = self.values.get(key)
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.fault(key, shown(found), "texts of the column with what each means")
            return {}
        below = Entries(self.document, (*self.path, key), found, self.faults)
        for text in found:
            below.read(text, understand, allowed, required=True)
        return {text.strip(): meant for text in found if (meant := _plain(found[text]))}

    def items(self, key: str, least: int, most: int) -> Iterator[tuple[int, Value]]:
        """The items of a list with so many of them."""
        found = self.values.get(key)
        if not isinstance(found, list) or not least <= len(found) <= most:
            size = (
                f"{len(found)} items"
                if isinstance(found, list)
                else "nothing"
                if found is None
                else shown(found)
            )
            self.fault(key, size, f"a list of {least} to {most}")
        yield from enumerate(found if isinstance(found, list) else ())


def _plain(value: Value) -> str:
    """A scalar as text; nothing for anything else, which is a fault already."""
    return str(value).strip() if isinstance(value, str | int | Decimal) else ""
