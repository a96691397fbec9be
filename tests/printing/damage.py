"""One way of breaking each rule, so that the checker is seen to speak: rule, what it must say, the damage."""

from collections.abc import Callable, Iterator
from zlib import compress

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from tests.printing import tree

Damage = Callable[[Pdf], object]


def _elements(pdf: Pdf, tag: str) -> list[Object]:
    return [element.source for element in tree.read(pdf) if element.tag == tag]


def _draw(content: bytes) -> Damage:
    """Operators behind those of the first page, as an artefact."""
    return lambda pdf: pdf.pages[0].contents_add(Stream(pdf, b"/Artifact BMC " + content + b" EMC"))


def _untagged(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(Stream(pdf, b"1 1 5 5 re f"))


def _content(old: bytes, new: bytes, page: int = 0) -> Damage:
    """Other operators on a page."""

    def damage(pdf: Pdf) -> None:
        pdf.pages[page].contents_coalesce()
        given = pdf.pages[page].obj.Contents.read_bytes()
        assert old in given
        pdf.pages[page].obj.Contents.write(given.replace(old, new, 1))

    return damage


def _packet(old: str, new: str) -> Damage:
    """Other words in the packet."""

    def damage(pdf: Pdf) -> None:
        given = pdf.Root.Metadata.read_bytes().decode()
        assert old in given
        pdf.Root.Metadata.write(given.replace(old, new, 1).encode())

    return damage


def _drop(find: Callable[[Pdf], Object], key: str) -> Damage:
    """A key less."""

    def damage(pdf: Pdf) -> None:
        del find(pdf)[key]

    return damage


def _put(find: Callable[[Pdf], Object], key: str, value: object) -> Damage:
    """A key with another value."""

    def damage(pdf: Pdf) -> None:
        found = find(pdf)
        found[key] = value(pdf) if callable(value) else value

    return damage


def _root(pdf: Pdf) -> Object:
    return pdf.Root


def _link(pdf: Pdf) -> Object:
    return next(page.obj.Annots[0] for page in pdf.pages if Name.Annots in page.obj)


def _figure(pdf: Pdf) -> Object:
    return _elements(pdf, "Figure")[0]


def _header(pdf: Pdf) -> Object:
    return _elements(pdf, "TH")[0]


def _font(pdf: Pdf) -> Object:
    return next(iter(pdf.pages[0].obj.Resources.Font.values()))


def _descriptor(pdf: Pdf) -> Object:
    return _font(pdf).DescendantFonts[0].FontDescriptor


def _file(pdf: Pdf) -> Object:
    return pdf.Root.AF[0]


def _intent(pdf: Pdf) -> Object:
    return pdf.Root.OutputIntents[0]


def _tree(pdf: Pdf) -> Object:
    return pdf.Root.StructTreeRoot


def _stream(pdf: Pdf) -> Stream:
    return Stream(pdf, b"anything")


def _used(pdf: Pdf) -> Object:
    return pdf.pages[0].obj.Resources


def _picture(pdf: Pdf, **more: object) -> Object:
    picture = Stream(
        pdf, b"\0" * 4, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8
    )
    for key, value in more.items():
        picture["/" + key] = value
    pdf.pages[0].obj.Resources.XObject["/Extra"] = pdf.make_indirect(picture)
    _draw(b"/Extra Do")(pdf)
    return picture


def _swapped(pdf: Pdf) -> None:
    """Two pieces of content of different elements, exchanged on the way back."""
    listed = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    places = [place for place, element in enumerate(listed) if element is not None]
    first, last = places[0], places[-1]
    listed[first], listed[last] = listed[last], listed[first]


def _without_text(pdf: Pdf) -> None:
    """A paragraph out of the tree, with its text still on the page."""
    paragraph = _elements(pdf, "P")[0]
    paragraph.P.K = Array([kid for kid in paragraph.P.K if kid.objgen != paragraph.objgen])


def _row(pdf: Pdf) -> None:
    row = _elements(pdf, "TR")[-1]
    row.K.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.TD, P=row, K=Array())))


def _no_headers(pdf: Pdf) -> None:
    for header in _elements(pdf, "TH"):
        header.S = Name.TD


