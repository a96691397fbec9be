"""Perception gaps and declared beside verified, invented around the scores of a document."""

from collections.abc import Sequence

from assessor.reports.document import (
    BesideRow,
    BesideView,
    Figure,
    GapView,
    GroupView,
    NodeView,
    PerceptionView,
    SeenView,
)

NAMES = ("Management", "Front line and everybody who meets customers", "信息技术")


def perception(dimensions: Sequence[NodeView]) -> PerceptionView:
    """Three groups; one of them is withheld now and then."""
    criteria = [criterion for dimension in dimensions for criterion in dimension.criteria]
    return PerceptionView(
        lead="The groups differ most on the first of the criteria below.",
        groups=tuple(GroupView(name, 3 + n) for n, name in enumerate(NAMES)),
        gaps=tuple(_gap(criterion, n) for n, criterion in enumerate(criteria)),
        notes=("Each respondent answered alone.", "A star: read with care."),
    )


def _gap(criterion: NodeView, n: int) -> GapView:
    means = [80.5 - n, 40.5 + n / 2, None if n % 4 == 1 else 61.5]
    told = [mean for mean in means if mean is not None]
    return GapView(
        node=criterion.id,
        title=criterion.title,
        gap=_figure(max(told) - min(told)) if n < 28 else None,
        groups=tuple(_seen(mean, 3 + g) for g, mean in enumerate(means)),
        everyone=_seen(sum(told) / len(told), 12),
    )


def _seen(mean: float | None, n: int) -> SeenView:
    return SeenView(None, 0, "–", False) if mean is None else SeenView(_figure(mean), n, "0.83", n < 10)


def beside(dimensions: Sequence[NodeView], total: Figure, titles: tuple[str, str]) -> BesideView:
    """Everything declared eight points higher, but for one criterion that was not compared."""
    rows = [BesideRow("total", "total", "Total", Figure(total.value + 80, "585"), total, "+80")]
    for dimension in dimensions:
        rows.append(_row(dimension))
        rows += [_row(criterion) for criterion in dimension.criteria]
    rows[4] = BesideRow(rows[4].node, "criterion", rows[4].title, None, rows[4].verified, "")
    return BesideView(
        lead="On 1 March 2026 the organisation declared more than was verified.",
        explanation="The two are not the same measure.",
        declared_title=titles[0],
        verified_title=titles[1],
        declared_on_shown="1 March 2026",
        declared_model="cmc@2026.1",
        declared_source="example-declared.xlsx",
        rows=tuple(rows),
        notes=("A difference is declared minus verified.",),
    )


def _row(node: NodeView) -> BesideRow:
    assert node.score is not None
    declared = min(node.score.value + 8, 100.0)
    return BesideRow(
        node.id, node.kind, node.title, _figure(declared), node.score, f"+{declared - node.score.value:.1f}"
    )


def _figure(value: float) -> Figure:
    return Figure(value, f"{value:.1f}")
