"""How numbers are shown. The one place where anything is rounded; half up unless the pack says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessor.reports.document import Figure, Interval
from criteria.exact import exact, rounded
from criteria.model import Model

Show = Callable[[Fraction], Figure]
"""How one kind of number is shown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one model as it wants them shown."""

    model: Model

    def total(self, value: Fraction) -> Figure:
        """The total, in whole points unless the pack says otherwise."""
        return self._figure(value, self.model.rounding.total_places)

    def score(self, value: Fraction) -> Figure:
        """A score of a practice, criterion or dimension."""
        return self._figure(value, self.model.rounding.places)

    def points(self, value: Fraction) -> Figure:
        """Points added to the total, to one place more than the total itself."""
        return self._figure(value, self.model.rounding.total_places + 1)

    def share(self, value: Fraction) -> Figure:
        """A share of 0 to 1, shown in per cent."""
        figure = self._figure(value * 100, 1)
        return Figure(float(value), f"{figure.shown}%")

    def optional(self, value: Fraction | None) -> Figure | None:
        """A score, or nothing where there is none."""
        return None if value is None else self.score(value)

    def interval(
        self, lowest: Fraction | None, highest: Fraction | None, *, total: bool = False
    ) -> Interval | None:
        """An interval, only where it is open."""
        if lowest is None or highest is None or lowest == highest:
            return None
        show = self.total if total else self.score
        return Interval(show(lowest), show(highest))

    def _figure(self, value: Fraction, places: int) -> Figure:
        return Figure(float(value), str(rounded(value, places, self.model.rounding.mode)))


def signed(value: Fraction, show: Show) -> str:
    """A difference with its sign; what rounds to nothing has none.

    >>> show = lambda value: Figure(float(value), str(rounded(value, 1)))
    >>> signed(Fraction(-5, 2), show), signed(Fraction(1, 3), show), signed(Fraction(1, 99), show)
    ('−2.5', '+0.3', '0.0')
    """
    figure = show(abs(value)).shown
    nothing = not figure.strip("0.")
    return figure if nothing else f"{'+' if value > 0 else '−'}{figure}"


def plain(value: Fraction) -> str:
    """A number as somebody entered it: no rounding where the decimal ends, two places where it does not.

    >>> plain(Fraction(60)), plain(Fraction(1, 4)), plain(Fraction(2, 3))
    ('60', '0.25', '0.67')
    """
    if value.denominator == 1:
        return str(value.numerator)
    short = rounded(value, 4).normalize()
    return f"{short:f}" if exact(short) == value else f"{rounded(value, 2):f}"


def decimal(value: float, places: int = 2) -> str:
    """A statistic to a fixed number of places, half up."""
    return str(rounded(exact(value), places))
