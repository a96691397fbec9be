"""The page of one criterion: for each practice what was said, by whom, and what there is to settle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessor.access import User
from assessor.charts import Chart, Tally, tally
from assessor.languages import Wording, message
from assessor.models import AnswerRevision, Evidence
from assessor.moderation.cases import Case, Person
from assessor.moderation.forms import OPEN, Fault, Filled, filled_from, one_of_few
from assessor.moderation.operations import is_own
from assessor.moderation.states import State, kept_state, state_of
from assessor.printing.fonts import shortened
from assessor.questionnaires.queries import Choice as Level
from assessor.questionnaires.queries import choices
from assessor.reports.register import KINDS
from criteria.answers import Answer
from criteria.exact import exact, plain
from criteria.model import Component, Model, Option, Rating
from criteria.moderation import Opinion, Why

GROUP_EMS = 20
DISCUSSED: Mapping[Why, str] = {
    "apart": message("The answers lie two levels or more apart. Talk about it, and write down why."),
    "applies": message("Some hold that this does not apply. Talk about it, and write down why."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one person answered, in words."""

    name: str
    group: str
    answer: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A save of the visitor's that somebody else's stood in the way of."""

    id: str
    said: str
    reason: str
    rationale: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """An item of evidence that somebody added to a practice."""

    reference: str
    kind: str
    title: str
    link: str
    filename: str
    by: str


@dataclass(frozen=True)
class CaseView:
    """One practice on the page."""

    case: Case
    number: int
    charts: tuple[Chart, ...]
    people: tuple[Said, ...]
    levels: tuple[Level, ...]
    parts: tuple[Component, ...]
    filled: Filled
    faults: Mapping[str, str]
    contests: tuple[Contest, ...]
    evidence: tuple[Seen, ...]
    answer: str
    reason: str
    rationale: str
    made_by: str
    made_at: datetime | None
    median: str
    median_choice: str
    shared: str
    discuss: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What the views of a page are made from, besides the cases."""

    model: Model
    user: User
    revisions: Sequence[AnswerRevision]
    evidence: Sequence[Evidence]
    say: Wording


def case_views(
    cases: Sequence[Case],
    sources: Sources,
    sent: Mapping[str, Filled] | None = None,
    faults: Mapping[str, Sequence[Fault]] | None = None,
) -> list[CaseView]:
    """The practices in order; `sent` holds fields as they were typed, where they could not be saved."""
    return [
        _view(case, number, sources, (sent or {}).get(case.practice.id), (faults or {}).get(case.practice.id))
        for number, case in enumerate(cases, start=1)
    ]


def _view(
    case: Case, number: int, sources: Sources, sent: Filled | None, faults: Sequence[Fault] | None
) -> CaseView:
    say, own = sources.say, [r for r in sources.revisions if r.practice_id == case.practice.id]
    version = case.settled.version if case.settled else 0
    last = next((r for r in reversed(own) if r.version == version), None)
    median = case.median
    answer = state_of(case.answer, case.settled.rationale if case.settled else "")
    return CaseView(
        case=case,
        number=number,
        charts=tuple(_charts(case, number, say)),
        people=tuple(_said(case, person, say) for person in case.people),
        levels=_levels(case, sources.model),
        parts=() if one_of_few(case) else case.rating.components,
        filled=sent or filled_from(case),
        faults={fault.field: fault.text for fault in faults or ()},
        contests=tuple(_contest(r, case, sources) for r in own if _is_open(r, sources.user)),
        evidence=tuple(_seen(e, say) for e in sources.evidence if case.practice.id in e.practices),
        answer=in_words(case.rating, case.answer, say) if case.answer is not None else "",
        reason=answer.reason,
        rationale=answer.rationale,
        made_by=last.made_by if last else "",
        made_at=case.settled.at if case.settled else None,
        median=in_words(case.rating, median, say) if median else "",
        median_choice=_choice_of(case, median),
        shared=in_words(case.rating, case.shared, say) if case.shared is not None else "",
        discuss=tuple(say(DISCUSSED[why]) for why in case.discuss),
        version=version,
    )


def _is_open(revision: AnswerRevision, user: User) -> bool:
    return revision.state == "conflicting" and is_own(revision, user)


def _choice_of(case: Case, median: Answer | None) -> str:
    few = one_of_few(case)
    return f"={plain(median.values[few.id])}" if few and median else OPEN


