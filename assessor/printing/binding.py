"""Parts -> one PDF: pages, tags, links, outline, page numbers, and each face embedded once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from urllib.parse import unquote

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Page, Pdf, Stream, String

from assessor.printing.booklet import Booklet, Folio
from assessor.printing.conformance import describe
from assessor.printing.drawing import as_operators
from assessor.printing.engine import ELSEWHERE, Glyphs, Heading, Printed


class Unbound(ValueError):
    """A link leads to a place that no part has: a fault of the templates."""


def bind(
    booklet: Booklet, parts: Sequence[Printed], figures: Printed | None, faces: Mapping[str, bytes]
) -> bytes:
    """The whole as one file; the same parts give the same bytes.

    `figures` is a part with every character of the folio.
    """
    pdf = Pdf.open(BytesIO(parts[0].pdf))
    tags, places = _Tags(pdf), list(_places(pdf))
    for part in parts[1:]:
        source = Pdf.open(BytesIO(part.pdf))
        first = len(pdf.pages)
        for page in source.pages:
            pdf.pages.append(page)
        tags.add(source, list(pdf.pages)[first:])
        places += _places(source, pdf)
    tags.close()
    pages = list(pdf.pages)
    _link(pdf, pages, places)
    fonts = list(_fonts_of(pages))
    if booklet.folio and figures:
        fonts.append(_number(pdf, pages, booklet.folio, figures))
    if booklet.ground:
        beneath = b"/Artifact BMC " + as_operators(booklet.ground) + b" EMC"
        pages[0].contents_add(Stream(pdf, beneath), prepend=True)
    _embed(pdf, fonts, glyphs_of([*parts, *([figures] if figures else [])]), faces)
    _outline(pdf, _headings(parts))
    describe(pdf, booklet)
    return _written(pdf)


def glyphs_of(parts: Iterable[Printed]) -> dict[str, Glyphs]:
    """What all parts together use of each face."""
    found: dict[str, Glyphs] = {}
    for part in parts:
        for face, glyphs in part.faces.items():
            old = found.get(face, Glyphs(glyphs.css, {}, {}))
            texts, widths = {**glyphs.texts, **old.texts}, {**glyphs.widths, **old.widths}
            found[face] = Glyphs(old.css, texts, widths)
    return found


def _written(pdf: Pdf) -> bytes:
    target = BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        fix_metadata_version=False,  # the packet is as it should be, and parsing it again takes time
    )
    return target.getvalue()


# --- tags -------------------------------------------------------------------------------------------


class _Tags:
    """One structure tree made of those of the parts: their elements together, their numbers moved on."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot
        self.document = self.root.K[0]
        self.elements = list(self.document.K)
        self.numbers = list(self.root.ParentTree.Nums)
        self.next = len(self.numbers) // 2

    def add(self, source: Pdf, pages: Sequence[Page]) -> None:
        """Take over the tags of a part whose pages were just added."""
        theirs = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        numbers = list(theirs.ParentTree.Nums)
        for place in range(0, len(numbers), 2):
            self.numbers += [int(numbers[place]) + self.next, numbers[place + 1]]  # type: ignore[list-item]
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + self.next
            for annotation in page.obj.get(Name.Annots, ()):
                annotation.StructParent = int(annotation.StructParent) + self.next
        for element in theirs.K[0].K:
            element.P = self.document
            self.elements.append(element)
        self.next += len(numbers) // 2

    def close(self) -> None:
        """Write what was gathered."""
        self.document.K = Array(self.elements)
        self.root.ParentTree.Nums = Array(self.numbers)
        self.root.ParentTreeNextKey = self.next


# --- links ------------------------------------------------------------------------------------------


def _places(source: Pdf, into: Pdf | None = None) -> Iterator[tuple[bytes, Object]]:
    """The named places of a part, as objects of the whole."""
    names = source.Root.get(Name.Names, Dictionary()).get(Name.Dests)
    if names is None:
        return
    taken = into.copy_foreign(source.make_indirect(names)) if into else names
    found = list(taken.Names)
    for index in range(0, len(found), 2):
        yield bytes(found[index]), found[index + 1]


def _link(pdf: Pdf, pages: Sequence[Page], places: Sequence[tuple[bytes, Object]]) -> None:
    """Lead every link between parts to its place, by name."""
    known = dict(reversed(places))
    for page in pages:
        for annotation in page.obj.get(Name.Annots, ()):
            address = str(annotation.A.URI) if Name.A in annotation else ""
            if address.startswith(ELSEWHERE):
                _lead(annotation, unquote(address.removeprefix(ELSEWHERE)), known)
    ordered = [value for name, place in sorted(known.items()) for value in (String(name), place)]
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.Dests = pdf.make_indirect(Dictionary(Names=Array(ordered)))


def _lead(annotation: Object, name: str, known: Mapping[bytes, Object]) -> None:
    if bytes(String(name)) not in known:
        raise Unbound(f"link to {name!r}: no part has that place")
    del annotation[Name.A]
    annotation.Dest = String(name)


