"""YAML with line numbers: numbers stay exact, duplicate keys and aliases are refused.

A loader of our own on top of ruamel's composer, because its safe loader loses the line of a key and turns
decimals into binary fractions, and its round-trip loader keeps both at several times the cost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from itertools import accumulate
from pathlib import Path
from re import compile as compile_pattern
from re import fullmatch

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from criteria.faults import Fault

Value = dict[str, "Value"] | list["Value"] | str | int | Decimal | bool | None
Path_ = tuple[str | int, ...]

NULL = "tag:yaml.org,2002:null"
MAX_BYTES = 4_000_000
MAX_DEPTH = 30
MAX_OPEN = 200  # the composer takes seconds over a thousand open brackets before it gives up
_BRACKET = compile_pattern(r"[\[\]{}]")
_LONE = compile_pattern("[\ud800-\udfff]")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")


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
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = (error.problem or "a broken document").removeprefix("but ").removeprefix("found ")
        return _refused(Fault(f"{label}:{line}", "", found, "valid YAML"))
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _refused(Fault(f"{label}:{line}", "", f"the character {error.character:#x}", "printable text"))
    except RecursionError:
        return _refused(Fault(label, "", "deeper nesting", f"at most {MAX_DEPTH} levels"))
    except (YAMLError, ValueError, ArithmeticError, LookupError) as error:
        # the composer lets through what Python says of an escape that is no character, for one
        return _refused(Fault(label, "", (str(error).splitlines() or ["it"])[0][:80], "valid YAML"))
    if node is None or node.tag == NULL:
        return _refused(Fault(label, "", "an empty file", "a YAML document"))
    reader = _Reader(label)
    value = reader.read(node, (), 0)
    return Document(label, value, reader.lines, tuple(reader.faults))


def _most_open(text: str) -> int:
    """How many brackets stand open at once, wherever they stand."""
    opened = accumulate((1 if mark in "[{" else -1 for mark in _BRACKET.findall(text)), initial=0)
    return max(opened)


def _refused(fault: Fault) -> Document:
    return Document(fault.where, None, {}, (fault,))


class _Reader:
    """Walks the composed nodes once, noting lines and faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.faults: list[Fault] = []

    def read(self, node: Node, path: Path_, depth: int) -> Value:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.anchor is not None or depth > MAX_DEPTH:
            found = f"the anchor &{node.anchor}" if node.anchor else "deeper nesting"
            self._fault(self.lines[path], path, found, f"no anchors, at most {MAX_DEPTH} levels")
            return None
        if isinstance(node, MappingNode):
            return {
                key: self.read(value, (*path, key), depth + 1) for key, value in self._entries(node, path)
            }
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, n), depth + 1) for n, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _entries(self, node: MappingNode, path: Path_) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
            plain = isinstance(key_node, ScalarNode) and key_node.anchor is None and not _LONE.search(key)
            if key in seen or not plain:
                self._refused_key(key_node, path, key, plain)
                continue
            seen.add(key)
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            yield key, value_node

    def _refused_key(self, node: Node, path: Path_, key: str, plain: bool) -> None:
        line = node.start_mark.line + 1
        if plain:
            self._fault(line, (*path, key), "the key twice", "each key once")
        else:
            shown = ascii(key)[1:-1]  # half a character cannot be printed
            self._fault(
                line, (*path, shown) if key else path, "a key that is not a plain word", "a plain word"
            )

    def _scalar(self, node: ScalarNode, path: Path_) -> Value:
        kind = str(node.tag).rsplit(":", 1)[-1] if node.style in (None, "") else "str"
        text = str(node.value)
        if _LONE.search(text):
            self._fault(
                self.lines[path], path, "half of a character (a lone surrogate)", "text that UTF-8 can write"
            )
            return None
        if kind in ("int", "float"):
            return self._number(text)
        if kind == "bool" and text in _TRUE + _FALSE:
            return text in _TRUE
        return None if kind == "null" else text

    def _number(self, text: str) -> Value:
        # 0x1f, 1_000 or .inf are not decimals: whoever reads the value says what is allowed
        if not fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?", text):
            return text
        return int(text) if len(text) <= 40 and text.lstrip("+-").isdecimal() else Decimal(text)

    def _fault(self, line: int, path: Path_, found: str, allowed: str) -> None:
        self.faults.append(Fault(f"{self.file}:{line}", ".".join(map(str, path)), found, allowed))