def _levels(case: Case, model: Model) -> tuple[Level, ...]:
    """The answers to choose from, with what each looks like; of the set that this track answers with."""
    few = one_of_few(case)
    if few is None:
        return ()
    described = {level.value: level.descriptor for level in choices(model, case.practice)}
    return tuple(
        Level(plain(o.value), o.label, described.get(plain(o.value))) for o in _in_order(few.options)
    )


def _in_order(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: option.value)


# --- in words ---------------------------------------------------------------------------------------


def in_words(rating: Rating, opinion: Opinion | None, say: Wording) -> str:
    """An answer as people say it."""
    if opinion is None:
        return say("No answer")
    if not isinstance(opinion, Answer):
        return say("Does not apply")
    parts = [(component, opinion.values[component.id]) for component in rating.components]
    told = [_value(component, plain(value), say) for component, value in parts]
    if len(told) == 1:
        return told[0]
    titles = [component.title.in_language(say.language) for component, _ in parts]
    return say(", ").join(f"{title} {value}" for title, value in zip(titles, told, strict=True))


def _value(component: Component, value: str, say: Wording) -> str:
    label = next((o.label for o in component.options if plain(o.value) == value), None)
    return f"{value} {label.in_language(say.language)}" if label else value


def state_in_words(rating: Rating, state: State, say: Wording) -> str:
    """A kept state as people say it."""
    if state.not_applicable:
        return say("Does not apply")
    if not state.values:
        return say("Not settled")
    return in_words(rating, Answer({name: exact(value) for name, value in state.values.items()}), say)


def _said(case: Case, person: Person, say: Wording) -> Said:
    opinion = person.answers.get(case.practice.id)
    return Said(
        person.name,
        person.group,
        in_words(case.rating, opinion, say),
        "" if opinion is None or isinstance(opinion, Answer) else opinion.reason,
        person.comments.get(case.practice.id, ""),
    )


def _contest(revision: AnswerRevision, case: Case, sources: Sources) -> Contest:
    state = kept_state(revision)
    said = state_in_words(case.rating, state, sources.say)
    return Contest(str(revision.id), said, state.reason, state.rationale, revision.made_at)


def _seen(item: Evidence, say: Wording) -> Seen:
    # an address that a browser would run is shown by nobody
    link = item.link if item.link.startswith(("https://", "http://")) else ""
    return Seen(
        item.reference, say(KINDS[item.kind]), item.title, link, item.filename, item.added_by or item.seen_by
    )


# --- in pictures ------------------------------------------------------------------------------------


def _charts(case: Case, number: int, say: Wording) -> Iterable[Chart]:
    """How many gave each answer, by group: one picture for each component."""
    if not case.opinions:
        return
    for component in case.rating.components:
        values = _columns(case, component)
        told = [_value(component, plain(value), say) for value in values]
        middle = case.median.values[component.id] if case.median else None
        yield tally(
            f"tally-{number}-{component.id}",
            say("How many gave each answer: %(title)s", title=_title(case, component, say)),
            list(_tallies(case, component, values, say)),
            [*told, say("Does not apply"), say("No answer")],
            header=say("Group"),
            marked=values.index(middle) if middle in values else None,
            mark=say("Median"),
            language=say.language,
        )


def _columns(case: Case, component: Component) -> list[Fraction]:
    if component.options:
        return [option.value for option in _in_order(component.options)]
    return sorted({o.values[component.id] for o in case.opinions if isinstance(o, Answer)})


def _title(case: Case, component: Component, say: Wording) -> str:
    practice = case.practice.title.in_language(say.language)
    if len(case.rating.components) == 1:
        return practice
    return f"{practice}{say(', ')}{component.title.in_language(say.language)}"


def _tallies(case: Case, component: Component, values: Sequence[Fraction], say: Wording) -> Iterable[Tally]:
    many = message(" (%(what)s)")
    yield _tally(say("All") + say(many, what=len(case.people)), case.people, case, component, values)
    groups: dict[str, list[Person]] = {}
    for person in case.people:
        groups.setdefault(person.group, []).append(person)
    if len(groups) > 1:
        for group, members in groups.items():
            name = (shortened(group, GROUP_EMS) or say("No group")) + say(many, what=len(members))
            yield _tally(name, members, case, component, values)


def _tally(
    label: str, members: Sequence[Person], case: Case, component: Component, values: Sequence[Fraction]
) -> Tally:
    opinions = [person.answers.get(case.practice.id) for person in members]
    counts = [
        sum(isinstance(o, Answer) and o.values[component.id] == value for o in opinions) for value in values
    ]
    silent = opinions.count(None)
    return Tally(label, [*counts, len(opinions) - silent - sum(counts), silent])
