"""What only the whole pack shows of its guides: whom they are for, and that nothing is left out."""

from collections.abc import Iterator, Sequence

from criteria.checks import languages
from criteria.faults import Fault
from criteria.guide_schema import GuideFile, SourcesFile
from criteria.pack_texts import PackTexts
from criteria.schema import DimensionEntry, ModelEntry, PracticeEntry
from criteria.yaml import Document


def faults(head: ModelEntry, dimensions: Sequence[DimensionEntry], texts: PackTexts) -> Iterator[Fault]:
    """Every fault between guides, sources and the practices they speak of."""
    yield from _of_guides(head, dimensions, texts)
    if texts.sources is not None:
        yield from _of_sources(dimensions, *texts.sources)


def _of_sources(
    dimensions: Sequence[DimensionEntry], file: SourcesFile | None, document: Document
) -> Iterator[Fault]:
    """A row names practices that there are, and at least one thing carries it."""
    known = {f"{d.id}.{c.id}.{p.id}" for d in dimensions for c in d.criteria for p in c.practices}
    names = {d.id for d in dimensions}
    for n, row in enumerate(file.root if file else []):
        if not row.practices and not row.dimensions:
            yield document.fault((n,), "a row that nothing carries", "at least one practice or dimension")
        for key, listed, allowed in (
            ("practices", row.practices, known),
            ("dimensions", row.dimensions, names),
        ):
            for name in set(listed) - allowed:
                yield document.fault((n, key), repr(name), f"{key} of the pack")


def _of_guides(head: ModelEntry, dimensions: Sequence[DimensionEntry], texts: PackTexts) -> Iterator[Fault]:
    practices = {f"{d.id}.{c.id}": (d, c.practices) for d in dimensions for c in d.criteria}
    for criterion, (file, document) in texts.guides.items():
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
