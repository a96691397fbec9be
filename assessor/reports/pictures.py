"""The document's charts: which figures go into which picture, the same for page and PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessor.charts import (
    Axis,
    Band,
    Bar,
    Cell,
    Chart,
    HeatRow,
    Reading,
    Rung,
    Standing,
    bars,
    heatmap,
    ladder,
    placement,
    radar,
    stages,
    standing_strip,
)
from assessor.charts.palette import ramp
from assessor.languages import Wording
from assessor.printing.fonts import shortened
from assessor.reports.beside import beside_chart
from assessor.reports.document import Figure, Interval, NodeView, PositionView, ReportDocument
from assessor.reports.improvement import plan_chart
from assessor.reports.measured import measurement_charts
from assessor.reports.perception import perception_chart
from assessor.reports.robustness import dropped_chart

QUANTILES = ("p10", "p25", "p50", "p75", "p90")
FEWEST_AXES = 3
LABEL_EMS = 44


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every chart of one document; None where there is nothing to draw."""

    ladder: Chart | None
    radar: Chart | None
    dimensions: Chart
    heatmap: Chart
    stages: Chart | None
    components: Chart | None
    placement: Chart | None
    standing: Chart | None
    criteria: Mapping[str, Chart]
    perception: Chart | None
    plan: Chart | None
    dropped: Chart | None
    beside: Chart | None
    measurements: Mapping[str, Chart]


def pictures(document: ReportDocument, say: Wording) -> Pictures:
    """Draw a document."""
    return _Drawer(document, say).draw()


def quantile_titles(say: Wording) -> dict[str, str]:
    """What the quantiles are called."""
    return {
        "p10": say("10th percentile"),
        "p25": say("Lower quartile"),
        "p50": say("Median"),
        "p75": say("Upper quartile"),
        "p90": say("90th percentile"),
    }


