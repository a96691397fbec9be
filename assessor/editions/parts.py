"""What the nodes of an edition are called, on which scale they are shown, and how they belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from assessor.editions.nodes import compared_nodes
from assessor.languages import Wording, message
from assessor.peers.lines import IMPORTED
from assessor.peers.queries import line_named
from assessor.reports.document import Figure
from assessor.reports.figures import Figures
from criteria.exact import rounded
from criteria.faults import InvalidInput
from criteria.model import Model, Scale
from criteria.registry import UnknownModel, load

TOTAL = "total"
MOST_STRIPS = 12
PLACES = 1
DASH = "–"
"""What is printed where nothing is published."""

TRACKS = {
    "declared": message("Declared by the organisations themselves"),
    "verified": message("Verified by assessors"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A dimension with its criteria; without a head, the nodes of a line that has no model."""

    head: str | None
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The nodes of one edition in the words of one language.

    `model` is None for imported peers, and where the model is not installed any more: then every node is
    shown from 0, the lowest score possible, to 100, the highest.
    """

    line: str
    track: str
    model: Model | None
    total: str | None
    strips: tuple[str, ...]
    groups: tuple[Group, ...]
    titles: Mapping[str, str]

    def title(self, node: str) -> str:
        """The title of a node; its id where nobody says more."""
        return self.titles.get(node, node)

    @property
    def followed(self) -> str:
        """The node whose trend is drawn: the total, or the first of all."""
        return self.total or self.groups[0].nodes[0]

    def top(self, node: str) -> float:
        """The highest score possible, as it is shown."""
        return float(self._scale(node).high) if self.model else 100.0

    def figure(self, node: str, points: Fraction) -> Figure:
        """A score in points (0 to 100) on its own scale."""
        scale = self._scale(node)
        return self._figure(node, scale.low + points * scale.width / 100)

    def difference(self, node: str, points: Fraction) -> str:
        """A difference of scores in points, on their own scale and with its sign."""
        shown = self._figure(node, abs(points) * self._scale(node).width / 100).shown
        if not shown.strip("0."):
            return shown
        return f"+{shown}" if points > 0 else f"\u2212{shown}"

    def _scale(self, node: str) -> Scale:
        if self.model is None:
            return Scale(Fraction(0), Fraction(100))
        return self.model.total_scale if node == self.total else self.model.node_scale

    def _figure(self, node: str, value: Fraction) -> Figure:
        if self.model is None:
            return Figure(float(value), str(rounded(value, PLACES)))
        show = Figures(self.model)
        return show.total(value) if node == self.total else show.score(value)


@dataclass(frozen=True, slots=True)
class Line:
    """An edition's line, track and version of the model, and whether its peers are synthetic."""

    id: str
    track: str
    synthetic: bool
    version: str

    @property
    def base(self) -> str:
        """The model or imported line; synthetic peers are those of a model under a name of their own."""
        return self.id.removesuffix("-synthetic") if self.synthetic else self.id


def parts_of(line: Line, nodes: Sequence[str], say: Wording, folders: Sequence[Path]) -> Parts:
    """What the nodes of an edition are, by their model or by the mapping that they were imported with."""
    imported = line_named(line.base)
    if imported is not None and imported.origin == IMPORTED:
        titles = {node["id"]: node["title"] for node in imported.nodes}
        return _unmodelled(imported.title, line, nodes, titles, say)
    model = _model(line, nodes, folders)
    if model is None:
        return _unmodelled(line.base, line, nodes, {}, say)
    return _modelled(model, line, say)


def _model(line: Line, nodes: Sequence[str], folders: Sequence[Path]) -> Model | None:
    """The model in the edition's version, else the newest; None where its nodes are not those counted."""
    for reference in (f"{line.base}@{line.version}", line.base):
        try:
            model = load(reference, folders)
        except (UnknownModel, InvalidInput):
            continue
        if compared_nodes(model) == tuple(nodes):
            return model
    return None


def _unmodelled(
    title: str, line: Line, nodes: Sequence[str], titles: Mapping[str, str], say: Wording
) -> Parts:
    total = TOTAL if TOTAL in nodes else None
    others = tuple(node for node in nodes if node != total)
    named = {**({TOTAL: say("Total")} if total else {}), **titles}
    strips = others if len(others) <= MOST_STRIPS else ()
    track = say(TRACKS[line.track])
    return Parts(title, track, None, total, strips, (Group(None, others or (TOTAL,)),), named)


def _modelled(model: Model, line: Line, say: Wording) -> Parts:
    language = say.language
    titles = {dimension.id: dimension.title.in_language(language) for dimension in model.dimensions}
    titles |= {criterion.id: criterion.title.in_language(language) for criterion in model.criteria}
    track = model.tracks[line.track].title.in_language(language) if line.track in model.tracks else ""
    return Parts(
        line=model.title.in_language(language),
        track=track or say(TRACKS[line.track]),
        model=model,
        total=TOTAL,
        strips=tuple(dimension.id for dimension in model.dimensions),
        groups=tuple(Group(d.id, tuple(c.id for c in d.criteria)) for d in model.dimensions),
        titles={TOTAL: say("Total"), **titles},
    )
