"""What only the whole pack shows: sums, duplicates, references, missing languages."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from criteria.faults import Fault
from criteria.schema import (
    ComponentEntry,
    CriterionEntry,
    DimensionEntry,
    ModelEntry,
    PracticeEntry,
    RatingEntry,
    TrackEntry,
)
from criteria.yaml import Document, Path_

Dimensions = Sequence[tuple[DimensionEntry, Document]]
Say = Callable[[Path_, str, str], Fault]


def faults(head: ModelEntry, document: Document, dimensions: Dimensions) -> list[Fault]:
    """Every fault of a pack whose files are each valid for themselves."""
    return [
        *_of_head(head, _sayer(document), [d for d, _ in dimensions]),
        *_languages(head, document, "model.yaml"),
        *(
            fault
            for name, pair in zip(head.dimensions, dimensions, strict=True)
            for fault in _of_dimension(head, name, *pair)
        ),
    ]


def _sayer(document: Document) -> Say:
    return lambda path, found, allowed: Fault(document.where(path), ".".join(map(str, path)), found, allowed)


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _repeated(ids: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(ids).items() if times > 1}


# --- the head ---------------------------------------------------------------------------------------


def _of_head(head: ModelEntry, say: Say, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    yield from _of_sums(head, say, dimensions)
    yield from _of_profiles(head, say)
    yield from _of_levels(head, say, dimensions)
    for scale in ("practice", "node", "total"):
        entry = getattr(head.scales, scale)
        if entry.low >= entry.high:
            yield say(
                ("scales", scale),
                f"low {_number(entry.low)} and high {_number(entry.high)}",
                "low below high",
            )
    yield from _of_node_scale(head, say, dimensions)
    for n, track in enumerate(head.tracks):
        yield from _of_track(head, track, ("tracks", n), say, dimensions)
    for name in set(head.not_applicable.never_wholly) - set(head.dimensions):
        yield say(("not_applicable", "never_wholly"), repr(name), f"one of {', '.join(head.dimensions)}")
    for path, ids in {
        ("dimensions",): head.dimensions,
        ("stages",): [x.id for x in head.stages],
        ("tracks",): [x.id for x in head.tracks],
    }.items():
        for name in _repeated(ids):
            yield say(path, f"{name!r} twice", "each id once")


def _of_sums(head: ModelEntry, say: Say, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    whole = sum((d.points for d in dimensions), Fraction(0))
    if whole != head.points:
        yield say(("points",), f"dimensions that add up to {_number(whole)}", _number(head.points))


def _of_profiles(head: ModelEntry, say: Say) -> Iterator[Fault]:
    ids = [profile.id for profile in head.profiles]
    if head.default_profile and head.default_profile not in ids:
        yield say(("default_profile",), repr(head.default_profile), f"one of {', '.join(ids)}")
    if ids and not head.default_profile:
        yield say(("default_profile",), "nothing", f"one of {', '.join(ids)}")
    for name in _repeated(ids):
        yield say(("profiles",), f"{name!r} twice", "each id once")
    for n, profile in enumerate(head.profiles):
        path: Path_ = ("profiles", n, "points")
        if set(profile.points) != set(head.dimensions):
            yield say(path, ", ".join(profile.points), f"every dimension once: {', '.join(head.dimensions)}")
        whole = sum(profile.points.values(), Fraction(0))
        if whole != head.points:
            yield say(path, f"points that add up to {_number(whole)}", _number(head.points))


def _of_levels(head: ModelEntry, say: Say, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    numbers = [level.number for level in head.levels]
    if numbers != sorted(set(numbers)):
        yield say(("levels",), f"the order {numbers}", "rising numbers, each once")
    groups = {p.group for d in dimensions for c in d.criteria for p in c.practices}
    for n, level in enumerate(head.levels):
        for g, gate in enumerate(level.gates):
            path: Path_ = ("levels", n, "gates", g)
            if (gate.at_least is None) == (gate.above is None):
                yield say(path, "both or neither of at_least and above", "exactly one of the two")
            if gate.group is not None and gate.group not in groups:
                yield say((*path, "group"), repr(gate.group), "a group that some practice names")
            if gate.of != "practice" and (gate.group or gate.only_key):
                yield say(path, f"group or only_key on a gate of {gate.of}", "these only where of: practice")


def _of_node_scale(head: ModelEntry, say: Say, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    """A criterion's scale follows from the practices' scale and the aggregation."""
    sizes = {len({p.group for p in c.practices}) for d in dimensions for c in d.criteria}
    times = max(sizes) if head.aggregation == "sum-of-group-means" else 1
    if head.aggregation == "sum-of-group-means" and len(sizes) > 1:
        yield say(
            ("aggregation",),
            "criteria with different numbers of groups",
            "the same groups in every criterion",
        )
    low, high = head.scales.practice.low * times, head.scales.practice.high * times
    if (head.scales.node.low, head.scales.node.high) != (low, high):
        found = f"{_number(head.scales.node.low)} to {_number(head.scales.node.high)}"
        yield say(("scales", "node"), found, f"{_number(low)} to {_number(high)}, as the aggregation gives")


# --- tracks and ratings -----------------------------------------------------------------------------


def _of_track(
    head: ModelEntry, track: TrackEntry, path: Path_, say: Say, dimensions: Sequence[DimensionEntry]
) -> Iterator[Fault]:
    used = {p.kind or d.kind for d in dimensions for c in d.criteria for p in c.practices}
    for kind in sorted(used - set(track.ratings)):
        yield say(
            (*path, "ratings"), ", ".join(track.ratings), f"a rating for every kind of practice, {kind!r} too"
        )
    for kind, rating in track.ratings.items():
        yield from _of_rating(head, rating, (*path, "ratings", kind), say)


def _of_rating(head: ModelEntry, rating: RatingEntry, path: Path_, say: Say) -> Iterator[Fault]:
    ids = [c.id for c in rating.components]
    for name in _repeated(ids):
        yield say((*path, "components"), f"{name!r} twice", "each id once")
    whole = sum((c.weight for c in rating.components), Fraction(0))
    if whole != 1:
        yield say((*path, "components"), f"weights that add up to {_number(whole)}", "1")
    for n, component in enumerate(rating.components):
        yield from _of_component(head, component, (*path, "components", n), say)
    named = [("limits", n, "component", x.component) for n, x in enumerate(rating.limits)]
    named += [("limits", n, "unless", x.unless) for n, x in enumerate(rating.limits)]
    named += [("ceilings", n, "component", x.component) for n, x in enumerate(rating.ceilings)]
    for where, n, key, name in named:
        if name not in ids:
            yield say((*path, where, n, key), repr(name), f"one of {', '.join(ids)}")
    yield from _of_ceilings(head, rating, path, say)


def _of_component(head: ModelEntry, component: ComponentEntry, path: Path_, say: Say) -> Iterator[Fault]:
    if (component.answers is None) == (component.range is None):
        yield say(path, "both or neither of answers and range", "exactly one of the two")
        return
    if component.answers is not None and component.answers not in head.answer_sets:
        yield say((*path, "answers"), repr(component.answers), f"one of {', '.join(head.answer_sets)}")
        return
    low, high = head.scales.practice.low, head.scales.practice.high
    if component.answers is not None:
        options = head.answer_sets[component.answers]
        for value in sorted(v for v, times in Counter(o.value for o in options).items() if times > 1):
            yield say(
                ("answer_sets", component.answers), f"the value {_number(value)} twice", "each value once"
            )
    scores = _scores(head, component)
    if component.weight > 0 and (min(scores) < low or max(scores) > high):
        found = f"scores from {_number(min(scores))} to {_number(max(scores))}"
        yield say(path, found, f"scores from {_number(low)} to {_number(high)}")


def _scores(head: ModelEntry, component: ComponentEntry) -> list[Fraction]:
    if component.answers is not None:
        return [option.score for option in head.answer_sets[component.answers]]
    assert component.range is not None
    return [component.range.low, component.range.high]


def _of_ceilings(head: ModelEntry, rating: RatingEntry, path: Path_, say: Say) -> Iterator[Fault]:
    """A table must say what every value of its component allows, or an answer could fall through it."""
    by_id = {c.id: c for c in rating.components}
    for n, ceiling in enumerate(rating.ceilings):
        component = by_id.get(ceiling.component)
        if ceiling.table is None or component is None:
            continue
        values = _values(head, component)
        missing = sorted(values - {row.value for row in ceiling.table}) if values else None
        if missing is None or missing:
            found = (
                "a table over a range without steps"
                if missing is None
                else "no row for " + ", ".join(map(_number, missing))
            )
            yield say((*path, "ceilings", n, "table"), found, "a row for every value of the component")


def _values(head: ModelEntry, component: ComponentEntry) -> set[Fraction]:
    if component.answers is not None:
        return {option.value for option in head.answer_sets.get(component.answers, [])}
    if component.range is None or component.range.step is None or component.range.step <= 0:
        return set()
    count = int((component.range.high - component.range.low) / component.range.step)
    return {component.range.low + component.range.step * n for n in range(min(count, 10_000) + 1)}


# --- dimensions -------------------------------------------------------------------------------------


def _of_dimension(head: ModelEntry, name: str, entry: DimensionEntry, document: Document) -> Iterator[Fault]:
    say = _sayer(document)
    if entry.id != name:
        yield say(("id",), repr(entry.id), f"{name!r}, the name of the file")
    whole = sum((c.points for c in entry.criteria), Fraction(0))
    if whole != entry.points:
        yield say(("points",), f"criteria that add up to {_number(whole)}", _number(entry.points))
    for repeated in _repeated(c.id for c in entry.criteria):
        yield say(("criteria",), f"{repeated!r} twice", "each id once")
    for n, criterion in enumerate(entry.criteria):
        yield from _of_criterion(head, criterion, ("criteria", n), say)
    yield from _languages(head, document, name)


def _of_criterion(head: ModelEntry, criterion: CriterionEntry, path: Path_, say: Say) -> Iterator[Fault]:
    if criterion.points <= 0:
        yield say((*path, "points"), _number(criterion.points), "more than 0")
    ids = [p.id for p in criterion.practices]
    for n, practice in enumerate(criterion.practices):
        if practice.id in ids[:n]:
            yield say((*path, "practices", n, "id"), f"{practice.id!r} twice", "each id once")
        yield from _of_practice(head, practice, (*path, "practices", n), say)


def _of_practice(head: ModelEntry, practice: PracticeEntry, path: Path_, say: Say) -> Iterator[Fault]:
    if practice.weight <= 0:
        yield say((*path, "weight"), _number(practice.weight), "more than 0")
    stages = [stage.id for stage in head.stages]
    if practice.stage is not None and practice.stage not in stages:
        yield say((*path, "stage"), repr(practice.stage), f"one of {', '.join(stages)}")
    if head.stages and practice.stage is None:
        yield say((*path, "stage"), "nothing", f"one of {', '.join(stages)}")
    if head.aggregation != "weighted-mean" and practice.group is None:
        yield say((*path, "group"), "nothing", f"a group, since the aggregation is {head.aggregation}")


def _languages(head: ModelEntry, document: Document, name: str) -> Iterator[Fault]:
    """Every text stands in every authored language of the pack."""
    wanted = set(head.languages)
    for path, words in _texts(document.value, ()):
        missing = sorted(wanted - set(words))
        if missing:
            yield _sayer(document)(path, f"no {', '.join(missing)}", f"a text in {', '.join(head.languages)}")


def _texts(value: object, path: Path_) -> Iterator[tuple[Path_, Mapping[str, object]]]:
    if isinstance(value, dict):
        if value and set(value) <= {"en", "zh-Hans", "zh-Hant"}:
            yield path, value
            return
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, (*path, n))
