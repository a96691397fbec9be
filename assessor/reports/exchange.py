"""The document as JSON: the documented, versioned exchange format (docs/result.md)."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter

from assessor.reports.document import ReportDocument


def plain(value: Any) -> Any:  # noqa: ANN401 - any part of a document
    """A document, or a part of one, as dicts, lists, strings and numbers.

    >>> from assessor.reports.document import Figure
    >>> plain(Figure(473.1, "473"))
    {'value': 473.1, 'shown': '473'}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in _ordered(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _ordered(value: Any) -> list[Any]:  # noqa: ANN401
    """The version first: who reads the file looks for it before anything else."""
    return sorted(fields(value), key=lambda f: f.name != "schema")


def to_json(document: ReportDocument) -> str:
    """The document as JSON text; the same document gives the same bytes."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    return TypeAdapter(ReportDocument).json_schema(mode="serialization")
