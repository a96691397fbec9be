"""YAML with line numbers: numbers stay exact, duplicate keys, anchors, aliases and tags are refused.

A loader of our own on libyaml's events. PyYAML's own loaders turn `yes` and `12:30` into something else, make
binary fractions and accept duplicate keys; ruamel's lose the line of a key or take twenty times as long.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from re import compile as compile_pattern

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from criteria.faults import Fault

Value = dict[str, "Value"] | list["Value"] | str | int | Decimal | bool | None
Path_ = tuple[str | int, ...]

MAX_BYTES = 4_000_000
MAX_DEPTH = 30
MAX_OPEN = 200  # a parser takes seconds over thousands of open brackets before it gives up
_BRACKET = compile_pattern(r"[\[\]{}]")
_UNPRINTABLE = compile_pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_NULL = ("", "~", "null", "Null", "NULL")
_DECIMAL = compile_pattern(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
_Loader = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml where the wheel has it, the same events without


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as plain values, with the line of every key and item."""

    file: str
    value: Value
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def where(self, path: Path_) -> str:
        """`file:line` of a path, or of its nearest parent that has a line."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return f"{self.file}:{self.lines[path[:length]]}"
        return self.file

    def fault(self, path: Path_, found: str, allowed: str) -> Fault:
        """A fault at a path of this document."""
        return Fault(self.where(path), ".".join(map(str, path)), found, allowed)


def read_yaml(path: Path, name: str | None = None) -> Document:
    """Read one file; what is wrong with it is in `faults`, never an exception for its content.

    >>> import tempfile; p = Path(tempfile.mkdtemp(), "a.yaml"); _ = p.write_text("a: 0.30\\na: x\\n")
    >>> document = read_yaml(p, "a.yaml")
    >>> document.value, [str(f) for f in document.faults]
    ({'a': Decimal('0.30')}, ['a.yaml:2: a: found the key twice; allowed: each key once'])
    """
    label = name or path.name
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        return _refused(Fault(label, "", error.strerror or str(error), "a readable file"))
    except UnicodeDecodeError as error:
        return _refused(Fault(label, "", f"bytes that are not UTF-8 at {error.start}", "UTF-8 text"))
    if len(data) > MAX_BYTES:
        return _refused(Fault(label, "", f"{len(data)} bytes", f"at most {MAX_BYTES} bytes"))
    return parse_yaml(text, label)


def parse_yaml(text: str, label: str) -> Document:
    """Like `read_yaml`, from text."""
    if _most_open(text) > MAX_OPEN:
        return _refused(Fault(label, "", "deeper nesting", f"at most {MAX_DEPTH} levels"))
    reader = _Reader(label, text)
    try:
        value = reader.document()
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = (error.problem or "a broken document").removeprefix("but ").removeprefix("found ")
        return _refused(Fault(f"{label}:{line}", "", found, "valid YAML"))
    except _TooDeep as error:
        return _refused(
            Fault(f"{label}:{error.args[0]}", "", "deeper nesting", f"at most {MAX_DEPTH} levels")
        )
    except ReaderError:
        return _refused(
            Fault(f"{label}:{_unprintable(text)}", "", "an unprintable character", "printable text")
        )
    except (YAMLError, ValueError, ArithmeticError, LookupError) as error:
        # the parser lets through what Python says of an escape that is no character, for one
        return _refused(Fault(label, "", (str(error).splitlines() or ["it"])[0][:80], "valid YAML"))
    if value is None and not reader.faults:
        return _refused(Fault(label, "", "an empty file", "a YAML document"))
    return Document(label, value, reader.lines, tuple(reader.faults))


def _unprintable(text: str) -> int:
    """The line of the first character that YAML does not allow."""
    found = _UNPRINTABLE.search(text)
    return text.count("\n", 0, found.start() if found else 0) + 1


def _most_open(text: str) -> int:
    """How many brackets stand open at once, wherever they stand."""
    opened = accumulate((1 if mark in "[{" else -1 for mark in _BRACKET.findall(text)), initial=0)
    return max(opened)


def _refused(fault: Fault) -> Document:
    return Document(fault.where, None, {}, (fault,))


class _TooDeep(ValueError):
    """Nesting beyond what any pack has; `args` holds the line."""


class _Reader:
    """Builds the value while the events pass by, noting lines and faults."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.faults: list[Fault] = []
        self.events: Iterator[Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))

    def document(self) -> Value:
        """The one document of the stream; None for an empty one."""
        value: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                found = self._value(next(self.events), (), 0)
                value = found if documents == 1 else value
                if documents == 2:
                    self._fault(event, (), "a second document", "one document")
            elif isinstance(event, StreamEndEvent):
                break
        return value

    def _value(self, event: Event, path: Path_, depth: int) -> Value:
        if depth > MAX_DEPTH:
            raise _TooDeep(_line(event))
        self.lines.setdefault(path, _line(event))
        spoiled = self._spoiled(event, path)
        value: Value = None
        if isinstance(event, MappingStartEvent):
            value = self._mapping(path, depth)
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence(path, depth)
        elif isinstance(event, ScalarEvent):
            value = _scalar(event)
        return None if spoiled else value

    def _spoiled(self, event: Event, path: Path_) -> bool:
        """Whether the value is refused whatever it says; its events are passed over all the same."""
        assert isinstance(event, NodeEvent)
        tag = getattr(event, "tag", None)
        if isinstance(event, AliasEvent):
            found = f"the alias *{event.anchor}"
        elif event.anchor is not None:
            found = f"the anchor &{event.anchor}"
        elif tag not in (None, "!"):
            found = f"the tag {tag}"
        else:
            return False
        self._fault(event, path, found, "no anchors, aliases or tags")
        return True

    def _sequence(self, path: Path_, depth: int) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path_, depth: int) -> Value:
        entries: dict[str, Value] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path, depth, entries)
            below = path if key is None else (*path, key)
            if key is not None:
                self.lines[below] = _line(event)
            value = self._value(next(self.events), below, depth + 1)
            if key is not None:
                entries[key] = value
        return entries

    def _key(self, event: Event, path: Path_, depth: int, seen: Collection[str]) -> str | None:
        """The key, or None where it is refused; then its value is read, checked and dropped."""
        if not isinstance(event, ScalarEvent) or event.anchor is not None:
            shown = event.value if isinstance(event, ScalarEvent) else ""
            self._fault(
                event, (*path, shown) if shown else path, "a key that is not a plain word", "a plain word"
            )
            if not isinstance(event, ScalarEvent):
                self._value(event, path, depth + 1)
            return None
        if event.value in seen:
            self._fault(event, (*path, event.value), "the key twice", "each key once")
            return None
        return str(event.value)

    def _fault(self, event: Event, path: Path_, found: str, allowed: str) -> None:
        line = _line(event)
        self.faults.append(Fault(f"{self.file}:{line}", ".".join(map(str, path)), found, allowed))


def _line(event: Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _scalar(event: ScalarEvent) -> Value:
    text = str(event.value)
    if event.style:
        return text
    if text in _TRUE + _FALSE:
        return text in _TRUE
    return None if text in _NULL else _number(text)


def _number(text: str) -> Value:
    # 0x1f, 1_000 or .inf are not decimals: whoever reads the value says what is allowed
    if not _DECIMAL.fullmatch(text):
        return text
    return int(text) if len(text) <= 40 and text.lstrip("+-").isdecimal() else Decimal(text)
