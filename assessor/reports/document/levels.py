"""Levels, their gates, and what other weight profiles would give."""

from dataclasses import dataclass

from assessor.reports.document.numbers import Figure


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of the model; `reached` where it and all below it hold."""

    number: int
    title: str
    meaning: str
    reached: bool
    total_bar: str | None


@dataclass(frozen=True, slots=True)
class GateView:
    """A bar of a level and whether it was passed; `weakest` is the lowest value that it looked at."""

    level: int
    text: str
    passed: bool
    weakest: str
    weakest_title: str


@dataclass(frozen=True, slots=True)
class BlockerView:
    """A value that keeps the next level away."""

    level: int
    node: str
    title: str
    value: Figure
    needed: str
    distance: Figure


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What the same answers come to under another weight profile."""

    id: str
    title: str
    total: Figure
    level: int | None
