"""An SVG from a stranger: read with entities and document types refused, and written anew from an allow-list.

Whatever draws is either on the list or refused by name, so that a logo never loses a part in silence; what
editors keep for themselves (metadata, their own attributes, comments) stays behind without a word.
"""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from assessor.brands.png import Refused

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_ELEMENTS, MAX_DEPTH, MAX_SIZE = 2_000, 30, 100_000.0
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
GRADIENTS = {"linearGradient", "radialGradient"}
ELEMENTS = {"svg", "g", "defs", "clipPath", "stop", "title", "desc", "style"} | SHAPES | GRADIENTS
SPOKEN = {"title", "desc"}  # the brand's name is the alternative text; these are passed over
EDITORS_OWN = {"metadata"}
STYLED = {
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "clip-rule",
    "stop-color", "stop-opacity", "color", "display", "visibility",
}  # fmt: skip
REFERRING = {"fill", "stroke", "clip-path"}  # these may point inside the file: url(#name)
PLACED = {
    "id", "class", "style", "transform", "viewBox", "preserveAspectRatio", "width", "height", "x", "y", "x1",
    "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "d", "points", "offset", "clip-path",
    "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits",
}  # fmt: skip
# They say something about the file or its editor: nothing is drawn by them.
SILENT = {
    "version", "baseProfile", "enable-background", "shape-rendering", "color-interpolation", "role", "lang",
    "image-rendering", "text-rendering", "isolation", "color-interpolation-filters", "color-rendering",
    "focusable", "overflow",
}  # fmt: skip
# Properties of text, where there are only shapes.
OF_TEXT = ("font", "text", "line-", "letter-", "word-", "white-", "solid-", "writing-", "direction")
WITHOUT_EFFECT = {"normal", "none", "auto"}  # what editors write for the effects that are not there
NUMERIC = PLACED - {"id", "class", "style", "preserveAspectRatio", "clip-path", "gradientUnits",
                    "spreadMethod", "clipPathUnits"}  # fmt: skip
WORDS = {
    "px", "pt", "mm", "cm", "in", "e", "E", "matrix", "translate", "scale", "rotate", "skewX", "skewY",
}  # fmt: skip
LARGEST = 1_000_000.0
ABSOLUTE = "userSpaceOnUse"  # viewers round the others' unit squares away, and draw nothing
_FIGURE = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe0-9+.,\s-]*")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_POINTER = re.compile(r"url\(\s*['\"]?#([A-Za-z_][\w.-]*)['\"]?\s*\)")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}")
_UNSAFE = re.compile(r"url\s*\(|[a-z]+\s*:|expression|@|\\|[<>{}]", re.IGNORECASE)
_RULE = re.compile(r"\s*([\w.#,*\s-]{1,500}?)\s*\{([^{}]*)\}\s*")
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,2})?)\s*(px|pt|mm|cm|in)?\s*")


