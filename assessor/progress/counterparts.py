"""The practices of two versions that are not simply the same, by title, and how each kind was treated."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.matching import Matching
from criteria.model import Model
from criteria.text import Language


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Titles of practices, by what became of them."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rated_otherwise: tuple[str, ...]
    split: tuple[str, ...]
    merged: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any((self.added, self.removed, self.rated_otherwise, self.split, self.merged))


def unmatched(matched: Matching, old: Model, new: Model, language: Language) -> Unmatched:
    """What is not simply the same in both versions: the earlier titles of what left or was split."""

    def titles(model: Model, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(model.by_id[name].title.in_language(language) for name in ids)

    return Unmatched(
        added=titles(new, matched.added),
        removed=titles(old, matched.removed),
        rated_otherwise=titles(new, matched.rated_otherwise),
        split=titles(old, matched.split),
        merged=titles(new, matched.merged),
    )
