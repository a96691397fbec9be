"""The result that a PDF carries as data: `result.json`, associated with the document (PDF/A-3)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from assessor.languages import message
from assessor.signing.certificates import plain_text
from assessor.signing.verification import AttachmentFacts, Remark, remark

NAME = "result.json"
SCHEMAS = {NAME: "assessor.result/1", "certificate.json": "assessor.certificate/1"}
"""What a report and a certificate carry, and the version of each that is understood."""

LARGEST = 32 * 1024 * 1024
_NODES = 200


@dataclass(frozen=True, slots=True)
class Attached:
    """The result that was found, what it says as JSON, and what is wrong with it."""

    facts: AttachmentFacts | None
    document: dict[str, Any] | None
    faults: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Specified:
    """A file as a document refers to it."""

    name: str
    specification: DictionaryObject
    relationship: str


def attached_result(reader: PdfFileReader) -> Attached:
    """The result attached to a PDF; what is wrong is said, never raised."""
    try:
        found = _results(reader)
        if not found:
            return Attached(None, None, (remark(message("no result is attached to the document")),))
        return _read(found)
    except Exception:  # a stranger's file raises whatever its author thought of
        return Attached(None, None, (remark(message("the attached result cannot be read")),))


def _results(reader: PdfFileReader) -> dict[object, Specified]:
    """The attached files of those names, each once, however often the document refers to it."""
    found: dict[object, Specified] = {}
    for raw in (*_associated(reader), *_embedded(reader)):
        specification = raw.get_object()
        name = str(specification.get("/UF") or specification.get("/F") or "")
        if name in SCHEMAS:
            stream = specification["/EF"].raw_get("/F")
            key = stream.reference if isinstance(stream, IndirectObject) else id(stream)
            relationship = str(specification.get("/AFRelationship", ""))
            found.setdefault(key, Specified(name, specification, relationship))
    return found


def _associated(reader: PdfFileReader) -> Iterator[Any]:
    listed = reader.root.get("/AF", ArrayObject())
    for index in range(min(len(listed), _NODES)):
        yield listed.raw_get(index)


def _embedded(reader: PdfFileReader) -> Iterator[Any]:
    """The files of the name tree of embedded files; a tree that runs in circles is left after some nodes."""
    names = reader.root.get("/Names", {})
    waiting = [names["/EmbeddedFiles"]] if "/EmbeddedFiles" in names else []
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop().get_object()
        pairs = node.get("/Names", ArrayObject())
        yield from (pairs.raw_get(index) for index in range(1, min(len(pairs), _NODES), 2))
        waiting.extend(list(node.get("/Kids", ArrayObject()))[:_NODES])


def _read(found: dict[object, Specified]) -> Attached:
    first = next(iter(found.values()))
    stream: StreamObject = first.specification["/EF"]["/F"]
    content = stream.data
    faults = list(_disagreements(stream, content))
    if len(found) > 1:
        faults.append(remark(message("%(count)s results are attached, where one is meant"), count=len(found)))
    if first.relationship != "/Data":
        said = message("the attached result is not associated with the document as its data")
        faults.append(remark(said))
    document = _parsed(content)
    schema, allowed = str(document.get("schema", "")) if document else "", SCHEMAS[first.name]
    if schema != allowed:
        faults.append(
            remark(
                message("the attached result is %(found)s, not %(allowed)s"),
                found=repr(schema),
                allowed=allowed,
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    relationship = first.relationship.lstrip("/")
    facts = AttachmentFacts(first.name, relationship, len(content), digest, plain_text(schema))
    return Attached(facts, document if schema == allowed else None, tuple(faults))


def _disagreements(stream: StreamObject, content: bytes) -> Iterator[Remark]:
    """Where the PDF itself says another size or digest of the file than it has."""
    stated = stream.get("/Params") or {}
    size, digest = stated.get("/Size"), stated.get("/CheckSum")
    stated_digest = getattr(digest, "original_bytes", None)
    other_digest = stated_digest is not None and stated_digest != md5(content, usedforsecurity=False).digest()
    if (size is not None and int(size) != len(content)) or other_digest:
        yield remark(message("the attached result is not the file that the document says it is"))


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(content) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
