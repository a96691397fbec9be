"""Hand-made report documents: the model's real tree with invented figures, for what a real one rarely has."""

from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import Any

from assessor.languages import wording
from assessor.reports import guides
from assessor.reports.document import (
    Basis,
    BlockerView,
    CertificateView,
    ComponentView,
    ConfidenceView,
    Figure,
    FindingView,
    GateView,
    LevelView,
    NodeView,
    PositionView,
    PracticeView,
    ProfileView,
    ReportDocument,
    RequirementView,
    RungView,
    SiteView,
    StageView,
    StandingView,
    StatisticView,
    Subject,
)
from benchmarks.classification import geography_name, size_name
from criteria.model import Criterion, Dimension, Practice
from criteria.registry import load
from criteria.text import Language, Text
from tests.pdf.groups import beside, perception
from tests.pdf.improving import plan, robustness
from tests.pdf.registers import evidence, mentioned, results, unregistered

MODEL = load("cmc@2026.1")
SCORES = (62.0, 48.5, 71.0, 35.0, 55.5, 80.0, 24.0, 66.5, 44.0, 58.0, 12.5, 90.0, 51.0)
COMMENT = {
    "en": "Seen in the service log of March to August; two of nine sampled branches keep it on paper.",
    "zh-Hans": "查阅了三月至八月的服务记录；抽查的九家网点中有两家仍为纸质登记。",
    "zh-Hant": "查閱了三月至八月的服務記錄；抽查的九家據點中有兩家仍為紙本登記。",
}


def figure(value: float, places: int = 1) -> Figure:
    """A number as the model shows it."""
    return Figure(value, f"{value:.{places}f}")


def percent(value: float) -> Figure:
    """A share."""
    return Figure(value, f"{100 * value:.1f}%")


