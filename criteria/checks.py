"""What only the whole pack shows: sums, duplicates, references, missing languages."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from criteria import anomaly_checks, rating_checks
from criteria.exact import plain
from criteria.faults import Fault
from criteria.schema import CriterionEntry, DimensionEntry, GateEntry, ModelEntry, PracticeEntry
from criteria.yaml import Document, Path_

Dimensions = Sequence[tuple[DimensionEntry | None, Document]]


def faults(head: ModelEntry, document: Document, dimensions: Dimensions) -> list[Fault]:
    """Every fault of a pack whose head is valid for itself.

    A dimension file that is not valid for itself is None: then what needs all of them waits.
    """
    known = [entry for entry, _ in dimensions if entry is not None]
    return [
        *_of_head(head, document),
        *(_of_whole(head, document, known) if len(known) == len(head.dimensions) else ()),
        *languages(head, document),
        *(
            fault
            for name, (entry, file) in zip(head.dimensions, dimensions, strict=True)
            for fault in _of_dimension(head, name, entry, file)
        ),
    ]


def _twice(document: Document, path: Path_, ids: Sequence[str], *key: str) -> Iterator[Fault]:
    """A fault at the second of two equal ids."""
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield document.fault((*path, n, *key), f"{name!r} twice", "each id once")


# --- the head ---------------------------------------------------------------------------------------


def _of_head(head: ModelEntry, document: Document) -> Iterator[Fault]:
    for scale in ("practice", "node", "total"):
        entry = getattr(head.scales, scale)
        if entry.low >= entry.high:
            found = f"low {plain(entry.low)} and high {plain(entry.high)}"
            yield document.fault(("scales", scale), found, "low below high")
    yield from _of_profiles(head, document)
    yield from _of_levels(head, document)
    yield from _of_references(head, document)
    yield from rating_checks.faults(head, document)
    yield from _twice(document, ("dimensions",), head.dimensions)
    yield from _twice(document, ("stages",), [stage.id for stage in head.stages], "id")
    if head.balance_floor is not None and head.balance_floor <= 0:
        yield document.fault(("balance_floor",), plain(head.balance_floor), "more than 0")


def _of_profiles(head: ModelEntry, document: Document) -> Iterator[Fault]:
    ids = [profile.id for profile in head.profiles]
    if (ids or head.default_profile) and head.default_profile not in ids:
        found = repr(head.default_profile) if head.default_profile else "nothing"
        yield document.fault(("default_profile",), found, f"one of {', '.join(ids) or 'the profiles'}")
    yield from _twice(document, ("profiles",), ids, "id")
    for n, profile in enumerate(head.profiles):
        path: Path_ = ("profiles", n, "points")
        if set(profile.points) != set(head.dimensions):
            allowed = f"every dimension once: {', '.join(head.dimensions)}"
            yield document.fault(path, ", ".join(profile.points), allowed)
        for name, points in profile.points.items():
            if points < 0:
                yield document.fault((*path, name), plain(points), "0 or more")
        whole = sum(profile.points.values(), Fraction(0))
        if whole != head.points:
            yield document.fault(path, f"points that add up to {plain(whole)}", plain(head.points))


def _of_levels(head: ModelEntry, document: Document) -> Iterator[Fault]:
    numbers = [level.number for level in head.levels]
    for n, number in enumerate(numbers[1:], start=1):
        if number <= numbers[n - 1]:
            found = f"{number} after {numbers[n - 1]}"
            yield document.fault(("levels", n, "number"), found, "rising numbers, each once")
    for n, level in enumerate(head.levels):
        for g, gate in enumerate(level.gates):
            yield from _of_gate(head, document, gate, ("levels", n, "gates", g))


def _of_gate(head: ModelEntry, document: Document, gate: GateEntry, path: Path_) -> Iterator[Fault]:
    if gate.of != "practice" and (gate.group or gate.only_key):
        found = f"group or only_key on a gate of {gate.of}"
        yield document.fault(path, found, "these only where of: practice")
    if gate.at_least is not None and gate.above is not None:
        yield document.fault(path, "both at_least and above", "exactly one of the two")
        return
    bar = gate.above if gate.at_least is None else gate.at_least
    if bar is None:
        yield document.fault(path, "neither at_least nor above", "exactly one of the two")
        return
    scales = head.scales
    scale = {"total": scales.total, "practice": scales.practice}.get(gate.of, scales.node)
    if not scale.low <= bar <= scale.high or bar == gate.above == scale.high:
        allowed = f"a bar that a score from {plain(scale.low)} to {plain(scale.high)} can pass"
        yield document.fault(path, plain(bar), allowed)


def _of_references(head: ModelEntry, document: Document) -> Iterator[Fault]:
    rule = head.not_applicable
    for key, share in (("per_dimension", rule.per_dimension), ("overall", rule.overall)):
        if not 0 <= share <= 1:
            yield document.fault(("not_applicable", key), plain(share), "a share from 0 to 1")
    for n, name in enumerate(rule.never_wholly):
        if name not in head.dimensions:
            allowed = f"one of {', '.join(head.dimensions)}"
            yield document.fault(("not_applicable", "never_wholly", n), repr(name), allowed)
    if head.certification is None:
        return
    numbers = [level.number for level in head.levels]
    if head.certification.minimum_level not in numbers:
        found, allowed = str(head.certification.minimum_level), f"one of {', '.join(map(str, numbers))}"
        yield document.fault(("certification", "minimum_level"), found, allowed)
    letters = [row.letter for row in head.confidence.rows] if head.confidence else []
    for n, letter in enumerate(head.certification.confidence):
        if letter not in letters:
            allowed = f"one of {', '.join(letters) or 'the letters of a confidence table'}"
            yield document.fault(("certification", "confidence", n), repr(letter), allowed)


# --- what needs every dimension ---------------------------------------------------------------------


def _of_whole(head: ModelEntry, document: Document, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    whole = sum((d.points for d in dimensions), Fraction(0))
    if whole != head.points:
        yield document.fault(("points",), f"dimensions that add up to {plain(whole)}", plain(head.points))
    yield from _of_node_scale(head, document, dimensions)
    yield from rating_checks.missing_kinds(
        head, document, {p.kind or d.kind for d in dimensions for c in d.criteria for p in c.practices}
    )
    yield from anomaly_checks.faults(head, document, dimensions)
    practices = [p for d in dimensions for c in d.criteria for p in c.practices]
    for n, level in enumerate(head.levels):
        for g, gate in enumerate(level.gates):
            if gate.of == "practice" and not any(_looks_at(gate, p) for p in practices):
                path = ("levels", n, "gates", g)
                yield document.fault(
                    path, "a gate that no practice stands at", "a group or key that some have"
                )


def _looks_at(gate: GateEntry, practice: PracticeEntry) -> bool:
    return (practice.key or not gate.only_key) and gate.group in (None, practice.group)


def _of_node_scale(
    head: ModelEntry, document: Document, dimensions: Sequence[DimensionEntry]
) -> Iterator[Fault]:
    """A criterion's scale follows from the practices' scale and the aggregation."""
    groups = [{p.group for p in c.practices} for d in dimensions for c in d.criteria]
    times = 1
    if head.aggregation == "sum-of-group-means":
        times = max(map(len, groups))
        if any(own != groups[0] for own in groups):
            found = "criteria with different groups"
            yield document.fault(("aggregation",), found, "the same groups in every criterion")
    low, high = head.scales.practice.low * times, head.scales.practice.high * times
    if (head.scales.node.low, head.scales.node.high) != (low, high):
        found = f"{plain(head.scales.node.low)} to {plain(head.scales.node.high)}"
        allowed = f"{plain(low)} to {plain(high)}, as the aggregation gives"
        yield document.fault(("scales", "node"), found, allowed)


# --- dimensions -------------------------------------------------------------------------------------


def _of_dimension(
    head: ModelEntry, name: str, entry: DimensionEntry | None, document: Document
) -> Iterator[Fault]:
    yield from languages(head, document)
    if entry is None:
        return
    if entry.id != name:
        yield document.fault(("id",), repr(entry.id), f"{name!r}, the name of the file")
    whole = sum((c.points for c in entry.criteria), Fraction(0))
    if whole != entry.points:
        yield document.fault(("points",), f"criteria that add up to {plain(whole)}", plain(entry.points))
    yield from _twice(document, ("criteria",), [c.id for c in entry.criteria], "id")
    for n, criterion in enumerate(entry.criteria):
        yield from _of_criterion(head, criterion, ("criteria", n), document)


def _of_criterion(
    head: ModelEntry, criterion: CriterionEntry, path: Path_, document: Document
) -> Iterator[Fault]:
    if criterion.points <= 0:
        yield document.fault((*path, "points"), plain(criterion.points), "more than 0")
    yield from _twice(document, (*path, "practices"), [p.id for p in criterion.practices], "id")
    for n, practice in enumerate(criterion.practices):
        yield from _of_practice(head, practice, (*path, "practices", n), document)


def _of_practice(
    head: ModelEntry, practice: PracticeEntry, path: Path_, document: Document
) -> Iterator[Fault]:
    if practice.weight <= 0:
        yield document.fault((*path, "weight"), plain(practice.weight), "more than 0")
    stages = [stage.id for stage in head.stages]
    if practice.stage not in stages and (stages or practice.stage):
        found = repr(practice.stage) if practice.stage else "nothing"
        allowed = f"one of {', '.join(stages)}" if stages else "nothing: model.yaml names no stages"
        yield document.fault((*path, "stage"), found, allowed)
    if head.aggregation != "weighted-mean" and practice.group is None:
        allowed = f"a group, since the aggregation is {head.aggregation}"
        yield document.fault((*path, "group"), "nothing", allowed)


# --- languages --------------------------------------------------------------------------------------


def languages(head: ModelEntry, document: Document) -> Iterator[Fault]:
    """Every text stands in every authored language of the pack."""
    wanted = set(head.languages)
    for path, words in _texts(document.value, ()):
        missing = sorted(wanted - set(words))
        if missing:
            allowed = f"a text in {', '.join(head.languages)}"
            yield document.fault(path, f"no {', '.join(missing)}", allowed)


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
