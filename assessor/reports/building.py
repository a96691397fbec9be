"""A checked answer sheet and its score -> the ReportDocument of one language."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from assessor.answers.sheet import AnswerSheet
from assessor.languages import Language, Wording, message, wording
from assessor.reports import audit
from assessor.reports.anomalies import Answering, anomaly_views
from assessor.reports.beside import beside_view
from assessor.reports.comparison import standing_view
from assessor.reports.document import (
    Basis,
    BlockerView,
    ControlView,
    GateView,
    LevelView,
    PlanView,
    ProfileView,
    ReportDocument,
    SiteView,
    StageView,
    StandingView,
    Subject,
    UnansweredView,
)
from assessor.reports.figures import Figures, plain
from assessor.reports.improvement import next_level_plan
from assessor.reports.keeping import kept_review
from assessor.reports.measured import results_views
from assessor.reports.moderated import with_rationales
from assessor.reports.outline import Outliner, outliner
from assessor.reports.perception import perception_view
from assessor.reports.register import evidence_views, unregistered_views, with_evidence
from assessor.reports.robustness import robustness_view
from assessor.reports.sentences import unanswered_said
from benchmarks.classification import geography_name, industry_name, size_band, size_name
from benchmarks.standing import NoCohort, Standing
from criteria.consensus import Review
from criteria.exact import proportions
from criteria.levels import blockers, shortfalls
from criteria.model import Gate, Level
from criteria.scoring import NotRatable, Score, balance, score
from criteria.views import by_component, by_stage

GATES = {
    ("total", False): message("Total of at least %(bar)s"),
    ("total", True): message("Total above %(bar)s"),
    ("dimension", False): message("Every dimension at least %(bar)s"),
    ("dimension", True): message("Every dimension above %(bar)s"),
    ("criterion", False): message("Every criterion at least %(bar)s"),
    ("criterion", True): message("Every criterion above %(bar)s"),
    ("practice", False): message("Every practice in question at least %(bar)s"),
    ("practice", True): message("Every practice in question above %(bar)s"),
}

Settled = Callable[[Outliner], PlanView]
"""Tells a plan that was settled, in the words of the report."""


def score_sheet(sheet: AnswerSheet, profile: str | None = None) -> Score:
    """The score of a sheet, under its own profile unless another is asked for."""
    chosen = profile or sheet.profile
    return score(sheet.model, sheet.answers, sheet.track, chosen, submitted=sheet.status == "submitted")


def review_sheet(sheet: AnswerSheet, result: Score) -> Review | None:
    """How sure an audit's result is, from the assessors' originals; None without at least two."""
    originals = [score(sheet.model, a.answers, sheet.track, result.profile.id) for a in sheet.assessors]
    return kept_review(result, originals)


def build(
    sheet: AnswerSheet,
    result: Score,
    language: Language,
    *,
    standing: Standing | NoCohort | None = None,
    reviewed: Review | None = None,
    declared: AnswerSheet | None = None,
    control: ControlView | None = None,
    answering: Answering | None = None,
    settled: Settled | None = None,
) -> ReportDocument:
    """Everything the report says, in one language; `settled` tells the plan that was settled, if one was."""
    say, show = wording(language), Figures(sheet.model)
    findings = audit.finding_views(sheet.model, sheet.findings, say)
    lines = outliner(result, say, findings)
    dimensions = with_rationales(with_evidence(lines.dimensions(), sheet, say), sheet.rationales)
    geometric = balance(result)
    levels = _levels(result, say)
    return ReportDocument(
        title=sheet.title or None,
        subject=_subject(sheet, say),
        basis=_basis(sheet, result, say),
        state=result.state,
        total=show.total(result.total) if result.total is not None else None,
        interval=show.interval(result.lowest, result.highest, total=True) if result.total is None else None,
        level=next((view for view in reversed(levels) if view.reached), None),
        next_level=next((view for view in levels if not view.reached), None) if result.level else None,
        balance=show.share(Fraction(geometric[1])) if geometric else None,
        geometric=show.total(Fraction(geometric[0])) if geometric else None,
        not_ratable=tuple(_not_ratable(lines, reason) for reason in result.not_ratable),
        levels=levels,
        gates=tuple(_gates(lines)) if result.total is not None else (),
        blockers=tuple(_blockers(lines)) if result.total is not None else (),
        dimensions=dimensions,
        stages=_stages(lines),
        components=_components(lines),
        profiles=tuple(_profiles(sheet, result, say)),
        standing=_standing(sheet, standing, say),
        confidence=audit.confidence_view(sheet.model, reviewed, say) if reviewed else None,
        findings=findings,
        assessors=tuple(assessor.name for assessor in sheet.assessors),
        certificate=audit.certificate_view(sheet, result, reviewed, say),
        plan=settled(lines) if settled else next_level_plan(lines),
        robustness=robustness_view(lines),
        anomalies=anomaly_views(lines, sheet, answering),
        perception=perception_view(sheet, say),
        beside=beside_view(sheet, result, declared, say),
        control=control,
        evidence=evidence_views(sheet, say),
        unregistered=unregistered_views(sheet, say),
        results=results_views(dimensions, sheet, say),
    )


def _standing(sheet: AnswerSheet, standing: Standing | NoCohort | None, say: Wording) -> StandingView | None:
    if standing is None:
        return None
    built_on = say.date(date.fromisoformat(standing.edition.built_on))
    return standing_view(sheet.model, standing, say, built_on)


def _subject(sheet: AnswerSheet, say: Wording) -> Subject:
    who = sheet.organisation
    shares = proportions([s.share or Fraction(0) for s in who.sites])
    show = Figures(sheet.model)
    return Subject(
        name=who.name,
        industry=who.industry,
        industry_name=industry_name(who.industry, say.language),
        country=who.country,
        country_name=geography_name(who.country, say.language),
        employees=who.employees,
        size_name=size_name(size_band(who.employees), say.language) if who.employees else "",
        scope=who.scope,
        sites=tuple(
            SiteView(site.name, show.share(share).shown if site.share is not None else "")
            for site, share in zip(who.sites, shares, strict=True)
        ),
    )


def _basis(sheet: AnswerSheet, result: Score, say: Wording) -> Basis:
    model, language = sheet.model, say.language
    applicable = [p for p in result.practices if p.applicable]
    return Basis(
        model=model.reference,
        model_title=model.title.in_language(language),
        model_status=model.status,
        model_digest=model.digest,
        track=sheet.track,
        track_title=model.tracks[sheet.track].title.in_language(language),
        profile=result.profile.id,
        profile_title=result.profile.title.in_language(language),
        profile_reason=result.profile.reason.in_language(language),
        status=sheet.status,
        assessed_on=sheet.assessed_on.isoformat(),
        assessed_on_shown=say.date(sheet.assessed_on),
        source=sheet.source,
        source_digest=sheet.digest,
        language=language,
        points=Figures(model).total(model.total_scale.high),
        scale_low=float(model.node_scale.low),
        scale_high=float(model.node_scale.high),
        practices=len(result.practices),
        answered=sum(p.answered for p in applicable),
        not_applicable=len(result.practices) - len(applicable),
        unanswered=_unanswered(result, say),
    )


def _unanswered(result: Score, say: Wording) -> UnansweredView | None:
    """What was left without an answer when it was submitted; in a draft it may still be given."""
    blank = sum(p.applicable and not p.answered for p in result.practices)
    if not result.submitted or not blank:
        return None
    return UnansweredView(blank, unanswered_said(result.model, blank, say))


# --- levels -----------------------------------------------------------------------------------------


def _levels(result: Score, say: Wording) -> tuple[LevelView, ...]:
    return tuple(
        LevelView(
            level.number,
            level.title.in_language(say.language),
            level.meaning.in_language(say.language) if level.meaning else "",
            result.level is not None and level.number <= result.level.number,
            next((plain(gate.bar) for gate in level.gates if gate.of == "total"), None),
        )
        for level in result.model.levels
    )


def _gates(lines: Outliner) -> Iterator[GateView]:
    for level in lines.model.levels:
        for gate in level.gates:
            yield _gate(lines, level, gate)


def _gate(lines: Outliner, level: Level, gate: Gate) -> GateView:
    alone = Level(level.number, level.title, (gate,))
    failing = list(shortfalls(lines.model, alone, lines.result.standings))
    text = lines.say(GATES[gate.of, gate.strict], bar=plain(gate.bar))
    if gate.of == "total":
        assert lines.result.total is not None
        return GateView(
            level.number, text, not failing, lines.show.total(lines.result.total).shown, lines.say("Total")
        )
    weakest, value = min(_looked_at(lines.result, gate).items(), key=lambda pair: (pair[1], pair[0]))
    return GateView(level.number, text, not failing, lines.show.score(value).shown, lines.title(weakest))


def _looked_at(result: Score, gate: Gate) -> dict[str, Fraction]:
    standings = result.standings
    values: Mapping[str, Fraction | None] = {
        "dimension": standings.dimensions,
        "criterion": standings.criteria,
        "practice": standings.practices,
    }[gate.of]
    return {name: value for name, value in values.items() if value is not None}


def _blockers(lines: Outliner) -> Iterator[BlockerView]:
    for found in blockers(lines.model, lines.result.standings):
        show = lines.show.total if found.gate.of == "total" else lines.show.score
        sign = ">" if found.gate.strict else "≥"
        needed = f"{sign} {plain(found.gate.bar)}"
        yield BlockerView(
            found.level,
            found.node,
            lines.title(found.node),
            show(found.value),
            needed,
            show(found.distance),
        )


def _not_ratable(lines: Outliner, reason: NotRatable) -> str:
    return lines.say(
        "%(title)s: %(applicable)s applies, at least %(floor)s is needed",
        title=lines.title(reason.node),
        applicable=lines.show.share(reason.applicable).shown,
        floor=lines.show.share(reason.floor).shown,
    )


# --- other cuts of the same answers -----------------------------------------------------------------


def _stages(lines: Outliner) -> tuple[StageView, ...]:
    if lines.result.total is None:
        return ()
    values = by_stage(lines.result)
    return tuple(
        StageView(s.id, s.title.in_language(lines.say.language), lines.show.optional(values.get(s.id)))
        for s in lines.model.stages
    )


def _components(lines: Outliner) -> tuple[StageView, ...]:
    """The components across the model, where practices have more than one."""
    if lines.result.total is None:
        return ()
    values = by_component(lines.result)
    ratings = lines.model.tracks[lines.result.track].ratings.values()
    titles = {c.id: c.title.in_language(lines.say.language) for r in ratings for c in r.weighing}
    views = tuple(StageView(name, titles[name], lines.show.optional(value)) for name, value in values.items())
    return views if len(views) > 1 else ()


def _profiles(sheet: AnswerSheet, result: Score, say: Wording) -> Iterator[ProfileView]:
    """The same answers under every weight profile of the model."""
    if result.total is None:
        return
    for profile in sheet.model.profiles.values():
        other = score_sheet(sheet, profile.id)
        if other.total is not None:
            total = Figures(sheet.model).total(other.total)
            level = other.level.number if other.level else None
            yield ProfileView(profile.id, profile.title.in_language(say.language), total, level)
