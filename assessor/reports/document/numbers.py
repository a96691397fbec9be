"""A number and how it is shown, and where one may still end up."""

from collections.abc import Mapping
from dataclasses import dataclass

LEFT_OUT: Mapping[str, bool] = {"left out": True}
"""Marks a field that the data leave out where it is None: what was written before it came stays as it was."""


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
