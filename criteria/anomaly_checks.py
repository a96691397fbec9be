"""What only the whole pack shows of its anomalies and of what it says about earlier versions."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from criteria.exact import plain
from criteria.faults import Fault
from criteria.schema import (
    AnomaliesEntry,
    DimensionEntry,
    ModelEntry,
    UnevidencedEntry,
    UnsupportedEntry,
)
from criteria.yaml import Document, Path_

HERE: Path_ = ("anomalies",)


def faults(head: ModelEntry, document: Document, dimensions: Sequence[DimensionEntry]) -> Iterator[Fault]:
    """Every bar that nothing can pass, and every id that the pack does not have."""
    practices = {f"{d.id}.{c.id}.{p.id}" for d in dimensions for c in d.criteria for p in c.practices}
    criteria = {f"{d.id}.{c.id}" for d in dimensions for c in d.criteria}
    if head.anomalies is not None:
        yield from _shares(head.anomalies, document)
        if head.anomalies.unevidenced is not None:
            yield from _unevidenced(head, head.anomalies.unevidenced, document)
        if head.anomalies.unsupported is not None:
            yield from _unsupported(head, head.anomalies.unsupported, document, practices, criteria)
    yield from _earlier(head, document, practices)


def _shares(entry: AnomaliesEntry, document: Document) -> Iterator[Fault]:
    for key, rule in (("same_answers", entry.same_answers), ("one_sitting", entry.one_sitting)):
        if rule is not None and not 0 < rule.share <= 1:
            yield document.fault((*HERE, key, "share"), plain(rule.share), "a share above 0, up to 1")
    sitting = entry.one_sitting
    for key, minutes in (("pause", sitting.pause), ("before", sitting.before)) if sitting else ():
        if minutes <= 0:
            yield document.fault((*HERE, "one_sitting", key), plain(minutes), "minutes, more than 0")


def _unevidenced(head: ModelEntry, entry: UnevidencedEntry, document: Document) -> Iterator[Fault]:
    path: Path_ = (*HERE, "unevidenced")
    tracks = [track.id for track in head.tracks]
    rated = {c.id for track in head.tracks for rating in track.ratings.values() for c in rating.components}
    if entry.evidence not in rated:
        yield document.fault((*path, "evidence"), repr(entry.evidence), "a component of some rating")
    for track, bar in entry.rated_from.items():
        if track not in tracks:
            yield document.fault((*path, "rated_from", track), repr(track), f"one of {', '.join(tracks)}")
        yield from _bar(head, document, (*path, "rated_from", track), bar)


def _unsupported(
    head: ModelEntry, entry: UnsupportedEntry, document: Document, practices: set[str], criteria: set[str]
) -> Iterator[Fault]:
    path: Path_ = (*HERE, "unsupported")
    yield from _bar(head, document, (*path, "high"), entry.high)
    node = head.scales.node
    if not node.low <= entry.low < node.high:
        allowed = f"a score from {plain(node.low)} to below {plain(node.high)}"
        yield document.fault((*path, "low"), plain(entry.low), allowed)
    for practice, enablers in entry.enablers.items():
        if practice not in practices:
            yield document.fault((*path, "enablers", practice), repr(practice), "a practice of the pack")
        for n, name in enumerate(enablers):
            if name not in criteria:
                where = (*path, "enablers", practice, n)
                yield document.fault(where, repr(name), "a criterion of the pack")


def _bar(head: ModelEntry, document: Document, path: Path_, bar: Fraction) -> Iterator[Fault]:
    scale = head.scales.practice
    if not scale.low < bar <= scale.high:
        allowed = f"a score above {plain(scale.low)}, up to {plain(scale.high)}"
        yield document.fault(path, plain(bar), allowed)


def _earlier(head: ModelEntry, document: Document, practices: set[str]) -> Iterator[Fault]:
    versions = [entry.version for entry in head.earlier]
    for n, entry in enumerate(head.earlier):
        if entry.version == head.version or entry.version in versions[:n]:
            yield document.fault(("earlier", n, "version"), repr(entry.version), "another version, each once")
        for name, others in entry.practices.items():
            path: Path_ = ("earlier", n, "practices", name)
            if name not in practices:
                yield document.fault(path, repr(name), "a practice of the pack")
            if len(set(others)) < len(others):
                yield document.fault(path, ", ".join(others), "each id once")