def score_bands(top: float, say: Wording) -> list[Band]:
    """Five even bands of the scale, light to dark."""
    fills = ramp(5)
    edges = [top * step / len(fills) for step in range(len(fills) + 1)]
    return [
        Band(low, say("%(low)s to %(high)s", low=f"{low:g}", high=f"{high:g}"), fill)
        for low, high, fill in zip(edges, edges[1:], fills, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class _Drawer:
    document: ReportDocument
    say: Wording

    @property
    def top(self) -> float:
        """The highest score of a dimension, criterion or practice in this model."""
        return self.document.basis.scale_high

    def draw(self) -> Pictures:
        document = self.document
        return Pictures(
            ladder=self._ladder() if document.total or document.interval else None,
            radar=self._radar() if len(document.dimensions) >= FEWEST_AXES else None,
            dimensions=self._bars(
                "dimensions", self.say("Score by dimension"), document.dimensions, "Dimension"
            ),
            heatmap=self._heatmap(),
            stages=self._stages() if document.stages else None,
            components=self._components() if document.components else None,
            placement=self._placement(),
            standing=self._standing(),
            criteria={
                d.id: self._bars(f"criteria-{index}", self._of(d), d.criteria, "Criterion")
                for index, d in enumerate(document.dimensions)
            },
            plan=plan_chart(document, self.say),
            dropped=dropped_chart(document, self.say),
            perception=perception_chart(document.perception, self.say, self.top),
            beside=beside_chart(document.beside, self.say, self.top),
            measurements=measurement_charts(document, self.say),
        )

    def _of(self, dimension: NodeView) -> str:
        return self.say("Score by criterion: %(dimension)s", dimension=_label(dimension.title))

    @property
    def _synthetic(self) -> str:
        return self.say("Synthetic peers") if self.document.synthetic else ""

    def _shown(self, node: NodeView) -> str:
        """The score, its interval while answers are missing, or that nothing applies or was answered."""
        if node.score:
            return node.score.shown
        if node.interval:
            return self._range(node.interval.lowest, node.interval.highest)
        return self.say("Not answered") if node.open else self.say("Not applicable")

    def _range(self, low: Figure, high: Figure) -> str:
        return self.say("%(lowest)s to %(highest)s", lowest=low.shown, highest=high.shown)

    def _axis(self, node: NodeView) -> Axis:
        return Axis(_label(node.title), node.score.value if node.score else None, self._shown(node))

    # --- level, profile ---------------------------------------------------------------------------------

    def _ladder(self) -> Chart:
        document, total, open_ = self.document, self.document.total, self.document.interval
        return ladder(
            "ladder",
            self.say("The total on the scale of levels"),
            total.value if total else None,
            total.shown if total else self.say("Not final"),
            [_rung(level.number, _label(level.title), level.total_bar) for level in document.levels],
            document.basis.points.value,
            (open_.lowest.value, open_.highest.value) if open_ else None,
            headers=(self.say("Level"), self.say("Title"), self.say("Total from"), self.say("This result")),
            held=document.level.number if document.level else None,
            interval_shown=self._range(open_.lowest, open_.highest) if open_ else "",
            top_shown=document.basis.points.shown,
            language=self.say.language,
        )

    def _radar(self) -> Chart:
        medians = self._medians()
        return radar(
            "radar",
            self.say("Profile over the dimensions"),
            [self._axis(dimension) for dimension in self.document.dimensions],
            medians,
            self.say("Median of peers") if medians else "",
            self.top,
            headers=(self.say("Dimension"), self.say("Score")),
            language=self.say.language,
            synthetic=self._synthetic if medians else "",
        )

    def _medians(self) -> list[Reading] | None:
        """The peers' median of every dimension, where at least one may be published."""
        found = [self._median(dimension.id) for dimension in self.document.dimensions]
        if not any(found):
            return None
        return [Reading(median.value, median.shown) if median else Reading(None, "–") for median in found]

    def _median(self, node: str) -> Figure | None:
        positions: Sequence[PositionView] = self.document.standing.positions if self.document.standing else ()
        return next((p.p50 for p in positions if p.node == node), None)

    def _bars(self, id: str, title: str, nodes: Sequence[NodeView], unit: str) -> Chart:
        rows = [self._bar(node) for node in nodes]
        return bars(
            id,
            title,
            rows,
            self.top,
            headers=(self.say(unit), self.say("Score"), self.say("Interval"), self.say("Median of peers")),
            language=self.say.language,
            synthetic=self._synthetic if any(row.marker is not None for row in rows) else "",
        )

    def _bar(self, node: NodeView) -> Bar:
        median, open_ = self._median(node.id), node.interval
        return Bar(
            *self._axis(node),
            low=open_.lowest.value if open_ else None,
            high=open_.highest.value if open_ else None,
            marker=median.value if median else None,
            interval_shown=self._range(open_.lowest, open_.highest) if open_ else "",
            marker_shown=median.shown if median else "",
        )

    def _heatmap(self) -> Chart:
        return heatmap(
            "heatmap",
            self.say("Every criterion by dimension"),
            [HeatRow(_label(d.title), [self._cell(c) for c in d.criteria]) for d in self.document.dimensions],
            score_bands(self.top, self.say),
            headers=(self.say("Dimension"), self.say("Criterion"), self.say("Score"), self.say("Band")),
            top=self.top,
            language=self.say.language,
            not_applicable=self.say("Not applicable"),
            unfinished=self.say("Not fully answered"),
        )

    def _cell(self, criterion: NodeView) -> Cell:
        return Cell(*self._axis(criterion), unfinished=criterion.open)

    # --- other cuts, peers --------------------------------------------------------------------------------

    def _stages(self) -> Chart:
        return stages(
            "stages",
            self.say("Score by stage of the customer life cycle"),
            [self._reading(stage.title, stage.score) for stage in self.document.stages],
            self.top,
            headers=(self.say("Stage"), self.say("Score")),
            language=self.say.language,
        )

    def _reading(self, title: str, score: Figure | None) -> Axis:
        value, shown = (score.value, score.shown) if score else (None, self.say("Not applicable"))
        return Axis(_label(title), value, shown)

    def _components(self) -> Chart:
        return bars(
            "components",
            self.say("Score by component of the ratings"),
            [Bar(*self._reading(part.title, part.score)) for part in self.document.components],
            self.top,
            headers=(
                self.say("Component"),
                self.say("Score"),
                self.say("Interval"),
                self.say("Median of peers"),
            ),
            language=self.say.language,
        )

    def _positions(self, nodes: set[str]) -> list[PositionView]:
        positions = self.document.standing.positions if self.document.standing else ()
        return [position for position in positions if position.node in nodes]

    def _placement(self) -> Chart | None:
        """The total among its peers, on its own scale."""
        found = self._positions({"total"})
        if not found or self.document.standing is None:
            return None
        return placement(
            "placement",
            self.say("The total among its peers"),
            self._strip(found[0]),
            headers=(*self._headers(), self.say("Interval")),
            top=self.document.basis.points.value,
            language=self.say.language,
            synthetic=self._synthetic,
            note=self.document.standing.unshown,
        )

    def _standing(self) -> Chart | None:
        """Every dimension among its peers, on one scale; of a single dimension its criteria as well.

        All criteria stand in a table: thirty more strips would be a page of their own, and tell less.
        """
        compared = [d for d in self.document.dimensions if self._positions({d.id})]
        if not compared:
            return None
        nodes, title = {d.id for d in compared}, self.say("Every dimension among its peers")
        if len(compared) == 1:
            nodes |= {criterion.id for criterion in compared[0].criteria}
            title = self.say(
                "%(dimension)s and its criteria among their peers", dimension=_label(compared[0].title)
            )
        return standing_strip(
            "standing",
            title,
            [self._strip(position) for position in self._positions(nodes)],
            headers=self._headers(),
            top=self.top,
            language=self.say.language,
            synthetic=self._synthetic,
        )

    def _headers(self) -> tuple[str, ...]:
        titles = quantile_titles(self.say)
        return (
            self.say("Compared"),
            self.say("Score"),
            *(titles[quantile] for quantile in QUANTILES),
            self.say("Position"),
        )

    def _strip(self, position: PositionView) -> Standing:
        """One number, with whatever may be published of its peers."""
        found: dict[str, Figure | None] = {q: getattr(position, q) for q in QUANTILES}
        sure: dict[str, Interval | None] = {q: getattr(position, f"{q}_interval") for q in QUANTILES}
        return Standing(
            _label(position.title),
            position.value.value,
            position.value.shown,
            {q: Reading(figure.value, figure.shown) for q, figure in found.items() if figure},
            position.place,
            {q: f"{span.lowest.shown}–{span.highest.shown}" for q, span in sure.items() if span},
        )


def _label(title: str) -> str:
    """A title as a label: the table beside the picture has all of it."""
    return shortened(title, LABEL_EMS)


def _rung(number: int, title: str, bar: str | None) -> Rung:
    return Rung(number, title, float(bar) if bar else None, f"≥ {bar}" if bar else "–")
