"""How differently the groups of an organisation see each criterion (METHOD §5, last paragraph).

Several respondents answer the same questions; each is scored alone on what they answered, and a group's view
of a criterion is the mean of its members' scores. Nothing here enters the score of the assessment.

A figure of fewer than `LEAST` people would tell what one of them answered, and a figure of everybody beside
figures of the large groups would give the small ones away by subtraction. So nobody who is not in a printed
figure of a group is in the figure of all (docs/decisions/013).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from criteria.answers import Answer, Answers
from criteria.model import Component, Criterion, Model
from criteria.reliability import Estimate, SampleSize, r_wg
from criteria.scoring import NodeScore, score

LEAST = 3
"""The fewest respondents whose mean is shown."""

# With fewer than about ten raters r_wg comes out too low: Kozlowski and Hattrup 1992 (J. Applied Psychology
# 77:161). One criterion is one unit, so the number of units warns of nothing.
STEADY = SampleSize(units=1, raters=10)


@dataclass(frozen=True, slots=True)
class Group:
    """A group that is shown; `name` is None for small groups taken together, `members` counts respondents."""

    name: str | None
    members: int


@dataclass(frozen=True, slots=True)
class View:
    """How `n` respondents see a criterion: the mean of their scores, on the model's scale of nodes.

    `agreement` is r_wg over the criterion's practices, None where answers are not points on one scale.
    """

    n: int
    mean: Fraction
    agreement: Estimate | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion as the groups see it.

    `views` has one entry for each group of the perception, None where too few of its members answered the
    criterion wholly; `everyone` is over the groups that have one. `gap` is the highest mean minus the lowest,
    None with fewer than two. `partial` counts members of shown groups who answered only a part.
    """

    criterion: str
    views: tuple[View | None, ...]
    everyone: View | None
    gap: Fraction | None
    partial: int


@dataclass(frozen=True, slots=True)
class Perception:
    """Every criterion, the widest gap first; those without a gap last, in the order of the model.

    `merged` names the groups too small to be shown, `merged_members` counts their members: they are the group
    without a name where they are enough together, and are in no figure where they are not.
    """

    groups: tuple[Group, ...]
    merged: tuple[str, ...]
    merged_members: int
    gaps: tuple[Gap, ...]

    @property
    def left_out(self) -> int:
        """How many respondents are in no figure, because even together their groups are too small."""
        return 0 if any(group.name is None for group in self.groups) else self.merged_members


def perceive(
    model: Model, track: str, respondents: Sequence[tuple[str, Answers]], least: int = LEAST
) -> Perception:
    """Compare the groups of respondents, each given as group and checked answers, criterion by criterion.

    A respondent counts for a criterion where every practice of it that applies to them is answered, and at
    least one is. Means and gaps are exact, on the model's scale of nodes. `least` is the fewest respondents
    whose figure is given. Raises ValueError for a `least` below 1, KeyError for an unknown track.
    Source: METHOD §5; James, Demaree and Wolf 1984 for r_wg.

    >>> from criteria.registry import load
    >>> model = load("cmc")
    >>> def all_at(level):
    ...     return {p.id: Answer({"answer": Fraction(level)}) for p in model.practices}
    >>> seen = perceive(model, "declared", [("heads", all_at(n)) for n in (4, 4, 5)]
    ...                                  + [("shop", all_at(n)) for n in (2, 2, 3)])
    >>> [(group.name, group.members) for group in seen.groups], len(seen.gaps)
    ([('heads', 3), ('shop', 3)], 30)
    >>> first = seen.gaps[0]
    >>> [str(view.mean) for view in first.views], str(first.gap), str(first.everyone.mean)
    (['260/3', '140/3'], '40', '200/3')
    >>> round(first.views[0].agreement.value, 3), first.views[0].agreement.warning
    (0.886, 'few-raters')
    """
    if least < 1:
        raise ValueError(f"least: found {least}; allowed: 1 or more")
    scored = [_Scored(model, track, answers) for _, answers in respondents]
    members: dict[str, list[_Scored]] = {}
    for (group, _), own in zip(respondents, scored, strict=True):
        members.setdefault(group, []).append(own)
    shown, merged, together = _shown(members, least)
    gaps = [_gap(model, track, criterion, list(shown.values()), least) for criterion in model.criteria]
    return Perception(
        groups=tuple(Group(name, len(own)) for name, own in shown.items()),
        merged=merged,
        merged_members=together,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.gap is None, -(gap.gap or 0)))),
    )


