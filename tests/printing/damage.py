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


def _descendant(pdf: Pdf) -> Object:
    return _font(pdf).DescendantFonts[0]


def _info(pdf: Pdf) -> Object:
    return pdf.trailer.Info


def _dests(pdf: Pdf) -> Object:
    return pdf.Root.Names.Dests.Names


def _file(pdf: Pdf) -> Object:
    return pdf.Root.AF[0]


def _intent(pdf: Pdf) -> Object:
    return pdf.Root.OutputIntents[0]


def _tree(pdf: Pdf) -> Object:
    return pdf.Root.StructTreeRoot


def _used(pdf: Pdf) -> Object:
    return pdf.pages[0].obj.Resources


def _picture(key: str, value: object) -> Damage:
    """A picture with something about it."""

    def damage(pdf: Pdf) -> None:
        picture = Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.BitsPerComponent, picture.ColorSpace = 8, Name.DeviceGray
        picture[key] = value
        _used(pdf).XObject["/Extra"] = pdf.make_indirect(picture)
        _draw(b"/Extra Do")(pdf)

    return damage


def _graphics(**state: object) -> Damage:
    """A graphics state of its own."""
    return lambda pdf: _used(pdf).ExtGState.__setitem__("/Odd", Dictionary(**state))


def _extra(pdf: Pdf, content: bytes = b"", **how: object) -> Object:
    """A stream that nobody asked for."""
    pdf.Root.Extra = pdf.make_indirect(Stream(pdf, b""))
    pdf.Root.Extra.write(content, **how)
    return pdf.Root.Extra


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
    del pdf.Root.Metadata["/Type"]  # by which it would be known, and kept as it is
    pdf.Root.Metadata.write(compress(content), filter=Name.FlateDecode)


def _wide(pdf: Pdf) -> None:
    widths = _font(pdf).DescendantFonts[0].W
    widths[1][0] = float(widths[1][0]) + 40


def _text(old: str, new: str) -> Damage:
    """Another text behind the glyphs of the faces that have the old one."""

    def damage(pdf: Pdf) -> None:
        for font in _used(pdf).Font.values():
            given = font.ToUnicode.read_bytes()
            font.ToUnicode.write(given.replace(f"> <{old}>".encode(), f"> <{new}>".encode()))

    return damage


def _shown(code: str) -> Damage:
    """A glyph more."""

    def damage(pdf: Pdf) -> None:
        name = next(iter(_used(pdf).Font.keys()))
        _draw(f"BT {name} 9 Tf <{code}> Tj ET".encode())(pdf)

    return damage


def _not_embedded(pdf: Pdf) -> None:
    for key in {"/FontFile2", "/FontFile3"} & set(_descriptor(pdf).keys()):
        del _descriptor(pdf)[key]


def _renamed(tag: str, name: str) -> Damage:
    """The first element of a kind, as another kind."""
    return lambda pdf: setattr(_elements(pdf, tag)[0], "S", Name("/" + name))


def _emptied(tag: str) -> Damage:
    return lambda pdf: setattr(_elements(pdf, tag)[0], "K", Array())


