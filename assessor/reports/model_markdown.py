"""A whole model as one Markdown document: every question, descriptor, evidence prompt, measure and action."""

from collections.abc import Iterator, Sequence

from assessor.languages import Language, Wording, message, wording
from assessor.reports.figures import plain
from criteria.guide import Action, EvidencePrompts, Guide, Measure
from criteria.model import Criterion, Dimension, Gate, Model, Practice
from criteria.text import Text

STREAMS = {
    "business-model": message("business model"),
    "process": message("process"),
    "information-technology": message("information technology"),
    "organisation": message("organisation"),
    "business-plan": message("business plan"),
}
HORIZONS = {"quick-win": message("quick win, 90 days at most"), "long-term": message("long term")}
DIRECTIONS = {
    "higher": message("higher is better"),
    "lower": message("lower is better"),
    "target": message("nearer to the target is better"),
}
STATUSES = {"draft": message("Draft"), "published": message("Published")}
GATES = {
    "total": message("total"),
    "dimension": message("every dimension"),
    "criterion": message("every criterion"),
    "practice": message("every practice in question"),
}


def markdown(model: Model, language: Language) -> str:
    """The model in one language, the same text for the same pack."""
    return "\n".join(_Writer(model, wording(language)).lines()).rstrip() + "\n"


