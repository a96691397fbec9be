"""Choosing a cohort of an edition: what there is to choose, and what was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessor.languages import Wording
from benchmarks import Edition
from benchmarks.classification import (
    SIZE_BANDS,
    Country,
    Province,
    Region,
    countries,
    geography_name,
    industry_name,
    provinces,
    regions,
    sections,
    size_name,
    subregions,
    widening,
)
from benchmarks.cohorts import EVERYONE, STEPS_OUT, Cohort
from benchmarks.publishing import published_cohorts
from benchmarks.remembering import remembered

FIELDS = ("industry", "place", "size")
LONGEST_ECHO = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """The published cohorts of an edition, and the codes that some of them restrict, in reading order."""

    cohorts: frozenset[Cohort]
    industries: tuple[str, ...]
    places: tuple[str, ...]
    sizes: tuple[str, ...]

    def codes(self, field: str) -> tuple[str, ...]:
        """What may be chosen in a field."""
        return {"industry": self.industries, "place": self.places, "size": self.sizes}[field]


@remembered(1)
def offer(edition: Edition) -> Offer:
    """What there is to choose in an edition."""
    cohorts = frozenset(published_cohorts(edition))
    industries = {cohort.industry for cohort in cohorts}
    places = {cohort.geography for cohort in cohorts}
    sizes = {cohort.size for cohort in cohorts}
    return Offer(
        cohorts=cohorts,
        industries=tuple(section.code for section in sections() if section.code in industries),
        places=tuple(code for code in _atlas() if code in places),
        sizes=tuple(band for band in SIZE_BANDS if band in sizes),
    )


def _atlas() -> list[str]:
    """Every place, each under the one that holds it; side by side in the order of their English names."""
    known: tuple[Region | Country | Province, ...]
    known = (*regions(), *subregions(), *countries(), *provinces())
    chains = {place.code: widening(place.code) for place in known}
    names = {place.code: place.name for place in known}

    def order(code: str) -> list[tuple[str, str]]:
        return [(names[one], one) for one in reversed(chains[code]) if one is not None]

    return sorted(chains, key=order)


@dataclass(frozen=True, slots=True)
class Choice:
    """The cohort that was asked for; None where a field asks for what is not there, with what it said."""

    cohort: Cohort | None
    asked: Mapping[str, str]
    faults: Mapping[str, str]


def chosen(offered: Offer, arguments: Mapping[str, str]) -> Choice:
    """Read the fields of the form; what is empty or missing restricts nothing."""
    asked = {field: arguments.get(field, "").strip() for field in FIELDS}
    faults = {
        field: _legible(code) for field, code in asked.items() if code and code not in offered.codes(field)
    }
    if faults:
        return Choice(None, asked, faults)
    return Choice(Cohort(*(asked[field] or None for field in FIELDS)), asked, {})


def _legible(text: str) -> str:
    """What was found, short and without what cannot be written on a page."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:LONGEST_ECHO])


def wider(cohort: Cohort) -> tuple[Cohort, ...]:
    """The cohorts that hold another, as the ladder of an organisation has them: narrowest first.

    A province's size gives way to its country's; then size, place and industry are let go, in this order.

    >>> [one.key for one in wider(Cohort("C", "CN-GD", "large"))]
    ['C|CN|large', 'C|CN-GD|*', 'C|CN|*', 'C|030|*', 'C|142|*', 'C|*|*', '*|*|*']
    """
    places = widening(cohort.geography)
    provincial = (
        [Cohort(cohort.industry, places[1], cohort.size)] if len(places) > STEPS_OUT and cohort.size else []
    )
    steps = [*provincial, *(Cohort(cohort.industry, place) for place in places), EVERYONE]
    return tuple(dict.fromkeys(step for step in steps if step != cohort))


# --- as a form ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `depth` is how many places it lies in, short of the world."""

    code: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading, or without one."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Select:
    """A field: its name and label, what may be chosen and was, and what is wrong with that."""

    name: str
    label: str
    everything: str
    groups: tuple[Group, ...]
    chosen: str
    fault: str


def form(offered: Offer, choice: Choice, say: Wording) -> tuple[Select, ...]:
    """The three fields in the words of a language; places are grouped by region."""
    language = say.language
    labels = {"industry": say("Industry"), "place": say("Place"), "size": say("Size")}
    everything = {
        "industry": industry_name(None, language),
        "place": geography_name(None, language),
        "size": say("All sizes"),
    }
    groups = {
        "industry": _plain([(code, industry_name(code, language)) for code in offered.industries]),
        "place": _by_region([(code, geography_name(code, language)) for code in offered.places], say),
        "size": _plain([(code, size_name(code, language)) for code in offered.sizes]),
    }
    return tuple(
        Select(
            field, labels[field], everything[field], groups[field], choice.asked[field],
            _fault(field, choice, labels, say),
        )
        for field in FIELDS
    )  # fmt: skip


def _plain(named: Sequence[tuple[str, str]]) -> tuple[Group, ...]:
    return (Group("", tuple(Option(code, title, 0) for code, title in named)),) if named else ()


def _by_region(named: Sequence[tuple[str, str]], say: Wording) -> tuple[Group, ...]:
    """Regions as groups; what lies in a region stands under it, the further in the narrower."""
    groups: dict[str, list[Option]] = {}
    for code, title in named:
        chain = widening(code)
        groups.setdefault(str(chain[-2]), []).append(Option(code, title, len(chain) - 2))
    return tuple(
        Group(geography_name(region, say.language), tuple(options)) for region, options in groups.items()
    )


def _fault(field: str, choice: Choice, labels: Mapping[str, str], say: Wording) -> str:
    found = choice.faults.get(field)
    if found is None:
        return ""
    return say("%(field)s: found “%(found)s”; choose one from the list", field=labels[field], found=found)
