"""Which sections a report has, by the name of its variant; and a document without names."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from assessor.brands.brand import DEFAULT, Brand
from assessor.languages import Wording, message
from assessor.reports.document import (
    ComponentView,
    HighlightView,
    NodeView,
    PlanView,
    PracticeView,
    ReportDocument,
    ResultsView,
    SiteView,
    StepView,
)

VariantName = Literal["full", "summary", "annex", "plan", "anonymised"]
VARIANTS: tuple[VariantName, ...] = get_args(VariantName)


@dataclass(frozen=True, slots=True)
class Variant:
    """What a variant is called, and its sections (None: all). `cover` comes with contents behind it."""

    name: VariantName
    title: str
    cover: bool
    sections: frozenset[str] | None
    anonymous: bool = False


_ALL: dict[VariantName, Variant] = {
    variant.name: variant
    for variant in (
        Variant("full", message("Assessment report"), True, None),
        Variant(
            "summary",
            message("Summary report"),
            False,
            frozenset({"statement", "summary", "profile", "levels"}),
        ),
        Variant(
            "annex",
            message("Criterion annex"),
            True,
            frozenset({"dimensions", "results", "exclusions", "findings", "register", "control"}),
        ),
        Variant(
            "plan",
            message("Improvement plan"),
            False,
            frozenset({"plan", "control"}),
        ),
        Variant("anonymised", message("Anonymised report"), True, None, anonymous=True),
    )
}


def variant(name: str) -> Variant:
    """A variant by its name. Raises KeyError for one that there is not.

    >>> variant("summary").cover, sorted(variant("plan").sections)
    (False, ['control', 'plan'])
    """
    return _ALL[name]  # type: ignore[index]


def told(document: ReportDocument, brand: Brand, kind: Variant, say: Wording) -> tuple[ReportDocument, Brand]:
    """What a variant tells of a document, and in whose name.

    An anonymised report carries no brand but a consultancy's: another would say whose it is.
    """
    if not kind.anonymous:
        return document, brand
    return anonymised(document, say), brand if brand.kind == "consultancy" else DEFAULT


def anonymised(document: ReportDocument, say: Wording) -> ReportDocument:
    """The document without whoever was assessed, took part or decided, and without what people wrote.

    Free text may name anybody, so comments, findings' texts, reasons and registers go altogether; so do the
    certificate and the digest of the answers, by which the organisation could be looked up.
    """
    subject = document.subject
    sites = frozenset(site.name for site in subject.sites)
    return replace(
        document,
        title=None,
        subject=replace(
            subject,
            name=say("Anonymised organisation"),
            employees=None,
            scope="",
            sites=tuple(
                SiteView(say("Site %(number)s", number=number), site.share)
                for number, site in enumerate(subject.sites, start=1)
            ),
        ),
        basis=replace(document.basis, source="", source_digest=""),
        dimensions=tuple(_silent_node(dimension, sites) for dimension in document.dimensions),
        findings=(),
        assessors=(),
        certificate=None,
        evidence=(),
        unregistered=(),
        results=tuple(_silent_results(found) for found in document.results),
        perception=None,  # its groups are named by the organisation
        beside=document.beside and replace(document.beside, declared_source=""),
        control=None,
        plan=document.plan and _silent_plan(document.plan),
    )


def _silent_plan(found: PlanView) -> PlanView:
    """A settled plan without who settled it, who does what, and what they wrote."""
    if found.settled is None:
        return found
    return replace(
        found,
        quick_wins=tuple(map(_silent_step, found.quick_wins)),
        long_term=tuple(map(_silent_step, found.long_term)),
        settled=replace(found.settled, by=""),
    )


def _silent_step(step: StepView) -> StepView:
    return replace(step, task=step.task and replace(step.task, owner="", action="", note=""))


def _silent_node(node: NodeView, sites: frozenset[str]) -> NodeView:
    return replace(
        node,
        criteria=tuple(_silent_node(criterion, sites) for criterion in node.criteria),
        practices=tuple(_silent_practice(practice, sites) for practice in node.practices),
        strengths=_of_the_model(node.strengths),
        opportunities=_of_the_model(node.opportunities),
        nonconformities=_of_the_model(node.nonconformities),
    )


def _of_the_model(highlights: tuple[HighlightView, ...]) -> tuple[HighlightView, ...]:
    """What stands out by its score; what stands out by a finding is somebody's text."""
    return tuple(highlight for highlight in highlights if not highlight.finding)


def _silent_practice(practice: PracticeView, sites: frozenset[str]) -> PracticeView:
    return replace(
        practice,
        components=_silent_components(practice.components, sites),
        notes=tuple(note for note in practice.notes if not practice.reason or practice.reason not in note),
        comment="",
        rationale="",
        reason="",
        approved_by="",
        evidence=(),
    )


def _silent_components(given: tuple[ComponentView, ...], sites: frozenset[str]) -> tuple[ComponentView, ...]:
    """What was given site by site is told as the value that counted."""
    return tuple(
        replace(part, given=part.counted.shown) if any(site in part.given for site in sites) else part
        for part in given
    )


def _silent_results(found: ResultsView) -> ResultsView:
    """Ratings without the organisation's own figures, whose names and comparators it wrote itself."""
    return replace(found, practices=tuple(replace(p, measurements=(), remarks=()) for p in found.practices))
