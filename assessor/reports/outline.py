"""The model's tree with every score, share, answer and note: what a report lists dimension by dimension."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from assessor.languages import Wording
from assessor.reports import guides
from assessor.reports.document import ComponentView, Figure, FindingView, NodeKind, NodeView, PracticeView
from assessor.reports.figures import Figures, plain
from criteria.answers import Answer, NotApplicable
from criteria.exact import proportions
from criteria.explaining import Explanation, Note, explain
from criteria.model import Component, Criterion, Dimension, Model
from criteria.scoring import NodeScore, PracticeScore, Score
from criteria.shares import total_offset
from criteria.steps import practice_weights, rungs


@dataclass(frozen=True)
class Outliner:
    """Turns a score into views in one language."""

    result: Score
    say: Wording
    explanations: Mapping[str, Explanation]
    lifts: Mapping[str, Fraction]
    findings: Sequence[FindingView] = ()

    @property
    def model(self) -> Model:
        """The model that was answered."""
        return self.result.model

    @property
    def show(self) -> Figures:
        """How the model's numbers are shown."""
        return Figures(self.model)

    def dimensions(self) -> tuple[NodeView, ...]:
        """Every dimension with its criteria and practices."""
        criteria, practices = iter(self.result.criteria), iter(self.result.practices)
        views = []
        for dimension, node in zip(self.model.dimensions, self.result.dimensions, strict=True):
            possible = self._possible(dimension)
            own = tuple(
                self._criterion(c, possible * c.points / dimension.points, next(criteria), practices)
                for c in dimension.criteria
            )
            views.append(self._node("dimension", dimension, node, possible, criteria=own))
        return tuple(views)

    def _possible(self, dimension: Dimension) -> Fraction:
        """What a dimension adds to the total at most, under the profile that was used."""
        points = self.result.profile.points
        return self.model.total_scale.width * points[dimension.id] / sum(points.values())

    def _criterion(
        self, criterion: Criterion, possible: Fraction, node: NodeScore, rest: Iterator[PracticeScore]
    ) -> NodeView:
        scored = [next(rest) for _ in criterion.practices]
        practices = tuple(map(self._practice, scored))
        gains = list(map(self._gain, scored))
        return self._node(
            "criterion",
            criterion,
            node,
            possible,
            practices=practices,
            strengths=guides.strengths(self.findings, criterion.id, practices, self.say),
            opportunities=guides.opportunities(self.findings, criterion.id, practices, gains, self.say),
            nonconformities=guides.nonconformities(self.findings, criterion.id, practices),
        )

    def _node(
        self,
        kind: NodeKind,
        part: Dimension | Criterion,
        node: NodeScore,
        points: Fraction,
        **within: Any,  # noqa: ANN401 - the fields of a NodeView that only its kind has
    ) -> NodeView:
        final = self.result.is_final(node)
        share, contribution = self._weight(part.id)
        return NodeView(
            id=part.id,
            kind=kind,
            title=self._text(part.title),
            summary=self._text(part.summary) if part.summary else "",
            points=Figure(float(points), plain(points)),
            score=self.show.optional(node.score) if final else None,
            interval=None if final else self.show.interval(node.lowest, node.highest),
            share=share,
            contribution=contribution,
            notes=self._notes(part.id),
            answered=node.answered,
            applicable=node.applicable,
            **within,
        )

    def _practice(self, scored: PracticeScore) -> PracticeView:
        practice, answer = scored.practice, scored.answer
        share, contribution = self._weight(practice.id)
        stage = next((s for s in self.model.stages if s.id == practice.stage), None)
        excluded = isinstance(answer, NotApplicable)
        return PracticeView(
            id=practice.id,
            title=self._text(practice.title),
            question=self._text(practice.question),
            stage=self._text(stage.title) if stage else "",
            state="not applicable" if excluded else "answered" if answer else "unanswered",
            score=self.show.optional(scored.score),
            share=share,
            contribution=contribution,
            components=tuple(self._components(scored)),
            notes=self._notes(practice.id),
            reason=answer.reason if isinstance(answer, NotApplicable) else "",
            approved_by=answer.approved_by if isinstance(answer, NotApplicable) else "",
            comment=answer.comment if answer else "",
            sources=tuple(f"{source.document} {source.passage}" for source in practice.sources),
            **self._guided(scored),
        )

    def _guided(self, scored: PracticeScore) -> dict[str, Any]:
        """The level reached, the next and what leads there; nothing without a guide or an answer."""
        guide, reached = scored.practice.guide, guides.level_reached(self.model, self.result.track, scored)
        if guide is None or reached is None:
            return {}
        above = guides.next_level(guide, reached)
        return {
            "reached": guides.descriptor(self.model, guide, reached, self.say),
            "next": guides.descriptor(self.model, guide, above, self.say) if above else None,
            "action": guides.action(guide, above, self.say) if above else None,
        }

    def _gain(self, scored: PracticeScore) -> tuple[Fraction, str]:
        """What a practice's next level would add to the total, and how that is shown; 0 without one."""
        guide, reached = scored.practice.guide, guides.level_reached(self.model, self.result.track, scored)
        above = guides.next_level(guide, reached) if guide and reached is not None else None
        if guide is None or above is None or scored.score is None or not self.explanations:
            return Fraction(0), ""
        rung = rungs(self.model, self.model.rating_of(scored.practice, self.result.track))[above]
        gain = self._worth[scored.practice.id] * (rung - scored.score)
        return gain, self.show.points(gain).shown

    @cached_property
    def _worth(self) -> Mapping[str, Fraction]:
        """What one point of each practice's score adds to the total."""
        return practice_weights(self.result)

    def _weight(self, node_id: str) -> tuple[Figure | None, Figure | None]:
        """Share of the parent and contribution to the total; neither where there is no total.

        Where scales do not begin at 0, a contribution is what lies above the beginning, so that the
        contributions of dimensions add up to the total here too.
        """
        found = self.explanations.get(node_id)
        if found is None:
            return None, None
        share = found.share
        if found.kind == "dimension":
            share = found.share * self.model.node_scale.width / self.model.total_scale.width
        return self.show.share(share), self.show.points(found.contribution + self.lifts[node_id])

    def _components(self, scored: PracticeScore) -> Iterator[ComponentView]:
        found = self.explanations.get(scored.practice.id)
        if not isinstance(scored.answer, Answer):
            return
        rating = self.model.rating_of(scored.practice, self.result.track)
        counted = {part.id: part.score for part in found.parts} if found else {}
        for component in rating.components:
            given = scored.answer.values[component.id]
            score = counted.get(component.id)
            yield ComponentView(
                id=component.id,
                title=self._text(component.title),
                given=self._given(component, scored.answer),
                counted=self.show.score(component.score(given) if score is None else score),
                weight=self.show.share(component.weight).shown if component.weight else "",
                label=next((self._text(o.label) for o in component.options if o.value == given), ""),
            )

    def _given(self, component: Component, answer: Answer) -> str:
        sites = answer.sites.get(component.id, ())
        value = plain(answer.values[component.id])
        if not sites:
            return value
        return f"{value} ({'; '.join(f'{s.site} {plain(s.share)}%: {plain(s.value)}' for s in sites)})"

    # --- notes --------------------------------------------------------------------------------------

    def _notes(self, node_id: str) -> tuple[str, ...]:
        found = self.explanations.get(node_id)
        if found is None:
            return ()
        cut = [part.contribution for part in found.parts if part.kind == "rounding"]
        return (*(self._note(node_id, note) for note in found.notes), *map(self._rounding, cut))

    def _rounding(self, value: Fraction) -> str:
        return self.say("Rounding at this step: %(points)s points", points=self.show.points(value).shown)

    def _note(self, node_id: str, note: Note) -> str:
        say = self.say
        if note.code == "not-applicable":
            return say("Does not apply: %(reason)s", reason=note.reason)
        if note.code == "unanswered":
            return say("Not answered: counts as %(score)s", score=self._shown(note.value))
        if note.code == "renormalised":
            return say(
                "%(title)s does not apply: its weight is shared among the others",
                title=self.title(note.subject),
            )
        component = self._component_title(node_id, note.subject)
        if note.code == "bound":
            return say(
                "Held at %(score)s by the ceiling of %(component)s",
                score=self._shown(note.value),
                component=component,
            )
        return say(
            "%(component)s counts at most %(at_most)s while %(condition)s is below %(bar)s",
            component=component,
            at_most=self._shown(note.value),
            condition=self._component_title(node_id, note.unless),
            bar=plain(note.at_least) if note.at_least is not None else "",
        )

    def _shown(self, value: Fraction | None) -> str:
        return "" if value is None else self.show.score(value).shown

    def _component_title(self, practice_id: str, component_id: str) -> str:
        practice = next(p for p in self.model.practices if p.id == practice_id)
        return self._text(self.model.rating_of(practice, self.result.track).component(component_id).title)

    def title(self, node_id: str) -> str:
        """The title of a dimension, criterion or practice; the word for the total."""
        part = self.model.by_id.get(node_id)
        return self._text(part.title) if part else self.say("Total")

    def _text(self, text: object) -> str:
        return text.in_language(self.say.language)  # type: ignore[attr-defined, no-any-return]


def outliner(result: Score, say: Wording, findings: Sequence[FindingView] = ()) -> Outliner:
    """An outliner with the explanation of every node, where the score has a total to explain."""
    tree = explain(result) if result.total is not None else None
    nodes = dict(_walk(tree)) if tree else {}
    lifts = dict(_lifted(tree, total_offset(result.model))) if tree else {}
    return Outliner(result, say, nodes, lifts, findings)


def _walk(tree: Explanation) -> Iterator[tuple[str, Explanation]]:
    yield tree.id, tree
    for part in _nodes(tree):
        yield from _walk(part)


def _lifted(tree: Explanation, offset: Fraction) -> Iterator[tuple[str, Fraction]]:
    """The offset of the scales, divided among the parts as their shares are."""
    yield tree.id, offset
    own = _nodes(tree)
    for part, share in zip(own, proportions([part.share for part in own]), strict=True):
        yield from _lifted(part, offset * share)


def _nodes(tree: Explanation) -> list[Explanation]:
    return [part for part in tree.parts if part.kind in ("dimension", "criterion", "practice")]
