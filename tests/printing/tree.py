"""The tags of a PDF: every element, what stands above it, and which content it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf

Place = tuple[tuple[int, int], int]
"""A page (by its object) and the number of a piece of content on it."""


@dataclass(eq=False)
class Element:
    """One element of the tree. `objects` are the annotations that it holds."""

    source: Object
    above: "Element | None"
    kids: list["Element"] = field(default_factory=list)
    content: list[Place] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """What it is, without the solidus."""
        return str(self.source.get(Name.S, "/none")).removeprefix("/")

    def ancestors(self) -> Iterator["Element"]:
        """Every element it stands in, the nearest first."""
        found = self.above
        while found:
            yield found
            found = found.above

    def within(self) -> Iterator["Element"]:
        """Itself and everything in it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.within()

    def attribute(self, owner: str, key: str) -> Object | None:
        """An attribute, whether given alone or in a list."""
        given = self.source.get(Name.A)
        for one in given if isinstance(given, Array) else [given]:
            if isinstance(one, Dictionary) and one.get(Name.O) == Name("/" + owner) and key in one:
                found: Object = one[key]
                return found
        return None


def read(pdf: Pdf) -> list[Element]:
    """Every element that the root reaches, in reading order; none where there is no tree."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if root is None or Name.K not in root:
        return []
    tops = [_element(kid, None) for kid in _listed(root.K)]
    return [element for top in tops for element in top.within()]


def _listed(kids: Object | int) -> list:
    return list(kids) if isinstance(kids, Array) else [kids]


def _element(source: Object, above: Element | None) -> Element:
    element = Element(source, above)
    page = source.get(Name.Pg)
    for kid in _listed(source[Name.K]) if Name.K in source else []:
        if isinstance(kid, int):
            element.content.append((page.objgen if page is not None else (0, 0), kid))
        elif kid.get(Name.Type) == Name.MCR:
            element.content.append((kid.get(Name.Pg, page).objgen, int(kid.MCID)))
        elif kid.get(Name.Type) == Name.OBJR:
            element.objects.append(kid.Obj)
        else:
            element.kids.append(_element(kid, element))
    return element


def parents(pdf: Pdf) -> list[tuple[int, Object]]:
    """The other direction: the numbers of pages and annotations, and what they lead to."""
    root = pdf.Root.get(Name.StructTreeRoot, Dictionary())
    return list(_numbered(root.get(Name.ParentTree, Dictionary())))


def _numbered(node: Object) -> Iterator[tuple[int, Object]]:
    numbers = node.get(Name.Nums, Array())
    for at in range(0, len(numbers), 2):
        yield int(numbers[at]), numbers[at + 1]
    for kid in node.get(Name.Kids, ()):
        yield from _numbered(kid)
