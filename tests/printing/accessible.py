"""The rules of PDF/UA-1 (ISO 14289-1), and those of level A of PDF/A-3, on tags and what they hold."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from pikepdf import Dictionary, Name

from tests.printing import tree
from tests.printing.content import Opened
from tests.printing.tree import Element

STANDARD = frozenset(
    """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6
    L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot
    Ruby RB RT RP Warichu WT WP Figure Formula Form""".split()  # noqa: SIM905 - as the standard lists them
)
MAY_HOLD = {
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"Caption", "LI", "L"},
    "LI": {"Lbl", "LBody"},
}
MUST_STAND_IN = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
}
HEADINGS = {f"H{depth}": depth for depth in range(1, 7)}


def catalogue(opened: Opened) -> Iterator[str]:
    """7.1, 7.2: marked, with a language, and the title in the window."""
    root = opened.root
    marks = root.get(Name.MarkInfo, Dictionary())
    if marks.get(Name.Marked) is not True or marks.get(Name.Suspects) is True:
        yield "is not said to be marked"
    if not str(root.get(Name.Lang, "")):
        yield "has no language"
    if root.get(Name.ViewerPreferences, Dictionary()).get(Name.DisplayDocTitle) is not True:
        yield "does not show its title"


def elements(opened: Opened) -> Iterator[str]:
    """The tree: one document, known tags, each element where it says it is, and tables and lists in order."""
    found = opened.elements
    tops = [element.tag for element in found if element.above is None]
    if tops != ["Document"]:
        yield f"the tree begins with {tops}"
    for element in found:
        yield from (f"{element.tag}: {said}" for said in _placed(element))


def _placed(element: Element) -> Iterator[str]:
    above = element.above
    if element.tag not in STANDARD:
        yield "is no tag"
    if above and element.source.get(Name.P, Dictionary()).objgen != above.source.objgen:
        yield "says that it stands elsewhere"
    if above and above.tag not in MUST_STAND_IN.get(element.tag, {above.tag}):
        yield f"stands in {above.tag}"
    allowed = MAY_HOLD.get(element.tag)
    if allowed is not None:
        strangers = {kid.tag for kid in element.kids} - allowed
        if strangers or element.content:
            yield f"holds {sorted(strangers) or 'text'}"
        if not element.kids:
            yield "is empty"


def content(opened: Opened) -> Iterator[str]:
    """7.1: everything drawn is tagged or an artefact, and tags hold what is drawn, each piece once."""
    held = Counter(place for element in opened.elements for place in element.content)
    drawn: Counter[tree.Place] = Counter()
    for number, (page, found) in enumerate(zip(opened.pdf.pages, opened.drawn, strict=True), start=1):
        drawn.update((page.obj.objgen, mark) for mark in found.marks)
        if found.unmarked:
            yield f"page {number}: {len(found.unmarked)} pieces are neither tagged nor artefacts"
        yield from (f"page {number}: {said}" for said in sorted(set(found.nested)))
    for (page, mark), count in (held - drawn).items():
        yield f"{count} tags hold content {mark} of page object {page[0]}, which is not drawn"
    for (page, mark), count in (drawn - held).items():
        yield f"content {mark} of page object {page[0]} is held by no tag ({count} times)"


def parents(opened: Opened) -> Iterator[str]:
    """Both directions agree: from content and annotations to their element, and back."""
    found = tree.parents(opened.pdf)
    numbers = [number for number, _ in found]
    if numbers != sorted(set(numbers)):
        yield "the numbers are not in order, each once"
    following = opened.root.get(Name.StructTreeRoot, Dictionary()).get(Name.ParentTreeNextKey)
    if numbers and following is not None and int(following) <= numbers[-1]:
        yield "the next number is taken"
    known = dict(found)
    holders: dict[tuple[int, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    for element in opened.elements:
        for number, mark in element.content:
            holders[number][mark] = element.source.objgen
    for page in opened.pdf.pages:
        listed = known.get(int(page.obj.get(Name.StructParents, -1)))
        if listed is None:
            yield f"page object {page.obj.objgen[0]} has no number"
            continue
        there = {mark: e.objgen for mark, e in enumerate(listed) if e is not None}
        here = holders[page.obj.objgen]
        for mark in sorted(there.keys() | here.keys()):
            if there.get(mark) != here.get(mark):
                yield f"content {mark} of page object {page.obj.objgen[0]} is said to be elsewhere"


def annotated(opened: Opened) -> Iterator[str]:
    """7.18: a link stands in a tag of its own, has a description, and is reached in the order of the tags."""
    known = dict(tree.parents(opened.pdf))
    holders = {held.objgen: element for element in opened.elements for held in element.objects}
    for number, annotation in opened.annotations():
        holder = holders.get(annotation.objgen)
        where = f"page {number + 1}"
        said = known.get(int(annotation.get(Name.StructParent, -1)), Dictionary()).objgen
        if holder is None or holder.tag != "Link":
            yield f"{where}: a link that stands in {holder.tag if holder else 'no tag'}"
        elif said != holder.source.objgen:
            yield f"{where}: a link that is said to be elsewhere"
        if not str(annotation.get(Name.Contents, "")).strip():
            yield f"{where}: a link without a description"
    for number, page in enumerate(opened.pdf.pages, start=1):
        if Name.Annots in page.obj and page.obj.get(Name.Tabs) != Name.S:
            yield f"page {number}: links are not reached in the order of the tags"


def linking(opened: Opened) -> Iterator[str]:
    """7.18.5: a tag for links holds one that is on a page."""
    places = {annotation.objgen for _, annotation in opened.annotations()}
    for element in opened.elements:
        if any(held.objgen not in places for held in element.objects):
            yield f"{element.tag} holds an annotation that is on no page"
        if element.tag == "Link" and not element.objects:
            yield "a Link without a link"
        if element.tag == "Link" and any(above.tag == "Link" for above in element.ancestors()):
            yield "a Link within a Link"


def figures(opened: Opened) -> Iterator[str]:
    """7.3: a figure has words and a frame, which lies on its page."""
    for element in opened.elements:
        if element.tag not in ("Figure", "Formula"):
            continue
        if not str(element.source.get(Name.Alt, "")).strip():
            yield "one without words"
        frame = element.attribute("Layout", "/BBox")
        if frame is None:
            yield "one without a frame"
            continue
        left, low, right, high = (float(side) for side in frame)  # type: ignore[union-attr]
        page = [float(side) for side in element.source.Pg.MediaBox]
        if not (page[0] - 1 <= left < right <= page[2] + 1 and page[1] - 1 <= low < high <= page[3] + 1):
            yield f"{element.source.get(Name.Alt)}: its frame {[left, low, right, high]} is not on the page"


def tables(opened: Opened) -> Iterator[str]:
    """7.5: header cells say of which cells they are, and rows are as wide as each other."""
    found = opened.elements
    names = Counter(str(e.source.ID) for e in found if Name.ID in e.source)
    yield from (f"two elements are called {name}" for name, count in names.items() if count > 1)
    if names and Name.IDTree not in opened.root.get(Name.StructTreeRoot, Dictionary()):
        yield "elements have names, and there is no list of them"
    for table in (element for element in found if element.tag == "Table"):
        yield from _regular(table, names)


def _regular(table: Element, names: Counter[str]) -> Iterator[str]:
    cells = [element for element in table.within() if element.tag in ("TH", "TD")]
    for cell in cells:
        if cell.tag == "TH" and cell.attribute("Table", "/Scope") is None and Name.ID not in cell.source:
            yield "a header cell that says nothing of its cells"
        for name in cell.attribute("Table", "/Headers") or ():  # type: ignore[union-attr]
            if str(name) not in names:
                yield f"a cell with the header {name}, which there is not"
    if not any(cell.tag == "TH" for cell in cells):
        yield "a table without headers"
    widths = _widths([element for element in table.within() if element.tag == "TR"])
    if len(set(widths)) > 1:
        yield f"rows of {sorted(set(widths))} columns"


def _widths(rows: list[Element]) -> list[int]:
    """The width of each row, with what reaches into it from the rows above."""
    reaching: list[tuple[int, int]] = []
    found = []
    for row in rows:
        spans = [(_span(cell, "/RowSpan"), _span(cell, "/ColSpan")) for cell in row.kids]
        found.append(sum(columns for _, columns in spans) + sum(columns for _, columns in reaching))
        reaching = [(left - 1, columns) for left, columns in [*reaching, *spans] if left > 1]
    return found


def _span(cell: Element, key: str) -> int:
    given = cell.attribute("Table", key)
    return int(given) if given is not None else 1  # type: ignore[call-overload]


def headings(opened: Opened) -> Iterator[str]:
    """7.4: from the first level down, none left out."""
    deepest = 0
    for element in opened.elements:
        depth = HEADINGS.get(element.tag)
        if depth is None:
            continue
        if depth > deepest + 1:
            yield f"{element.tag} follows a heading of level {deepest}"
        if any(above.tag in HEADINGS for above in element.ancestors()):
            yield f"{element.tag} within a heading"
        deepest = depth
    if not deepest:
        yield "there is none"


def embedded_names(opened: Opened) -> Iterator[str]:
    """7.11: files are named in both ways."""
    for found in opened.dictionaries:
        if Name.EF in found and not (str(found.get(Name.F, "")) and str(found.get(Name.UF, ""))):
            yield "a file without a name"


def languages(opened: Opened) -> Iterator[str]:
    """7.2: the language is one, not a word that looks like it."""
    for found in [opened.root, *(element.source for element in opened.elements)]:
        language = str(found.get(Name.Lang, "en"))
        parts = language.split("-")
        if not (parts[0].isalpha() and 2 <= len(parts[0]) <= 3 and all(part.isalnum() for part in parts)):
            yield f"{language!r} is no language"


RULES: dict[str, Callable[[Opened], Iterator[str]]] = {
    "catalogue": catalogue,
    "elements": elements,
    "content": content,
    "parents": parents,
    "links in tags": annotated,
    "tags of links": linking,
    "figures": figures,
    "tables": tables,
    "headings": headings,
    "names of files": embedded_names,
    "languages": languages,
}
