"""Pieces of WordprocessingML: elements, text that is only text, and fields of our own.

They are written as text and parsed once as a whole: that is several times faster than building each element.
"""

import re
from collections.abc import Iterable, Iterator

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from markupsafe import Markup, escape

from assessor.printing.fonts import printable

_PIECES = re.compile("([\n\t])")
_NOTHING = Markup()


def element(tag: str, /, *children: Markup, **values: str | int) -> Markup:
    """An element of the `w` namespace with its attributes and children.

    >>> print(element("jc", val="right"))
    <w:jc w:val="right"/>
    """
    written = "".join(f' w:{name.rstrip("_")}="{escape(value)}"' for name, value in values.items())
    if not children:
        return Markup(f"<w:{tag}{written}/>")  # noqa: S704 - names are ours, values were escaped
    return Markup(f"<w:{tag}{written}>{''.join(children)}</w:{tag}>")  # noqa: S704 - children are markup


def parsed(tag: str, children: Iterable[Markup]) -> BaseOxmlElement:
    """An element of the `w` namespace with its children, for python-docx."""
    made: BaseOxmlElement = parse_xml(f"<w:{tag} {nsdecls('w')}>{''.join(children)}</w:{tag}>")
    return made


def run(text: str, *, strong: bool = False, style: str = "") -> Markup:
    """Text as a run: line ends and tabs become elements, whatever cannot be shown its number.

    >>> print(run("a < b"))
    <w:r><w:t xml:space="preserve">a &lt; b</w:t></w:r>
    """
    marks = [element("rStyle", val=style)] if style else []
    marks += [element("b"), element("bCs")] if strong else []
    settings = [element("rPr", *marks)] if marks else []
    return element("r", *settings, *_pieces(printable(text)))


def _pieces(text: str) -> Iterator[Markup]:
    for piece in _PIECES.split(text):
        if piece == "\n":
            yield element("br")
        elif piece == "\t":
            yield element("tab")
        elif piece:
            yield _kept("t", piece)


def _kept(tag: str, text: str) -> Markup:
    """Text whose blanks at both ends are kept."""
    return Markup(f'<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}>')  # noqa: S704 - text was escaped


def paragraph(style: str, *content: Markup, right: bool = False) -> Markup:
    """A paragraph in a style."""
    aligned = element("jc", val="right") if right else _NOTHING
    return element("p", element("pPr", element("pStyle", val=style), aligned), *content)


def field(instruction: str, shown: str) -> list[Markup]:
    """A field that the word processor works out, with what it shows until then."""
    return [*field_start(instruction), run(shown), field_end()]


def field_start(instruction: str) -> list[Markup]:
    """The beginning of a field, up to what it shows."""
    begin, separate = (element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate"))
    return [begin, element("r", _kept("instrText", f" {instruction} ")), separate]


def field_end() -> Markup:
    """The end of a field."""
    return element("r", element("fldChar", fldCharType="end"))


def link(anchor: str, *content: Markup) -> Markup:
    """Words that lead to a bookmark of the same document."""
    return element("hyperlink", *content, anchor=anchor, history=1)


def bookmarked(number: int, name: str, *content: Markup) -> list[Markup]:
    """What stands between the two ends of a bookmark."""
    start = element("bookmarkStart", id=number, name=name)
    return [start, *content, element("bookmarkEnd", id=number)]
