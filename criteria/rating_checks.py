"""What a pack says about answering: tracks, ratings, answer sets, limits and ceilings that fit together."""

from collections.abc import Iterator, Set
from fractions import Fraction

from criteria.exact import plain
from criteria.faults import Fault
from criteria.schema import (
    CeilingEntry,
    ComponentEntry,
    LimitEntry,
    ModelEntry,
    OptionEntry,
    RangeEntry,
    RatingEntry,
)
from criteria.yaml import Document, Path_

MOST_STEPS = 10_000


def faults(head: ModelEntry, document: Document) -> Iterator[Fault]:
    """Every fault of the tracks and answer sets of a head that is valid for itself."""
    tracks = [track.id for track in head.tracks]
    for n, name in enumerate(tracks):
        if name in tracks[:n]:
            yield document.fault(("tracks", n, "id"), f"{name!r} twice", "each id once")
    for name, options in head.answer_sets.items():
        yield from _of_answer_set(options, document, ("answer_sets", name))
    for n, track in enumerate(head.tracks):
        for kind, rating in track.ratings.items():
            yield from _of_rating(head, rating, document, ("tracks", n, "ratings", kind))
    yield from _of_confidence(head, document)


def missing_kinds(head: ModelEntry, document: Document, used: Set[str]) -> Iterator[Fault]:
    """Kinds of practice that a track does not say how to rate."""
    for n, track in enumerate(head.tracks):
        for kind in sorted(used - set(track.ratings)):
            found, allowed = ", ".join(track.ratings), f"a rating for every kind of practice, {kind!r} too"
            yield document.fault(("tracks", n, "ratings"), found, allowed)


def _of_confidence(head: ModelEntry, document: Document) -> Iterator[Fault]:
    if head.confidence is None:
        return
    ids = {c.id for track in head.tracks for rating in track.ratings.values() for c in rating.components}
    if head.confidence.evidence not in ids:
        allowed = f"one of {', '.join(sorted(ids))}"
        yield document.fault(("confidence", "evidence"), repr(head.confidence.evidence), allowed)


def _of_answer_set(options: list[OptionEntry], document: Document, path: Path_) -> Iterator[Fault]:
    values = [option.value for option in options]
    for n, value in enumerate(values):
        if value in values[:n]:
            found = f"the value {plain(value)} twice"
            yield document.fault((*path, n, "value"), found, "each value once")


def _of_rating(head: ModelEntry, rating: RatingEntry, document: Document, path: Path_) -> Iterator[Fault]:
    ids = [c.id for c in rating.components]
    for n, component in enumerate(rating.components):
        where: Path_ = (*path, "components", n)
        if component.id in ids[:n]:
            yield document.fault((*where, "id"), f"{component.id!r} twice", "each id once")
        yield from _of_component(head, component, document, where)
    whole = sum((c.weight for c in rating.components), Fraction(0))
    if whole != 1:
        yield document.fault((*path, "components"), f"weights that add up to {plain(whole)}", "1")
    by_id = {c.id: c for c in rating.components}
    for n, limit in enumerate(rating.limits):
        yield from _of_limit(head, by_id, limit, document, (*path, "limits", n))
    for n, ceiling in enumerate(rating.ceilings):
        yield from _of_ceiling(head, by_id, ceiling, document, (*path, "ceilings", n))


# --- components -------------------------------------------------------------------------------------


def _of_component(
    head: ModelEntry, component: ComponentEntry, document: Document, path: Path_
) -> Iterator[Fault]:
    if component.weight < 0:
        yield document.fault((*path, "weight"), plain(component.weight), "0 or more")
    if (component.answers is None) == (component.range is None):
        found = "neither answers nor range" if component.answers is None else "both answers and range"
        yield document.fault(path, found, "exactly one of the two")
        return
    if component.answers is not None and component.answers not in head.answer_sets:
        allowed = f"one of {', '.join(head.answer_sets)}"
        yield document.fault((*path, "answers"), repr(component.answers), allowed)
        return
    if component.range is not None:
        yield from _of_range(component.range, document, (*path, "range"))
    scores, scale = _scores(head, component), head.scales.practice
    if component.weight > 0 and not scale.low <= min(scores) <= max(scores) <= scale.high:
        found = f"scores from {plain(min(scores))} to {plain(max(scores))}"
        yield document.fault(path, found, f"scores from {plain(scale.low)} to {plain(scale.high)}")


