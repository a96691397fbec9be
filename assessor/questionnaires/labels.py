"""What the fixed choices of a model are called, and which language a passage is written in."""

from assessor.reports.building import GATES
from assessor.reports.model_markdown import DIRECTIONS, HORIZONS, STREAMS
from assessor.speech import translated
from criteria.exact import plain
from criteria.glossary import Term
from criteria.guide import Direction, Horizon, WorkStream
from criteria.model import Gate
from criteria.text import Text


def horizon(code: Horizon) -> str:
    """How soon an action bears fruit."""
    return translated(HORIZONS[code])


def stream(code: WorkStream) -> str:
    """The work stream that an action belongs to."""
    return translated(STREAMS[code])


def direction(code: Direction) -> str:
    """Which way a measure should go."""
    return translated(DIRECTIONS[code])


def gate(asked: Gate) -> str:
    """What a gate of a level asks."""
    return translated(GATES[asked.of, asked.strict], bar=plain(asked.bar))


def term(entry: Term) -> Text:
    """The word that a term is looked up by: the first of each language."""
    return Text({"en": entry.english[0], "zh-Hans": entry.chinese[0]})


def written_in(passage: str) -> str:
    """The language of a passage that is quoted as it stands, so that it is spoken and set as such.

    >>> written_in("1.1 Senior Leadership"), written_in("§1.2 顾客满意级度")
    ('en', 'zh')
    """
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in passage) else "en"
