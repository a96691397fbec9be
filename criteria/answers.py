"""What was answered: validated against the model before anything is scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from criteria.exact import dot, exact, plain, proportions
from criteria.faults import AnswersInvalid, Fault
from criteria.model import Component, Model, Practice, Rating


@dataclass(frozen=True, slots=True)
class SiteRating:
    """One site's value of a component, and the site's share of the whole."""

    site: str
    share: Fraction
    value: Fraction


@dataclass(frozen=True, slots=True)
class Answer:
    """The values given for one practice, by component."""

    values: Mapping[str, Fraction]
    comment: str = ""
    sites: Mapping[str, tuple[SiteRating, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A practice that does not apply, with the reason and, where the track asks for it, who approved it."""

    reason: str
    approved_by: str = ""
    comment: str = ""


Answers = Mapping[str, Answer | NotApplicable]


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One practice as it was read from a file: values not yet checked, each with the place it came from."""

    practice: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    reason: str = ""
    approved_by: str = ""
    comment: str = ""

    def place(self, component: str) -> str:
        """Where the value of a component stands: a cell, a line, or the whole answer."""
        return self.places.get(component, self.where)


def parse_answers(model: Model, track: str, raw: Iterable[RawAnswer]) -> dict[str, Answer | NotApplicable]:
    """Checked answers by practice id; practices without a value are absent.

    Raises AnswersInvalid with every fault: unknown or repeated practices, unknown components, values
    that are not allowed, N/A without a reason or without approval where the track asks for one.

    >>> from criteria.registry import load
    >>> model = load("cmc"); first = model.practices[0].id
    >>> parse_answers(model, "declared", [RawAnswer(first, "a.csv:2", {"answer": "3"})])[first].values
    {'answer': Fraction(3, 1)}
    """
    reader = _Reader(model, track)
    for answer in raw:
        reader.read(answer)
    if reader.faults:
        raise AnswersInvalid(reader.faults)
    return reader.answers


def allowed_values(component: Component) -> str:
    """What a component allows, in words for an error message."""
    if component.options:
        return "one of " + ", ".join(plain(option.value) for option in component.options)
    assert component.range is not None
    step = f" in steps of {plain(component.step)}" if component.step else ""
    return f"{plain(component.range.low)} to {plain(component.range.high)}{step}"


def is_allowed(component: Component, value: Fraction) -> bool:
    """Whether a component allows a value.

    >>> from criteria.registry import load
    >>> is_allowed(load("cmc").tracks["verified"].ratings["process"].component("approach"), Fraction(52))
    False
    """
    if component.options:
        return any(option.value == value for option in component.options)
    assert component.range is not None
    inside = component.range.low <= value <= component.range.high
    return inside and (
        not component.step or ((value - component.range.low) / component.step).denominator == 1
    )


class _Reader:
    def __init__(self, model: Model, track: str) -> None:
        self.model = model
        self.track = model.tracks[track]
        self.practices = {practice.id: practice for practice in model.practices}
        self.answers: dict[str, Answer | NotApplicable] = {}
        self.first_seen: dict[str, str] = {}
        self.faults: list[Fault] = []

    def read(self, raw: RawAnswer) -> None:
        practice = self.practices.get(raw.practice)
        if practice is None:
            self._fault(raw.where, "", repr(raw.practice), self._practice_hint(raw.practice))
        elif raw.practice in self.first_seen:
            self._fault(
                raw.where,
                raw.practice,
                f"a second answer (the first: {self.first_seen[raw.practice]})",
                "one answer each",
            )
        else:
            self.first_seen[raw.practice] = raw.where
            self._answer(practice, raw)

    def _practice_hint(self, found: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(found, self.practices, n=1)
        return f"a practice of {self.model.reference}" + (f", perhaps {close[0]}" if close else "")

    def _answer(self, practice: Practice, raw: RawAnswer) -> None:
        if raw.not_applicable:
            self._not_applicable(practice, raw)
            return
        if raw.reason:
            self._fault(
                raw.place("reason"),
                practice.id,
                "a reason without 'not applicable'",
                "a reason only with N/A",
            )
        rating = self.track.ratings[practice.kind]
        read = {name: self._value(rating, practice, raw, name, value) for name, value in raw.values.items()}
        self._complete(rating, practice, raw)
        values = {name: value for name, (value, _) in read.items() if value is not None}
        sites = {name: sites for name, (_, sites) in read.items() if sites}
        if values:
            self.answers[practice.id] = Answer(values, raw.comment, sites)

    def _complete(self, rating: Rating, practice: Practice, raw: RawAnswer) -> None:
        """A practice is rated wholly or not at all: half a rating has no score."""
        missing = [c.id for c in rating.components if c.id not in raw.values]
        if raw.values and missing:
            self._fault(raw.where, practice.id, f"no {', '.join(missing)}", "every component, or none")

    def _not_applicable(self, practice: Practice, raw: RawAnswer) -> None:
        rule = self.model.not_applicable.rule
        if rule == "refused":
            self._fault(
                raw.where, practice.id, "not applicable", f"an answer: {self.model.reference} has no N/A"
            )
        if not raw.reason.strip():
            self._fault(raw.place("reason"), practice.id, "N/A without a reason", "a reason")
        if self.track.approval_of_not_applicable and not raw.approved_by.strip():
            self._fault(
                raw.place("approved_by"),
                practice.id,
                "N/A that nobody approved",
                "the name of the lead assessor who approved it",
            )
        for name in raw.values:
            self._fault(
                raw.place(name), f"{practice.id}.{name}", "a value beside N/A", "either a value or N/A"
            )
        self.answers[practice.id] = NotApplicable(raw.reason.strip(), raw.approved_by.strip(), raw.comment)

    def _value(
        self, rating: Rating, practice: Practice, raw: RawAnswer, name: str, value: object
    ) -> tuple[Fraction | None, tuple[SiteRating, ...]]:
        where, key = raw.place(name), f"{practice.id}.{name}"
        try:
            component = rating.component(name)
        except KeyError:
            self._fault(
                where, key, "an unknown component", f"one of {', '.join(c.id for c in rating.components)}"
            )
            return None, ()
        if isinstance(value, list | tuple):
            return self._by_site(component, where, key, value)
        return self._number(component, where, key, value), ()

    def _number(self, component: Component, where: str, key: str, value: object) -> Fraction | None:
        try:
            number = exact(value)
        except ValueError:
            number = None
        if number is None or not is_allowed(component, number):
            self._fault(where, key, _shown(value), allowed_values(component))
            return None
        return number

    def _by_site(
        self, component: Component, where: str, key: str, entries: Sequence[object]
    ) -> tuple[Fraction | None, tuple[SiteRating, ...]]:
        if not component.by_site:
            self._fault(where, key, "values by site", f"one value, {allowed_values(component)}")
            return None, ()
        if not entries:
            self._fault(where, key, "no site", "a value, or one for each site")
        sites = [self._site(component, f"{where}[{n}]", key, entry) for n, entry in enumerate(entries)]
        known = tuple(site for site in sites if site is not None)
        self._named_once(where, key, sites)
        if len(known) < len(entries) or not known:
            return None, ()
        shares = proportions([site.share for site in known])
        return dot(shares, [site.value for site in known]), known

    def _named_once(self, where: str, key: str, sites: Sequence[SiteRating | None]) -> None:
        names = [site.site if site is not None else None for site in sites]
        for n, name in enumerate(names):
            if name == "":
                self._fault(f"{where}[{n}]", f"{key}.site", "''", "the name of the site")
            elif name is not None and name in names[:n]:
                self._fault(f"{where}[{n}]", f"{key}.site", f"{name!r} twice", "each site once")

    def _site(self, component: Component, where: str, key: str, entry: object) -> SiteRating | None:
        if not isinstance(entry, Mapping) or set(entry) != {"site", "share", "value"}:
            self._fault(where, key, _shown(entry), "site, share and value")
            return None
        value = self._number(component, where, key, entry["value"])
        try:
            share = exact(entry["share"])
        except ValueError:
            share = Fraction(0)
        if share <= 0:
            self._fault(where, f"{key}.share", _shown(entry["share"]), "a number above 0")
        return (
            SiteRating(str(entry["site"]).strip(), share, value) if value is not None and share > 0 else None
        )

    def _fault(self, where: str, key: str, found: str, allowed: str) -> None:
        self.faults.append(Fault(where, key, found, allowed))


def _shown(value: object) -> str:
    text = repr(str(value)) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