class _Scored:
    """One respondent: what they answered, and what each criterion scores by that."""

    __slots__ = ("answers", "nodes")

    def __init__(self, model: Model, track: str, answers: Answers) -> None:
        self.answers = answers
        self.nodes: Mapping[str, NodeScore] = {
            node.id: node for node in score(model, answers, track, submitted=False).criteria
        }

    def whole(self, criterion: str) -> Fraction | None:
        """The criterion's score, where all of it that applies is answered."""
        node = self.nodes[criterion]
        return node.score if 0 < node.answered == node.applicable else None

    def partial(self, criterion: str) -> bool:
        """Whether only a part of the criterion is answered."""
        node = self.nodes[criterion]
        return 0 < node.answered < node.applicable


def _shown(
    members: Mapping[str, list[_Scored]], least: int
) -> tuple[dict[str | None, list[_Scored]], tuple[str, ...], int]:
    """The groups that are large enough, small ones as one where that is; which are small, and how many."""
    shown: dict[str | None, list[_Scored]] = {g: own for g, own in members.items() if len(own) >= least}
    small = {group: own for group, own in members.items() if len(own) < least}
    together = [person for own in small.values() for person in own]
    if len(together) >= least:
        shown[None] = together
    return shown, tuple(small), len(together)


def _gap(
    model: Model, track: str, criterion: Criterion, groups: Sequence[Sequence[_Scored]], least: int
) -> Gap:
    whole = [[person for person in own if person.whole(criterion.id) is not None] for own in groups]
    told = [own if len(own) >= least else [] for own in whole]
    scale = _scale(model, track, criterion)
    views = tuple(_view(criterion, scale, own) for own in told)
    means = [view.mean for view in views if view is not None]
    return Gap(
        criterion.id,
        views,
        _view(criterion, scale, [person for own in told for person in own]),
        max(means) - min(means) if len(means) > 1 else None,
        sum(person.partial(criterion.id) for own in groups for person in own),
    )


def _view(criterion: Criterion, scale: "_Scale | None", people: Sequence[_Scored]) -> View | None:
    if not people:
        return None
    scores = [value for person in people if (value := person.whole(criterion.id)) is not None]
    return View(len(people), sum(scores, Fraction(0)) / len(people), _agreement(criterion, scale, people))


@dataclass(frozen=True, slots=True)
class _Scale:
    """What a practice is answered on: `categories` points, `step` apart."""

    component: str
    categories: int
    step: Fraction


def _agreement(criterion: Criterion, scale: _Scale | None, people: Sequence[_Scored]) -> Estimate | None:
    if scale is None:
        return None
    rows = [[_given(person, practice.id, scale) for person in people] for practice in criterion.practices]
    return r_wg(rows, scale.categories, float(scale.step), STEADY)


def _given(person: _Scored, practice: str, scale: _Scale) -> Fraction | None:
    answer = person.answers.get(practice)
    return answer.values[scale.component] if isinstance(answer, Answer) else None


def _scale(model: Model, track: str, criterion: Criterion) -> _Scale | None:
    """The one scale of a criterion's practices; None where they have several, or it has no even steps."""
    ratings = {model.rating_of(practice, track).id: practice for practice in criterion.practices}
    found = set()
    for practice in ratings.values():
        components = model.rating_of(practice, track).components
        found.add(_points(components[0]) if len(components) == 1 else None)
    return found.pop() if len(found) == 1 else None


def _points(component: Component) -> _Scale | None:
    if component.options:
        values = sorted(option.value for option in component.options)
        steps = {high - low for low, high in pairwise(values)}
        return _Scale(component.id, len(values), steps.pop()) if len(steps) == 1 else None
    if component.range is None or not component.step:
        return None
    return _Scale(component.id, int(component.range.width / component.step) + 1, component.step)
