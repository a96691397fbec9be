"""Typefaces: embedded, as wide as they are said to be, with a glyph and a text for all that is drawn."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Name, Object

from tests.printing.content import Opened

TOLERANCE = 1.0  # thousandths of an em
PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
SHAPELESS = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\ufeff\uffa0"


@dataclass
class Used:
    """A face of the file, and the codes that are drawn with it."""

    font: Object
    codes: set[int]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.font.get(Name.BaseFont, "a face without a name"))


def used(opened: Opened) -> list[Used]:
    """Every face that is drawn with, once."""
    found: dict[tuple[int, int], Used] = {}
    for drawn in opened.drawn:
        for key, font in drawn.fonts.items():
            face = found.setdefault(font.objgen, Used(font, set()))
            face.codes |= drawn.shown.get(key, set())
    return list(found.values())


def _file(face: Used) -> Object | None:
    descriptor = face.font.DescendantFonts[0].FontDescriptor
    return descriptor.get(Name.FontFile2) or descriptor.get(Name.FontFile3)


def _composite(face: Used) -> bool:
    return face.font.get(Name.Subtype) == Name.Type0


def embedded(opened: Opened) -> Iterator[str]:
    """6.2.11.4"""
    for face in used(opened):
        if not _composite(face):
            yield f"{face.name} is of kind {face.font.get(Name.Subtype)}"
        elif _file(face) is None:
            yield f"{face.name} is not embedded"
        elif face.font.get(Name.Encoding) != Name("/Identity-H"):
            yield f"{face.name} has an encoding of its own"
        else:
            yield from (f"{face.name}: {said}" for said in _kinds(face))


def _kinds(face: Used) -> Iterator[str]:
    descendant = face.font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    names = {str(part) for part in (face.font.BaseFont, descendant.BaseFont, descriptor.FontName)}
    if len(names) != 1 or not re.match(r"/[A-Z]{6}\+", names.copy().pop()):
        yield f"is called {sorted(names)}"
    kind, content = str(descendant.Subtype), _program(face)
    if content is None:
        yield "its file cannot be read"
    elif (kind == "/CIDFontType0") != ("CFF " in content):
        yield f"{kind} has outlines of another kind"
    if kind == "/CIDFontType2" and descendant.get(Name.CIDToGIDMap) != Name.Identity:
        yield "numbers are not glyphs"


def _program(face: Used) -> TTFont | None:
    file = _file(face)
    try:
        return TTFont(BytesIO(file.read_bytes()), lazy=True) if file is not None else None
    except TTLibError:
        return None


def _glyphs(program: TTFont) -> Callable[[int], str | None]:
    """From the code of a glyph to its name in the file; None where there is none."""
    if "CFF " in program:
        top = program["CFF "].cff.topDictIndex[0]
        if hasattr(top, "ROS"):
            names = set(top.charset)
            return lambda code: ".notdef" if code == 0 else _among(f"cid{code:05d}", names)
    order = program.getGlyphOrder()
    return lambda code: order[code] if code < len(order) else None


def _among(name: str, names: set[str]) -> str | None:
    return name if name in names else None


def _readable(opened: Opened) -> Iterator[tuple[Used, TTFont, Callable[[int], str | None]]]:
    for face in used(opened):
        program = _program(face) if _composite(face) else None
        if program is not None:
            yield face, program, _glyphs(program)


def glyphs(opened: Opened) -> Iterator[str]:
    """6.2.11.8: no box where a glyph is missing, and none that draws nothing but is not a space."""
    for face, program, named in _readable(opened):
        outlines, texts = program.getGlyphSet(), texts_of(face.font)
        for code in sorted(face.codes):
            name = named(code)
            if name is None or name == ".notdef":
                yield f"{face.name} has no glyph {code}"
            elif not _blank(texts.get(code, "")) and not _drawn(outlines, name):
                yield f"{face.name}: glyph {code} for {texts.get(code)!r} is empty"


def _blank(text: str) -> bool:
    return all(c.isspace() or c in SHAPELESS or "\u2000" <= c <= "\u200f" or c == "\u2060" for c in text)


def _drawn(outlines: object, name: str) -> bool:
    pen = BoundsPen(outlines)
    outlines[name].draw(pen)  # type: ignore[index]
    return pen.bounds is not None


def widths(opened: Opened) -> Iterator[str]:
    """6.2.11.5: a glyph advances as far as the file says."""
    for face, program, named in _readable(opened):
        said = widths_of(face.font.DescendantFonts[0])
        default = float(face.font.DescendantFonts[0].get(Name.DW, 1000))
        per_em, advances = program["head"].unitsPerEm, program["hmtx"]
        for code in sorted(face.codes):
            name = named(code)
            if name is None:
                continue
            real = advances[name][0] * 1000 / per_em
            if abs(real - said.get(code, default)) > TOLERANCE:
                yield f"{face.name}: glyph {code} is {real:g} wide, said to be {said.get(code, default):g}"


def widths_of(descendant: Object) -> dict[int, float]:
    """The widths that the file gives for glyphs."""
    found: dict[int, float] = {}
    rest = list(descendant.get(Name.W, ()))
    while rest:
        first, second = rest[:2]
        if isinstance(second, Array):
            found.update({int(first) + place: float(width) for place, width in enumerate(second)})
            rest = rest[2:]
        else:
            found.update(dict.fromkeys(range(int(first), int(second) + 1), float(rest[2])))
            rest = rest[3:]
    return found


def texts(opened: Opened) -> Iterator[str]:
    """6.2.11.7.2: every glyph has a text, and none of a private meaning."""
    for face in used(opened):
        found = texts_of(face.font)
        for code in sorted(face.codes):
            text = found.get(code, "")
            if not text or set(text) & {"\0", "\ufeff", "\ufffe"}:
                yield f"{face.name}: glyph {code} stands for {text!r}"
            elif any(low <= ord(c) <= high for c in text for low, high in PRIVATE):
                yield f"{face.name}: glyph {code} stands for {text!r}, which is private"


def texts_of(font: Object) -> dict[int, str]:
    """The texts behind the glyphs of a face."""
    stream = font.get(Name.ToUnicode)
    if stream is None:
        return {}
    found: dict[int, str] = {}
    content = stream.read_bytes().decode("ascii")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", content, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be", "surrogatepass")
    return found


RULES: dict[str, Callable[[Opened], Iterator[str]]] = {
    "faces": embedded,
    "glyphs": glyphs,
    "widths": widths,
    "texts": texts,
}
