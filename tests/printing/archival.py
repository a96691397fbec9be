"""The rules of PDF/A-3 (ISO 19005-3) on the file as a whole, its colours, actions and annotations."""

from collections.abc import Callable, Iterator

from pikepdf import Array, Dictionary, Name, Stream

from tests.printing.content import DEPTH, Opened

PRINT, FORBIDDEN_FLAGS = 1 << 2, (1 << 0) | (1 << 1) | (1 << 5) | (1 << 8)
FILTERS = frozenset(
    ("/FlateDecode", "/DCTDecode", "/JPXDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode")
)
SPACES = {"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/Lab", "/ICCBased", "/Indexed", "/Pattern"}
BLENDS = frozenset(
    """/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight
    /SoftLight /Difference /Exclusion /Hue /Saturation /Color /Luminosity""".split()  # noqa: SIM905 - a list
)


def header(opened: Opened) -> Iterator[str]:
    """6.1.2, 6.1.3"""
    first, second = opened.raw.split(b"\n", 2)[:2]
    if first != b"%PDF-1.7":
        yield f"begins with {first!r}"
    if second[:1] != b"%" or len(second) < 5 or min(second[1:5]) < 128:
        yield "no comment of four high bytes behind the header"
    if not opened.raw.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "data behind the end of the file"
    if opened.pdf.is_encrypted:
        yield "is encrypted"
    names = [bytes(part) for part in opened.pdf.trailer.get(Name.ID, ())]
    if len(names) != 2 or not all(names):
        yield "has no identifier"


def streams(opened: Opened) -> Iterator[str]:
    """6.1.7: what filters there may be, and that nothing lies outside the file."""
    for found in opened.objects:
        if not isinstance(found, Stream):
            continue
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            if key in found:
                yield f"external stream: {key}"
        given = found.get(Name.Filter, Array())
        for one in given if isinstance(given, Array) else [given]:
            if str(one) not in FILTERS:
                yield f"filter {one}"


def limits(opened: Opened) -> Iterator[str]:
    """6.1.13"""
    for number, drawn in enumerate(opened.drawn, start=1):
        if drawn.depth > DEPTH:
            yield f"page {number}: {drawn.depth} states within each other, at most {DEPTH} are allowed"
        if drawn.unknown:
            yield f"page {number}: operators {sorted(drawn.unknown)}"
    if len(opened.pdf.objects) > 8388607:
        yield "too many objects"
    for page in opened.pdf.pages:
        left, low, right, high = (float(side) for side in page.mediabox)
        if not (3 <= right - left <= 14400 and 3 <= high - low <= 14400):
            yield f"page of {right - left} by {high - low}"


def intent(opened: Opened) -> Iterator[str]:
    """6.2.3"""
    found = [one for one in opened.root.get(Name.OutputIntents, ()) if one.S == Name.GTS_PDFA1]
    if not found:
        yield "no output intent for archives"
        return
    if not str(found[0].get(Name.OutputConditionIdentifier, "")):
        yield "the output intent has no identifier"
    profile = found[0].get(Name.DestOutputProfile)
    if profile is None:
        yield "the output intent has no profile"
        return
    content = profile.read_bytes()
    if int(profile.get(Name.N, 0)) != 3 or content[16:20] != b"RGB ":
        yield f"the profile is of {content[16:20]!r} with {profile.get(Name.N)} components"
    if content[36:40] != b"acsp" or content[12:16] not in (b"mntr", b"prtr") or content[8] > 4:
        yield "the profile is no ICC profile of a screen or a printer up to version 4"


def colours(opened: Opened) -> Iterator[str]:
    """6.2.4: device colours are those that the output intent describes."""
    for number, drawn in enumerate(opened.drawn, start=1):
        for space in sorted(drawn.spaces - SPACES):
            yield f"page {number}: colours of {space}"
    for found in opened.dictionaries:
        given = found.get(Name.ColorSpace)
        if isinstance(given, Name) and str(given) not in SPACES:
            yield f"a picture or shading has colours of {given}"


def transparency(opened: Opened) -> Iterator[str]:
    """6.2.10, and what graphics states may not ask for (6.2.5)."""
    for found in opened.dictionaries:
        if found.get(Name.S) == Name.Transparency and Name.CS in found:
            space = found.CS[0] if isinstance(found.CS, Array) else found.CS
            if str(space) not in SPACES:
                yield f"a group blends in {space}"
        mode = found.get(Name.BM)
        for one in mode if isinstance(mode, Array) else [mode] if mode is not None else []:
            if str(one) not in BLENDS:
                yield f"blends by {one}"
        if Name.TR in found and found.get(Name.Type) == Name.ExtGState:
            yield "a graphics state has a transfer function"


def pictures(opened: Opened) -> Iterator[str]:
    """6.2.8, 6.2.9"""
    for found in opened.objects:
        if isinstance(found, Stream) and found.get(Name.Type, Name.XObject) == Name.XObject:
            for key in ("/Alternates", "/OPI", "/Ref", "/PS"):
                if key in found:
                    yield f"a picture has {key}"
            if found.get(Name.Interpolate) is True:
                yield "a picture is interpolated"
            if found.get(Name.Subtype) == Name.PS:
                yield "PostScript"


def actions(opened: Opened) -> Iterator[str]:
    """6.5: nothing runs, and links lead within the file or to the one address."""
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Collection", "/Requirements", "/NeedsRendering"):
        if key in opened.root:
            yield f"the catalogue has {key}"
    if "/JavaScript" in opened.root.get(Name.Names, Dictionary()):
        yield "has scripts"
    for found in opened.dictionaries:
        if "/JS" in found:
            yield "has a script"
        if "/AA" in found:
            yield "something happens by itself"
        action = found.get(Name.A)
        if isinstance(action, Dictionary) and Name.S in action:
            yield from _leads_out(action, opened.address)


def _leads_out(action: Dictionary, address: str) -> Iterator[str]:
    if action.S == Name.URI:
        if not address or not str(action.URI).startswith(address):
            yield f"a link leads to {str(action.URI)!r}"
    elif Name.GoTo != action.S:
        yield f"action {action.S}"


def annotations(opened: Opened) -> Iterator[str]:
    """6.3"""
    for number, found in opened.annotations():
        if found.Subtype != Name.Link:
            yield f"page {number + 1}: annotation {found.Subtype}"
        flags = int(found.get(Name.F, 0))
        if not flags & PRINT or flags & FORBIDDEN_FLAGS:
            yield f"page {number + 1}: annotation with flags {flags}"


def links(opened: Opened) -> Iterator[str]:
    """Not of the standard: a link leads somewhere."""
    names = opened.root.get(Name.Names, Dictionary()).get(Name.Dests, Dictionary()).get(Name.Names, Array())
    pages = {page.obj.objgen for page in opened.pdf.pages}
    keys = [bytes(names[at]) for at in range(0, len(names), 2)]
    if keys != sorted(set(keys)):
        yield "the names of places are not in order, each once"
    for at in range(1, len(names), 2):
        if names[at][0].objgen not in pages:
            yield f"place {names[at - 1]} is on no page"
    for number, found in opened.annotations():
        if Name.A not in found and bytes(found.get(Name.Dest, b"")) not in keys:
            yield f"page {number + 1}: link to {found.get(Name.Dest)}"


RULES: dict[str, Callable[[Opened], Iterator[str]]] = {
    "header": header,
    "streams": streams,
    "limits": limits,
    "output intent": intent,
    "colours": colours,
    "transparency": transparency,
    "pictures": pictures,
    "actions": actions,
    "annotations": annotations,
    "links": links,
}
