"""A pack's folder of YAML files -> Model, or every fault with file, line and key."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from criteria import building, checks, guide_checks
from criteria.faults import Fault, PackInvalid
from criteria.model import Model
from criteria.pack_texts import TEXTS, PackTexts, read_texts
from criteria.schema import DimensionEntry, ModelEntry
from criteria.validating import validated
from criteria.yaml import Document, read_yaml

HEAD = "model.yaml"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack's files as read and validated, before they become a Model."""

    head: ModelEntry
    dimensions: tuple[DimensionEntry, ...]
    texts: PackTexts
    digest: str


def load_pack(folder: Path) -> Model:
    """The model in `folder` (`model.yaml` and one file a dimension).

    Raises PackInvalid with every fault that was found, each naming file, line and key.
    """
    pack = read_pack(folder)
    return building.build(pack.head, pack.dimensions, pack.texts, pack.digest)


def read_pack(folder: Path) -> Pack:
    """The files of a pack, checked each for itself and all together.

    Raises PackInvalid with every fault; what only the whole pack shows is looked for as far as its files
    could be read.
    """
    head_document = read_yaml(folder / HEAD, f"{folder.name}/{HEAD}")
    head, faults = validated(head_document, ModelEntry)
    names = head.dimensions if head else _other_files(folder)
    documents = [read_yaml(folder / f"{name}.yaml", f"{folder.name}/{name}.yaml") for name in names]
    read = [(*validated(document, DimensionEntry), document) for document in documents]
    faults += [fault for _, found, _ in read for fault in found]
    texts = read_texts(folder)
    faults += texts.faults
    if head is None:
        raise PackInvalid(_in_order(faults, names))
    faults += _strays(folder, names)
    faults += checks.faults(head, head_document, [(entry, document) for entry, _, document in read])
    dimensions = tuple(entry for entry, _, _ in read if entry is not None)
    if len(dimensions) == len(names):
        faults += guide_checks.faults(head, dimensions, texts)
    if faults:
        raise PackInvalid(_in_order(faults, names))
    digest = _digest([head_document, *documents, *texts.documents])
    return Pack(head, dimensions, texts, digest)


def _in_order(faults: Sequence[Fault], names: Sequence[str]) -> list[Fault]:
    """By file, the head first, and down each file; what only the whole pack shows stands among the rest."""
    order = {name: n for n, name in enumerate((HEAD, *(f"{name}.yaml" for name in names)))}

    def place(fault: Fault) -> tuple[int, int]:
        file, _, line = fault.where.rpartition("/")[2].partition(":")
        return order.get(file, len(order)), int(line or 0)

    return sorted(faults, key=place)


def _other_files(folder: Path) -> list[str]:
    """The dimension files of a pack whose head cannot be read, so that their faults are shown as well."""
    return sorted(path.stem for path in folder.glob("*.yaml") if path.name not in (HEAD, *TEXTS))


def _strays(folder: Path, names: Sequence[str]) -> list[Fault]:
    known = {HEAD, *TEXTS, *(f"{name}.yaml" for name in names)}
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


def _digest(documents: Sequence[Document]) -> str:
    """SHA-256 of what the pack says; comments, order of keys and layout do not matter."""

    def plain(value: object) -> str:
        assert isinstance(value, Decimal)
        return str(value.normalize())

    text = json.dumps([d.value for d in documents], sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()
