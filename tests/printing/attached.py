"""Files within the file: ISO 19005-3, 6.8."""

from collections.abc import Callable, Iterator
from hashlib import md5

from pikepdf import Array, Dictionary, Name

from tests.printing.content import Opened

RELATIONS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}


def attachments(opened: Opened) -> Iterator[str]:
    """Each says what it is, and belongs to the document."""
    tree = opened.root.get(Name.Names, Dictionary()).get(Name.EmbeddedFiles, Dictionary())
    listed = tree.get(Name.Names, Array())
    specifications = [listed[at] for at in range(1, len(listed), 2)]
    belonging = {found.objgen for found in opened.root.get(Name.AF, Array())}
    for found in opened.dictionaries:
        is_file = found.get(Name.Type) == Name.Filespec or Name.EF in found
        if is_file and found.objgen not in {one.objgen for one in specifications}:
            yield "a file that is not in the list of files"
    for found in specifications:
        yield from (f"{found.get(Name.UF)}: {said}" for said in _specified(found))
        if found.objgen not in belonging:
            yield f"{found.get(Name.UF)}: does not belong to the document"
    for found in opened.dictionaries:
        if found.get(Name.Type) == Name.EmbeddedFile and "/" not in str(found.get(Name.Subtype, ""))[1:]:
            yield "a file without a media type"


def _specified(found: Dictionary) -> Iterator[str]:
    if str(found.get(Name.AFRelationship, "")) not in RELATIONS:
        yield f"relationship {found.get(Name.AFRelationship)}"
    if not str(found.get(Name.F, "")) or str(found.get(Name.F, "")) != str(found.get(Name.UF, "")):
        yield "name is not given twice"
    if not str(found.get(Name.Desc, "")):
        yield "no description"
    inner = found.get(Name.EF, Dictionary()).get(Name.F)
    if inner is None:
        yield "no content"
        return
    content, particulars = inner.read_bytes(), inner.get(Name.Params, Dictionary())
    if int(particulars.get(Name.Size, -1)) != len(content):
        yield f"{len(content)} bytes, said to be {particulars.get(Name.Size)}"
    if Name.ModDate not in particulars:
        yield "no date"
    if bytes(particulars.get(Name.CheckSum, b"")) != md5(content, usedforsecurity=False).digest():
        yield "check sum"


RULES: dict[str, Callable[[Opened], Iterator[str]]] = {"attachments": attachments}
