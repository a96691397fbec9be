"""Answers written as YAML or JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessor.answers.fields import shown
from assessor.answers.reading import Path_, Reading, Row
from criteria.faults import AnswersInvalid, Fault
from criteria.yaml import parse_yaml

YAML_LENGTH = 2_000_000
"""Characters: far beyond a whole audit, and some seconds to parse at the worst."""

MAX_DEPTH = 30
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|\n')


def from_yaml(text: str, file: str) -> Reading:
    """What a YAML text says, every key with its line. Raises AnswersInvalid where it says nothing."""
    if len(text) > YAML_LENGTH:
        raise _invalid(file, f"{len(text)} characters", f"at most {YAML_LENGTH} in YAML")
    document = parse_yaml(text, file)
    places = {path: f"{file}:{line}" for path, line in document.lines.items()}
    return _reading(file, document.value, places, list(document.faults))


def from_json(text: str, file: str) -> Reading:
    """What a JSON text says, every key with its line; numbers stay as they are written.

    Raises AnswersInvalid where it says nothing.
    """
    try:
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=Decimal,
            parse_int=lambda digits: int(digits) if len(digits) <= 40 else digits,
        )
    except json.JSONDecodeError as error:
        raise _invalid(f"{file}:{error.lineno}", error.msg, "valid JSON") from None
    except _NoNumber as error:
        raise _invalid(file, str(error), "a number") from None
    except RecursionError:
        raise _invalid(file, "deeper nesting", f"at most {MAX_DEPTH} levels") from None
    if _is_deep(value):
        raise _invalid(file, "deeper nesting", f"at most {MAX_DEPTH} levels")
    places: dict[Path_, str] = {}
    faults: list[Fault] = []
    for path, line in _lines(text):
        if path in places:
            key = ".".join(map(str, path))
            faults.append(Fault(f"{file}:{line}", key, "the key twice", "each key once"))
        places[path] = f"{file}:{line}"
    return _reading(file, value, places, faults)


class _NoNumber(ValueError):
    pass


def _refuse_constant(name: str) -> object:
    raise _NoNumber(name)


def _invalid(where: str, found: str, allowed: str) -> AnswersInvalid:
    return AnswersInvalid([Fault(where, "", found, allowed)])


def _is_deep(value: object) -> bool:
    """Whether lists and mappings nest too deep, found without recursion."""
    layer = [value]
    for _ in range(MAX_DEPTH):
        nested = [v.values() if isinstance(v, dict) else v for v in layer if isinstance(v, dict | list)]
        layer = [item for inner in nested for item in inner]
    return bool(layer)


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


def _reading(file: str, value: object, places: Mapping[Path_, str], faults: list[Fault]) -> Reading:
    if not isinstance(value, Mapping):
        raise AnswersInvalid(faults) if faults else _invalid(file, shown(value), "keys and values")
    head, rows = _divided(value, (), file, places, faults)
    assessors, respondents = (
        _people(head, key, file, places, faults) for key in ("assessors", "respondents")
    )
    return Reading(file, head, rows, assessors, places, tuple(faults), respondents=respondents)


def _people(
    head: dict[str, object], key: str, file: str, places: Mapping[Path_, str], faults: list[Fault]
) -> tuple[tuple[Row, ...], ...]:
    """The rows of everybody in a list of `head`, which keeps what else is said of them."""
    entries = head.get(key)
    if not isinstance(entries, list):
        return ()
    own = {
        n: _divided(entry, (key, n), file, places, faults)
        for n, entry in enumerate(entries)
        if isinstance(entry, Mapping)
    }
    head[key] = [own[n][0] if n in own else entry for n, entry in enumerate(entries)]
    return tuple(rows for _, rows in own.values())


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
