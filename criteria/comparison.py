"""What changed between two versions of a model: parts added, removed and changed, with both values."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from criteria.model import Criterion, Dimension, Model, Practice

Change = Literal["added", "removed", "changed"]
Properties = dict[str, str]


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
    return (*_of_model(before, after), *_of_parts(before, after))


def _of_model(before: Model, after: Model) -> Iterator[Difference]:
    yield from _changed("model", _model_properties(before), _model_properties(after))


def _of_parts(before: Model, after: Model) -> Iterator[Difference]:
    for node in sorted(before.by_id.keys() | after.by_id.keys()):
        old, new = before.by_id.get(node), after.by_id.get(node)
        if old is None:
            yield Difference("added", node, after=str(new.title) if new else "")
        elif new is None:
            yield Difference("removed", node, before=str(old.title))
        else:
            yield from _changed(node, _properties(old), _properties(new))


def _changed(node: str, old: Properties, new: Properties) -> Iterator[Difference]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name, "") != new.get(name, ""):
            yield Difference("changed", node, name, old.get(name, ""), new.get(name, ""))


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _properties(part: Dimension | Criterion | Practice) -> Properties:
    said = {f"title.{language}": text for language, text in part.title.by_language.items()}
    if isinstance(part, Practice):
        said |= {f"question.{language}": text for language, text in part.question.by_language.items()}
        said |= {"weight": _number(part.weight), "kind": part.kind, "stage": part.stage or ""}
        return said | {"group": part.group or "", "key": str(part.key)}
    return said | {"points": _number(part.points)}


def _model_properties(model: Model) -> Properties:
    profiles = {
        f"profile.{name}.{dimension}": _number(points)
        for name, profile in model.profiles.items()
        for dimension, points in profile.points.items()
    }
    gates = {
        f"level.{level.number}.{n}": f"{gate.of} {'>' if gate.strict else '>='} {_number(gate.bar)}"
        for level in model.levels
        for n, gate in enumerate(level.gates)
    }
    rules = {
        "aggregation": model.practice_aggregation,
        "unanswered": model.unanswered,
        "not_applicable": model.not_applicable.rule,
        "rounding": f"{model.rounding.mode}, {model.rounding.places}, {model.rounding.total_places}",
        "status": model.status,
        "version": model.version,
    }
    return rules | profiles | gates | _rating_properties(model)


def _rating_properties(model: Model) -> Properties:
    return {
        f"track.{track.id}.{kind}.{component.id}": _number(component.weight)
        for track in model.tracks.values()
        for kind, rating in track.ratings.items()
        for component in rating.components
    }
