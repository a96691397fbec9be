"""The standing among peers, put into words and shown figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assessor.languages import Wording, message
from assessor.reports.document import (
    EstimatedView,
    EstimateView,
    Figure,
    Interval,
    PositionView,
    RungView,
    StandingView,
)
from assessor.reports.figures import Figures
from benchmarks.cohorts import Cohort
from benchmarks.estimating import Estimate, NodeEstimate
from benchmarks.publishing import STATISTICS
from benchmarks.standing import Citation, NoCohort, NodeStanding, Quantile, Rung, Standing, TooFewPeers
from criteria.exact import exact
from criteria.model import Model, Scale

REASONS = {
    "chosen": message("used"),
    "too-few-peers": message("withheld: fewer than 10 other organisations are known"),
    "withheld-by-disclosure": message("withheld: too few can be counted without giving one of them away"),
    "low-coverage": message("withheld: under 80% of those known can be counted"),
    "wider-than-chosen": message("wider than needed"),
}

WITHHELD = message(
    "An estimate, not a count: nothing may be published of this cohort. Its medians are taken to be those of "
    "%(parent)s; the intervals say how far the %(count)s published cohorts of its kind lie from those."
)
THIN = message(
    "An estimate, not a count: this cohort is small, so its own medians are unsure. They are moved towards "
    "those of %(parent)s, as far as the %(count)s published cohorts of its kind suggest."
)


def edition_reference(cited: Citation) -> str:
    """How an edition is cited: line, track and number."""
    return f"{cited.line}-{cited.track}-{cited.number}"


def standing_view(model: Model, standing: Standing | NoCohort, say: Wording, built_on: str) -> StandingView:
    """What the comparison says; no positions where no cohort may be shown."""
    cited = standing.edition
    chosen = standing.chosen if isinstance(standing, Standing) else None
    cohort = Cohort.parse(chosen.cohort).titled(say.language) if chosen else ""
    view = StandingView(
        edition=edition_reference(cited),
        edition_digest=cited.digest,
        built_on_shown=built_on,
        synthetic=cited.synthetic,
        cohort=cohort,
        n=say.count(chosen.n) if chosen else "",
        statement=_statement(chosen, standing.rungs, cohort, say),
        rungs=tuple(_rung(rung, say) for rung in standing.rungs),
        positions=(),
    )
    return _compared(view, Comparer(model, say), standing) if isinstance(standing, Standing) else view


def _statement(chosen: Rung | None, rungs: tuple[Rung, ...], cohort: str, say: Wording) -> str:
    if chosen is None:
        return say("No comparison: every cohort that contains this organisation is withheld.")
    said = say(
        "Compared with at least %(n)s others: %(cohort)s (%(coverage)s of those known).",
        n=say.count(chosen.n),
        cohort=cohort,
        coverage=_coverage(chosen),
    )
    withheld = [rung for rung in rungs if rung.verdict not in ("chosen", "wider-than-chosen")]
    if not withheld:
        return said
    between = " " if say.language == "en" else ""  # no space after a full-width stop
    return said + between + say("Narrower cohorts are withheld: %(count)s.", count=say.count(len(withheld)))


def _coverage(rung: Rung) -> str:
    """Whole per cent; the edition has rounded it down already."""
    return f"{round(rung.coverage * 100)}%"


def _rung(rung: Rung, say: Wording) -> RungView:
    return RungView(
        title=Cohort.parse(rung.cohort).titled(say.language),
        n=say.count(rung.n),
        coverage=_coverage(rung),
        used=rung.verdict == "chosen",
        reason=say(REASONS[rung.verdict]),
        withheld=rung.verdict not in ("chosen", "wider-than-chosen"),
    )


def _compared(view: StandingView, comparer: "Comparer", standing: Standing) -> StandingView:
    """The view with every position, what is not shown and why, and the estimates."""
    placed = [node for node in standing.nodes if isinstance(node, NodeStanding)]
    order = comparer.order()
    return replace(
        view,
        positions=tuple(comparer.position(node) for node in sorted(placed, key=lambda n: order[n.node])),
        unshown=comparer.unshown(placed),
        too_few=tuple(comparer.title(node.node) for node in standing.nodes if isinstance(node, TooFewPeers)),
        estimates=tuple(comparer.estimate(one) for one in standing.estimates if one.nodes),
    )


@dataclass(frozen=True, slots=True)
class Comparer:
    """Turns positions and estimates into views, in the words of one language and the scales of one model."""

    model: Model
    say: Wording

    def order(self) -> dict[str, int]:
        """The place of every part in a report: the total, then each dimension before its criteria."""
        nodes = ["total"]
        for dimension in self.model.dimensions:
            nodes += [dimension.id, *(criterion.id for criterion in dimension.criteria)]
        return {node: place for place, node in enumerate(nodes)}

    def title(self, node: str) -> str:
        """The title of a part; the word for the total."""
        part = self.model.by_id.get(node)
        return part.title.in_language(self.say.language) if part else self.say("Total")

    def position(self, found: NodeStanding) -> PositionView:
        """One number among its peers."""
        node, place = found.node, [_rank(share) for share in (found.position, found.low, found.high)]
        view = PositionView(
            node=node,
            title=self.title(node),
            value=self._figure(node, found.score),
            percentile=place[0],
            percentile_low=place[1],
            percentile_high=place[2],
            **dict.fromkeys((statistic.name for statistic in STATISTICS), None),
            place=self.say(
                "ahead of %(percentile)s%% of peers (%(low)s–%(high)s)",
                percentile=place[0].shown,
                low=place[1].shown,
                high=place[2].shown,
            ),
        )
        return replace(view, **self._quantiles(found))

    def _quantiles(self, found: NodeStanding) -> dict[str, Any]:
        """The published quantiles, and for the total and the dimensions their intervals."""
        node = found.node
        named: dict[str, Any] = {one.name: self._figure(node, one.value) for one in found.quantiles}
        if self._told(node):
            named |= {f"{one.name}_interval": self._interval(node, one) for one in found.quantiles}
        return named

    def _told(self, node: str) -> bool:
        """Whether intervals and estimates are given: for the total and the dimensions."""
        return node == "total" or node in {dimension.id for dimension in self.model.dimensions}

    def _interval(self, node: str, quantile: Quantile) -> Interval | None:
        if quantile.low is None or quantile.high is None:
            return None
        return Interval(self._figure(node, quantile.low), self._figure(node, quantile.high))

    def _figure(self, node: str, points: float) -> Figure:
        return _points(Figures(self.model), node, points)

    def unshown(self, found: Sequence[NodeStanding]) -> str:
        """Why quantiles are missing, where some are; nothing where all are there."""
        if all(len(node.quantiles) == len(STATISTICS) for node in found):
            return ""
        least = {statistic.name: statistic.least for statistic in STATISTICS}
        return self.say(
            "So that nobody is given away, the median is shown from %(median)s peers on, the quartiles from "
            "%(quartiles)s, and the 10th and 90th percentile from %(tails)s. What is missing has fewer.",
            median=least["p50"],
            quartiles=least["p25"],
            tails=least["p10"],
        )

    def estimate(self, found: Estimate) -> EstimateView:
        """What a nearer cohort is estimated to be, and what that rests on."""
        cohort, parent = (Cohort.parse(key).titled(self.say.language) for key in (found.cohort, found.parent))
        return EstimateView(
            cohort=cohort,
            parent=parent,
            basis=self.say(
                THIN if found.n else WITHHELD, parent=parent, count=self.say.count(found.siblings)
            ),
            medians=tuple(self._estimated(node) for node in found.nodes if self._told(node.node)),
        )

    def _estimated(self, found: NodeEstimate) -> EstimatedView:
        low, high = self._figure(found.node, found.low), self._figure(found.node, found.high)
        median = self._figure(found.node, found.median)
        return EstimatedView(found.node, self.title(found.node), median, Interval(low, high))


def _points(show: Figures, node: str, value: float) -> Figure:
    """Peers are counted in tenths of a per cent of a scale; shown is the scale itself, like everywhere."""
    if node == "total":
        return show.total(points_of(show.model.total_scale, value))
    return show.score(points_of(show.model.node_scale, value))


def points_of(scale: Scale, share: float) -> Fraction:
    """A share in per cent as points of a scale."""
    return scale.low + exact(share) * scale.width / 100


def _rank(position: float) -> Figure:
    """A mid-rank as whole per cent: peers are too few for more."""
    return Figure(position, str(int(position * 100 + 0.5)))


def percentages(model: Model, total: Fraction, nodes: dict[str, Fraction | None]) -> dict[str, Fraction]:
    """The scores that are compared, in per cent of their scale: the total, and every node that has one."""
    own = {node: _share(model.node_scale, value) for node, value in nodes.items() if value is not None}
    return {"total": _share(model.total_scale, total)} | own


def _share(scale: Scale, value: Fraction) -> Fraction:
    return (value - scale.low) / scale.width * 100
