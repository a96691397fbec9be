"""ReportDocument -> the HTML of the report, part by part, in a sandbox of plain values."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assessor.brands.brand import DEFAULT, Brand
from assessor.languages import NAMES, Language, wording
from assessor.printing.booklet import Booklet, Folio, linked
from assessor.printing.fonts import printable, shortened
from assessor.reports import selection
from assessor.reports.certificate import seal
from assessor.reports.document import ReportDocument
from assessor.reports.exchange import within_report
from assessor.reports.pictures import pictures, quantile_titles
from assessor.reports.sandbox import environment
from assessor.reports.sentences import answered_said, result_said, source_said
from assessor.reports.typefaces import faces_of
from assessor.reports.variants import Variant, told, variant

HEADER_EMS = 40
NUMBER_SIZE, NUMBER_RIGHT, NUMBER_BASELINE = 7.0, 552.76, 25.93  # as print.css sets the foot of a page
NUMBER_COLOUR = (0.333, 0.384, 0.435)


def report_booklet(
    document: ReportDocument, language: Language, kind: Variant | None = None, brand: Brand = DEFAULT
) -> Booklet:
    """The report in the parts in which it is laid out, with the machine-readable result inside.

    Sections that would be empty are left out. Raises ChartError where a figure cannot be drawn.
    """
    kind = kind or variant("full")
    say = wording(language)
    shown, brand = told(document, brand, kind, say)
    found = selection.sections(shown, say, kind.sections)
    context = _context(shown, language, brand, kind, found)
    template = environment(language).get_template("part.html")
    plans = selection.parts(shown, found, cover=kind.cover, title=say(kind.title))

    def contents(pages: Mapping[str, int]) -> str:
        part = selection.Part(contents=True, chapter=say("Contents"))
        return template.render(**context, part=part, pages={name: str(page) for name, page in pages.items()})

    return Booklet(
        title=printable(f"{say(kind.title)}: {shown.subject.name}"),
        subject=printable(f"{shown.basis.model_title}, {shown.basis.track_title}"),
        language=language,
        written_on=shown.basis.assessed_on,
        style=environment(language).get_template("report.css").render(**context),
        parts=linked([template.render(**context, part=plan) for plan in plans]),
        contents=contents if kind.cover else None,
        folio=_folio(language, first=2 if kind.cover else 1),
        attachments=within_report(shown, say),
    )


def _context(
    document: ReportDocument,
    language: Language,
    brand: Brand,
    kind: Variant,
    sections: list[selection.Section],
) -> dict[str, Any]:
    """What every part may say."""
    say = wording(language)
    return {
        "document": document,
        "language": language,
        "language_name": NAMES[language],
        "brand": brand,
        "faces": faces_of(language),
        "kind": say(kind.title),
        "seal": seal(document, language, brand),
        "result_said": result_said(document, say),
        "source_said": source_said(document.basis.source, say),
        "declared_source_said": source_said(document.beside.declared_source, say) if document.beside else "",
        "answered_said": answered_said(document.basis, say),
        "certified": document.certificate is not None and document.certificate.issued,
        "draft": document.draft,
        "sections": sections,
        "running": _running(document, language),
        "pictures": pictures(document, say),
        "quantile_titles": quantile_titles(say),
        "anchors": selection.anchors(document),
        "overall": selection.overall(document),
        "strongest": selection.strongest(document),
        "weakest": selection.weakest(document),
        "first_blockers": selection.first_blockers(document),
        "excluded": selection.excluded(document),
        "unfinished": selection.unfinished(document),
        "example": selection.example(document, say),
        "status_title": say("Draft") if document.basis.status == "draft" else say("Submitted"),
        "model_status_title": say("Draft") if document.basis.model_status == "draft" else say("Published"),
    }


def _folio(language: Language, first: int) -> Folio:
    said = wording(language)("Page %(page)s of %(pages)s", page="\0", pages="\0")
    before, between, after = said.split("\0")
    css = f"font-family: {faces_of(language).text}"
    return Folio(
        before, between, after, css, NUMBER_SIZE, NUMBER_RIGHT, NUMBER_BASELINE, NUMBER_COLOUR, first
    )


def _running(document: ReportDocument, language: Language) -> dict[str, str]:
    """The lines of the margins: who, on what basis, and what a reader must not miss."""
    say, basis = wording(language), document.basis
    peers = say("Synthetic peers: for demonstration only") if document.synthetic else ""
    edition = [document.standing.edition] if document.standing else []
    reserved = document.control.confidentiality if document.control else ""
    parts = [basis.model, basis.track_title, *edition, *([reserved] if reserved else [])]
    return {
        "holder": shortened(document.subject.name, HEADER_EMS),
        # an XML parser makes a space of a line end within an attribute
        "basis": Markup("&#10;").join([" | ".join(parts), *([peers] if peers else [])]),
        "peers": peers,
        "draft": say("DRAFT") if document.draft else "",
    }