def _pages(key: str, value: object) -> Damage:
    """Every page with another value."""

    def damage(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.obj[key] = value

    return damage


def _heading(level: str) -> Damage:
    def damage(pdf: Pdf) -> None:
        for tag in ("H1", "H2"):
            for heading in _elements(pdf, tag):
                heading.S = Name("/" + level)

    return damage


def _nested_links(pdf: Pdf) -> None:
    outer = _elements(pdf, "Link")[0]
    inner = Dictionary(Type=Name.StructElem, S=Name.Link, P=outer, K=Array())
    outer.K.append(pdf.make_indirect(inner))


_SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
_GROUP = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
_LAUNCH = Dictionary(S=Name.Launch, F=String("x"))
_OUT = Dictionary(S=Name.URI, URI=String("http://evil.example/"))
_UNKNOWN = Dictionary(O=Name.Table, Headers=Array([String("x")]))
_LZW = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"

ALL: list[tuple[str, str, Damage]] = [
    ("syntax", "", lambda pdf: _extra(pdf, b"no such data", filter=Name.FlateDecode)),
    ("streams", "external stream: /F", lambda pdf: _extra(pdf).__setitem__("/F", String("x"))),
    ("streams", "filter /LZWDecode", lambda pdf: _extra(pdf, _LZW, filter=Name.LZWDecode)),
    ("limits", "29 states", _draw(b"q " * 29 + b"Q " * 29)),
    ("limits", "operators ['zz']", _draw(b"1 zz")),
    ("limits", "page of 2", _pages("/MediaBox", Array([0, 0, 2, 2]))),
    ("output intent", "no output intent", _drop(_root, "/OutputIntents")),
    ("output intent", "no output intent", _put(_intent, "/S", Name.GTS_PDFX)),
    ("output intent", "has no identifier", _drop(_intent, "/OutputConditionIdentifier")),
    ("output intent", "has no profile", _drop(_intent, "/DestOutputProfile")),
    ("output intent", "with 4 components", _put(lambda pdf: _intent(pdf).DestOutputProfile, "/N", 4)),
    (
        "output intent",
        "no ICC profile",
        lambda pdf: _intent(pdf).DestOutputProfile.write(b"\0" * 16 + b"RGB "),
    ),
    ("colours", "page 1: colours of /DeviceCMYK", _draw(b"0 0 0 1 k")),
    ("colours", "page 1: colours of /DeviceCMYK", _draw(b"/DeviceCMYK cs")),
    ("colours", "a picture or shading has colours of /DeviceCMYK", _picture("/ColorSpace", Name.DeviceCMYK)),
    ("transparency", "blends in /DeviceCMYK", _pages("/Group", _GROUP)),
    ("transparency", "blends by /Odd", _graphics(BM=Name.Odd)),
    ("transparency", "transfer function", _graphics(Type=Name.ExtGState, TR=Name.Identity)),
    ("pictures", "interpolated", _picture("/Interpolate", True)),
    ("pictures", "has /Alternates", _picture("/Alternates", Array())),
    ("actions", "has /OpenAction", _put(_root, "/OpenAction", _SCRIPT)),
    ("actions", "has scripts", _put(lambda pdf: pdf.Root.Names, "/JavaScript", Dictionary())),
    ("actions", "has a script", _put(_link, "/A", _SCRIPT)),
    ("actions", "action /Launch", _put(_link, "/A", _LAUNCH)),
    ("actions", "leads to 'http://evil.example/'", _put(_link, "/A", _OUT)),
    ("actions", "happens by itself", _put(_link, "/AA", Dictionary())),
    ("annotations", "flags 0", _put(_link, "/F", 0)),
    ("annotations", "flags 6", _put(_link, "/F", 6)),
    ("annotations", "annotation /Movie", _put(_link, "/Subtype", Name.Movie)),
    ("links", "link to nowhere", _put(_link, "/Dest", String("nowhere"))),
    ("links", "on no page", lambda pdf: _dests(pdf)[1].__setitem__(0, pdf.make_indirect(Dictionary()))),
    ("links", "not in order", lambda pdf: _dests(pdf).__setitem__(0, String("zzz"))),
    ("packet", "there is none", _drop(_root, "/Metadata")),
    ("packet", "is compressed", _compressed),
    ("packet", "is not well-formed", _packet("</rdf:RDF>", "")),
    ("packet", "does not begin", _packet("<?xpacket begin", "<?packet begin")),
    ("packet", "describes something else", _packet('rdf:about=""', 'rdf:about="x"')),
    ("packet", "not marked", _drop(lambda pdf: pdf.Root.Metadata, "/Subtype")),
    ("identifiers", "pdfaid:part is 2", _packet("<pdfaid:part>3<", "<pdfaid:part>2<")),
    ("identifiers", "pdfaid:conformance is B", _packet("conformance>A<", "conformance>B<")),
    ("identifiers", "pdfuaid:part is None", _packet("<pdfuaid:part>1</pdfuaid:part>", "")),
    (
        "extension schema",
        "is not described",
        _packet("URI>http://www.aiim.org/pdfua/ns/id/", "URI>http://x/"),
    ),
    ("extension schema", "lacks ['valueType']", _packet(">Integer</pdfaProperty", "></pdfaProperty")),
    ("particulars", "/Title is 'Other'", _put(_info, "/Title", String("Other"))),
    ("particulars", "/ModDate is D:2025", _put(_info, "/ModDate", String("D:20250102000000Z"))),
    ("particulars", "there is no title", _packet(">A sample<", "><")),
    ("particulars", "/Producer is 'Other'", _put(_info, "/Producer", String("Other"))),
    ("attachments", "relationship None", _drop(_file, "/AFRelationship")),
    ("attachments", "does not belong", _drop(_root, "/AF")),
    ("attachments", "not in the list", _drop(lambda pdf: pdf.Root.Names, "/EmbeddedFiles")),
    ("attachments", "without a media type", _drop(lambda pdf: _file(pdf).EF.F, "/Subtype")),
    ("attachments", "said to be 1", _put(lambda pdf: _file(pdf).EF.F.Params, "/Size", 1)),
    ("attachments", "check sum", lambda pdf: _file(pdf).EF.F.write(b'{"total": 999}')),
    ("attachments", "no description", _drop(_file, "/Desc")),
    ("attachments", "no date", _drop(lambda pdf: _file(pdf).EF.F.Params, "/ModDate")),
    ("faces", "is not embedded", _not_embedded),
    ("faces", "an encoding of its own", _put(_font, "/Encoding", lambda pdf: Stream(pdf, b"x"))),
    ("faces", "is called", _put(_descriptor, "/FontName", Name.Other)),
    ("faces", "outlines of another kind", _put(_descendant, "/Subtype", Name.CIDFontType2)),
    ("faces", "is of kind /Type3", _put(_font, "/Subtype", Name.Type3)),
    ("glyphs", "has no glyph 0", _shown("0000")),
    ("glyphs", "has no glyph 65535", _shown("ffff")),
    ("glyphs", "for 'A' is empty", _text("0020", "0041")),
    ("widths", "said to be", _wide),
    ("texts", "stands for ''", _drop(_font, "/ToUnicode")),
    ("texts", "which is private", _text("0074", "e001")),
    ("catalogue", "is not said to be marked", _put(lambda pdf: pdf.Root.MarkInfo, "/Marked", False)),
    ("catalogue", "has no language", _drop(_root, "/Lang")),
    (
        "catalogue",
        "does not show its title",
        _drop(lambda pdf: pdf.Root.ViewerPreferences, "/DisplayDocTitle"),
    ),
    ("elements", "Odd: is no tag", _renamed("P", "Odd")),
    (
        "elements",
        "stands elsewhere",
        lambda pdf: setattr(_elements(pdf, "P")[0], "P", _elements(pdf, "L")[0]),
    ),
    ("elements", "TR: stands in Div", _renamed("TBody", "Div")),
    ("elements", "the tree begins with []", _drop(_tree, "/K")),
    ("elements", "L: holds ['P']", _renamed("LI", "P")),
    ("elements", "TBody: is empty", _emptied("TBody")),
    ("content", "neither tagged nor artefacts", _untagged),
    ("content", "an artefact within tagged content", _content(b"BDC\n", b"BDC\n/Artifact BMC EMC\n")),
    ("content", "is held by no tag", _without_text),
    ("content", "which is not drawn", lambda pdf: _elements(pdf, "Link")[0].K.append(999)),
    ("content", "within other content", _content(b"BDC\n", b"BDC\n/Span <</MCID 998>> BDC EMC\n")),
    ("parents", "is said to be elsewhere", _swapped),
    ("parents", "has no number", _pages("/StructParents", 999)),
    ("parents", "not in order", lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums.__setitem__(0, 1)),
    ("parents", "the next number is taken", _put(_tree, "/ParentTreeNextKey", 1)),
    ("links in tags", "without a description", _drop(_link, "/Contents")),
    ("links in tags", "is said to be elsewhere", _put(_link, "/StructParent", 0)),
    ("links in tags", "stands in no tag", _emptied("Link")),
    ("links in tags", "stands in Span", _renamed("Link", "Span")),
    ("links in tags", "order of the tags", _pages("/Tabs", Name.R)),
    ("tags of links", "a Link within a Link", _nested_links),
    ("tags of links", "a Link without a link", _emptied("Link")),
    ("tags of links", "is on no page", _pages("/Annots", Array())),
    ("figures", "one without words", _drop(_figure, "/Alt")),
    ("figures", "one without words", _put(_figure, "/Alt", String("  "))),
    ("figures", "one without a frame", _drop(_figure, "/A")),
    ("figures", "is not on the page", lambda pdf: setattr(_figure(pdf).A, "BBox", Array([0, 700, 90, 760]))),
    ("tables", "says nothing of its cells", _drop(_header, "/A")),
    ("tables", "two elements are called one", _named_twice),
    ("tables", "no list of them", _put(_header, "/ID", String("one"))),
    ("tables", "which there is not", lambda pdf: setattr(_elements(pdf, "TD")[0], "A", _UNKNOWN)),
    ("tables", "rows of [2, 3] columns", _row),
    ("tables", "a table without headers", _no_headers),
    ("headings", "H3 follows a heading of level 0", _heading("H3")),
    ("headings", "there is none", _heading("P")),
    ("headings", "H2 within a heading", lambda pdf: setattr(_elements(pdf, "H2")[0].P, "S", Name.H1)),
    ("names of files", "a file without a name", _drop(_file, "/UF")),
    ("languages", "'english!' is no language", _put(_root, "/Lang", String("english!"))),
]


def titles() -> Iterator[str]:
    """A title for each, for the names of tests."""
    return (f"{rule}: {said or 'damaged'}" for rule, said, _ in ALL)
