"""Names of industries, places and sizes in English, Simplified and Traditional Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.classification.faults import UnknownCode
from benchmarks.classification.industries import industry
from benchmarks.classification.lists import LANGUAGES, WORLD, Language, Names, industry_lists, place_lists
from benchmarks.classification.places import widening
from benchmarks.classification.sizes import require_size

ALL_INDUSTRIES: Names = ("All industries", "所有行业", "所有行業")

SIZE_NAMES: Mapping[str, Names] = MappingProxyType(
    # by head count, not as "large": China's own statistics draw the line of 大型 elsewhere in each industry
    {
        "micro": ("1 to 9 employees", "1 至 9 人", "1 至 9 人"),
        "small": ("10 to 49 employees", "10 至 49 人", "10 至 49 人"),
        "medium": ("50 to 249 employees", "50 至 249 人", "50 至 249 人"),
        "large": ("250 employees or more", "250 人以上", "250 人以上"),
    }
)


def industry_name(code: str | None, language: Language = "en") -> str:
    """Return the name of an ISIC Rev. 4 section or division; None is all industries. Raises `UnknownCode`.

    >>> industry_name("62", "zh-Hans"), industry_name("62", "zh-Hant"), industry_name(None)
    ('计算机程序设计、咨询及相关活动', '電腦程式設計、諮詢及相關活動', 'All industries')
    """
    names = ALL_INDUSTRIES if code is None else industry_lists().names[industry(code).code]
    return _in(language, names)


def geography_name(geography: str | None, language: Language = "en") -> str:
    """Return the name of a province, country, sub-region or region; None is the world. Raises `UnknownCode`.

    >>> geography_name("030"), geography_name("CN-GD", "zh-Hans"), geography_name("NZ", "zh-Hant")
    ('Eastern Asia', '广东省', '紐西蘭')
    """
    widening(geography)
    return _in(language, place_lists().names[geography or WORLD])


def size_name(band: str, language: Language = "en") -> str:
    """Return a size band in words, by its head count in persons. Raises `UnknownCode`.

    >>> size_name("large"), size_name("micro", "zh-Hans")
    ('250 employees or more', '1 至 9 人')
    """
    return _in(language, SIZE_NAMES[require_size(band)])


def _in(language: Language, names: Names) -> str:
    if language not in LANGUAGES:
        raise UnknownCode("language", language, LANGUAGES)
    return names[LANGUAGES.index(language)]
