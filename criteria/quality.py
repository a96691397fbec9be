"""How good a pack's text is: what is missing, nearly said twice, too short or mistranslated.

Thresholds are parameters and are stated in the result, so that a check can be read without its code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from criteria.glossary import Glossary
from criteria.guide import Guide
from criteria.model import Model
from criteria.text import Text

if TYPE_CHECKING:
    from pyphen import Pyphen

WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9/&.-]*")
HAN = re.compile(r"[一-鿿]")
SENTENCE_END = re.compile(r"[.!?;:]+(?:\s|$)")
# words that say nothing about what a sentence is about
STOP = frozenset(
  [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "for", "from", "has", "have",
    "in", "into", "is", "it", "its", "no", "not", "of", "on", "one", "or", "so", "that", "the",
    "their", "them", "they", "this", "to", "up", "was", "were", "when", "which", "who", "whom",
    "whose", "will", "with", "without",
  ]
)  # fmt: skip


CLOSE = 0.2
"""Pairs that share less are not looked at; the closest of the others is reported whatever the threshold."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the check asks for: similarity 0 to 1, lengths in English words and Chinese characters."""

    similarity: float = 0.6
    shortest_words: int = 12
    shortest_characters: int = 20


@dataclass(frozen=True, slots=True)
class Similar:
    """Two texts that say nearly the same; `share` is the overlap of their words, 0 to 1."""

    first: str
    second: str
    language: str
    share: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A text that a reader would stumble over: where it is, and why."""

    where: str
    language: str
    found: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Readability:
    """Flesch reading ease of the English texts (0 to 100, higher is easier): middle, and the hardest."""

    kind: str
    texts: int
    middle: float
    hardest: float
    hardest_at: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The findings of a check. An empty `problems` and `similar` with nothing `missing` is a good pack.

    `closest` is the share of the two most similar descriptors or actions, 0 to 1.
    """

    thresholds: Thresholds
    guides: int
    descriptors: int
    actions: int
    words: int
    characters: int
    missing: tuple[str, ...]
    closest: float
    similar: tuple[Similar, ...]
    problems: tuple[Problem, ...]
    readability: tuple[Readability, ...]


def examine(model: Model, glossary: Glossary, thresholds: Thresholds = Thresholds()) -> Quality:
    """Check every text of a model's guides, in English and Simplified Chinese."""
    guides = {p.id: p.guide for p in model.practices if p.guide is not None}
    descriptors = {f"{n}:{level}": t for n, g in guides.items() for level, t in g.descriptors.items()}
    actions = {f"{n}:{a.level}": a.text for n, a in ((n, a) for n, g in guides.items() for a in g.actions)}
    guidance = {n: g.guidance for n, g in guides.items()}
    everything = list(_all_texts(model, guides))
    pairs = [*similar(descriptors, CLOSE), *similar(actions, CLOSE)]
    return Quality(
        thresholds=thresholds,
        guides=len(guides),
        descriptors=len(descriptors),
        actions=len(actions),
        words=sum(len(words(t.in_language("en"))) for _, t in everything),
        characters=sum(len(HAN.findall(t.in_language("zh-Hans"))) for _, t in everything),
        missing=tuple(_missing(model)),
        closest=max((pair.share for pair in pairs), default=0.0),
        similar=tuple(pair for pair in pairs if pair.share > thresholds.similarity),
        problems=(*_short(descriptors, thresholds), *_language_problems(everything, glossary)),
        readability=tuple(
            _readability(kind, readable)
            for kind, texts in (("descriptors", descriptors), ("actions", actions), ("guidance", guidance))
            if (readable := {where: t for where, t in texts.items() if words(t.in_language("en"))})
        ),
    )


def _missing(model: Model) -> Iterator[str]:
    """Practices without a guide, and results practices without a measure."""
    for practice in model.practices:
        if practice.guide is None:
            yield f"{practice.id}: guide"
        elif practice.kind == "results" and practice.guide.measure is None:
            yield f"{practice.id}: measure"


def _all_texts(model: Model, guides: Mapping[str, Guide]) -> Iterator[tuple[str, Text]]:
    for dimension in model.dimensions:
        yield dimension.id, dimension.title
    for criterion in model.criteria:
        yield criterion.id, criterion.title
    for practice in model.practices:
        yield practice.id, practice.title
        yield f"{practice.id} question", practice.question
    for name, guide in guides.items():
        yield from ((f"{name} {part}", text) for part, text in texts_of(guide))


def texts_of(guide: Guide) -> Iterator[tuple[str, Text]]:
    """Every text of a guide with the name of its part."""
    yield "guidance", guide.guidance
    yield from ((f"descriptor {level}", text) for level, text in guide.descriptors.items())
    evidence = guide.evidence
    yield from ((f"document {n}", text) for n, text in enumerate(evidence.documents, 1))
    yield from ((f"record {n}", text) for n, text in enumerate(evidence.records, 1))
    for interview in evidence.interviews:
        yield "interview", interview.whom
        yield from (("interview", question) for question in interview.questions)
    yield "observation", evidence.observation
    if evidence.customer_side is not None:
        yield "customer side", evidence.customer_side
    for action in guide.actions:
        yield f"action {action.level}", action.text
        yield f"owner {action.level}", action.owner
    if guide.measure is not None:
        measure = guide.measure
        yield from (("measure", t) for t in (measure.definition, measure.segments, measure.comparators))
        yield from (("required", text) for text in measure.required)
    if guide.not_applicable_when is not None:
        yield "not applicable when", guide.not_applicable_when