class Maker:
    """Makes the parts of a document in one language, with scores in a fixed cycle."""

    def __init__(self, language: Language, track: str) -> None:
        self.language, self.track = language, track
        self._scores = cycle(SCORES)
        self._count = 0

    def say(self, text: Text | None) -> str:
        return text.in_language(self.language) if text else ""

    def dimension(self, dimension: Dimension) -> NodeView:
        share = float(dimension.points) / 1000
        criteria = tuple(self.criterion(c, dimension, share) for c in dimension.criteria)
        score = sum(c.score.value * c.share.value for c in criteria if c.score and c.share)
        return self._node(dimension, "dimension", score, share, share * score * 10, criteria=criteria)

    def criterion(self, criterion: Criterion, dimension: Dimension, factor: float) -> NodeView:
        share = float(criterion.points / dimension.points)
        practices = tuple(self.practice(p, factor * share) for p in criterion.practices)
        rated = [p.score.value for p in practices if p.score]
        score = sum(rated) / len(rated)
        return self._node(
            criterion, "criterion", score, share, factor * share * score * 10, practices=practices
        )

    def _node(
        self, part: Dimension | Criterion, kind: Any, score: float, share: float, adds: float, **children: Any
    ) -> NodeView:
        return NodeView(
            id=part.id,
            kind=kind,
            title=self.say(part.title),
            summary=self.say(part.summary),
            points=figure(float(part.points), 0),
            score=figure(score),
            interval=None,
            share=percent(share),
            contribution=figure(adds),
            notes=(),
            answered=4,
            applicable=4,
            **children,
        )

    def practice(self, practice: Practice, factor: float) -> PracticeView:
        self._count += 1
        excluded = self._count in (40, 77)
        value = next(self._scores)
        return PracticeView(
            id=practice.id,
            title=self.say(practice.title),
            question=self.say(practice.question),
            stage=next(self.say(s.title) for s in MODEL.stages if s.id == practice.stage),
            state="not applicable" if excluded else "answered",
            score=None if excluded else figure(value),
            share=percent(0 if excluded else 0.25),
            contribution=figure(0 if excluded else value * factor * 2.5),
            components=() if excluded else tuple(self.components(practice, value)),
            notes=("Held at 45.0 by the ceiling of Evidence",) if self._count % 11 == 0 else (),
            reason="Sold only through one partner" if excluded else "",
            approved_by="Lead assessor" if excluded else "",
            comment=COMMENT[self.language] if self._count % 5 == 0 else "",
            sources=tuple(f"{s.document} {s.passage}" for s in practice.sources),
            **({} if excluded else self.levels(practice, int(value // 20))),
        )

    def levels(self, practice: Practice, reached: int) -> dict[str, Any]:
        """The descriptors of a level and the one above, with what leads there."""
        say, guide = wording(self.language), practice.guide
        above = guides.next_level(guide, reached)
        return {
            "reached": guides.descriptor(MODEL, guide, reached, say),
            "next": guides.descriptor(MODEL, guide, above, say) if above else None,
            "action": guides.action(guide, above, say) if above else None,
        }

    def components(self, practice: Practice, value: float) -> Any:
        for component in MODEL.rating_of(practice, self.track).components:
            given = component.options[-1] if component.options else None
            yield ComponentView(
                id=component.id,
                title=self.say(component.title),
                given=str(given.value) if given else "60",
                counted=figure(value),
                weight=f"{float(component.weight) * 100:.1f}%" if component.weight else "",
                label=self.say(given.label) if given else "",
            )


def full(language: Language = "en", track: str = "verified", *, synthetic: bool = True) -> ReportDocument:
    """A complete document: every section has something in it."""
    make = Maker(language, track)
    dimensions = mentioned([make.dimension(d) for d in MODEL.dimensions], language)
    total = sum(d.contribution.value for d in dimensions if d.contribution)
    levels = tuple(_level(make, number) for number in (1, 2, 3, 4, 5))
    say = wording(language)
    return ReportDocument(
        subject=_subject(language),
        basis=_basis(make, track),
        state="rated",
        total=figure(total, 0),
        interval=None,
        level=levels[2],
        next_level=levels[3],
        balance=figure(0.96, 2),
        geometric=figure(total * 0.96, 0),
        not_ratable=(),
        levels=levels,
        gates=_gates(dimensions),
        blockers=(
            BlockerView(4, "total", say("Total"), figure(total, 0), "≥ 600", figure(600 - total, 0)),
            *(_blocker(d) for d in dimensions[:3]),
        ),
        dimensions=dimensions,
        stages=tuple(
            StageView(s.id, make.say(s.title), figure(v)) for s, v in zip(MODEL.stages, SCORES, strict=False)
        ),
        components=_components(make, track),
        profiles=tuple(
            ProfileView(p.id, make.say(p.title), figure(total + 7 * i, 0), 3)
            for i, p in enumerate(MODEL.profiles.values())
        ),
        standing=_standing(dimensions, total, synthetic),
        **(_audit(track)),
        **(_compared(make, dimensions, total) if track == "verified" else {}),
        evidence=evidence(dimensions, language),
        unregistered=unregistered(dimensions),
        results=results(dimensions, language),
        plan=plan(dimensions, language),
        robustness=robustness(dimensions, total, language),
    )


def _compared(make: Maker, dimensions: tuple[NodeView, ...], total: float) -> dict[str, Any]:
    tracks = make.say(MODEL.tracks["declared"].title), make.say(MODEL.tracks["verified"].title)
    return {
        "perception": perception(dimensions),
        "beside": beside(dimensions, figure(total, 0), tracks),
    }


def _subject(language: Language) -> Subject:
    chinese = language != "en"
    return Subject(
        name="示例客服集团有限公司" if chinese else "Example Service Group Ltd",
        industry="G47",
        industry_name="Retail trade, except of motor vehicles and motorcycles",
        country="CN",
        country_name=geography_name("CN", language),
        employees=2140,
        size_name=size_name("large", language),
        scope="全部零售与售后服务" if chinese else "Retail sales and after-sales service, all channels",
        sites=(
            SiteView("Head office", "40%"),
            SiteView("Service centre north", "35%"),
            SiteView("Branch network", "25%"),
        ),
    )


def _basis(make: Maker, track: str) -> Basis:
    profile = MODEL.profiles[MODEL.default_profile]
    return Basis(
        model="cmc@2026.1",
        model_title=make.say(MODEL.title),
        model_status="draft",
        model_digest="sha256:" + "7c0d" * 16,
        track=track,
        track_title=make.say(MODEL.tracks[track].title),
        profile=profile.id,
        profile_title=make.say(profile.title),
        profile_reason=make.say(profile.reason),
        status="submitted",
        assessed_on="2026-11-02",
        assessed_on_shown=wording(make.language).date(date(2026, 11, 2)),
        source="example-audit.xlsx",
        source_digest="sha256:" + "1f2e" * 16,
        language=make.language,
        points=figure(1000, 0),
        scale_low=0.0,
        scale_high=100.0,
        practices=120,
        answered=118,
        not_applicable=2,
    )


def _level(make: Maker, number: int) -> LevelView:
    level = next(item for item in MODEL.levels if item.number == number)
    bars = (None, "250", "400", "600", "800")
    return LevelView(number, make.say(level.title), make.say(level.meaning), number <= 3, bars[number - 1])


def _gates(dimensions: tuple[NodeView, ...]) -> tuple[GateView, ...]:
    weakest = min((d for d in dimensions if d.score), key=lambda d: d.score.value)
    return tuple(
        GateView(level, text, level < 4, weakest.score.shown, weakest.title)
        for level, text in (
            (2, "Total at least 250"),
            (2, "Every dimension at least 15"),
            (3, "Total at least 400"),
            (3, "Every dimension at least 30"),
            (3, "Every criterion above 15"),
            (4, "Total at least 600"),
            (4, "Every dimension at least 50"),
            (5, "Total at least 800"),
        )
    )


def _blocker(dimension: NodeView) -> BlockerView:
    return BlockerView(4, dimension.id, dimension.title, dimension.score, "≥ 50", figure(6.5))


def _components(make: Maker, track: str) -> tuple[StageView, ...]:
    components = MODEL.tracks[track].ratings["process"].components
    return tuple(
        StageView(c.id, make.say(c.title), figure(v)) for c, v in zip(components, SCORES, strict=False)
    )


def _standing(dimensions: tuple[NodeView, ...], total: float, synthetic: bool) -> StandingView:
    return StandingView(
        edition="cmc-2026-verified-3",
        edition_digest="sha256:" + "9a8b" * 16,
        built_on_shown="1 November 2026",
        synthetic=synthetic,
        cohort="Retail trade, Eastern Asia",
        n="85",
        statement="Compared with at least 85 others: Retail trade, Eastern Asia (92% of those known).",
        rungs=(
            RungView(
                "Retail trade, China, 250 employees or more",
                "5",
                "40%",
                False,
                "withheld: fewer than 10 others",
            ),
            RungView("Retail trade, Eastern Asia", "85", "92%", True, "used"),
            RungView("Retail trade, the whole world", "1,240", "97%", False, "wider than needed"),
        ),
        positions=(
            _position("total", "Total", figure(total, 0), 10),
            *(_position(d.id, d.title, d.score, 1) for d in dimensions),
        ),
    )


def _position(node: str, title: str, value: Figure, scale: int) -> PositionView:
    quantiles = {
        f"p{p}": figure(v * scale, 0 if scale > 1 else 1)
        for p, v in ((10, 22.0), (25, 30.5), (50, 38.0), (75, 47.5))
    }
    return PositionView(
        node, title, value, Figure(0.78, "78"), Figure(0.68, "68"), Figure(0.86, "86"), **quantiles, p90=None
    )


def _audit(track: str) -> dict[str, Any]:
    if track != "verified":
        return {}
    return {
        "confidence": ConfidenceView(
            letter="B",
            letters=("A", "B"),
            requirements=(
                RequirementView("Assessors", "2", ("2", "2"), (True, True)),
                RequirementView("ICC(2,k)", "0.71", ("0.75", "0.50"), (False, True)),
            ),
            statistics=(
                StatisticView("ICC(2,1)", "0.55", "Two assessors only: the interval is wide."),
                StatisticView("Krippendorff's alpha", "0.62", ""),
            ),
            p5=figure(468, 0),
            p95=figure(541, 0),
            assumption="Errors of the criteria are taken as independent.",
        ),
        "findings": tuple(
            FindingView(
                f"F{i:02}",
                kind,
                kind.capitalize(),
                "operations.complaints",
                "Complaints",
                text,
                "open",
                "Open",
            )
            for i, (kind, text) in enumerate(
                (
                    (
                        "strength",
                        "Callers reach a person within twenty seconds on every line that was sampled.",
                    ),
                    ("minor", "Three of twenty complaint files have no root cause recorded."),
                ),
                start=1,
            )
        ),
        "assessors": ("Lead assessor", "Second assessor"),
        "certificate": certificate(),
    }


def certificate(**changes: Any) -> CertificateView:
    """A certificate that was issued."""
    issued = CertificateView(
        issued=True,
        number="CMC-2026-000017",
        decided_by="Certification decision panel",
        decided_on_shown="9 November 2026",
        effective_on_shown="9 November 2026",
        expires_on_shown="8 November 2029",
        statement="The organisation's customer management meets every gate of the level shown.",
        obstacles=(),
    )
    return replace(issued, **changes)
