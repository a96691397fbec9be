"""What the text engine leaves undone in the tags of a part, done before the part is written.

It gives running heads a tag outside the tree, figures a frame in pixels from the page's top, header cells a
name that another part may have too, links the name of their target for a description, a heading's inner boxes
the tag of a heading, a link's inner boxes a link each, and what is a table for its looks only the tag of a
table. Readers for the blind stumble over each of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assessor.printing.fonts import shortened

POINTS = 0.75  # in a CSS pixel
DESCRIPTION_EMS = 60
_SCOPES = {"row": "/Row", "rowgroup": "/Row"}
_OF_TABLES = frozenset(("/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD", "/Caption"))
_WHOLE = frozenset({"/Link", *(f"/H{depth}" for depth in range(1, 7))})

Element = dict[str, Any]


def complete(document: Any, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint's document, and the file it makes
    """Complete the tags of a part: a finisher, as WeasyPrint calls it."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    reached, doubled = {}, set()
    for number, element, above in _elements(pdf, root):
        reached[number] = element
        if element["S"] in _WHOLE and element["S"] in above:
            doubled |= _only_text(pdf, element)
        elif element["S"] == "/Link" and not _objects(pdf, element):
            element["S"] = "/Span"  # a link to what a shorter report leaves out
        elif element["S"] == "/Table":
            _flatten(pdf, element)
        elif element["S"] == "/Figure":
            _frame(element, _at(pdf, element["Pg"]))
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    _set_aside(pdf, numbers, reached)
    _drop(pdf, numbers, doubled)
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            _scope(box)
            _describe(box)


def _at(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _elements(pdf: Any, root: Element) -> Iterator[tuple[int, Element, tuple[str, ...]]]:  # noqa: ANN401
    """Every element that the tree reaches: its number, itself, and the tags it stands in."""
    waiting: list[tuple[bytes, tuple[str, ...]]] = [(reference, ()) for reference in reversed(root["K"])]
    while waiting:
        reference, above = waiting.pop()
        element = _at(pdf, reference)
        yield _number(reference), element, above
        within = (*above, element["S"])
        waiting += [(kid, within) for kid in reversed(_kids(pdf, element))]


def _kids(pdf: Any, element: Element) -> list[bytes]:  # noqa: ANN401
    """An element's references to those within it."""
    references = [kid for kid in element["K"] if isinstance(kid, bytes)]
    return [reference for reference in references if _at(pdf, reference)["Type"] == "/StructElem"]


def _flatten(pdf: Any, table: Element) -> None:  # noqa: ANN401
    """A table without header cells is there for the layout, and is read as what stands in it."""
    found, waiting = [], [table]
    while waiting:
        inner = [_at(pdf, kid) for kid in _kids(pdf, waiting.pop())]
        parts = [element for element in inner if element["S"] in _OF_TABLES]
        found += parts
        waiting += parts
    if all(element["S"] != "/TH" for element in found):
        table["S"] = "/Div"
        for element in found:
            element["S"] = "/NonStruct"


def _only_text(pdf: Any, element: Element) -> set[int]:  # noqa: ANN401
    """A link in a link, or a heading in a heading, is a piece of its text. Returns its own annotations."""
    objects = _objects(pdf, element)
    element["S"] = "/Span"
    element["K"][:] = [kid for kid in element["K"] if kid not in objects]
    return {_number(_at(pdf, kid)["Obj"]) for kid in objects}


def _objects(pdf: Any, element: Element) -> set[bytes]:  # noqa: ANN401
    """An element's references to annotations."""
    return {kid for kid in element["K"] if isinstance(kid, bytes) and _at(pdf, kid)["Type"] == "/OBJR"}


def _drop(pdf: Any, numbers: list[Any], doubled: set[int]) -> None:  # noqa: ANN401
    """Take out annotations, and number the others anew behind the pages."""
    first = len(pdf.page_references)
    keys = {}
    for page in (_at(pdf, reference) for reference in pdf.page_references):
        if "Annots" in page:
            page["Annots"][:] = [link for link in page["Annots"] if _number(link) not in doubled]
            keys.update({_at(pdf, link)["StructParent"]: _at(pdf, link) for link in page["Annots"]})
    elements = dict(zip(numbers[2 * first :: 2], numbers[2 * first + 1 :: 2], strict=True))
    del numbers[2 * first :]
    for key, old in enumerate(sorted(keys), start=first):
        keys[old]["StructParent"] = key
        numbers += [key, elements[old]]


def _frame(figure: Element, page: Element) -> None:
    """A figure's frame, from pixels below the page's top to points above its foot."""
    left, top, right, bottom = figure["A"]["BBox"]
    height = page["MediaBox"][3]
    frame = (left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS)
    figure["A"]["BBox"][:] = [round(side, 3) for side in frame]


def _set_aside(pdf: Any, numbers: list[Any], reached: Mapping[int, Element]) -> None:  # noqa: ANN401
    """What stands in the margins is repeated on every page: an artefact, not part of the text."""
    for page, reference in enumerate(pdf.page_references):
        parents = numbers[2 * page + 1]
        outside = {place for place, parent in enumerate(parents) if _number(parent) not in reached}
        for place in outside:
            parents[place] = b"null"
        _mark_aside(_at(pdf, _at(pdf, reference)["Contents"]).stream, outside)


def _mark_aside(operations: list[Any], outside: set[int]) -> None:
    for place, operand in enumerate(operations):
        if isinstance(operand, dict) and operand.get("MCID") in outside:
            operations[place - 1] = b"/Artifact"
            operations[place] = b"<</Type /Pagination>>"


def _scope(box: Any) -> None:  # noqa: ANN401
    """A header cell says which cells it is of; names of cells would have to be unique in the whole."""
    cell: Element | None = getattr(box, "mark", None)
    if cell is None:
        return
    cell.pop("ID", None)
    cell["A"].pop("Headers", None)
    if cell["S"] == "/NonStruct":
        del cell["A"]
    if cell["S"] == "/TH":
        cell["A"]["Scope"] = _SCOPES.get(box.element.get("scope", ""), "/Column")


def _describe(box: Any) -> None:  # noqa: ANN401
    """A link is described by its words."""
    annotation: Element | None = getattr(box, "link_annotation", None)
    if annotation is None:
        return
    words = shortened("".join(box.element.itertext()), DESCRIPTION_EMS)
    if words:
        string = type(annotation["Contents"])  # the file's own kind of text
        annotation["Contents"] = string(words)