def _of_range(entry: RangeEntry, document: Document, path: Path_) -> Iterator[Fault]:
    if entry.low >= entry.high:
        found = f"low {plain(entry.low)} and high {plain(entry.high)}"
        yield document.fault(path, found, "low below high")
    elif entry.step is not None and (entry.step <= 0 or (entry.high - entry.low) % entry.step):
        allowed = f"a step that leads from {plain(entry.low)} to {plain(entry.high)}"
        yield document.fault((*path, "step"), plain(entry.step), allowed)
    elif entry.step is not None and (entry.high - entry.low) / entry.step > MOST_STEPS:
        yield document.fault((*path, "step"), plain(entry.step), f"at most {MOST_STEPS} steps")


def _scores(head: ModelEntry, component: ComponentEntry) -> list[Fraction]:
    if component.answers is not None:
        return [option.score for option in head.answer_sets[component.answers]]
    assert component.range is not None
    return [component.range.low, component.range.high]


# --- limits and ceilings ----------------------------------------------------------------------------

Components = dict[str, ComponentEntry]


def _of_limit(
    head: ModelEntry, by_id: Components, limit: LimitEntry, document: Document, path: Path_
) -> Iterator[Fault]:
    for key, name in (("component", limit.component), ("unless", limit.unless)):
        if name not in by_id:
            yield document.fault((*path, key), repr(name), f"one of {', '.join(by_id)}")
    yield from _within(head, limit.at_most, document, (*path, "at_most"))


def _of_ceiling(
    head: ModelEntry, by_id: Components, ceiling: CeilingEntry, document: Document, path: Path_
) -> Iterator[Fault]:
    component = by_id.get(ceiling.component)
    if component is None:
        yield document.fault((*path, "component"), repr(ceiling.component), f"one of {', '.join(by_id)}")
    elif component.answers is not None and component.answers not in head.answer_sets:
        return  # said at the component
    elif ceiling.table is not None:
        yield from _of_table(head, component, ceiling, document, path)
    else:
        yield from _of_plain_ceiling(head, component, ceiling, document, path)


def _of_plain_ceiling(
    head: ModelEntry, component: ComponentEntry, ceiling: CeilingEntry, document: Document, path: Path_
) -> Iterator[Fault]:
    """Without a table a value is itself what it allows, so it must be on the practices' scale."""
    options = head.answer_sets[component.answers] if component.answers is not None else []
    if any(option.value != option.score for option in options):
        found = "no table for answers whose values are not their scores"
        yield document.fault(path, found, "a table: what each value allows")
        return
    values = _values(head, component)
    if values and min(values) + ceiling.plus < head.scales.practice.low:
        found = f"a ceiling that can fall to {plain(min(values) + ceiling.plus)}"
        yield document.fault(path, found, f"at least {plain(head.scales.practice.low)}")


def _of_table(
    head: ModelEntry, component: ComponentEntry, ceiling: CeilingEntry, document: Document, path: Path_
) -> Iterator[Fault]:
    """A table says what every value of its component allows, or an answer could fall through it."""
    table, where = ceiling.table or [], (*path, "table")
    if ceiling.plus:
        yield document.fault((*path, "plus"), plain(ceiling.plus), "nothing beside a table")
    if component.range is not None and component.range.step is None:
        yield document.fault(where, "a table over a range without steps", "a row for every value")
        return
    values, seen = _values(head, component), [row.value for row in table]
    missing = sorted(set(values) - set(seen))
    if missing:
        found = "no row for " + ", ".join(map(plain, missing))
        yield document.fault(where, found, "a row for every value of the component")
    for n, row in enumerate(table):
        if row.value in seen[:n] or row.value not in values:
            found = f"{plain(row.value)}{' twice' if row.value in seen[:n] else ''}"
            yield document.fault((*where, n, "value"), found, "each value of the component once")
        yield from _within(head, row.allows, document, (*where, n, "allows"))


def _within(head: ModelEntry, value: Fraction, document: Document, path: Path_) -> Iterator[Fault]:
    scale = head.scales.practice
    if not scale.low <= value <= scale.high:
        yield document.fault(path, plain(value), f"{plain(scale.low)} to {plain(scale.high)}")


def _values(head: ModelEntry, component: ComponentEntry) -> list[Fraction]:
    """The values that can be entered: all of them, or the ends of a range without usable steps."""
    if component.answers is not None:
        return [option.value for option in head.answer_sets[component.answers]]
    if component.range is None:
        return []
    low, high, step = component.range.low, component.range.high, component.range.step
    if step is None or step <= 0 or (high - low) / step > MOST_STEPS:
        return [low, high]
    return [low + step * n for n in range(int((high - low) / step) + 1)]
