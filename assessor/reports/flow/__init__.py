"""The report as plain blocks in one language: DOCX, Markdown and the web page are all written from these.

No section is told twice: a section is one function from the document to blocks, and a form writes blocks.
"""

from collections.abc import Callable, Iterator, Mapping

from assessor.brands.brand import DEFAULT, Brand
from assessor.languages import Language, wording
from assessor.reports import selection
from assessor.reports.document import ReportDocument
from assessor.reports.flow import ahead, anomalies, assurance, evidence, peers, result, tree
from assessor.reports.flow.blocks import Block, Flow, Heading, facts, paragraph, strong
from assessor.reports.flow.telling import Telling
from assessor.reports.pictures import pictures
from assessor.reports.variants import Variant, told, variant

SECTIONS: Mapping[str, Callable[[Telling], Iterator[Block]]] = {
    "statement": result.statement,
    "summary": result.summary,
    "profile": result.profile,
    "standing": peers.standing,
    "levels": result.levels,
    "confidence": assurance.confidence,
    "beside": peers.beside,
    "perception": peers.perception,
    "components": tree.by_component,
    "robustness": ahead.robustness,
    "second-look": anomalies.second_look,
    "dimensions": tree.dimensions,
    "results": evidence.results,
    "exclusions": tree.exclusions,
    "findings": assurance.findings,
    "certification": assurance.certification,
    "plan": ahead.plan,
    "method": tree.method,
    "register": evidence.register,
    "control": assurance.control,
}


def flow(
    document: ReportDocument, language: Language, kind: Variant | None = None, brand: Brand = DEFAULT
) -> Flow:
    """The report of a variant as blocks. Raises ChartError where a figure cannot be drawn."""
    kind, say = kind or variant("full"), wording(language)
    shown, brand = told(document, brand, kind, say)
    found = selection.sections(shown, say, kind.sections)
    inside = any(section.id == "dimensions" for section in found)
    anchors = selection.anchors(shown) if inside else frozenset[str]()
    tell = Telling(shown, say, pictures(shown, say), anchors)
    return Flow(
        language=language,
        title=say(kind.title),
        holder=shown.subject.name,
        subject=tell.joined(shown.basis.model_title, shown.basis.track_title),
        day=shown.basis.assessed_on,
        mark=say("DRAFT") if shown.draft else "",
        running=tuple(_running(tell)),
        opening=tuple(_opening(tell, brand)),
        sections=tuple(_sections(tell, found)),
        brand=brand,
    )


def _sections(tell: Telling, found: list[selection.Section]) -> Iterator[Block]:
    for section in found:
        yield Heading(1, section.id, f"{section.number} {section.title}")
        yield from SECTIONS[section.id](tell)


def _opening(tell: Telling, brand: Brand) -> Iterator[Block]:
    """What stands on the cover, after the title and whose report it is."""
    document, say, control = tell.document, tell.say, tell.document.control
    if document.draft:
        warning = say("Not final: figures and texts may still change.")
        yield paragraph(strong(say("DRAFT")), " ", warning, tone="warning")
    yield facts(
        "",
        (say("Assessment"), document.title or ""),
        (say("Result"), tell.result()),
        (say("Total"), _unrated(tell)),
        (say("Assessed on"), document.basis.assessed_on_shown),
        (say("Track"), document.basis.track_title),
        (say("Model"), tell.joined(document.basis.model_title, document.basis.model)),
        (say("Benchmark edition"), document.standing.edition if document.standing else ""),
        (say("Certificate"), document.certificate.number if document.certificate and tell.certified else ""),
        (say("Version of the document"), control.version if control else ""),
        (say("Prepared by"), control.prepared_by if control else ""),
        (say("Confidentiality"), control.confidentiality if control else ""),
    )
    if brand.footer:
        yield paragraph(brand.footer, tone="note")


def _unrated(tell: Telling) -> str:
    """That there is no total, and of how many points; nothing where the result says the total."""
    document, say = tell.document, tell.say
    if document.total is not None or document.interval is not None:
        return ""
    points = say("of %(points)s points", points=document.basis.points.shown)
    return tell.joined(say("Not ratable"), points)


def _running(tell: Telling) -> Iterator[str]:
    """The lines of the margins: on what basis, and what a reader must not miss."""
    document, basis = tell.document, tell.document.basis
    edition = document.standing.edition if document.standing else ""
    reserved = document.control.confidentiality if document.control else ""
    yield " | ".join(part for part in (basis.model, basis.track_title, edition, reserved) if part)
    if document.synthetic:
        yield tell.say("Synthetic peers: for demonstration only")
