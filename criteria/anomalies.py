"""What is worth a second look before a result is believed (METHOD §7): shown, never silently corrected.

None of these is a fault or an accusation: each may have a good reason, which whoever answered can give. The
bars are the pack's (`criteria.anomaly_rules`); each finding carries what was found and the bar it passed.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Literal

from criteria.anomaly_rules import OneSittingRule, SameAnswersRule, UnevidencedRule, UnsupportedRule
from criteria.answers import Answer
from criteria.scoring import PracticeScore, Score

Extent = Literal["whole", "dimension", "run"]


@dataclass(frozen=True, slots=True)
class SameAnswers:
    """The same answer to `nodes` (practices in the order of the model), `found` of `of` answers; `bar` is the
    share (whole), or the number of answers (dimension, run), from which on it is named.

    `dimension` is the id of the dimension that was answered alike from end to end, empty otherwise.
    """

    extent: Extent
    nodes: tuple[str, ...]
    found: int
    of: int
    bar: Fraction
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class HighWithoutEvidence:
    """Practices rated from `bar` up (the practices' scale, before ceilings) with no evidence.

    `found` are their ratings, in the order of `nodes`; `rated` says whether evidence was rated as absent
    (an audit), rather than that none is attached.
    """

    nodes: tuple[str, ...]
    found: tuple[Fraction, ...]
    bar: Fraction
    rated: bool


@dataclass(frozen=True, slots=True)
class ResultAboveEnablers:
    """A results practice from `high` up, while the best of the criteria behind it is not above `low`.

    `score` is on the practices' scale, `enablers` (id and score) on the scale of criteria.
    """

    node: str
    score: Fraction
    enablers: tuple[tuple[str, Fraction], ...]
    high: Fraction
    low: Fraction

    @property
    def best(self) -> tuple[str, Fraction]:
        """The highest of the enabling criteria."""
        return max(self.enablers, key=lambda enabler: enabler[1])


@dataclass(frozen=True, slots=True)
class OneSitting:
    """`found` of `of` answers were given in one sitting; `lasted` and `before` are whole minutes.

    `before` lies between its end and the submission, and may be `before_bar` at most.
    """

    nodes: tuple[str, ...]
    found: int
    of: int
    lasted: int
    before: int
    bar: Fraction
    before_bar: Fraction


Anomaly = SameAnswers | HighWithoutEvidence | ResultAboveEnablers | OneSitting


@dataclass(frozen=True, slots=True)
class Moment:
    """When an answer was given or changed."""

    practice: str
    at: datetime


def anomalies(
    result: Score,
    *,
    evidenced: Collection[str] = (),
    moments: Sequence[Moment] = (),
    submitted_at: datetime | None = None,
) -> tuple[Anomaly, ...]:
    """Everything in an assessment that is worth a second look, by the rules of its model.

    Args: `evidenced` the practices for which something is attached or said, where practices do not rate
    their evidence; `moments` when answers were given, in any order, and `submitted_at` when they were handed
    in: without both, nothing is said about the sitting. A model without rules finds nothing.

    >>> from criteria.registry import load
    >>> from criteria.scoring import score
    >>> model = load("cmc")
    >>> three = {p.id: Answer({"answer": Fraction(3)}) for p in model.practices}
    >>> [(found.extent, found.found, found.of) for found in anomalies(score(model, three, "declared"))]
    [('whole', 120, 120)]
    """
    rules = result.model.anomalies
    found: list[Anomaly] = []
    if rules.same_answers:
        found += _same_answers(rules.same_answers, result)
    if rules.unevidenced:
        found += _unevidenced(rules.unevidenced, result, evidenced)
    if rules.unsupported:
        found += _unsupported(rules.unsupported, result)
    if rules.one_sitting and submitted_at is not None:
        found += _one_sitting(rules.one_sitting, result, moments, submitted_at)
    return tuple(found)


# --- the same answer many times ---------------------------------------------------------------------

Given = tuple[tuple[str, Fraction], ...]


def _same_answers(rule: SameAnswersRule, result: Score) -> Iterator[SameAnswers]:
    """The whole; or else every dimension, and every run that is not within one of these."""
    answered = [(p.practice.id, _given(p.answer)) for p in result.practices if isinstance(p.answer, Answer)]
    if len(answered) >= rule.least:
        commonest = _commonest(answered)
        if Fraction(len(commonest), len(answered)) >= rule.share:
            yield SameAnswers("whole", commonest, len(commonest), len(answered), rule.share)
            return
    alike = list(_dimensions(rule, answered))
    yield from alike
    within = {node for found in alike for node in found.nodes}
    for _, run in groupby(answered, key=lambda pair: pair[1]):
        nodes = tuple(name for name, _ in run)
        if len(nodes) >= rule.run and not within.issuperset(nodes):
            yield SameAnswers("run", nodes, len(nodes), len(answered), Fraction(rule.run))


def _given(answer: Answer) -> Given:
    return tuple(sorted(answer.values.items()))


def _commonest(answered: Sequence[tuple[str, Given]]) -> tuple[str, ...]:
    """The practices that share the answer which was given most often; of several, the first given."""
    by_answer: dict[Given, list[str]] = {}
    for name, given in answered:
        by_answer.setdefault(given, []).append(name)
    commonest: list[str] = max(by_answer.values(), key=len)
    return tuple(commonest)


def _dimensions(rule: SameAnswersRule, answered: Sequence[tuple[str, Given]]) -> Iterator[SameAnswers]:
    for dimension, own in groupby(answered, key=lambda pair: pair[0].partition(".")[0]):
        pairs = list(own)
        if len(pairs) >= rule.least and len({given for _, given in pairs}) == 1:
            nodes = tuple(name for name, _ in pairs)
            yield SameAnswers("dimension", nodes, len(nodes), len(nodes), Fraction(rule.least), dimension)


# --- a high rating without evidence -----------------------------------------------------------------


def _unevidenced(
    rule: UnevidencedRule, result: Score, evidenced: Collection[str]
) -> Iterator[HighWithoutEvidence]:
    bar = rule.rated_from.get(result.track)
    if bar is None:
        return
    attached = set(evidenced)
    for by_rating in (True, False):
        found = [
            (p.practice.id, p.rated.mean)
            for p in result.practices
            if p.rated is not None and p.rated.mean >= bar and _bare(rule, p, attached, by_rating=by_rating)
        ]
        if found:
            names, ratings = zip(*found, strict=True)
            yield HighWithoutEvidence(names, ratings, bar, by_rating)


def _bare(rule: UnevidencedRule, scored: PracticeScore, attached: set[str], *, by_rating: bool) -> bool:
    """Whether there is no evidence: by its own rating where it has one, by what is attached elsewhere."""
    assert isinstance(scored.answer, Answer)
    seen = scored.answer.values.get(rule.evidence)
    if by_rating:
        return seen is not None and seen <= rule.at_most
    return seen is None and scored.practice.id not in attached


# --- a result without what brings it about ----------------------------------------------------------


def _unsupported(rule: UnsupportedRule, result: Score) -> Iterator[ResultAboveEnablers]:
    # a blank of a draft may still turn out high, so that a criterion counts with the most it can come to
    most = {node.id: node.score if result.is_final(node) else node.highest for node in result.criteria}
    for scored in result.practices:
        behind = [(name, most[name]) for name in rule.enablers.get(scored.practice.id, ())]
        known = tuple((name, value) for name, value in behind if value is not None)
        if scored.answered and scored.score is not None and scored.score >= rule.high and known:
            found = ResultAboveEnablers(scored.practice.id, scored.score, known, rule.high, rule.low)
            if found.best[1] <= rule.low:
                yield found


# --- one sitting ------------------------------------------------------------------------------------


def _one_sitting(
    rule: OneSittingRule, result: Score, moments: Sequence[Moment], submitted_at: datetime
) -> Iterator[OneSitting]:
    """The last sitting, where it ended just before submission and has nearly every answer from the start."""
    asked = {p.practice.id for p in result.practices if p.answer is not None}
    own = [m for m in moments if m.practice in asked and m.at <= submitted_at]
    if not own:
        return
    start, end = _last_sitting(sorted({m.at for m in own}), timedelta(minutes=float(rule.pause)))
    sat = {m.practice for m in own} - {m.practice for m in own if m.at < start}
    nodes, before = tuple(p.practice.id for p in result.practices if p.practice.id in sat), submitted_at - end
    enough = len(nodes) >= rule.least and Fraction(len(nodes), len(asked)) >= rule.share
    if enough and before <= timedelta(minutes=float(rule.before)):
        lasted = _minutes(end - start)
        yield OneSitting(nodes, len(nodes), len(asked), lasted, _minutes(before), rule.share, rule.before)


def _last_sitting(times: Sequence[datetime], pause: timedelta) -> tuple[datetime, datetime]:
    """From when to when changes followed each other without a longer pause, up to the last."""
    start = times[-1]
    for earlier in reversed(times[:-1]):
        if start - earlier > pause:
            break
        start = earlier
    return start, times[-1]


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
