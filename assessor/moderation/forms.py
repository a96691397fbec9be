"""The form of one criterion: what was chosen for each practice, checked; nothing typed is lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from assessor.answers.fields import TEXT_LENGTH
from assessor.assessments.decimals import decimal_text
from assessor.languages import message
from assessor.moderation.cases import Case
from assessor.moderation.operations import Choice, Save
from assessor.moderation.states import State, state_of
from assessor.speech import translated
from criteria.answers import Answer, NotApplicable, is_allowed
from criteria.exact import exact, plain
from criteria.model import Component
from criteria.moderation import Opinion, Why, must_explain

Mode = Literal["open", "rated", "na"]
OPEN, RATED, NOT_APPLICABLE = "open", "rated", "na"
REASONS: Mapping[Why, str] = {
    "nobody": message("Say why: nobody who was asked has answered this"),
    "differs": message("Say why: this is not what anybody answered"),
    "apart": message("Say why: the answers lie two levels or more apart"),
    "applies": message("Say why: some hold that this does not apply, and others gave an answer"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the fields of one practice hold; `seen` is the version and digest of what was shown."""

    choice: str
    values: Mapping[str, str]
    reason: str
    rationale: str
    seen: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, by its id."""

    field: str
    text: str


def one_of_few(case: Case) -> Component | None:
    """The one component of a practice, where its answer is one from a set; None where numbers are typed."""
    components = case.rating.components
    return components[0] if len(components) == 1 and components[0].options else None


def filled_from(case: Case) -> Filled:
    """The fields as they are when the page is opened."""
    settled = case.settled
    state = state_of(case.answer, settled.rationale if settled else "")
    seen = f"{settled.version if settled else 0} {state.digest}"
    values = {name: plain(exact(value)) for name, value in state.values.items()}
    return Filled(_choice(case, state, values), values, state.reason, state.rationale, seen)


def _choice(case: Case, state: State, values: Mapping[str, str]) -> str:
    if state.not_applicable:
        return NOT_APPLICABLE
    few = one_of_few(case)
    if few is not None and few.id in values:
        return f"={values[few.id]}"
    return RATED if state.values else OPEN


def filled_in(case: Case, form: Mapping[str, str]) -> Filled:
    """The fields as they were sent."""
    name, few = case.practice.id, one_of_few(case)
    choice = form.get(f"choice:{name}", OPEN)
    if few is not None and choice.startswith("="):
        values = {few.id: choice[1:]}
    else:
        values = {c.id: form.get(f"value:{name}:{c.id}", "").strip() for c in case.rating.components}
        values = {part: value for part, value in values.items() if value}
    return Filled(
        choice,
        values,
        _text(form.get(f"reason:{name}", "")),
        _text(form.get(f"rationale:{name}", "")),
        form.get(f"seen:{name}", ""),
    )


def _text(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()


def checked(case: Case, filled: Filled, refuses_na: bool) -> tuple[Save | None, list[Fault]]:
    """What is to be saved, None where nothing was changed; and every fault of the fields."""
    version, _, digest = filled.seen.partition(" ")
    base = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    opinion, faults = _opinion(case, filled, refuses_na)
    state = replace(state_of(opinion), rationale=filled.rationale)
    if not faults and state.digest == digest:
        return None, []
    faults += _too_long(case, filled)
    if opinion is not None and not filled.rationale:
        reasons = must_explain(case.rating, case.opinions, opinion)
        faults += [Fault(f"rationale:{case.practice.id}", translated(REASONS[why])) for why in reasons[:1]]
    return (None if faults else Save(case.practice.id, state, base)), faults


def _opinion(case: Case, filled: Filled, refuses_na: bool) -> tuple[Opinion | None, list[Fault]]:
    name = case.practice.id
    if filled.choice == OPEN:
        return None, []
    if filled.choice == NOT_APPLICABLE and not refuses_na:
        if not filled.reason:
            return None, [Fault(f"reason:{name}", translated("Say why this does not apply"))]
        return NotApplicable(filled.reason), []
    return _values(case, filled)


def _values(case: Case, filled: Filled) -> tuple[Opinion | None, list[Fault]]:
    """Every component, each an allowed value."""
    read, faults = {}, []
    for component in case.rating.components:
        try:
            value = exact(filled.values.get(component.id, ""))
        except ValueError:
            value = None
        if value is None or not is_allowed(component, value):
            faults.append(_not_allowed(case, component, filled.values.get(component.id, "")))
        else:
            read[component.id] = exact(decimal_text(value))
    return (None, faults) if faults else (Answer(read), [])


def _not_allowed(case: Case, component: Component, found: str) -> Fault:
    few = one_of_few(case)
    name = case.practice.id
    return Fault(
        f"choice:{name}" if few else f"value:{name}:{component.id}",
        translated(
            "Found %(found)s; allowed: %(allowed)s",
            found=repr(found[:40]) if found else translated("nothing"),
            allowed=_allowed(component),
        ),
    )


def _allowed(component: Component) -> str:
    if component.options or component.range is None:
        return translated(", ").join(plain(option.value) for option in component.options)
    low, high = plain(component.range.low), plain(component.range.high)
    if not component.step:
        return translated("%(low)s to %(high)s", low=low, high=high)
    return translated(
        "%(low)s to %(high)s in steps of %(step)s", low=low, high=high, step=plain(component.step)
    )


def _too_long(case: Case, filled: Filled) -> Iterator[Fault]:
    for field, text in (("reason", filled.reason), ("rationale", filled.rationale)):
        if len(text) > TEXT_LENGTH:
            yield Fault(
                f"{field}:{case.practice.id}",
                translated(
                    "Found %(found)s characters; allowed: at most %(most)s",
                    found=len(text),
                    most=TEXT_LENGTH,
                ),
            )


# --- which of two saves -----------------------------------------------------------------------------


def chosen(case: Case, form: Mapping[str, str]) -> Choice | None:
    """Which of two saves was chosen; None where nothing was."""
    name = case.practice.id
    picked, version = form.get(f"keep:{name}"), form.get(f"against:{name}", "0")
    base = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    if picked is None:
        return None
    try:
        return Choice(name, None if picked == "theirs" else UUID(picked), base)
    except ValueError:
        return None


def contested(case: Case, form: Mapping[str, str]) -> bool:
    """Whether the form asked to choose between two saves of this practice."""
    return f"against:{case.practice.id}" in form


def saves_of(
    cases: Sequence[Case], form: Mapping[str, str], refuses_na: bool
) -> tuple[list[Save], list[Choice], dict[str, list[Fault]]]:
    """Everything that a sent form asks for, and the faults of each practice that has any."""
    saves, choices, faults = [], [], {}
    for case in cases:
        if contested(case, form):
            choice = chosen(case, form)
            choices += [choice] if choice else []
            continue
        if f"choice:{case.practice.id}" not in form:
            continue
        save, wrong = checked(case, filled_in(case, form), refuses_na)
        saves += [save] if save else []
        if wrong:
            faults[case.practice.id] = wrong
    return saves, choices, faults
