"""One bilingual glossary for everything that a pack says: the same term is always translated the same way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from criteria.text import Text


@dataclass(frozen=True)
class Term:
    """A term: the English words for it, and the Chinese words that may stand for it."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    definition: Text | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The term as a whole word, in any case."""
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, self.english))})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms, the Chinese words that are avoided, and the abbreviations that stay in Latin letters."""

    terms: tuple[Term, ...] = ()
    avoid: tuple[str, ...] = ()
    abbreviations: frozenset[str] = frozenset()

    def broken_terms(self, english: str, chinese: str) -> Iterator[Term]:
        """The terms that the English uses and the Chinese does not have.

        >>> glossary = Glossary((Term(("complaint", "complaints"), ("投诉",)),))
        >>> [term.english[0] for term in glossary.broken_terms("Complaints are logged", "客诉均有记录")]
        ['complaint']
        """
        for term in self.terms:
            if not any(word in chinese for word in term.chinese) and term.pattern.search(english):
                yield term
