"""Why answers that were settled from those of several people are what they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessor.reports.document import NodeView, PracticeView


def with_rationales(nodes: Sequence[NodeView], rationales: Mapping[str, str]) -> tuple[NodeView, ...]:
    """The dimensions with the rationale of every practice that has one."""
    return tuple(_told(node, rationales) for node in nodes) if rationales else tuple(nodes)


def _told(node: NodeView, rationales: Mapping[str, str]) -> NodeView:
    def practice(view: PracticeView) -> PracticeView:
        return replace(view, rationale=rationales[view.id]) if view.id in rationales else view

    criteria = tuple(_told(criterion, rationales) for criterion in node.criteria)
    return replace(node, criteria=criteria, practices=tuple(map(practice, node.practices)))