class _Writer:
    def __init__(self, model: Model, say: Wording) -> None:
        self.model = model
        self.say = say

    def text(self, text: Text) -> str:
        return text.in_language(self.say.language)

    def lines(self) -> Iterator[str]:
        model, say = self.model, self.say
        yield from (f"# {self.text(model.title)} {model.version}", "")
        if model.about:
            yield from (self.text(model.about), "")
        sizes = (len(model.dimensions), len(model.criteria), len(model.practices))
        counted = say(
            "%(d)s dimensions, %(c)s criteria, %(p)s practices.", d=sizes[0], c=sizes[1], p=sizes[2]
        )
        yield from (counted + " " + say("Status: %(status)s.", status=say(STATUSES[model.status])), "")
        yield from self._overview()
        yield from self._levels()
        yield from self._profiles()
        for dimension in model.dimensions:
            yield from self._dimension(dimension)
        yield from self._glossary()
        yield from self._asked()

    def _table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        yield "| " + " | ".join(headers) + " |"
        yield "|" + "---|" * len(headers)
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        yield ""

    def _overview(self) -> Iterator[str]:
        rows = [
            (
                self.text(d.title),
                plain(d.points),
                "; ".join(f"{self.text(c.title)} {plain(c.points)}" for c in d.criteria),
            )
            for d in self.model.dimensions
        ]
        yield from self._table(
            (self.say("Dimension"), self.say("Points"), self.say("Criteria and their points")), rows
        )

    def _levels(self) -> Iterator[str]:
        yield from ("## " + self.say("Levels"), "")
        rows = [
            (
                f"{level.number} {self.text(level.title)}",
                self.text(level.meaning) if level.meaning else "",
                "; ".join(map(self._gate, level.gates)),
            )
            for level in self.model.levels
        ]
        yield from self._table((self.say("Level"), self.say("Meaning"), self.say("Gates")), rows)
        if self.model.reading:
            yield from ("## " + self.say("How descriptors are read"), "")
            yield from (f"{n}. {self.text(rule)}" for n, rule in enumerate(self.model.reading, 1))
            yield ""

    def _gate(self, gate: Gate) -> str:
        return f"{self.say(GATES[gate.of])} {'>' if gate.strict else '≥'} {plain(gate.bar)}"

    def _profiles(self) -> Iterator[str]:
        yield from ("## " + self.say("Weight profiles"), "")
        titles = [self.text(d.title) for d in self.model.dimensions]
        rows = [
            (self.text(p.title), *(plain(p.points[d.id]) for d in self.model.dimensions), self.text(p.reason))
            for p in self.model.profiles.values()
        ]
        yield from self._table((self.say("Profile"), *titles, self.say("Reason")), rows)

    # --- the tree -----------------------------------------------------------------------------------

    def _dimension(self, dimension: Dimension) -> Iterator[str]:
        yield from (f"## {self.text(dimension.title)} ({plain(dimension.points)})", "")
        if dimension.summary:
            yield from (self.text(dimension.summary), "")
        for criterion in dimension.criteria:
            yield from self._criterion(criterion)

    def _criterion(self, criterion: Criterion) -> Iterator[str]:
        yield from (f"### {self.text(criterion.title)} ({plain(criterion.points)})", "")
        if criterion.summary:
            yield from (self.text(criterion.summary), "")
        for practice in criterion.practices:
            yield from self._practice(practice)

    def _practice(self, practice: Practice) -> Iterator[str]:
        yield from (f"#### {self.text(practice.title)}", "", f"`{practice.id}`", "")
        yield from (f"**{self.text(practice.question)}**", "")
        if practice.guide:
            yield from self._guide(practice.guide)
        stages = {stage.id: self.text(stage.title) for stage in self.model.stages}
        if practice.stage:
            yield self.say("Life-cycle stage: %(stage)s.", stage=stages[practice.stage])
        sources = "; ".join(f"{source.document} {source.passage}" for source in practice.sources)
        yield from (self.say("Source: %(sources)s.", sources=sources) if sources else "", "")

    def _guide(self, guide: Guide) -> Iterator[str]:
        yield from (self.text(guide.guidance), "")
        if guide.not_applicable_when:
            reason = self.text(guide.not_applicable_when)
            yield from (self.say("Not applicable when: %(reason)s", reason=reason), "")
        if guide.measure:
            yield from self._measure(guide.measure)
        rows = [(str(level), self.text(text)) for level, text in guide.descriptors.items()]
        yield from self._table((self.say("Level"), self.say("What an assessor would see")), rows)
        yield from self._evidence(guide.evidence)
        yield from self._actions(guide.actions)
        if guide.related:
            related = "; ".join(f"{r.framework}, {r.element}" for r in guide.related)
            yield from (self.say("Related (not conformity): %(related)s.", related=related), "")

    def _measure(self, measure: Measure) -> Iterator[str]:
        say = self.say
        computed = measure.computed_by or say("none of the product's own measures")
        rows = [
            (say("Definition"), self.text(measure.definition)),
            (say("Formula"), self.text(measure.formula)),
            (say("Unit"), self.text(measure.unit)),
            (say("Direction"), say(DIRECTIONS[measure.direction])),
            (say("Segments"), self.text(measure.segments)),
            (say("Periods, at least"), str(measure.periods)),
            (say("Comparators"), self.text(measure.comparators)),
            (say("Required figures"), "; ".join(map(self.text, measure.required))),
            (say("Computed by"), computed),
        ]
        yield from self._table((say("Measure"), ""), rows)

    def _evidence(self, evidence: EvidencePrompts) -> Iterator[str]:
        say = self.say
        yield from self._items(say("Documents"), evidence.documents)
        yield from self._items(say("Records"), evidence.records)
        for interview in evidence.interviews:
            yield from self._items(say("Interview"), (interview.whom, *interview.questions))
        yield from self._items(say("What to observe"), (evidence.observation,))
        if evidence.customer_side:
            yield from self._items(say("Customer side"), (evidence.customer_side,))
        yield ""

    def _items(self, title: str, texts: Sequence[Text]) -> Iterator[str]:
        yield f"- **{title}**: {' · '.join(map(self.text, texts))}"

    def _actions(self, actions: Sequence[Action]) -> Iterator[str]:
        say = self.say
        headers = (
            say("Step to"),
            say("Action"),
            say("Person-days"),
            say("Horizon"),
            say("Work stream"),
            say("Owner"),
        )
        rows = [
            (
                str(a.level),
                self.text(a.text),
                str(a.days),
                say(HORIZONS[a.horizon]),
                say(STREAMS[a.stream]),
                self.text(a.owner),
            )
            for a in actions
        ]
        yield from self._table(headers, rows)

    # --- the end matter -----------------------------------------------------------------------------

    def _glossary(self) -> Iterator[str]:
        if not self.model.glossary.terms:
            return
        yield from ("## " + self.say("Glossary"), "")
        rows = [
            (" / ".join(t.english), " / ".join(t.chinese), self.text(t.definition) if t.definition else "")
            for t in self.model.glossary.terms
        ]
        yield from self._table(("English", "中文", self.say("Definition")), rows)

    def _asked(self) -> Iterator[str]:
        if not self.model.asked:
            return
        yield from ("## " + self.say("What the sources ask, and what carries it"), "")
        rows = [(row.by, row.what, ", ".join(row.carried_by)) for row in self.model.asked]
        yield from self._table((self.say("Source"), self.say("Asks"), self.say("Carried by")), rows)
