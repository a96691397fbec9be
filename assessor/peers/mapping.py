"""A mapping file -> what the columns of a file of peers mean, or every fault of it."""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

from assessor.answers.fields import shown
from assessor.peers.entries import Entries
from benchmarks import classification
from benchmarks.importing import (
    MAX_NODES,
    YEAR_END,
    DateSource,
    FileFacts,
    Industry,
    Node,
    PeerMapping,
    Size,
    Source,
)
from benchmarks.importing.mapping import SizeMeasure
from benchmarks.importing.placing import PLACES, place_code
from criteria.faults import Fault, InvalidInput
from criteria.yaml import Document, read_yaml

FORMAT = 1
SYNTHETIC = "-synthetic"
ROW_NUMBER = "row number"
MAX_WINDOW = 600
"""Months: a study of fifty years ago is history, not a peer."""

ENCODINGS = (
    "utf-8", "utf-16", "gb18030", "gbk", "big5", "windows-1250", "windows-1251", "windows-1252",
    "windows-1253", "windows-1254", "windows-1257", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman",
    "shift-jis", "euc-jp", "euc-kr",
)  # fmt: skip
DELIMITERS = {",": ",", ";": ";", "|": "|", "tab": "\t"}
_LINE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_NODE = re.compile(r"[a-z][a-z0-9._-]{0,79}")
_KEYS = (
    "peers", "line", "title", "track", "window_months", "file", "missing", "organisation", "assessment",
    "date", "industry", "country", "size", "nodes",
)  # fmt: skip


