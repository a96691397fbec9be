"""What was appended to a PDF after its signature, in words."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from assessor.languages import message
from assessor.signing.verification import Remark, remark

_MOST = 5_000
_KINDS = {
    "/Catalog": message("the document's catalogue"),
    "/Page": message("pages"),
    "/Pages": message("the list of pages"),
    "/Metadata": message("the metadata"),
    "/Filespec": message("attachments"),
    "/EmbeddedFile": message("attachments"),
    "/Annot": message("annotations or form fields"),
    "/Sig": message("signatures"),
    "/DocTimeStamp": message("time stamps"),
}
_CONTENT, _OTHER = message("contents of pages"), message("other objects")


def appended(reader: PdfFileReader, signed_revision: int) -> tuple[Remark, ...]:
    """What later revisions of a file touch, the most frequent first; nothing where it cannot be told."""
    try:
        touched = Counter(_touched(reader, signed_revision))
    except Exception:  # the revisions are a stranger's: that something was appended has been said already
        return ()
    touched.pop("", None)
    said = message("appended or replaced after the signature: %(what)s")
    return tuple(remark(said, what=what) for what, _ in touched.most_common(6))


def _touched(reader: PdfFileReader, signed_revision: int) -> Iterator[str]:
    contents = set(islice(_page_contents(reader), _MOST))
    for revision in range(signed_revision + 1, reader.xrefs.total_revisions):
        for reference in islice(reader.xrefs.explicit_refs_in_revision(revision), _MOST):
            yield _CONTENT if reference in contents else _kind(_at(reader, reference))


def _at(reader: PdfFileReader, reference: Reference) -> Any:  # noqa: ANN401
    return reader.get_object(reference)  # type: ignore[no-untyped-call]


def _kind(found: Any) -> str:  # noqa: ANN401 - any object of a PDF
    if not isinstance(found, DictionaryObject):
        return _OTHER
    kind = str(found.get("/Type", "/Annot" if "/FT" in found else ""))
    if isinstance(found, StreamObject) and kind in ("/XRef", "/ObjStm"):
        return ""  # how the file is written, not what is in it
    return _KINDS.get(kind, _OTHER)


def _page_contents(reader: PdfFileReader) -> Iterator[Reference]:
    waiting, seen = [reader.root["/Pages"]], 0
    while waiting and seen < _MOST:
        node, seen = waiting.pop().get_object(), seen + 1
        waiting.extend(node.get("/Kids", ()))
        contents = node.raw_get("/Contents") if "/Contents" in node else None
        if isinstance(contents, IndirectObject):
            yield contents.reference
            held = contents.get_object()  # type: ignore[no-untyped-call]
            if isinstance(held, list):
                yield from (one.reference for one in held if isinstance(one, IndirectObject))
