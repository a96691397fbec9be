"""What the file says of itself: the XMP packet, the older particulars, and that the two agree."""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from pikepdf import Name

from tests.printing.content import Opened

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
SPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
SAME = {
    "/Title": "dc:title",
    "/Author": "dc:creator",
    "/Subject": "dc:description",
    "/Keywords": "pdf:Keywords",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
}
DATES = {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}


def _name(short: str) -> str:
    space, _, name = short.partition(":")
    return f"{{{SPACES[space]}}}{name}"


def packet_of(opened: Opened) -> ElementTree.Element | None:
    """The packet as XML; None where it is not there or no XML."""
    found = opened.root.get(Name.Metadata)
    try:
        return ElementTree.fromstring(found.read_bytes()) if found is not None else None
    except ElementTree.ParseError:
        return None


def said(packet: ElementTree.Element, short: str) -> str | None:
    """The text of a property, however it is written."""
    name = _name(short)
    for description in packet.iter(f"{RDF}Description"):
        if name in description.attrib:
            return description.attrib[name]
        found = description.find(name)
        if found is not None:
            inner = found.find(f".//{RDF}li")
            return (inner if inner is not None else found).text or ""
    return None


def packet(opened: Opened) -> Iterator[str]:
    """6.6.2: there, as it is, and well-formed."""
    found = opened.root.get(Name.Metadata)
    if found is None:
        yield "there is none"
        return
    if found.get(Name.Type) != Name.Metadata or found.get(Name.Subtype) != Name.XML:
        yield "is not marked as XML metadata"
    if Name.Filter in found:
        yield "is compressed"
    if not re.match(
        rb'<\?xpacket begin="(\xef\xbb\xbf)?" id="W5M0MpCehiHzreSzNTczkc9d"\?>', found.read_bytes()
    ):
        yield "does not begin as a packet"
    tree = packet_of(opened)
    if tree is None:
        yield "is not well-formed"
        return
    if len(set(tree.iter(f"{RDF}RDF"))) != 1:
        yield "has not one description of resources"
    if {part.get(f"{RDF}about") for part in tree.iter(f"{RDF}Description")} != {""}:
        yield "describes something else"


def identifiers(opened: Opened) -> Iterator[str]:
    """Which standards the file claims."""
    tree = packet_of(opened)
    wanted = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    for short, value in wanted.items():
        found = said(tree, short) if tree is not None else None
        if found != value:
            yield f"{short} is {found}, not {value}"


def extension(opened: Opened) -> Iterator[str]:
    """6.6.2.3.3: a property that PDF/A does not know is described in the packet."""
    tree = packet_of(opened)
    if tree is None:
        return
    known = {SPACES[space] for space in ("pdfaid", "dc", "xmp", "pdf", "xmpMM", "pdfaExtension")}
    known |= {found.text or "" for found in tree.iter(_name("pdfaSchema:namespaceURI"))}
    for description in tree.iter(f"{RDF}Description"):
        for child in description:
            space = child.tag.partition("}")[0].removeprefix("{")
            if space not in known:
                yield f"{child.tag} is not described"
    for schema in tree.iter(_name("pdfaSchema:property")):
        for item in schema.iter(f"{RDF}li"):
            missing = [
                part
                for part in ("name", "valueType", "category", "description")
                if not (item.findtext(_name(f"pdfaProperty:{part}")) or "").strip()
            ]
            if missing:
                yield f"a described property lacks {missing}"


def particulars(opened: Opened) -> Iterator[str]:
    """6.6.3: the older particulars say the same."""
    tree, info = packet_of(opened), opened.pdf.trailer.get(Name.Info)
    if tree is None or info is None:
        yield "there are none"
        return
    for key, short in SAME.items():
        old = str(info[key]) if key in info else None
        if old is not None and old != said(tree, short):
            yield f"{key} is {old!r}, {short} is {said(tree, short)!r}"
    for key, short in DATES.items():
        old = _moment(str(info.get(key, "")))
        if old is None or old != said(tree, short):
            yield f"{key} is {info.get(key)}, {short} is {said(tree, short)!r}"
    if not (said(tree, "dc:title") or "").strip():
        yield "there is no title"


def _moment(written: str) -> str | None:
    found = re.fullmatch(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z", written)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else None


RULES: dict[str, Callable[[Opened], Iterator[str]]] = {
    "packet": packet,
    "identifiers": identifiers,
    "extension schema": extension,
    "particulars": particulars,
}
