"""What only the whole pack shows of its guides: whom they are for, and that nothing is left out."""

from collections.abc import Iterator, Mapping, Sequence

from criteria.checks import languages
from criteria.faults import Fault
from criteria.guide_schema import GuideFile
from criteria.schema import DimensionEntry, ModelEntry, PracticeEntry
from criteria.yaml import Document

Guides = Mapping[str, tuple[GuideFile | None, Document]]


def faults(head: ModelEntry, dimensions: Sequence[DimensionEntry], guides: Guides) -> Iterator[Fault]:
    """Every fault between guide files and the practices they speak of."""
    practices = {f"{d.id}.{c.id}": (d, c.practices) for d in dimensions for c in d.criteria}
    for criterion, (file, document) in guides.items():
        if criterion not in practices:
            yield document.fault((), f"a guide to {criterion!r}", "a criterion of the pack")
        elif file is not None:
            yield from languages(head, document)
            dimension, own = practices[criterion]
            yield from _of_file(head, dimension, own, file, document)


def _of_file(
    head: ModelEntry,
    dimension: DimensionEntry,
    practices: Sequence[PracticeEntry],
    file: GuideFile,
    document: Document,
) -> Iterator[Fault]:
    wanted = [practice.id for practice in practices]
    for name in file.practices:
        if name not in wanted:
            yield document.fault((name,), "an unknown practice", f"one of {', '.join(wanted)}")
    for practice in practices:
        if practice.id not in file.practices:
            yield document.fault(
                (), f"no guide to {practice.id!r}", "a guide to every practice of the criterion"
            )
            continue
        kind = practice.kind or dimension.kind
        yield from _of_guide(head, kind, practice.id, file, document)


def _of_guide(head: ModelEntry, kind: str, name: str, file: GuideFile, document: Document) -> Iterator[Fault]:
    guide = file.practices[name]
    levels = [str(level.number) for level in head.levels]
    for part in ("descriptors", "actions"):
        given = list(getattr(guide, part))
        if sorted(given) != sorted(levels):
            yield document.fault((name, part), ", ".join(given), f"every level once: {', '.join(levels)}")
    if (kind == "results") != (guide.measure is not None):
        found = "no measure" if guide.measure is None else f"a measure on a practice of kind {kind}"
        yield document.fault((name, "measure"), found, "a measure on results practices, and only there")
