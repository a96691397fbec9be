"""Validated entries -> the frozen model. Nothing is checked here: `criteria.checks` has passed."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from criteria import anomaly_rules as rules
from criteria import guide_building
from criteria import model as m
from criteria import schema as s
from criteria.guide_schema import GuideEntry, GuideFile
from criteria.pack_texts import PackTexts
from criteria.text import Language, Text, said


def build(
    head: s.ModelEntry,
    dimensions: Sequence[s.DimensionEntry],
    texts: PackTexts,
    digest: str,
) -> m.Model:
    """The model that a pack describes."""
    guides = {name: file for name, (file, _) in texts.guides.items() if file is not None}
    profiles = _profiles(head, dimensions)
    return m.Model(
        id=head.id,
        version=head.version,
        title=said(head.title),
        about=_text(head.about),
        status=head.status,
        languages=tuple(head.languages),
        digest=digest,
        practice_scale=_scale(head.scales.practice),
        node_scale=_scale(head.scales.node),
        total_scale=_scale(head.scales.total),
        dimensions=tuple(_dimension(entry, guides) for entry in dimensions),
        tracks={track.id: _track(track, head.answer_sets) for track in head.tracks},
        levels=tuple(map(_level, head.levels)),
        profiles=profiles,
        default_profile=head.default_profile or next(iter(profiles)),
        practice_aggregation=head.aggregation,
        unanswered=head.unanswered,
        not_applicable=_floors(head.not_applicable),
        rounding=m.Rounding(**dict(head.rounding)),
        compare_rounded=head.compare == "rounded",
        stages=tuple(m.Stage(stage.id, said(stage.title)) for stage in head.stages),
        balance_floor=head.balance_floor,
        confidence=_confidence(head.confidence),
        certification=_certification(head.certification),
        glossary=guide_building.glossary(texts.glossary),
        reading=tuple(said(rule) for rule in head.reading),
        asked=guide_building.asked(texts.sources[0] if texts.sources else None),
        anomalies=_anomalies(head.anomalies),
        earlier={entry.version: _mapping(entry.practices) for entry in head.earlier},
    )


def _text(words: Mapping[Language, str] | None) -> Text | None:
    return said(words) if words else None


def _scale(entry: s.ScaleEntry) -> m.Scale:
    return m.Scale(entry.low, entry.high)


def _floors(entry: s.NotApplicableEntry) -> m.NotApplicableFloors:
    return m.NotApplicableFloors(entry.rule, entry.per_dimension, entry.overall, tuple(entry.never_wholly))


def _profiles(head: s.ModelEntry, dimensions: Sequence[s.DimensionEntry]) -> dict[str, m.Profile]:
    """The named profiles; a pack that names none has its own points as the only one."""
    if not head.profiles:
        points = {d.id: d.points for d in dimensions}
        own = Text({"en": "As published", "zh-Hans": "按发布权重"})
        return {"published": m.Profile("published", own, own, points)}
    return {p.id: m.Profile(p.id, said(p.title), said(p.reason), dict(p.points)) for p in head.profiles}


def _track(entry: s.TrackEntry, answer_sets: Mapping[str, list[s.OptionEntry]]) -> m.Track:
    ratings = {kind: _rating(kind, rating, answer_sets) for kind, rating in entry.ratings.items()}
    return m.Track(entry.id, said(entry.title), entry.certifies, entry.approval_of_not_applicable, ratings)


def _rating(kind: str, entry: s.RatingEntry, answer_sets: Mapping[str, list[s.OptionEntry]]) -> m.Rating:
    return m.Rating(
        kind,
        tuple(_component(component, answer_sets) for component in entry.components),
        tuple(m.Limit(**dict(limit)) for limit in entry.limits),
        tuple(map(_ceiling, entry.ceilings)),
    )


def _component(entry: s.ComponentEntry, answer_sets: Mapping[str, list[s.OptionEntry]]) -> m.Component:
    options = answer_sets[entry.answers] if entry.answers else []
    return m.Component(
        entry.id,
        said(entry.title),
        entry.weight,
        tuple(m.Option(o.value, o.score, said(o.label)) for o in options),
        m.Scale(entry.range.low, entry.range.high) if entry.range else None,
        entry.range.step if entry.range else None,
        entry.by_site,
    )


def _ceiling(entry: s.CeilingEntry) -> m.Ceiling:
    table = {row.value: row.allows for row in entry.table} if entry.table else None
    return m.Ceiling(entry.component, entry.plus, table)


def _level(entry: s.LevelEntry) -> m.Level:
    return m.Level(entry.number, said(entry.title), tuple(map(_gate, entry.gates)), _text(entry.meaning))


def _gate(entry: s.GateEntry) -> m.Gate:
    bar = entry.above if entry.above is not None else entry.at_least
    assert bar is not None
    return m.Gate(entry.of, bar, entry.above is not None, entry.only_key, entry.group)


def _confidence(entry: s.ConfidenceEntry | None) -> m.Confidence | None:
    if entry is None:
        return None
    return m.Confidence(
        tuple(m.ConfidenceRow(**dict(row)) for row in entry.rows),
        entry.otherwise,
        entry.draws,
        entry.weight_spread,
        entry.discuss_range,
        tuple((band.low, band.high) for band in entry.bands),
        entry.evidence,
        entry.top_evidence,
    )


def _certification(entry: s.CertificationEntry | None) -> m.Certification | None:
    if entry is None:
        return None
    return m.Certification(
        entry.minimum_level, tuple(entry.confidence), entry.years, entry.independence_years
    )


def _anomalies(entry: s.AnomaliesEntry | None) -> rules.AnomalyRules:
    if entry is None:
        return rules.AnomalyRules()
    same, bare, sitting = entry.same_answers, entry.unevidenced, entry.one_sitting
    return rules.AnomalyRules(
        rules.SameAnswersRule(**dict(same)) if same else None,
        rules.UnevidencedRule(**dict(bare)) if bare else None,
        _unsupported(entry.unsupported),
        rules.OneSittingRule(**dict(sitting)) if sitting else None,
    )


def _unsupported(entry: s.UnsupportedEntry | None) -> rules.UnsupportedRule | None:
    if entry is None:
        return None
    return rules.UnsupportedRule(entry.high, entry.low, _mapping(entry.enablers))


def _mapping(entry: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in entry.items()}


def _dimension(entry: s.DimensionEntry, guides: Mapping[str, GuideFile]) -> m.Dimension:
    criteria = tuple(_criterion(entry, criterion, guides) for criterion in entry.criteria)
    return m.Dimension(entry.id, said(entry.title), entry.points, criteria, _text(entry.summary))


def _criterion(
    dimension: s.DimensionEntry, entry: s.CriterionEntry, guides: Mapping[str, GuideFile]
) -> m.Criterion:
    parent = f"{dimension.id}.{entry.id}"
    told = guides[parent].practices if parent in guides else {}
    practices = tuple(
        _practice(parent, dimension.kind, practice, told.get(practice.id)) for practice in entry.practices
    )
    return m.Criterion(parent, said(entry.title), entry.points, practices, _text(entry.summary))


def _practice(parent: str, kind: str, entry: s.PracticeEntry, guide: GuideEntry | None) -> m.Practice:
    return m.Practice(
        id=f"{parent}.{entry.id}",
        title=said(entry.title),
        question=said(entry.question),
        weight=Fraction(entry.weight),
        kind=entry.kind or kind,
        stage=entry.stage,
        group=entry.group,
        key=entry.key,
        sources=tuple(m.Source(source.document, source.passage) for source in entry.sources),
        guide=guide_building.guide(guide) if guide else None,
    )
