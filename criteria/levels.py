"""Levels and their gates (METHOD §4): which level holds, and what blocks the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from criteria.exact import exact, rounded
from criteria.model import Gate, Level, Model


@dataclass(frozen=True, slots=True)
class Standings:
    """What gates look at: the total, and every dimension, criterion and applicable practice."""

    total: Fraction | None
    dimensions: Mapping[str, Fraction | None]
    criteria: Mapping[str, Fraction | None]
    practices: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One value that a gate does not let pass, and how far it is from the bar."""

    level: int
    gate: Gate
    node: str
    value: Fraction
    distance: Fraction


def level_of(model: Model, standings: Standings) -> Level | None:
    """The highest level whose gates, and those of every lower level, all hold; None where not even the first.

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> level_of(model, Standings(Fraction(450), {"results": Fraction(28)}, {}, {})).number
    2
    """
    held = None
    for level in model.levels:
        if any(True for _ in shortfalls(model, level, standings)):
            break
        held = level
    return held


def blockers(model: Model, standings: Standings) -> tuple[Shortfall, ...]:
    """What blocks the next level, largest distance first, relative to each gate's scale; empty at the top."""
    held = level_of(model, standings)
    ahead = [level for level in model.levels if held is None or level.number > held.number]
    if not ahead:
        return ()
    found = shortfalls(model, ahead[0], standings)
    return tuple(sorted(found, key=lambda s: (-s.distance / _width(model, s.gate), s.node)))


def _width(model: Model, gate: Gate) -> Fraction:
    scales = {"total": model.total_scale, "practice": model.practice_scale}
    return scales.get(gate.of, model.node_scale).width


def shortfalls(model: Model, level: Level, standings: Standings) -> Iterator[Shortfall]:
    """Every value that one of the level's own gates does not let pass."""
    for gate in level.gates:
        for node, value in _candidates(model, gate, standings):
            seen = _compared(model, gate, value)
            if not gate.passed(seen):
                yield Shortfall(level.number, gate, node, value, gate.bar - seen)


def _candidates(model: Model, gate: Gate, standings: Standings) -> Iterator[tuple[str, Fraction]]:
    if gate.of == "total":
        values: Mapping[str, Fraction | None] = {"total": standings.total}
    elif gate.of == "practice":
        named = {
            p.id for p in model.practices if (p.key or not gate.only_key) and gate.group in (None, p.group)
        }
        values = {name: value for name, value in standings.practices.items() if name in named}
    else:
        values = standings.dimensions if gate.of == "dimension" else standings.criteria
    return ((node, value) for node, value in values.items() if value is not None)


def _compared(model: Model, gate: Gate, value: Fraction) -> Fraction:
    if not model.compare_rounded:
        return value
    places = model.rounding.total_places if gate.of == "total" else model.rounding.places
    return exact(rounded(value, places, model.rounding.mode))
