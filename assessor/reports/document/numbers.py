"""A number and how it is shown, and where one may still end up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is shown."""

    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number may still end up: every blank the worst, every blank the best."""

    lowest: Figure
    highest: Figure
