"""Exact numbers: what a pack or an answer writes as a decimal stays that decimal until it is displayed."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor, isfinite, lcm
from re import fullmatch
from typing import Literal

RoundingMode = Literal["half-up", "half-even", "truncate"]


def exact(value: object) -> Fraction:
    """Read a number exactly as it was written.

    A float counts as the shortest decimal that prints it, so 0.1 is one tenth. Raises ValueError for
    anything that is not a finite number (booleans included).

    >>> exact("0.30"), exact(0.1), exact(7), exact("2/3")
    (Fraction(3, 10), Fraction(1, 10), Fraction(7, 1), Fraction(2, 3))
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise ValueError(f"not a number: {value!r}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"not a finite number: {value!r}")
    if isinstance(value, int | Fraction):
        return Fraction(value)
    text = repr(float(value)) if isinstance(value, float) else str(value).strip()
    return _decimal(text)


def _decimal(text: str) -> Fraction:
    if fullmatch(r"[0-9]{1,9}/[1-9][0-9]{0,8}", text):
        return Fraction(text)
    # A short text may still name a huge number (1e999999999): the exponent is bounded before it is expanded.
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if (
        not number.is_finite()
        or len(text) > 40
        or abs(number.adjusted()) > 30
        or not text.isascii()
        or "_" in text
    ):
        raise ValueError(f"not a number of ordinary size: {text[:40]!r}")
    return Fraction(number)


def plain(value: Fraction) -> str:
    """A number as messages write it: a decimal where it is one.

    >>> plain(Fraction(3)), plain(Fraction(5, 2))
    ('3', '2.5')
    """
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def rounded(value: Fraction, places: int, mode: RoundingMode = "half-up") -> Decimal:
    """Round to `places` decimals for display.

    >>> quarter = Fraction(1, 4)
    >>> [str(rounded(quarter, 1, mode)) for mode in ("half-up", "half-even", "truncate")]
    ['0.3', '0.2', '0.2']
    """
    scaled = value * 10**places
    if mode == "half-even":
        units = round(scaled)
    elif mode == "half-up":
        units = floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    else:
        units = floor(abs(scaled)) * (1 if scaled >= 0 else -1)
    return Decimal(units).scaleb(-places)


def dot(shares: Sequence[Fraction], values: Sequence[Fraction]) -> Fraction:
    """Σ shareᵢ·valueᵢ, exactly.

    One fraction is reduced at the end instead of one per term: this is the inner loop of every score.

    >>> dot([Fraction(1, 4), Fraction(3, 4)], [Fraction(10), Fraction(30)])
    Fraction(25, 1)
    """
    numerator, denominator = 0, 1
    for share, value in zip(shares, values, strict=True):
        top, bottom = share.as_integer_ratio()
        value_top, value_bottom = value.as_integer_ratio()
        top, bottom = top * value_top, bottom * value_bottom
        if bottom == denominator:
            numerator += top
        else:
            numerator = numerator * bottom + top * denominator
            denominator *= bottom
    return Fraction(numerator, denominator)


class Weights:
    """Shares that are used again and again, over one denominator: Σ shareᵢ·valueᵢ in whole numbers.

    >>> Weights([Fraction(3, 10), Fraction(7, 10)]).mean([Fraction(10), Fraction(1, 2)])
    Fraction(67, 20)
    """

    __slots__ = ("denominator", "numerators", "shares")

    def __init__(self, shares: Sequence[Fraction]) -> None:
        self.shares = tuple(shares)
        self.denominator = lcm(*(share.denominator for share in shares))
        self.numerators = tuple(int(share * self.denominator) for share in shares)

    def mean(self, values: Sequence[Fraction]) -> Fraction:
        """Like `dot`, about twice as quick where the values are whole numbers."""
        numerator = 0
        for weight, value in zip(self.numerators, values, strict=True):
            top, bottom = value.as_integer_ratio()
            if bottom != 1:
                return dot(self.shares, values)
            numerator += weight * top
        return Fraction(numerator, self.denominator)


def less(one: Fraction, other: Fraction) -> bool:
    """Whether `one` is below `other`; several times as quick as `<`, which first asks what kind each is.

    >>> less(Fraction(1, 3), Fraction(1, 2)), less(Fraction(1, 2), Fraction(1, 2))
    (True, False)
    """
    top, bottom = one.as_integer_ratio()
    other_top, other_bottom = other.as_integer_ratio()
    return top * other_bottom < other_top * bottom


def proportions(weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Each weight as a share of their sum; all zero when nothing weighs.

    >>> proportions([Fraction(1), Fraction(3)])
    (Fraction(1, 4), Fraction(3, 4))
    """
    whole = sum(weights, Fraction(0))
    return tuple(w / whole if whole else Fraction(0) for w in weights)
