"""Packs side by side: which models and versions there are, and loading one by its reference."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from criteria.faults import Fault, PackInvalid
from criteria.loading import HEAD, load_pack
from criteria.model import Model

BUILT_IN = Path(__file__).parent / "packs"


class UnknownModel(LookupError):
    """No pack of that reference; the message lists those there are."""


def version_key(version: str) -> tuple[int, ...]:
    """Versions in the order of their numbers, so 2026.10 follows 2026.9.

    >>> sorted(["2026.10", "2026.9"], key=version_key)
    ['2026.9', '2026.10']
    """
    return tuple(int(part) for part in version.split("."))


def references(folders: Sequence[Path] = ()) -> list[str]:
    """`id@version` of every pack in the built-in folder and in `folders`, oldest version first.

    >>> "cmc@2026.1" in references()
    True
    """
    return [
        f"{model}@{version}"
        for model, version, _ in sorted(_found(folders), key=lambda f: (f[0], version_key(f[1])))
    ]


def load(reference: str, folders: Sequence[Path] = ()) -> Model:
    """The model of a reference: `cmc@2026.1`, or `cmc` for its latest version.

    Raises UnknownModel, or PackInvalid with every fault of the pack.
    """
    name, _, version = reference.partition("@")
    matches = [f for f in _found(folders) if f[0] == name and version in ("", f[1])]
    if not matches:
        raise UnknownModel(f"no model {reference!r}; there are: {', '.join(references(folders)) or 'none'}")
    _, _, folder = max(matches, key=lambda found: version_key(found[1]))
    return _loaded(folder, max(path.stat().st_mtime_ns for path in folder.rglob("*.yaml")))


@lru_cache(maxsize=32)
def _loaded(folder: Path, _changed: int) -> Model:
    model, named = load_pack(folder), f"{folder.parent.name}@{folder.name}"
    if model.reference != named:
        where = f"{folder.name}/{HEAD}"
        raise PackInvalid([Fault(where, "id, version", model.reference, f"{named}, as its folders say")])
    return model


def _found(folders: Sequence[Path]) -> Iterator[tuple[str, str, Path]]:
    for root in (BUILT_IN, *folders):
        for head in sorted(root.glob(f"*/*/{HEAD}")):
            version = head.parent.name
            if all(part.isdecimal() for part in version.split(".")):
                yield head.parent.parent.name, version, head.parent
