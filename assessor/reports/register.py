"""The evidence register as views: every item, what each practice rests on, and which rest on none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.answers.evidence import EvidenceItem
from assessor.answers.sheet import AnswerSheet
from assessor.languages import Wording, message
from assessor.reports.document import (
    EvidenceMention,
    EvidenceView,
    NodeView,
    PracticeView,
    SupportedView,
    UnregisteredView,
)
from assessor.reports.figures import plain
from criteria.answers import Answer
from criteria.model import Component, Model, Practice

KINDS = {
    "document": message("Document"),
    "record": message("Record"),
    "interview": message("Interview"),
    "observation": message("Observation on site"),
    "mystery-shopping": message("Mystery shopping"),
    "customer-side": message("Customer's side"),
}


def evidence_views(sheet: AnswerSheet, say: Wording) -> tuple[EvidenceView, ...]:
    """The register in the order in which it was handed in."""
    return tuple(_view(sheet.model, n, item, say) for n, item in enumerate(sheet.evidence, start=1))


def _view(model: Model, number: int, item: EvidenceItem, say: Wording) -> EvidenceView:
    return EvidenceView(
        number=number,
        id=item.id,
        kind=item.kind,
        kind_title=say(KINDS[item.kind]),
        title=item.title,
        practices=tuple(
            SupportedView(name, model.by_id[name].title.in_language(say.language)) for name in item.on
        ),
        seen_on_shown=say.date(item.seen_on) if item.seen_on else "",
        by=item.by,
        site=item.site,
        note=item.note,
        digest=item.sha256,
    )


def with_evidence(nodes: Sequence[NodeView], sheet: AnswerSheet, say: Wording) -> tuple[NodeView, ...]:
    """The dimensions with every practice naming the items that support it."""
    named: dict[str, list[EvidenceMention]] = {}
    for number, item in enumerate(sheet.evidence, start=1):
        mention = EvidenceMention(number, item.id, say(KINDS[item.kind]), item.title)
        for practice in item.on:
            named.setdefault(practice, []).append(mention)
    return tuple(_named(node, named) for node in nodes) if named else tuple(nodes)


def _named(node: NodeView, named: dict[str, list[EvidenceMention]]) -> NodeView:
    def practice(view: PracticeView) -> PracticeView:
        return replace(view, evidence=tuple(named[view.id])) if view.id in named else view

    criteria = tuple(_named(criterion, named) for criterion in node.criteria)
    return replace(node, criteria=criteria, practices=tuple(map(practice, node.practices)))


def unregistered_views(sheet: AnswerSheet, say: Wording) -> tuple[UnregisteredView, ...]:
    """The practices whose evidence is rated above assertion, while no item of the register supports them.

    None in a track or a model that does not rate evidence.
    """
    supported = {practice for item in sheet.evidence for practice in item.on}
    return tuple(_unsupported(sheet, supported, say))


def _unsupported(sheet: AnswerSheet, supported: set[str], say: Wording) -> Iterator[UnregisteredView]:
    for practice in sheet.model.practices:
        answer, component = sheet.answers.get(practice.id), evidence_component(sheet, practice)
        if component is None or practice.id in supported or not isinstance(answer, Answer):
            continue
        given = answer.values[component.id]
        if given > component.options[0].value:
            label = next(o.label for o in component.options if o.value == given).in_language(say.language)
            title = practice.title.in_language(say.language)
            yield UnregisteredView(practice.id, title, f"{plain(given)} ({label})")


def evidence_component(sheet: AnswerSheet, practice: Practice) -> Component | None:
    """The component that rates a practice's evidence, where its scale of words begins at assertion."""
    confidence = sheet.model.confidence
    rating = sheet.model.rating_of(practice, sheet.track)
    found = (c for c in rating.components if confidence and c.id == confidence.evidence and c.options)
    return next(found, None)
