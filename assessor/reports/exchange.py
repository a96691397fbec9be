"""The document as JSON: the documented, versioned exchange format (docs/result.md)."""

import json
from dataclasses import Field, fields, is_dataclass
from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter

from assessor.languages import Wording
from assessor.printing.booklet import Attachment
from assessor.reports.document import ReportDocument

RESULT, CERTIFICATE = "result.json", "certificate.json"
CERTIFICATE_SCHEMA = "assessor.certificate/1"
JSON = "application/json"


def plain(value: Any) -> Any:  # noqa: ANN401 - any part of a document
    """A document, or a part of one, as dicts, lists, strings and numbers.

    >>> from assessor.reports.document import Figure
    >>> plain(Figure(473.1, "473"))
    {'value': 473.1, 'shown': '473'}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: plain(getattr(value, f.name)) for f in _ordered(type(value)) if not _left_out(value, f)
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _left_out(value: Any, part: Field[Any]) -> bool:  # noqa: ANN401
    """A field that came later is left out where it has nothing to say: data from before stay as they were."""
    return "left out" in part.metadata and getattr(value, part.name) is None


@cache
def _ordered(kind: type[Any]) -> tuple[Field[Any], ...]:
    """The version first: who reads the file looks for it before anything else."""
    return tuple(sorted(fields(kind), key=lambda f: f.name != "schema"))


def to_json(document: ReportDocument) -> str:
    """The document as JSON text; the same document gives the same bytes."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n"


def certificate_facts(document: ReportDocument) -> dict[str, Any]:
    """What a certificate says, as data in the shape of the result: it goes where the result may not go."""
    parts: dict[str, Any] = {"schema": CERTIFICATE_SCHEMA}
    for part, kept in _OF_A_CERTIFICATE.items():
        found = getattr(document, part)
        parts[part] = {name: plain(getattr(found, name)) for name in kept} if found is not None else None
    return parts


_OF_A_CERTIFICATE = {
    "subject": ("name", "scope", "sites"),
    "basis": (
        "model", "model_title", "model_digest", "track", "track_title", "profile", "profile_title",
        "language", "points",
    ),
    "level": ("number", "title"),
    "total": ("value", "shown"),
    "certificate": (
        "number", "decided_by", "decided_on_shown", "effective_on_shown", "expires_on_shown", "statement",
    ),
    "standing": ("edition", "edition_digest", "synthetic"),
}  # fmt: skip


def within_report(document: ReportDocument, say: Wording) -> tuple[Attachment, Attachment]:
    """The document as data with its schema, to be carried within its own PDF."""
    schema = Attachment(
        "result.schema.json", _schema_text(), "application/schema+json", say("The schema of the result"),
        "Supplement",
    )  # fmt: skip
    return Attachment(RESULT, _encoded(to_json(document)), JSON, say("The result as data")), schema


def within_certificate(document: ReportDocument, say: Wording) -> Attachment:
    """What a certificate says, to be carried within its own PDF."""
    text = json.dumps(certificate_facts(document), ensure_ascii=False, indent=2) + "\n"
    return Attachment(CERTIFICATE, _encoded(text), JSON, say("The certificate as data"))


def _encoded(text: str) -> bytes:
    """JSON as bytes; half a character, which UTF-8 cannot hold, as JSON escapes it."""
    return text.encode(errors="backslashreplace")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    return TypeAdapter(ReportDocument).json_schema(mode="serialization")


@lru_cache(maxsize=1)
def _schema_text() -> bytes:
    return (json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n").encode()
