"""The standing among peers, put into words and shown figures."""

from fractions import Fraction

from assessor.languages import Wording, message
from assessor.reports.document import Figure, PositionView, RungView, StandingView
from assessor.reports.figures import Figures
from benchmarks.classification import industry
from benchmarks.cohorts import Cohort
from benchmarks.standing import Citation, NoCohort, NodeStanding, Rung, Standing
from criteria.exact import exact
from criteria.model import Model, Scale
from criteria.text import Text

SIZES = {
    "micro": message("1 to 9 employees"),
    "small": message("10 to 49 employees"),
    "medium": message("50 to 249 employees"),
    "large": message("250 employees or more"),
}
REASONS = {
    "chosen": message("used"),
    "too-few-peers": message("withheld: fewer than 10 other organisations are known"),
    "withheld-by-disclosure": message("withheld: too few can be counted without giving one of them away"),
    "low-coverage": message("withheld: under 80% of those known can be counted"),
    "wider-than-chosen": message("wider than needed"),
}


def edition_reference(cited: Citation) -> str:
    """How an edition is cited: line, track and number."""
    return f"{cited.line}-{cited.track}-{cited.number}"


def cohort_title(cohort: Cohort, say: Wording) -> str:
    """A cohort by its industry, place and size, in words."""
    parts = [
        say(industry(cohort.industry).name) if cohort.industry else say("All industries"),
        say.territory(cohort.geography) if cohort.geography else say("the whole world"),
    ]
    if cohort.size:
        parts.append(say(SIZES[cohort.size]))
    return say(", ").join(parts)


def standing_view(model: Model, standing: Standing | NoCohort, say: Wording, built_on: str) -> StandingView:
    """What the comparison says; no positions where no cohort may be shown."""
    cited = standing.edition
    chosen = standing.chosen if isinstance(standing, Standing) else None
    cohort = cohort_title(Cohort.parse(chosen.cohort), say) if chosen else ""
    return StandingView(
        edition=edition_reference(cited),
        edition_digest=cited.digest,
        built_on_shown=built_on,
        synthetic=cited.synthetic,
        cohort=cohort,
        n=say.count(chosen.n) if chosen else "",
        statement=_statement(chosen, standing.rungs, cohort, say),
        rungs=tuple(_rung(rung, say) for rung in standing.rungs),
        positions=_positions(model, standing, say) if isinstance(standing, Standing) else (),
    )


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
    return f"{said} " + say("Narrower cohorts are withheld: %(count)s.", count=say.count(len(withheld)))


def _coverage(rung: Rung) -> str:
    """Whole per cent; the edition has rounded it down already."""
    return f"{round(rung.coverage * 100)}%"


def _rung(rung: Rung, say: Wording) -> RungView:
    return RungView(
        title=cohort_title(Cohort.parse(rung.cohort), say),
        n=say.count(rung.n),
        coverage=_coverage(rung),
        used=rung.verdict == "chosen",
        reason=say(REASONS[rung.verdict]),
    )


def _positions(model: Model, standing: Standing, say: Wording) -> tuple[PositionView, ...]:
    return tuple(_position(model, node, say) for node in standing.nodes if isinstance(node, NodeStanding))


def _position(model: Model, node: NodeStanding, say: Wording) -> PositionView:
    show = Figures(model)
    quantiles = {q.name: _points(show, node.node, q.value) for q in node.quantiles}
    part = model.by_id.get(node.node)
    title: Text | None = part.title if part else None
    return PositionView(
        node=node.node,
        title=title.in_language(say.language) if title else say("Total"),
        value=_points(show, node.node, node.score),
        percentile=_rank(node.position),
        percentile_low=_rank(node.low),
        percentile_high=_rank(node.high),
        p10=quantiles.get("p10"),
        p25=quantiles.get("p25"),
        p50=quantiles.get("p50"),
        p75=quantiles.get("p75"),
        p90=quantiles.get("p90"),
    )


def _points(show: Figures, node: str, value: float) -> Figure:
    """Peers are counted in tenths of a per cent of a scale; shown is the scale itself, like everywhere."""
    if node == "total":
        return show.total(_on(show.model.total_scale, exact(value)))
    return show.score(_on(show.model.node_scale, exact(value)))


def _on(scale: Scale, share: Fraction) -> Fraction:
    return scale.low + share * scale.width / 100


def _rank(position: float) -> Figure:
    """A mid-rank as whole per cent: peers are too few for more."""
    return Figure(position, str(int(position * 100 + 0.5)))


def percentages(model: Model, total: Fraction, nodes: dict[str, Fraction | None]) -> dict[str, Fraction]:
    """The scores that are compared, in per cent of their scale: the total, and every node that has one."""
    own = {node: _share(model.node_scale, value) for node, value in nodes.items() if value is not None}
    return {"total": _share(model.total_scale, total)} | own


def _share(scale: Scale, value: Fraction) -> Fraction:
    return (value - scale.low) / scale.width * 100
