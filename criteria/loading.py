"""A pack's folder of YAML files -> Model, or every fault with file, line and key."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from criteria import building, checks, guide_checks
from criteria.faults import Fault, PackInvalid
from criteria.guide_schema import GlossaryEntry, GuideFile
from criteria.model import Model
from criteria.schema import DimensionEntry, ModelEntry
from criteria.yaml import Document, Path_, read_yaml

HEAD = "model.yaml"
GLOSSARY = "glossary.yaml"
GUIDES = "practices"
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack's files as read and validated, before they become a Model."""

    head: ModelEntry
    dimensions: tuple[DimensionEntry, ...]
    guides: Mapping[str, GuideFile]
    glossary: GlossaryEntry | None
    digest: str


def load_pack(folder: Path) -> Model:
    """The model in `folder` (`model.yaml` and one file a dimension).

    Raises PackInvalid with every fault that was found, each naming file, line and key.
    """
    pack = read_pack(folder)
    return building.build(pack.head, pack.dimensions, pack.guides, pack.glossary, pack.digest)


def read_pack(folder: Path) -> Pack:
    """The files of a pack, checked each for itself and all together.

    Raises PackInvalid with every fault; what only the whole pack shows is looked for as far as its files
    could be read.
    """
    head_document = read_yaml(folder / HEAD, f"{folder.name}/{HEAD}")
    head, faults = _validated(head_document, ModelEntry)
    names = head.dimensions if head else _other_files(folder)
    documents = [read_yaml(folder / f"{name}.yaml", f"{folder.name}/{name}.yaml") for name in names]
    read = [(*_validated(document, DimensionEntry), document) for document in documents]
    faults += [fault for _, found, _ in read for fault in found]
    guides, glossary, found = _texts(folder)
    faults += found
    if head is None:
        raise PackInvalid(_in_order(faults, names))
    faults += _strays(folder, names)
    faults += checks.faults(head, head_document, [(entry, document) for entry, _, document in read])
    dimensions = tuple(entry for entry, _, _ in read if entry is not None)
    if len(dimensions) == len(names):
        faults += guide_checks.faults(head, dimensions, guides)
    if faults:
        raise PackInvalid(_in_order(faults, names))
    told = {name: entry for name, (entry, _) in guides.items() if entry is not None}
    texts = [document for _, document in guides.values()]
    digest = _digest([head_document, *documents, *texts, *([glossary[1]] if glossary else [])])
    return Pack(head, dimensions, told, glossary[0] if glossary else None, digest)


def _texts(
    folder: Path,
) -> tuple[guide_checks.Guides, tuple[GlossaryEntry | None, Document] | None, list[Fault]]:
    """The guides by the id of their criterion, and the glossary; both optional."""
    guides: dict[str, tuple[GuideFile | None, Document]] = {}
    faults: list[Fault] = []
    for path in sorted((folder / GUIDES).glob("*.yaml")):
        document = read_yaml(path, f"{folder.name}/{GUIDES}/{path.name}")
        entry, found = _validated(document, GuideFile)
        guides[path.stem] = entry, document
        faults += found
    if not (folder / GLOSSARY).is_file():
        return guides, None, faults
    document = read_yaml(folder / GLOSSARY, f"{folder.name}/{GLOSSARY}")
    entry_, found = _validated(document, GlossaryEntry)
    return guides, (entry_, document), [*faults, *found]


def _in_order(faults: Sequence[Fault], names: Sequence[str]) -> list[Fault]:
    """By file, the head first, and down each file; what only the whole pack shows stands among the rest."""
    order = {name: n for n, name in enumerate((HEAD, *(f"{name}.yaml" for name in names)))}

    def place(fault: Fault) -> tuple[int, int]:
        file, _, line = fault.where.rpartition("/")[2].partition(":")
        return order.get(file, len(order)), int(line or 0)

    return sorted(faults, key=place)


def _other_files(folder: Path) -> list[str]:
    """The dimension files of a pack whose head cannot be read, so that their faults are shown as well."""
    return sorted(path.stem for path in folder.glob("*.yaml") if path.name not in (HEAD, GLOSSARY))


def _strays(folder: Path, names: Sequence[str]) -> list[Fault]:
    known = {HEAD, GLOSSARY, *(f"{name}.yaml" for name in names)}
    found = sorted(p.name for p in folder.glob("*.y*ml") if p.name not in known)
    return [
        Fault(
            f"{folder.name}/{name}",
            "",
            "a file that no dimension names",
            "files listed in model.yaml: dimensions",
        )
        for name in found
    ]


def _validated(document: Document, kind: type[Entry]) -> tuple[Entry | None, list[Fault]]:
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


def _digest(documents: Sequence[Document]) -> str:
    """SHA-256 of what the pack says; comments, order of keys and layout do not matter."""

    def plain(value: object) -> str:
        assert isinstance(value, Decimal)
        return str(value.normalize())

    text = json.dumps([d.value for d in documents], sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()
