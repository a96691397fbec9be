"""What changed between two versions of a model: parts added, removed and changed, with both values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Literal

from criteria.model import Criterion, Dimension, Gate, Model, Practice
from criteria.text import Text

Change = Literal["added", "removed", "changed"]

ELSEWHERE = ("id", "digest", "dimensions", "criteria", "practices")
"""Fields that say nothing by themselves: parts are compared one by one, a digest follows from the rest."""

LABELS = ("id", "number", "level", "letter")
"""What names an item of a list, so that one item more does not make all later ones differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which part, in which property, from what to what."""

    change: Change
    node: str
    property: str = ""
    before: str = ""
    after: str = ""


def differences(before: Model, after: Model) -> tuple[Difference, ...]:
    """Every difference between two models, the model's own first, then part by part in order of id.

    >>> from criteria.registry import load
    >>> differences(load("cmc"), load("cmc"))
    ()
    """
    return (*_changed("model", before, after), *_of_parts(before, after))


def _of_parts(before: Model, after: Model) -> Iterator[Difference]:
    for node in sorted(before.by_id.keys() | after.by_id.keys()):
        old, new = before.by_id.get(node), after.by_id.get(node)
        if old is None:
            yield Difference("added", node, after=str(new.title) if new else "")
        elif new is None:
            yield Difference("removed", node, before=str(old.title))
        else:
            yield from _changed(node, old, new)


Part = Model | Dimension | Criterion | Practice


def _changed(node: str, before: Part, after: Part) -> Iterator[Difference]:
    old, new = dict(_of_fields(before)), dict(_of_fields(after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name, "") != new.get(name, ""):
            yield Difference("changed", node, name, old.get(name, ""), new.get(name, ""))


def _of_fields(part: Part) -> Iterator[tuple[str, str]]:
    for field in fields(part):
        if field.name not in ELSEWHERE:
            yield from _values(field.name, getattr(part, field.name))


def _values(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Every single value within a value, by its place."""
    shown = _shown(value)
    if shown is not None:
        yield name, shown
    else:
        for label, item in _items(value):
            yield from _values(f"{name}.{label}", item)


def _shown(value: object) -> str | None:
    """A single value in words; None for one that is made of others."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return _number(value)
    if isinstance(value, Gate):
        whose = " ".join(filter(None, (value.group, "key" if value.only_key else "", value.of)))
        return f"{whose} {'>' if value.strict else '>='} {_number(value.bar)}"
    return None if isinstance(value, Mapping | tuple) or is_dataclass(value) else str(value)


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Text):
        value = value.by_language
    if isinstance(value, Mapping):
        yield from ((_shown(key) or "", item) for key, item in value.items())
    elif isinstance(value, tuple):
        yield from ((_label(n, item), item) for n, item in enumerate(value, 1))
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))


def _label(position: int, item: object) -> str:
    return next((str(getattr(item, name)) for name in LABELS if hasattr(item, name)), str(position))


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))
