"""The flow as a Word document: real styles, headings, tables with repeated headers, fields for pages."""

from collections.abc import Iterable, Iterator, Mapping

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement
from markupsafe import Markup

from assessor.languages import Wording, wording
from assessor.printing.fonts import printable, shortened
from assessor.reports.editable.elements import (
    bookmarked,
    element,
    field,
    field_end,
    field_start,
    link,
    paragraph,
    parsed,
    run,
)
from assessor.reports.editable.package import MARGIN, PAGE, bare, packed
from assessor.reports.flow.blocks import (
    Block,
    Bullets,
    Facts,
    Flow,
    Heading,
    Line,
    Paragraph,
    Picture,
    Row,
    Table,
)

TEXT_WIDTH = round((PAGE[0] - 2 * MARGIN) / 25.4 * 1440)  # twentieths of a point
HEADER_EMS = 60
UNBROKEN = 600  # characters: a row of more may be broken over pages
STYLES = {"text": "Normal", "lead": "FlowLead", "note": "FlowNote", "warning": "FlowWarning"}
CONTENTS = 'TOC \\o "1-2" \\h \\z \\u'


def docx(report: Flow) -> bytes:
    """The report as a .docx file; the same flow gives the same bytes."""
    document, say = bare(report), wording(report.language)
    writer = _Writer(report, say)
    body = document.element.body
    settings = body[-1]  # of the section: they come last
    for found in list(parsed("body", writer.body())):
        settings.addprevious(found)
    _margins(document, report, say)
    return packed(document)


def _margins(document: WordDocument, report: Flow, say: Wording) -> None:
    """Whose report and whether a draft above; on what basis, and which page of how many, below."""
    section = document.sections[0]
    _fill(section.header._element, [_above(report)])
    page = say("Page %(page)s of %(pages)s", page="\0", pages="\0").split("\0")
    numbered = [run(page[0]), *field("PAGE", "1"), run(page[1]), *field("NUMPAGES", "1"), run(page[2])]
    first, *others = report.running
    below = [paragraph("Footer", run(f"{first}\t"), *numbered)]
    _fill(section.footer._element, [*below, *(paragraph("Footer", run(text)) for text in others)])


def _above(report: Flow) -> Markup:
    drafted = [run("\t"), run(report.mark, strong=True)] if report.mark else []
    return paragraph("Header", run(shortened(report.holder, HEADER_EMS)), *drafted)


def _fill(margin: BaseOxmlElement, paragraphs: Iterable[Markup]) -> None:
    for old in list(margin):
        margin.remove(old)
    margin.extend(list(parsed("hdr", paragraphs)))