def cleaned_svg(data: bytes) -> tuple[bytes, float]:
    """The same drawing from allowed parts only, and its width by its height. Raises Refused."""
    cleaner = _Cleaner()
    try:
        cleaner.parser.Parse(data, True)
    except expat.ExpatError as error:
        found = expat.errors.messages.get(error.code, "broken XML")
        raise Refused(f"{found} in line {error.lineno}", "a well-formed SVG file") from error
    except (ValueError, LookupError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("an unknown encoding", "UTF-8") from error
    cleaner.check_pointers()
    return "".join(cleaner.written).encode(), cleaner.ratio


class _Cleaner:
    """Writes allowed elements as they pass by; `passing` is how deep it is in one that is passed over."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.ratio = 0.0
        self.open: list[str] = []
        self.passing = 0
        self.count = 0
        self.styles: list[str] = []
        self.ids: dict[str, str] = {}
        self.pointers: list[tuple[str, str, str]] = []  # whose, by which attribute, to what
        self.chains: dict[str, str] = {}  # gradients that take what they lack from another
        self.units: dict[str, str] = {}  # in which units a gradient is placed
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def check_pointers(self) -> None:
        """Everything that is pointed at is there, and nothing points in circles."""
        if not self.ratio:
            raise Refused("no <svg>", "an SVG file")
        for element, attribute, name in self.pointers:
            wanted = {"clipPath"} if attribute == "clip-path" else GRADIENTS
            if self.ids.get(name) not in wanted:
                raise Refused(f"{attribute} of <{element}> that points to #{name}", "what is in the file")
            if attribute == "href" and name in self.chains:
                raise Refused(f"a chain of gradients by #{name}", "one gradient that refers to another")
            if attribute in ("fill", "stroke") and self._units(name) != ABSOLUTE:
                raise Refused(f"the gradient #{name} in units of its shape", f'gradientUnits="{ABSOLUTE}"')

    def _units(self, name: str) -> str:
        return self.units.get(name) or self.units.get(self.chains.get(name, ""), "")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise Refused("more elements", f"at most {MAX_ELEMENTS}")
        if len(self.open) >= MAX_DEPTH:
            raise Refused("deeper nesting", f"at most {MAX_DEPTH} levels")
        space, _, local = name.rpartition(" ")
        self.open.append(local)
        if self.passing or (space != SVG and self.open[1:]) or local in SPOKEN | EDITORS_OWN:
            self.passing += 1
            return
        if space != SVG or (local == "svg") != (len(self.open) == 1):
            raise Refused(f"<{local}> where it stands", f"one <svg> of the namespace {SVG}")
        if local not in ELEMENTS:
            raise Refused(f"<{local}>", f"only {', '.join(sorted(ELEMENTS - SPOKEN))}")
        self._write(local, self._attributes(local, attributes))

    def _write(self, local: str, attributes: dict[str, str]) -> None:
        if local == "svg":
            attributes = self._measured(attributes)
        said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        space = f' xmlns="{SVG}"' if local == "svg" else ""
        self.written.append(f"<{local}{space}{said}>")

    def _end(self, name: str) -> None:
        local = self.open.pop()
        if self.passing:
            self.passing -= 1
            return
        if local == "style":
            self.written.append(escape(self._style_sheet("".join(self.styles))))
            self.styles.clear()
        self.written.append(f"</{local}>")

    def _text(self, text: str) -> None:
        if not self.passing and self.open and self.open[-1] == "style":
            self.styles.append(text)
        elif not self.passing and text.strip():
            raise Refused(f"the text {text.strip()[:20]!r}", "letters as outlines (paths)")

    def _attributes(self, element: str, attributes: Mapping[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in attributes.items():
            space, _, local = name.rpartition(" ")
            if local == "href" and space in ("", XLINK):
                kept["href"] = self._reference(element, value, attributes)
            elif local.lower().startswith("on"):
                raise Refused(f"{local} of <{element}>", "no event attributes")
            elif not space and local in STYLED | PLACED:
                kept[local] = self._value(element, local, value)
            elif not space and not _without_effect(local, value):
                raise Refused(f"{local} of <{element}>", "an attribute of shapes, colours and gradients")
        if "id" in kept:
            self._named(element, kept["id"])
            self.units[kept["id"]] = kept.get("gradientUnits", "")
        return kept

    def _named(self, element: str, name: str) -> None:
        if not _NAME.fullmatch(name) or name in self.ids:
            raise Refused(f"the id {name[:40]!r} of <{element}>", "a plain word, once in the file")
        self.ids[name] = element

    def _reference(self, element: str, value: str, attributes: Mapping[str, str]) -> str:
        if element not in GRADIENTS or not _NAME.fullmatch(value.removeprefix("#")) or value[:1] != "#":
            raise Refused(f"href {value[:40]!r} of <{element}>", "a gradient's #name in the same file")
        self.pointers.append((element, "href", value[1:]))
        if "id" in attributes:
            self.chains[attributes["id"]] = value[1:]
        return value

    def _value(self, element: str, attribute: str, value: str) -> str:
        if attribute == "style":
            return _checked_style(value, lambda key, inner: self._value(element, key, inner))
        found = _POINTER.fullmatch(value.strip()) if attribute in REFERRING else None
        if found:
            if attribute == "clip-path" and "clipPath" in self.open:
                raise Refused("clip-path inside <clipPath>", "one clip at a time")
            self.pointers.append((element, attribute, found[1]))
            return f"url(#{found[1]})"
        if _UNSAFE.search(value) or (attribute in NUMERIC and not _finite(attribute, value)):
            raise Refused(f"{attribute} {value.strip()[:40]!r} of <{element}>", "a plain value")
        return value

    def _style_sheet(self, text: str) -> str:
        """Rules of plain declarations for classes, ids and elements; none that imports or points outside."""
        text = _COMMENT.sub(" ", text).strip()
        rules, position = [], 0
        while position < len(text):
            rule = _RULE.match(text, position)
            if not rule:
                raise Refused(f"<style> with {text[position:].strip()[:40]!r}", "plain rules: .name {...}")
            rules.append(f"{rule[1]}{{{_checked_style(rule[2], self._shared_value)}}}")
            position = rule.end()
        return "\n".join(rules)

    def _shared_value(self, key: str, value: str) -> str:
        if key == "clip-path":  # whom the rule holds for is not known here, so circles could not be found
            raise Refused("clip-path in <style>", "it as an attribute")
        return self._value("style", key, value)

    def _measured(self, attributes: dict[str, str]) -> dict[str, str]:
        """The frame of the drawing as its view box; whoever prints it sets its size."""
        kept = {key: value for key, value in attributes.items() if key not in ("width", "height", "x", "y")}
        box = attributes.get("viewBox") or f"0 0 {_side(attributes, 'width')} {_side(attributes, 'height')}"
        try:
            _, _, width, height = (float(number) for number in re.split(r"[\s,]+", box.strip()))
        except ValueError as error:
            raise Refused(f"the view box {box[:40]!r}", "four numbers") from error
        if not (0 < width <= MAX_SIZE and 0 < height <= MAX_SIZE):
            raise Refused(f"the view box {box[:40]!r}", f"a width and a height up to {MAX_SIZE:g}")
        self.ratio = width / height
        return kept | {"viewBox": box, "width": f"{width:g}", "height": f"{height:g}"}


def _refuse_doctype(*_parts: object) -> None:
    raise Refused("a document type (DOCTYPE)", "an SVG file without one")


def _side(attributes: Mapping[str, str], name: str) -> str:
    found = _NUMBER.fullmatch(attributes.get(name, ""))
    if not found:
        raise Refused(f"neither a view box nor a {name}", "viewBox, or width and height as numbers")
    return found[1]


def _checked_style(text: str, check: Callable[[str, str], str]) -> str:
    """Declarations of the properties that draw; properties of editors are left behind."""
    kept = []
    for declaration in filter(None, (part.strip() for part in text.split(";"))):
        key, colon, value = (part.strip() for part in declaration.partition(":"))
        if not colon or _UNSAFE.search(key):
            raise Refused(f"the style {declaration[:40]!r}", "property: value")
        if key in STYLED or key == "clip-path":
            kept.append(f"{key}:{check(key, value)}")
        elif not _without_effect(key, value) and not key.startswith(OF_TEXT):
            raise Refused(f"the style {key[:40]!r}", "a property of shapes, colours and gradients")
    return ";".join(kept)


def _without_effect(name: str, value: str) -> bool:
    """Whether an attribute or a property may stay behind, since no shape looks different without it."""
    return name in SILENT or value.strip() in WITHOUT_EFFECT or name.startswith(("data-", "aria-", "-"))


def _finite(attribute: str, value: str) -> bool:
    """Whether a value has nothing but numbers of a sensible size, with units or the names of transforms."""
    if attribute == "d" and not _PATH.fullmatch(value):
        return False
    words = re.findall("[A-Za-z]+", value) if attribute != "d" else []
    return set(words) <= WORDS and all(float(n) <= LARGEST for n in _FIGURE.findall(value))
