"""What the disclosure rule costs: who is not counted yet, what is not published, and how old scores are.

For whoever builds editions: these figures are exact, and are no part of what is published.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from benchmarks import disclosure
from benchmarks.classification import widening
from benchmarks.cohorts import Cell, Cohort
from benchmarks.contributions import Contributions, Days, latest_in_window
from benchmarks.counts import Integers
from benchmarks.disclosure import Flags, versions_that_left
from benchmarks.editions import Edition, Reach
from benchmarks.histories import History
from benchmarks.publishing import LEAST_ORGANISATIONS, published_cohorts

Width = Literal["world", "region", "subregion", "country", "province"]
WIDTHS: tuple[Width, ...] = ("world", "region", "subregion", "country", "province")

Level = Literal["industry", "region", "subregion", "country", "size"]

PART_OF: Mapping[Level, Callable[[Cell], str]] = MappingProxyType(
    {
        "industry": lambda cell: cell.industry,
        "region": lambda cell: _within(cell, "region"),
        "subregion": lambda cell: _within(cell, "subregion"),
        "country": lambda cell: cell.country,
        "size": lambda cell: cell.size,
    }
)
"""What an organisation of a cell counts towards, level by level; every cell has one part of each."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What cohorts of a kind restrict: how wide a place, and whether an industry and a size.

    >>> Kind.of(Cohort("C", "030"))
    Kind(place='subregion', industry=True, size=False)
    """

    place: Width
    industry: bool
    size: bool

    @classmethod
    def of(cls, cohort: Cohort) -> "Kind":
        """Return the kind of a cohort."""
        width = WIDTHS[len(widening(cohort.geography)) - 1]
        return cls(width, cohort.industry is not None, cohort.size is not None)


@dataclass(frozen=True, slots=True)
class Labelled:
    """How many labels of a kind an edition has, and how many organisations they count."""

    labels: int
    organisations: int


@dataclass(frozen=True, slots=True)
class Published:
    """How many cohorts of a kind are published, of those in which enough organisations are known."""

    published: int
    possible: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the counted scores are behind the latest ones; medians are in days, the lower of two.

    `superseded` organisations are counted with another score than their latest, which was decided
    `behind_days` later; `lapsed` ones have no score in the window any more. `barred` ones are not counted
    because their latest score was, and left with others: a score that left never returns. The latest scores
    of all organisations known have an age of `latest_age_days`.
    """

    superseded: int
    behind_days: int | None
    lapsed: int
    barred: int
    latest_age_days: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who is counted, by level and in all, and what is published; ages in days on the day of building.

    `waiting` organisations are known but not counted: too few of their kind have come since the last edition,
    or they are barred. `smallest_class` is how many organisations the smallest group has that all editions
    together can tell apart. `freshness` is None where the latest scores were not given.
    """

    whole: Reach
    levels: Mapping[Level, Mapping[str, Reach]]
    labels: Mapping[Kind, Labelled]
    cohorts: Mapping[Kind, Published]
    smallest_class: int | None
    waiting: int
    median_age_days: int | None
    oldest_age_days: int | None
    freshness: Freshness | None


def coverage(edition: Edition, contributions: Contributions | None = None) -> Coverage:
    """Report what the disclosure rule cost in an edition, in organisations, cohorts and days.

    `contributions` are those the edition was built from, without organisations that withdrew; they say which
    scores are the latest. Opens the archive of the edition and raises what opening it raises; raises
    `DisclosureRefused` for a history that no edition can have.

    >>> from datetime import date
    >>> from benchmarks import Contribution, build
    >>> day, cells = date(2026, 6, 1), [Cell("C", "CN", "large")] * 12 + [Cell("C", "FR", "large")]
    >>> firms = [Contribution(f"firm-{row}", "1", cell, day, (500,), "") for row, cell in enumerate(cells)]
    >>> found = coverage(build(line="demo", track="declared", nodes=["total"], contributions=firms,
    ...                        built_on=date(2026, 7, 1)))
    >>> found.whole, found.levels["country"]["FR"], found.waiting, found.median_age_days
    (Reach(counted=12, population=13), Reach(counted=0, population=1), 1, 30)
    """
    counted = _counted(edition)
    ages = edition.built_on.toordinal() - edition.evidence.contributions.decided
    known, in_all = edition.population, sum(counted.values())
    return Coverage(
        whole=Reach(in_all, sum(known.values())),
        levels=MappingProxyType({level: _by(part, counted, known) for level, part in PART_OF.items()}),
        labels=_labels(edition),
        cohorts=_cohorts(edition),
        smallest_class=disclosure.guard(edition.history, edition.k),
        waiting=sum(known.values()) - in_all,
        median_age_days=_middle(ages),
        oldest_age_days=int(ages.max()) if ages.size else None,
        freshness=_freshness(edition, contributions) if contributions is not None else None,
    )


def _counted(edition: Edition) -> Mapping[Cell, int]:
    """How many organisations of each cell are counted, under whichever label."""
    rows = edition.evidence.contributions
    sizes = np.bincount(rows.cell, minlength=len(rows.cells)).tolist()
    return dict(zip(rows.cells, sizes, strict=True))


def _by(
    part: Callable[[Cell], str], counted: Mapping[Cell, int], known: Mapping[Cell, int]
) -> Mapping[str, Reach]:
    """Add both up by the part that each cell belongs to."""
    here, there = _added(part, counted), _added(part, known)
    return MappingProxyType({code: Reach(here[code], there[code]) for code in sorted(there)})


def _added(part: Callable[[Cell], str], sizes: Mapping[Cell, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for cell, size in sizes.items():
        found[part(cell)] += size
    return found


def _within(cell: Cell, width: Width) -> str:
    """The region or sub-region that a cell lies in."""
    widened = widening(cell.country)
    return widened[len(widened) - 1 - WIDTHS.index(width)] or ""


def _labels(edition: Edition) -> Mapping[Kind, Labelled]:
    labels: Counter[Kind] = Counter()
    organisations: Counter[Kind] = Counter()
    for cohort, members in zip(edition.labels.cohorts, edition.counts.members.tolist(), strict=True):
        labels[Kind.of(cohort)] += 1
        organisations[Kind.of(cohort)] += members
    return MappingProxyType({kind: Labelled(labels[kind], organisations[kind]) for kind in _ordered(labels)})


def _cohorts(edition: Edition) -> Mapping[Kind, Published]:
    """Count cohorts: those published, and those in which enough are known whether counted or not."""
    known: Counter[Cohort] = Counter()
    for cell, size in edition.population.items():
        for cohort in cell.cohort.rollups():
            known[cohort] += size
    possible = Counter(Kind.of(cohort) for cohort, size in known.items() if size >= LEAST_ORGANISATIONS)
    published = Counter(map(Kind.of, published_cohorts(edition)))
    return MappingProxyType({kind: Published(published[kind], possible[kind]) for kind in _ordered(possible)})


def _ordered(kinds: Iterable[Kind]) -> list[Kind]:
    """Kinds from the widest place to the narrowest, and of one place the least restricted first."""
    return sorted(kinds, key=lambda kind: (WIDTHS.index(kind.place), kind.industry + kind.size, kind))


def _freshness(edition: Edition, given: Contributions) -> Freshness:
    history, organisation, assessment = edition.history.knowing(given.organisations, given.assessments)
    rows = latest_in_window(given, organisation, edition.built_on, edition.window_months)
    latest = np.zeros(len(history.organisations), dtype=np.int64)
    latest[organisation[rows]] = rows
    stays = np.flatnonzero(history.counted)
    current = np.isin(history.organisation[stays], organisation[rows])
    row = latest[history.organisation[stays]]
    superseded = current.copy()
    superseded[current] = assessment[row[current]] != history.assessment[stays[current]]
    # the counted stays come first in a history, in the order of the evidence
    behind = given.decided[row[superseded]] - edition.evidence.contributions.decided[superseded]
    return Freshness(
        superseded=int(superseded.sum()),
        behind_days=_middle(behind),
        lapsed=int((~current).sum()),
        barred=int(_barred(history, organisation[rows], assessment[rows]).sum()),
        latest_age_days=_middle(edition.built_on.toordinal() - given.decided[rows]),
    )


def _barred(history: History, organisation: Integers, assessment: Integers) -> Flags:
    """Say of each latest score whether its organisation is not counted because that score left."""
    counted = np.isin(organisation, history.organisation[history.counted])
    left = np.isin(history.pairs(organisation, assessment), versions_that_left(history))
    barred: Flags = left & ~counted
    return barred


def _middle(numbers: Integers | Days) -> int | None:
    """The median of numbers, the lower of two for an even number; None of none.

    >>> _middle(np.array([1, 5, 9, 30])), _middle(np.array([], dtype=np.int64))
    (5, None)
    """
    if not numbers.size:
        return None
    return int(np.sort(numbers)[(numbers.size - 1) // 2])