def _named_twice(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.IDTree = Dictionary()
    for header in _elements(pdf, "TH")[:2]:
        header.ID = String("one")


def _compressed(pdf: Pdf) -> None:
    content = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(compress(content), filter=Name.FlateDecode)


def _wide(pdf: Pdf) -> None:
    widths = _font(pdf).DescendantFonts[0].W
    widths[1][0] = float(widths[1][0]) + 40


def _private(pdf: Pdf) -> None:
    font = _font(pdf)
    given = font.ToUnicode.read_bytes()
    first = given.index(b"> <") + 3
    font.ToUnicode.write(given[:first] + b"e001" + given[first + 4 :])


def _heading(level: str) -> Damage:
    def damage(pdf: Pdf) -> None:
        for tag in ("H1", "H2"):
            for heading in _elements(pdf, tag):
                heading.S = Name("/" + level)

    return damage


def _broken_stream(pdf: Pdf) -> None:
    pdf.Root.Extra = pdf.make_indirect(Stream(pdf, b""))
    pdf.Root.Extra.write(b"no such data", filter=Name.FlateDecode)


def _nested_links(pdf: Pdf) -> None:
    inner = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Link, P=_elements(pdf, "Link")[0], K=Array())
    )
    _elements(pdf, "Link")[0].K.append(inner)


_SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
_GROUP = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)

