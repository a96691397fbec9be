"""A YAML document against its schema: the entry, and every fault with its line."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from criteria.faults import Fault
from criteria.yaml import Document, Path_

Entry = TypeVar("Entry", bound=BaseModel)


def validated(document: Document, kind: type[Entry]) -> tuple[Entry | None, list[Fault]]:
    """The entry that a document holds, None where it is refused, and what is wrong with it."""
    if document.value is None:
        return None, list(document.faults)
    try:
        return kind.model_validate(document.value), list(document.faults)
    except ValidationError as error:
        details = error.errors()
    faults = [*document.faults, *_new(document, [_fault(document, detail) for detail in details])]
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    if len(unknown) < len(details):
        return None, faults
    # A key too many hides nothing else: the rest of the file is checked without it.
    return kind.model_validate(_without(document.value, unknown)), faults


def _new(document: Document, faults: Sequence[Fault]) -> list[Fault]:
    """Without what the reader said already: where an anchor was refused, the schema finds nothing."""
    said = {(fault.where, fault.key) for fault in document.faults}
    return [fault for fault in faults if (fault.where, fault.key) not in said]


def _without(value: object, paths: Collection[Path_]) -> object:
    """The value without the keys at these paths."""
    if isinstance(value, dict):
        items = {key: [path[1:] for path in paths if path[0] == key] for key in value}
        return {key: _without(value[key], deeper) for key, deeper in items.items() if () not in deeper}
    if isinstance(value, list):
        return [_without(item, [path[1:] for path in paths if path[0] == n]) for n, item in enumerate(value)]
    return value


def _fault(document: Document, detail: ErrorDetails) -> Fault:
    path: Path_ = tuple(part for part in detail["loc"] if part != "[key]")
    return document.fault(path, _found(detail), _allowed(detail))


def _found(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "nothing"
    if detail["type"] == "extra_forbidden":
        return "an unknown key"
    value = detail["input"]
    if value is None:
        return "nothing (an unquoted # starts a comment: put such a value in quotes)"
    if isinstance(value, dict | list):
        return "a group of values"
    return f"{value!r}" if isinstance(value, str) else f"{value} (not in quotes)"


def _allowed(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "only the keys of the pack format (docs/pack-format.md)"
    if detail["type"] == "value_error":
        return "a decimal number"
    return detail["msg"][0].lower() + detail["msg"][1:]
