"""YAML with line numbers: numbers stay exact, duplicate keys and aliases are refused.

A loader of our own on top of ruamel's composer, because its safe loader loses the line of a key and turns
decimals into binary fractions, and its round-trip loader keeps both at several times the cost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from criteria.faults import Fault

Value = dict[str, "Value"] | list["Value"] | str | int | Decimal | bool | None
Path_ = tuple[str | int, ...]

MAX_BYTES = 4_000_000
MAX_DEPTH = 30
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


def read_yaml(path: Path, name: str | None = None) -> Document:
    """Read one file; what is wrong with it is in `faults`, never an exception for its content.

    >>> import tempfile; p = Path(tempfile.mkdtemp(), "a.yaml"); _ = p.write_text("a: 0.30\\na: x\\n")
    >>> document = read_yaml(p, "a.yaml")
    >>> document.value, [str(f) for f in document.faults]
    ({'a': Decimal('0.30')}, ["a.yaml:2: a: found the key twice; allowed: each key once"])
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
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _refused(Fault(f"{label}:{line}", "", error.problem or "a broken document", "valid YAML"))
    except (YAMLError, RecursionError) as error:
        return _refused(Fault(label, "", str(error).splitlines()[0], "valid YAML"))
    if node is None:
        return _refused(Fault(label, "", "an empty file", "a YAML document"))
    reader = _Reader(label)
    value = reader.read(node, (), 0)
    return Document(label, value, reader.lines, tuple(reader.faults))


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
            self._fault(node, path, found, f"no anchors, at most {MAX_DEPTH} levels")
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
            if key in seen or not isinstance(key_node, ScalarNode):
                found = "the key twice" if key in seen else "a key that is not a word"
                self._fault(key_node, (*path, key), found, "each key once")
                continue
            seen.add(key)
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            yield key, value_node

    def _scalar(self, node: ScalarNode, path: Path_) -> Value:
        kind = str(node.tag).rsplit(":", 1)[-1] if node.style in (None, "") else "str"
        text = str(node.value)
        if kind in ("int", "float"):
            return self._number(node, path, text)
        if kind == "bool" and text in _TRUE + _FALSE:
            return text in _TRUE
        return None if kind == "null" else text

    def _number(self, node: ScalarNode, path: Path_, text: str) -> Value:
        if len(text) <= 40 and text.lstrip("+-").isdecimal():
            return int(text)
        try:
            number = Decimal(text)
        except ArithmeticError:
            return text  # 0x1f, 1_000 or .inf are not decimals: whoever reads the value says what is allowed
        return number if number.is_finite() else text

    def _fault(self, node: Node, path: Path_, found: str, allowed: str) -> None:
        key = ".".join(map(str, path))
        self.faults.append(Fault(f"{self.file}:{node.start_mark.line + 1}", key, found, allowed))
