"""Validated guide and glossary entries -> frozen values."""

from criteria import guide as g
from criteria import guide_schema as s
from criteria.glossary import Glossary, Term
from criteria.text import Text, said


def guide(entry: s.GuideEntry) -> g.Guide:
    """The guide of a practice."""
    return g.Guide(
        guidance=said(entry.guidance),
        descriptors={int(level): said(words) for level, words in sorted(entry.descriptors.items())},
        evidence=_evidence(entry.evidence),
        actions=tuple(_action(int(level), action) for level, action in sorted(entry.actions.items())),
        measure=_measure(entry.measure) if entry.measure else None,
        related=tuple(g.Related(related.framework, related.element) for related in entry.related),
        not_applicable_when=said(entry.not_applicable_when) if entry.not_applicable_when else None,
    )


def _evidence(entry: s.EvidenceEntry) -> g.EvidencePrompts:
    return g.EvidencePrompts(
        documents=tuple(map(said, entry.documents)),
        records=tuple(map(said, entry.records)),
        interviews=tuple(g.Interview(said(i.whom), tuple(map(said, i.questions))) for i in entry.interviews),
        observation=said(entry.observation),
        customer_side=said(entry.customer_side) if entry.customer_side else None,
    )


def _measure(entry: s.MeasureEntry) -> g.Measure:
    return g.Measure(
        definition=said(entry.definition),
        formula=Text({"en": entry.formula, "zh-Hans": entry.formula_zh}),
        unit=said(entry.unit),
        direction=entry.direction,
        segments=said(entry.segments),
        periods=entry.periods,
        comparators=said(entry.comparators),
        required=tuple(map(said, entry.required)),
        computed_by=None if entry.computed_by == "none" else entry.computed_by,
    )


def _action(level: int, entry: s.ActionEntry) -> g.Action:
    return g.Action(level, said(entry.action), entry.days, entry.horizon, entry.stream, said(entry.owner))


def asked(file: s.SourcesFile | None) -> tuple[g.Asked, ...]:
    """What the sources ask of the model; nothing where the pack does not say."""
    rows = file.root if file else []
    return tuple(g.Asked(row.asked_by, row.asks, (*row.dimensions, *row.practices)) for row in rows)


def glossary(entry: s.GlossaryEntry | None) -> Glossary:
    """The pack's glossary; an empty one where it has none."""
    if entry is None:
        return Glossary()
    terms = tuple(
        Term(tuple(t.en), tuple(t.zh_hans), said(t.definition) if t.definition else None) for t in entry.terms
    )
    return Glossary(terms, tuple(entry.avoid), frozenset(entry.abbreviations))
