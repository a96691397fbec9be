"""The flow as a web page: within the application, and alone as one file that asks for nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from assessor.config import PACKAGE
from assessor.reports.flow.blocks import Flow, Heading
from assessor.reports.flow.drawing import drawing

STYLE = PACKAGE / "static" / "report.css"


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the contents, with its dimensions or parts."""

    heading: Heading
    within: tuple[Heading, ...]


def page_body(report: Flow) -> Markup:
    """The report as HTML without a page around it: no style and no script, so that any policy lets it be."""
    template = drawing(report.language).get_template("body.html")
    body = template.render(
        report=report,
        contents=tuple(_contents(report.headings)),
        anchors=frozenset(block.id for block in report.sections if isinstance(block, Heading)),
        logo=report.brand.logo,
    )
    return Markup(body)  # noqa: S704 - from the sandbox, which escapes every text


def page_file(report: Flow) -> str:
    """The report as one self-contained HTML file: style and charts within, no script, nothing fetched."""
    template = drawing(report.language).get_template("file.html")
    style = Markup(STYLE.read_text(encoding="utf-8"))  # noqa: S704 - our own style sheet
    return template.render(report=report, body=page_body(report), brand=report.brand, style=style) + "\n"


def _contents(headings: Iterable[Heading]) -> Iterator[Entry]:
    """The headings by section; a section comes before what is within it."""
    open_: Heading | None = None
    within: list[Heading] = []
    for heading in headings:
        if heading.level > 1:
            within.append(heading)
            continue
        if open_ is not None:
            yield Entry(open_, tuple(within))
        open_, within = heading, []
    if open_ is not None:
        yield Entry(open_, tuple(within))
