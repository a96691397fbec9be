"""Answers written as YAML or JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from assessor.answers.fields import shown
from assessor.answers.reading import Path_, Reading, Row
from criteria.faults import Fault
from criteria.yaml import parse_yaml

YAML_BYTES = 1_000_000
"""A hundred times a whole audit; a parser with line numbers is slow, and 10 MB would hold it for minutes."""

MAX_DEPTH = 30
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|\n')


def from_yaml(text: str, file: str) -> Reading:
    """What a YAML text says, every key with its line."""
    if len(text) > YAML_BYTES:
        return _refused(Fault(file, "", f"{len(text)} characters", f"at most {YAML_BYTES} in YAML"))
    try:
        document = parse_yaml(text, file)
    except (ValueError, ArithmeticError, LookupError) as error:  # an escape that is no character, for one
        return _refused(Fault(file, "", str(error).splitlines()[0][:80], "valid YAML"))
    places = {path: f"{file}:{line}" for path, line in document.lines.items()}
    if document.faults:
        return Reading(file, {}, places=places, faults=document.faults)
    return _reading(file, document.value, places)


def from_json(text: str, file: str) -> Reading:
    """What a JSON text says, every key with its line; numbers stay as they are written."""
    repeated: list[str] = []
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _each_once(pairs, repeated),
            parse_constant=_refuse_constant,
            parse_float=Decimal,
            parse_int=lambda digits: int(digits) if len(digits) <= 40 else digits,
        )
    except json.JSONDecodeError as error:
        return _refused(Fault(f"{file}:{error.lineno}", "", error.msg, "valid JSON"))
    except _NoNumber as error:
        return _refused(Fault(file, "", str(error), "a number"))
    except RecursionError:
        return _refused(Fault(file, "", "deeper nesting", f"at most {MAX_DEPTH} levels"))
    if _depth(value) > MAX_DEPTH:
        return _refused(Fault(file, "", "deeper nesting", f"at most {MAX_DEPTH} levels"))
    if repeated:
        return Reading(
            file,
            {},
            faults=tuple(Fault(file, key[:60], "the key twice", "each key once") for key in repeated),
        )
    return _reading(file, value, {path: f"{file}:{line}" for path, line in _lines(text)})


class _NoNumber(ValueError):
    pass


def _refuse_constant(name: str) -> object:
    raise _NoNumber(name)


def _refused(fault: Fault) -> Reading:
    return Reading(fault.where, {}, faults=(fault,))


def _each_once(pairs: Sequence[tuple[str, object]], repeated: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            repeated.append(key)
        found[key] = value
    return found


def _depth(value: object) -> int:
    """How deep lists and mappings nest, counted without recursion."""
    depth, layer = 0, [value]
    while layer and depth <= MAX_DEPTH:
        depth += 1
        nested = [v.values() if isinstance(v, dict) else v for v in layer if isinstance(v, dict | list)]
        layer = [item for inner in nested for item in inner]
    return depth - 1


def _lines(text: str) -> Iterator[tuple[Path_, int]]:
    """The line of every key and item of a valid JSON text."""
    line, pending = 1, ""
    path: list[str | int] = []
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == "\n":
            line += 1
        elif mark in "]}":
            path.pop()
        elif mark == ",":
            step = path[-1]
            path[-1] = step + 1 if isinstance(step, int) else ""
        elif mark == ":":
            path[-1] = json.loads(pending)
            yield tuple(path), line
        else:
            if path and isinstance(path[-1], int):
                yield tuple(path), line
            pending = mark
            if mark in "[{":
                path.append(0 if mark == "[" else "")


def _reading(file: str, value: object, places: Mapping[Path_, str]) -> Reading:
    if not isinstance(value, Mapping):
        return _refused(Fault(file, "", shown(value), "keys and values"))
    faults: list[Fault] = []
    head, rows = _divided(value, (), file, places, faults)
    entries = head.get("assessors")
    if not isinstance(entries, list):
        return Reading(file, head, rows, (), places, tuple(faults))
    blind = {
        n: _divided(entry, ("assessors", n), file, places, faults)
        for n, entry in enumerate(entries)
        if isinstance(entry, Mapping)
    }
    head["assessors"] = [blind[n][0] if n in blind else entry for n, entry in enumerate(entries)]
    return Reading(file, head, rows, tuple(own for _, own in blind.values()), places, tuple(faults))


def _divided(
    holder: Mapping[str, object], path: Path_, file: str, places: Mapping[Path_, str], faults: list[Fault]
) -> tuple[dict[str, object], tuple[Row, ...]]:
    """What a mapping says beside its practices, and its practices as rows."""
    rest = {key: entry for key, entry in holder.items() if key != "practices"}
    practices, inner = holder.get("practices"), (*path, "practices")
    if isinstance(practices, Mapping):
        return rest, tuple(Row(name, entry, (*inner, name)) for name, entry in practices.items())
    if practices is not None:
        where = places.get(inner, file)
        faults.append(Fault(where, "practices", shown(practices), "answers by the id of their practice"))
    return rest, ()
