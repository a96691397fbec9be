"""What is wrong with a code: each error says what was found and what may have been meant."""

from collections.abc import Iterable


class UnknownCode(ValueError):
    """A code that is in no list: says which kind of code, what was found and what may have been meant."""

    def __init__(self, kind: str, found: str, meant: Iterable[str]) -> None:
        self.kind, self.found, self.meant = kind, found, tuple(meant)
        hint = f"; did you mean {', '.join(self.meant)}?" if self.meant else ""
        super().__init__(f"{kind}: found {found!r}, {self._fault()}{hint}")

    def _fault(self) -> str:
        return "which is not in the list"


class NoSection(UnknownCode):
    """A code of another scheme that most of no one section of ISIC Rev. 4 corresponds to."""

    def _fault(self) -> str:
        return "which corresponds to no one section of ISIC Rev. 4"
