"""What the pages of a PDF draw: marks, glyphs and colours, operator by operator."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from tests.printing import tree

PATHS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"))
TEXTS = frozenset(("Tj", "TJ", "'", '"'))
OTHERS = frozenset(
    """q Q cm w J j M d ri i gs m l c v y h re n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* CS cs SC SCN sc
    scn G g RG rg K k Do MP DP BMC BDC EMC INLINE IMAGE""".split()  # noqa: SIM905 - as the standard lists them
)
DEVICES = {"g": "/DeviceGray", "G": "/DeviceGray", "rg": "/DeviceRGB", "RG": "/DeviceRGB"} | {
    "k": "/DeviceCMYK",
    "K": "/DeviceCMYK",
}
DEPTH = 28  # of q within q: ISO 19005-3, 6.1.13


@dataclass
class Drawn:
    """What one page draws. `marks` are the numbered pieces of content, as often as they begin."""

    marks: list[int] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    spaces: set[str] = field(default_factory=set)
    fonts: dict[str, Object] = field(default_factory=dict)
    shown: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    depth: int = 0


class Opened:
    """A file under examination, with what its pages draw read once."""

    def __init__(self, raw: bytes, pdf: Pdf, address: str) -> None:
        self.raw, self.pdf, self.address = raw, pdf, address
        self.root = pdf.Root

    @cached_property
    def drawn(self) -> list[Drawn]:
        """What each page draws."""
        return [_Reader(page.obj).drawn for page in self.pdf.pages]

    @cached_property
    def elements(self) -> list[tree.Element]:
        """Every element of the tree of tags, in reading order."""
        return tree.read(self.pdf)

    @cached_property
    def objects(self) -> list[Object]:
        """Every object of the file, and every dictionary and array within one."""
        return [inner for one in self.pdf.objects for inner in _within(one, 0)]

    @cached_property
    def dictionaries(self) -> list[Object]:
        """Every dictionary of the file, those of streams among them."""
        return [one for one in self.objects if isinstance(one, Dictionary | Stream)]

    def annotations(self) -> Iterator[tuple[int, Object]]:
        """Every annotation, with the index of its page."""
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.obj.get(Name.Annots, ()):
                yield number, annotation


def _within(found: Object, level: int) -> Iterator[Object]:
    if level and getattr(found, "is_indirect", False):
        return
    if isinstance(found, Dictionary | Stream):
        yield found
        for key in found.keys():  # noqa: SIM118 - a pikepdf dictionary iterates differently
            yield from _within(found[key], level + 1)
    elif isinstance(found, Array):
        yield found
        for item in found:
            yield from _within(item, level + 1)


class _Reader:
    """Follows the operators of a page through its forms."""

    def __init__(self, page: Object) -> None:
        self.drawn = Drawn()
        self.stack: list[str] = []
        self.font = ""
        self.nesting = 0
        self._read(page, page.get(Name.Resources, Dictionary()))

    def _read(self, source: Object, resources: Object) -> None:
        for instruction in pikepdf.parse_content_stream(source):
            self._follow(str(instruction.operator), list(instruction.operands), resources)

    def _follow(self, operator: str, operands: list, resources: Object) -> None:
        if operator in ("BMC", "BDC"):
            self._begin(operands, resources)
        elif operator == "EMC":
            self.stack.pop()
        elif operator in ("q", "Q"):
            self.nesting += 1 if operator == "q" else -1
            self.drawn.depth = max(self.drawn.depth, self.nesting)
        elif operator == "Tf":
            self._choose(operands, resources)
        elif operator in PATHS or operator in TEXTS or operator == "INLINE IMAGE":
            self._paint(operator, operands)
        elif operator == "Do":
            self._draw(resources.XObject[str(operands[0])], resources)
        elif operator in DEVICES:
            self.drawn.spaces.add(DEVICES[operator])
        elif operator in ("cs", "CS"):
            self._space(str(operands[0]), resources)
        elif operator not in OTHERS:
            self.drawn.unknown.add(operator)

    def _begin(self, operands: list, resources: Object) -> None:
        tag = str(operands[0])
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, Name):
            properties = resources.Properties[str(properties)]
        number = properties.get(Name.MCID) if properties is not None else None
        if number is None:
            if tag == "/Artifact" and "tagged" in self.stack:
                self.drawn.nested.append("an artefact within tagged content")
            self.stack.append("artefact" if tag == "/Artifact" else "")
            return
        if self.stack and ("artefact" in self.stack or "tagged" in self.stack):
            self.drawn.nested.append(f"content {int(number)} within other content")
        self.drawn.marks.append(int(number))
        self.stack.append("tagged")

    def _paint(self, operator: str, operands: list) -> None:
        if not {"tagged", "artefact"} & set(self.stack):
            self.drawn.unmarked.append(operator)
        if operator in TEXTS:
            given = operands[0] if operator == "TJ" else operands[-1:]
            for piece in given:
                if isinstance(piece, pikepdf.String):
                    code = bytes(piece)
                    self.drawn.shown[self.font] |= {
                        int.from_bytes(code[at : at + 2], "big") for at in range(0, len(code), 2)
                    }

    def _choose(self, operands: list, resources: Object) -> None:
        name = str(operands[0])
        font = resources.Font[name]
        self.font = f"{name} {font.objgen}"
        self.drawn.fonts[self.font] = font

    def _draw(self, thing: Object, resources: Object) -> None:
        if thing.Subtype == Name.Form:
            nesting, self.nesting = self.nesting, self.nesting
            self._read(thing, thing.get(Name.Resources, resources))
            self.nesting = nesting
        else:
            self._paint("Do", [])
            if Name.ColorSpace in thing:
                space = thing.ColorSpace
                self.drawn.spaces.add(str(space[0] if isinstance(space, Array) else space))

    def _space(self, name: str, resources: Object) -> None:
        found = resources.get(Name.ColorSpace, Dictionary()).get(name, Name(name))
        self.drawn.spaces.add(str(found[0] if isinstance(found, Array) else found))
