"""What a file says before any of it is checked: the same form, whatever the format it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from criteria.faults import Fault

Path_ = tuple[str | int, ...]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What was entered for one practice: a value, or a mapping of its components and remarks."""

    practice: str
    entry: object
    path: Path_


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's head fields and its rows; `places` says where each path stands.

    `assessors` holds the rows of every entry of `head["assessors"]`, in the same order, and `respondents`
    those of `head["respondents"]`. `pack_digest` is the digest of the pack that a workbook was made from.
    """

    file: str
    head: Mapping[str, object]
    rows: tuple[Row, ...] = ()
    assessors: tuple[tuple[Row, ...], ...] = ()
    places: Mapping[Path_, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    pack_digest: str | None = None
    respondents: tuple[tuple[Row, ...], ...] = ()

    def where(self, path: Path_) -> str:
        """The place of a path, or of its nearest parent that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.file