# --- nearly the same --------------------------------------------------------------------------------


def words(english: str) -> list[str]:
    """The words of an English text, in lower case."""
    return WORD.findall(english.lower())


def tokens(text: str, language: str) -> frozenset[str]:
    """What a text is about: its words without those that say nothing; pairs of characters in Chinese.

    >>> sorted(tokens("The customer is heard, and heard again", "en"))
    ['again', 'customer', 'heard']
    """
    if language == "en":
        return frozenset(words(text)) - STOP
    characters = HAN.findall(text)
    return frozenset(a + b for a, b in pairwise(characters))


def similar(texts: Mapping[str, Text], threshold: float) -> Iterator[Similar]:
    """Pairs whose shared tokens are more than `threshold` of all tokens of both, in either language."""
    for language in ("en", "zh-Hans"):
        names = list(texts)
        sets = [tokens(texts[name].in_language(language), language) for name in names]
        for n, m, share in _overlaps(sets, threshold):
            yield Similar(names[n], names[m], language, round(share, 3))


def _overlaps(sets: Sequence[frozenset[str]], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Jaccard similarity of every pair, by one matrix product."""
    if len(sets) < 2:
        return
    vocabulary = {token: n for n, token in enumerate(sorted(frozenset().union(*sets)))}
    matrix = np.zeros((len(sets), len(vocabulary)), dtype=np.float32)
    for n, found in enumerate(sets):
        matrix[n, [vocabulary[token] for token in found]] = 1
    shared = matrix @ matrix.T
    sizes = matrix.sum(axis=1)
    share = shared / np.maximum(sizes[:, None] + sizes[None, :] - shared, 1)
    for n, m in zip(*np.nonzero(np.triu(share > threshold, k=1)), strict=True):
        yield int(n), int(m), float(share[n, m])


# --- length, language -------------------------------------------------------------------------------


def _short(descriptors: Mapping[str, Text], thresholds: Thresholds) -> Iterator[Problem]:
    for where, text in descriptors.items():
        count = len(words(text.in_language("en")))
        if count < thresholds.shortest_words:
            yield Problem(where, "en", f"{count} words", f"at least {thresholds.shortest_words}")
        count = len(HAN.findall(text.in_language("zh-Hans")))
        if "zh-Hans" in text.by_language and count < thresholds.shortest_characters:
            yield Problem(
                where, "zh-Hans", f"{count} characters", f"at least {thresholds.shortest_characters}"
            )


def _language_problems(texts: Sequence[tuple[str, Text]], glossary: Glossary) -> Iterator[Problem]:
    for where, text in texts:
        if "zh-Hans" not in text.by_language:
            continue  # a model in English only is not mistranslated
        english, chinese = text.in_language("en"), text.in_language("zh-Hans")
        for word in LATIN.findall(chinese):
            if word.rstrip(".-") not in glossary.abbreviations:
                yield Problem(
                    where, "zh-Hans", f"{word!r} left in Latin letters", "Chinese, or a listed abbreviation"
                )
        for word in glossary.avoid:
            if word in chinese:
                yield Problem(where, "zh-Hans", f"{word!r}", "the glossary's word for it")
        for term in glossary.broken_terms(english, chinese):
            yield Problem(
                where,
                "zh-Hans",
                f"no {' or '.join(term.chinese)}",
                f"the glossary's word for {term.english[0]!r}",
            )


# --- readability ------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _hyphenator() -> "Pyphen":
    from pyphen import Pyphen

    return Pyphen(lang="en_GB")


def reading_ease(english: str) -> float:
    """Flesch reading ease: 206.835 − 1.015 × words per sentence − 84.6 × syllables per word.

    Syllables are those of hyphenation, which finds slightly fewer than a dictionary does. Raises ValueError
    for a text without words.

    >>> reading_ease("The cat sat. The dog ran.") > 90
    True
    """
    found = words(english)
    if not found:
        raise ValueError("no words to read")
    sentences = max(len(SENTENCE_END.findall(english)), 1)
    syllables = sum(len(_hyphenator().positions(word)) + 1 for word in found)
    return 206.835 - 1.015 * len(found) / sentences - 84.6 * syllables / len(found)


def _readability(kind: str, texts: Mapping[str, Text]) -> Readability:
    scores = {where: reading_ease(text.in_language("en")) for where, text in texts.items()}
    where = min(scores, key=lambda name: scores[name])
    return Readability(kind, len(scores), round(median(scores.values()), 1), round(scores[where], 1), where)
