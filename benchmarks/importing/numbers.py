"""Columns of text -> whole numbers: tenths of a point, head counts, days. A text is read once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from re import compile as compile_pattern

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.classification import NoSection, UnknownCode
from benchmarks.contributions import Texts
from benchmarks.counts import ABSENT, TOP
from benchmarks.importing.faults import shown
from benchmarks.importing.mapping import DateSource, Node, Size

Floats = NDArray[np.float64]
Wrong = dict[int, tuple[str, str]]
"""What was found and what is allowed, by the code of the value."""

EARLIEST = date(1950, 1, 1)
MOST_EMPLOYEES = 10_000_000
LONGEST = 40
"""Characters of a number: more digits than anybody measured."""

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_YEAR = compile_pattern(r"([0-9]{4})(?:[.,]0+)?")


@dataclass(frozen=True, eq=False)
class Coded:
    """A column as its differing texts and, for each row, the code of its text: its place among them."""

    values: Texts
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, column: Texts) -> "Coded":
        """Return a column of text by its differing texts."""
        found = column.dictionary_encode()
        return cls(found.dictionary, found.indices.to_numpy(zero_copy_only=False).astype(np.int32))


def tenths_of(values: Texts, node: Node, decimal: str) -> tuple[NDArray[np.uint16], Wrong]:
    """Return texts on a node's scale as tenths of a point, `rint(1000 * (x - low) / (high - low))`, exactly.

    Ties go to even. An empty text is `ABSENT`. What is no number or off the scale is in the second result.

    >>> from decimal import Decimal
    >>> node = Node("overall", "overall", Decimal(1), Decimal(5))
    >>> found, wrong = tenths_of(pa.array(["3.1667", "", "5.01"]), node, ".")
    >>> found[:2].tolist(), wrong
    ([542, 1001], {2: ("'5.01'", '1 to 5')})
    """
    numbers, given, wrong = _floats(values, decimal, f"a number from {node.low} to {node.high}")
    low, width = float(node.low), float(node.high - node.low)
    scaled = (numbers - low) * (TOP / width)
    # One rounding of x and one of each step: the error is under TOP * magnitude / width * 2**-50. What is
    # that near to a half or an end of the scale is computed again in fractions; the rest rounds as they do.
    magnitude = max(abs(low), abs(float(node.high)))
    doubt = max(1e-6, TOP * magnitude / abs(width) * 2.0**-48)
    found = np.where(given & (scaled >= 0) & (scaled <= TOP), np.rint(scaled), ABSENT)
    for place in np.flatnonzero(given & ~_clear(scaled, doubt)).tolist():
        exact = _exact(values[place].as_py(), node, decimal)
        if exact is None:
            wrong[place] = (shown(values[place].as_py()), _ends(node))
        else:
            found[place] = exact
    return found.astype(np.uint16), wrong


def _clear(scaled: Floats, doubt: float) -> NDArray[np.bool_]:
    """Whether a float on the scale is far enough from every half and both ends to be rounded as it is."""
    inside = (scaled > doubt) & (scaled < TOP - doubt)
    with np.errstate(invalid="ignore"):
        return np.asarray(inside & (np.abs(scaled - np.floor(scaled) - 0.5) > doubt))


def _exact(text: str, node: Node, decimal: str) -> int | None:
    low, high = Fraction(node.low), Fraction(node.high)
    share = (Fraction(text.replace(decimal, ".")) - low) / (high - low)
    return round(TOP * share) if 0 <= share <= 1 else None


def _ends(node: Node) -> str:
    return f"{min(node.low, node.high)} to {max(node.low, node.high)}"


def _floats(values: Texts, decimal: str, allowed: str) -> tuple[Floats, NDArray[np.bool_], Wrong]:
    """Texts as floats, which of them are numbers, and what is wrong with the others that are not empty."""
    plain = values
    if decimal != ".":
        # a point would otherwise pass for the decimal mark that it is not
        plain = pc.replace_substring(pc.replace_substring(values, ".", "?"), decimal, ".")
    short = pc.less_equal(pc.utf8_length(plain), LONGEST)
    is_number = pc.and_(pc.match_substring_regex(plain, _NUMBER), short)
    bare = pc.replace_substring_regex(plain, r"^\+", "")
    numbers = pc.if_else(is_number, bare, "nan").cast(pa.float64()).to_numpy(zero_copy_only=False)
    given: NDArray[np.bool_] = is_number.to_numpy(zero_copy_only=False)
    empty = pc.equal(values, "").to_numpy(zero_copy_only=False)
    said = f"{allowed}, with {decimal!r} as decimal mark"
    wrong = {n: (shown(values[n].as_py()), said) for n in np.flatnonzero(~given & ~empty).tolist()}
    return numbers, given, wrong


def head_counts(values: Texts, size: Size, decimal: str) -> tuple[NDArray[np.int64], Wrong]:
    """Return texts as whole persons, rounded to the nearest; 0 where there is none.

    A logarithm is rounded after it is raised: one printed with two decimals never gives back the very number.

    >>> from benchmarks.importing.mapping import Source
    >>> head_counts(pa.array(["5.9915", "x"]), Size(Source("lemp"), "natural logarithm"), ".")[0].tolist()
    [400, 0]
    """
    numbers, given, wrong = _floats(values, decimal, "a number of persons")
    with np.errstate(over="ignore", invalid="ignore"):
        persons = np.rint(_RAISED[size.measure](numbers))
        usable = given & (persons >= 1) & (persons <= MOST_EMPLOYEES)
    allowed = f"from 1 to {MOST_EMPLOYEES} persons"
    for place in np.flatnonzero(given & ~usable).tolist():
        wrong[place] = (shown(values[place].as_py()), allowed)
    return np.where(usable, persons, 0).astype(np.int64), wrong


_RAISED: dict[str, Callable[[Floats], Floats]] = {
    "head count": np.asarray,
    "natural logarithm": np.exp,
    "decimal logarithm": lambda numbers: np.power(10.0, numbers),
}


def days_of(values: Texts, source: DateSource, today: date) -> tuple[NDArray[np.int32], Wrong]:
    """Return texts as days since 1 January of year 1; 0 where there is none.

    >>> from benchmarks.importing.mapping import Source
    >>> year = DateSource(Source("year"), year_only=True)
    >>> found, wrong = days_of(pa.array(["2004", "2031"]), year, date(2026, 11, 2))
    >>> date.fromordinal(int(found[0])), wrong
    (datetime.date(2004, 12, 31), {1: ("'2031'", 'not later than today, 2026-11-02')})
    """
    found = np.zeros(len(values), dtype=np.int32)
    wrong: Wrong = {}
    for place, text in enumerate(values.to_pylist()):
        day = _day(text, source) if text else source.otherwise
        if day is not None and EARLIEST <= day <= today:
            found[place] = day.toordinal()
        elif text:
            wrong[place] = (shown(text), _allowed_day(day, source, today))
    return found, wrong


def _day(text: str, source: DateSource) -> date | None:
    try:
        if source.year_only:
            year = _YEAR.fullmatch(text)
            return date(int(year[1]), *source.day) if year else None
        return datetime.strptime(text, source.pattern or "%Y-%m-%d").date()
    except ValueError:
        return None


def _allowed_day(day: date | None, source: DateSource, today: date) -> str:
    if day is None:
        return "a year of four digits" if source.year_only else f"a date as {source.pattern or 'YYYY-MM-DD'}"
    if day < EARLIEST:
        return f"from {EARLIEST}"
    if source.year_only and day.year == today.year:
        return f"not later than today, {today}: it stands for {day} (date: day)"
    return f"not later than today, {today}"


def codes_of(values: Texts, read: Callable[[str], str], allowed: str) -> tuple[list[str | None], Wrong]:
    """Return the code of each text, None where it is empty or `read` raises `UnknownCode`.

    >>> from benchmarks.classification import require_size
    >>> codes_of(pa.array(["large", "", "big"]), require_size, "a band")[0]
    ['large', None, None]
    """
    found: list[str | None] = []
    wrong: Wrong = {}
    for place, text in enumerate(values.to_pylist()):
        try:
            found.append(read(text) if text else None)
        except UnknownCode as error:
            found.append(None)
            wrong[place] = (shown(text), _allowed_code(error, allowed))
    return found, wrong


def _allowed_code(error: UnknownCode, allowed: str) -> str:
    """What is allowed instead, with what may have been meant."""
    if isinstance(error, NoSection):
        return f"{allowed} that lies in one section of ISIC Rev. 4, or what it means (mapping: values)"
    return f"{allowed}, such as {', '.join(error.meant)}" if error.meant else allowed
