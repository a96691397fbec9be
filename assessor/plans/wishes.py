"""What an organisation wants of a plan: its own efforts, steps it will not take, and those it will anyway."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessor.languages import Wording
from criteria.guide import Action
from criteria.model import Model

Key = tuple[str, int]
"""A step: the practice's id and the level that it leads to."""

WITHOUT, INCLUDING = "without", "including"
MOST_DAYS = 9999


@dataclass(frozen=True, slots=True)
class Wishes:
    """Person-days in place of the pack's, and which steps are not taken, or are taken whatever they bring."""

    efforts: Mapping[Key, int] = field(default_factory=dict)
    without: frozenset[Key] = frozenset()
    including: frozenset[Key] = frozenset()

    def of(self, key: Key) -> str:
        """What is wished of a step: `without`, `including` or nothing."""
        if key in self.without:
            return WITHOUT
        return INCLUDING if key in self.including else ""

    @property
    def keys(self) -> set[Key]:
        """Every step that anything is wished of."""
        return set(self.efforts) | self.without | self.including


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a form; `field` is its id on the page."""

    field: str
    text: str


def actions_of(model: Model) -> dict[Key, Action]:
    """Every step that the pack knows, in the order of the model."""
    return {
        (practice.id, action.level): action
        for practice in model.practices
        if practice.guide
        for action in practice.guide.actions
    }


# --- as rows ----------------------------------------------------------------------------------------


def effort_rows(wishes: Wishes) -> list[dict[str, Any]]:
    """The efforts as plain values, in a fixed order."""
    return [
        {"practice": practice, "level": level, "days": days}
        for (practice, level), days in sorted(wishes.efforts.items())
    ]


def wish_rows(wishes: Wishes) -> list[dict[str, Any]]:
    """What is not taken and what is taken anyway, as plain values in a fixed order."""
    return [
        {"practice": practice, "level": level, "wish": wishes.of((practice, level))}
        for practice, level in sorted(wishes.without | wishes.including)
    ]


def wishes_of(
    model: Model, efforts: Iterable[Mapping[str, Any]], wished: Iterable[Mapping[str, Any]] = ()
) -> Wishes:
    """The wishes that rows tell; steps that only another version of the model has ask nothing."""
    known = actions_of(model)
    rows = [(row, (row["practice"], row["level"])) for row in wished]
    return Wishes(
        {key: row["days"] for row in efforts if (key := (row["practice"], row["level"])) in known},
        frozenset(key for row, key in rows if row["wish"] == WITHOUT and key in known),
        frozenset(key for row, key in rows if row["wish"] == INCLUDING and key in known),
    )


# --- from a form ------------------------------------------------------------------------------------


def step_name(key: Key) -> str:
    """A step as names of fields have it.

    >>> step_name(("leadership.vision.customer-promise", 3)), step_key("leadership.vision:3")
    ('leadership.vision.customer-promise:3', ('leadership.vision', 3))
    """
    return f"{key[0]}:{key[1]}"


def step_key(name: str) -> Key | None:
    """The step that a field names; None where it names none."""
    practice, _, level = name.rpartition(":")
    return (practice, int(level)) if level.isascii() and level.isdecimal() and len(level) < 3 else None


def wishes_from(model: Model, form: Mapping[str, str], say: Wording) -> tuple[Wishes, Sequence[Fault]]:
    """The wishes of a form with fields `days:…`, `wish:…` and `add`, and all that is wrong with them.

    What is wrong is left out; the page shows what was typed.
    """
    known, faults = actions_of(model), []
    efforts: dict[Key, int] = {}
    for key, text in _fields(form, "days", known).items():
        days = _days(text)
        if days is None:
            allowed = say("whole person-days from 0 to %(most)s", most=say.count(MOST_DAYS))
            found = say("found “%(found)s”; allowed: %(allowed)s", found=text[:20], allowed=allowed)
            faults.append(Fault(f"days:{step_name(key)}", f"{_title(model, key, say)}{say(': ')}{found}"))
        elif days != known[key].days:
            efforts[key] = days
    wished = _fields(form, "wish", known)
    without = {key for key, wish in wished.items() if wish == WITHOUT}
    including = {key for key, wish in wished.items() if wish == INCLUDING}
    added = step_key(form.get("add", ""))
    if added in known and added is not None:
        including.add(added)
        without -= {key for key in without if key[0] == added[0] and key[1] <= added[1]}
    clashes = _clashes(without, including)
    faults += [
        Fault(f"wish:{step_name(key)}", _clash(model, key, below, say)) for key, below in clashes.items()
    ]
    return Wishes(efforts, frozenset(without), frozenset(including - set(clashes))), faults


def _fields(form: Mapping[str, str], kind: str, known: Mapping[Key, Action]) -> dict[Key, str]:
    found = {}
    for name, text in form.items():
        key = step_key(name.removeprefix(f"{kind}:")) if name.startswith(f"{kind}:") else None
        if key is not None and key in known:
            found[key] = text.strip()
    return found


def _days(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_DAYS))):
        return None
    return int(text)


def _clashes(without: set[Key], including: set[Key]) -> dict[Key, Key]:
    """Steps that are taken anyway though one below them is not, with that one."""
    return {
        key: min(below)
        for key in sorted(including)
        if (below := [other for other in without if other[0] == key[0] and other[1] <= key[1]])
    }


def consistent(wishes: Wishes) -> Wishes:
    """The wishes without those that contradict another: what is taken anyway gives way."""
    clashes = _clashes(set(wishes.without), set(wishes.including))
    return Wishes(wishes.efforts, wishes.without, wishes.including - set(clashes))


def _clash(model: Model, key: Key, below: Key, say: Wording) -> str:
    return say(
        "%(title)s: level %(level)s cannot be reached without level %(below)s, which you will not do",
        title=_title(model, key, say),
        level=key[1],
        below=below[1],
    )


def _title(model: Model, key: Key, say: Wording) -> str:
    return model.by_id[key[0]].title.in_language(say.language)