ALL: list[tuple[str, str, Damage]] = [
    ("syntax", "", _broken_stream),
    ("streams", "external stream: /F", lambda pdf: _put(_root, "/Extra", _stream)(pdf) or _put(lambda p: p.Root.Extra, "/F", String("x"))(pdf)),
    ("streams", "filter /LZWDecode", lambda pdf: _put(_root, "/Extra", _stream)(pdf) or pdf.Root.Extra.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)),
    ("limits", "29 states", _draw(b"q " * 29 + b"Q " * 29)),
    ("limits", "operators ['zz']", _draw(b"1 zz")),
    ("limits", "page of 2", lambda pdf: setattr(pdf.pages[0].obj, "MediaBox", Array([0, 0, 2, 2]))),
    ("output intent", "no output intent", _drop(_root, "/OutputIntents")),
    ("output intent", "no output intent", _put(_intent, "/S", Name.GTS_PDFX)),
    ("output intent", "has no identifier", _drop(_intent, "/OutputConditionIdentifier")),
    ("output intent", "has no profile", _drop(_intent, "/DestOutputProfile")),
    ("output intent", "with 4 components", _put(lambda pdf: _intent(pdf).DestOutputProfile, "/N", 4)),
    ("output intent", "no ICC profile", lambda pdf: _intent(pdf).DestOutputProfile.write(b"\0" * 16 + b"RGB " + b"\0" * 200)),
    ("colours", "page 1: colours of /DeviceCMYK", _draw(b"0 0 0 1 k")),
    ("colours", "page 1: colours of /DeviceCMYK", _draw(b"/DeviceCMYK cs")),
    ("colours", "a picture or shading has colours of /DeviceCMYK", lambda pdf: _picture(pdf, ColorSpace=Name.DeviceCMYK)),
    ("transparency", "blends in /DeviceCMYK", lambda pdf: setattr(pdf.pages[0].obj, "Group", _GROUP)),
    ("transparency", "blends by /Odd", _put(lambda pdf: _used(pdf).ExtGState, "/Odd", Dictionary(BM=Name.Odd))),
    ("transparency", "transfer function", _put(lambda pdf: _used(pdf).ExtGState, "/Odd", Dictionary(Type=Name.ExtGState, TR=Name.Identity))),
    ("pictures", "interpolated", lambda pdf: _picture(pdf, ColorSpace=Name.DeviceGray, Interpolate=True)),
    ("pictures", "has /Alternates", lambda pdf: _picture(pdf, ColorSpace=Name.DeviceGray, Alternates=Array())),
    ("actions", "has /OpenAction", _put(_root, "/OpenAction", _SCRIPT)),
    ("actions", "has scripts", _put(lambda pdf: pdf.Root.Names, "/JavaScript", Dictionary())),
    ("actions", "has a script", _put(_link, "/A", _SCRIPT)),
    ("actions", "action /Launch", _put(_link, "/A", Dictionary(S=Name.Launch, F=String("x")))),
    ("actions", "leads to 'http://evil.example/'", _put(_link, "/A", Dictionary(S=Name.URI, URI=String("http://evil.example/")))),
    ("actions", "happens by itself", _put(_link, "/AA", Dictionary())),
    ("annotations", "flags 0", _put(_link, "/F", 0)),
    ("annotations", "flags 6", _put(_link, "/F", 6)),
    ("annotations", "annotation /Movie", _put(_link, "/Subtype", Name.Movie)),
    ("links", "link to nowhere", _put(_link, "/Dest", String("nowhere"))),
    ("links", "on no page", lambda pdf: pdf.Root.Names.Dests.Names[1].__setitem__(0, pdf.make_indirect(Dictionary()))),
    ("packet", "there is none", _drop(_root, "/Metadata")),
    ("packet", "is compressed", _compressed),
    ("packet", "is not well-formed", _packet("</rdf:RDF>", "")),
    ("packet", "does not begin", _packet("<?xpacket begin", "<?packet begin")),
    ("packet", "describes something else", _packet('rdf:about=""', 'rdf:about="x"')),
    ("packet", "not marked", _drop(lambda pdf: pdf.Root.Metadata, "/Subtype")),
    ("identifiers", "pdfaid:part is 2", _packet("<pdfaid:part>3<", "<pdfaid:part>2<")),
    ("identifiers", "pdfaid:conformance is B", _packet("conformance>A<", "conformance>B<")),
    ("identifiers", "pdfuaid:part is None", _packet("<pdfuaid:part>1</pdfuaid:part>", "")),
    ("extension schema", "is not described", _packet("URI>http://www.aiim.org/pdfua/ns/id/<", "URI>http://other.example/<")),
    ("extension schema", "lacks ['valueType']", _packet("<pdfaProperty:valueType>Integer</pdfaProperty:valueType>", "")),
    ("particulars", "/Title is 'Other'", _put(lambda pdf: pdf.trailer.Info, "/Title", String("Other"))),
    ("particulars", "/ModDate is D:2025", _put(lambda pdf: pdf.trailer.Info, "/ModDate", String("D:20250102000000Z"))),
    ("particulars", "there is no title", _packet(">A sample<", "><")),
    ("particulars", "/Producer is 'Other'", _put(lambda pdf: pdf.trailer.Info, "/Producer", String("Other"))),
    ("attachments", "relationship None", _drop(_file, "/AFRelationship")),
    ("attachments", "does not belong", _drop(_root, "/AF")),
    ("attachments", "not in the list", _drop(lambda pdf: pdf.Root.Names, "/EmbeddedFiles")),
    ("attachments", "without a media type", _drop(lambda pdf: _file(pdf).EF.F, "/Subtype")),
    ("attachments", "said to be 1", _put(lambda pdf: _file(pdf).EF.F.Params, "/Size", 1)),
    ("attachments", "check sum", lambda pdf: _file(pdf).EF.F.write(b'{"total": 999}')),
    ("attachments", "no description", _drop(_file, "/Desc")),
    ("attachments", "no date", _drop(lambda pdf: _file(pdf).EF.F.Params, "/ModDate")),
    ("faces", "is not embedded", lambda pdf: [_descriptor(pdf).__delitem__(k) for k in ("/FontFile2", "/FontFile3") if k in _descriptor(pdf)]),
    ("faces", "an encoding of its own", _put(_font, "/Encoding", _stream)),
    ("faces", "is called", _put(_descriptor, "/FontName", Name.Other)),
    ("faces", "outlines of another kind", lambda pdf: _put(lambda p: _font(p).DescendantFonts[0], "/Subtype", Name.CIDFontType2)(pdf)),
    ("faces", "is of kind /Type3", _put(_font, "/Subtype", Name.Type3)),
    ("glyphs", "has no glyph 0", lambda pdf: _draw(b"BT " + _name(pdf) + b" 9 Tf <0000> Tj ET")(pdf)),
    ("glyphs", "is empty", lambda pdf: _draw(b"BT " + _name(pdf) + b" 9 Tf <3039> Tj ET")(pdf)),
    ("widths", "said to be", _wide),
    ("texts", "stands for ''", _drop(_font, "/ToUnicode")),
    ("texts", "which is private", _private),
    ("catalogue", "is not said to be marked", _put(lambda pdf: pdf.Root.MarkInfo, "/Marked", False)),
    ("catalogue", "has no language", _drop(_root, "/Lang")),
    ("catalogue", "does not show its title", _drop(lambda pdf: pdf.Root.ViewerPreferences, "/DisplayDocTitle")),
    ("elements", "Odd: is no tag", lambda pdf: setattr(_elements(pdf, "P")[0], "S", Name.Odd)),
    ("elements", "stands elsewhere", lambda pdf: setattr(_elements(pdf, "P")[0], "P", _elements(pdf, "L")[0])),
    ("elements", "TR: stands in Div", lambda pdf: setattr(_elements(pdf, "TBody")[0], "S", Name.Div)),
    ("elements", "the tree begins with []", _drop(_tree, "/K")),
    ("elements", "L: holds ['P']", lambda pdf: setattr(_elements(pdf, "LI")[0], "S", Name.P)),
    ("elements", "TBody: is empty", lambda pdf: setattr(_elements(pdf, "TBody")[0], "K", Array())),
    ("content", "neither tagged nor artefacts", _untagged),
    ("content", "an artefact within tagged content", _content(b"BDC\n", b"BDC\n/Artifact BMC EMC\n")),
    ("content", "is held by no tag", _without_text),
    ("content", "which is not drawn", lambda pdf: _elements(pdf, "Link")[0].K.append(999)),
    ("content", "within other content", _content(b"BDC\n", b"BDC\n/Span <</MCID 998>> BDC EMC\n")),
    ("parents", "is said to be elsewhere", _swapped),
    ("parents", "has no number", lambda pdf: _drop(lambda p: p.pages[0].obj, "/StructParents")(pdf)),
    ("parents", "not in order", lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums.__setitem__(0, 1)),
    ("parents", "the next number is taken", _put(_tree, "/ParentTreeNextKey", 1)),
    ("links in tags", "without a description", _drop(_link, "/Contents")),
    ("links in tags", "is said to be elsewhere", _put(_link, "/StructParent", 0)),
    ("links in tags", "stands in no tag", lambda pdf: setattr(_elements(pdf, "Link")[0], "K", Array())),
    ("links in tags", "a Link within a Link", _nested_links),
    ("links in tags", "a Link without a link", _nested_links),
    ("links in tags", "order of the tags", lambda pdf: [page.obj.__delitem__("/Tabs") for page in pdf.pages]),
    ("links in tags", "is on no page", lambda pdf: [setattr(p.obj, "Annots", Array()) for p in pdf.pages]),
    ("figures", "one without words", _drop(_figure, "/Alt")),
    ("figures", "one without words", _put(_figure, "/Alt", String("  "))),
    ("figures", "one without a frame", _drop(_figure, "/A")),
    ("figures", "is not on the page", lambda pdf: setattr(_figure(pdf).A, "BBox", Array([0, 700, 90, 760]))),
    ("tables", "says nothing of its cells", _drop(_header, "/A")),
    ("tables", "two elements are called one", _named_twice),
    ("tables", "no list of them", _put(_header, "/ID", String("one"))),
    ("tables", "which there is not", lambda pdf: _put(lambda p: _elements(p, "TD")[0], "/A", Dictionary(O=Name.Table, Headers=Array([String("x")])))(pdf)),
    ("tables", "rows of [2, 3] columns", _row),
    ("tables", "a table without headers", _no_headers),
    ("headings", "H3 follows a heading of level 0", _heading("H3")),
    ("headings", "there is none", _heading("P")),
    ("headings", "H2 within a heading", lambda pdf: setattr(_elements(pdf, "H2")[0].P, "S", Name.H1)),
    ("names of files", "a file without a name", _drop(_file, "/UF")),
    ("languages", "'english!' is no language", _put(_root, "/Lang", String("english!"))),
]  # fmt: skip


def _name(pdf: Pdf) -> bytes:
    return next(iter(pdf.pages[0].obj.Resources.Font.keys())).encode()


def titled() -> Iterator[str]:
    """A title for each, for the names of tests."""
    return (f"{rule}: {said or 'damaged'}" for rule, said, _ in ALL)
