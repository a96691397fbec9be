"""The overview: who answered, where groups and people differ, and what is settled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessor.charts import Chart
from assessor.languages import Wording
from assessor.moderation.cases import Case, Standing
from assessor.moderation.queries import Moderation
from assessor.reports.document import GapView, PerceptionView
from assessor.reports.perception import perception_chart, perception_of


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One respondent: how much of what they were asked they have answered."""

    name: str
    group: str
    answered: int
    asked: int
    finished: bool
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: how far its groups lie apart, and how many of its practices stand where."""

    id: str
    title: str
    gap: GapView | None
    settled: int
    discuss: int
    overtaken: int
    practices: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the page; `perception` is None where nobody was asked."""

    people: tuple[PersonLine, ...]
    perception: PerceptionView | None
    picture: Chart | None
    criteria: tuple[CriterionLine, ...]
    standings: Mapping[Standing, int]
    overtaken: int
    outdated: int
    practices: int
    unfinished: int


def overview(found: Moderation, say: Wording) -> Overview:
    """What the overview says."""
    seen = _perception(found, say)
    standings = Counter[Standing](case.standing for case in found.cases)
    return Overview(
        people=tuple(_people(found)),
        perception=seen,
        picture=perception_chart(seen, say, float(found.model.node_scale.high)),
        criteria=tuple(_criteria(found, seen, say)),
        standings=standings,
        overtaken=sum(case.overtaken for case in found.cases),
        outdated=sum(case.outdated for case in found.cases),
        practices=len(found.cases),
        unfinished=sum(not person.finished for person in found.people),
    )


def _perception(found: Moderation, say: Wording) -> PerceptionView | None:
    if not found.people:
        return None
    given = [(person.group or say("No group"), person.answers) for person in found.people]
    return perception_of(found.model, found.assessment.track, given, say)


def _people(found: Moderation) -> Sequence[PersonLine]:
    asked = Counter(person.name for case in found.cases for person in case.people)
    known = {case.practice.id for case in found.cases}
    return [
        PersonLine(p.name, p.group, len(p.answers.keys() & known), asked[p.name], p.finished, p.finished_at)
        for p in found.people
    ]


def _criteria(found: Moderation, seen: PerceptionView | None, say: Wording) -> list[CriterionLine]:
    """The widest gap between groups first; where no two can be compared, those whose answers spread most."""
    gaps = {gap.node: gap for gap in seen.gaps} if seen else {}
    own: dict[str, list[Case]] = {}
    of = {p.id: c.id for c in found.model.criteria for p in c.practices}
    for case in found.cases:
        own.setdefault(of[case.practice.id], []).append(case)
    ordered = sorted(own, key=lambda name: (*_gap(gaps.get(name)), -_spread(own[name])))
    return [_line(found, name, own[name], gaps.get(name), say) for name in ordered]


def _gap(view: GapView | None) -> tuple[bool, float]:
    return (view is None or view.gap is None, -view.gap.value if view and view.gap else 0.0)


def _spread(cases: Sequence[Case]) -> Fraction:
    return sum((case.width for case in cases), Fraction(0)) / len(cases)


def _line(
    found: Moderation, name: str, cases: Sequence[Case], gap: GapView | None, say: Wording
) -> CriterionLine:
    return CriterionLine(
        id=name,
        title=found.model.by_id[name].title.in_language(say.language),
        gap=gap,
        settled=sum(case.standing == "settled" for case in cases),
        discuss=sum(case.standing == "discuss" for case in cases),
        overtaken=sum(case.overtaken or case.outdated for case in cases),
        practices=len(cases),
    )
