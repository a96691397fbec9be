"""Models as they are read: which there are, where a criterion stands, and the levels of a practice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from flask import abort

from criteria.exact import plain
from criteria.faults import InvalidInput
from criteria.model import Criterion, Dimension, Model, Option, Practice
from criteria.registry import UnknownModel, load, references
from criteria.text import Text


@dataclass(frozen=True, slots=True)
class Listed:
    """A model and version in the list; `model` is None where its pack cannot be read."""

    reference: str
    model: Model | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a criterion stands in its model: its dimension, and its neighbours in the order of the model."""

    dimension: Dimension
    previous: Criterion | None
    next: Criterion | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One level that a practice can be answered with; level 0 has a label and no descriptor."""

    value: str
    label: Text | None
    descriptor: Text | None


def listed(folders: Sequence[Path]) -> list[Listed]:
    """Every model and version; a pack with faults is named, and hides no other."""
    return [Listed(reference, _readable(reference, folders)) for reference in references(folders)]


def model_name(reference: str, folders: Sequence[Path], language: str) -> str:
    """What a model and version is called; the reference itself where its pack is gone or broken.

    >>> model_name("cmc@2026.1", (), "zh-Hans"), model_name("gone@1.0", (), "en")
    ('客户管理能力 2026.1', 'gone@1.0')
    """
    try:
        return name_of(load(reference, folders), language)
    except (UnknownModel, InvalidInput):
        return reference


def name_of(model: Model, language: str) -> str:
    """The title of a model with its version."""
    return f"{model.title.in_language(language)} {model.version}"


def practice_titles(folders: Sequence[Path], language: str) -> dict[str, str]:
    """The title of every practice of every model by its id; of two versions the later one's."""
    models = (one.model for one in listed(folders) if one.model)
    return {p.id: p.title.in_language(language) for model in models for p in model.practices}


def _readable(reference: str, folders: Sequence[Path]) -> Model | None:
    try:
        return load(reference, folders)
    except InvalidInput:
        return None


def model_of(reference: str, folders: Sequence[Path]) -> Model:
    """The model of an exact reference; 404 where there is none.

    The reference comes from an address, so it is only ever compared with those that exist.
    """
    if reference not in references(folders):
        abort(404)
    return load(reference, folders)


def criterion_of(model: Model, criterion_id: str) -> Criterion:
    """The criterion of that id; 404 where there is none."""
    found = model.by_id.get(criterion_id)
    return found if isinstance(found, Criterion) else abort(404)


def place_of(model: Model, criterion: Criterion) -> Place:
    """Where a criterion stands.

    >>> model = load("cmc")
    >>> place = place_of(model, model.criteria[4])
    >>> place.previous.id, place.dimension.id, place.next.id
    ('leadership.integrity', 'strategy', 'strategy.segments')
    """
    at = model.criteria.index(criterion)
    before, after = model.criteria[:at], model.criteria[at + 1 :]
    dimension = next(d for d in model.dimensions if criterion in d.criteria)
    return Place(dimension, before[-1] if before else None, after[0] if after else None)


def choices(model: Model, practice: Practice) -> tuple[Choice, ...]:
    """The levels of a practice, the lowest first: what each is called, and what it looks like.

    Where a track answers the practice with one choice from a set that has a value for every descriptor, the
    set says what there is to choose; elsewhere the descriptors do, under the titles of the model's levels.

    >>> model = load("cmc")
    >>> [choice.value for choice in choices(model, model.practices[0])]
    ['0', '1', '2', '3', '4', '5']
    """
    described = practice.guide.descriptors if practice.guide else {}
    labels = next(_answer_sets(model, practice, described), None)
    if labels is None:
        titles = {level.number: level.title for level in model.levels}
        labels = {Fraction(number): titles.get(number) for number in described}
    return tuple(
        Choice(plain(value), label, described.get(int(value)) if value == int(value) else None)
        for value, label in sorted(labels.items())
    )


def _answer_sets(
    model: Model, practice: Practice, described: Mapping[int, Text]
) -> Iterator[dict[Fraction, Text | None]]:
    for track in model.tracks.values():
        options = _single_choice(model, practice, track.id)
        if options and set(described) <= {option.value for option in options}:
            yield {option.value: option.label for option in options}


def _single_choice(model: Model, practice: Practice, track: str) -> tuple[Option, ...]:
    components = model.rating_of(practice, track).components
    return components[0].options if len(components) == 1 else ()
