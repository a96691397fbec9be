"""What is wrong with a file of peers: one fault for a thing found, with the rows it was found in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS_NAMED = 20
"""How many rows of a fault are named; the others are counted."""

VALUES_NAMED = 200
"""How many different wrong values of a column are named; the others are counted."""

SHOWN = 60
"""How many characters of a value are shown."""

RowNumbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PeerFault:
    """One fault: the column, what was found, what is allowed, and the rows, as a spreadsheet numbers them.

    `rows` names the first of them, `count` says how many there are: none where the file as a whole is meant.

    >>> print(PeerFault("firms.csv", "industry", "'Widgets'", "a section", (3, 9), 43))
    firms.csv, rows 3, 9 and 41 more: industry: found 'Widgets'; allowed: a section
    """

    file: str
    column: str
    found: str
    allowed: str
    rows: tuple[int, ...] = ()
    count: int = 0

    @property
    def where(self) -> str:
        """The file and the rows."""
        if not self.rows:
            return self.file
        named = ", ".join(map(str, self.rows))
        if more := self.count - len(self.rows):
            named += f" and {more} more"
        elif len(self.rows) > 1:
            named = f"{', '.join(map(str, self.rows[:-1]))} and {self.rows[-1]}"
        return f"{self.file}, {'row' if self.count == 1 else 'rows'} {named}"

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.column, self._said) if part)

    @property
    def _said(self) -> str:
        return f"found {self.found}; allowed: {self.allowed}"


class PeersRefused(ValueError):
    """A file of peers that cannot be read as it is; `faults` has everything that is wrong with it."""

    def __init__(self, faults: Sequence[PeerFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def shown(text: str) -> str:
    """Return a text as a message shows it: quoted, control characters spelt out, cut off when long.

    >>> shown("a\\nb"), shown("x" * 70)[-2:]
    ("'a\\\\nb'", 'x…')
    """
    quoted = repr(text)
    return quoted if len(quoted) <= SHOWN else quoted[: SHOWN - 1] + "…"


def by_value(
    file: str, column: str, codes: NDArray[np.int32], wrong: Mapping[int, tuple[str, str]], rows: RowNumbers
) -> Iterator[PeerFault]:
    """Yield a fault for each wrong value of a column, in the order in which they first occur.

    `codes` say which value a row has, `wrong` has what was found and what is allowed by code.
    """
    places = np.flatnonzero(np.isin(codes, np.fromiter(wrong, dtype=np.int32, count=len(wrong))))
    groups = sorted(_grouped(codes[places], places), key=lambda group: int(group[0]))
    for group in groups[:VALUES_NAMED]:
        found, allowed = wrong[int(codes[group[0]])]
        yield PeerFault(file, column, found, allowed, *numbered(rows[group]))
    if rest := groups[VALUES_NAMED:]:
        allowed = wrong[int(codes[rest[0][0]])][1]
        yield PeerFault(
            file, column, f"{len(rest)} more values", allowed, *numbered(rows[np.concatenate(rest)])
        )


def _grouped(codes: NDArray[np.int32], places: RowNumbers) -> Iterable[RowNumbers]:
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    return [places[group] for group in np.split(order, ends) if len(group)]


def numbered(rows: RowNumbers) -> tuple[tuple[int, ...], int]:
    """Return the first of these row numbers, in order, and how many there are.

    >>> numbered(np.array([7, 3]))
    ((3, 7), 2)
    """
    return tuple(np.sort(rows)[:ROWS_NAMED].tolist()), len(rows)
