"""The bars of a target as rows of a programme: what each step adds to the node that a bar is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from criteria.exact import dot
from criteria.model import Criterion, Dimension, Gate, Model
from criteria.programme import Row
from criteria.scoring import Score
from criteria.shares import total_offset
from criteria.steps import StepUp

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """A node's score as the steps make it: a constant, and what each step or counter adds."""

    constant: Fraction
    terms: Mapping[int, Fraction] = field(default_factory=dict)


@dataclass(eq=False)
class Rows:
    """Rows for the bars of one score and its steps, practice by practice and in rising order.

    A model that rounds each step gets a whole-number counter for each node: it is at most the rounded score
    in units of the last place, and it is what the node above and the gates count.
    """

    result: Score
    steps: tuple[StepUp, ...]
    counters: int = 0
    listed: list[Row] = field(default_factory=list)
    _lines: dict[str, Line] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n in range(1, len(self.steps)):
            if self.steps[n].practice is self.steps[n - 1].practice:
                self.listed.append(Row({n - 1: Fraction(1), n: Fraction(-1)}, Fraction(0)))

    @property
    def model(self) -> Model:
        """The model that was answered."""
        return self.result.model

    def require(self, node: str, gate: Gate) -> None:
        """Add the row that lets `node` pass `gate`."""
        line, (bar, strict) = self.line(node), least_passing(self.model, gate)
        self.listed.append(Row(line.terms, bar - line.constant, strict))

    def line(self, node: str) -> Line:
        """The score of a practice, criterion, dimension or the total; made once."""
        if node not in self._lines:
            self._lines[node] = self._made(node)
        return self._lines[node]

    def _made(self, node: str) -> Line:
        model, part = self.model, self.model.by_id.get(node)
        if part is None:
            nodes = [d.id for d in model.dimensions]
            return self._node(nodes, self.result.shares, total_offset(model), model.rounding.total_places)
        if isinstance(part, Dimension):
            of = next(n for n in self.result.dimensions if n.id == node)
            return self._node([c.id for c in part.criteria], of.shares)
        if isinstance(part, Criterion):
            of = next(n for n in self.result.criteria if n.id == node)
            return self._node([p.id for p in part.practices], of.shares)
        return self._practice(node)

    def _practice(self, name: str) -> Line:
        scored = next(p for p in self.result.practices if p.practice.id == name)
        start = self.model.practice_scale.low if scored.score is None else scored.score
        gains = {n: step.score - step.start for n, step in enumerate(self.steps) if step.practice.id == name}
        return Line(start, gains)

    def _node(
        self,
        children: list[str],
        shares: tuple[Fraction, ...],
        offset: Fraction = Fraction(0),
        places: int | None = None,
    ) -> Line:
        """Σ share·child; children that do not count have a share of 0."""
        counted = [(self.line(name), share) for name, share in zip(children, shares, strict=True) if share]
        constant = dot([share for _, share in counted], [line.constant for line, _ in counted])
        terms = {n: share * value for line, share in counted for n, value in line.terms.items()}
        whole = Line(constant + offset, terms)
        return self._counted(whole, places) if self.model.rounding.each_step else whole

    def _counted(self, line: Line, places: int | None) -> Line:
        rule = self.model.rounding
        units = 10 ** (rule.places if places is None else places)
        counter = len(self.steps) + self.counters
        self.counters += 1
        up = Fraction(0) if rule.mode == "truncate" and self.model.node_scale.low >= 0 else HALF
        terms = {n: value * units for n, value in line.terms.items()}
        self.listed.append(Row({**terms, counter: Fraction(-1)}, -line.constant * units - up))
        return Line(Fraction(0), {counter: Fraction(1, units)})


def least_passing(model: Model, gate: Gate) -> tuple[Fraction, bool]:
    """The bar for a score before it is rounded, and whether the score must lie above it.

    The gate's own, unless the model compares what is displayed: then from where that is displayed.

    >>> from criteria.registry import load
    >>> least_passing(load("cmc"), Gate("criterion", Fraction(15), strict=True))
    (Fraction(15, 1), True)
    """
    rule = model.rounding
    if not model.compare_rounded or rule.each_step:
        return gate.bar, gate.strict
    units = 10 ** (rule.total_places if gate.of == "total" else rule.places)
    first = floor(gate.bar * units) + 1 if gate.strict else ceil(gate.bar * units)
    if rule.mode == "truncate":
        return Fraction(first, units), False
    return (first - HALF) / units, rule.mode == "half-even" and first % 2 == 1
