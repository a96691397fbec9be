"""Text in several languages; Traditional Chinese follows from Simplified unless it is written out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from opencc import OpenCC

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

QUOTES = str.maketrans("“”‘’", "「」『』")
OVERRIDES = Path(__file__).parent / "traditional.txt"


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC  # loads dictionaries: only where Traditional Chinese is asked for

    return OpenCC("s2twp")


@lru_cache(maxsize=1)
def _overrides() -> dict[str, str]:
    return replacements(OVERRIDES)


def replacements(path: Path) -> dict[str, str]:
    """A list of phrases, each with a tab and what takes its place."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _overridden() -> re.Pattern[str]:
    longest_first = sorted(_overrides(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=16384)
def traditional(simplified: str) -> str:
    """Simplified Chinese as written in Taiwan, by phrase; exceptions stand in `traditional.txt`.

    >>> traditional("软件与客户满意"), traditional("“程序文件”")
    ('軟體與客戶滿意', '「程序文件」')
    """
    converted, end = [], 0
    for match in _overridden().finditer(simplified):
        converted += [_converter().convert(simplified[end : match.start()]), _overrides()[match[0]]]
        end = match.end()
    whole = "".join(converted) + str(_converter().convert(simplified[end:]))
    return whole.translate(QUOTES)


@dataclass(frozen=True, slots=True)
class Text:
    """What the pack says, in every language that it says it in.

    >>> Text({"en": "Leadership", "zh-Hans": "领导"}).in_language("zh-Hant")
    '領導'
    """

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language`; Traditional from Simplified; English, then the first, where absent."""
        if language in self.by_language:
            return self.by_language[language]
        if language == "zh-Hant" and "zh-Hans" in self.by_language:
            return traditional(self.by_language["zh-Hans"])
        return self.by_language.get("en") or next(iter(self.by_language.values()))

    def __str__(self) -> str:
        return self.in_language("en")


def said(words: Mapping[Language, str]) -> Text:
    """The text of a pack's entry."""
    return Text({str(language): text for language, text in words.items()})