def _headings(parts: Sequence[Printed]) -> Iterator[tuple[int, Heading]]:
    """Every heading and the page its part begins on."""
    first = 0
    for part in parts:
        for heading in part.headings:
            yield first, heading
        first += part.pages


def _outline(pdf: Pdf, headings: Iterable[tuple[int, Heading]]) -> None:
    with pdf.open_outline() as outline:
        outline.root.clear()
        branch: list[tuple[int, OutlineItem]] = []
        for first, heading in headings:
            item = OutlineItem(
                heading.label, first + heading.page, page_location="XYZ", left=0, top=round(heading.top, 2)
            )
            while branch and branch[-1][0] >= heading.depth:
                branch.pop()
            (branch[-1][1].children if branch else outline.root).append(item)
            branch.append((heading.depth, item))


# --- page numbers -----------------------------------------------------------------------------------


def _number(pdf: Pdf, pages: Sequence[Page], folio: Folio, figures: Printed) -> Object:
    """Write every page's number, as an artefact: a screen reader has its own. Returns the fonts of it."""
    source = Pdf.open(BytesIO(figures.pdf))
    fonts = pdf.copy_foreign(source.make_indirect(source.pages[0].obj.Resources.Font))
    for face in figures.faces:
        for page in pages:
            if Name("/" + face) not in page.obj.Resources.Font:
                page.obj.Resources.Font[Name("/" + face)] = fonts[Name("/" + face)]
    for number, page in enumerate(pages[folio.first - 1 :], start=folio.first):
        page.contents_add(Stream(pdf, b"q"), prepend=True)
        page.contents_add(Stream(pdf, _set(folio, folio.text(number, len(pages)), figures.faces)))
    return fonts


def _set(folio: Folio, text: str, faces: Mapping[str, Glyphs]) -> bytes:
    """The operators that draw a line of text flush right, face by face."""
    found = {text: (face, number) for face, used in faces.items() for number, text in used.texts.items()}
    drawn = [found[character] for character in text]
    width = sum(faces[face].widths[number] for face, number in drawn) / 1000 * folio.size
    runs = (
        f"/{face} {folio.size:g} Tf <{''.join(f'{number:04x}' for _, number in run)}> Tj"
        for face, run in groupby(drawn, key=lambda glyph: glyph[0])
    )
    red, green, blue = folio.colour
    return (
        f"Q q /Artifact <</Type /Pagination /Subtype /Footer>> BDC {red:g} {green:g} {blue:g} rg BT "
        f"{folio.right - width:.2f} {folio.baseline:g} Td {' '.join(runs)} ET EMC Q"
    ).encode()


# --- faces ------------------------------------------------------------------------------------------


def _fonts_of(pages: Sequence[Page]) -> Iterator[Object]:
    """The font dictionaries of the parts: all pages of a part share theirs."""
    seen = set()
    for page in pages:
        fonts = page.obj.Resources.Font
        if fonts.objgen not in seen:
            seen.add(fonts.objgen)
            yield fonts


def _embed(
    pdf: Pdf, dictionaries: Iterable[Object], glyphs: Mapping[str, Glyphs], faces: Mapping[str, bytes]
) -> None:
    """Every part uses one and the same object for a face, with the glyphs of all parts."""
    whole: dict[str, Object] = {}
    for fonts in dictionaries:
        for key in fonts.keys():  # noqa: SIM118 - iterating a pikepdf dictionary is not the same
            face = key.removeprefix("/")
            if face not in whole:
                whole[face] = _completed(pdf, fonts[key], glyphs[face], faces[face])
            fonts[key] = whole[face]


def _completed(pdf: Pdf, font: Object, glyphs: Glyphs, content: bytes) -> Object:
    """A font as a part left it, with its file, its widths and the text behind its glyphs."""
    descendant = font.DescendantFonts[0]
    descendant.W = Array(_widths(glyphs.widths))
    descriptor = descendant.FontDescriptor
    left, low, _, high = descriptor.FontBBox
    descriptor.FontBBox = Array([left, low, max(glyphs.widths.values()), high])
    file = Stream(pdf, content)
    if content[:4] == b"OTTO":
        file.Subtype = Name.OpenType
        descriptor.FontFile3 = pdf.make_indirect(file)
    else:
        file.Length1 = len(content)
        descriptor.FontFile2 = pdf.make_indirect(file)
    font.ToUnicode = pdf.make_indirect(Stream(pdf, _character_map(glyphs.texts)))
    return font


def _widths(widths: Mapping[int, float]) -> Iterator[int | Array]:
    """Runs of consecutive glyphs: the first one's number and the widths from there on."""
    run: list[float] = []
    for number in sorted(widths):
        if number - 1 not in widths:
            if run:
                yield Array(run)
            yield number
            run = []
        run.append(widths[number])
    if run:
        yield Array(run)


def _character_map(texts: Mapping[int, str]) -> bytes:
    """From glyphs back to text, so that it can be searched, copied and read aloud."""
    pairs = [f"<{number:04x}> <{texts[number].encode('utf-16-be').hex()}>" for number in sorted(texts)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange",
    ]  # fmt: skip
    tail = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*head, *lines, *tail]).encode()
