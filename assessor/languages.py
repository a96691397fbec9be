"""The three languages: catalogue look-up, dates and names, the same for terminal, page and PDF.

Simplified Chinese is authored in `translations/zh_Hans/`, one file a feature; Traditional is converted from
it when it is asked for. `translations/zh_Hant/terms.txt` holds the words of the interface that the conversion
would not find, and an entry in a catalogue beside it overrides a whole message. Catalogues are read as they
are: there is no compiled copy that could be out of date.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from criteria.text import LANGUAGES, Language, replacements, traditional

CATALOGUES = Path(__file__).parent / "translations"
TERMS = CATALOGUES / "zh_Hant" / "terms.txt"
NAMES: dict[Language, str] = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
_LOCALES: dict[Language, str] = {"en": "en_GB", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}


def message(text: str) -> str:
    """Marks a text that is translated later, where its language is known; returns it as it is."""
    return text


class Wording:
    """What the product says in one language; messages are looked up by their English text."""

    def __init__(self, language: Language, messages: dict[str, str]) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALES[language])
        self._messages = messages

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language, with `%(name)s` filled in."""
        text = self._messages.get(message, message)
        return text % values if values else text

    def gettext(self, message: str) -> str:
        """For Jinja's i18n extension, which fills in values itself."""
        return self._messages.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """English has two forms, Chinese one, catalogued under the plural."""
        one = number == 1 and self.language == "en"
        return self.gettext(singular if one else plural)

    def date(self, day: date) -> str:
        """A date in full.

        >>> wording("en").date(date(2026, 11, 2)), wording("zh-Hans").date(date(2026, 11, 2))
        ('2 November 2026', '2026年11月2日')
        """
        return format_date(day, "long", locale=self.locale)

    def together(self, texts: Iterable[str]) -> str:
        """Texts in one line that may hold commas themselves.

        >>> wording("en").together(["Plan, do", "check"]), wording("zh-Hans").together(["计划", "检查"])
        ('Plan, do; check', '计划；检查')
        """
        return ("; " if self.language == "en" else "；").join(texts)

    def listed(self, texts: Iterable[str]) -> str:
        """Names and other short texts in one line.

        >>> wording("en").listed(["Ana", "Bo"]), wording("zh-Hans").listed(["安娜", "波"])
        ('Ana, Bo', '安娜、波')
        """
        return (", " if self.language == "en" else "、").join(texts)

    def count(self, number: int) -> str:
        """A whole number with the language's grouping."""
        return str(format_decimal(number, locale=self.locale))


@lru_cache(maxsize=3)
def wording(language: Language) -> Wording:
    """The wording of a language. Raises KeyError for one the product does not have."""
    return Wording(language, _messages(language))


def _messages(language: Language) -> dict[str, str]:
    if language == "en":
        return {}
    simplified = _catalogue("zh_Hans")
    if language == "zh-Hans":
        return simplified
    converted = {message: in_traditional(text) for message, text in simplified.items()}
    return converted | _catalogue("zh_Hant")


def in_traditional(simplified: str) -> str:
    """What the interface says, in Traditional Chinese; what models say is converted by `criteria.text` alone.

    >>> in_traditional("文件已保存到设备"), traditional("文件")
    ('檔案已儲存到裝置', '文件')
    """
    terms, pattern = _terms()
    return "".join(terms.get(part) or traditional(part) for part in pattern.split(simplified))


@lru_cache(maxsize=1)
def _terms() -> tuple[dict[str, str], re.Pattern[str]]:
    terms = replacements(TERMS)
    longest_first = sorted(terms, key=len, reverse=True)
    return terms, re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")


def _catalogue(name: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for path in sorted((CATALOGUES / name).glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=name):
                if isinstance(entry.id, str) and isinstance(entry.string, str) and entry.id and entry.string:
                    messages[entry.id] = entry.string
    return messages


def language_of(tag: str | None) -> Language:
    """The language for a browser's or a user's tag; English where there is no better.

    >>> [language_of(tag) for tag in ("zh-TW", "zh-CN", "zh_Hant_HK", "fr", None)]
    ['zh-Hant', 'zh-Hans', 'zh-Hant', 'en', 'en']
    """
    name = (tag or "").replace("_", "-").lower()
    if not name.startswith("zh"):
        return "en"
    return "zh-Hant" if any(part in name.split("-") for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"


__all__ = ["LANGUAGES", "NAMES", "Language", "Wording", "in_traditional", "language_of", "message", "wording"]
