"""Where a practice stands on its level descriptors, what its next level asks, and a criterion in a few lines.

Everything comes from the answers, the findings and the pack; without a guide or an answer nothing is said.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assessor.languages import Wording, message
from assessor.reports.document import ActionView, DescriptorView, FindingView, HighlightView, PracticeView
from criteria.guide import Action, Guide
from criteria.model import Model
from criteria.scoring import PracticeScore
from criteria.steps import rungs
from criteria.text import Text

STRONG = 4  # from this level on a practice is a strength where the audit named none
LEADING_STEPS = 2  # how many next steps are named as opportunities
NONCONFORMITIES = ("major", "minor")
HORIZONS = {"quick-win": message("quick win"), "long-term": message("long term")}
STREAMS = {
    "business-model": message("business model"),
    "process": message("process"),
    "information-technology": message("information technology"),
    "organisation": message("organisation"),
    "business-plan": message("business plan"),
}


def level_reached(model: Model, track: str, scored: PracticeScore) -> int | None:
    """The level that a practice stands at; 0 below the first, None without a guide or an answer.

    It is the highest whose rung lies at or below the score: the answer itself where a level was answered, and
    even bands where several ratings make the score (with five levels on 0 to 100, 59.9 stands at level 2 and
    60 at level 3).
    """
    if scored.practice.guide is None or scored.score is None or not scored.answered:
        return None
    steps = rungs(model, model.rating_of(scored.practice, track))
    return max((level for level, value in steps.items() if value <= scored.score), default=0)


def next_level(guide: Guide, reached: int) -> int | None:
    """The level above; None at the top."""
    return next((level for level in sorted(guide.descriptors) if level > reached), None)


def descriptor(model: Model, guide: Guide, level: int, say: Wording) -> DescriptorView:
    """A level of a practice in words; level 0 has a name and no descriptor."""
    text = guide.descriptors.get(level)
    titles = {found.number: found.title for found in model.levels}
    title = _in(titles[level], say) if level in titles else say("Nothing in place")
    return DescriptorView(level, title, _in(text, say) if text else "")


def action(guide: Guide, level: int, say: Wording) -> ActionView | None:
    """What takes a practice up to a level; None where the pack names nothing."""
    found: Action | None = next((step for step in guide.actions if step.level == level), None)
    if found is None:
        return None
    return ActionView(
        text=_in(found.text, say),
        days=found.days,
        horizon=say(HORIZONS[found.horizon]),
        stream=say(STREAMS[found.stream]),
        owner=_in(found.owner, say),
    )


def _in(text: Text, say: Wording) -> str:
    return text.in_language(say.language)


# --- a criterion in a few lines -------------------------------------------------------------------------


def strengths(
    findings: Sequence[FindingView], own: str, practices: Sequence[PracticeView], say: Wording
) -> tuple[HighlightView, ...]:
    """What the audit found strong; where it named nothing, the practices at a high level."""
    found = tuple(_found(findings, own, practices, ("strength",)))
    return found or tuple(
        HighlightView(p.id, p.title, say("level %(number)s, %(title)s", number=r.level, title=r.title))
        for p in practices
        if (r := p.reached) is not None and r.level >= STRONG
    )


def opportunities(
    findings: Sequence[FindingView],
    own: str,
    practices: Sequence[PracticeView],
    gains: Sequence[tuple[Fraction, str]],
    say: Wording,
) -> tuple[HighlightView, ...]:
    """What the audit observed, then the practices whose next step adds most to the total.

    `gains` has, for each practice in turn, the points that its next step adds and how they are shown.
    """
    rising = [(gain, shown, p) for (gain, shown), p in zip(gains, practices, strict=True) if gain > 0]
    leading = sorted(rising, key=lambda each: -each[0])[:LEADING_STEPS]
    steps = tuple(
        HighlightView(p.id, p.title, say("the next level adds %(points)s points", points=shown))
        for _, shown, p in leading
    )
    return (*_found(findings, own, practices, ("observation",)), *steps)


def nonconformities(
    findings: Sequence[FindingView], own: str, practices: Sequence[PracticeView]
) -> tuple[HighlightView, ...]:
    """The nonconformities on a part and its practices, majors first as the findings are."""
    return tuple(_found(findings, own, practices, NONCONFORMITIES))


def _found(
    findings: Sequence[FindingView], own: str, practices: Sequence[PracticeView], kinds: Sequence[str]
) -> Iterator[HighlightView]:
    within = {own, *(practice.id for practice in practices)}
    for finding in findings:
        if finding.on in within and finding.kind in kinds:
            yield HighlightView(finding.on, finding.on_title, finding.text, finding.id)