class MappingInvalid(InvalidInput):
    """A mapping file that was refused."""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping as it was read, with the name and the SHA-256 of its file."""

    mapping: PeerMapping
    name: str
    digest: str


def read_mapping(path: Path, models: Collection[str] = ()) -> MappingFile:
    """Read a mapping file. `models` are ids of models, which no imported line may have.

    Raises MappingInvalid with every fault, each naming line, key, what was found and what is allowed.
    """
    document = read_yaml(path)
    faults = list(document.faults)
    if not isinstance(document.value, dict):
        raise MappingInvalid(
            faults or [Fault(document.file, "", "no keys", "a mapping, as in docs/peers.md")]
        )
    mapping = _mapping(Entries(document, (), document.value, faults), models)
    if faults:
        raise MappingInvalid(faults)
    return MappingFile(mapping, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _mapping(top: Entries, models: Collection[str]) -> PeerMapping:
    top.only(_KEYS)
    if top.values.get("peers") != FORMAT:
        top.fault("peers", shown(top.values.get("peers")), f"{FORMAT}, the version of this format")
    organisation, pseudonyms = _organisation(top)
    return PeerMapping(
        line=_line(top, models),
        title=top.text("title", required=True) or "",
        track=top.choice("track", ("declared", "verified")),
        nodes=_nodes(top),
        date=_date(top),
        industry=_industry(top),
        country=_country(top),
        size=_size(top),
        organisation=organisation,
        assessment=top.group("assessment", ("column",)).text("column", required=top.has("assessment")),
        file=_file(top),
        missing=frozenset(_missing(top)),
        pseudonyms=pseudonyms,
        window_months=top.whole("window_months", 1, MAX_WINDOW),
    )


def _line(top: Entries, models: Collection[str]) -> str:
    allowed = "lower-case letters, digits and hyphens, at most 40, a letter first"
    line = top.read("line", _matching(_LINE), allowed, required=True) or ""
    if line in models:
        top.fault("line", shown(line), "a key that is no model's id: imported peers are a line of their own")
    if line.endswith(SYNTHETIC):
        top.fault("line", shown(line), f"a key that does not end in {SYNTHETIC!r}: that marks invented peers")
    return line


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def match(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return match


def _organisation(top: Entries) -> tuple[str | None, bool]:
    """The column of the ids, None where every row is an organisation, and whether ids become pseudonyms."""
    if top.values.get("organisation") == ROW_NUMBER:
        return None, True
    if not isinstance(top.values.get("organisation"), dict):
        found = shown(top.values.get("organisation")) if top.has("organisation") else "nothing"
        top.fault("organisation", found, f"a group of column, pseudonyms; or {ROW_NUMBER!r}")
        return None, True
    group = top.group("organisation", ("column", "pseudonyms"))
    return group.text("column", required=True), group.flag("pseudonyms", True)


def _file(top: Entries) -> FileFacts:
    group = top.group("file", ("sheet", "encoding", "delimiter", "decimal", "heading_row"))
    return FileFacts(
        sheet=group.text("sheet"),
        encoding=group.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=DELIMITERS[group.choice("delimiter", DELIMITERS, ",")],
        decimal=group.choice("decimal", (".", ","), "."),
        heading_row=group.whole("heading_row", 1, 1000) or 1,
    )


def _missing(top: Entries) -> list[str]:
    if not top.has("missing"):
        return []
    below = {str(n): value for n, value in top.items("missing", 0, 50)}
    group = Entries(top.document, ("missing",), below, top.faults)
    return [text for key in below if (text := group.text(key, required=True))]


def _source(group: Entries, understand: Callable[[str], object], allowed: str) -> Source:
    """A column, whose texts may be translated, or one value for every row."""
    if group.has("column") == group.has("value"):
        group.fault("column", "both" if group.has("column") else "neither", "either column or value")
    if group.has("value") and group.has("values"):
        group.fault("values", "values beside a value", "values with a column")
    values = group.translations("values", understand, allowed)
    group.read("value", understand, allowed)
    return Source(group.text("column"), group.text("value"), values)


def _industry(top: Entries) -> Industry:
    group = top.group("industry", ("column", "value", "scheme", "values"), required=True)
    scheme = group.choice("scheme", classification.SCHEMES)
    source = _source(
        group,
        lambda code: classification.section(scheme, code),
        f"a code of {classification.SCHEMES[scheme]}",
    )
    return Industry(source, scheme)


def _country(top: Entries) -> Source:
    group = top.group("country", ("column", "value", "values"), required=True)
    return _source(group, place_code, PLACES)


def _size(top: Entries) -> Size:
    group = top.group("size", ("column", "value", "as", "values"), required=True)
    measure: SizeMeasure = group.choice("as", get_args(SizeMeasure), "head count")  # type: ignore[assignment]
    if measure != "bands":
        return Size(_source(group, float, "a number"), measure)
    bands = f"one of {', '.join(classification.SIZE_BANDS)}"
    return Size(_source(group, classification.require_size, bands), measure)


def _date(top: Entries) -> DateSource:
    group = top.group("date", ("column", "value", "as", "day", "pattern", "otherwise"), required=True)
    year_only = group.choice("as", ("date", "year"), "date") == "year"
    for key, goes_with in (("day", year_only), ("pattern", not year_only and not group.has("value"))):
        if group.has(key) and not goes_with:
            group.fault(key, "it where it says nothing", "day with 'year', pattern with a column of dates")
    otherwise = group.day("otherwise")
    if otherwise and otherwise > date.today():
        group.fault("otherwise", str(otherwise), "a day that is past")
    pattern = group.read("pattern", _pattern, "a pattern of year, month and day, such as '%d.%m.%Y'")
    day = group.read("day", _month_and_day, "a day of every year, as MM-DD")
    read = (lambda text: date(int(text), 1, 1)) if year_only else date.fromisoformat
    source = _source(group, read, "a year" if year_only else "a date as YYYY-MM-DD")
    return DateSource(source, year_only, day or YEAR_END, pattern, otherwise)


def _pattern(text: str) -> str:
    """A pattern that gives back the very day that was written with it."""
    day = date(1998, 11, 29)
    if datetime.strptime(day.strftime(text), text).date() != day:
        raise ValueError(text)
    return text


def _month_and_day(text: str) -> tuple[int, int]:
    found = datetime.strptime(f"2001-{text}", "%Y-%m-%d")
    return found.month, found.day


def _nodes(top: Entries) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for n, entry in top.items("nodes", 1, MAX_NODES):
        group = _node_group(top, n, entry)
        node = _node(group)
        for key, taken in (("id", {other.id for other in nodes}), ("column", {o.column for o in nodes})):
            if (own := getattr(node, key)) and own in taken:
                group.fault(key, f"{own!r} twice", f"each {key} once")
        nodes.append(node)
    return tuple(nodes)


def _node_group(top: Entries, n: int, entry: object) -> Entries:
    document: Document = top.document
    group = Entries(document, ("nodes", n), entry if isinstance(entry, dict) else {}, top.faults)
    group.only(("id", "column", "title", "scale"))
    return group


def _node(group: Entries) -> Node:
    allowed = "lower-case letters, digits, dots, hyphens and underscores, at most 80, a letter first"
    name = group.read("id", _matching(_NODE), allowed, required=True) or ""
    column = group.text("column", required=True) or ""
    scale = group.group("scale", ("low", "high"), required=True)
    low, high = (scale.number("low"), scale.number("high")) if scale.values else (None, None)
    if low is not None and low == high:
        scale.fault("high", str(high), "another number than low")
    return Node(name, column, low or Decimal(0), high or Decimal(0), group.text("title") or name)