class _Writer:
    """Writes the blocks of one report; it knows which bookmark each heading has."""

    def __init__(self, report: Flow, say: Wording) -> None:
        self.report, self.say = report, say
        headings = [block for block in report.sections if isinstance(block, Heading)]
        self.bookmarks: Mapping[str, tuple[int, str]] = {
            heading.id: (number, f"_Part{number:04}") for number, heading in enumerate(headings, start=1)
        }

    def body(self) -> Iterator[Markup]:
        """Everything that stands on the pages."""
        report = self.report
        yield paragraph("Title", run(report.title))
        yield paragraph("Subtitle", run(report.holder))
        yield paragraph("FlowNote", run(report.subject))
        for block in report.opening:
            yield from self.block(block)
        yield from self.contents()
        yield element("p", element("r", element("br", type_="page")))
        for block in report.sections:
            yield from self.block(block)

    def contents(self) -> Iterator[Markup]:
        """A field that lists sections and dimensions, filled with links to them."""
        listed = self.report.headings
        if not listed:
            return
        yield paragraph("TOCHeading", run(self.say("Contents")))
        for index, heading in enumerate(listed):
            start = field_start(CONTENTS) if index == 0 else []
            end = [field_end()] if index == len(listed) - 1 else []
            entry = link(self.bookmarks[heading.id][1], run(heading.text))
            yield paragraph(f"TOC{heading.level}", *start, entry, *end)

    def block(self, block: Block) -> Iterator[Markup]:
        """One block as paragraphs and tables."""
        match block:
            case Heading():
                number, name = self.bookmarks[block.id]
                yield paragraph(f"Heading{block.level}", *bookmarked(number, name, run(block.text)))
            case Paragraph():
                yield paragraph(STYLES[block.tone], *self.line(block.line))
            case Bullets():
                yield from (paragraph("ListBullet", *self.line(item)) for item in block.items)
            case Facts():
                yield from self.facts(block)
            case Table():
                yield from self.table(block)
            case Picture():
                if not block.told:
                    yield from self.table(block.table)

    def line(self, line: Line) -> Iterator[Markup]:
        """The runs of a line, those that lead somewhere as links."""
        for found in line:
            if found.to in self.bookmarks:
                shown = run(found.text, strong=found.strong, style="Hyperlink")
                yield link(self.bookmarks[found.to][1], shown)
            else:
                yield run(found.text, strong=found.strong)

    def lines(self, lines: Iterable[Line]) -> Iterator[Markup]:
        """Several lines in one paragraph."""
        for index, line in enumerate(lines):
            if index:
                yield element("r", element("br"))
            yield from self.line(line)

    def facts(self, block: Facts) -> Iterator[Markup]:
        """Names with their values behind a tab."""
        if block.caption:
            yield paragraph("Caption", run(block.caption))
        for fact in block.rows:
            name = run(fact.name, strong=True)
            yield paragraph("FlowFact", name, element("r", element("tab")), *self.lines(fact.cell.lines))

    # --- tables -------------------------------------------------------------------------------------

    def table(self, block: Table) -> Iterator[Markup]:
        """Caption, table, and a little space, without which Word joins two tables to one."""
        widths = _widths(block)
        grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
        yield paragraph("Caption", run(block.caption))
        head = self.row(
            [[run(text)] for text in block.headers], block, widths, style="FlowTableHead", head=True
        )
        yield element(
            "tbl", _table_settings(block), grid, head, *(self.plain(r, block, widths) for r in block.rows)
        )
        yield paragraph("FlowSpace")

    def plain(self, found: Row, block: Table, widths: list[int]) -> Markup:
        """A row of values; one that stands out is set like a head."""
        cells = [list(self.lines(cell.lines)) for cell in found.cells]
        whole = sum(cell.length for cell in found.cells) <= UNBROKEN
        style = "FlowTableHead" if found.kind else "FlowTableText"
        return self.row(cells, block, widths, style=style, whole=whole)

    def row(
        self,
        cells: list[list[Markup]],
        block: Table,
        widths: list[int],
        *,
        style: str,
        head: bool = False,
        whole: bool = True,
    ) -> Markup:
        """A row: the head is repeated on every page, and one that is `whole` never broken."""
        settings = [element("cantSplit")] if whole else []
        settings += [element("tblHeader")] if head else []
        made = [element("trPr", *settings)] if settings else []
        for index, (content, width) in enumerate(zip(cells, widths, strict=True)):
            text = paragraph(style, *content, right=index in block.numeric)
            made.append(element("tc", element("tcPr", element("tcW", w=width, type_="dxa")), text))
        return element("tr", *made)


def _table_settings(block: Table) -> Markup:
    described = element("tblCaption", val=printable(block.caption)[:255])
    return element(
        "tblPr",
        element("tblStyle", val="FlowTable"),
        element("tblW", w=TEXT_WIDTH, type_="dxa"),
        element("tblLayout", type_="fixed"),
        element(
            "tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1
        ),
        described,
    )


def _widths(block: Table) -> list[int]:
    """The columns in twentieths of a point, in the proportions asked for."""
    parts = block.widths or tuple(2 if index in block.numeric else 3 for index in range(len(block.headers)))
    widths = [TEXT_WIDTH * part // sum(parts) for part in parts]
    return [*widths[:-1], TEXT_WIDTH - sum(widths[:-1])]
