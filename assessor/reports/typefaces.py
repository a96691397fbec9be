"""The families that the report is set in: one design for Latin, Simplified and Traditional."""

from dataclasses import dataclass

from criteria.text import Language


@dataclass(frozen=True, slots=True)
class Faces:
    """CSS family lists for running text and for titles."""

    text: str
    title: str


_SIMPLIFIED = Faces(
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Hiragino Sans GB, Microsoft YaHei, "
    "DejaVu Sans, sans-serif",
    "Noto Serif CJK SC, Noto Serif SC, Source Han Serif SC, Songti SC, SimSun, DejaVu Serif, serif",
)
_TRADITIONAL = Faces(
    "Noto Sans CJK TC, Noto Sans TC, Source Han Sans TC, PingFang TC, Microsoft JhengHei, DejaVu Sans, "
    "sans-serif",
    "Noto Serif CJK TC, Noto Serif TC, Source Han Serif TC, Songti TC, PMingLiU, DejaVu Serif, serif",
)


def faces_of(language: Language) -> Faces:
    """The faces with the shapes of a language's characters.

    >>> faces_of("zh-Hant").text.split(",")[0]
    'Noto Sans CJK TC'
    """
    return _TRADITIONAL if language == "zh-Hant" else _SIMPLIFIED
